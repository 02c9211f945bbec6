"""Tables of cohorts by age, and the customers behind one cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retention.languages import mark
from retention.periods import Ints


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
        Sum over the customers of the square of what each has brought through that age, where the cell is complete: what
        the range of a mean is made from. With cumulative money of visits and the sums of contracts; or None.
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
    did: str = mark("came back")
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
