"""Each definition once more, as slow plain Python over lists: the specification that the fast code is held to.

Nothing here imports the library's calendar or engine. Instants are microseconds, UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from math import inf, isnan, nan
from typing import Any
from zoneinfo import ZoneInfo

DAYS = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """One event."""

    customer: str
    instant: int
    event: str = ""
    amount: float = nan
    segment: str = ""


@dataclass
class Table:
    """The counts of one segment's matrix."""

    cohorts: list[int]
    sizes: list[int] = field(default_factory=list)
    eligible: list[list[int]] = field(default_factory=list)
    active: list[list[int]] = field(default_factory=list)
    open_active: list[list[int]] = field(default_factory=list)
    complete: list[list[bool]] = field(default_factory=list)
    values: list[list[float]] = field(default_factory=list)
    members: dict[tuple[int, int], dict[str, str]] = field(default_factory=dict)


def local(instant: int, zone: str) -> datetime:
    """Wall time of an instant."""
    return (EPOCH + timedelta(microseconds=instant)).astimezone(ZoneInfo(zone))


def unit_number(moment: datetime, unit: str, week_start: str) -> int:
    """Number of the unit that holds a local moment, counted from year 1."""
    if unit == "hour":
        fraction = moment.utcoffset() % timedelta(hours=1)
        return (moment - EPOCH + fraction) // timedelta(hours=1)
    day = moment.date().toordinal()
    if unit == "day":
        return day
    if unit == "week":
        return (day - 1 - WEEKDAYS.index(week_start)) // 7  # ordinal 1 was a Monday
    return {"month": moment.year * 12 + moment.month - 1, "quarter": moment.year * 4 + (moment.month - 1) // 3}.get(
        unit, moment.year
    )


@lru_cache(maxsize=500_000)
@lru_cache(maxsize=100_000)
def period_number(instant: int, unit: str, size: int, origin: str | None, week_start: str, zone: str) -> int:
    """Number of the period, or block of periods, that holds an instant."""
    start = datetime.fromisoformat(origin or "1970-01-01").replace(tzinfo=ZoneInfo(zone))
    if unit == "hour" and origin is None:
        return unit_number(local(instant, zone), unit, week_start) // size
    return (unit_number(local(instant, zone), unit, week_start) - unit_number(start, unit, week_start)) // size


def matches(row: Row, event: str | None, conditions: tuple) -> bool:
    """Whether a row is the event asked for and satisfies the conditions."""
    if event is not None and row.event != event:
        return False
    for column, operator, value in conditions:
        have = row.event if column == "event" else row.segment
        if (operator == "==" and have != value) or (operator == "!=" and have == value):
            return False
        if operator == "in" and have not in value:
            return False
    return True


def cohort_table(rows: list[Row], s: Any, zone: str, until: int) -> dict[str, Table]:  # noqa: C901 - one definition, one place
    """Count a cohort matrix by its definitions; one table per segment value ("" without a segment)."""
    zone = s.timezone or zone
    rows = sorted(rows, key=lambda r: (r.customer, r.instant))

    def period(instant: int) -> int:
        return period_number(instant, s.period, s.period_size, s.origin, s.week_start, zone)

    def cohort(instant: int) -> int:
        if s.cohort_period in (None, s.period):
            return period(instant)
        return period_number(instant, s.cohort_period, 1, None, s.week_start, zone)

    def counts_as_activity(row: Row) -> bool:
        return s.refunds_count or isnan(row.amount) or row.amount >= 0

    def is_start(row: Row) -> bool:
        return matches(row, None, s.where) and matches(row, s.start_event, s.start_where) and counts_as_activity(row)

    def is_money(row: Row) -> bool:
        return matches(row, None, s.where) and matches(row, s.return_event, s.return_where)

    def is_return(row: Row) -> bool:
        return is_money(row) and counts_as_activity(row)

    def in_range(row: Row) -> bool:
        """The cohort's period starts inside [start, end)."""
        first = next_period_from(s.start, cohort, zone)
        last = next_period_from(s.end, cohort, zone)
        return (first is None or cohort(row.instant) >= first) and (last is None or cohort(row.instant) < last)

    by_customer: dict[str, list[Row]] = {}
    for row in rows:
        by_customer.setdefault(row.customer, []).append(row)

    memberships = []  # (customer, cohort, first row)
    segment_of = {}
    for customer, theirs in by_customer.items():
        starts = [r for r in theirs if is_start(r)]
        if s.birth == "first_in_range":
            starts = [r for r in starts if in_range(r)]
        if not starts:
            continue
        at_first = [r.segment for r in starts if r.instant == starts[0].instant]
        segment_of[customer] = min(at_first, key=lambda text: (text == "", text)) if s.segment else ""
        chosen = starts[:1]
        if s.birth == "every":
            chosen = [
                r for i, r in enumerate(starts) if cohort(r.instant) not in {cohort(q.instant) for q in starts[:i]}
            ]
        memberships += [(customer, cohort(r.instant), r) for r in chosen if in_range(r)]

    names = sorted(
        {segment_of[c] for c, _, _ in memberships},
        key=lambda name: (-sum(segment_of[c] == name for c, _, _ in memberships), name == "", name),
    ) or [""]
    other = set(names[11:]) if len(names) > 12 else set()
    if other:
        names = [*names[:11], "other"]
    born = [q for _, q, _ in memberships]
    first_asked = next_period_from(s.start, cohort, zone)
    last_asked = next_period_from(s.end, cohort, zone)
    if first_asked is not None and last_asked is not None:
        cohorts = list(range(first_asked, last_asked))
    else:
        cohorts = list(range(min(born), max(born) + 1)) if born else []

    length = round(DAYS[s.period] * s.period_size * 86_400_000_000)

    def age_of(first: Row, instant: int) -> int:
        return (instant - first.instant) // length if s.clock == "elapsed" else period(instant) - period(first.instant)

    def last_complete_age(first: Row) -> int:
        if s.clock == "elapsed":
            return (until - first.instant) // length - 1
        return period(until) - period(first.instant) - 1

    def span(column: int) -> tuple[int, float, int]:
        """First age, last age, and the age that must be over, of a column."""
        if s.measure == "on_or_after":
            return column, inf, column
        if s.measure == "within":
            return column, column + s.within - 1, column + s.within - 1
        if s.measure == "bracket":
            lengths = [1, *s.brackets]
            first = sum(lengths[:column])
            return first, first + lengths[column] - 1, first + lengths[column] - 1
        return column, column, column

    columns = number_of_columns(s, rows, memberships, until, age_of, cohorts, cohort)
    tables = {name: Table(cohorts) for name in names}
    for name, table in tables.items():
        for q in cohorts:
            people = [
                m
                for m in memberships
                if m[1] == q and ("other" if segment_of[m[0]] in other else segment_of[m[0]]) == name
            ]
            closed = cohort(until) > q
            line: dict[str, list] = {"eligible": [], "active": [], "open": [], "complete": [], "value": []}
            for j in range(columns):
                first_age, last_age, must_end = span(j)
                states, money = {}, 0.0
                for customer, _, first in people:
                    theirs = [r for r in by_customer[customer] if r.instant >= first.instant]
                    returns = [r for r in theirs if is_return(r)]
                    if s.start_event != s.return_event:
                        returns = without_own_row(returns, [r for r in theirs if is_start(r)], first.instant, is_return)
                    hits = sum(first_age <= age_of(first, r.instant) <= last_age for r in returns)
                    ended = last_complete_age(first) >= must_end
                    states[customer] = (
                        ("back" if ended else "seen") if hits >= s.min_events else ("not" if ended else "open")
                    )
                    if ended:
                        from_age = 0 if s.value == "cumulative" else first_age
                        money += sum(
                            r.amount
                            for r in theirs
                            if is_money(r) and not isnan(r.amount) and from_age <= age_of(first, r.instant) <= last_age
                        )
                eligible = sum(v in ("back", "not") for v in states.values())
                active = sum(v == "back" for v in states.values())
                line["eligible"].append(eligible)
                line["active"].append(active)
                line["open"].append(sum(v == "seen" for v in states.values()))
                if not people:  # as if somebody had joined at the cohort's last instant
                    last_joiner = Row("", last_instant(cohort, q, until))
                    line["complete"].append(closed and last_complete_age(last_joiner) >= must_end)
                else:
                    line["complete"].append(closed and eligible == len(people))
                people_of_value = {"mean": active, "cumulative": eligible}.get(s.value, 1)
                line["value"].append(money / people_of_value if eligible and people_of_value else nan)
                table.members[q, j] = states
            table.sizes.append(len(people))
            table.eligible.append(line["eligible"])
            table.active.append(line["active"])
            table.open_active.append(line["open"])
            table.complete.append(line["complete"])
            table.values.append(
                [
                    v if c and e else nan
                    for v, c, e in zip(line["value"], line["complete"], line["eligible"], strict=True)
                ]
            )
    return tables


def without_own_row(returns: list[Row], starts: list[Row], instant: int, is_return: Any) -> list[Row]:
    """Leave out the start event's own row and its exact copies, unless another row can be the start at that instant."""
    candidates = [r for r in starts if r.instant == instant]
    if any(not is_return(r) for r in candidates):
        return returns
    own = min(candidates, key=lambda r: (r.event == "", r.event, r.segment == "", r.segment, isnan(r.amount), r.amount))
    return [r for r in returns if repr(r) != repr(own)]


def last_instant(number_of: Any, number: int, near: int) -> int:
    """Last microsecond of a period, found by halving."""
    low, high = near, near
    while number_of(low) > number:
        low -= 400 * 86_400_000_000
    while number_of(high) <= number:
        high += 400 * 86_400_000_000
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if number_of(middle) <= number else (low, middle)
    return low


def next_period_from(moment: Any, number_of: Any, zone: str) -> int | None:
    """Number of the first period that starts at or after a local moment."""
    if moment is None:
        return None
    at = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone))
    instant = (at - EPOCH) // timedelta(microseconds=1)
    before = number_of(instant - 1)
    return number_of(instant) if before != number_of(instant) else before + 1


def number_of_columns(
    s: Any, rows: list[Row], memberships: list, until: int, age_of: Any, cohorts: list, cohort: Any
) -> int:
    """Columns up to the last age that anybody can have been seen at."""
    if not memberships:
        return 0
    last = max(until - 1, max(r.instant for r in rows))
    oldest = max(age_of(first, last) for _, _, first in memberships)
    if s.measure == "bracket":
        firsts = [sum([1, *s.brackets][:j]) for j in range(len(s.brackets) + 1)]
        oldest = sum(first <= oldest for first in firsts) - 1
    return min(oldest, s.max_age if s.max_age is not None else oldest) + 1


def pooled(table: Table) -> list[float]:
    """Sum of active / sum of eligible over complete cells."""
    rates = []
    for j in range(len(table.eligible[0]) if table.eligible else 0):
        cells = [(a[j], e[j]) for a, e, c in zip(table.active, table.eligible, table.complete, strict=True) if c[j]]
        could = sum(e for _, e in cells)
        rates.append(sum(a for a, _ in cells) / could if could else nan)
    return rates
