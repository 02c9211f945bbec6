"""Time to first value: how long customers take from their start to a chosen event, all together and by start cohort."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import behaviour_proposals, cards, compute, sidebar, state, words
from pages.shared.behaviour_controls import MOST_TIMES, name
from pages.shared.behaviour_proposals import names, value_days
from retention.languages import counted, mark, noun, say

HEADING = mark("Time to first value")
EVENT, TIMES, DAYS = "beh_value", "beh_value_times", "beh_days"
MOST_DAYS = 365
NO_SPLIT = mark("nothing")
LABELS = {
    "size": mark("Started"),
    "n": mark("Watched long enough"),
    "reached": mark("Got there"),
    "share": mark("Share"),
    "lower": mark("Likely from"),
    "upper": mark("to"),
    "complete": mark("Complete"),
}


@dataclass(frozen=True)
class Asked:
    """What is looked for: an event so many times, in cohorts of a period, perhaps by group."""

    event: str
    times: int
    settings: rt.CohortSettings

    @property
    def behaviour(self) -> str:
        """In words, safe inside Markdown: "export", "export 3 times"."""
        if self.times == 1:
            return f"**{name(self.event)}**"
        return say("**{event}** {times} times", event=name(self.event), times=self.times)


def draw(events: rt.Events, settings: rt.CohortSettings, stem: str) -> None:
    """Controls, the share in words, the curve, and each start cohort."""
    heading = say(HEADING)
    with cards.card(heading):
        default = behaviour_proposals.first_value(events)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            asked = _asked(events, settings, default)
            whole = compute.time_to_value(events, asked.event, asked.settings.replace(segment=None), asked.times)
            days = None if whole.longest < 1 else _days(events, whole.longest)
        if asked.event == default:
            st.caption(
                say(
                    "**{event}** is proposed since it tells customers apart most: nearest to half of them did it in "
                    "{first_days}. Choose what makes your product worth coming back for.",
                    event=name(default),
                    first_days=words.first(value_days(events), "day"),
                )
            )
        if days is None:
            st.markdown(say("Nobody has been watched for a whole day after the start yet."))
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
        say("First value is"),
        options,
        options.index(default),
        key=EVENT,
        bind="query-params",
        width=170,
        format_func=_short,
    )
    times = int(st.number_input(say("Done so many times"), 1, MOST_TIMES, 1, key=TIMES, bind="query-params", width=120))
    units = [unit for unit in sidebar.units_that_fit(events) if unit != "hour"]
    period = st.selectbox(
        say("Start cohorts by"),
        units,
        units.index(sidebar.default_period(events)),
        key="period",
        bind="query-params",
        width=110,
        format_func=noun,
    )
    segment = NO_SPLIT
    if events.segments:
        segment = st.selectbox(
            say("Split by"),
            (NO_SPLIT, *events.segments),
            key="by",
            bind="query-params",
            width=120,
            format_func=lambda column: say(column) if column == NO_SPLIT else column,
        )
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
        say("Within, days"), range(1, most + 1), default, key=DAYS, bind="query-params", width=210
    )
    return picked


def sentence(found: rt.TimeToValue, asked: Asked, days: int) -> str:
    """The share that gets there in time with its range and n, and how long half of them take."""
    return f"{_within(found, asked.behaviour, days)} {_half(found)}"


def _within(found: rt.TimeToValue, behaviour: str, days: int) -> str:
    share, lower, upper = found.within(days)
    if math.isnan(share):
        return say(
            "{reached} of {customers} did {behaviour} so far; nobody has been watched for {days}.",
            reached=f"{found.reached:,}",
            customers=counted(found.n, "customer"),
            behaviour=behaviour,
            days=counted(days, "day"),
        )
    return say(
        "**{share}** did {behaviour} within {days} of their start ({sample}, {reached} of them so far).",
        share=words.percent(share),
        behaviour=behaviour,
        days=counted(days, "day"),
        sample=words.sample(found.n) if math.isnan(lower) else words.likely(lower, upper, found.n),
        reached=f"{found.reached:,}",
    )


def _half(found: rt.TimeToValue) -> str:
    if found.median is None:
        return say(
            "**Median not reached**: fewer than half get there within the {days} days watched.",
            days=f"{found.longest:,}",
        )
    return say("Half of all customers get there within **{days}**.", days=counted(found.median, "day"))


def _curve(events: rt.Events, whole: rt.TimeToValue, asked: Asked, days: int, stem: str) -> None:
    split = asked.settings.segment is not None
    parts = compute.time_to_value(events, asked.event, asked.settings, asked.times) if split else whole
    curves = {group: part.curve for group, part in parts.items()} if split else whole.curve
    heading = say(HEADING)
    figure = rt.charts.first_value_curve(curves, days, theme=cards.theme())
    cards.chart(figure, "beh-value", f"{heading}. {sentence(whole, asked, days).replace('**', '')}", stem)
    if split:
        _groups(parts, days)
    note = say(
        "One minus Kaplan-Meier: who has not got there yet counts as long as they have been watched, and never as if "
        "they would not. Days of 24 hours after each customer's own start, whose own row is not value."
    )
    ends = "" if split else say("The curve ends where fewer than 30 are still waiting and watched.")
    st.caption(f"{note} {ends}".strip())
    table = (
        pd.concat([part.to_frame().assign(segment=group) for group, part in parts.items()])
        if split
        else whole.to_frame()
    )
    cards.downloads("beh-value", cards.result_downloads(stem, table, figure, heading), picture=False)


def _groups(parts: dict[str, rt.TimeToValue], days: int) -> None:
    """Each group with its range and n."""
    st.markdown("\n".join(f"- {_group(group, part, days)}" for group, part in parts.items()))
    st.caption(say("Where two ranges overlap widely, the difference could be chance."))


def _group(group: str, part: rt.TimeToValue, days: int) -> str:
    share, lower, upper = part.within(days)
    sample = words.sample(part.n) if math.isnan(lower) else words.likely(lower, upper, part.n)
    values = {
        "group": words.plain(group or say("(blank)"), 30),
        "share": say("not watched that long") if math.isnan(share) else f"**{words.percent(share)}**",
        "sample": sample,
    }
    if part.median is None:
        return say("{group}: {share}, {sample}; median not reached", **values)
    return say("{group}: {share}, {sample}; half within {days}", days=counted(part.median, "day"), **values)


def _cohorts(events: rt.Events, asked: Asked, days: int, stem: str) -> None:
    """The share in time of each start cohort that has been watched that long, and all as a table."""
    unit = asked.settings.period
    settings = asked.settings.replace(segment=None)
    frame = compute.time_to_value_by_cohort(events, asked.event, settings, asked.times, days)
    calendar = asked.settings.calendar("UTC")
    named = frame.set_axis([calendar.name(start) for start in frame.index.to_numpy()])
    heading = say("Within {days}, by {unit} of the start", days=counted(days, "day"), unit=noun(unit))
    st.markdown(f"**{heading}**")
    whole = int(frame["complete"].sum())
    if whole:
        figure = rt.charts.first_value_cohorts(named, theme=cards.theme())
        said = ", ".join(f"{one}: {words.percent(row['share'])}" for one, row in named[named["complete"]].iterrows())
        cards.chart(figure, "beh-cohorts", f"{heading}. {said}", f"{stem}-cohorts")
    st.caption(_watched(whole, len(frame) - whole, unit, days))
    with st.expander(say("By {unit} as a table", unit=noun(unit))):
        _table(named, unit)
    make = partial(rt.export.csv_bytes, frame.reset_index())
    file = (say("Cohorts (CSV)"), f"{stem}-cohorts.csv", "text/csv", make)
    named_so = {"event": asked.event, "times": asked.times, "days": days}
    recipe = rt.Recipe("time_to_value_by_cohort", settings, named_so)
    cards.downloads("beh-cohorts", [file], picture=False, source=events, recipe=recipe)


def _watched(whole: int, waiting: int, unit: str, days: int) -> str:
    """Which cohorts are shown, and how many are not yet."""
    values = {"unit": noun(unit), "days": counted(days, "day")}
    if not whole:
        return say("No {unit} has been watched for {days} as a whole yet.", **values)
    shown = say("Each {unit} whose customers have all been watched for {days}, with its likely range.", **values)
    if not waiting:
        return shown
    return f"{shown} {say('{units} not there yet, and not shown.', units=counted(waiting, unit))}"


def _table(named: pd.DataFrame, unit: str) -> None:
    labels = cards.said(LABELS)
    table = named[list(LABELS)].rename(columns=labels).reset_index(drop=True)
    table.insert(0, words.capital(noun(unit)), named.index.to_numpy())
    shares = cards.shares(*(labels[name] for name in ("share", "lower", "upper")))
    st.dataframe(table.iloc[::-1], hide_index=True, column_config=shares, height=260)
