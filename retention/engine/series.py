"""Series in memory: who was active in each period and in the one before, in one pass over runs."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.counts import ActivePeriodCounts, PeriodCounts
from retention.engine.blocks import Block, changes
from retention.engine.plan import Bools, Plan, Tables
from retention.engine.segments import segments
from retention.engine.series_plan import activity_plan, checked, holds_days, period_table, window_asked
from retention.engine.workers import add_up
from retention.periods import Ints
from retention.settings import CohortSettings

if TYPE_CHECKING:
    from retention.events import Events

LEVELS = 5  # what begins with a row: nothing, a day, a period, a period after a pause, a customer


def period_counts(events: Events, settings: CohortSettings) -> PeriodCounts:
    """Count who was there before and in each period."""
    plan = activity_plan(events, settings)
    labels, segment = segments(plan)
    shape = (len(labels), plan.n_periods, LEVELS)
    counted = _counted(plan, shape, lambda block: _count(block, shape, segment))
    rows, days, end, back, new = np.moveaxis(counted[:, :, ::-1].cumsum(axis=2)[:, :, ::-1], 2, 0)
    return period_table(plan, settings, labels, {"rows": rows, "days": days, "end": end, "back": back, "new": new})


def active_period_counts(events: Events, settings: CohortSettings) -> ActivePeriodCounts:
    """Count customers by the number of complete periods of a window in which they were active.

    The window is [start, end) of the settings. Without a start it is the last 28 periods for days, else the last 12,
    as far as the file goes back; without an end it ends with the last complete period.
    """
    plan = activity_plan(events, settings)
    labels, segment = segments(plan)
    first, last, complete = window_asked(plan, settings)
    n = last - first
    shape = (len(labels), n + 1)

    def count(block: Block) -> Ints | None:
        rows = _active_rows(block)
        if rows is None:
            return None
        times = np.add.reduceat(rows.new & (rows.periods >= first) & (rows.periods < last), rows.begins, dtype=np.int64)
        key = times if segment is None else times + segment[block.customers][rows.customer] * (n + 1)
        return np.bincount(key, minlength=math.prod(shape))

    exactly = _counted(plan, shape, count)
    exactly[:, 0] = 0
    return ActivePeriodCounts(labels, exactly, n, complete)


# ---------------------------------------------------------------------------------------------- rows of a block
@dataclass(frozen=True)
class ActiveRows:
    """Rows of activity of one block, in the periods in which their customers are active.

    ``customer`` are the positions of customers with any, ``begins`` where each one's rows begin, ``new`` is True where
    customer or period changes.
    """

    periods: NDArray[np.int32]
    days: NDArray[np.signedinteger[Any]] | None
    customer: NDArray[np.integer[Any]]
    begins: Ints
    new: Bools


def _active_rows(block: Block) -> ActiveRows | None:
    """Rows that count; None if there are none."""
    plan, starts, where = block.plan, block.starts, block.rows
    periods, mask = plan.periods(where), plan.mask("return", where)
    days = plan.events.days(plan.zone)[1][where] if holds_days(plan) else None
    if mask is not None:
        periods, days, starts = _picked(np.flatnonzero(mask), periods, days, starts)
    if plan.settings.min_events > 1 and len(periods):
        periods, days, starts = _picked(_often_enough(plan, periods, starts), periods, days, starts)
    customer = np.flatnonzero(starts[1:] > starts[:-1])
    if not len(customer):
        return None
    begins = starts[:-1][customer]
    new = changes(periods)
    new[begins] = True
    return ActiveRows(periods, days, customer, begins, new)


def _picked(rows: Ints, periods: Any, days: Any, starts: Ints) -> tuple[Any, Any, Ints]:
    return periods[rows], None if days is None else days[rows], np.searchsorted(rows, starts)


def _often_enough(plan: Plan, periods: NDArray[np.int32], starts: Ints) -> Ints:
    """Rows in runs of one customer and one period that are long enough."""
    new = changes(periods)
    new[starts[:-1][starts[1:] > starts[:-1]]] = True
    lengths = np.diff(np.append(np.flatnonzero(new), len(periods)))
    return np.flatnonzero(np.repeat(lengths >= plan.settings.min_events, lengths))


def _count(block: Block, shape: tuple[int, ...], segment: Ints | None) -> Ints | None:
    """Count the rows of a block by segment, period and what begins with them; None if there are none.

    Each beginning implies those before it: a day (1), a period (2), a period after one without activity (3), a
    customer (4). So one number tells them all, and one pass counts them.
    """
    rows, n = _active_rows(block), shape[1]
    if rows is None:
        return None
    key = rows.periods.astype(np.int64)
    if segment is not None:
        key += np.repeat(segment[block.customers][rows.customer] * n, np.diff(np.append(rows.begins, len(key))))
    back = rows.new.copy()
    back[1:] &= rows.periods[1:] != rows.periods[:-1] + 1
    back[rows.begins] = True
    day = rows.new if rows.days is None else changes(rows.days) | rows.new
    begun = day.view(np.int8) + rows.new.view(np.int8) + back.view(np.int8)
    begun[rows.begins] += 1
    key *= LEVELS
    key += begun
    return np.bincount(key, minlength=math.prod(shape))


# ------------------------------------------------------------------------------------------------ all the blocks
def _counted(plan: Plan, shape: tuple[int, ...], count: Callable[[Block], Ints | None]) -> Ints:
    """Add up what all blocks count."""
    cells = checked(math.prod(shape))

    def table(block: Block) -> Tables:
        found = count(block)
        return {"counts": np.zeros(cells, np.int64) if found is None else found}

    return np.asarray(add_up(plan, cells, table)["counts"]).reshape(shape)
