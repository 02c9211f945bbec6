"""First and second orders in memory: who ordered again within so many days, among those watched that long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retention.counts import RepeatCounts
from retention.engine.blocks import Block
from retention.engine.plan import Plan, Tables
from retention.engine.segments import segments
from retention.engine.series_plan import activity_plan, periods_asked, periods_shown
from retention.engine.workers import add_up
from retention.errors import whole_number
from retention.periods import DAY, Ints
from retention.settings import CohortSettings

if TYPE_CHECKING:
    from retention.events import Events

NEVER = -1


def repeat_counts(events: Events, settings: CohortSettings, days: int) -> RepeatCounts:
    """Count who ordered again within so many days of 24 hours after the first order.

    An order is an activity row; the second one comes at a later instant than the first, so that the lines of one
    order are one order. Days are counted from the first order to the microsecond.
    """
    days = whole_number(days, "days")
    plan = activity_plan(events, settings)
    labels, segment = segments(plan)
    n, bounds = plan.n_periods, periods_asked(plan, settings)
    longest = max(0, (plan.until - plan.bounds[0]) // DAY)

    def count(block: Block) -> Tables:
        return _count(block, n, len(labels), segment, days, longest, bounds)

    tables = add_up(plan, len(labels) * n, count)
    cells = {name: tables[name].reshape(len(labels), n) for name in ("sizes", "watched", "came")}
    shown = periods_shown(plan, settings, cells["sizes"].sum(axis=0))
    numbers = np.arange(n)[shown] + plan.base
    by_day = {name: tables[name].reshape(len(labels), longest + 2) for name in ("far", "in", "out")}
    return RepeatCounts(
        numbers=numbers,
        segments=labels,
        **{name: table[:, shown] for name, table in cells.items()},
        complete=_complete(plan, numbers, days),
        watched_by_day=by_day["far"][:, ::-1].cumsum(axis=1)[:, ::-1][:, :-1],
        came_by_day=(by_day["in"] - by_day["out"]).cumsum(axis=1)[:, :-1],
    )


def _complete(plan: Plan, numbers: Ints, days: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whoever orders first at the last instant of the period is watched that long."""
    ends = plan.calendar.start_instants(numbers + 1) if len(numbers) else numbers
    return np.asarray(ends + days * DAY <= plan.until)


def _count(
    block: Block, n: int, n_segments: int, segment: Ints | None, days: int, longest: int, bounds: tuple[int, int]
) -> Tables:
    """Count one block. ``in`` and ``out`` are the days at which a customer enters and leaves "came within d days,
    among those watched d days": after the second order, and after the last whole day watched."""
    plan = block.plan
    customer, period, first, second = _orders(block)
    inside = (period >= bounds[0]) & (period < bounds[1])
    customer, period, first, second = customer[inside], period[inside], first[inside], second[inside]
    group = np.zeros(len(customer), np.int64) if segment is None else segment[block.customers][customer]
    cell = group * n + period
    watched = (plan.until - first) // DAY  # whole days; below zero for those who came after the end
    waited = np.where(second == NEVER, longest + 1, (second - first) // DAY)
    enough = watched >= days
    day, width = group * (longest + 2), longest + 2
    seen = watched >= 0
    again = seen & (waited < watched)

    def total(where: Ints, size: int) -> Ints:
        return np.bincount(where, minlength=size)

    return {
        "sizes": total(cell, n_segments * n),
        "watched": total(cell[enough], n_segments * n),
        "came": total(cell[enough & (waited < days)], n_segments * n),
        "far": total((day + watched)[seen], n_segments * width),
        "in": total((day + waited + 1)[again], n_segments * width),
        "out": total((day + watched + 1)[again], n_segments * width),
    }


def _orders(block: Block) -> tuple[Ints, Ints, Ints, Ints]:
    """Customers with any order, the period of the first, and the instants of the first and of the next later one."""
    plan, starts, time = block.plan, block.starts, block.plan.events.time[block.rows]
    mask = plan.mask("return", block.rows)
    rows = None if mask is None else np.flatnonzero(mask)
    if rows is not None:
        time, starts = time[rows], np.searchsorted(rows, starts)
    customer = np.flatnonzero(starts[1:] > starts[:-1])
    begin, end = starts[:-1][customer], starts[1:][customer]
    first = time[begin]
    second = np.full(len(customer), NEVER, np.int64)
    who, step = np.arange(len(customer)), begin + 1
    while len(who):
        more = step < end[who]
        who, step = who[more], step[more]
        later = time[step] > first[who]
        second[who[later]] = time[step[later]]
        who, step = who[~later], step[~later] + 1
    at = (begin if rows is None else rows[begin]) + block.rows.start
    return customer, plan.periods(at).astype(np.int64), first, second
