"""What customers do, all of them together: the next step after each visit, who brings the money, what an order costs.

A visit is an active local day of a customer, as in :mod:`retention.engine.gaps`.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.counts import HabitCounts, MoneyCounts, PriceCounts, StepCounts
from retention.engine.blocks import Block, blocks, changes
from retention.engine.plan import Plan
from retention.engine.series import activity_plan
from retention.intervals import Floats
from retention.periods import Calendar, Ints
from retention.settings import CohortSettings

if TYPE_CHECKING:
    from retention.events import Events

STEPS = 2  # from the first visit to the second, from the second to the third
PRICE_BLOCK = 3  # periods before and after a change of price
MOST_CHANGES = 24  # beginnings of periods looked at for one
PER_MILLE, WIDEST = 1000, 3.0  # ratios are kept to a thousandth of their logarithm, up to about twentyfold


def habit_counts(events: Events, settings: CohortSettings) -> HabitCounts:
    """Count next steps, money by customer, and money per row before and after the beginning of each period."""
    plan = activity_plan(events, settings.replace(min_events=1, segment=None))
    last = Calendar("day", timezone=plan.zone).last_complete(plan.until) - events.days(plan.zone)[0]
    tables = _Tables(plan, last)
    parts = list(blocks(plan))
    plan.mask("return", slice(0, 0)), plan.periods(slice(0, 0)), events.days(plan.zone)
    with ThreadPoolExecutor(min(os.cpu_count() or 1, 4)) as pool:
        for found in pool.map(tables.count, parts):
            tables.add(found)
    money = None if tables.money is None else _richest(tables.money)
    prices = None if tables.ratios is None else PriceCounts(tables.changes + plan.base, PRICE_BLOCK, *_ratios(tables))
    return HabitCounts(StepCounts(tables.closed, tables.open), money, prices)


class _Tables:
    """The tables that blocks add to."""

    def __init__(self, plan: Plan, last: int) -> None:
        self.plan, self.last = plan, last
        self.closed = np.zeros((STEPS, max(0, last) + 1), np.int64)
        self.open = np.zeros_like(self.closed)
        has_money = plan.events.amount is not None
        self.money: Floats | None = np.full(plan.events.n_customers, np.nan) if has_money else None
        over = plan.last_complete + 1
        first = max(PRICE_BLOCK, over - PRICE_BLOCK - MOST_CHANGES + 1)
        self.changes: Ints = np.arange(first, max(first, over - PRICE_BLOCK + 1))
        self.width = 2 * int(WIDEST * PER_MILLE) + 1
        self.ratios: Ints | None = np.zeros((len(self.changes), self.width), np.int64) if has_money else None

    def count(self, block: Block) -> _Found:
        """Count one block; reads only what is shared."""
        plan, starts = self.plan, block.starts
        day, mask = plan.events.days(plan.zone)[1][block.rows], plan.mask("return", block.rows)
        mask = np.asarray(day <= self.last) if mask is None else mask & (day <= self.last)
        rows = np.flatnonzero(mask)
        day, begins = day[rows].astype(np.int64), np.searchsorted(rows, starts)
        new = changes(day)
        new[begins[:-1][begins[:-1] < begins[1:]]] = True
        steps = self._steps(day, new, begins)
        if self.money is None:
            return _Found(steps, None)
        self._add_money(block)
        return _Found(steps, self._prices(block, rows, begins))

    def _steps(self, day: Ints, new: NDArray[np.bool_], begins: Ints) -> list[tuple[Ints, Ints]]:
        """Silences after the first and after the second visit: ended, and lasting still."""
        visits, found = day[new], []
        first = np.concatenate([[0], np.cumsum(new)])[begins]
        at, after = first[:-1], first[1:]
        for step in range(STEPS):
            here = at + step
            next_one, final = here + 1 < after, here + 1 == after
            found.append((visits[here[next_one] + 1] - visits[here[next_one]], self.last - visits[here[final]]))
        return found

    def _add_money(self, block: Block) -> None:
        """Money of each customer of the block, refunds and all; every block writes to its own customers."""
        amount, mask = self.plan.events.amount, self.plan.mask("money", block.rows)
        if amount is None or self.money is None:
            return
        worth = np.nan_to_num(amount[block.rows])
        worth = worth if mask is None else np.where(mask, worth, 0)
        self.money[block.customers] = np.add.reduceat(worth, block.starts[:-1])

    def _prices(self, block: Block, rows: Ints, begins: Ints) -> tuple[Ints, Ints] | None:
        """For each change looked at, the logarithm of money per row after it over that before, by customer."""
        amount = self.plan.events.amount
        if not len(self.changes) or amount is None:
            return None
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
        half = (self.width - 1) // 2
        return which, np.clip(logs + half, 0, self.width - 1)

    def add(self, found: _Found) -> None:
        """Add what one block counted."""
        for step, (ended, lasting) in enumerate(found.steps):
            self.closed[step] += np.bincount(ended, minlength=self.closed.shape[1])
            self.open[step] += np.bincount(lasting, minlength=self.closed.shape[1])
        if found.prices is not None and self.ratios is not None:
            which, ratio = found.prices
            key = np.bincount(which * self.width + ratio, minlength=self.ratios.size)
            self.ratios += key.reshape(self.ratios.shape)


@dataclass(frozen=True)
class _Found:
    steps: list[tuple[Ints, Ints]]
    prices: tuple[Ints, Ints] | None


def _per_row(money: Floats, times: Ints, begin: Ints) -> Floats:
    """Money per row in the blocks of periods that begin at given positions; 0 without a row."""
    worth = money[:, begin + PRICE_BLOCK] - money[:, begin]
    rows = times[:, begin + PRICE_BLOCK] - times[:, begin]
    return np.asarray(np.divide(worth, rows, out=np.zeros(worth.shape), where=rows > 0))


def _ratios(tables: _Tables) -> tuple[Floats, Any]:
    half = (tables.width - 1) // 2
    return np.exp(np.arange(-half, half + 1) / PER_MILLE), tables.ratios


def _richest(money: Floats) -> MoneyCounts:
    """Money of the customers who paid most: of each whole per cent of those who paid anything."""
    paid = np.sort(money[money > 0])[::-1]
    total = np.concatenate([[0.0], np.cumsum(paid)])
    people = -(-len(paid) * np.arange(101) // 100)  # a part of a customer counts as one
    return MoneyCounts(len(money), len(paid), people, total[people])
