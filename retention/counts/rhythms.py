"""Tables of each customer's rhythm at one moment, and of how silences like theirs went on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retention.periods import Ints

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class RhythmCounts:
    """What each customer did up to one moment, in whole local days. Shape: n customers who had come by then.

    A visit is an active local day, as in :class:`GapCounts`; only days that are over at the moment are looked at.

    Attributes
    ----------
    at
        Instant looked at.
    codes, ids
        Codes of the customers, and their ids as a table of the source holds them.
    visits
        Active days, (n,).
    age, silent
        Days from the first, and from the last active day, to the last whole day, (n,).
    gap_sum, gap_longest, gap_last
        Days between the customer's visits: all of them together, the longest and the last one, (n,); 0 without any.
    recent_sum, recent_gaps
        The same sum over the latest few gaps, and over how many, (n,).
    money, money_year
        Money up to the moment, and of the 365 days up to and with the last visit, (n,); None without amounts.
    visits_year
        Active days of the 365 days up to and with the last visit, (n,).
    last_event
        Code of the event on the last row, -1 for blank, (n,); None without an event column.
    reached
        Whether the customer had reached first value, (n,): did the event asked for, else came a second day.
    blocked
        Whether the customer asked not to be contacted, in any row of the whole file, (n,).
    later
        Whether the customer came again from the moment up to the one followed to, (n,); None unless asked.
    segments, segment
        Names of the segments, and the position of each customer's, (n,); None without one.
    """

    at: int
    codes: Ints
    ids: Any
    visits: Ints
    age: Ints
    silent: Ints
    gap_sum: Ints
    gap_longest: Ints
    gap_last: Ints
    recent_sum: Ints
    recent_gaps: Ints
    money: Floats | None
    money_year: Floats | None
    visits_year: Ints
    last_event: Ints | None
    reached: NDArray[np.bool_]
    blocked: NDArray[np.bool_]
    later: NDArray[np.bool_] | None = None
    segments: tuple[str, ...] = ("",)
    segment: Ints | None = None


@dataclass(frozen=True)
class SilenceClassCounts:
    """Gaps of customers in their classes, open ones counted, so that what a silence leads to can be told.

    Attributes
    ----------
    bounds
        Class i holds the gaps that begin at a visit whose number lies in [bounds[i], bounds[i + 1]); the first visit is
        number 1, and the last class has no upper bound, (c,).
    scaled
        Of each class: whether its lengths are counted in steps of the customer's own usual gap, as it was known when
        the gap began, instead of days, (c,).
    step
        Length of one step: a share of the own usual gap.
    closed, open
        Gaps that ended with a visit after so many days or steps, and gaps that last that long so far, (c, d + 1) each.
    group
        The usual gap of all: towards it a customer's own is drawn, as if they had had ``weight`` gaps of that length.
    weight
        See ``group``.
    """

    bounds: tuple[int, ...]
    scaled: tuple[bool, ...]
    step: float
    closed: Ints
    open: Ints
    group: float
    weight: float
