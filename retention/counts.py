"""What a source of events must deliver: counts, never rates.

A source is the only place that touches big data. Everything above it, metrics, charts and pages, works on the small
tables defined here, whatever engine filled them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.settings import CohortSettings

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class CohortCounts:
    """Counts of one cohort table, or of several stacked by segment.

    Attributes
    ----------
    cohort_numbers
        Period number of each row, in the row calendar of the settings; every period from first to last.
    segments
        Segment values in order, largest first; ``("",)`` without a segment.
    sizes
        Customers, (segments, cohorts).
    eligible
        Customers whose window is wholly observed, (segments, cohorts, ages).
    active
        Of the eligible, those who came back.
    open_active
        Customers seen so far in windows that are still open.
    complete
        The window is over for every customer of the cohort, and nobody can join it any more.
    no_data
        The window holds no row of the file at all, although rows exist on both sides.
    amounts
        Money of the eligible by the settings' ``value`` rule before any division, or None.
    warm_up
        Number of first cohorts that may hold old customers.
    squares
        With cumulative money, the sum over the eligible of the square of what each has brought so far: what the range
        of a mean is made from. None otherwise, and where a source cannot give it.
    did
        What those counted in ``active`` did, in words: customers of contracts do not come back, they still are there.
    """

    cohort_numbers: Ints
    segments: tuple[str, ...]
    sizes: Ints
    eligible: Ints
    active: Ints
    open_active: Ints
    complete: NDArray[np.bool_]
    no_data: NDArray[np.bool_]
    amounts: NDArray[np.float64] | None
    warm_up: int
    did: str = "came back"
    squares: NDArray[np.float64] | None = None


@dataclass(frozen=True)
class CellCustomers:
    """The customers behind one cell.

    Attributes
    ----------
    came_back, did_not
        Ids; together the eligible customers of the cell.
    seen_so_far, not_yet
        Ids of customers whose window is still open: seen in it already, or not yet.
    """

    came_back: list[str]
    did_not: list[str]
    seen_so_far: list[str]
    not_yet: list[str]


@dataclass(frozen=True)
class PeriodCounts:
    """Who was there before and in each period: customers, never rates. Shapes: s segments, n periods.

    Attributes
    ----------
    numbers
        Period numbers (n,) in the calendar of the settings; every period from first to last.
    segments
        Segment values in order, largest first; ``("",)`` without a segment.
    start
        Customers active in the period before, (s, n). Contracts: running at the instant the period begins.
    end
        Customers active in the period. Contracts: running at the instant the period ends.
    new, kept, won_back
        ``end = kept + won_back + new``: never there before, there at the start too, there before but not at the start.
    rows
        Rows of activity in the period; zero for contracts.
    complete
        The period lies wholly before ``observed_until``, (n,).
    no_data
        The period holds no row of the file at all, although rows are plentiful on both sides, (n,).
    active_days
        Days of activity, (s, n): a customer active on three days of the period gives three. None where nothing is
        known of days: for contracts, and for hours.
    """

    numbers: Ints
    segments: tuple[str, ...]
    start: Ints
    end: Ints
    new: Ints
    kept: Ints
    won_back: Ints
    rows: Ints
    complete: NDArray[np.bool_]
    no_data: NDArray[np.bool_]
    active_days: Ints | None = None

    @property
    def lost(self) -> Ints:
        """Customers there at the start and not at the end: ``start = kept + lost``."""
        return np.asarray(self.start - self.kept)


@dataclass(frozen=True)
class ActivePeriodCounts:
    """Customers by the number of periods in which they were active, within one window.

    Attributes
    ----------
    segments
        As in :class:`PeriodCounts`.
    exactly
        Customers active in exactly k periods of the window, (s, n_periods + 1); column 0 is empty.
    n_periods
        Periods in the window that lie before ``observed_until``.
    complete
        Whether every period asked for does.
    """

    segments: tuple[str, ...]
    exactly: Ints
    n_periods: int
    complete: bool


@dataclass(frozen=True)
class GapCounts:
    """Days between one active day of a customer and the next, and from the last one to the end of the data.

    Attributes
    ----------
    segments
        As in :class:`PeriodCounts`.
    closed
        Gaps of exactly d days that ended with a visit, (s, d + 1).
    open
        Gaps that have lasted d whole days without a visit so far, (s, d + 1): one for each customer.
    """

    segments: tuple[str, ...]
    closed: Ints
    open: Ints


@dataclass(frozen=True)
class LapseCounts:
    """Silences by the period of the visit before them and by their length, so that any threshold can be asked.

    Attributes
    ----------
    numbers, complete
        As in :class:`PeriodCounts`; ``complete`` says that the period is over, not that a threshold is.
    active
        Customers active in the period, (n,).
    closed, open
        For each customer active in the period the silence after their last active day in it, by its length in days:
        ended by a later visit, or lasting still at the end of the data, (n, d + 1). Together ``active``.
    """

    numbers: Ints
    active: Ints
    closed: Ints
    open: Ints
    complete: NDArray[np.bool_]


@dataclass(frozen=True)
class SilenceCounts:
    """How long customers had been silent at one past moment, and who came back after it.

    Attributes
    ----------
    at, until
        Instants: the moment looked back to, and the end of the time in which a return counts.
    quiet
        Customers silent for exactly d whole days at that moment, (d + 1,).
    came_back
        Of these, those with a visit from ``at`` up to ``until``, (d + 1,).
    """

    at: int
    until: int
    quiet: Ints
    came_back: Ints


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
    """Days from one visit to the next one, from the first visit (row 0) and from the second (row 1).

    Attributes
    ----------
    closed
        Customers whose next visit came after exactly d days, (2, d + 1).
    open
        Customers who had no further visit and have been silent for d whole days, (2, d + 1).
    """

    closed: Ints
    open: Ints


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


class Source(Protocol):
    """Where counts come from: a file in memory, later a table in a database."""

    @property
    def timezone(self) -> str:
        """Zone that decides what a day is unless the settings name another."""

    @property
    def observed_until(self) -> pd.Timestamp:
        """Local time up to which the data are whole."""

    @property
    def fingerprint(self) -> str:
        """Changes when, and only when, the data change."""

    def cohort_counts(self, settings: CohortSettings) -> CohortCounts:
        """Count a cohort table."""

    def cell_customers(
        self, settings: CohortSettings, cohort: np.datetime64, age: int, segment: str | None = None
    ) -> CellCustomers:
        """List the customers behind one cell."""

    def period_counts(self, settings: CohortSettings) -> PeriodCounts:
        """Count who was there before and in each period."""

    def revenue_counts(self, settings: CohortSettings) -> RevenueCounts:
        """Add up the money of each period by what moved it."""

    def revenue_cohort_counts(self, settings: CohortSettings) -> RevenueCohortCounts:
        """Add up the money of those who first paid in one period, by age."""


class VisitSource(Source, Protocol):
    """A source of single visits: those of contracts have none."""

    def active_period_counts(self, settings: CohortSettings) -> ActivePeriodCounts:
        """Count customers by the number of periods in which they were active."""

    def gap_counts(self, settings: CohortSettings) -> GapCounts:
        """Count the days between visits."""

    def lapse_counts(self, settings: CohortSettings) -> LapseCounts:
        """Count silences by the period before them."""

    def silence_counts(self, settings: CohortSettings, at: Any, until: Any) -> SilenceCounts:
        """Look back to one moment: how long had customers been silent, and who came back by ``until``?"""

    def repeat_counts(self, settings: CohortSettings, days: int) -> RepeatCounts:
        """Count who ordered again within so many days of the first order."""

    def spread_counts(self, settings: CohortSettings) -> SpreadCounts:
        """Count rows by period and by customer."""

    def habit_counts(self, settings: CohortSettings) -> HabitCounts:
        """Count next steps, money by customer, and money per row over time."""

    def customer_counts(
        self, settings: CohortSettings, until: Any = None, *, followed_to: Any = None, each: bool = True
    ) -> CustomerCounts:
        """Sum up the purchases of each customer, or of each kind of customers with the same history."""
