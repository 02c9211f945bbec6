"""The sentence of controls: plain words, and choices that are popovers named after the current choice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import streamlit as st

from pages.shared import state, words


class Sentence:
    """A line of words and choices.

    A popover needs its name before the widget inside it exists. The name comes from what is known by then (this
    session, or the link); where the widget decides otherwise, ``end`` runs the page once more.
    """

    def __init__(self) -> None:
        self._line = st.container(horizontal=True, vertical_alignment="center", gap="xxsmall")
        self._misnamed = False

    def word(self, text: str) -> None:
        """Plain words."""
        self._line.markdown(text, width="content")

    @contextmanager
    def popover(self, name: str) -> Iterator[None]:
        """A choice, named by what is chosen now."""
        with self._line, st.popover(f":blue[**{name}**]", type="tertiary"):
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
        """A few options with a line of explanation each."""
        expected = state.current(key, options, default)
        state.settle(key, default)
        picked: str = st.radio(
            heading,
            options,
            index=list(options).index(default),
            captions=captions,
            key=key,
            bind="query-params",
            on_change=on_change,
        )
        self._compare(expected, picked)
        return picked

    def select(self, key: str, heading: str, options: Sequence[str], default: str) -> str:
        """One of many, such as the event names of a file."""
        expected = state.current(key, options, default)
        picked: str = st.selectbox(heading, options, index=list(options).index(default), key=key, bind="query-params")
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


def event_name(value: str, nothing: str) -> str:
    """An event's name as it stands in the sentence; ``nothing`` when any event counts."""
    return nothing if value == ANY_EVENT else words.plain(value, 30)


ANY_EVENT = "any event"
