"""Tables of the days between visits, and of silences."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retention.periods import Ints


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
