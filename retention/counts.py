"""What a source of events must deliver: counts, never rates.

A source is the only place that touches big data. Everything above it, metrics, charts and pages, works on the small
tables defined here, whatever engine filled them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

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
