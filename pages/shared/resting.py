"""What the numbers rest on: one row for each thing that was taken as true, with why, and a way to change it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from zoneinfo import available_timezones

import streamlit as st

import retention as rt
from pages.shared import state, words
from retention.languages import mark, say

TITLES = {  # arguments of the reader, as a person would call them
    "encoding": mark("Encoding"),
    "delimiter": mark("Between the values"),
    "header": mark("Header"),
    "sheet": mark("Sheet"),
    "member": mark("File in the archive"),
    "date_order": mark("Order of day and month"),
    "decimal": mark("Decimals"),
    "timezone": mark("Time zone"),
    "duplicates": mark("Exact copies"),
    "currency": mark("Currency"),
    "unit": mark("Time is counted in"),
}
COLOURS = {mark("proved"): "gray", mark("chosen"): "gray", mark("likely"): "blue", mark("assumed"): "orange"}
_FIRST = ("member", "sheet", "encoding", "date_order", "decimal", "timezone", "duplicates")


def draw(
    assumptions: Iterable[rt.Assumption],
    change: Callable[[str, str], None],
    *,
    without: tuple[str, ...] = (),
    frozen: bool = False,
) -> None:
    """All of them, those that change the numbers most first.

    Parameters
    ----------
    assumptions
        What was taken as true.
    change
        Called with the key and the value that was chosen instead.
    without
        Keys that are drawn elsewhere.
    frozen
        Whether nothing can be changed, since the file is not at hand any more.
    """
    for assumption in sorted((a for a in assumptions if a.key not in without), key=_place):
        _row(assumption, change, frozen=frozen)


def _place(assumption: rt.Assumption) -> int:
    return _FIRST.index(assumption.key) if assumption.key in _FIRST else len(_FIRST)


def title(assumption: rt.Assumption) -> str:
    """What it is about."""
    if assumption.key in TITLES:
        return say(TITLES[assumption.key])
    return words.told(assumption.key.replace("_", " ").capitalize() or assumption.words)


def _row(assumption: rt.Assumption, change: Callable[[str, str], None], *, frozen: bool) -> None:
    with st.container(gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", wrap=False):
            st.markdown(f"**{words.plain(title(assumption))}**", width="stretch")
            st.badge(say(assumption.certainty), color=COLOURS.get(assumption.certainty, "orange"))
        if len(choices(assumption)) > 1 and not frozen:
            select(assumption, change, named=False)
        elif words.told(assumption.words) != title(assumption):
            st.markdown(words.plain(words.capital(words.told(assumption.words)), 120))
        if assumption.evidence:
            st.caption(words.plain(words.capital(words.told(assumption.evidence)), 400))


def choices(assumption: rt.Assumption) -> dict[str, str]:
    """What it is and what else it could be: value to words."""
    if assumption.key == "timezone":
        return {assumption.value: assumption.value} | {zone: zone for zone in zones()}
    offered = dict(assumption.choices)
    return {assumption.value: offered.get(assumption.value, assumption.words)} | offered


@cache
def zones() -> tuple[str, ...]:
    """Every zone, UTC first; looked up once, in some hundred files."""
    return ("UTC", *sorted(available_timezones() - {"UTC", "localtime"}))


def select(
    assumption: rt.Assumption, change: Callable[[str, str], None], *, named: bool = True, disabled: bool = False
) -> None:
    """A selector of what it is and what else it could be; its key changes with what it is."""
    options = choices(assumption)
    key = f"reading-{assumption.key}-{assumption.value}"
    st.selectbox(
        words.plain(title(assumption)),
        list(options),
        format_func=lambda value: words.capital(words.told(options.get(value, value))),
        label_visibility="visible" if named else "collapsed",
        key=key,
        disabled=disabled,
        on_change=_changed,
        args=(assumption.key, key, change),
    )


def _changed(name: str, widget: str, change: Callable[[str, str], None]) -> None:
    value = state.current(widget, None, None)
    if value is not None:
        change(name, value)
