"""Contracts counted by their definitions, as slow plain loops over rows: what the fast code is held to.

A contract runs in [start, end). The state of a boundary, where one period ends and the next begins, is what ran just
before it. The last period may be under way: its boundary is the instant up to which the data are whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.oracles import matches, period_number


@dataclass(frozen=True)
class Contract:
    """One row; ``end`` is None while it runs."""

    customer: str
    start: int
    end: int | None = None
    amount: float = 0.0
    segment: str = ""
    event: str = ""  # the plan


class Book:
    """The rows that count under some settings, and what ran at the end of each period."""

    def __init__(self, rows: list[Contract], settings: Any, zone: str, until: int) -> None:
        self.s, self.zone, self.until = settings, settings.timezone or zone, until
        self.first = min(self.period(row.start) for row in rows)
        self.last = self.period(until - 1)
        kept = [row for row in rows if row.start < until and matches(row, None, settings.where)]
        self.rows = sorted(kept, key=lambda row: row.start)  # stable: equal starts keep the order of the file
        self.customers = list(dict.fromkeys(row.customer for row in self.rows))
        self.rows_of = {c: [row for row in self.rows if row.customer == c] for c in self.customers}

    def period(self, instant: int) -> int:
        """Number of the period that holds an instant."""
        s = self.s
        return period_number(instant, s.period, s.period_size, s.origin, s.week_start, self.zone)

    def cohort(self, customer: str) -> int:
        """Number of the row of a customer's first start."""
        s, unit = self.s, self.s.cohort_period or self.s.period
        if unit == s.period:
            return self.joined(customer)
        return period_number(self.of(customer)[0].start, unit, 1, None, s.week_start, self.zone)

    def of(self, customer: str) -> list[Contract]:
        """The rows of a customer, by start."""
        return self.rows_of[customer]

    def joined(self, customer: str) -> int:
        """Period of a customer's first start."""
        return self.period(self.of(customer)[0].start)

    def complete(self, t: int) -> bool:
        """Whether a period lies before the end of the data."""
        return t < self.last or (t == self.last and self.period(self.until) > t)

    def running(self, customer: str, t: int) -> list[Contract]:
        """Rows of a customer that run just before the end of period t, or of the data."""
        if t > self.last:
            return []
        at_the_end = not self.complete(t)
        return [
            row
            for row in self.of(customer)
            if self.period(row.start) <= t
            and (row.end is None or (row.end >= self.until if at_the_end else self.period(row.end) > t))
        ]

    def pays(self, customer: str, t: int) -> float:
        """Money per month at the end of period t."""
        return sum(row.amount for row in self.running(customer, t))

    def shown(self, segment: str | None) -> list[str]:
        """Customers whose first row has a segment; None is everybody."""
        return [c for c in self.customers if segment is None or (self.of(c)[0].segment or "(blank)") == segment]


def period_table(book: Book, segment: str | None = None) -> dict[int, dict[str, int]]:
    """Customers at the ends of periods, and how they moved."""
    who, table = book.shown(segment), {}
    for t in range(book.first, book.last + 1):
        before = {c for c in who if t > book.first and book.running(c, t - 1)}
        after = {c for c in who if book.running(c, t)}
        new = {c for c in after - before if book.joined(c) == t}
        table[t] = {
            "start": len(before),
            "end": len(after),
            "new": len(new),
            "kept": len(before & after),
            "won_back": len(after - before - new),
            "complete": int(book.complete(t)),
        }
    return table


def revenue_table(book: Book, segment: str | None = None) -> dict[int, dict[str, float]]:
    """Money at the ends of periods, and what moved it; customers whose rows add up to less than nothing pay nothing."""
    who, table = book.shown(segment), {}
    for t in range(book.first, book.last + 1):
        line = dict.fromkeys(
            ("start", "new", "reactivated", "expansion", "contraction", "churned", "end", "below_zero"), 0.0
        )
        line |= {"customers": 0, "kept": 0}
        for c in who:
            before, after = book.pays(c, t - 1), book.pays(c, t)
            line["below_zero"] += min(after, 0.0)
            before, after = max(before, 0.0), max(after, 0.0)
            line["start"] += before
            line["end"] += after
            line["customers"] += before > 0
            line["kept"] += before > 0 and after > 0
            if not before and after:
                first_paid = min(row.start for row in book.of(c) if row.amount > 0)
                line["new" if book.period(first_paid) == t else "reactivated"] += after
            elif before and not after:
                line["churned"] += before
            else:
                line["expansion" if after > before else "contraction"] += abs(after - before)
        table[t] = line
    return table


def cohort_cells(book: Book, segment: str | None = None) -> dict[tuple[int, int], dict[str, float]]:
    """By cohort and age: who is watched, who runs, what they pay."""
    cells: dict[tuple[int, int], dict[str, float]] = {}
    for c in book.shown(segment):
        for age in range(book.last - book.joined(c) + 1):
            cell = cells.setdefault(
                (book.cohort(c), age), {"eligible": 0, "active": 0, "open_active": 0, "amount": 0.0}
            )
            t = book.joined(c) + age
            runs = bool(book.running(c, t))
            if book.complete(t):
                cell["eligible"] += 1
                cell["active"] += runs
                cell["amount"] += book.pays(c, t)
            else:
                cell["open_active"] += runs
    return cells
