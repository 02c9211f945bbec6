"""A change that nobody was held out of: cohorts before and after a day, with the warning that it is no proof."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, state, words
from retention.languages import counted, many, mark, noun, say, use
from retention.metrics.before_after import NO_PROOF

UNITS = ("week", "month", "quarter")
ANOTHER = mark("another day")
LABELS = {
    "age": mark("Age"),
    "after_rate": mark("After"),
    "after_eligible": mark("n after"),
    "before_rate": mark("Before"),
    "before_eligible": mark("n before"),
    "difference": mark("Difference"),
    "lower": mark("Likely from"),
    "upper": mark("to"),
    "beyond": mark("Beyond the season"),
    "beyond_lower": mark("Beyond from"),
    "beyond_upper": mark("Beyond to"),
}
SHARES = [name for name in LABELS if name not in ("age", "after_eligible", "before_eligible")]


def draw(data: Any) -> None:
    """The day, the comparison at one age, and all ages."""
    day, unit = _controls(data)
    if day is None:
        st.markdown(
            say(
                "Choose the day on which something changed: a new price, another first page, a new rule. Customers who "
                "began after it are compared with those who began before, at the same age."
            )
        )
        return
    found = compute.before_after(data, day, rt.CohortSettings(period=unit))  # type: ignore[arg-type]
    ages = [one.age for one in found.ages]
    age = ages[0] if ages else 1
    if len(ages) > 1:
        label = say("Compared in {unit}", unit=noun(unit))
        age = st.select_slider(label, ages, age, key="did_age", bind="query-params", width=280)
    with st.container(gap="xxsmall"):
        st.markdown(words.plain(found.words(age), 1500))
        st.warning(say(NO_PROOF), icon=":material/report:")
    if ages:
        _card(found, unit, words.file_stem(data, "before-after"))


def _controls(data: Any) -> tuple[str | None, str]:
    """The day as text, None as long as none is chosen, and the period."""
    first, last = (pd.Timestamp(moment).date() for moment in (data.span[0], data.observed_until))
    with use("en"):  # what is kept of the choice is the same in every language
        notes = {_note(one): one for one in state.notes().annotations}
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        usual = compute.usual_period(data) if state.has_visits(data) else "month"
        unit = st.selectbox(
            say("Cohorts by"),
            UNITS,
            UNITS.index(usual) if usual in UNITS else 0 if usual in ("hour", "day") else 2,
            key="did_unit",
            bind="query-params",
            width=160,
            format_func=noun,
        )
        note = ANOTHER
        if notes:
            note = st.selectbox(
                say("What changed"),
                [*notes, ANOTHER],
                key="did-note",
                persist_state="session",
                width=320,
                format_func=lambda option: _option(option, notes),
            )
        if note != ANOTHER:
            return notes[note].date, unit
        state.settle("did_day", None, first, last)
        day = st.date_input(
            say("The day of the change"),
            None,
            min_value=first,
            max_value=last,
            key="did_day",
            bind="query-params",
            width=200,
        )
    return None if day is None else str(day), unit


def _option(option: str, notes: dict[str, rt.Annotation]) -> str:
    """A note among the options as it is shown; one that is no more stays as it was, and is let go."""
    if option == ANOTHER:
        return say(ANOTHER)
    return _note(notes[option]) if option in notes else option


def _note(one: rt.Annotation) -> str:
    return f"{one.text} ({words.day(pd.Timestamp(one.date))})"


def _card(found: rt.BeforeAfter, unit: str, stem: str) -> None:
    heading = say("Before and after, {unit} by {unit}", unit=noun(unit))
    frame = found.to_frame()
    with cards.card(heading):
        figure = rt.charts.before_after_lines(frame, unit, did=found.did, theme=cards.theme())
        spoken = ", ".join(
            say(
                "{age}: {after} after, {before} before",
                age=words.age(unit, str(int(row.age))),
                after=words.percent(row.after_rate),
                before=words.percent(row.before_rate),
            )
            for row in frame.head(6).itertuples()
        )
        cards.chart(figure, "before-after", words.described(heading, spoken), stem)
        st.caption(
            many(
                "Each age with its own cohorts: the ones nearest to the day whose window was over by then, against the "
                "first ones after it. Corrected for looking at {ages}, {n} differs by more than chance.",
                "Each age with its own cohorts: the ones nearest to the day whose window was over by then, against the "
                "first ones after it. Corrected for looking at {ages}, {n} differ by more than chance.",
                int((frame["adjusted"] < 0.05).sum()),
                ages=counted(len(frame), "age"),
            )
        )
        with st.expander(say("All ages as a table")):
            labels = cards.said(LABELS)
            shares = cards.shares(*(labels[name] for name in SHARES))
            st.dataframe(frame[list(labels)].rename(columns=labels), hide_index=True, column_config=shares)
        cards.downloads("before-after", cards.result_downloads(stem, frame, figure, heading))
