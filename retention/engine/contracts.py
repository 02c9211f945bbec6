"""Counting contracts: who runs at the end of each period. Whole columns at once, in the order of customer and start.

A contract runs in [start, end); the state of a boundary is what ran just before it. Period numbers in here count from
the period of the file's first start, and period t stands for the boundary at its end. The last period may be under
way: it ends where the data end.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.counts import PeriodCounts
from retention.engine.segments import MOST_SEGMENTS
from retention.errors import SettingsError
from retention.languages import say
from retention.periods import Calendar, Ints, to_moment
from retention.settings import CohortSettings

if TYPE_CHECKING:
    from retention.events import Segment
    from retention.subscriptions import Subscriptions

Bools = NDArray[np.bool_]
Codes = NDArray[np.signedinteger[Any]]


@dataclass(frozen=True)
class Spans:
    """Ends of periods at which customers run without a break: rows that touch or overlap are one span."""

    customer: Ints
    first: Ints
    last: Ints


@dataclass(frozen=True, eq=False)
class ContractPlan:
    """Everything that counts of contracts begin with."""

    source: Subscriptions
    settings: CohortSettings

    def __post_init__(self) -> None:
        s = self.settings
        for name, value in (
            ("start_event", s.start_event),
            ("return_event", s.return_event),
            ("start_where", s.start_where),
            ("return_where", s.return_where),
            ("min_events", s.min_events > 1),
        ):
            if value:
                raise SettingsError(
                    say("contracts have no events: a customer is there while a contract runs."),
                    where=name,
                    todo=say("Leave it out, or use where=... to count some contracts only."),
                )

    @cached_property
    def calendar(self) -> Calendar:
        """Calendar of the periods."""
        return self.settings.calendar(self.source.timezone)

    @cached_property
    def rows(self) -> Calendar:
        """Calendar of the cohorts."""
        return self.settings.cohort_calendar(self.source.timezone)

    @cached_property
    def base(self) -> int:
        """Number of the period of the file's first start."""
        return self.calendar.number(self.source._bounds[0])

    @cached_property
    def last(self) -> int:
        """Last period with data, perhaps under way."""
        return self.calendar.number(self.source.until - 1) - self.base

    @cached_property
    def last_complete(self) -> int:
        """Last period that is over."""
        return self.calendar.last_complete(self.source.until) - self.base

    @cached_property
    def slots(self) -> int:
        """Periods and one more, for what ends after the last one."""
        return max(0, self.last + 1) + 1

    @cached_property
    def asked(self) -> tuple[int, int]:
        """First period shown, and the one after the last."""
        first, after = (self.calendar.first_from(to_moment(m)) for m in (self.settings.start, self.settings.end))
        low = 0 if first is None else max(0, first - self.base)
        high = self.last + 1 if after is None else min(self.last + 1, after - self.base)
        return low, max(low, high)

    # ------------------------------------------------------------------------------------------------- rows
    @cached_property
    def kept(self) -> NDArray[np.int64] | None:
        """Positions of the rows that count: begun before the end of the data, and as ``where`` says; None is all."""
        mask = self.source.start < self.source.until
        for column, operator, value in self.settings.where:
            segment = self.column(column, "where")
            wanted = set(map(str, value)) if operator == "in" else {str(value)}
            passes = np.array([(label in wanted) != (operator == "!=") for label in (*segment.labels, "")])
            mask &= passes[segment.codes]
        return None if mask.all() else np.flatnonzero(mask)

    def cut(self, column: NDArray[Any]) -> NDArray[Any]:
        """A column, of the rows that count."""
        return column if self.kept is None else column[self.kept]

    @cached_property
    def customer(self) -> NDArray[np.int64]:
        """Customer of each row."""
        return np.asarray(self.cut(self.source.codes), np.int64)

    @cached_property
    def begins(self) -> Ints:
        """Period of each row's start."""
        return self._periods(self.calendar, "start")

    @cached_property
    def runs_to(self) -> Ints:
        """Last period at whose end each row still runs; before ``begins`` where there is none."""
        source = self.source
        still = self.cut(source.end) >= source.until
        return np.where(still, self.last, np.minimum(self._periods(self.calendar, "end") - 1, self.last))

    def _periods(self, calendar: Calendar, which: str) -> Ints:
        if calendar.unit == "hour":
            instants = self.source.start if which == "start" else np.minimum(self.source.end, self.source.until)
            return np.asarray(calendar.numbers(self.cut(instants)) - self.base, np.int64)
        first, days = self.source.days(which, calendar.timezone)
        table = calendar.of_days(first + np.arange(int(days.max()) + 1)) - self.base
        return np.asarray(table[self.cut(days)], np.int64)

    @cached_property
    def lead(self) -> Ints:
        """Position of each customer's first row, among the rows that count."""
        return np.flatnonzero(np.diff(self.customer, prepend=-1))

    @cached_property
    def joined(self) -> Ints:
        """Period of each customer's first start; -1 for customers without a row that counts."""
        found = np.full(self.source.n_customers, -1, np.int64)
        found[self.customer[self.lead]] = self.begins[self.lead]
        return found

    @cached_property
    def spans(self) -> Spans:
        """Rows of one customer that touch or overlap at the ends of periods, as one."""
        some = self.runs_to >= self.begins
        customer, first, last = self.customer[some], self.begins[some], self.runs_to[some]
        if not len(customer):
            return Spans(customer, first, last)
        reach = np.maximum.accumulate(customer * self.slots + last)  # customers rise, so that each begins anew
        opens = np.ones(len(customer), bool)
        opens[1:] = customer[1:] * self.slots + first[1:] > reach[:-1] + 1
        opens[1:] |= customer[1:] != customer[:-1]
        at = np.flatnonzero(opens)
        ends = np.append(at[1:], len(customer)) - 1
        return Spans(customer[at], first[at], reach[ends] - customer[at] * self.slots)

    # --------------------------------------------------------------------------------------------- segments
    def column(self, name: str, setting: str) -> Segment:
        """A column of names, or advice."""
        if name in self.source.segments:
            return self.source.segments[name]
        have = ", ".join(self.source.segments)
        raise SettingsError(
            say("'{name}' is not a segment column.", name=name),
            where=setting,
            todo=say("Choose one of: {choices}.", choices=have)
            if have
            else say("Name it in SubscriptionMapping when reading the file."),
        )

    @cached_property
    def segments(self) -> tuple[tuple[str, ...], Ints]:
        """Names of the segments, largest first, and the place among them of each customer: that of the first row."""
        place = np.zeros(self.source.n_customers, np.int64)
        if self.settings.segment is None:
            return ("",), place
        column = self.column(self.settings.segment, "segment")
        codes, n = self.cut(column.codes)[self.lead].astype(np.int64), len(column.labels)
        codes[codes < 0] = n
        sizes = np.bincount(codes, minlength=n + 1)
        ranked = sorted(np.flatnonzero(sizes).tolist(), key=lambda code: (-int(sizes[code]), code))
        names = [column.labels[code] if code < n else "(blank)" for code in ranked]
        if len(names) > MOST_SEGMENTS:
            names = [*names[: MOST_SEGMENTS - 1], "other"]
        rank = np.zeros(n + 1, np.int64)
        rank[ranked] = np.minimum(np.arange(len(ranked)), len(names) - 1)
        place[self.customer[self.lead]] = rank[codes]
        return tuple(names) or ("",), place

    def tally(self, customer: Ints, period: Ints, weights: NDArray[Any] | None = None) -> NDArray[Any]:
        """Sums by segment and period, (segments, slots): whole numbers, of customers or of weights."""
        names, place = self.segments
        at = period if self.settings.segment is None else place[customer] * self.slots + period
        return np.bincount(at, weights, len(names) * self.slots).reshape(len(names), self.slots)

    def shown(self, table: NDArray[Any]) -> NDArray[Any]:
        """The periods asked for."""
        low, high = self.asked
        return table[:, low:high]

    @property
    def numbers(self) -> Ints:
        """Numbers of the periods shown, in the calendar of the settings."""
        return np.arange(*self.asked) + self.base

    @property
    def over(self) -> Bools:
        """Which of the periods shown are over."""
        return np.asarray(np.arange(*self.asked) <= self.last_complete)


def before(ends: NDArray[Any]) -> NDArray[Any]:
    """What is there when a period begins is what was there when the one before ended."""
    return np.concatenate([np.zeros_like(ends[:, :1]), ends[:, :-1]], axis=1)


def period_counts(source: Subscriptions, settings: CohortSettings) -> PeriodCounts:
    """Count the customers who run at the boundaries, and how they moved in between."""
    plan = ContractPlan(source, settings)
    names, _ = plan.segments
    spans = plan.spans
    entered = plan.tally(spans.customer, spans.first)
    left = plan.tally(spans.customer, spans.last + 1)
    first = plan.joined[spans.customer] == spans.first
    new = plan.tally(spans.customer[first], spans.first[first])
    end = (entered - left).cumsum(axis=1)
    start = before(end)
    n = len(plan.numbers)
    nothing = np.zeros((len(names), n), np.int64)
    return PeriodCounts(
        numbers=plan.numbers,
        segments=names,
        start=plan.shown(start),
        end=plan.shown(end),
        new=plan.shown(new),
        kept=plan.shown(end - entered),
        won_back=plan.shown(entered - new),
        rows=nothing,
        complete=plan.over,
        no_data=nothing.astype(bool)[0],
    )
