"""What one cohort count needs to know before it looks at rows: calendars, bounds, lookup tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.errors import SettingsError
from retention.languages import say
from retention.periods import Calendar, Ints, elapsed_length, to_moment
from retention.settings import CohortSettings, Condition

if TYPE_CHECKING:
    from retention.events import Events

Bools = NDArray[np.bool_]
Codes = NDArray[np.signedinteger[Any]]
Tables = dict[str, NDArray[Any]]
MOST_CELLS = 16_000_000


@dataclass(frozen=True, eq=False)
class Plan:
    """Everything derived from the events and the settings once, not once a row.

    Period numbers inside the engine count from the file's first period, so that they fit small integers.
    """

    events: Events
    settings: CohortSettings

    @cached_property
    def zone(self) -> str:
        """Zone that decides what a day is."""
        return self.settings.timezone or self.events.timezone

    @cached_property
    def calendar(self) -> Calendar:
        """Calendar of the columns."""
        return self.settings.calendar(self.events.timezone)

    @cached_property
    def rows(self) -> Calendar:
        """Calendar of the cohorts."""
        return self.settings.cohort_calendar(self.events.timezone)

    @cached_property
    def bounds(self) -> tuple[int, int]:
        """First and last instant of the file."""
        return self.events._bounds

    @cached_property
    def base(self) -> int:
        """Number of the file's first period."""
        return self.calendar.number(self.bounds[0])

    @cached_property
    def row_base(self) -> int:
        """Number of the file's first cohort period."""
        return self.rows.number(self.bounds[0])

    @cached_property
    def until(self) -> int:
        """Instant up to which the data are whole."""
        return self.events.until

    @cached_property
    def last_complete(self) -> int:
        """Last complete period, counted from ``base``."""
        return self.calendar.last_complete(self.until) - self.base

    @cached_property
    def n_periods(self) -> int:
        """Periods from the file's first to the one in which its last row lies or the data end."""
        return self.calendar.number(max(self.until - 1, self.bounds[1])) - self.base + 1

    @cached_property
    def length(self) -> int:
        """Microseconds of an elapsed window."""
        return elapsed_length(self.settings.period, self.settings.period_size)

    @cached_property
    def asked(self) -> tuple[int | None, int | None]:
        """First cohort asked for and the one after the last, counted from ``row_base``."""
        first, after = (self.rows.first_from(to_moment(m)) for m in (self.settings.start, self.settings.end))
        return (
            None if first is None else first - self.row_base,
            None if after is None else after - self.row_base,
        )

    @cached_property
    def cohort_range(self) -> tuple[int, int]:
        """Cohorts that can hold anybody: first, and the one after the last."""
        first, after = self.asked
        last = self.rows.number(self.bounds[1]) - self.row_base + 1
        low = max(0, first or 0)
        return low, max(low, last if after is None else min(after, last))

    @cached_property
    def oldest(self) -> int:
        """Largest age that anybody can have; -1 if the range asked for begins after the data end."""
        last = max(self.until - 1, self.bounds[1])
        if self.settings.clock == "elapsed":
            return (last - self.bounds[0]) // self.length
        first = self.calendar.number(int(self.rows.start_instants(self.row_base + self.cohort_range[0])[0])) - self.base
        return max(-1, self.calendar.number(last) - self.base - max(0, first))

    @cached_property
    def n_columns(self) -> int:
        """Columns to count, before those are cut away that nobody can have reached."""
        oldest = self.oldest
        windows = self.settings.windows
        if windows is not None:
            oldest = sum(first <= oldest for first, _ in windows) - 1
        return max(0, min(oldest, oldest if self.settings.max_age is None else self.settings.max_age) + 1)

    @cached_property
    def bracket_of_age(self) -> Ints | None:
        """Bracket of each age, -1 beyond the last one."""
        windows = self.settings.windows
        if windows is None:
            return None
        table = np.full(self.oldest + 2, -1, np.int64)
        for j, (first, last) in enumerate(windows):
            table[first : last + 1] = j
        return table

    def prepare(self) -> None:
        """Work out what rows are looked up in, before several threads ask for it at once."""
        self.mask("start", slice(0, 0)), self.mask("return", slice(0, 0)), self.periods(slice(0, 0))

    def check_size(self, segments: int) -> None:
        """Refuse tables that no screen and no memory is made for."""
        low, high = self.cohort_range
        if segments * (high - low) * self.n_columns > MOST_CELLS:
            raise SettingsError(
                say(
                    "{n} cohorts by {ages} ages are too many cells to count.",
                    n=f"{high - low:,}",
                    ages=f"{self.n_columns:,}",
                ),
                where="period",
                todo=say("Choose a longer period, fewer ages (max_age), or a shorter range (start, end)."),
            )

    # ------------------------------------------------------------------------------------------- rows of a block
    @cached_property
    def _period_of_day(self) -> NDArray[np.int32]:
        return self._by_day(self.calendar, self.base)

    @cached_property
    def _cohort_of_day(self) -> NDArray[np.int32]:
        return self._by_day(self.rows, self.row_base)

    def _by_day(self, calendar: Calendar, base: int) -> NDArray[np.int32]:
        """Period of each local day of the file."""
        first, _ = self.events.days(self.zone)
        days = first + np.arange(len(self.events.rows_a_day(self.zone)))
        return (calendar.of_days(days) - base).astype(np.int32)

    def periods(self, where: Any) -> NDArray[np.int32]:
        """Period of each row."""
        if self.settings.period == "hour":
            return (self.calendar.numbers(self.events.time[where]) - self.base).astype(np.int32)
        return np.asarray(self._period_of_day[self.events.days(self.zone)[1][where]])

    def cohorts(self, where: Any) -> NDArray[np.int32]:
        """Cohort period of each row."""
        if self.rows.unit == "hour":
            return (self.rows.numbers(self.events.time[where]) - self.row_base).astype(np.int32)
        return np.asarray(self._cohort_of_day[self.events.days(self.zone)[1][where]])

    def rows_a_period(self) -> Ints:
        """Number of rows in each period from the file's first to its last."""
        if self.settings.period == "hour":
            numbers = self.calendar.numbers(self.events.time) - self.base
            return np.bincount(numbers)
        counts = self.events.rows_a_day(self.zone)
        return np.bincount(self._period_of_day, weights=counts).astype(np.int64)

    # ------------------------------------------------------------------------------------------------ conditions
    @cached_property
    def tests(self) -> dict[str, list[tuple[Codes, Bools]]]:
        """For "any", "start" and "return": code columns, each with a table saying which codes pass."""
        s = self.settings
        tests = {
            "any": self._tests(s.where),
            "start": self._tests(s.start_where),
            "return": self._tests(s.return_where),
        }
        for name, event in (("start", s.start_event), ("return", s.return_event)):
            if event is not None:
                tests[name] += self._tests(((self.events.mapping.event or "event", "==", event),), f"{name}_event")
        return tests

    def _tests(self, conditions: tuple[Condition, ...], setting: str = "where") -> list[tuple[Codes, Bools]]:
        found = []
        for column, operator, value in conditions:
            codes, labels = self._column(column, setting)
            wanted = set(map(str, value)) if operator == "in" else {str(value)}
            if setting.endswith("_event") and str(value) not in labels:
                raise no_such_event(str(value), labels, setting)
            passes = np.array([(label in wanted) != (operator == "!=") for label in (*labels, "")])
            found.append((codes, passes))
        return found

    def _column(self, name: str, setting: str) -> tuple[Codes, tuple[str, ...]]:
        events = self.events
        if name in events.segments:
            return events.segments[name].codes, events.segments[name].labels
        if events.event is not None and name in (events.mapping.event, "event"):
            return events.event, events.event_names
        have = [*([str(events.mapping.event)] if events.event is not None else []), *events.segments]
        raise SettingsError(
            say("'{name}' is neither the event column nor a segment column.", name=name),
            where=setting,
            todo=say("Choose one of: {choices}.", choices=", ".join(have))
            if have
            else say("Name it in ColumnMapping when reading the file."),
        )

    @cached_property
    def leaves_out_refunds(self) -> bool:
        """Whether some rows are money without being activity."""
        amount = self.events.amount
        if amount is None or self.settings.refunds_count:
            return False
        if "refunds" not in self.events._cache:
            self.events._cache["refunds"] = bool((amount < 0).any())
        return bool(self.events._cache["refunds"])

    def mask(self, role: str, where: slice) -> Bools | None:
        """Rows of a block that are starts, returns or money; None means all of them."""
        tests = self.tests["any"] + self.tests["start" if role == "start" else "return"]
        mask: Bools | None = None
        for codes, passes in tests:
            passed = passes[codes[where]]
            mask = passed if mask is None else mask & passed
        if role != "money" and self.leaves_out_refunds:
            active = ~(self.events.amount[where] < 0)  # type: ignore[index]
            mask = active if mask is None else mask & active
        return mask

    @cached_property
    def same_event(self) -> bool:
        """Start and return are the same event: the start's own row counts at age 0."""
        return self.settings.start_event == self.settings.return_event

    @cached_property
    def is_plain(self) -> bool:
        """Every activity row is both start and return, first ever: one pass over runs is enough."""
        s = self.settings
        return (
            s.birth == "first"
            and s.measure == "on"
            and s.clock == "calendar"
            and s.min_events == 1
            and (s.value == "none" or s.cohort_period in (None, s.period))
            and s.start_event == s.return_event
            and s.start_where == s.return_where
        )


def no_such_event(name: str, names: tuple[str, ...], where: str) -> SettingsError:
    """What to say where an event is asked for that no row has."""
    shown = ", ".join(names[:12]) + (" ..." if len(names) > 12 else "")
    return SettingsError(
        say("no row has the event '{name}'.", name=name),
        where=where,
        todo=say("The file has: {names}.", names=shown)
        if names
        else say("Name the event column when reading the file."),
    )
