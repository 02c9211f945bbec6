"""Purchase histories in memory: how often, how recently, for how long, and for how much each customer has bought.

A purchase is an active local day of a customer, as in :mod:`retention.engine.gaps`: several rows on one day are one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.counts import CustomerCounts
from retention.engine.blocks import Block, changes, rows_each
from retention.engine.listed import ids_of, moment_followed, moment_inside
from retention.engine.movements import net_of_runs
from retention.engine.plan import Plan
from retention.engine.segments import segments
from retention.engine.series_plan import activity_plan
from retention.engine.workers import each_worker
from retention.periods import Calendar
from retention.settings import CohortSettings

if TYPE_CHECKING:
    from retention.events import Events

Floats = NDArray[np.float64]


def customer_counts(
    events: Events, settings: CohortSettings, until: Any = None, *, followed_to: Any = None, each: bool = True
) -> CustomerCounts:
    """Sum up the purchases of each customer on days that are over at ``until``, and those after it."""
    plan = activity_plan(events, settings.replace(start=None, end=None))
    end = moment_inside(events, until, "until", plan.zone)
    final = moment_followed(events, followed_to, end, plan.zone)
    names, place = segments(plan)
    first_day, _ = events.days(plan.zone)
    last, later = (Calendar("day", timezone=plan.zone).last_complete(t) - first_day for t in (end, final))
    table = _Histories(events.n_customers, last, later, events.amount is not None)
    _fill(plan, table)
    listed = np.flatnonzero(table.purchases)
    money, later_money = (None if m is None else m[listed] for m in (table.money, table.later_money))
    found = CustomerCounts(
        until=end,
        customers=np.ones(len(listed), np.int64),
        frequency=table.days[listed].astype(np.int64) - 1,
        recency=(table.latest - table.first)[listed].astype(np.int64),
        age=last - table.first[listed].astype(np.int64),
        purchases=table.purchases[listed].astype(np.int64),
        money=money,
        later=None if followed_to is None else table.later_days[listed].astype(np.int64),
        later_money=None if followed_to is None else later_money,
        codes=listed,
        ids=ids_of(events, listed) if each else None,
        segments=names,
        segment=None if place is None else place[listed],
    )
    return found if each else by_history(found)


def by_history(counts: CustomerCounts) -> CustomerCounts:
    """Customers with the same history as one kind: all that fitting a model needs, and all a database has to send."""
    keys = [counts.age, counts.recency, counts.frequency]
    if counts.segment is not None:
        keys.append(counts.segment)
    order = np.lexsort(keys)
    new = np.zeros(len(order), bool)
    for key in keys:
        new |= changes(key[order])
    begins = np.flatnonzero(new)

    def total(column: NDArray[Any] | None) -> Any:
        if column is None or not len(begins):
            return column
        return np.add.reduceat(column[order], begins)

    first = order[begins]
    return replace(
        counts,
        customers=total(counts.customers),
        frequency=counts.frequency[first],
        recency=counts.recency[first],
        age=counts.age[first],
        purchases=total(counts.purchases),
        money=total(counts.money),
        later=total(counts.later),
        later_money=total(counts.later_money),
        codes=None,
        ids=None,
        segment=None if counts.segment is None else counts.segment[first],
    )


# ------------------------------------------------------------------------------------------------- block by block
@dataclass
class _Histories:
    """One place for each customer of the file; every block writes to its own customers."""

    n: int
    last: int
    final: int
    has_money: bool

    def __post_init__(self) -> None:
        self.days, self.purchases, self.first, self.latest, self.later_days = (
            np.zeros(self.n, np.int32) for _ in range(5)
        )
        self.money: Floats | None = np.zeros(self.n) if self.has_money else None
        self.later_money: Floats | None = np.zeros(self.n) if self.has_money and self.final > self.last else None


def _fill(plan: Plan, table: _Histories) -> None:
    def work(share: list[Block]) -> None:
        for block in share:
            _count(block, table)

    each_worker(plan, 0, work)


def _count(block: Block, table: _Histories) -> None:
    plan, starts, where = block.plan, block.starts, block.customers
    day = plan.events.days(plan.zone)[1][block.rows]
    mask = plan.mask("return", block.rows)
    if len(plan.events.rows_a_day(plan.zone)) - 1 > table.final:
        mask = day <= table.final if mask is None else mask & (day <= table.final)
    bought = day
    if mask is not None:
        rows = np.flatnonzero(mask)
        bought, starts = day[rows], np.searchsorted(rows, starts)
    new = changes(bought)
    new[starts[:-1][starts[:-1] < starts[1:]]] = True
    visits = np.flatnonzero(new)
    begins, visited = np.searchsorted(visits, starts), bought[visits]
    over = begins[1:] if table.final == table.last else begins[:-1] + rows_each(visited <= table.last, begins)
    has = np.flatnonzero(over > begins[:-1])
    at = has + where.start
    table.days[at] = (over - begins[:-1])[has]
    table.later_days[at] = (begins[1:] - over)[has]
    table.first[at], table.latest[at] = visited[begins[:-1][has]], visited[over[has] - 1]
    rows_over = starts[1:] if table.final == table.last else starts[:-1] + rows_each(bought <= table.last, starts)
    table.purchases[at] = (rows_over - starts[:-1])[has]
    if table.money is not None:
        _add_money(block, table, day)


def _add_money(block: Block, table: _Histories, day: NDArray[Any]) -> None:
    """Money after the day of the first purchase, refunds taken off; and the money of the time that follows."""
    amount, mask = block.plan.events.amount, block.plan.mask("money", block.rows)
    if amount is None or table.money is None:
        return
    worth = amount[block.rows]
    begins = block.starts[:-1]
    first = np.repeat(table.first[block.customers], np.diff(block.starts))
    counts = (day > first) & (day <= table.last)
    counts = counts if mask is None else counts & mask
    table.money[block.customers] = net_of_runs(np.where(counts, worth, 0), begins)
    if table.later_money is not None:
        counts = (day > table.last) & (day <= table.final)
        counts = counts if mask is None else counts & mask
        table.later_money[block.customers] = net_of_runs(np.where(counts, worth, 0), begins)
