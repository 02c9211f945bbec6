"""Blocks of whole customers: who enters which cohort, and at which ages they came back.

Every rule of a cohort count is a rule about one customer, so the file is worked through in blocks of customers whose
temporary arrays stay in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retention.engine.plan import Bools, Plan
from retention.periods import Ints

BLOCK_ROWS = 1 << 17
Index = NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Block:
    """A run of customers and their rows."""

    plan: Plan
    customers: slice
    rows: slice

    @property
    def starts(self) -> Ints:
        """First row of each customer, from the block's first row; one more for the end."""
        offsets = self.plan.events.offsets[self.customers.start : self.customers.stop + 1]
        return np.asarray(offsets - offsets[0])


def blocks(plan: Plan, rows: int = BLOCK_ROWS) -> Iterator[Block]:
    """Cut the customers into blocks of about so many rows."""
    offsets = plan.events.offsets
    customer, last = 0, len(offsets) - 1
    while customer < last:
        after = int(np.searchsorted(offsets, offsets[customer] + rows, side="right")) - 1
        after = min(max(after, customer + 1), last)
        yield Block(plan, slice(customer, after), slice(int(offsets[customer]), int(offsets[after])))
        customer = after


@dataclass(frozen=True)
class Members:
    """Customers entering cohorts: one row per membership, sorted by customer, then time.

    ``row`` is the start event's row, ``last`` the last age whose window is over.
    """

    customer: Index
    row: Index
    cohort: Ints
    first: Ints
    last: Ints


def memberships(block: Block, only_cohort: int | None = None) -> Members:
    """Who enters which cohort, in the range asked for."""
    plan, settings = block.plan, block.plan.settings
    rows, begins = _start_rows(block)
    low, high = (only_cohort, only_cohort + 1) if only_cohort is not None else plan.cohort_range
    cohort: NDArray[Any] = np.zeros(0, np.int32)
    if settings.birth == "first":
        customer = np.flatnonzero(begins[1:] > begins[:-1])
        rows = rows[begins[:-1][customer]]
        cohort = plan.cohorts(rows + block.rows.start)
    else:
        customer = np.repeat(np.arange(len(begins) - 1), np.diff(begins))
        cohort = plan.cohorts(rows + block.rows.start)
        if settings.birth == "first_in_range":
            asked = plan.cohort_range
            keep = (cohort >= asked[0]) & (cohort < asked[1])
            rows, customer, cohort = rows[keep], customer[keep], cohort[keep]
            new = changes(customer)
        else:
            new = changes(customer) | changes(cohort)
        rows, customer, cohort = rows[new], customer[new], cohort[new]
    keep = (cohort >= low) & (cohort < high)
    rows, customer, cohort = rows[keep], customer[keep], cohort[keep].astype(np.int64)
    at = rows + block.rows.start
    if settings.clock == "elapsed":
        first = plan.events.time[at]
        last = (plan.until - first) // plan.length - 1
    else:
        first = plan.periods(at).astype(np.int64)
        last = plan.last_complete - first
    return Members(customer, rows, cohort, first, last)


def _start_rows(block: Block) -> tuple[Index, Ints]:
    """Positions of start rows in the block, and where each customer's begin among them."""
    starts, mask = block.starts, block.plan.mask("start", block.rows)
    if mask is None:
        return np.arange(starts[-1]), starts
    rows = np.flatnonzero(mask)
    return rows, np.searchsorted(rows, starts)


def first_segments(block: Block, codes: NDArray[Any], n_labels: int) -> Ints:
    """Segment of each customer: the value on their first start row, blank as ``n_labels``; -1 without a start.

    Several start rows at that instant: the first value in order, so that the order of rows decides nothing.
    """
    rows, begins = _start_rows(block)
    found = np.full(len(begins) - 1, -1, np.int64)
    who = np.flatnonzero(begins[1:] > begins[:-1])
    at = begins[:-1][who]
    time, values = block.plan.events.time[block.rows], codes[block.rows]

    def value(positions: Index) -> Ints:
        picked = values[rows[positions]].astype(np.int64)
        return np.where(picked < 0, n_labels, picked)

    found[who] = value(at)
    instant, end, step = time[rows[at]], begins[1:][who], at + 1
    while True:
        more = step < end
        more[more] = time[rows[step[more]]] == instant[more]
        who, instant, end, step = who[more], instant[more], end[more], step[more]
        if not len(who):
            return found
        found[who] = np.minimum(found[who], value(step))
        step = step + 1


@dataclass(frozen=True)
class Pairs:
    """Rows at or after a membership's start: ``member`` (sorted), age, and the row in the block."""

    member: Index
    age: Ints
    row: Index


def returns(block: Block, members: Members, role: str = "return") -> Pairs:
    """Every row of the role that a membership can count, with its age; ages never fall within a member."""
    plan = block.plan
    mask, starts = plan.mask(role, block.rows), block.starts
    tie = tie_starts(block, members.row)
    if mask is None:
        rows, first, after = None, tie, starts[1:][members.customer]
    else:
        rows = np.flatnonzero(mask)
        first = np.searchsorted(rows, tie)
        after = np.searchsorted(rows, starts)[1:][members.customer]
    counts = after - first
    member = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    ends = np.cumsum(counts)
    position = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(first - (ends - counts), counts)
    row = position if rows is None else rows[position]
    if role == "return" and not plan.same_event:
        keep = not_own_row(block, members, tie, member, row)
        member, row = member[keep], row[keep]
    at = row + block.rows.start
    if plan.settings.clock == "elapsed":
        age = (plan.events.time[at] - members.first[member]) // plan.length
    else:
        age = plan.periods(at) - members.first[member]
    return Pairs(member, age, row)


def tie_starts(block: Block, rows: Index) -> Index:
    """First row of the same customer at the same instant."""
    time, begins = block.plan.events.time[block.rows], block.starts
    if not len(rows):
        return rows
    begin = begins[np.searchsorted(begins, rows, side="right") - 1]
    found, moving = rows.copy(), np.arange(len(rows))
    while len(moving):
        here = found[moving]
        moving = moving[(here > begin[moving]) & (time[here - 1] == time[here])]
        found[moving] -= 1
    return found


def not_own_row(
    block: Block, members: Members, tie: Index, member: Index, row: Index, rank: Ints | None = None
) -> Bools:
    """False for the start event's own row and its exact copies; ``rank`` puts event codes in another order.

    At the first instant several rows may be starts. If one of them is no return, it is the start and every return
    counts. Otherwise the smallest row (event, segments, amount) is the start: the order of rows decides nothing.
    """
    plan = block.plan
    time = plan.events.time[block.rows]
    starts, back = plan.mask("start", block.rows), plan.mask("return", block.rows)
    everything = np.ones(len(time), bool)
    starts, back = (everything if m is None else m for m in (starts, back))
    tied = np.flatnonzero(time[row] == time[members.row[member]])
    own = members.row.copy()
    has_other_start = np.zeros(len(own), bool)
    has_other_start[~back[members.row]] = True
    both = tied[starts[row[tied]]]
    columns = [c[row[both] + block.rows.start] for c in _row_columns(plan)]
    if rank is not None and plan.events.event is not None:
        columns[0] = rank[columns[0]]
    keys = [np.where(c < 0, np.inf, c) if c.dtype.kind == "i" else c for c in columns]
    order = np.lexsort([*reversed(keys), member[both]])
    ranked = both[order]
    least = ranked[changes(member[ranked])]
    own[member[least]] = row[least]
    has_other_start |= _has_start_without_return(block, members, tie, starts & ~back)
    keep = np.ones(len(row), bool)
    mine = tied[~has_other_start[member[tied]]]
    same = np.ones(len(mine), bool)
    for column in _row_columns(plan):
        left = column[row[mine] + block.rows.start]
        right = column[own[member[mine]] + block.rows.start]
        same &= (left == right) | ((left != left) & (right != right))  # two blank amounts are alike
    keep[mine[same]] = False
    return keep


def _has_start_without_return(block: Block, members: Members, tie: Index, rows: Bools) -> Bools:
    """Whether a member has, at its first instant, a start row that is no return."""
    found = np.flatnonzero(rows)
    if not len(found) or not len(members.row):
        return np.zeros(len(members.row), bool)
    time, begins = block.plan.events.time[block.rows], block.starts
    place = np.minimum(np.searchsorted(found, tie), len(found) - 1)
    there = found[place]
    return np.asarray((there >= tie) & (there < begins[1:][members.customer]) & (time[there] == time[members.row]))


def _row_columns(plan: Plan) -> list[NDArray[Any]]:
    events = plan.events
    columns = [events.event, *(s.codes for s in events.segments.values()), events.amount]
    return [c for c in columns if c is not None]


def rows_each(rows: Bools, starts: Ints) -> Ints:
    """Rows of each customer for which something holds; ``starts`` as in :attr:`Block.starts`."""
    return np.diff(np.concatenate([[0], np.cumsum(rows)])[starts])


def changes(values: NDArray[Any]) -> Bools:
    """True where a run begins."""
    new = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return new
