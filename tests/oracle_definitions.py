"""One headline under several definitions, as slow plain Python over rows.

Months only, in UTC: every row is (customer, moment), and any row begins a cohort or counts as coming back.
"""

from __future__ import annotations

from datetime import datetime, timedelta

MONTH = timedelta(days=30)


def months(moment):
    return moment.year * 12 + moment.month - 1


def first_of(month):
    return datetime(month // 12, month % 12 + 1, 1)


def visits(rows):
    by_customer = {}
    for customer, moment in sorted(rows):
        by_customer.setdefault(customer, []).append(moment)
    return by_customer


def complete(begins, end, until, clock, cohort):
    """Whether nothing later can change the cell: the windows of all its customers are over, and nobody can join it."""
    if clock == "calendar":
        return first_of(cohort + end) <= until
    return first_of(cohort + 1) <= until and all(begin + end * MONTH <= until for begin in begins)


def came(moments, begin, first, end, clock, cohort):
    """Whether one of a customer's moments lies in ages first to end - 1."""
    if clock == "calendar":
        return any(first <= months(m) - cohort < end for m in moments if m >= begin)
    return any(begin + first * MONTH <= m < begin + end * MONTH for m in moments)


def headline(rows, until, *, first=1, end=2, clock="calendar", every=False, skip=0):
    """Customers who came back in ages first to end - 1, and those who could have; ``end=None`` is any later time."""
    cohorts = {}
    for moments in visits(rows).values():
        begins = {months(m): m for m in reversed(moments)} if every else {months(moments[0]): moments[0]}
        for cohort, begin in begins.items():
            cohorts.setdefault(cohort, []).append((begin, moments))
    counted = back = 0
    start = min(months(moment) for _, moment in rows) + skip
    last, beyond = (first + 1, 10_000) if end is None else (end, end)
    for cohort, customers in cohorts.items():
        if cohort >= start and complete([begin for begin, _ in customers], last, until, clock, cohort):
            counted += len(customers)
            back += sum(came(moments, begin, first, beyond, clock, cohort) for begin, moments in customers)
    return back, counted
