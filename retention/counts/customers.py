"""Tables of what single customers did: orders, steps, amounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retention.periods import Ints


@dataclass(frozen=True)
class RepeatCounts:
    """Second orders within so many days of 24 hours after the first. Shapes: s segments, n periods.

    Attributes
    ----------
    numbers, segments
        As in :class:`PeriodCounts`: the period of the first order.
    sizes
        Customers whose first order fell in the period, (s, n).
    watched
        Of these, those whose days are over before ``observed_until``, (s, n).
    came
        Of the watched, those with a second order within the days, (s, n).
    complete
        Every customer of the period is watched that long, whoever may still join it, (n,).
    watched_by_day, came_by_day
        The same for 0, 1, 2 ... days, over all periods shown, (s, d + 1).
    """

    numbers: Ints
    segments: tuple[str, ...]
    sizes: Ints
    watched: Ints
    came: Ints
    complete: NDArray[np.bool_]
    watched_by_day: Ints
    came_by_day: Ints


@dataclass(frozen=True)
class SpreadCounts:
    """How the rows of a file are spread over time and over customers. Shapes: n periods, m kinds of customers.

    Attributes
    ----------
    numbers, cohort_numbers
        Every period from the first row to the last, and the cohort period that each begins in, (n,).
    starts, returns
        Rows that bring a customer into a cohort and rows that count as coming back, (n,).
    customer_starts, customer_returns
        Kinds of customers by how many such rows they have, (m,).
    customers
        Customers of each kind, (m,).
    same
        The two are the same rows.
    """

    numbers: Ints
    cohort_numbers: Ints
    starts: Ints
    returns: Ints
    customer_starts: Ints
    customer_returns: Ints
    customers: Ints
    same: bool


@dataclass(frozen=True)
class StepCounts:
    """Who came again within d days of a visit, among those watched that long: of the first visit and of the second.

    Attributes
    ----------
    watched
        Customers watched for at least d days after the visit, whether they came again or not, (2, d + 1).
    came
        Those of them whose next visit came within d days, (2, d + 1).
    """

    watched: Ints
    came: Ints


@dataclass(frozen=True)
class MoneyCounts:
    """Who brings the money.

    Attributes
    ----------
    customers, paying
        All customers, and those whose amounts add up to more than zero.
    people
        Customers in the richest 0, 1, ... 100 per cent of those who pay, (101,).
    money
        What these paid, (101,).
    """

    customers: int
    paying: int
    people: Ints
    money: NDArray[np.float64]


@dataclass(frozen=True)
class PriceCounts:
    """Money per row before and after the beginning of a period, of customers with rows on both sides.

    Attributes
    ----------
    numbers
        Numbers of the periods (n,).
    block
        Periods looked at on each side.
    ratios
        Money per row after over before, rising, (r,).
    customers
        Customers at each ratio, (n, r).
    """

    numbers: Ints
    block: int
    ratios: NDArray[np.float64]
    customers: Ints


@dataclass(frozen=True)
class HabitCounts:
    """What customers do, all of them together; ``money`` and ``prices`` are None without amounts."""

    steps: StepCounts
    money: MoneyCounts | None
    prices: PriceCounts | None


@dataclass(frozen=True)
class CustomerCounts:
    """Purchase histories of customers, in whole days. Shape: n customers, or n kinds of customers.

    Attributes
    ----------
    until
        Instant up to which purchases are counted.
    customers
        Customers with this history, (n,): 1 where each is listed.
    frequency
        Days with a purchase after the first one, (n,).
    recency
        Days from the first purchase to the last one, (n,).
    age
        Days from the first purchase to the last day that is over at ``until``, (n,).
    purchases
        Rows of purchase, several on one day counted each, (n,). Of all customers of a kind together, as below.
    money
        Money on days after the first purchase, refunds taken off, (n,); None without amounts.
    later, later_money
        Days with a purchase from ``until`` up to the moment asked for, and the money of that time; None unless asked.
    codes
        Codes of the customers listed; None where only kinds are.
    ids
        Their ids, as a table of the source holds them.
    segments, segment
        Names of the segments, largest first, ``("",)`` without one, and the position of each customer's, (n,).
    """

    until: int
    customers: Ints
    frequency: Ints
    recency: Ints
    age: Ints
    purchases: Ints
    money: NDArray[np.float64] | None = None
    later: Ints | None = None
    later_money: NDArray[np.float64] | None = None
    codes: Ints | None = None
    ids: Any | None = None
    segments: tuple[str, ...] = ("",)
    segment: Ints | None = None
