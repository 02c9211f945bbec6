"""First and second orders in memory: who ordered again within so many days, among those watched that long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
    n, bounds, longest = plan.n_periods, periods_asked(plan, settings), longest_wait(plan)

    def count(block: Block) -> Tables:
        return tables_of(_orders_of(block, segment, longest, bounds), n, len(labels), days, longest)

    return repeat_table(plan, settings, labels, add_up(plan, len(labels) * n, count), days)


def longest_wait(plan: Plan) -> int:
    """Whole days that anybody can have been watched."""
    return max(0, (plan.until - plan.bounds[0]) // DAY)


def repeat_table(
    plan: Plan, settings: CohortSettings, labels: tuple[str, ...], tables: Tables, days: int
) -> RepeatCounts:
    """Counts of the periods shown, from tables over all periods."""
    n = plan.n_periods
    cells = {name: tables[name].reshape(len(labels), n) for name in ("sizes", "watched", "came")}
    shown = periods_shown(plan, settings, cells["sizes"].sum(axis=0))
    numbers = np.arange(n)[shown] + plan.base
    by_day = {name: tables[name].reshape(len(labels), -1) for name in ("far", "in", "out")}
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


@dataclass(frozen=True)
class Orders:
    """First orders: segment and period, whole days watched since (below 0: after the end) and days to the next one.

    One place for each customer, or for each kind of customers; ``people`` then says how many they are.
    """

    segment: Ints
    period: Ints
    watched: Ints
    waited: Ints
    people: Ints | None = None


def tables_of(orders: Orders, n: int, n_segments: int, days: int, longest: int) -> Tables:
    """Count orders. ``in`` and ``out`` are the days at which a customer enters and leaves "came within d days, among
    those watched d days": after the second order, and after the last whole day watched."""
    watched, waited, width = orders.watched, orders.waited, longest + 2
    cell, day = orders.segment * n + orders.period, orders.segment * width
    enough, seen = watched >= days, watched >= 0
    again = seen & (waited < watched)

    def total(where: Ints, keep: Any, size: int) -> Ints:
        people = None if orders.people is None else orders.people[keep]
        return np.bincount(where[keep], people, minlength=size).astype(np.int64)

    return {
        "sizes": total(cell, slice(None), n_segments * n),
        "watched": total(cell, enough, n_segments * n),
        "came": total(cell, enough & (waited < days), n_segments * n),
        "far": total(day + watched, seen, n_segments * width),
        "in": total(day + waited + 1, again, n_segments * width),
        "out": total(day + watched + 1, again, n_segments * width),
    }


def _orders_of(block: Block, segment: Ints | None, longest: int, bounds: tuple[int, int]) -> Orders:
    customer, period, first, second = _orders(block)
    inside = (period >= bounds[0]) & (period < bounds[1])
    customer, period, first, second = customer[inside], period[inside], first[inside], second[inside]
    return Orders(
        segment=np.zeros(len(customer), np.int64) if segment is None else segment[block.customers][customer],
        period=period,
        watched=(block.plan.until - first) // DAY,
        waited=np.where(second == NEVER, longest + 1, (second - first) // DAY),
    )


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
