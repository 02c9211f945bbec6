"""Widgets to settings: the sentence of controls and the line of sliders below it become one ``CohortSettings``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import compute, state, words
from pages.shared.sentence import ANY_EVENT, Sentence, event_name
from retention.periods import UNITS, WEEKDAYS, to_instants

SAME = "same as the ages"
NO_SPLIT = "nothing"
MEASURES = {"on": "on", "on or after": "on_or_after", "within": "within", "bracket": "bracket"}
BIRTHS = {"first": "first", "first in range": "first_in_range", "every": "every"}
SHOWS = {"%": "rate", "Count": "count", "Value": "value", "Cumulative value": "value", "Against all": "difference"}
VALUES = {"Value": "sum", "Cumulative value": "cumulative"}
AGES_AT_FIRST = {"hour": 48, "day": 30, "week": 26, "month": 24, "quarter": 20, "year": 20}
LONGEST_SPAN = {"hour": 31, "day": 1500}  # days; beyond, a table by this unit is too large to read or to send
COHORTS_AT_FIRST = 400
MOST_CELLS = 300_000  # beyond, the browser does not draw any more


@dataclass(frozen=True)
class View:
    """What the visitor asked for: what to count, and how to show it."""

    settings: rt.CohortSettings
    show: str
    heading: str

    @property
    def unit(self) -> str:
        """Name of one age: "month"."""
        return self.settings.period


# ------------------------------------------------------------------------------------------------- the controls
def cohort_controls(events: rt.Events, *, with_show: bool = True) -> View:
    """Draw the sentence of controls and the line below it.

    Raises
    ------
    SettingsError
        For a combination that means nothing; the page shows what to choose instead.
    """
    choices: dict[str, Any] = {}
    sentence = Sentence()
    sentence.word("Of customers whose")
    start_word = _start(sentence, events, choices)
    sentence.word("was in each")
    _periods(sentence, events, choices)
    sentence.word(", how many")
    _return(sentence, events, choices)
    _measure(sentence, choices)
    sentence.word(f"**{choices['period']}** {_ages_in_words(choices)}?")
    sentence.end()
    settings = rt.CohortSettings(**choices)
    settings, show = _line(events, settings, with_show)
    return View(settings, show, _heading(settings, start_word))


def _start(sentence: Sentence, events: rt.Events, choices: dict[str, Any]) -> str:
    birth = state.current("birth", tuple(BIRTHS), "first")
    with sentence.popover(birth):
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
        sentence.word(nothing)
        return nothing
    options = (ANY_EVENT, *(name for name in events.event_names if name))
    named = state.current(key, options, ANY_EVENT)
    name = nothing if verb and named == ANY_EVENT else verb + event_name(named, ANY_EVENT)
    with sentence.popover(name):
        picked = sentence.select(key, heading, options, ANY_EVENT)
    choices[key] = None if picked == ANY_EVENT else picked
    return event_name(picked, "event")


def _periods(sentence: Sentence, events: rt.Events, choices: dict[str, Any]) -> None:
    first, last = events.span
    days = (last - first) / pd.Timedelta(days=1)
    units = [unit for unit in UNITS if days <= LONGEST_SPAN.get(unit, np.inf)]
    default = default_period(events)
    period = state.current("period", units, default)
    coarser = [SAME, *UNITS[UNITS.index(period) + 1 :]]
    rows = state.current("cohort_period", coarser, SAME)
    with sentence.popover(period if rows == SAME else rows):
        period = sentence.radio("period", "Count in", units, default, on_change=_new_period)
        coarser = [SAME, *UNITS[UNITS.index(period) + 1 :]]
        rows = sentence.radio("cohort_period", "One cohort for each", coarser, SAME, on_change=_new_period)
        if "week" in (period, rows):
            choices["week_start"] = sentence.select("week_start", "Weeks start on", tuple(WEEKDAYS), "monday")
    choices.update(period=period, cohort_period=None if rows == SAME else rows)


def _new_period() -> None:
    """Ages and cohorts mean something else now."""
    state.reset("ages", "cohorts", "cell", "age")


def default_period(events: rt.Events) -> str:
    """Months, unless the data span less than three of them: then weeks, and days below three weeks."""
    first, last = events.span
    days = (last - first).days + 1
    return "day" if days < 21 else "week" if days < 89 else "month"


def _measure(sentence: Sentence, choices: dict[str, Any]) -> None:
    unit = choices["period"]
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
def _line(events: rt.Events, settings: rt.CohortSettings, with_show: bool) -> tuple[rt.CohortSettings, str]:
    with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
        settings, cohorts = _cohort_range(events, settings)
        settings = _ages(events, settings)
        show = _show(events, settings) if with_show else "%"
        if events.segments:
            options = (NO_SPLIT, *events.segments)
            by = st.selectbox("Split by", options, key="by", bind="query-params", width=140)
            settings = settings.replace(segment=None if by == NO_SPLIT else by)
    _refuse_too_many(cohorts * ((settings.max_age or 0) + 1))
    return settings.replace(value=VALUES.get(show, "none")), show


def _refuse_too_many(cells: int) -> None:
    """Before counting, not after."""
    if cells > MOST_CELLS:
        raise rt.SettingsError(
            f"this table would have {cells:,} cells, more than a browser can draw.",
            where="cohorts and ages",
            todo="Show fewer cohorts or ages, or count in a longer period.",
        )


def _cohort_range(events: rt.Events, settings: rt.CohortSettings) -> tuple[rt.CohortSettings, int]:
    """The slider over all cohorts that have customers, and how many of them are shown."""
    all_cohorts = compute.cohort_matrix(events, settings.replace(max_age=0))
    if not len(all_cohorts.cohorts):
        raise rt.SettingsError(
            "nobody did the event that brings a customer into a cohort.",
            where="first event",
            todo="Choose another event, or any event.",
        )
    # A changed clock names an hour twice: the first one keeps the name.
    starts = dict(zip(reversed(all_cohorts.cohort_names()), reversed(all_cohorts.cohorts), strict=True))
    names = list(reversed(starts))
    if len(names) < 2:
        return settings, 1
    default = (names[max(0, len(names) - COHORTS_AT_FIRST)], names[-1])
    state.settle("cohorts", default)
    low, high = st.select_slider("Cohorts", names, default, key="cohorts", bind="query-params", width=230)
    i, j = names.index(low), names.index(high)
    start, end = (pd.Timestamp(starts[names[k]]).to_pydatetime() if 0 < k < len(names) else None for k in (i, j + 1))
    return settings.replace(start=start, end=end), j - i + 1


def _ages(events: rt.Events, settings: rt.CohortSettings) -> rt.CohortSettings:
    if settings.measure == "bracket":
        return settings
    calendar = settings.calendar(events.timezone)
    start = int(to_instants(np.array([events.span[0]], "M8[us]"), calendar.timezone)[0])
    most = calendar.number(events.until - 1) - calendar.number(start)
    if most < 2:
        return settings
    default = min(most, AGES_AT_FIRST[settings.period])
    state.settle("ages", default)
    # Not st.slider: that becomes another widget when its end moves, and leaves its old value in the URL.
    name = f"{settings.period.capitalize()}s followed"
    ages = st.select_slider(name, range(1, most + 1), default, key="ages", bind="query-params", width=160)
    return settings.replace(max_age=ages)


def _show(events: rt.Events, settings: rt.CohortSettings) -> str:
    options = [name for name in SHOWS if name not in VALUES or events.amount is not None]
    if settings.measure in ("on_or_after", "within"):  # would count the same money more than once
        options = [name for name in options if name != "Cumulative value"]
    if state.current("show", options, "%") == "%":
        state.settle("show", "%")
    shown: str = st.segmented_control("Show", options, default="%", key="show", required=True, bind="query-params")
    return shown if shown in options else "%"


def _heading(settings: rt.CohortSettings, start_word: str) -> str:
    rows = settings.cohort_period or settings.period
    did = "came back" if settings.return_event is None else f"did {words.plain(settings.return_event, 30)}"
    first = "first " if settings.birth != "every" else ""
    what = f"Who {did}" if settings.value == "none" else f"Money of those who {did}"
    return f"{what}, by {rows} of {first}{start_word}"
