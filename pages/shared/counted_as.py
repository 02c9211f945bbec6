"""Counting as another product counts: one choice that sets several, and one line for each difference to ours."""

from __future__ import annotations

import math

import streamlit as st

import retention as rt
from pages.shared import state, words
from pages.shared.sentence import ANY_EVENT
from retention.languages import mark, say

OURS = mark("our own way")
NAMES = {preset.name: preset.key for preset in rt.presets}
OPTIONS = (OURS, *NAMES)
ABOUT = {
    OURS: mark("Calendar, exactly that window."),
    "mixpanel": mark("Each customer's own clock, that window or later."),
    "amplitude": mark("Each customer's own clock, exactly that window."),
    "posthog": mark("Calendar, exactly that window, weeks from Sunday."),
    "ga4": mark("Calendar, first sessions, weeks from Sunday."),
}
# How the widgets name what the settings hold.
WIDGETS = {
    "measure": {"on": "on", "on_or_after": "on or after"},
    "birth": {"first": "first", "first_in_range": "first in range"},
    "start_event": {None: ANY_EVENT},
}
OWN = {"clock": "calendar", "measure": "on", "birth": "first", "week_start": "monday"}
SAID = {
    "clock": mark("the clock"),
    "measure": mark("what counts as coming back"),
    "birth": mark("which visit begins a cohort"),
    "week_start": mark("the first day of the week"),
    "start_event": mark("the first event"),
}


def choose() -> None:
    """The popover in the line of controls; what is picked sets the widgets before they are drawn again."""
    picked = _picked()
    label = say("Count as …") if picked == OURS else say("Counted as {product}", product=picked)
    with st.popover(label, icon=":material/balance:", type="tertiary", key="count-as"):
        state.settle("preset", OURS)
        st.radio(
            say("Count in"),
            OPTIONS,
            captions=[say(ABOUT[key]) for key in (OURS, *NAMES.values())],
            format_func=lambda option: say(option) if option == OURS else option,
            key="preset",
            bind="query-params",
            on_change=_take_over,
        )


def tell(settings: rt.CohortSettings) -> None:
    """One line for each difference, or what has been changed since."""
    picked = _picked()
    if picked == OURS:
        return
    preset = rt.preset(NAMES[picked])
    changed = ", ".join(say(SAID[name]) for name in preset.changed(settings))
    with st.container(border=True, gap="xxsmall"):
        if changed:
            line = say("**Changed from {product}'s:** {settings}.", product=picked, settings=changed)
            st.markdown(f":material/edit: {line}")
        else:
            st.markdown(say("**Counted as {product} counts.** What differs from our own way:", product=picked))
        st.caption("\n".join(f"- {say(line)}" for line in preset.differences))


def tell_mean(matrix: rt.CohortMatrix, pooled: rt.MetricSeries) -> None:
    """The mean of all cohorts by that product's rule, beside ours."""
    picked = _picked()
    if picked == OURS or len(pooled) < 2 or matrix.segment is not None:
        return
    preset = rt.preset(NAMES[picked])
    theirs = float(rt.mean_of_cohorts(matrix, preset.mean)[1])
    if preset.mean == "pooled" or math.isnan(theirs):
        return
    values = {
        "product": picked,
        "age": words.age(matrix.settings.unit_name, pooled.labels[1]),
        "theirs": words.percent(theirs),
        "ours": words.percent(pooled.rates[1]),
    }
    if preset.mean == "simple":
        line = say(
            "{product}'s mean for {age}, the simple mean of all cohorts, would be {theirs} of the same cohorts; all "
            "customers added up give {ours}.",
            **values,
        )
    else:
        line = say(
            "{product}'s mean for {age}, weighing cohorts by their size twice, would be {theirs} of the same cohorts; "
            "all customers added up give {ours}.",
            **values,
        )
    st.caption(line)


def _picked() -> str:
    picked: str = state.current("preset", OPTIONS, OURS)
    return picked


def _take_over() -> None:
    """Set the widgets as the product counts; back to our own way, as they were at first."""
    picked = _picked()
    changes = OWN if picked == OURS else rt.preset(NAMES[picked]).changes
    for name, value in changes.items():
        state.put(name, WIDGETS.get(name, {}).get(value, value))
