"""The sentence of controls of everything that is counted period by period, and the line of sliders below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import compute, more, sidebar, state, words
from pages.shared.sentence import ANY_EVENT, Sentence, event_name
from retention.periods import WEEKDAYS

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
        Name of each period ("Sep 2026") to its start, over all periods.
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
    contracts = not isinstance(data, rt.Events)
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
    names = list(parts)
    picked: str = st.selectbox(
        segment, names, format_func=lambda name: name or "(blank)", key="group", bind="query-params", width=260
    )
    return picked, parts[picked]


# --------------------------------------------------------------------------------------------------- the sentence
def _question(data: Any, choices: dict[str, Any], contracts: bool, money: bool) -> None:
    """ "Count the customers who came in each month", or "Follow the money that customers pay in each month"."""
    sentence = Sentence()
    sentence.word("Follow the money that" if money else "Count the customers who")
    if money:
        _paid(sentence, data, choices, contracts)
    elif contracts:
        sentence.word("have a running contract at the beginning and at the end of each")
    else:
        _active(sentence, data, choices)
        sentence.word("in each")
    _period(sentence, data, choices)
    sentence.end()


def _active(sentence: Sentence, events: rt.Events, choices: dict[str, Any]) -> None:
    options = (ANY_EVENT, *(name for name in events.event_names if name))
    named = state.current("return_event", options, ANY_EVENT)
    times = state.current("min_events", range(1, 101), 1)
    name = "came" if named == ANY_EVENT else f"did {event_name(named, 'event')}"
    with sentence.popover(name if times == 1 else f"{name} at least {times} times"):
        if len(options) > 1:
            picked = sentence.select("return_event", "Event that counts as coming", options, ANY_EVENT)
            choices["return_event"] = None if picked == ANY_EVENT else picked
        choices["min_events"] = sentence.number("min_events", "At least so many times", 1, 1, 100)


def _paid(sentence: Sentence, data: Any, choices: dict[str, Any], contracts: bool) -> None:
    if contracts:
        sentence.word("runs at the beginning and at the end of each")
        return
    sentence.word("customers pay")
    options = (ANY_EVENT, *(name for name in data.event_names if name))
    if len(options) > 1:
        with sentence.popover(f"with {event_name(state.current('return_event', options, ANY_EVENT), 'any event')}"):
            picked = sentence.select("return_event", "Event whose money counts", options, ANY_EVENT)
            choices["return_event"] = None if picked == ANY_EVENT else picked
    sentence.word("in each")


def _period(sentence: Sentence, data: Any, choices: dict[str, Any]) -> None:
    units, default = sidebar.units_that_fit(data), sidebar.default_period(data)
    period, size = state.current("period", units, default), state.current("size", range(1, 367), 1)
    with sentence.popover(words.unit(rt.CohortSettings(period=period, period_size=size))):
        period = sentence.radio("period", "Count in", units, default, on_change=sidebar.new_period)
        heading = f"{period.capitalize()}s in a block"
        size = sentence.number("size", heading, 1, 1, 366, on_change=sidebar.new_block)
        if size > 1:
            choices["origin"] = sidebar.origin(data)
        if period == "week":
            choices["week_start"] = sentence.select("week_start", "Weeks start on", tuple(WEEKDAYS), "monday")
    choices.update(period=period, period_size=size)


# ---------------------------------------------------------------------------------------------- the line of sliders
def _line(
    data: Any, settings: rt.CohortSettings, show: tuple[str, ...]
) -> tuple[rt.CohortSettings, dict[str, pd.Timestamp]]:
    frame = compute.period_retention(data, settings)
    if not len(frame):
        raise rt.SettingsError(
            "no row counts as activity.",
            where="event and conditions",
            todo="Choose another event, or any event, and look at the conditions in More settings.",
        )
    calendar, starts = settings.calendar("UTC"), frame.index.to_numpy()
    names = [calendar.name(start) for start in starts]
    with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
        at_first = AT_FIRST.get(settings.period, len(names))
        start, end, _ = sidebar.range_slider("Periods", "periods", names, starts, at_first)
        if show:
            _switch(show)
        by = sidebar.NO_SPLIT
        if data.segments:
            by = st.selectbox("Split by", (sidebar.NO_SPLIT, *data.segments), key="by", bind="query-params", width=130)
    segment = None if by == sidebar.NO_SPLIT else by
    start_of = dict(zip(reversed(names), reversed(list(frame.index)), strict=True))
    return settings.replace(start=start, end=end, segment=segment), start_of


def _switch(options: tuple[str, ...]) -> None:
    if state.current("rate", options, options[0]) == options[0]:
        state.settle("rate", options[0])
    st.segmented_control("Show", options, default=options[0], key="rate", required=True, bind="query-params")
