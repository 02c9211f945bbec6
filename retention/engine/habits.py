"""What customers do, all of them together: the next step after each visit, who brings the money, what an order costs.

A visit is an active local day of a customer, as in :mod:`retention.engine.gaps`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retention.counts import HabitCounts, MoneyCounts, PriceCounts, StepCounts
from retention.engine.blocks import Block, changes
from retention.engine.plan import Plan, Tables
from retention.engine.series_plan import activity_plan
from retention.engine.workers import add_up
from retention.intervals import Floats
from retention.periods import Calendar, Ints
from retention.settings import CohortSettings

if TYPE_CHECKING:
    from retention.events import Events

STEPS = 2  # from the first visit to the second, from the second to the third
PRICE_BLOCK = 3  # periods before and after a change of price
MOST_CHANGES = 24  # beginnings of periods looked at for one
PER_MILLE, WIDEST = 1000, 3.0  # ratios are kept to a thousandth of their logarithm, up to about twentyfold
WIDTH = 2 * int(WIDEST * PER_MILLE) + 1


def habit_counts(events: Events, settings: CohortSettings) -> HabitCounts:
    """Count next steps, money by customer, and money per row before and after the beginning of each period."""
    plan = activity_plan(events, settings.replace(min_events=1, segment=None))
    last = Calendar("day", timezone=plan.zone).last_complete(plan.until) - events.days(plan.zone)[0]
    habits = _Habits(plan, last)
    tables = add_up(plan, max(habits.steps, habits.prices), habits.count)
    steps = steps_of(*(tables[name].reshape(STEPS, -1) for name in ("watched", "entered", "left")))
    if habits.money is None:
        return HabitCounts(steps, None, None)
    by_ratio = tables["ratios"].reshape(-1, WIDTH)
    prices = PriceCounts(habits.changes + plan.base, PRICE_BLOCK, ratios(), by_ratio)
    return HabitCounts(steps, _richest(habits.money), prices)


class _Habits:
    """What counting a block needs to know; ``money`` of each customer is written to its own place."""

    def __init__(self, plan: Plan, last: int) -> None:
        self.plan, self.last = plan, last
        self.steps = STEPS * (max(0, last) + 2)
        has_money = plan.events.amount is not None
        self.money: Floats | None = np.full(plan.events.n_customers, np.nan) if has_money else None
        self.changes = changes_of(plan)
        self.prices = len(self.changes) * WIDTH

    def count(self, block: Block) -> Tables:
        """Count one block."""
        plan, starts = self.plan, block.starts
        day, mask = plan.events.days(plan.zone)[1][block.rows], plan.mask("return", block.rows)
        mask = np.asarray(day <= self.last) if mask is None else mask & (day <= self.last)
        rows = np.flatnonzero(mask)
        day, begins = day[rows].astype(np.int64), np.searchsorted(rows, starts)
        new = changes(day)
        new[begins[:-1][begins[:-1] < begins[1:]]] = True
        tables = self._steps(day, new, begins)
        if self.money is not None:
            self._add_money(block)
            tables["ratios"] = np.bincount(self._prices(block, rows, begins), minlength=self.prices)
        return tables

    def _steps(self, day: Ints, new: NDArray[np.bool_], begins: Ints) -> Tables:
        """After the first and after the second visit: customers by the days they were watched, and those who came
        again by the days that took and by the first day they were watched no longer."""
        visits, width = day[new], self.steps // STEPS
        tables = {name: np.zeros(self.steps, np.int64) for name in ("watched", "entered", "left")}
        first = np.concatenate([[0], np.cumsum(new)])[begins]
        at, after = first[:-1], first[1:]
        for step in range(STEPS):
            here = at + step
            seen, again = here[here < after], here[here + 1 < after]
            watched, waited = self.last - visits[seen], visits[again + 1] - visits[again]
            for name, days in (("watched", watched), ("entered", waited), ("left", self.last - visits[again] + 1)):
                tables[name] += np.bincount(days + step * width, minlength=self.steps)
        return tables

    def _add_money(self, block: Block) -> None:
        """Money of each customer of the block, refunds and all; every block writes to its own customers."""
        amount, mask = self.plan.events.amount, self.plan.mask("money", block.rows)
        if amount is None or self.money is None:
            return
        worth = np.nan_to_num(amount[block.rows])
        worth = worth if mask is None else np.where(mask, worth, 0)
        self.money[block.customers] = np.add.reduceat(worth, block.starts[:-1])

    def _prices(self, block: Block, rows: Ints, begins: Ints) -> Ints:
        """Cell of each customer and change looked at: the logarithm of money per row after it over that before."""
        amount = self.plan.events.amount
        if not len(self.changes) or amount is None:
            return np.zeros(0, np.int64)
        first = int(self.changes[0]) - PRICE_BLOCK
        n = self.plan.last_complete + 1 - first
        rows_each = np.diff(begins)
        place = np.cumsum(rows_each > 1) - 1  # a customer with one row has nothing to compare
        customer = np.repeat(place, rows_each)
        period = self.plan.periods(block.rows)[rows].astype(np.int64) - first
        worth = amount[block.rows][rows]
        keep = np.repeat(rows_each > 1, rows_each) & (period >= 0) & (period < n) & ~np.isnan(worth)
        shape = (int((rows_each > 1).sum()), n + 1)
        key = customer * (n + 1) + period + 1
        money, times = (
            np.bincount(key[keep], weights=weight, minlength=shape[0] * shape[1]).reshape(shape).cumsum(axis=1)
            for weight in (worth[keep], None)
        )
        before, after = (_per_row(money, times, self.changes - first - back) for back in (PRICE_BLOCK, 0))
        both = (before > 0) & (after > 0)
        which = np.nonzero(both)[1]
        logs = np.rint(np.log(after[both] / before[both]) * PER_MILLE).astype(np.int64)
        return np.asarray(which * WIDTH + np.clip(logs + WIDTH // 2, 0, WIDTH - 1))


def changes_of(plan: Plan) -> Ints:
    """Beginnings of periods looked at for a change of price: the latest ones with whole blocks on both sides."""
    over = plan.last_complete + 1
    first = max(PRICE_BLOCK, over - PRICE_BLOCK - MOST_CHANGES + 1)
    return np.arange(first, max(first, over - PRICE_BLOCK + 1))


def steps_of(watched: Ints, entered: Ints, left: Ints) -> StepCounts:
    """Add up to the customers watched for at least so many days, and those of them who came again by then."""
    return StepCounts(watched[:, ::-1].cumsum(axis=1)[:, ::-1][:, :-1], (entered - left).cumsum(axis=1)[:, :-1])


def _per_row(money: Floats, times: Ints, begin: Ints) -> Floats:
    """Money per row in the blocks of periods that begin at given positions; 0 without a row."""
    worth = money[:, begin + PRICE_BLOCK] - money[:, begin]
    rows = times[:, begin + PRICE_BLOCK] - times[:, begin]
    return np.asarray(np.divide(worth, rows, out=np.zeros(worth.shape), where=rows > 0))


def ratios() -> Floats:
    """The ratios that prices are counted by."""
    return np.asarray(np.exp((np.arange(WIDTH) - WIDTH // 2) / PER_MILLE))


def _richest(money: Floats) -> MoneyCounts:
    """Money of the customers who paid most: of each whole per cent of those who paid anything."""
    paid = np.sort(money[money > 0])[::-1]
    total = np.concatenate([[0.0], np.cumsum(paid)])
    people = people_in(len(paid))
    return MoneyCounts(len(money), len(paid), people, total[people])


def people_in(n: int) -> Ints:
    """Customers in the first 0, 1, ... 100 per cent of so many; a part of a customer counts as one."""
    return -(-n * np.arange(101) // 100)
