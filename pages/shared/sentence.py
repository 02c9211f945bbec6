"""The sentence of controls: plain words, and choices that are popovers named after the current choice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shared import state, words
from retention.languages import mark, say
from retention.languages.korean import fit_particles

# A place for a choice, with what must not be torn from it: a particle of Korean, and a mark at the end.
_PLACE = re.compile(r"\{(\w+)\}((?:[가-힣()]+)?[^\w\s{(*]*)")


class Sentence:
    """A line of words and choices, in the order of the language in use.

    A popover needs its name before the widget inside it exists. The name comes from what is known by then (this
    session, or the link); where the widget decides otherwise, ``end`` runs the page once more.

    Parameters
    ----------
    text
        The whole sentence, with a place such as ``{period}`` for each choice and each word that is filled in.
    known
        Words that are known from the beginning; they go into the text and are no places.
    """

    def __init__(self, text: str, **known: str) -> None:
        self._line = st.container(horizontal=True, vertical_alignment="center", gap="xxsmall")
        self._places: dict[str, tuple[DeltaGenerator, str]] = {}
        self._misnamed = False
        for words_, place, tail in pieces(text, **known):
            if words_:
                self._line.markdown(words_, width="content")
            if place:
                self._places[place] = (self._line.container(width="content"), tail)

    def word(self, place: str, text: str) -> None:
        """Plain words in a place."""
        where, tail = self._place(place)
        where.markdown(fit_particles(f"{text}{tail}"), width="content")

    @contextmanager
    def popover(self, place: str, name: str) -> Iterator[None]:
        """A choice in a place, named by what is chosen now."""
        where, tail = self._place(place)
        label = fit_particles(f":blue[**{name}**]{tail}")
        with where, st.popover(label, type="tertiary"):
            yield

    def radio(
        self,
        key: str,
        heading: str,
        options: Sequence[str],
        default: str,
        captions: Sequence[str] | None = None,
        on_change: Callable[[], None] | None = None,
    ) -> str:
        """A few options of ours with a line of explanation each."""
        expected = state.current(key, options, default)
        state.settle(key, default)
        picked: str = st.radio(
            heading,
            options,
            index=list(options).index(default),
            format_func=say,
            captions=captions,
            key=key,
            bind="query-params",
            on_change=on_change,
        )
        self._compare(expected, picked)
        return picked

    def select(
        self, key: str, heading: str, options: Sequence[str], default: str, shown: Callable[[str], str] | None = None
    ) -> str:
        """One of many, such as the event names of a file."""
        expected = state.current(key, options, default)
        picked: str = st.selectbox(
            heading,
            options,
            index=list(options).index(default),
            format_func=shown or event_option,
            key=key,
            bind="query-params",
        )
        self._compare(expected, picked)
        return picked

    def number(
        self,
        key: str,
        heading: str,
        default: int,
        low: int,
        high: int,
        on_change: Callable[[], None] | None = None,
    ) -> int:
        """A whole number."""
        expected = state.current(key, range(low, high + 1), default)
        state.settle(key, default, low, high)
        picked = int(
            st.number_input(heading, low, high, default, step=1, key=key, bind="query-params", on_change=on_change)
        )
        self._compare(expected, picked)
        return picked

    def text(self, key: str, heading: str, default: str, note: str) -> str:
        """A short text."""
        picked: str = st.text_input(heading, default, key=key, bind="query-params", help=note, max_chars=60)
        return picked

    def end(self) -> None:
        """Run the page again if a choice was named before its widget knew better."""
        if self._misnamed:
            st.rerun()

    def _compare(self, expected: Any, picked: Any) -> None:
        self._misnamed |= expected != picked

    def _place(self, place: str) -> tuple[DeltaGenerator, str]:
        """Where a choice stands; at the end, where a translation has lost it."""
        if place not in self._places:
            self._places[place] = (self._line.container(width="content"), "")
        return self._places[place]


def pieces(text: str, **known: str) -> list[tuple[str, str, str]]:
    """A sentence cut at its places: the words before each, its name, and what clings to it.

    >>> pieces("Who came in **{unit}** 1 after the {period} of {visit}?", unit="month")
    [('Who came in **month** 1 after the', 'period', ''), ('of', 'visit', '?')]
    >>> pieces("{period}에 온 고객")
    [('', 'period', '에'), ('온 고객', '', '')]
    """
    for name, word in known.items():
        text = text.replace(f"{{{name}}}", word)
    parts = _PLACE.split(fit_particles(text))
    # Three parts for each place: the words before it, its name, its tail; and words after the last one.
    found = [(parts[i].strip(), parts[i + 1], parts[i + 2]) for i in range(0, len(parts) - 1, 3)]
    return found + ([(parts[-1].strip(), "", "")] if parts[-1].strip() else [])


def event_option(value: str) -> str:
    """An event among the options: ours is said in the language in use, those of the file stay as they are."""
    return say(value) if value == ANY_EVENT else value


def event_name(value: str, nothing: str) -> str:
    """An event's name as it stands in the sentence; ``nothing`` when any event counts."""
    return nothing if value == ANY_EVENT else words.plain(value, 30)


ANY_EVENT = mark("any event")
