"""What is asked, in our words and in hand-written SQL that gives the same counts on the same engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import retention as rt

MONTHS = rt.CohortSettings(period="month")
WEEKS = rt.CohortSettings(period="week")


@dataclass(frozen=True)
class Question:
    """One question: how we ask it, what is checked of our answer, and the same by hand.

    ``ours`` gives one number that ``check`` gives too, summed over the rows that the SQL returns.
    """

    name: str
    ours: Callable[[Any], float]
    sql: str
    check: Callable[[list[tuple[Any, ...]]], float]


def _seen(source: Any, settings: rt.CohortSettings) -> float:
    counts = source.cohort_counts(settings)
    return float(counts.active.sum() + counts.open_active.sum())


def _kept_and_days(counts: Any) -> float:
    """Two sums in one number: a mistake in either shows."""
    return float(counts.kept.sum() + 7 * counts.active_days.sum())


def _ended_and_open(counts: Any) -> float:
    return float(counts.closed.sum() + 7 * counts.open.sum())


def _cohorts(unit: str) -> str:
    return f"""
        with seen as (select customer, date_trunc('{unit}', timestamp) as period from events group by 1, 2),
        placed as (select period, min(period) over (partition by customer) as cohort from seen)
        select cohort, period, count(*) as n from placed group by 1, 2"""


RETAINED = """
    with days as (
        select customer, date_trunc('day', timestamp) as day, count(*) as n from events group by 1, 2
    ),
    seen as (
        select customer, date_trunc('month', day) as period, sum(n) as n, count(*) as days from days group by 1, 2
    ),
    beside as (
        select period, n, days, lag(period) over (partition by customer order by period) as before from seen
    )
    select period, count(*) as active, count(*) filter (where before is null) as new,
        count(*) filter (where before = period - interval 1 month) as kept, sum(n) as n, sum(days) as days
    from beside group by 1"""

MONEY = """
    with paid as (
        select customer, date_trunc('month', timestamp) as period, sum(amount) as money from events group by 1, 2
    ),
    beside as (
        select period, money, lag(period) over own as before, lag(money) over own as had,
            lead(period) over own as after
        from paid where money > 0 window own as (partition by customer order by period)
    )
    select period, sum(money) as money, sum(case when before is null then money else 0 end) as new,
        sum(case when before = period - interval 1 month then least(money, had) else 0 end) as kept,
        sum(case when after is null or after > period + interval 1 month then money else 0 end) as leaves
    from beside group by 1"""

GAPS = """
    with seen as (select customer, date_trunc('day', timestamp) as day from events group by 1, 2),
    beside as (select day, lead(day) over (partition by customer order by day) as after from seen),
    final as (select max(day) as last from seen)
    select coalesce(after, last) - day as gap, after is not null as ended, count(*) as n
    from beside cross join final group by 1, 2"""

QUESTIONS = (
    Question("cohorts by month", lambda s: _seen(s, MONTHS), _cohorts("month"), lambda rows: sum(r[2] for r in rows)),
    Question("cohorts by week", lambda s: _seen(s, WEEKS), _cohorts("week"), lambda rows: sum(r[2] for r in rows)),
    Question(
        "retention of each month",
        lambda s: _kept_and_days(s.period_counts(MONTHS)),
        RETAINED,
        lambda rows: sum(r[3] + 7 * r[5] for r in rows),
    ),
    Question(
        "revenue of each month",
        lambda s: float(s.revenue_counts(MONTHS).end.sum()),
        MONEY,
        lambda rows: sum(r[1] for r in rows),
    ),
    Question(
        "days between visits",
        lambda s: _ended_and_open(s.gap_counts(MONTHS)),
        GAPS,
        lambda rows: sum(r[2] * (1 if r[1] else 7) for r in rows),
    ),
)
