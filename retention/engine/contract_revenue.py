"""Money of contracts by cohort and age: of those who first paid in one period, what runs at each later end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.counts import RevenueCohortCounts
from retention.engine.contract_money import changes, first_paid, whole_money
from retention.engine.contracts import ContractPlan
from retention.engine.movements import cohort_table
from retention.engine.plan import MOST_CELLS
from retention.errors import SettingsError
from retention.languages import say
from retention.settings import CohortSettings

if TYPE_CHECKING:
    from retention.subscriptions import Subscriptions


def revenue_cohort_counts(source: Subscriptions, settings: CohortSettings) -> RevenueCohortCounts:
    """Add up the money per month of those who first paid in one period, at the end of each period since.

    A customer whose first contract that brings money has ended before the end of its period is in no cohort.
    """
    plan = ContractPlan(source, settings)
    money, scale = whole_money(plan)
    customer, period, had, has = changes(plan, money)
    n = max(1, plan.last + 1)  # one, which nobody is in, where the data end before they begin
    ages = n if settings.max_age is None else min(n, settings.max_age + 1)
    names, place = plan.segments
    if len(names) * n * ages > MOST_CELLS:
        raise SettingsError(
            say("{n} cohorts by {ages} ages are too many to count.", n=f"{n:,}", ages=f"{ages:,}"),
            where="period",
            todo=say("Choose a longer period."),
        )
    # Cohort and first money of each customer: the change from nothing to something at the end of the first period.
    enters = (had <= 0) & (has > 0) & (period == first_paid(plan, money)[customer]) & (period < n)
    joined, first = np.full(source.n_customers, -1, np.int64), np.zeros(source.n_customers)
    joined[customer[enters]], first[customer[enters]] = period[enters], has[enters] / scale
    age = period - joined[customer]
    counts = (joined[customer] >= 0) & (age >= 0) & (age < ages) & (period < n)
    who, age = customer[counts], age[counts]
    f, x, y = first[who], np.maximum(had[counts], 0) / scale, np.maximum(has[counts], 0) / scale
    cell = place[who] * n + joined[who]
    reached = np.arange(n)[:, None] + np.arange(ages)[None, :] < n

    def running(steps: NDArray[Any]) -> NDArray[Any]:
        """What runs at each age, from what changes there; nothing runs beyond the end of the data."""
        table = np.bincount(cell * ages + age, steps, len(names) * n * ages).reshape(len(names), n, ages)
        return np.where(reached, np.round(table.cumsum(axis=2), 9), 0)

    def at_entry(weights: NDArray[Any]) -> NDArray[Any]:
        members = customer[enters]
        return np.bincount(place[members] * n + joined[members], weights, len(names) * n)

    low, high = np.minimum(x, f), np.minimum(y, f)
    entered = has[enters] / scale
    tables = {
        "customers": at_entry(np.ones(len(entered))).astype(np.int64),
        "start": at_entry(entered),
        "xx": at_entry(entered**2),
        "money": running(y - x),
        "kept": running(high - low),
        "paying": running((y > 0) * 1.0 - (x > 0)).round().astype(np.int64),
        "xy": running(f * (y - x)),
        "yy": running(y * y - x * x),
        "xm": running(f * (high - low)),
        "mm": running(high * high - low * low),
    }
    shown, after = plan.asked
    return cohort_table(
        {name: table.ravel() for name, table in tables.items()},
        names,
        plan.base,
        plan.last_complete,
        slice(shown, after),
        np.zeros(n, bool),
    )
