"""Silences once more, as slow plain Python over rows: the specification that the fast counts are held to."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from math import isnan
from typing import Any

from tests.oracles import Row, local, matches, next_period_from, period_number

ONE_DAY = timedelta(days=1)


def last_whole_day(moment: int, zone: str) -> date:
    """The last local day that is over at an instant."""
    return local(moment, zone).date() - ONE_DAY


def visits(rows: list[Row], s: Any, zone: str) -> dict[str, list[Row]]:
    """Activity of each customer, in the order of time."""
    found: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda r: r.instant):
        active = s.refunds_count or isnan(row.amount) or row.amount >= 0
        if active and matches(row, None, s.where) and matches(row, s.return_event, s.return_where):
            found.setdefault(row.customer, []).append(row)
    return found


def active_days(rows: list[Row], zone: str, last: date) -> list[date]:
    """Distinct local days, in order, up to the last whole one."""
    return [day for day in sorted({local(row.instant, zone).date() for row in rows}) if day <= last]


def segment_of(mine: list[Row]) -> str:
    """Segment of a customer: the value on their first activity, the first in order where several share that moment."""
    tied = [row.segment for row in mine if row.instant == mine[0].instant]
    return min(tied, key=lambda name: (name == "", name)) or "(blank)"


def gaps(rows: list[Row], s: Any, zone: str, until: int) -> dict[str, tuple[Counter[int], Counter[int]]]:
    """Closed and open gaps in days, by segment ("" without one)."""
    zone = s.timezone or zone
    last = last_whole_day(until, zone)
    found: dict[str, tuple[Counter[int], Counter[int]]] = {}
    for mine in visits(rows, s, zone).values():
        name = "" if s.segment is None else segment_of(mine)
        closed, still_open = found.setdefault(name, (Counter(), Counter()))
        days = active_days(mine, zone, last)
        for i, day in enumerate(days):
            if (s.start and day < date.fromisoformat(s.start)) or (s.end and day >= date.fromisoformat(s.end)):
                continue
            if i + 1 < len(days):
                closed[(days[i + 1] - day).days] += 1
            else:
                still_open[(last - day).days] += 1
    return found


def lapses(rows: list[Row], s: Any, zone: str, until: int) -> dict[int, tuple[int, Counter[int], Counter[int]]]:
    """For each period with somebody active in it: how many, and the silences after their last active day in it."""
    zone = s.timezone or zone
    last = last_whole_day(until, zone)

    def period(instant: int) -> int:
        return period_number(instant, s.period, s.period_size, s.origin, s.week_start, zone)

    first, after = (next_period_from(moment, period, zone) for moment in (s.start, s.end))
    found: dict[int, tuple[int, Counter[int], Counter[int]]] = {}
    for mine in visits(rows, s, zone).values():
        days = active_days(mine, zone, last)
        period_of = {local(row.instant, zone).date(): period(row.instant) for row in mine}
        for number in {period_of[day] for day in days}:
            if (first is not None and number < first) or (after is not None and number >= after):
                continue
            active, closed, still_open = found.get(number, (0, Counter(), Counter()))
            left = max(day for day in days if period_of[day] == number)
            later = [day for day in days if day > left]
            if later:
                closed[(later[0] - left).days] += 1
            else:
                still_open[(last - left).days] += 1
            found[number] = (active + 1, closed, still_open)
    return found


def silences(rows: list[Row], s: Any, zone: str, at: int, until: int) -> tuple[Counter[int], Counter[int]]:
    """Customers by the days they had been silent at an instant, and of these those seen from then up to another."""
    zone = s.timezone or zone
    quiet, back = Counter[int](), Counter[int]()
    for mine in visits(rows, s, zone).values():
        before = [row for row in mine if row.instant < at]
        if not before:
            continue
        days = max(0, (last_whole_day(at, zone) - local(before[-1].instant, zone).date()).days)
        quiet[days] += 1
        back[days] += any(at <= row.instant < until for row in mine)
    return quiet, back
