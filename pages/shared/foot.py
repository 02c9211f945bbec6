"""The foot of the sidebar: the version and, where the program was started with --debug, what the last looks took."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import retention as rt
from pages.shared import state, timings
from retention.languages import mark, say

MOST = 3  # names in one cell
TIMES = {"read_ms": mark("Read, ms"), "count_ms": mark("Count, ms"), "draw_ms": mark("Draw, ms")}
TIMES |= {"total_ms": mark("Total, ms")}


@contextmanager
def around(page: str, began: float) -> Iterator[None]:
    """Draw the foot, and measure the page that is drawn inside where somebody wants to know."""
    st.sidebar.caption(say("Version {version}", version=rt.__version__))
    if not timings.on():
        yield
        return
    place = st.sidebar.empty()
    try:
        with timings.interaction(page, began, state.changed_settings()) as look:
            yield
    finally:
        state.keep_look(look)
        _draw(place, list(reversed(state.looks())))


def _draw(place: DeltaGenerator, looks: list[timings.Look]) -> None:
    """The last looks, newest first."""
    with place.expander(say("Timings"), icon=":material/timer:"):
        st.caption(say("Milliseconds of the last looks, newest first. Draw is what is neither reading nor counting."))
        st.dataframe([_row(look) for look in looks], hide_index=True, height="content")


def _row(look: timings.Look) -> dict[str, str | float | int]:
    facts = look.facts
    times = {say(label): facts[key] for key, label in TIMES.items()}
    return {
        say("Page"): facts["page"],
        say("Changed"): _few(look.changed),
        **times,
        say("Rows"): look.rows,
        say("Counted anew"): _few(tuple(look.counted)),
        say("At hand"): look.kept,
    }


def _few(names: tuple[str, ...]) -> str:
    more = len(names) - MOST
    return ", ".join([*names[:MOST], *([f"+{more}"] if more > 0 else [])])
