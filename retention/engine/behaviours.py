"""First days in memory: what customers did in them, and whether they came back afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.counts import BehaviourCounts
from retention.engine.blocks import Block
from retention.engine.plan import Bools, Plan
from retention.engine.starts import (
    MOST_EVENTS,
    MOST_MARKS,
    After,
    Chosen,
    chosen_events,
    event_codes,
    rows_after,
    start_plan,
    starts_of,
    times_each,
    usual_starts,
)
from retention.engine.workers import each_worker
from retention.errors import whole_number
from retention.periods import DAY, Ints
from retention.settings import CohortSettings

if TYPE_CHECKING:
    from retention.events import Events

MOST_TIMES = 255
MOST_DAYS = 3_650


def behaviour_counts(
    events: Events, settings: CohortSettings, first: int, wait: int, later: int, event: str | None = None
) -> BehaviourCounts:
    """Look at the first days of each customer, and whether they came back in the days after a wait.

    Days are counted from the start to the microsecond. The behaviour lies in [0, first), coming back in
    [first + wait, first + wait + later).
    """
    first, later = (whole_number(days, name, most=MOST_DAYS) for name, days in (("first", first), ("later", later)))
    wait = whole_number(wait, "wait", 0, MOST_DAYS)
    plan, back = start_plan(events, settings), Plan(events, settings)
    chosen = chosen_events(plan, max(1, min(MOST_EVENTS, MOST_MARKS // max(1, events.n_customers))), event)
    table = _FirstDays(events.n_customers, len(chosen.names), first * DAY, wait * DAY, later * DAY)
    back.prepare()
    rank = usual_starts(plan)

    def work(share: list[Block]) -> None:
        for block in share:
            _count(block, back, chosen, rank, table)

    each_worker(plan, 0, work)
    codes = np.flatnonzero(table.days)
    return BehaviourCounts(
        codes=codes,
        half=_halves(events, codes),
        events=chosen.names,
        times=table.times[codes],
        days=table.days[codes].astype(np.int64),
        last=table.last[codes].astype(np.int64),
        rows=table.rows[codes].astype(np.int64),
        back=table.back[codes],
        ever=table.ever[codes],
        unwatched=int(table.unwatched.sum()),
        passed_over=chosen.passed_over,
    )


@dataclass
class _FirstDays:
    """One place for each customer of the file, in microseconds; every block writes to its own customers."""

    n: int
    n_events: int
    first: int
    wait: int
    later: int

    def __post_init__(self) -> None:
        self.times = np.zeros((self.n, self.n_events), np.uint8)
        self.ever = np.zeros((self.n, self.n_events), bool)
        self.days, self.last = np.zeros(self.n, np.int16), np.zeros(self.n, np.int16)  # 0 days: does not count
        self.rows = np.zeros(self.n, np.int32)
        self.back, self.unwatched = np.zeros(self.n, bool), np.zeros(self.n, bool)


def _count(block: Block, back: Plan, chosen: Chosen, rank: Ints | None, table: _FirstDays) -> None:
    plan = block.plan
    members, start = starts_of(block)
    over = start + (table.first + table.wait + table.later) <= plan.until
    customer = members.customer + block.customers.start
    table.unwatched[customer[~over]] = True
    after = rows_after(block, members, start, rank)
    after = after.where(over[after.member])
    early = after.waited < table.first
    _sum_up(after.where(early), customer[over], np.flatnonzero(over), table)
    opens = table.first + table.wait
    returned = (after.waited >= opens) & (after.waited < opens + table.later)
    mask = back.mask("return", block.rows)
    if mask is not None:
        returned &= mask[after.row]
    table.back[customer[after.member[returned]]] = True
    _mark(block, after, early, chosen, customer, table)


def _sum_up(early: After, customer: Any, member: Any, table: _FirstDays) -> None:
    """Days with anything on them, the start's own among them; the last one; and rows. Rows of a member rise in time."""
    n = int(member[-1]) + 1 if len(member) else 0
    day = early.waited // DAY
    new = day > 0
    new[1:] &= (day[1:] != day[:-1]) | (early.member[1:] != early.member[:-1])
    last = np.zeros(n, np.int64)
    last[early.member] = day  # of several rows the last one stays
    table.days[customer] = 1 + np.bincount(early.member[new], minlength=n)[member]
    table.last[customer] = last[member]
    table.rows[customer] = np.bincount(early.member, minlength=n)[member]


def _mark(block: Block, after: After, early: Bools, chosen: Chosen, customer: Any, table: _FirstDays) -> None:
    """How often each event was done in the first days, and whether ever."""
    event = chosen.column[event_codes(block.plan.events)[block.rows][after.row]]
    width = max(1, table.n_events)
    key = after.member.astype(np.int64) * width + event
    known = event >= 0
    cells, _ = times_each(key[known])
    table.ever[customer[cells // width], cells % width] = True
    cells, often = times_each(key[known & early])
    table.times[customer[cells // width], cells % width] = np.minimum(often, MOST_TIMES)


def _halves(events: Events, codes: Ints) -> NDArray[np.int8]:
    """One of two halves for each customer, from the id alone: no other row or customer moves anybody."""
    from pandas.util import hash_array

    if not len(codes):
        return np.zeros(0, np.int8)
    ids = np.array(events.customers(codes), object)
    return (hash_array(ids, categorize=False) >> np.uint64(17) & np.uint64(1)).astype(np.int8)
