"""The sentence of controls of everything that is counted period by period, and the line of sliders below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import compute, more, sidebar, state, words
from pages.shared.sentence import ANY_EVENT, Sentence, event_name
from retention.languages import mark, noun, say, use

AT_FIRST = {"hour": 168, "day": 120, "week": 106, "month": 60}  # periods shown before somebody asks for more
SCOPES = ("every row", "rows that count as coming back")  # nobody begins a cohort here


@dataclass(frozen=True)
class SeriesView:
    """What the visitor asked for: the periods shown, and the same from the beginning of the data.

    Attributes
    ----------
    settings
        What to count, within the range of the slider and split as asked.
    whole
        The same over all periods and all customers.
    start_of
        English name of each period ("Sep 2026") to its start, over all periods.
    contracts
        Whether customers are counted by their contracts and not by their visits.
    """

    settings: rt.CohortSettings
    whole: rt.CohortSettings
    start_of: dict[str, pd.Timestamp]
    contracts: bool

    @property
    def unit(self) -> str:
        """Name of one period: "month", or "28-day block"."""
        return words.unit(self.settings)

    def names(self, frame: pd.DataFrame) -> list[str]:
        """Names of the periods of a frame."""
        calendar = self.settings.calendar("UTC")
        return [calendar.name(start) for start in frame.index.to_numpy()]

    def keys(self, frame: pd.DataFrame) -> list[str]:
        """The same in English, as options of widgets: what a session and a link keep, whatever the language."""
        with use("en"):
            return self.names(frame)


def draw(data: Any, *, show: tuple[str, ...] = (), money: bool = False) -> SeriesView:
    """Draw the controls, and count nothing but what the slider needs.

    Parameters
    ----------
    data
        Events or contracts.
    show
        Names of the switch in the line of sliders, whose key is ``rate``; none, no switch.
    money
        Whether the page follows money and not customers: how often somebody came then means nothing.
    """
    contracts = not state.has_visits(data)
    choices: dict[str, Any] = {}
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="small"):
        with st.container(width="content"):
            _question(data, choices, contracts, money)
        if not contracts:
            more.draw(data, choices, money=False, scopes=SCOPES)
    whole = rt.CohortSettings(**choices)
    settings, start_of = _line(data, whole, show)
    chosen = more.said(settings)
    if chosen:
        st.markdown(chosen)
    return SeriesView(settings, whole, start_of, contracts)


def shown(options: tuple[str, ...]) -> str:
    """What the switch in the line of sliders says."""
    picked: str = state.current("rate", options, options[0])
    return picked


def group_of(parts: Any, segment: str | None) -> tuple[str | None, pd.DataFrame]:
    """One group's frame, chosen in a box; the only frame where nothing is split."""
    if segment is None:
        return None, parts
    picked = sidebar.group_box(segment, list(parts))
    return picked, parts[picked]


def file_stem(data: Any, page: str, view: SeriesView, group: str | None) -> str:
    """How files of a page that shows one group are called."""
    stem = words.file_stem(data, f"{page}-{words.slug(view.unit)}")
    return stem if group is None else f"{stem}-{words.slug(group or 'blank')}"


# --------------------------------------------------------------------------------------------------- the sentence
def _question(data: Any, choices: dict[str, Any], contracts: bool, money: bool) -> None:
    """ "Count the customers who came in each month", or "Follow the money that customers pay in each month"."""
    sentence = Sentence(_asked(data, contracts, money))
    if money and not contracts:
        _paid(sentence, data, choices)
    elif not contracts:
        _active(sentence, data, choices)
    _period(sentence, data, choices)
    sentence.end()


def _asked(data: Any, contracts: bool, money: bool) -> str:
    """The whole sentence with its places."""
    if money and contracts:
        return say("Follow the money that runs at the beginning and at the end of each {period}")
    if money and len(_events(data)) > 1:
        return say("Follow the money that customers pay {with_event} in each {period}")
    if money:
        return say("Follow the money that customers pay in each {period}")
    if contracts:
        return say("Count the customers who have a running contract at the beginning and at the end of each {period}")
    return say("Count the customers who {came} in each {period}")


def _events(data: Any) -> tuple[str, ...]:
    return (ANY_EVENT, *(name for name in data.event_names if name))


def _active(sentence: Sentence, events: rt.Events, choices: dict[str, Any]) -> None:
    options = _events(events)
    named = state.current("return_event", options, ANY_EVENT)
    times = state.current("min_events", range(1, 101), 1)
    name = say("came") if named == ANY_EVENT else say("did {event}", event=event_name(named, ""))
    if times > 1:
        name = say("{came} at least {n} times", came=name, n=f"{times:,}")
    with sentence.popover("came", name):
        if len(options) > 1:
            picked = sentence.select("return_event", say("Event that counts as coming"), options, ANY_EVENT)
            choices["return_event"] = None if picked == ANY_EVENT else picked
        choices["min_events"] = sentence.number("min_events", say("At least so many times"), 1, 1, 100)


def _paid(sentence: Sentence, data: Any, choices: dict[str, Any]) -> None:
    options = _events(data)
    if len(options) == 1:
        return
    event = event_name(state.current("return_event", options, ANY_EVENT), say("any event"))
    with sentence.popover("with_event", say("with {event}", event=event)):
        picked = sentence.select("return_event", say("Event whose money counts"), options, ANY_EVENT)
        choices["return_event"] = None if picked == ANY_EVENT else picked


def _period(sentence: Sentence, data: Any, choices: dict[str, Any]) -> None:
    units, default = sidebar.units_that_fit(data), sidebar.default_period(data)
    period, size = state.current("period", units, default), state.current("size", range(1, 367), 1)
    with sentence.popover("period", noun(rt.CohortSettings(period=period, period_size=size).unit_name)):
        period = sentence.radio("period", say("Count in"), units, default, on_change=sidebar.new_period)
        size = sidebar.block_size(sentence, period)
        if size > 1:
            choices["origin"] = sidebar.origin(data)
        if period == "week":
            choices["week_start"] = sidebar.week_start(sentence)
    choices.update(period=period, period_size=size)


# ---------------------------------------------------------------------------------------------- the line of sliders
def _line(
    data: Any, settings: rt.CohortSettings, show: tuple[str, ...]
) -> tuple[rt.CohortSettings, dict[str, pd.Timestamp]]:
    frame = compute.period_retention(data, settings)
    if not len(frame):
        raise rt.SettingsError(
            say("no row counts as activity."),
            where=mark("event and conditions"),
            todo=say("Choose another event, or any event, and look at the conditions in More settings."),
        )
    calendar, starts = settings.calendar("UTC"), frame.index.to_numpy()
    names, shown = sidebar.period_names(calendar, starts)
    with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
        at_first = AT_FIRST.get(settings.period, len(names))
        start, end, _ = sidebar.range_slider(say("Periods"), "periods", names, starts, at_first, shown)
        if show:
            _switch(show)
        by = sidebar.NO_SPLIT
        if data.segments:
            by = sidebar.split_box(data.segments)
    segment = None if by == sidebar.NO_SPLIT else by
    # The names are kept in the session and in links, so they are English.
    start_of = dict(zip(reversed(names), reversed(list(frame.index)), strict=True))
    return settings.replace(start=start, end=end, segment=segment), start_of


def _switch(options: tuple[str, ...]) -> None:
    if state.current("rate", options, options[0]) == options[0]:
        state.settle("rate", options[0])
    st.segmented_control(
        say("Show"), options, default=options[0], format_func=say, key="rate", required=True, bind="query-params"
    )
