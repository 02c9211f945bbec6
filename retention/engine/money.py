"""Money of each period by what moved it, in memory: one pass over runs of one customer and one period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retention.counts import RevenueCohortCounts, RevenueCounts
from retention.engine.blocks import Block, changes
from retention.engine.movements import by_age, cohort_table, movements, net_of_runs, revenue_table, summed
from retention.engine.plan import Bools, Plan, Tables
from retention.engine.segments import segments
from retention.engine.series_plan import activity_plan, checked, periods_shown, without_data
from retention.engine.workers import add_up
from retention.errors import SettingsError
from retention.intervals import Floats
from retention.languages import say
from retention.periods import Ints
from retention.settings import CohortSettings

if TYPE_CHECKING:
    from retention.events import Events


def revenue_counts(events: Events, settings: CohortSettings) -> RevenueCounts:
    """Add up the money of each period by what moved it.

    A customer pays in a period if the rows of money in it add up to more than zero; refunds count here, and rows
    without an amount add nothing. Money below zero is kept apart. Customers who only ever gave something back have no
    first activity, and so no group of their own: theirs is the blank group, or else the largest.
    """
    plan, labels, segment, n = _prepared(events, settings)
    cells = checked(len(labels) * n)
    tables = add_up(plan, cells, lambda block: _moved(block, n, cells, segment))
    return movement_table(plan, settings, labels, tables)


def revenue_cohort_counts(events: Events, settings: CohortSettings) -> RevenueCohortCounts:
    """Add up the money of those who first paid in one period, by age; ages up to ``max_age``."""
    plan, labels, segment, n = _prepared(events, settings.replace(max_age=None))
    ages, cells = ages_asked(settings, n), len(labels) * n
    tables = add_up(plan, checked(cells * ages), lambda block: _aged(block, n, cells, ages, segment))
    return age_table(plan, settings, labels, tables)


def _prepared(events: Events, settings: CohortSettings) -> tuple[Plan, tuple[str, ...], Ints | None, int]:
    """Plan, names of the groups, group of each customer, and periods from the file's first to the end of the data."""
    if events.amount is None:
        raise no_amounts()
    plan = activity_plan(events, settings)
    labels, segment = segments(plan)
    return plan, labels, segment, plan.n_periods


def no_amounts() -> SettingsError:
    """What to say where a source holds no money."""
    return SettingsError(
        say("the file has no amount column."),
        where="amount",
        todo=say("Name one in ColumnMapping when reading the file."),
    )


def ages_asked(settings: CohortSettings, n: int) -> int:
    """Ages of a table of so many periods."""
    return n if settings.max_age is None else min(n, settings.max_age + 1)


def movement_table(plan: Plan, settings: CohortSettings, labels: tuple[str, ...], tables: Tables) -> RevenueCounts:
    """Counts of the periods shown, from what moved in all of them."""
    shown = periods_shown(plan, settings, tables["end"].reshape(len(labels), -1).sum(axis=0))
    numbers = np.arange(plan.n_periods)[shown]
    return revenue_table(
        tables, labels, numbers + plan.base, shown, numbers <= plan.last_complete, without_data(plan)[shown]
    )


def age_table(plan: Plan, settings: CohortSettings, labels: tuple[str, ...], tables: Tables) -> RevenueCohortCounts:
    """Counts of the cohorts shown, from the money of all of them."""
    shown = periods_shown(plan, settings, tables["start"].reshape(len(labels), -1).sum(axis=0))
    return cohort_table(tables, labels, plan.base, plan.last_complete, shown, without_data(plan))


# ---------------------------------------------------------------------------------------------- rows of a block
@dataclass(frozen=True)
class Runs:
    """Net money above zero of each customer and period: ``cell`` is one number for segment and period.

    ``first`` is True at a customer's first payment, ``last`` in the last period; ``below`` are cell and money of the
    runs that are below zero.
    """

    cell: Ints
    money: Floats
    first: Bools
    last: Bools
    below: tuple[Ints, Floats]


def _runs(block: Block, n: int, segment: Ints | None) -> Runs:
    """Runs of one block."""
    plan, where = block.plan, block.rows
    amount, periods = plan.events.amount[where], plan.periods(where)  # type: ignore[index]
    starts, mask = block.starts, plan.mask("money", where)
    if mask is not None:
        rows = np.flatnonzero(mask)
        amount, periods, starts = amount[rows], periods[rows], np.searchsorted(rows, starts)
    customer = np.flatnonzero(starts[1:] > starts[:-1])
    if not len(customer):
        nothing = np.zeros(0, np.int64), np.zeros(0)
        return Runs(*nothing, np.zeros(0, bool), np.zeros(0, bool), nothing)
    new = changes(periods)
    new[starts[:-1][customer]] = True
    begins = np.flatnonzero(new)
    net = net_of_runs(amount, begins)
    lengths = np.add.reduceat(new, starts[:-1][customer], dtype=np.int64)
    who = np.repeat(customer, lengths)
    cell = periods[begins].astype(np.int64)
    last = cell == n - 1
    if segment is not None:
        cell += segment[block.customers][who] * n
    pays, below = net > 0, net < 0
    return Runs(cell[pays], net[pays], changes(who[pays]), last[pays], (cell[below], net[below]))


def _moved(block: Block, n: int, cells: int, segment: Ints | None) -> Tables:
    """Movements of one block: whoever pays beside the period before, and whoever does not any more."""
    runs = _runs(block, n, segment)
    cell, money = runs.cell, runs.money
    stayed = np.zeros(len(cell), bool)
    np.equal(cell[1:], cell[:-1] + 1, out=stayed[1:])
    stayed &= ~runs.first
    kept, back = np.flatnonzero(stayed), np.flatnonzero(~(stayed | runs.first))
    goes = ~runs.last
    goes[kept - 1] = False
    gone = np.flatnonzero(goes)
    table = movements(
        (cell[kept], money[kept - 1], money[kept]),
        (cell[gone] + 1, money[gone]),
        (cell[runs.first], money[runs.first]),
        (cell[back], money[back]),
        cells,
    )
    return {**table, "below_zero": summed(*runs.below, cells)}


def _aged(block: Block, n: int, cells: int, ages: int, segment: Ints | None) -> Tables:
    """Money of one block by the period of the first payment and by age."""
    runs = _runs(block, n, segment)
    begins = np.flatnonzero(runs.first)
    customer = np.cumsum(runs.first) - 1
    cohort = runs.cell[begins][customer]
    age, first = runs.cell - cohort, runs.money[begins][customer]
    near = age < ages
    return by_age(cohort[near], age[near], runs.money[near], first[near], cells, ages)
