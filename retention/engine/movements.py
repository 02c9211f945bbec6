"""Money of one period beside that of the period before: what moved it, for any kind of source.

A cell is one number for segment and period, ``segment * n + period``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from retention.counts import RevenueCohortCounts, RevenueCounts, RevenueSquares
from retention.engine.plan import Tables
from retention.intervals import Floats
from retention.periods import Ints

NOISE = 1e-9  # of the amounts added up: a smaller rest is what adding floating point numbers leaves, not money
MONEY = ("start", "new", "expansion", "contraction", "churned", "reactivated", "end")
PEOPLE = ("customers", "kept")
SQUARES = ("xx", "xy", "yy", "xm", "mm")


def net_of_runs(amount: Floats, begins: Ints) -> Floats:
    """Sum of each run; exactly zero where payments and refunds cancel, whatever their cents."""
    if np.isnan(amount).any():
        amount = np.nan_to_num(amount)
    net: Floats = np.add.reduceat(amount, begins)
    if (amount < 0).any():
        net[np.abs(net) <= NOISE * np.add.reduceat(np.abs(amount), begins)] = 0
    return net


def summed(where: Ints, weights: Floats, cells: int) -> Floats:
    """Sums by cell, always of floating point: numpy counts in whole numbers where there is nothing to add up."""
    return np.bincount(where, weights, minlength=cells).astype(np.float64, copy=False)


def movements(
    stayed: tuple[Ints, Floats, Floats],
    gone: tuple[Ints, Floats],
    new: tuple[Ints, Floats],
    back: tuple[Ints, Floats],
    cells: int,
) -> Tables:
    """Add up what moved the money of each cell.

    Parameters
    ----------
    stayed
        Cell, money before and money now of customers who pay in the period and paid in the one before.
    gone
        Cell of the period and money before, of those who paid before it and do not pay in it.
    new, back
        Cell and money of those who pay and did not in the period before: never, or not then.
    cells
        Number of cells.

    Returns
    -------
    dict
        One array of ``cells`` numbers for each name in ``MONEY``, ``PEOPLE`` and ``SQUARES``.

    Examples
    --------
    Of three customers one pays 12 after 10, one paid 5 and has gone, one is new:

    >>> one = np.array([0])
    >>> stayed, gone, new = (one, one + 10.0, one + 12.0), (one, one + 5.0), (one, one + 4.0)
    >>> table = movements(stayed, gone, new, (one[:0], one[:0] * 1.0), 1)
    >>> {name: float(table[name][0]) for name in ("start", "new", "expansion", "churned", "end")}
    {'start': 15.0, 'new': 4.0, 'expansion': 2.0, 'churned': 5.0, 'end': 16.0}
    """

    def total(where: Ints, weights: Floats | None = None) -> NDArray[Any]:
        return np.bincount(where, minlength=cells) if weights is None else summed(where, weights, cells)

    (kept, x, y), (lost, had) = stayed, gone
    step, less = y - x, np.minimum(x, y)
    table = {
        "new": total(*new),
        "reactivated": total(*back),
        "expansion": total(kept, np.maximum(step, 0)),
        "contraction": total(kept, np.maximum(-step, 0)),
        "churned": total(lost, had),
        "kept": total(kept),
        "lost": total(lost),
        "before": total(kept, x),
        "now": total(kept, y),
        "xx": total(kept, x * x) + total(lost, had * had),
        "xy": total(kept, x * y),
        "yy": total(kept, y * y),
        "xm": total(kept, x * less),
        "mm": total(kept, less * less),
    }
    return balanced(table)


def balanced(table: Tables) -> Tables:
    """Movements with the start and the end of each period: ``"before"`` and ``"now"`` is the money of those kept."""
    before, now, lost = (table.pop(name) for name in ("before", "now", "lost"))
    start, end = before + table["churned"], now + table["new"] + table["reactivated"]
    return {**table, "customers": table["kept"] + lost, "start": start, "end": end}


def by_age(cohort: Ints, age: Ints, money: Floats, first: Floats, cells: int, ages: int) -> Tables:
    """Add up money by cohort and age: one entry for each customer and period in which they pay.

    ``first`` is the customer's money at age 0; ``cohort`` one number for segment and period of the first payment.
    """
    cell, new, less = cohort * ages + age, age == 0, np.minimum(money, first)

    def total(weights: Floats | None = None) -> NDArray[Any]:
        size = cells * ages
        return np.bincount(cell, minlength=size) if weights is None else summed(cell, weights, size)

    return {
        "customers": np.bincount(cohort[new], minlength=cells),
        "start": summed(cohort[new], first[new], cells),
        "xx": summed(cohort[new], first[new] ** 2, cells),
        "money": total(money),
        "kept": total(less),
        "paying": total(),
        "xy": total(first * money),
        "yy": total(money * money),
        "xm": total(first * less),
        "mm": total(less * less),
    }


def revenue_table(
    tables: Tables,
    labels: tuple[str, ...],
    numbers: Ints,
    shown: slice,
    complete: NDArray[np.bool_],
    no_data: NDArray[np.bool_],
) -> RevenueCounts:
    """Counts of the periods shown, from tables over all periods; everything else is over the periods shown."""

    def cut(name: str) -> NDArray[Any]:
        return tables[name].reshape(len(labels), -1)[:, shown]

    return RevenueCounts(
        numbers=numbers,
        segments=labels,
        **{name: cut(name) for name in (*MONEY, *PEOPLE)},
        below_zero=cut("below_zero") if "below_zero" in tables else np.zeros_like(cut("end")),
        complete=complete,
        no_data=no_data,
        squares=RevenueSquares(**{name: cut(name) for name in SQUARES}),
    )


def cohort_table(
    tables: Tables,
    labels: tuple[str, ...],
    base: int,
    last_complete: int,
    shown: slice,
    no_data: NDArray[np.bool_],
) -> RevenueCohortCounts:
    """Counts of the cohorts shown, from tables over all periods; ``no_data`` is over all periods.

    ``base`` is the number of the first period, ``last_complete`` counts from it.
    """
    n = len(no_data)
    cohorts = np.arange(n)[shown]
    ages = tables["money"].size // (len(labels) * n)
    period = cohorts[:, None] + np.arange(ages)[None, :]
    reached = period < n

    def cut(name: str) -> NDArray[Any]:
        return tables[name].reshape(len(labels), n, -1)[:, shown]

    return RevenueCohortCounts(
        numbers=cohorts + base,
        segments=labels,
        customers=cut("customers")[..., 0],
        start=cut("start")[..., 0],
        money=cut("money"),
        kept=cut("kept"),
        paying=cut("paying"),
        reached=reached,
        complete=reached & (period <= last_complete),
        no_data=reached & no_data[np.minimum(period, n - 1)],
        squares=RevenueSquares(**{name: cut(name) for name in SQUARES}),
    )
