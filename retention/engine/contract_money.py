"""Money of contracts at the ends of periods, by what moved it.

Money is counted in whole parts of its unit (millionths, or coarser for very large sums), so that what a customer pays
comes back to exactly nothing when the last contract ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retention.counts import RevenueCounts, RevenueSquares
from retention.engine.contracts import ContractPlan, before
from retention.errors import SettingsError
from retention.languages import say
from retention.periods import Ints
from retention.settings import CohortSettings

if TYPE_CHECKING:
    from retention.subscriptions import Subscriptions

_MOST = 2**53  # beyond it floating sums of whole numbers are no longer exact


def revenue_counts(source: Subscriptions, settings: CohortSettings) -> RevenueCounts:
    """Add up the money that runs at the boundaries, and what moved it in between."""
    plan = ContractPlan(source, settings)
    money, scale = whole_money(plan)
    customer, period, had, has = changes(plan, money)
    pays, paid = has > 0, had > 0
    starting, stopping, both = pays & ~paid, paid & ~pays, pays & paid
    first = first_paid(plan, money)[customer] == period
    grown = has - had

    def total(rows: NDArray[np.bool_], amounts: Ints) -> NDArray[np.float64]:
        return plan.shown(plan.tally(customer[rows], period[rows], amounts[rows].astype(np.float64))) / scale

    def level(amounts: Ints) -> NDArray[np.float64]:
        return np.asarray(plan.tally(customer, period, amounts.astype(np.float64)).cumsum(axis=1))

    paying = level(pays.astype(np.int64) - paid)
    entered = plan.tally(customer[starting], period[starting])
    end = level(np.maximum(has, 0) - np.maximum(had, 0))
    names, _ = plan.segments
    return RevenueCounts(
        numbers=plan.numbers,
        segments=names,
        start=plan.shown(before(end)) / scale,
        new=total(starting & first, has),
        expansion=total(both & (grown > 0), grown),
        contraction=total(both & (grown < 0), -grown),
        churned=total(stopping, had),
        reactivated=total(starting & ~first, has),
        end=plan.shown(end) / scale,
        customers=plan.shown(before(paying)).astype(np.int64),
        kept=plan.shown(paying - entered).astype(np.int64),
        below_zero=plan.shown(level(np.minimum(has, 0) - np.minimum(had, 0))) / scale,
        complete=plan.over,
        no_data=np.zeros(len(plan.numbers), bool),
        squares=_squares(plan, customer, period, np.maximum(had, 0) / scale, np.maximum(has, 0) / scale),
    )


def _squares(
    plan: ContractPlan, customer: Ints, period: Ints, x: NDArray[np.float64], y: NDArray[np.float64]
) -> RevenueSquares:
    """Sums of squares over those who pay at the start: whoever changes nothing gives the same to each of them."""
    less = np.minimum(x, y)
    start = before(plan.tally(customer, period, y * y - x * x).cumsum(axis=1))

    def at(product: NDArray[np.float64]) -> NDArray[np.float64]:
        return plan.shown(np.maximum(start + plan.tally(customer, period, product - x * x), 0))

    return RevenueSquares(xx=at(x * x), xy=at(x * y), yy=at(y * np.where(x > 0, y, 0)), xm=at(x * less), mm=at(less**2))


def whole_money(plan: ContractPlan) -> tuple[Ints, float]:
    """Money of each row that counts as whole numbers, and how many of them make one."""
    amount = plan.source.amount
    if amount is None:
        raise SettingsError(
            say("the contracts have no column of money."),
            where="amount",
            todo=say("Name it when reading the file: SubscriptionMapping(amount=...)."),
        )
    amounts = plan.cut(amount)
    most, scale = float(np.abs(amounts).sum()), 1e6
    while most * scale > _MOST:
        scale /= 10
    return np.rint(amounts * scale).astype(np.int64), scale


def changes(plan: ContractPlan, money: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Each change of what a customer pays: customer, period at whose end it shows, money before and after."""
    some = (plan.runs_to >= plan.begins) & (money != 0)
    at = plan.customer[some] * plan.slots
    keys = np.concatenate([at + plan.begins[some], at + plan.runs_to[some] + 1])
    steps = np.concatenate([money[some], -money[some]])
    order = np.argsort(keys, kind="stable")
    keys, has = keys[order], steps[order].cumsum()  # all that begins ends, so that every customer begins from nothing
    ends = np.flatnonzero(np.append(keys[1:] != keys[:-1], True)) if len(keys) else np.zeros(0, np.int64)
    keys, has = keys[ends], has[ends]
    had = np.concatenate([np.zeros(min(1, len(has)), np.int64), has[:-1]])
    customer, period = np.divmod(keys, plan.slots)
    return customer, period, had, has


def first_paid(plan: ContractPlan, money: Ints) -> Ints:
    """Period of the first start of each customer's that brings money; -1 where none does."""
    paid = np.flatnonzero(money > 0)
    customer = plan.customer[paid]
    lead = paid[np.diff(customer, prepend=-1) != 0]
    found = np.full(plan.source.n_customers, -1, np.int64)
    found[plan.customer[lead]] = plan.begins[lead]
    return found
