"""Tables of money by what moved it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retention.periods import Ints


@dataclass(frozen=True)
class RevenueCounts:
    """Recurring or repeated money of each period, by what moved it. Shapes: s segments, n periods.

    Attributes
    ----------
    numbers, segments, complete, no_data
        As in :class:`PeriodCounts`.
    start
        Money at the start: of the period before, or per month of contracts running at the instant the period begins.
    new, expansion, contraction, churned, reactivated
        Movements, all zero or more: ``end = start + new + reactivated + expansion - contraction - churned``.
    end
        Money of the period, or per month of contracts running at the instant it ends.
    customers
        Paying customers at the start, (s, n).
    kept
        Of these, those still paying at the end, (s, n).
    below_zero
        Money of customers whose refunds outweigh what they paid: counted as not paying, (s, n), zero or less.
    squares
        What the ranges of the rates are made from; None where a source cannot give them.
    """

    numbers: Ints
    segments: tuple[str, ...]
    start: NDArray[np.float64]
    new: NDArray[np.float64]
    expansion: NDArray[np.float64]
    contraction: NDArray[np.float64]
    churned: NDArray[np.float64]
    reactivated: NDArray[np.float64]
    end: NDArray[np.float64]
    customers: Ints
    kept: Ints
    below_zero: NDArray[np.float64]
    complete: NDArray[np.bool_]
    no_data: NDArray[np.bool_]
    squares: RevenueSquares | None = None


@dataclass(frozen=True)
class RevenueSquares:
    """Sums over the customers paying at the start, from which ranges are made; each (s, n).

    With x a customer's money at the start, y the money at the end (0 for those gone), and m the smaller of the two:
    ``xx`` is the sum of x * x, ``xy`` that of x * y, and so on.
    """

    xx: NDArray[np.float64]
    xy: NDArray[np.float64]
    yy: NDArray[np.float64]
    xm: NDArray[np.float64]
    mm: NDArray[np.float64]


@dataclass(frozen=True)
class RevenueCohortCounts:
    """Money by age of those who first paid in one period. Shapes: s segments, n cohorts, k ages.

    Attributes
    ----------
    numbers, segments
        As in :class:`PeriodCounts`: the period of the first payment.
    customers
        Customers of the cohort, (s, n).
    start
        Their money at age 0, (s, n).
    money
        Their money at each age, (s, n, k).
    kept
        The same, no customer counted with more than at age 0, (s, n, k).
    paying
        Customers who pay at that age, (s, n, k).
    reached
        The period of that age has begun, (n, k).
    complete
        It lies wholly before ``observed_until``, (n, k).
    no_data
        The file holds no row at all for it, (n, k).
    squares
        As in :class:`RevenueCounts`, (s, n, k), x being a customer's money at age 0 and y that at the age; or None.
    """

    numbers: Ints
    segments: tuple[str, ...]
    customers: Ints
    start: NDArray[np.float64]
    money: NDArray[np.float64]
    kept: NDArray[np.float64]
    paying: Ints
    reached: NDArray[np.bool_]
    complete: NDArray[np.bool_]
    no_data: NDArray[np.bool_]
    squares: RevenueSquares | None = None
