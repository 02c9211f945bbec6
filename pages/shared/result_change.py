"""A change that nobody was held out of: cohorts before and after a day, with the warning that it is no proof."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, state, words
from retention.metrics.before_after import NO_PROOF

UNITS = ("week", "month", "quarter")
ANOTHER = "another day"
LABELS = {
    "age": "Age",
    "after_rate": "After",
    "after_eligible": "n after",
    "before_rate": "Before",
    "before_eligible": "n before",
    "difference": "Difference",
    "lower": "Likely from",
    "upper": "to",
    "beyond": "Beyond the season",
    "beyond_lower": "Beyond from",
    "beyond_upper": "Beyond to",
}
SHARES = [name for name in LABELS if name not in ("age", "after_eligible", "before_eligible")]


def draw(data: Any) -> None:
    """The day, the comparison at one age, and all ages."""
    day, unit = _controls(data)
    if day is None:
        st.markdown(
            "Choose the day on which something changed: a new price, another first page, a new rule. Customers who "
            "began after it are compared with those who began before, at the same age."
        )
        return
    found = compute.before_after(data, day, rt.CohortSettings(period=unit))  # type: ignore[arg-type]
    ages = [one.age for one in found.ages]
    age = ages[0] if ages else 1
    if len(ages) > 1:
        age = st.select_slider(f"Compared in {unit}", ages, age, key="did_age", bind="query-params", width=280)
    with st.container(gap="xxsmall"):
        st.markdown(words.plain(found.words(age), 1500))
        st.warning(NO_PROOF, icon=":material/report:")
    if ages:
        _card(found, unit, words.file_stem(data, "before-after"))


def _controls(data: Any) -> tuple[str | None, str]:
    """The day as text, None as long as none is chosen, and the period."""
    first, last = (pd.Timestamp(moment).date() for moment in (data.span[0], data.observed_until))
    notes = {f"{one.text} ({words.day(pd.Timestamp(one.date))})": one.date for one in state.notes().annotations}
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        usual = compute.usual_period(data) if isinstance(data, rt.Events) else "month"
        unit = st.selectbox(
            "Cohorts by",
            UNITS,
            UNITS.index(usual) if usual in UNITS else 0 if usual in ("hour", "day") else 2,
            key="did_unit",
            bind="query-params",
            width=160,
        )
        note = ANOTHER
        if notes:
            note = st.selectbox("What changed", [*notes, ANOTHER], key="did-note", persist_state="session", width=320)
        if note != ANOTHER:
            return notes[note], unit
        state.settle("did_day", None, first, last)
        day = st.date_input(
            "The day of the change",
            None,
            min_value=first,
            max_value=last,
            key="did_day",
            bind="query-params",
            width=200,
        )
    return None if day is None else str(day), unit


def _card(found: rt.BeforeAfter, unit: str, stem: str) -> None:
    heading = f"Before and after, {unit} by {unit}"
    frame = found.to_frame()
    with cards.card(heading):
        figure = rt.charts.before_after_lines(frame, unit, did=found.did, theme=cards.theme())
        spoken = ", ".join(
            f"{unit} {int(row.age)}: {words.percent(row.after_rate)} after, {words.percent(row.before_rate)} before"
            for row in frame.head(6).itertuples()
        )
        cards.chart(figure, "before-after", f"{heading}. {spoken}.", stem)
        sure = int((frame["adjusted"] < 0.05).sum())
        st.caption(
            f"Each age with its own cohorts: the ones nearest to the day whose window was over by then, against the "
            f"first ones after it. Corrected for looking at {words.count(len(frame), 'age')}, {sure} "
            f"{'differs' if sure == 1 else 'differ'} by more than chance."
        )
        with st.expander("All ages as a table"):
            shares = {LABELS[name]: st.column_config.NumberColumn(format="percent") for name in SHARES}
            st.dataframe(frame[list(LABELS)].rename(columns=LABELS), hide_index=True, column_config=shares)
        cards.downloads("before-after", cards.result_downloads(stem, frame, figure, heading))
