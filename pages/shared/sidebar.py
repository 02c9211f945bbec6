"""Widgets to settings: the sentence of controls and the line of sliders below it become one ``CohortSettings``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, counted_as, more, state, words
from pages.shared.sentence import ANY_EVENT, Sentence, event_name
from retention.periods import UNITS, WEEKDAYS, to_instants

SAME = "same as the ages"
NO_SPLIT = "nothing"
MEASURES = {"on": "on", "on or after": "on_or_after", "within": "within", "bracket": "bracket"}
BIRTHS = {"first": "first", "first in range": "first_in_range", "every": "every"}
WHOSE = {"first": "their first", "first in range": "their first in range", "every": "each"}
SHOWS = {"%": "rate", "Count": "count", "Value": "value", "Cumulative value": "value", "Against all": "difference"}
VALUES = {"Value": "sum", "Cumulative value": "cumulative"}  # the first can be a mean instead
AGES_AT_FIRST = {"hour": 48, "day": 30, "week": 26, "month": 24, "quarter": 20, "year": 20}
AGES_ON_A_PHONE = 6
LONGEST_SPAN = {"hour": 31, "day": 1500}  # days; beyond, a table by this unit is too large to read or to send
COHORTS_AT_FIRST = 400
MOST_CELLS = 300_000  # beyond, the browser does not draw any more

Source = rt.Events | rt.Subscriptions


@dataclass(frozen=True)
class View:
    """What the visitor asked for: what to count, and how to show it."""

    settings: rt.CohortSettings
    show: str
    heading: str

    @property
    def unit(self) -> str:
        """Name of one age: "month", or "28-day block"."""
        return words.unit(self.settings)


# ------------------------------------------------------------------------------------------------- the controls
def cohort_controls(events: Source, *, with_show: bool = True) -> View:
    """Draw the sentence of controls and the line below it.

    Raises
    ------
    SettingsError
        For a combination that means nothing; the page shows what to choose instead.
    """
    if isinstance(events, rt.Subscriptions):
        return _contract_controls(events, with_show=with_show)
    choices: dict[str, Any] = {}
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="small"):
        with st.container(width="content"):
            start_word = _question(events, choices)
        with st.container(horizontal=True, width="content", gap="small"):
            counted_as.choose()
            more.draw(events, choices)
    settings = rt.CohortSettings(**choices)
    settings, show = _line(events, settings, with_show)
    chosen = more.said(settings)
    if chosen:
        st.markdown(chosen)
    counted_as.say(settings)
    return View(settings, show, _heading(settings, start_word))


def _contract_controls(contracts: rt.Subscriptions, *, with_show: bool) -> View:
    """The same without what has a meaning for visits only: a contract runs at the end of a period or it does not."""
    sentence, choices = Sentence(), {}
    units = units_that_fit(contracts)
    choices["period"] = state.current("period", units, default_period(contracts))
    choices["period_size"] = state.current("size", range(1, 367), 1)
    sentence.word(f"How many customers were still customers at the end of **{_unit(choices)}** 1, 2, 3 … after the")
    _periods(sentence, contracts, choices, units)
    sentence.word("of their first subscription?")
    sentence.end()
    settings, show = _line(contracts, rt.CohortSettings(**choices), with_show)
    what = "Who was still a customer" if settings.value == "none" else "Money per month of those who still pay"
    return View(settings, show, f"{what}, by {settings.cohort_period or words.unit(settings)} of first subscription")


def _question(events: rt.Events, choices: dict[str, Any]) -> str:
    """The sentence: "How many customers came back in month 1, 2, 3 … after the month of their first visit?"."""
    sentence = Sentence()
    units = units_that_fit(events)
    choices["period"] = state.current("period", units, default_period(events))
    choices["period_size"] = state.current("size", range(1, 367), 1)
    sentence.word("How many customers")
    _return(sentence, events, choices)
    _measure(sentence, choices)
    sentence.word(f"**{_unit(choices)}** {_ages_in_words(choices)} after the")
    _periods(sentence, events, choices, units)
    sentence.word("of")
    start_word = _start(sentence, events, choices)
    sentence.end()
    return start_word


def _start(sentence: Sentence, events: rt.Events, choices: dict[str, Any]) -> str:
    birth = state.current("birth", tuple(BIRTHS), "first")
    with sentence.popover(WHOSE[birth]):
        picked = sentence.radio(
            "birth",
            "Which one brings a customer into a cohort",
            tuple(BIRTHS),
            "first",
            (
                "The first in the whole file.",
                "The first within the cohorts shown below.",
                "Each one: a customer can be in several cohorts.",
            ),
        )
    choices["birth"] = BIRTHS[picked]
    return _event(sentence, events, choices, "start_event", "Event that brings a customer into a cohort", "visit")


def _return(sentence: Sentence, events: rt.Events, choices: dict[str, Any]) -> None:
    _event(sentence, events, choices, "return_event", "Event that counts as coming back", "came back", "did ")


def _event(
    sentence: Sentence,
    events: rt.Events,
    choices: dict[str, Any],
    key: str,
    heading: str,
    nothing: str,
    verb: str = "",
) -> str:
    if not events.event_names:
        sentence.word(nothing if verb else f"{nothing}?")
        return nothing
    options = (ANY_EVENT, *(name for name in events.event_names if name))
    named = state.current(key, options, ANY_EVENT)
    name = nothing if verb and named == ANY_EVENT else verb + event_name(named, "event")
    with sentence.popover(name):
        picked = sentence.select(key, heading, options, ANY_EVENT)
    choices[key] = None if picked == ANY_EVENT else picked
    return event_name(picked, "event")


def units_that_fit(events: Source) -> list[str]:
    """Units that give a table of a size that can be read."""
    first, last = events.span[0], max(events.span[1], words.last_whole_day(events))
    days = (last - first) / pd.Timedelta(days=1)
    return [unit for unit in UNITS if days <= LONGEST_SPAN.get(unit, np.inf)]


def _periods(sentence: Sentence, events: Source, choices: dict[str, Any], units: list[str]) -> None:
    period, size = choices["period"], choices["period_size"]
    rows = state.current("cohort_period", [SAME, *UNITS[UNITS.index(period) + 1 :]], SAME)
    with sentence.popover(_unit(choices) if rows == SAME else f"{period}, one cohort for each {rows},"):
        period = sentence.radio("period", "Count in", units, default_period(events), on_change=new_period)
        # Blocks need rows of the same blocks: whichever is chosen, the other is not offered.
        coarser = [SAME, *(UNITS[UNITS.index(period) + 1 :] if size == 1 else ())]
        rows = sentence.radio("cohort_period", "One cohort for each", coarser, SAME, on_change=new_block)
        size = 1
        if rows == SAME:
            size = sentence.number("size", f"{period.capitalize()}s in a block", 1, 1, 366, on_change=new_block)
        if size > 1:
            choices["origin"] = origin(events)
        if "week" in (period, rows):
            choices["week_start"] = sentence.select("week_start", "Weeks start on", tuple(WEEKDAYS), "monday")
    choices.update(period=period, period_size=size, cohort_period=None if rows == SAME else rows)


def origin(events: Source) -> date:
    first, last = (moment.date() for moment in events.span)
    return st.date_input(
        "Blocks are counted from",
        first,
        min_value=date(1970, 1, 1) if first.year >= 1970 else first,
        max_value=last,
        key="origin",
        bind="query-params",
        required=True,
        on_change=new_block,
        help="Retail calendars count 28-day blocks from the first day of their year.",
    )


def _unit(choices: dict[str, Any]) -> str:
    """Name of one age."""
    return words.unit(rt.CohortSettings(period=choices["period"], period_size=choices["period_size"]))


def new_period() -> None:
    """Ages, cohorts and blocks mean something else now."""
    state.reset("size")
    new_block()


def new_block() -> None:
    """Ages, cohorts and periods mean something else now."""
    state.reset("ages", "cohorts", "cell", "age", "periods", "at")


def default_period(events: Source) -> str:
    """The period that fits the usual time between two visits; for contracts months, or what their span has room for."""
    if isinstance(events, rt.Events):
        return compute.usual_period(events)
    days = (words.last_whole_day(events) - events.span[0]).days + 1
    return "day" if days < 21 else "week" if days < 89 else "month"


def _measure(sentence: Sentence, choices: dict[str, Any]) -> None:
    unit = _unit(choices)
    named = state.current("measure", tuple(MEASURES), "on")
    length = state.current("within", range(1, 101), 3)
    elapsed = state.current("clock", ("calendar", "elapsed"), "calendar") == "elapsed"
    times = state.current("min_events", range(1, 101), 1)
    name = {
        "on": "in",
        "on or after": "in or after",
        "within": f"within {words.count(length, unit)} from",
        "bracket": "in",
    }[named]
    with sentence.popover(f"{f'at least {times} times ' if times > 1 else ''}{name}{' their own' if elapsed else ''}"):
        picked = sentence.radio(
            "measure",
            "Counts as coming back",
            tuple(MEASURES),
            "on",
            (
                f"In exactly that {unit}.",
                f"In that {unit} or any later one. Cohorts that were watched longer look better.",
                f"In one of several {unit}s beginning with that one, the same number for every cohort.",
                f"In a range of {unit}s, such as 2 to 4.",
            ),
        )
        if picked == "within":
            choices["within"] = sentence.number("within", f"Number of {unit}s", 3, 1, 100)
        if picked == "bracket":
            text = sentence.text("brackets", "Lengths", "1, 3, 5", f"1, 3, 5 gives {unit}s 1, 2-4 and 5-9.")
            choices["brackets"] = _lengths(text)
        clock = sentence.radio(
            "clock",
            "Clock",
            ("calendar", "elapsed"),
            "calendar",
            ("Calendar periods.", "From each customer's own first moment: days of 24 h, months of 30 days."),
        )
        choices["min_events"] = sentence.number("min_events", "At least so many times", 1, 1, 100)
    choices.update(measure=MEASURES[picked], clock=clock)


def _lengths(text: str) -> tuple[int, ...]:
    parts = [part for part in text.replace(";", ",").replace(" ", ",").split(",") if part]
    if not parts or not all(part.isdecimal() and int(part) > 0 for part in parts):
        raise rt.SettingsError(
            f"'{text}' is not a list of lengths.", where="brackets", todo='Write whole numbers such as "1, 3, 5".'
        )
    return tuple(int(part) for part in parts)


def _ages_in_words(choices: dict[str, Any]) -> str:
    if choices["measure"] != "bracket":
        return "1, 2, 3 …"
    spans = rt.CohortSettings(measure="bracket", brackets=choices["brackets"]).windows or ()
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in spans[1:])


# ---------------------------------------------------------------------------------------- the line of sliders
def _line(events: Source, settings: rt.CohortSettings, with_show: bool) -> tuple[rt.CohortSettings, str]:
    with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
        settings, cohorts = _cohort_range(events, settings)
        settings = _ages(events, settings)
        show = _show(events, settings) if with_show else "%"
        if events.segments:
            options = (NO_SPLIT, *events.segments)
            by = st.selectbox("Split by", options, key="by", bind="query-params", width=130)
            settings = settings.replace(segment=None if by == NO_SPLIT else by)
    _refuse_too_many(cohorts * ((settings.max_age or 0) + 1))
    value = more.value_rule() if show == "Value" else VALUES.get(show, "none")
    return settings.replace(value=value), show


def _refuse_too_many(cells: int) -> None:
    """Before counting, not after."""
    if cells > MOST_CELLS:
        raise rt.SettingsError(
            f"this table would have {cells:,} cells, more than a browser can draw.",
            where="cohorts and ages",
            todo="Show fewer cohorts or ages, or count in a longer period.",
        )


def _cohort_range(events: Source, settings: rt.CohortSettings) -> tuple[rt.CohortSettings, int]:
    """The slider over all cohorts that have customers, and how many of them are shown."""
    all_cohorts = compute.cohort_matrix(events, settings.replace(max_age=0))
    if not len(all_cohorts.cohorts):
        raise rt.SettingsError(
            "no row brings a customer into a cohort.",
            where="first event",
            todo="Choose another event, or any event, and look at the conditions in More settings.",
        )
    names, starts = all_cohorts.cohort_names(), all_cohorts.cohorts
    start, end, shown = range_slider("Cohorts", "cohorts", names, starts, COHORTS_AT_FIRST)
    return settings.replace(start=start, end=end), shown


def range_slider(
    label: str, key: str, names: Sequence[str], starts: Any, at_first: int
) -> tuple[datetime | None, datetime | None, int]:
    """A slider with two ends over periods: where the range starts and ends (exclusive), and how many are in it."""
    # A changed clock names an hour twice: the first one keeps the name.
    places = dict(zip(reversed(names), reversed(starts), strict=True))
    names = list(reversed(places))
    if len(names) < 2:
        return None, None, 1
    default = (names[max(0, len(names) - at_first)], names[-1])
    state.settle(key, default)
    low, high = st.select_slider(label, names, default, key=key, bind="query-params", width=210)
    i, j = names.index(low), names.index(high)
    start, end = (pd.Timestamp(places[names[k]]).to_pydatetime() if 0 < k < len(names) else None for k in (i, j + 1))
    return start, end, j - i + 1


def _ages(events: Source, settings: rt.CohortSettings) -> rt.CohortSettings:
    if settings.measure == "bracket":
        return settings
    calendar = settings.calendar(events.timezone)
    start = int(to_instants(np.array([events.span[0]], "M8[us]"), calendar.timezone)[0])
    most = calendar.number(events.until - 1) - calendar.number(start)
    if most < 2:
        return settings
    default = min(most, AGES_ON_A_PHONE if cards.on_a_phone() else AGES_AT_FIRST[settings.period])
    state.settle("ages", default)
    # Not st.slider: that becomes another widget when its end moves, and leaves its old value in the URL.
    name = f"{words.unit(settings).capitalize()}s followed"
    ages = st.select_slider(name, range(1, most + 1), default, key="ages", bind="query-params", width=140)
    return settings.replace(max_age=ages)


def _show(events: Source, settings: rt.CohortSettings) -> str:
    options = [name for name in SHOWS if name not in VALUES or events.amount is not None]
    if isinstance(events, rt.Subscriptions) or settings.measure in (
        "on_or_after",
        "within",
    ):  # would count the same money more than once
        options = [name for name in options if name != "Cumulative value"]
    if state.current("show", options, "%") == "%":
        state.settle("show", "%")
    shown: str = st.segmented_control("Show", options, default="%", key="show", required=True, bind="query-params")
    return shown if shown in options else "%"


def _heading(settings: rt.CohortSettings, start_word: str) -> str:
    rows = settings.cohort_period or words.unit(settings)
    did = "came back" if settings.return_event is None else f"did {words.plain(settings.return_event, 30)}"
    first = "first " if settings.birth != "every" else ""
    what = f"Who {did}" if settings.value == "none" else f"Money of those who {did}"
    return f"{what}, by {rows} of {first}{start_word}"
