"""Series once more, as slow plain Python over lists: who was there before and in each period.

Nothing here imports the library. Instants are microseconds, UTC.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.oracles import Row, matches, next_period_from, period_number


@dataclass
class Line:
    """One period of one segment."""

    start: int
    end: int
    new: int
    kept: int
    lost: int
    won_back: int
    rows: int
    active_days: int
    complete: bool


def is_activity(row: Row, s: Any) -> bool:
    """Whether a row makes its customer active."""
    refund = row.amount < 0 and not s.refunds_count
    return not refund and matches(row, None, s.where) and matches(row, s.return_event, s.return_where)


def by_customer(rows: list[Row], s: Any) -> dict[str, list[Row]]:
    """Rows of activity of each customer who has any."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if is_activity(row, s):
            found.setdefault(row.customer, []).append(row)
    return found


def segments_of(people: dict[str, list[Row]], s: Any) -> dict[str, list[str]]:
    """Customers of each segment, largest first, blank last among equals; the value on their first row of activity."""
    if s.segment is None:
        return {"": list(people)}
    groups: dict[str, list[str]] = {}
    for customer, theirs in people.items():
        first = min(r.instant for r in theirs)
        value = min((r.segment for r in theirs if r.instant == first), key=lambda text: (text == "", text))
        groups.setdefault(value, []).append(customer)
    return dict(sorted(groups.items(), key=lambda item: (-len(item[1]), item[0] == "", item[0]))) or {"": []}


def lines(rows: list[Row], s: Any, zone: str, until: int) -> dict[str, list[Line]]:
    """Every period from the first with anybody, or from ``start``, up to the end of the data, or before ``end``."""
    zone = s.timezone or zone

    def period(instant: int) -> int:
        return period_number(instant, s.period, s.period_size, s.origin, s.week_start, zone)

    people = by_customer(rows, s)
    seen: dict[str, dict[int, list[Row]]] = {}  # rows of each customer in each period in which they are active
    for customer, theirs in people.items():
        groups: dict[int, list[Row]] = {}
        for row in theirs:
            groups.setdefault(period(row.instant), []).append(row)
        seen[customer] = {p: group for p, group in groups.items() if len(group) >= s.min_events}
    everything = [p for periods in seen.values() for p in periods]
    if not everything:
        return {name: [] for name in segments_of(people, s)}
    last = period(max(until - 1, max(r.instant for r in rows)))
    first_asked, after_asked = next_period_from(s.start, period, zone), next_period_from(s.end, period, zone)
    first = min(everything) if first_asked is None else max(min(everything), first_asked)
    after = last + 1 if after_asked is None else min(last + 1, after_asked)
    found = {}
    for name, customers in segments_of(people, s).items():
        found[name] = [_line(t, [seen[c] for c in customers], zone, period(until)) for t in range(first, after)]
    return found


def _line(t: int, people: list[dict[int, list[Row]]], zone: str, running: int) -> Line:
    before, now = [p for p in people if t - 1 in p], [p for p in people if t in p]
    new = [p for p in now if min(p) == t]
    kept = [p for p in now if t - 1 in p]
    lost = [p for p in before if t not in p]
    won_back = [p for p in now if t - 1 not in p and min(p) < t]
    return Line(
        start=len(before),
        end=len(now),
        new=len(new),
        kept=len(kept),
        lost=len(lost),
        won_back=len(won_back),
        rows=sum(len(p[t]) for p in now),
        active_days=sum(len({local_day(r.instant, zone) for r in p[t]}) for p in now),
        complete=t < running,
    )


def local_day(instant: int, zone: str) -> int:
    """Day of an instant."""
    return period_number(instant, "day", 1, None, "monday", zone)


def active_periods(rows: list[Row], s: Any, zone: str, until: int) -> dict[str, dict[int, int]]:
    """Customers by the number of complete periods of the window in which they were active."""
    zone = s.timezone or zone

    def period(instant: int) -> int:
        return period_number(instant, s.period, s.period_size, s.origin, s.week_start, zone)

    first, after = next_period_from(s.start, period, zone), next_period_from(s.end, period, zone)
    after = period(until) if after is None else after
    if first is None:
        usual = 28 if (s.period, s.period_size) == ("day", 1) else 12
        first = max(after - usual, min(period(r.instant) for r in rows))
    window = range(first, max(first, min(after, period(until))))
    people = by_customer(rows, s)
    found = {}
    for name, customers in segments_of(people, s).items():
        counts = dict.fromkeys(range(1, len(window) + 1), 0)
        for customer in customers:
            times = Counter(period(r.instant) for r in people[customer])
            active = sum(times[t] >= s.min_events for t in window)
            if active:
                counts[active] += 1
        found[name] = counts
    return found
