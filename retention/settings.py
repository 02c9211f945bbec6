"""Settings are frozen values, and their combinations are checked here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from numbers import Integral
from typing import Any, Literal, get_args

from retention.errors import SettingsError
from retention.languages import mark, say
from retention.periods import UNITS, WEEKDAYS, Calendar, check_timezone, to_moment

Unit = Literal["hour", "day", "week", "month", "quarter", "year"]
Birth = Literal["first", "first_in_range", "every"]
Measure = Literal["on", "on_or_after", "within", "bracket"]
Clock = Literal["calendar", "elapsed"]
Value = Literal["none", "sum", "mean", "cumulative"]
Condition = tuple[str, str, Any]
Moment = str | date | datetime | None

OPERATORS = ("==", "!=", "in")
# What means the same in cohorts and in series of periods, which have no ages.
OF_SERIES = (
    *("period", "period_size", "origin", "return_event", "where", "return_where"),
    *("start", "end", "week_start", "timezone", "refunds_count"),
)
WHOLE = ("period_size", "min_events", "max_age", "within", "warm_up")


@dataclass(frozen=True)
class CohortSettings:
    """What a cohort matrix should count.

    Parameters
    ----------
    period
        The column unit: "hour", "day", "week", "month", "quarter" or "year".
    period_size, origin
        Blocks of several units counted from a day, e.g. 28 days from 2024-01-01 (a retail calendar). Without an
        origin, blocks are counted from 1970-01-01 (for weeks, from the week that holds it).
    cohort_period
        The row unit, as fine as ``period`` or coarser: month rows may have day columns. None means the same.
    start_event, return_event
        The event that brings a customer into a cohort, and the one that counts as coming back. None is any event.
    where, start_where, return_where
        ``(column, "==" | "!=" | "in", value)`` triples that a row must satisfy: every row, starts, returns.
    birth
        "first": the first start event in the file. "first_in_range": the first inside [start, end).
        "every": a customer enters each cohort in which they do the start event.
    measure
        "on": came back in exactly that age's window. "on_or_after": in that window or a later one.
        "within": in one of the ``within`` windows beginning with that age. "bracket": in a range of ages.
    within, brackets
        Length of the follow-up for "within"; lengths for "bracket", e.g. (1, 3, 5) gives ages 0, 1, 2-4, 5-9.
    clock
        "calendar" windows, or "elapsed" ones from each customer's own first moment
        (day 24 h, week 7 days, month 30 days, quarter 91 days, year 365 days).
    min_events
        At least so many return events in the window.
    start, end
        Cohorts shown: those whose period starts at or after ``start`` and before ``end``.
        Returns are looked for up to ``observed_until`` all the same.
    max_age
        Last age (last bracket) shown; None shows all that the data can hold.
    week_start, timezone
        First weekday, and the zone that decides what a day is; None takes the zone of the source.
    segment
        Name of a segment column: one matrix for each of its values.
    value
        "none", "sum" of amounts, "mean" per customer who came back, "cumulative" per customer of the cohort.
    refunds_count
        Whether a row with a negative amount counts as activity. By default it only lowers the value.
    warm_up
        Number of first periods of the file whose cohorts may hold old customers; None measures it: one usual
        interval between visits.

    Raises
    ------
    SettingsError
        For combinations that mean nothing; the message says what to choose instead.

    Examples
    --------
    >>> CohortSettings(period="week", measure="within", within=4).within
    4
    >>> CohortSettings(measure="within")
    Traceback (most recent call last):
    retention.errors.SettingsError: within: measure "within" needs a length. Give within=3 for three periods ...
    """

    period: Unit = "month"
    period_size: int = 1
    origin: Moment = None
    cohort_period: Unit | None = None
    start_event: str | None = None
    return_event: str | None = None
    where: tuple[Condition, ...] = ()
    start_where: tuple[Condition, ...] = ()
    return_where: tuple[Condition, ...] = ()
    birth: Birth = "first"
    measure: Measure = "on"
    within: int | None = None
    brackets: tuple[int, ...] | None = None
    clock: Clock = "calendar"
    min_events: int = 1
    start: Moment = None
    end: Moment = None
    max_age: int | None = None
    week_start: str = "monday"
    timezone: str | None = None
    segment: str | None = None
    value: Value = "none"
    refunds_count: bool = False
    warm_up: int | None = None

    def __post_init__(self) -> None:
        for name in ("where", "start_where", "return_where"):
            object.__setattr__(self, name, _conditions(name, getattr(self, name)))
        for name in WHOLE:
            number = getattr(self, name)
            if not isinstance(number, bool) and isinstance(number, Integral):
                object.__setattr__(self, name, int(number))  # such as numpy's
        if self.brackets is not None:
            lengths: Any = self.brackets
            object.__setattr__(self, "brackets", tuple(lengths) if isinstance(lengths, Iterable) else (lengths,))
        for name in ("start", "end", "origin"):
            _moment(name, getattr(self, name))
        check_settings(self)

    def replace(self, **changes: Any) -> CohortSettings:
        """Return a copy with some settings changed."""
        return replace(self, **changes)

    def calendar(self, timezone: str) -> Calendar:
        """Return the calendar of the columns, in the zone asked for or else the given one."""
        return Calendar(
            self.period, self.period_size, to_moment(self.origin), self.week_start, self.timezone or timezone
        )

    def cohort_calendar(self, timezone: str) -> Calendar:
        """Return the calendar of the rows."""
        if self.cohort_period is None or self.cohort_period == self.period:
            return self.calendar(timezone)
        return Calendar(self.cohort_period, 1, None, self.week_start, self.timezone or timezone)

    @property
    def unit_name(self) -> str:
        """What one column covers, in words: "month", "28-day block"."""
        return self.period if self.period_size == 1 else f"{self.period_size}-{self.period} block"

    @property
    def windows(self) -> tuple[tuple[int, int], ...] | None:
        """First and last age of each bracket, bracket 0 being age 0; None for other measures."""
        if self.brackets is None:
            return None
        spans, first = [(0, 0)], 1
        for length in self.brackets:
            spans.append((first, first + length - 1))
            first += length
        return tuple(spans)


def check_settings(s: CohortSettings) -> None:
    """Refuse every combination that means nothing, with advice."""
    for name, value, allowed in (
        ("period", s.period, UNITS),
        ("cohort_period", s.cohort_period or s.period, UNITS),
        ("birth", s.birth, get_args(Birth)),
        ("measure", s.measure, get_args(Measure)),
        ("clock", s.clock, get_args(Clock)),
        ("value", s.value, get_args(Value)),
        ("week_start", s.week_start, tuple(WEEKDAYS)),
    ):
        if value not in allowed:
            raise SettingsError(
                say("'{name}' is not known.", name=value),
                where=name,
                todo=say("Choose one of: {choices}.", choices=", ".join(allowed)),
            )
    _check_numbers(s)
    _check_measure(s)
    _check_clock_and_range(s)


def _check_numbers(s: CohortSettings) -> None:
    for name, number, least in (
        ("period_size", s.period_size, 1),
        ("min_events", s.min_events, 1),
        ("max_age", s.max_age, 0),
        ("within", s.within, 1),
        ("warm_up", s.warm_up, 0),
    ):
        if number is not None and (isinstance(number, bool) or not isinstance(number, int) or number < least):
            raise SettingsError(
                say("{value} is not a whole number of at least {least}.", value=repr(number), least=least),
                where=name,
                todo=say("Change it."),
            )
    if s.timezone is not None:
        check_timezone(s.timezone)


def _check_measure(s: CohortSettings) -> None:
    if s.measure == "within" and s.within is None:
        raise SettingsError(
            say('measure "within" needs a length.'),
            where="within",
            todo=say("Give within=3 for three periods of follow-up."),
        )
    if s.measure != "within" and s.within is not None:
        raise SettingsError(
            say('a follow-up length has no meaning with measure "{measure}".', measure=s.measure),
            where="within",
            todo=say('Choose measure="within", or leave within out.'),
        )
    if s.measure == "bracket" and not s.brackets:
        raise SettingsError(
            say('measure "bracket" needs lengths.'),
            where="brackets",
            todo=say("Give brackets=(1, 3, 5) for ages 1, 2-4, 5-9."),
        )
    if s.measure != "bracket" and s.brackets is not None:
        raise SettingsError(
            say('bracket lengths have no meaning with measure "{measure}".', measure=s.measure),
            where="brackets",
            todo=say('Choose measure="bracket", or leave brackets out.'),
        )
    if s.brackets is not None and any(isinstance(b, bool) or not isinstance(b, int) or b < 1 for b in s.brackets):
        raise SettingsError(
            say("{brackets} holds something that is not a whole number of at least 1.", brackets=s.brackets),
            where="brackets",
            todo=say("Change it."),
        )
    if s.value == "cumulative" and s.measure in ("on_or_after", "within"):
        raise SettingsError(
            say('cumulative money would be counted more than once with measure "{measure}".', measure=s.measure),
            where="value",
            todo=say('Choose measure="on" or "bracket", or value="sum".'),
        )


def _check_clock_and_range(s: CohortSettings) -> None:
    rows = s.cohort_period or s.period
    if UNITS.index(rows) < UNITS.index(s.period):
        raise SettingsError(
            say("rows by {rows} are finer than columns by {period}.", rows=rows, period=s.period),
            where="cohort_period",
            todo=say('Choose period="{rows}" or cohort_period="{period}".', rows=rows, period=s.period),
        )
    if s.cohort_period not in (None, s.period) and s.period_size > 1:
        raise SettingsError(
            say("blocks of several units need rows of the same blocks."),
            where="cohort_period",
            todo=say("Leave cohort_period out, or choose period_size=1."),
        )
    if s.origin is not None and s.period_size == 1:
        raise SettingsError(
            say("an origin has no meaning for single periods."),
            where="origin",
            todo=say("Choose period_size=2 or more, or leave it out."),
        )
    first, last = to_moment(s.start), to_moment(s.end)
    if first and last and last <= first:
        raise SettingsError(
            say(
                "the range ends ({last}) before it begins ({first}).",
                last=f"{last:%Y-%m-%d}",
                first=f"{first:%Y-%m-%d}",
            ),
            where="end",
            todo=say("The end is exclusive: choose a later one."),
        )


def of_series(settings: CohortSettings, **others: Any) -> CohortSettings:
    """The same for series of periods: without what cohorts and ages have, and with what is otherwise."""
    return CohortSettings(**{name: getattr(settings, name) for name in OF_SERIES} | others)


def check_series(s: CohortSettings) -> None:
    """Refuse settings that speak of cohorts and ages where each period is compared with the one before it."""
    for name, meaningless, todo in (
        (
            "clock",
            s.clock != "calendar",
            mark('Choose clock="calendar": a customer\'s own windows have no common period.'),
        ),
        ("measure", s.measure != "on", mark('Choose measure="on".')),
        (
            "birth",
            s.birth != "first",
            mark('Choose birth="first": a customer is new once, in the first period of activity.'),
        ),
        ("start_event", s.start_event not in (None, s.return_event), mark("Name the event in return_event.")),
        (
            "start_where",
            s.start_where not in ((), s.return_where),
            mark("Write the conditions in where or return_where."),
        ),
        ("cohort_period", s.cohort_period not in (None, s.period), mark("Leave it out, and choose period instead.")),
        ("max_age", s.max_age is not None, mark("Leave it out, and choose start and end instead.")),
        ("value", s.value != "none", mark('Choose value="none"; revenue_retention follows money.')),
    ):
        if meaningless:
            value = getattr(s, name)
            raise SettingsError(
                say("{value} has no meaning in a series of periods.", value=repr(value)), where=name, todo=say(todo)
            )


def check_starts(s: CohortSettings) -> None:
    """Refuse settings that speak of a matrix where days are counted from each customer's one start."""
    for name, meaningless, todo in (
        ("birth", s.birth != "first", mark('Choose birth="first": a customer starts once.')),
        ("measure", s.measure != "on", mark('Choose measure="on".')),
        ("min_events", s.min_events != 1, mark("Leave it out, and say how many times instead.")),
        ("value", s.value != "none", mark('Choose value="none".')),
    ):
        if meaningless:
            raise SettingsError(
                say("{value} has no meaning in what customers do after their start.", value=repr(getattr(s, name))),
                where=name,
                todo=say(todo),
            )


def _conditions(name: str, given: Any) -> tuple[Condition, ...]:
    """Conditions as hashable triples, so that equal settings are equal and can key a cache."""
    triples: list[Condition] = []
    for condition in given or ():
        if not isinstance(condition, (tuple, list)) or len(condition) != 3 or condition[1] not in OPERATORS:
            raise SettingsError(
                say("{condition} is not a condition.", condition=repr(condition)),
                where=name,
                todo=say('Write ("column", "==", "value"); also "!=" and "in".'),
            )
        column, operator, value = condition
        if operator == "in":
            several = isinstance(value, Iterable) and not isinstance(value, str)
            value = tuple(value) if several else (value,)
        triples.append((str(column), operator, value))
    return tuple(triples)


def _moment(name: str, value: Any) -> None:
    try:
        to_moment(value)
    except (ValueError, TypeError) as error:
        raise SettingsError(
            say("{value} is not a local date.", value=repr(value)),
            where=name,
            todo=say('Write it as "2024-03-31", without an offset: it is read in the zone of the data.'),
        ) from error
