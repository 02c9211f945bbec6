"""How the rows of a file are spread over time and over customers: all that chance would need to deal them anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retention.counts import SpreadCounts
from retention.engine.blocks import Block, blocks, changes
from retention.engine.plan import Plan
from retention.periods import Ints
from retention.settings import CohortSettings

if TYPE_CHECKING:
    from retention.events import Events


def spread_counts(events: Events, settings: CohortSettings) -> SpreadCounts:
    """Count the rows that start and the rows that return, by period and by customer."""
    plan = Plan(events, settings)
    n = plan.calendar.number(plan.bounds[1]) - plan.base + 1
    same = plan.same_event and settings.start_where == settings.return_where
    roles = ("start",) if same else ("start", "return")
    by_period = {role: np.zeros(n, np.int64) for role in roles}
    by_customer = {role: np.zeros(events.n_customers, np.int64) for role in roles}
    for block in blocks(plan):
        for role in roles:
            by_customer[role][block.customers] = _count(block, role, by_period[role])
    starts, returns = by_customer[roles[0]], by_customer[roles[-1]]
    kinds, customers = _alike(starts, returns)
    numbers = np.arange(n) + plan.base
    return SpreadCounts(
        numbers=numbers,
        cohort_numbers=plan.rows.numbers(plan.calendar.start_instants(numbers)),
        starts=by_period[roles[0]],
        returns=by_period[roles[-1]],
        customer_starts=kinds[:, 0],
        customer_returns=kinds[:, 1],
        customers=customers,
        same=same,
    )


def _count(block: Block, role: str, by_period: Ints) -> Ints:
    """Rows of the role of each customer; adds those of each period to the table."""
    mask, periods, starts = block.plan.mask(role, block.rows), block.plan.periods(block.rows), block.starts
    if mask is not None:
        rows = np.flatnonzero(mask)
        periods, starts = periods[rows], np.searchsorted(rows, starts)
    by_period += np.bincount(periods, minlength=len(by_period))
    return np.diff(starts)


def _alike(starts: Ints, returns: Ints) -> tuple[Ints, Ints]:
    """The kinds of customers there are, as (rows that start, rows that return), and how many of each."""
    width = int(returns.max()) + 1
    key = np.sort(starts * width + returns)
    begins = np.flatnonzero(changes(key))
    kinds = np.stack([key[begins] // width, key[begins] % width], axis=1)
    return kinds, np.diff(np.append(begins, len(key)))
