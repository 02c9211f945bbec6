"""From gathered counts to tables of exactly the cohorts and ages that exist."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from retention.counts import CohortCounts
from retention.engine.plan import Bools, Plan
from retention.engine.tally import NOBODY_YET, Tally
from retention.engine.windows import columns_over
from retention.periods import Ints


def finish(plan: Plan, tally: Tally, labels: tuple[str, ...]) -> CohortCounts:
    """Turn gathered counts into tables of exactly the cohorts and ages that exist."""
    shape = (len(labels), tally.n_cohorts)
    low, _ = plan.cohort_range
    sizes = tally.sizes.reshape(shape)
    k = _columns_reached(plan, tally)
    watched = tally.watched[:, ::-1].cumsum(axis=1)[:, ::-1]
    tables: dict[str, NDArray[Any]] = {
        "eligible": watched[:, 1 : k + 1],
        "active": tally.over[:, :k],
        "open_active": tally.still_open[:, :k],
    }
    if tally.money is not None and tally.money_edges is not None:
        tables["amounts"] = (tally.money + tally.money_edges.cumsum(axis=1))[:, :k] * (tables["eligible"] > 0)
    if tally.squares is not None and tally.square_edges is not None:
        tables["squares"] = (tally.squares + tally.square_edges.cumsum(axis=1))[:, :k] * (tables["eligible"] > 0)
    first, after = _listed(plan, sizes.sum(axis=0))
    take = np.arange(first, after) - low
    inside = (take >= 0) & (take < tally.n_cohorts)

    def listed(table: NDArray[Any]) -> NDArray[Any]:
        """The cohorts asked for, with zeros where nobody could be."""
        table = table.reshape(*shape, *table.shape[1:])
        if inside.all() and len(take) == table.shape[1]:
            return table
        out = np.zeros((shape[0], len(take), *table.shape[2:]), table.dtype)
        out[:, inside] = table[:, take[inside]]
        return out

    numbers = np.arange(first, after) + plan.row_base
    least = np.where(listed(tally.sizes) > 0, listed(tally.least_watched), _if_empty(plan, numbers)[None, :])
    closed = numbers < plan.rows.number(plan.until)
    return CohortCounts(
        cohort_numbers=numbers,
        segments=labels,
        sizes=listed(tally.sizes),
        eligible=listed(tables["eligible"]),
        active=listed(tables["active"]),
        open_active=listed(tables["open_active"]),
        complete=closed[None, :, None] & (least[:, :, None] >= np.arange(k)[None, None, :]),
        no_data=np.broadcast_to(_no_data(plan, numbers, k), (shape[0], len(numbers), k)),
        amounts=listed(tables["amounts"]) if "amounts" in tables else None,
        squares=listed(tables["squares"]) if "squares" in tables else None,
        warm_up=_warm_up(plan, first, after),
    )


def _columns_reached(plan: Plan, tally: Tally) -> int:
    """Columns that the earliest member can have reached."""
    if tally.first == NOBODY_YET:
        return 0
    last = max(plan.until - 1, plan.bounds[1])
    if plan.settings.clock == "elapsed":
        oldest = (last - tally.first) // plan.length
    else:
        oldest = plan.calendar.number(last) - plan.base - tally.first
    if plan.settings.windows is not None:
        oldest = sum(first <= oldest for first, _ in plan.settings.windows) - 1
    return int(min(oldest + 1, tally.n_columns))


def _listed(plan: Plan, sizes: Ints) -> tuple[int, int]:
    """First cohort shown and the one after the last: the whole range asked for, or from the first to the last one."""
    first, after = plan.asked
    if first is not None and after is not None:
        return first, after
    held = np.flatnonzero(sizes) + plan.cohort_range[0]
    return (int(held[0]), int(held[-1]) + 1) if len(held) else (0, 0)


def _if_empty(plan: Plan, numbers: Ints) -> Ints:
    """Last column that would be over for a customer who joined at each cohort's last instant."""
    ends = plan.rows.start_instants(numbers + 1) - 1 if len(numbers) else np.zeros(0, np.int64)
    if plan.settings.clock == "elapsed":
        return columns_over(plan, (plan.until - ends) // plan.length - 1)
    return columns_over(plan, plan.last_complete - (plan.calendar.numbers(ends) - plan.base))


def _no_data(plan: Plan, numbers: Ints, k: int) -> Bools:
    """Windows in which the file holds no row at all although it should.

    A period without rows is a gap where rows are plentiful: with fewer than 5 rows a period, an empty one is chance.
    """
    table = np.zeros((len(numbers), k), bool)
    settings = plan.settings
    whole_rows = settings.cohort_period in (None, settings.period) and settings.clock == "calendar"
    if not whole_rows or settings.measure == "on_or_after" or not k:
        return table
    gaps = empty_periods(plan)
    if gaps is None:
        return table
    known = np.concatenate([[0], np.cumsum(~gaps)])  # periods with rows, before each period
    windows = settings.windows or [(j, j + (settings.within or 1) - 1) for j in range(k)]
    for j, (first, last) in enumerate(windows[:k]):
        low = numbers - plan.row_base + first
        high = low + last - first + 1
        inside = (low >= 0) & (high <= len(gaps))
        table[inside, j] = known[high[inside]] == known[low[inside]]
    return table


def empty_periods(plan: Plan) -> Bools | None:
    """Periods from the file's first to its last without a single row; None if there are none, or rows are scarce."""
    n = plan.calendar.number(plan.bounds[1]) - plan.base + 1
    if len(plan.events) < 5 * n:
        return None
    gaps: Bools = plan.rows_a_period() == 0
    return gaps if gaps.any() else None


def _warm_up(plan: Plan, first: int, after: int) -> int:
    """How many of the cohorts shown may hold old customers: the first in a file is not the first ever."""
    periods = plan.settings.warm_up
    if periods is None:
        periods = plan.events.warm_up_periods(plan.rows.unit, plan.rows.size)
    return max(0, min(after, periods) - first)
