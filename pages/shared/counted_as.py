"""Counting as another product counts: one choice that sets several, and one line for each difference to ours."""

from __future__ import annotations

import math

import streamlit as st

import retention as rt
from pages.shared import state, words
from pages.shared.sentence import ANY_EVENT

OURS = "our own way"
NAMES = {preset.name: preset.key for preset in rt.presets}
OPTIONS = (OURS, *NAMES)
ABOUT = {
    OURS: "Calendar, exactly that window.",
    "mixpanel": "Each customer's own clock, that window or later.",
    "amplitude": "Each customer's own clock, exactly that window.",
    "posthog": "Calendar, exactly that window, weeks from Sunday.",
    "ga4": "Calendar, first sessions, weeks from Sunday.",
}
# How the widgets name what the settings hold.
WIDGETS = {
    "measure": {"on": "on", "on_or_after": "on or after"},
    "birth": {"first": "first", "first_in_range": "first in range"},
    "start_event": {None: ANY_EVENT},
}
OWN = {"clock": "calendar", "measure": "on", "birth": "first", "week_start": "monday"}
SAID = {
    "clock": "the clock",
    "measure": "what counts as coming back",
    "birth": "which visit begins a cohort",
    "week_start": "the first day of the week",
    "start_event": "the first event",
}


def choose() -> None:
    """The popover in the line of controls; what is picked sets the widgets before they are drawn again."""
    picked = _picked()
    label = "Count as …" if picked == OURS else f"Counted as {picked}"
    with st.popover(label, icon=":material/balance:", type="tertiary", key="count-as"):
        state.settle("preset", OURS)
        st.radio(
            "Count in",
            OPTIONS,
            captions=(ABOUT[OURS], *(ABOUT[key] for key in NAMES.values())),
            key="preset",
            bind="query-params",
            on_change=_take_over,
        )


def say(settings: rt.CohortSettings) -> None:
    """One line for each difference, or what has been changed since."""
    picked = _picked()
    if picked == OURS:
        return
    preset = rt.preset(NAMES[picked])
    changed = [SAID[name] for name in preset.changed(settings)]
    with st.container(border=True, gap="xxsmall"):
        if changed:
            st.markdown(f":material/edit: **Changed from {picked}'s:** {', '.join(changed)}.")
        else:
            st.markdown(f"**Counted as {picked} counts.** What differs from our own way:")
        st.caption("\n".join(f"- {line}" for line in preset.differences))


def say_mean(matrix: rt.CohortMatrix, pooled: rt.MetricSeries) -> None:
    """The mean of all cohorts by that product's rule, beside ours."""
    picked = _picked()
    if picked == OURS or len(pooled) < 2 or matrix.segment is not None:
        return
    preset = rt.preset(NAMES[picked])
    theirs = float(rt.mean_of_cohorts(matrix, preset.mean)[1])
    if preset.mean == "pooled" or math.isnan(theirs):
        return
    rule = {"simple": "the simple mean of all cohorts", "by size twice": "weighing cohorts by their size twice"}
    st.caption(
        f"{picked}'s mean for {words.unit(matrix.settings)} {pooled.labels[1]}, {rule[preset.mean]}, would be "
        f"{words.percent(theirs)} of the same cohorts; all customers added up give {words.percent(pooled.rates[1])}."
    )


def _picked() -> str:
    picked: str = state.current("preset", OPTIONS, OURS)
    return picked


def _take_over() -> None:
    """Set the widgets as the product counts; back to our own way, as they were at first."""
    picked = _picked()
    changes = OWN if picked == OURS else rt.preset(NAMES[picked]).changes
    for name, value in changes.items():
        state.put(name, WIDGETS.get(name, {}).get(value, value))
