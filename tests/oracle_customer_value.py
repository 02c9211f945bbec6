"""What customers have brought so far, as slow plain loops over rows: what the fast code is held to."""

from __future__ import annotations

from math import isnan, nan
from statistics import mean, stdev
from typing import Any

from tests.oracle_contracts import Book
from tests.oracles import DAYS, Row, cohort_table, matches, period_number


def brought(rows: list[Row], s: Any, zone: str, until: int) -> dict[str, dict[tuple[int, int], list[float]]]:
    """For each segment, cohort and column: what each eligible customer has brought from age 0 through it."""
    zone = s.timezone or zone

    def period(instant: int, unit: str) -> int:
        if unit == s.period:
            return period_number(instant, s.period, s.period_size, s.origin, s.week_start, zone)
        return period_number(instant, unit, 1, None, s.week_start, zone)

    def age(first: int, instant: int) -> int:
        if s.clock == "elapsed":
            return (instant - first) // round(DAYS[s.period] * s.period_size * 86_400_000_000)
        return period(instant, s.period) - period(first, s.period)

    def starts(row: Row) -> bool:
        active = s.refunds_count or isnan(row.amount) or row.amount >= 0
        return matches(row, None, s.where) and matches(row, s.start_event, s.start_where) and active

    def last_age(column: int) -> int:
        return column if s.measure == "on" else sum([1, *s.brackets][: column + 1]) - 1

    found: dict[str, dict[tuple[int, int], list[float]]] = {}
    for name, table in cohort_table(rows, s, zone, until).items():
        found[name] = {}
        for (cohort, column), states in table.members.items():
            each = []
            for customer in [c for c, state in states.items() if state in ("back", "not")]:
                theirs = sorted((r for r in rows if r.customer == customer), key=lambda r: r.instant)
                first = next(
                    r.instant for r in theirs if starts(r) and period(r.instant, s.cohort_period or s.period) == cohort
                )
                each.append(
                    sum(
                        r.amount
                        for r in theirs
                        if r.instant >= first
                        and matches(r, None, s.where)
                        and matches(r, s.return_event, s.return_where)
                        and not isnan(r.amount)
                        and age(first, r.instant) <= last_age(column)
                    )
                )
            found[name][cohort, column] = each
    return found


def brought_by_contracts(book: Book, customer: str, age: int) -> float:
    """Money a month at the ends of all periods from that of a customer's first start through an age."""
    return sum(book.pays(customer, book.joined(customer) + k) for k in range(age + 1))


def mean_and_error(each: list[float]) -> tuple[float, float]:
    """Mean and its standard error; NaN of fewer than two."""
    return (mean(each) if each else nan, stdev(each) / len(each) ** 0.5 if len(each) > 1 else nan)
