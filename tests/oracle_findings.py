"""Slow and plain: how rows are spread, the next step after each visit, who brings the money, what a row costs."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from math import isnan
from zoneinfo import ZoneInfo

from tests.oracles import EPOCH, Row


def local(row: Row, zone: str) -> date:
    return (EPOCH + timedelta(microseconds=row.instant)).astimezone(ZoneInfo(zone)).date()


def month(day: date) -> int:
    return day.year * 12 + day.month - 1


def active(rows: list[Row], event: str | None) -> list[Row]:
    """Rows that count as activity: of the event asked for, and no refunds."""
    return [r for r in rows if (event is None or r.event == event) and not r.amount < 0]


def spread(rows: list[Row], zone: str, start: str | None, back: str | None) -> dict[str, Counter]:
    """Rows by month, and customers by how many rows of each role they have."""
    starts, returns = active(rows, start), active(rows, back)
    kinds = Counter(
        (sum(r.customer == who for r in starts), sum(r.customer == who for r in returns))
        for who in {r.customer for r in rows}
    )
    return {
        "starts": Counter(month(local(r, zone)) for r in starts),
        "returns": Counter(month(local(r, zone)) for r in returns),
        "kinds": kinds,
    }


def steps(rows: list[Row], zone: str, until: date, step: int, within: int) -> tuple[int, int]:
    """Customers watched so many days after the visit number ``step`` (0 is the first), and those who came in them."""
    watched = came = 0
    for who in {r.customer for r in rows}:
        days = sorted({local(r, zone) for r in active(rows, None) if r.customer == who})
        days = [d for d in days if d < until]
        if len(days) > step and (until - timedelta(days=1) - days[step]).days >= within:
            watched += 1
            came += len(days) > step + 1 and (days[step + 1] - days[step]).days <= within
    return watched, came


def money(rows: list[Row]) -> list[float]:
    """What each customer paid, most first; refunds taken off, and those at zero or below left out."""
    paid: Counter = Counter()
    for r in rows:
        if not isnan(r.amount):
            paid[r.customer] += r.amount
    return sorted((v for v in paid.values() if v > 0), reverse=True)


def prices(rows: list[Row], zone: str, begin: int, size: int) -> list[float]:
    """Money per row in the months from ``begin`` on over that before, of customers who paid on both sides."""
    found = []
    for who in {r.customer for r in rows}:
        mine = [
            (month(local(r, zone)), r.amount) for r in active(rows, None) if r.customer == who and r.amount == r.amount
        ]
        before = [x for m, x in mine if begin - size <= m < begin]
        after = [x for m, x in mine if begin <= m < begin + size]
        if before and after and sum(before) > 0 and sum(after) > 0:
            found.append(sum(after) / len(after) / (sum(before) / len(before)))
    return sorted(found)
