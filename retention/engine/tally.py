"""Counts gathered block by block, by the general rules or in one plain pass."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from retention.engine.blocks import Block, Members, changes, memberships, returns
from retention.engine.plain_money import add_plain_money, amounts, so_far
from retention.engine.plan import Plan
from retention.engine.windows import Spans, came_back, columns_over, money_columns
from retention.periods import Ints

NOBODY_YET = np.iinfo(np.int64).max


class Tally:
    """Counts gathered block by block; rows are (segment, cohort)."""

    def __init__(self, plan: Plan, n_segments: int) -> None:
        low, high = plan.cohort_range
        self.plan, self.n_columns, self.n_cohorts = plan, plan.n_columns, high - low
        self.n_rows = n_segments * self.n_cohorts
        self.newest = plan.calendar.number(plan.bounds[1]) - plan.base
        k = self.n_columns
        self.sizes = np.zeros(self.n_rows, np.int64)
        self.first = NOBODY_YET  # earliest start: period, or instant for the elapsed clock
        self.watched = np.zeros((self.n_rows, k + 1), np.int64)  # members by number of columns that are over
        self.least_watched = np.full(self.n_rows, NOBODY_YET)
        # Windows that are over, and open ones where there can be any: single columns, or the edges of spans of columns.
        settings = plan.settings
        spans = settings.measure not in ("on", "bracket")
        some_open = settings.measure != "on" or settings.clock == "elapsed" or self.newest > plan.last_complete
        self.hits = np.zeros((1 + some_open, self.n_rows, k), np.int64) if not spans else np.zeros((0, 0, 0), np.int64)
        self.edges = np.zeros((2, self.n_rows, k + 1), np.int64) if spans else np.zeros((0, 0, 0), np.int64)
        self.money = np.zeros((self.n_rows, k + 1)) if plan.settings.value != "none" else None
        self.money_edges = np.zeros((self.n_rows, k + 1)) if plan.settings.value != "none" else None
        self.squares = np.zeros((self.n_rows, k + 1)) if plan.settings.value == "cumulative" else None
        self.square_edges = np.zeros((self.n_rows, k + 1)) if plan.settings.value == "cumulative" else None

    def add(self, other: Tally) -> None:
        """Take over the counts of another worker."""
        self.first = min(self.first, other.first)
        np.minimum(self.least_watched, other.least_watched, out=self.least_watched)
        for name in ("sizes", "watched", "hits", "edges", "money", "money_edges", "squares", "square_edges"):
            if getattr(self, name) is not None:
                getattr(self, name)[...] += getattr(other, name)

    @property
    def over(self) -> Ints:
        """Members who came back, in windows that are over."""
        return np.asarray(self.hits[0] if len(self.hits) else self.edges[0].cumsum(axis=1)[:, :-1])

    @property
    def still_open(self) -> Ints:
        """Members who came back, in windows that are still open."""
        if len(self.edges):
            return np.asarray(self.edges[1].cumsum(axis=1)[:, :-1])
        return np.asarray(self.hits[1] if len(self.hits) > 1 else np.zeros_like(self.hits[0]))

    def add_members(self, row: Ints, members: Members, last_column: Ints) -> None:
        """Count members into their cohorts, by how long they have been watched."""
        if not len(row):
            return
        self.first = min(self.first, int(members.first.min()))
        self.sizes += np.bincount(row, minlength=self.n_rows)
        width = self.n_columns + 1
        over = np.clip(last_column, -1, self.n_columns - 1) + 1
        self.watched += np.bincount(row * width + over, minlength=self.watched.size).reshape(self.watched.shape)
        np.minimum.at(self.least_watched, row, last_column)

    def add_spans(self, row: Ints, spans: Spans, last_column: Ints) -> None:
        """Count columns in which members came back, windows that are over apart from open ones."""
        last = last_column[spans.member]
        at, high = row[spans.member], np.minimum(spans.high, self.n_columns - 1)
        if self.plan.settings.measure in ("on", "bracket"):  # one column a span
            keep = spans.low < self.n_columns
            key = (at * self.n_columns + spans.low + (spans.low > last) * self.hits[0].size)[keep]
            self.hits += np.bincount(key, minlength=self.hits.size).reshape(self.hits.shape)
            return
        self._add_edges(0, at, spans.low, np.minimum(high, last))
        self._add_edges(1, at, np.maximum(spans.low, last + 1), high)

    def _add_edges(self, table: int, at: Ints, low: Ints, high: Ints) -> None:
        keep = low <= high
        at, low, high = at[keep], low[keep], high[keep]
        width, size = self.n_columns + 1, self.edges[table].size
        difference = np.bincount(at * width + low, minlength=size) - np.bincount(at * width + high + 1, minlength=size)
        self.edges[table] += difference.reshape(self.edges[table].shape)

    def add_money(self, row: Ints, low: Ints, high: Ints, amount: NDArray[np.float64]) -> None:
        """Add amounts to columns ``low`` to ``high``, per row of the table."""
        assert self.money is not None
        assert self.money_edges is not None
        self._add_amounts((self.money, self.money_edges), row, low, high, amount)

    def add_squares(self, row: Ints, low: Ints, high: Ints, amount: NDArray[np.float64]) -> None:
        """The same for what amounts add to the square of a customer's money so far."""
        assert self.squares is not None
        assert self.square_edges is not None
        self._add_amounts((self.squares, self.square_edges), row, low, high, amount)

    def _add_amounts(
        self,
        tables: tuple[NDArray[np.float64], NDArray[np.float64]],
        row: Ints,
        low: Ints,
        high: Ints,
        amount: NDArray[np.float64],
    ) -> None:
        ones, edges = tables
        keep = (low <= high) & (low < self.n_columns)
        row, low, high, amount = row[keep], low[keep], high[keep], amount[keep]
        width, size = self.n_columns + 1, ones.size
        single = low == high
        for mask, table, place, sign in (
            (single, ones, low, 1.0),
            (~single, edges, low, 1.0),
            (~single & (high < self.n_columns - 1), edges, high + 1, -1.0),
        ):
            key = (row * width + place)[mask]
            table += sign * np.bincount(key, weights=amount[mask], minlength=size).reshape(table.shape)


def count_block(block: Block, tally: Tally, segment: Ints | None) -> None:
    """Count one block by the general rules."""
    plan = block.plan
    members = memberships(block)
    row = members.cohort - plan.cohort_range[0]
    if segment is not None:
        row = row + segment[block.customers][members.customer] * tally.n_cohorts
    last_column = columns_over(plan, members.last)
    tally.add_members(row, members, last_column)
    pairs = returns(block, members)
    tally.add_spans(row, came_back(plan, pairs), last_column)
    if tally.money is None:
        return
    pairs = returns(block, members, "money")
    amount = amounts(block)[pairs.row]
    low, high = money_columns(plan, pairs.age)
    inside = low >= 0
    last = np.minimum(last_column, tally.n_columns - 1)[pairs.member]
    where = row[pairs.member][inside], low[inside], np.minimum(high, last)[inside]
    tally.add_money(*where, amount[inside])
    if tally.squares is not None:
        tally.add_squares(*where, (amount * (2 * so_far(pairs.member, amount) - amount))[inside])


def count_plain_block(block: Block, tally: Tally, segment: Ints | None) -> None:
    """Count one block where every activity row is start and return alike: runs of equal periods are all there is."""
    plan, starts = block.plan, block.starts
    periods, mask = plan.periods(block.rows), plan.mask("start", block.rows)
    kept = None if mask is None else np.flatnonzero(mask)
    if kept is not None:
        periods, starts = periods[kept], np.searchsorted(kept, starts)
    customer = np.flatnonzero(starts[1:] > starts[:-1])
    if not len(customer):
        return
    begins = starts[:-1][customer]
    new = changes(periods)
    new[begins] = True
    births = periods[begins].astype(np.int64)
    low, high = plan.cohort_range
    cohort = births
    if plan.settings.cohort_period not in (None, plan.settings.period):
        cohort = plan.cohorts((begins if kept is None else kept[begins]) + block.rows.start).astype(np.int64)
    shown = (cohort >= low) & (cohort < high)
    row = cohort - low if segment is None else cohort - low + segment[block.customers][customer] * tally.n_cohorts
    last = plan.last_complete - births
    members = Members(customer[shown], begins[shown], cohort[shown], births[shown], last[shown])
    tally.add_members(row[shown], members, last[shown])
    # One key a run: table row and age in one number, windows still open in a second half.
    width, runs = tally.n_columns, periods[new]
    lengths = np.add.reduceat(new, begins, dtype=np.int64)
    key = runs + np.repeat(row * width - births, lengths)
    if plan.last_complete < tally.newest:
        key += (runs > plan.last_complete) * tally.hits[0].size
    if width <= plan.oldest or not shown.all():
        age = runs - np.repeat(births, lengths)
        key = key[(age < width) & np.repeat(shown, lengths)]
    tally.hits += np.bincount(key, minlength=tally.hits.size).reshape(tally.hits.shape)
    if tally.money is not None:
        first = begins if kept is None else kept[begins]
        add_plain_money(block, tally, customer, first, births, np.where(shown, row, -1))
