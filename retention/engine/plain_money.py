"""Money of a plain cohort table, from runs of one customer and one period: no row has to be looked at twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retention.engine.blocks import Block, Index, changes, tie_starts
from retention.errors import SettingsError
from retention.languages import say
from retention.periods import Ints

if TYPE_CHECKING:
    from retention.engine.tally import Tally

Floats = NDArray[np.float64]


def amounts(block: Block) -> Floats:
    """Amounts of the rows of a block, blank ones as nothing."""
    if block.plan.events.amount is None:
        raise no_amounts()
    amount: Floats = block.plan.events.amount[block.rows]
    return np.nan_to_num(amount) if np.isnan(amount).any() else amount


def no_amounts() -> SettingsError:
    """What to say where money is asked for of a source that holds none."""
    return SettingsError(
        say("the file has no amount column."),
        where="value",
        todo=say('Name one in ColumnMapping, or choose value="none".'),
    )


def add_plain_money(block: Block, tally: Tally, customer: Index, first: Index, births: Ints, row: Ints) -> None:
    """Add what customers brought to the rows of the table, up to the last period that is over.

    ``customer`` are those with a start, ``first`` their first row and ``births`` its period; ``row`` is that of the
    table, -1 for customers not shown. With cumulative money only what comes new at an age is added: to the edges.
    """
    plan, amount, periods = block.plan, amounts(block), block.plan.periods(block.rows)
    mask = plan.mask("money", block.rows)
    if mask is not None:
        amount = np.where(mask, amount, 0)
    starts = block.starts
    sizes = np.diff(starts)
    if plan.leaves_out_refunds:  # money before the first start is not theirs yet
        low = starts[1:].copy()
        low[customer] = tie_starts(block, first)
        amount = np.where(np.arange(len(amount)) >= np.repeat(low, sizes), amount, 0)
    new = changes(periods)
    new[starts[:-1][sizes > 0]] = True
    begins = np.flatnonzero(new)
    net = np.add.reduceat(amount, begins)
    where, birth = np.full(len(sizes), -1, np.int64), np.zeros(len(sizes), np.int64)
    where[customer], birth[customer] = row, births
    who = np.repeat(np.arange(len(sizes)), np.diff(np.searchsorted(begins, starts)))
    period, line = periods[begins].astype(np.int64), where[who]
    age = period - birth[who]
    keep = (line >= 0) & (age >= 0) & (age < tally.n_columns) & (period <= plan.last_complete)
    who, net = who[keep], net[keep]
    key = line[keep] * (tally.n_columns + 1) + age[keep]
    cumulative = plan.settings.value == "cumulative"
    table = tally.money_edges if cumulative else tally.money
    assert table is not None
    table += np.bincount(key, net, table.size).reshape(table.shape)
    if cumulative and tally.square_edges is not None:
        gained = net * (2 * so_far(who, net) - net)
        tally.square_edges += np.bincount(key, gained, table.size).reshape(table.shape)


def so_far(member: Index, amount: Floats) -> Floats:
    """Money of each member up to a row and with it: its square has then grown by amount * (2 * so far - amount)."""
    total = np.cumsum(amount)
    begins = np.flatnonzero(changes(member))
    before = np.concatenate([[0.0], total])[begins]
    return np.asarray(total - np.repeat(before, np.diff(np.append(begins, len(member)))))
