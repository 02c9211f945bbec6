"""Time to first value: how long customers take from their start to a chosen event, all together and by start cohort."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import behaviour_proposals, cards, compute, sidebar, state, words
from pages.shared.behaviour_controls import MOST_TIMES, name
from pages.shared.behaviour_proposals import names, value_days

HEADING = "Time to first value"
EVENT, TIMES, DAYS = "beh_value", "beh_value_times", "beh_days"
MOST_DAYS = 365
NO_SPLIT = "nothing"


@dataclass(frozen=True)
class Asked:
    """What is looked for: an event so many times, in cohorts of a period, perhaps by group."""

    event: str
    times: int
    settings: rt.CohortSettings

    @property
    def did(self) -> str:
        """In words, safe inside Markdown: "did export", "did export 3 times"."""
        return f"did **{name(self.event)}**{'' if self.times == 1 else f' {self.times} times'}"


def draw(events: rt.Events, settings: rt.CohortSettings, stem: str) -> None:
    """Controls, the share in words, the curve, and each start cohort."""
    with cards.card(HEADING):
        default = behaviour_proposals.first_value(events)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            asked = _asked(events, settings, default)
            whole = compute.time_to_value(events, asked.event, asked.settings.replace(segment=None), asked.times)
            days = None if whole.longest < 1 else _days(events, whole.longest)
        if asked.event == default:
            st.caption(
                f"**{name(default)}** is proposed since it tells customers apart most: nearest to half of them did it "
                f"in {words.first(value_days(events), 'day')}. Choose what makes your product worth coming back for."
            )
        if days is None:
            st.markdown("Nobody has been watched for a whole day after the start yet.")
            return
        st.markdown(sentence(whole, asked, days))
        left, right = st.columns([11, 8], gap="medium")
        with left:
            _curve(events, whole, asked, days, stem)
        with right:
            _cohorts(events, asked, days, stem)


def _asked(events: rt.Events, settings: rt.CohortSettings, default: str) -> Asked:
    options = names(events)
    event = st.selectbox(
        "First value is", options, options.index(default), key=EVENT, bind="query-params", width=170, format_func=_short
    )
    times = int(st.number_input("Done so many times", 1, MOST_TIMES, 1, key=TIMES, bind="query-params", width=120))
    units = [unit for unit in sidebar.units_that_fit(events) if unit != "hour"]
    proposed = sidebar.default_period(events)
    period = st.selectbox(
        "Start cohorts by", units, units.index(proposed), key="period", bind="query-params", width=110
    )
    segment = NO_SPLIT
    if events.segments:
        segment = st.selectbox("Split by", (NO_SPLIT, *events.segments), key="by", bind="query-params", width=120)
    return Asked(
        event,
        times,
        settings.replace(period=period, segment=None if segment == NO_SPLIT else segment, return_event=None),
    )


def _short(event: str) -> str:
    return event if len(event) <= 40 else f"{event[:39]}…"


def _days(events: rt.Events, longest: int) -> int:
    most = min(MOST_DAYS, longest)
    default = min(value_days(events), most)
    state.settle(DAYS, default, 1, most)
    picked: int = st.select_slider(
        "Within, days", range(1, most + 1), default, key=DAYS, bind="query-params", width=210
    )
    return picked


def sentence(found: rt.TimeToValue, asked: Asked, days: int) -> str:
    """The share that gets there in time with its range and n, and how long half of them take."""
    return f"{_within(found, asked.did, days)} {_half(found)}"


def _within(found: rt.TimeToValue, did: str, days: int) -> str:
    share, lower, upper = found.within(days)
    n = words.count(found.n, "customer")
    if math.isnan(share):
        return f"{found.reached:,} of {n} {did} so far; nobody has been watched for {words.count(days, 'day')}."
    likely = "" if math.isnan(lower) else f"likely {words.percent_span(lower, upper)}, "
    return (
        f"**{words.percent(share)}** {did} within {words.count(days, 'day')} of their start "
        f"({likely}n{words.NO_BREAK}={words.NO_BREAK}{found.n:,}, {found.reached:,} of them so far)."
    )


def _half(found: rt.TimeToValue) -> str:
    if found.median is None:
        return f"**Median not reached**: fewer than half get there within the {found.longest:,} days watched."
    return f"Half of all customers get there within **{words.count(found.median, 'day')}**."


def _curve(events: rt.Events, whole: rt.TimeToValue, asked: Asked, days: int, stem: str) -> None:
    split = asked.settings.segment is not None
    parts = compute.time_to_value(events, asked.event, asked.settings, asked.times) if split else whole
    curves = {group: part.curve for group, part in parts.items()} if split else whole.curve
    figure = rt.charts.first_value_curve(curves, days, theme=cards.theme())
    cards.chart(figure, "beh-value", f"{HEADING}. {sentence(whole, asked, days).replace('**', '')}", stem)
    if split:
        _groups(parts, days)
    st.caption(
        "One minus Kaplan-Meier: who has not got there yet counts as long as they have been watched, and never as if "
        "they would not. Days of 24 hours after each customer's own start, whose own row is not value. "
        + ("" if split else "The curve ends where fewer than 30 are still waiting and watched.")
    )
    table = (
        pd.concat([part.to_frame().assign(segment=group) for group, part in parts.items()])
        if split
        else whole.to_frame()
    )
    cards.downloads("beh-value", cards.result_downloads(stem, table, figure, HEADING), picture=False)


def _groups(parts: dict[str, rt.TimeToValue], days: int) -> None:
    """Each group with its range and n."""
    lines = []
    for group, part in parts.items():
        share, lower, upper = part.within(days)
        said = "not watched that long" if math.isnan(share) else f"**{words.percent(share)}**"
        likely = "" if math.isnan(lower) else f", likely {words.percent_span(lower, upper)}"
        half = "median not reached" if part.median is None else f"half within {words.count(part.median, 'day')}"
        n = f"n{words.NO_BREAK}={words.NO_BREAK}{part.n:,}"
        lines.append(f"- {words.plain(group or '(blank)', 30)}: {said}{likely}, {n}; {half}")
    st.markdown("\n".join(lines))
    st.caption("Where two ranges overlap widely, the difference could be chance.")


def _cohorts(events: rt.Events, asked: Asked, days: int, stem: str) -> None:
    """The share in time of each start cohort that has been watched that long, and all as a table."""
    unit = asked.settings.period
    frame = compute.time_to_value_by_cohort(
        events, asked.event, asked.settings.replace(segment=None), asked.times, days
    )
    calendar = asked.settings.calendar("UTC")
    named = frame.set_axis([calendar.name(start) for start in frame.index.to_numpy()])
    heading = f"Within {words.count(days, 'day')}, by {unit} of the start"
    st.markdown(f"**{heading}**")
    whole = int(frame["complete"].sum())
    if whole:
        figure = rt.charts.first_value_cohorts(named, theme=cards.theme())
        said = ", ".join(f"{one}: {words.percent(row['share'])}" for one, row in named[named["complete"]].iterrows())
        cards.chart(figure, "beh-cohorts", f"{heading}. {said}", f"{stem}-cohorts")
    waiting = len(frame) - whole
    st.caption(
        f"Each {unit} whose customers have all been watched for {words.count(days, 'day')}, with its likely range."
        + (f" {words.count(waiting, unit)} not there yet, and not shown." if waiting else "")
        if whole
        else f"No {unit} has been watched for {words.count(days, 'day')} as a whole yet."
    )
    with st.expander(f"By {unit} as a table"):
        _table(named, unit)
    files = rt.export.csv_bytes, frame.reset_index()
    cards.downloads(
        "beh-cohorts",
        [("Cohorts (CSV)", f"{stem}-cohorts.csv", "text/csv", lambda: files[0](files[1]))],
        picture=False,
    )


def _table(named: pd.DataFrame, unit: str) -> None:
    table = pd.DataFrame(
        {
            unit.capitalize(): named.index,
            "Started": named["size"].to_numpy(),
            "Watched long enough": named["n"].to_numpy(),
            "Got there": named["reached"].to_numpy(),
            "Share": named["share"].to_numpy(),
            "Likely from": named["lower"].to_numpy(),
            "to": named["upper"].to_numpy(),
            "Complete": named["complete"].to_numpy(),
        }
    )
    shares = {label: st.column_config.NumberColumn(format="percent") for label in ("Share", "Likely from", "to")}
    st.dataframe(table.iloc[::-1], hide_index=True, column_config=shares, height=260)
