"""Tables over time: who was there in each period, and in how many."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retention.periods import Ints


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
