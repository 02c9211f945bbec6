"""Widgets to settings: the sentence of controls and the line of sliders below it become one ``CohortSettings``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, counted_as, more, state, words
from pages.shared.sentence import ANY_EVENT, Sentence, event_name
from retention.languages import mark, noun, nouns, say, use
from retention.periods import UNITS, Calendar, to_instants

SAME = mark("same as the ages")
NO_SPLIT = mark("nothing")
MEASURES = {mark("on"): "on", mark("on or after"): "on_or_after", mark("within"): "within", mark("bracket"): "bracket"}
BIRTHS = {mark("first"): "first", mark("first in range"): "first_in_range", mark("every"): "every"}
WHOSE = {"first": mark("their first"), "first in range": mark("their first in range"), "every": mark("each")}
CLOCKS = (mark("calendar"), mark("elapsed"))
DAYS = (
    *(mark("monday"), mark("tuesday"), mark("wednesday"), mark("thursday")),
    *(mark("friday"), mark("saturday"), mark("sunday")),
)
SHOWS = {
    "%": "rate",
    mark("Count"): "count",
    mark("Value"): "value",
    mark("Cumulative value"): "value",
    mark("Against all"): "difference",
}
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
    counted_as.tell(settings)
    return View(settings, show, _heading(settings, start_word))


def _contract_controls(contracts: rt.Subscriptions, *, with_show: bool) -> View:
    """The same without what has a meaning for visits only: a contract runs at the end of a period or it does not."""
    choices: dict[str, Any] = {}
    units = units_that_fit(contracts)
    choices["period"] = state.current("period", units, default_period(contracts))
    choices["period_size"] = state.current("size", range(1, 367), 1)
    asked = say(
        "How many customers were still customers at the end of **{unit}** 1, 2, 3 … after the {period} of their first "
        "subscription?"
    )
    sentence = Sentence(asked, unit=noun(_unit(choices)))
    _periods(sentence, contracts, choices, units)
    sentence.end()
    settings, show = _line(contracts, rt.CohortSettings(**choices), with_show)
    rows = noun(settings.cohort_period or settings.unit_name)
    if settings.value == "none":
        heading = say("Who was still a customer, by {period} of first subscription", period=rows)
    else:
        heading = say("Money per month of those who still pay, by {period} of first subscription", period=rows)
    return View(settings, show, heading)


def _question(events: rt.Events, choices: dict[str, Any]) -> str:
    """The sentence: "How many customers came back in month 1, 2, 3 … after the month of their first visit?"."""
    units = units_that_fit(events)
    choices["period"] = state.current("period", units, default_period(events))
    choices["period_size"] = state.current("size", range(1, 367), 1)
    sentence = Sentence(
        say("How many customers {came_back} {measure} **{unit}** {numbers} after the {period} of {whose} {visit}?"),
        unit=noun(_unit(choices)),
    )
    _return(sentence, events, choices)
    _measure(sentence, choices)
    sentence.word("numbers", _ages_in_words(choices))
    _periods(sentence, events, choices, units)
    start_word = _start(sentence, events, choices)
    sentence.end()
    return start_word


def _start(sentence: Sentence, events: rt.Events, choices: dict[str, Any]) -> str:
    birth = state.current("birth", tuple(BIRTHS), "first")
    with sentence.popover("whose", say(WHOSE[birth])):
        picked = sentence.radio(
            "birth",
            say("Which one brings a customer into a cohort"),
            tuple(BIRTHS),
            "first",
            (
                say("The first in the whole file."),
                say("The first within the cohorts shown below."),
                say("Each one: a customer can be in several cohorts."),
            ),
        )
    choices["birth"] = BIRTHS[picked]
    if not events.event_names:
        sentence.word("visit", noun("visit"))
        return noun("visit")
    named = state.current("start_event", _events(events), ANY_EVENT)
    with sentence.popover("visit", event_name(named, noun("event"))):
        heading = say("Event that brings a customer into a cohort")
        start = sentence.select("start_event", heading, _events(events), ANY_EVENT)
    choices["start_event"] = None if start == ANY_EVENT else start
    return event_name(start, noun("event"))


def _return(sentence: Sentence, events: rt.Events, choices: dict[str, Any]) -> None:
    if not events.event_names:
        sentence.word("came_back", say("came back"))
        return
    named = state.current("return_event", _events(events), ANY_EVENT)
    did = say("came back") if named == ANY_EVENT else say("did {event}", event=event_name(named, ""))
    with sentence.popover("came_back", did):
        picked = sentence.select("return_event", say("Event that counts as coming back"), _events(events), ANY_EVENT)
    choices["return_event"] = None if picked == ANY_EVENT else picked


def _events(events: rt.Events) -> tuple[str, ...]:
    return (ANY_EVENT, *(name for name in events.event_names if name))


def units_that_fit(events: Source) -> list[str]:
    """Units that give a table of a size that can be read."""
    first, last = events.span[0], max(events.span[1], words.last_whole_day(events))
    days = (last - first) / pd.Timedelta(days=1)
    return [unit for unit in UNITS if days <= LONGEST_SPAN.get(unit, np.inf)]


def _periods(sentence: Sentence, events: Source, choices: dict[str, Any], units: list[str]) -> None:
    period, size = choices["period"], choices["period_size"]
    rows = state.current("cohort_period", [SAME, *UNITS[UNITS.index(period) + 1 :]], SAME)
    name = noun(_unit(choices))
    if rows != SAME:
        name = say("{period}, one cohort for each {longer_period},", period=noun(period), longer_period=noun(rows))
    with sentence.popover("period", name):
        period = sentence.radio("period", say("Count in"), units, default_period(events), on_change=new_period)
        # Blocks need rows of the same blocks: whichever is chosen, the other is not offered.
        coarser = [SAME, *(UNITS[UNITS.index(period) + 1 :] if size == 1 else ())]
        rows = sentence.radio("cohort_period", say("One cohort for each"), coarser, SAME, on_change=new_block)
        size = 1
        if rows == SAME:
            size = block_size(sentence, period)
        if size > 1:
            choices["origin"] = origin(events)
        if "week" in (period, rows):
            choices["week_start"] = week_start(sentence)
    choices.update(period=period, period_size=size, cohort_period=None if rows == SAME else rows)


def block_size(sentence: Sentence, period: str) -> int:
    """How many periods make one age."""
    heading = say("{units} in a block", units=words.capital(nouns(period)))
    return sentence.number("size", heading, 1, 1, 366, on_change=new_block)


def week_start(sentence: Sentence) -> str:
    """The first day of a week."""
    return sentence.select("week_start", say("Weeks start on"), DAYS, "monday", say)


def origin(events: Source) -> date:
    first, last = (moment.date() for moment in events.span)
    return st.date_input(
        say("Blocks are counted from"),
        first,
        min_value=date(1970, 1, 1) if first.year >= 1970 else first,
        max_value=last,
        key="origin",
        bind="query-params",
        required=True,
        on_change=new_block,
        help=say("Retail calendars count 28-day blocks from the first day of their year."),
    )


def _unit(choices: dict[str, Any]) -> str:
    """Name of one age, in English."""
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
    if state.has_visits(events):
        return compute.usual_period(events)
    days = (words.last_whole_day(events) - events.span[0]).days + 1
    return "day" if days < 21 else "week" if days < 89 else "month"


def _measure(sentence: Sentence, choices: dict[str, Any]) -> None:
    unit = _unit(choices)
    named = state.current("measure", tuple(MEASURES), "on")
    length = state.current("within", range(1, 101), 3)
    elapsed = state.current("clock", CLOCKS, "calendar") == "elapsed"
    times = state.current("min_events", range(1, 101), 1)
    name = _when(named, words.count(length, unit), elapsed)
    if times > 1:
        name = say("at least {n} times {when}", n=f"{times:,}", when=name)
    with sentence.popover("measure", name):
        picked = sentence.radio(
            "measure", say("Counts as coming back"), tuple(MEASURES), "on", _meanings(noun(unit), nouns(unit))
        )
        if picked == "within":
            heading = say("Number of {units}", units=nouns(unit))
            choices["within"] = sentence.number("within", heading, 3, 1, 100)
        if picked == "bracket":
            note = say("1, 3, 5 gives {units} 1, 2-4 and 5-9.", units=nouns(unit))
            choices["brackets"] = _lengths(sentence.text("brackets", say("Lengths"), "1, 3, 5", note))
        clock = sentence.radio(
            "clock",
            say("Clock"),
            CLOCKS,
            "calendar",
            (
                say("Calendar periods."),
                say("From each customer's own first moment: days of 24 h, months of 30 days."),
            ),
        )
        choices["min_events"] = sentence.number("min_events", say("At least so many times"), 1, 1, 100)
    choices.update(measure=MEASURES[picked], clock=clock)


def _when(measure: str, length: str, elapsed: bool) -> str:
    """What the sentence calls the window, before the word for its unit."""
    if measure == "within":
        own = say("within {length} from their own", length=length)
        return own if elapsed else say("within {length} from", length=length)
    if measure == "on or after":
        return say("in or after their own") if elapsed else say("in or after")
    return say("in their own") if elapsed else say("in")


def _meanings(unit: str, units: str) -> tuple[str, ...]:
    """One line on each measure."""
    return (
        say("In exactly that {unit}.", unit=unit),
        say("In that {unit} or any later one. Cohorts that were watched longer look better.", unit=unit),
        say("In one of several {units} beginning with that one, the same number for every cohort.", units=units),
        say("In a range of {units}, such as 2 to 4.", units=units),
    )


def _lengths(text: str) -> tuple[int, ...]:
    parts = [part for part in text.replace(";", ",").replace(" ", ",").split(",") if part]
    if not parts or not all(part.isdecimal() and int(part) > 0 for part in parts):
        raise rt.SettingsError(
            say("'{text}' is not a list of lengths.", text=text),
            where="brackets",
            todo=say('Write whole numbers such as "1, 3, 5".'),
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
            by = split_box(events.segments)
            settings = settings.replace(segment=None if by == NO_SPLIT else by)
    _refuse_too_many(cohorts * ((settings.max_age or 0) + 1))
    value = more.value_rule() if show == "Value" else VALUES.get(show, "none")
    return settings.replace(value=value), show


def split_box(segments: Iterable[str], width: int = 130) -> str:
    """The column whose groups are compared, or ``NO_SPLIT``."""
    picked: str = st.selectbox(
        say("Split by"),
        (NO_SPLIT, *segments),
        format_func=split_option,
        key="by",
        bind="query-params",
        width=width,
    )
    return picked


def group_box(segment: str, groups: list[str]) -> str:
    """Which group is looked at, in a box named after its column."""
    picked: str = st.selectbox(
        words.plain(segment),
        groups,
        format_func=lambda name: name or say("(blank)"),
        key="group",
        bind="query-params",
        width=260,
    )
    return picked


def split_option(option: str) -> str:
    """What it is called in the box; columns keep the names that the file gives them."""
    return say(option) if option == NO_SPLIT else option


def _refuse_too_many(cells: int) -> None:
    """Before counting, not after."""
    if cells > MOST_CELLS:
        raise rt.SettingsError(
            say("this table would have {n} cells, more than a browser can draw.", n=f"{cells:,}"),
            where=mark("cohorts and ages"),
            todo=say("Show fewer cohorts or ages, or count in a longer period."),
        )


def _cohort_range(events: Source, settings: rt.CohortSettings) -> tuple[rt.CohortSettings, int]:
    """The slider over all cohorts that have customers, and how many of them are shown."""
    all_cohorts = compute.cohort_matrix(events, settings.replace(max_age=0))
    if not len(all_cohorts.cohorts):
        raise rt.SettingsError(
            say("no row brings a customer into a cohort."),
            where=mark("first event"),
            todo=say("Choose another event, or any event, and look at the conditions in More settings."),
        )
    starts = all_cohorts.cohorts
    names, shown = english_names(all_cohorts.cohort_names)
    start, end, n = range_slider(say("Cohorts"), "cohorts", names, starts, COHORTS_AT_FIRST, shown)
    return settings.replace(start=start, end=end), n


def period_names(calendar: Calendar, starts: Any) -> tuple[list[str], dict[str, str]]:
    """Names of periods as options: in English, and what each is called in the language in use."""
    return english_names(lambda: [calendar.name(start) for start in starts])


def english_names(names: Callable[[], Sequence[str]]) -> tuple[list[str], dict[str, str]]:
    """Names in English, as sessions and links keep them, and what each is called in the language in use."""
    with use("en"):
        english = list(names())
    # The first of two that have the same name keeps it.
    return english, dict(zip(reversed(english), reversed(names()), strict=True))


def range_slider(
    label: str, key: str, names: Sequence[str], starts: Any, at_first: int, shown: Mapping[str, str]
) -> tuple[datetime | None, datetime | None, int]:
    """A slider with two ends over periods: where the range starts and ends (exclusive), and how many are in it.

    Parameters
    ----------
    label
        What the slider is called.
    key
        Its key, under which the session and the link keep the names of both ends.
    names
        The periods as options: their names in English.
    starts
        Where they start.
    at_first
        How many are shown before somebody asks for more.
    shown
        What each is called in the language in use.
    """
    # A changed clock names an hour twice: the first one keeps the name.
    places = dict(zip(reversed(names), reversed(starts), strict=True))
    names = list(reversed(places))
    if len(names) < 2:
        return None, None, 1
    default = (names[max(0, len(names) - at_first)], names[-1])
    state.settle(key, default)
    low, high = st.select_slider(
        label, names, default, format_func=lambda name: shown.get(name, name), key=key, bind="query-params", width=210
    )
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
    name = say("{units} followed", units=words.capital(nouns(settings.unit_name)))
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
    shown: str = st.segmented_control(
        say("Show"), options, default="%", format_func=say, key="show", required=True, wrap=True, bind="query-params"
    )
    return shown if shown in options else "%"


def _heading(settings: rt.CohortSettings, start_word: str) -> str:
    period = noun(settings.cohort_period or settings.unit_name)
    start = start_word if settings.birth == "every" else say("first {visit}", visit=start_word)
    if settings.return_event is None:
        if settings.value == "none":
            return say("Who came back, by {period} of {start}", period=period, start=start)
        return say("Money of those who came back, by {period} of {start}", period=period, start=start)
    event = words.plain(settings.return_event, 30)
    if settings.value == "none":
        return say("Who did {event}, by {period} of {start}", event=event, period=period, start=start)
    return say("Money of those who did {event}, by {period} of {start}", event=event, period=period, start=start)
