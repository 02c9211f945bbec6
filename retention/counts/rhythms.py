"""Tables of each customer's rhythm at one moment, and of how silences like theirs went on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retention.periods import Ints

Floats = NDArray[np.float64]

RECENT = 3  # gaps that make up the latest pace of a customer
YEAR = 365  # days whose money and visits are at stake


@dataclass(frozen=True)
class RhythmCounts:
    """What each customer did up to one moment, in whole local days. Shape: n customers who had come by then.

    A visit is an active local day, as in :class:`GapCounts`; only days that are over at the moment are looked at.

    Attributes
    ----------
    at
        Instant looked at.
    day
        The last local day that is over by then, in days since 1970-01-01.
    history
        Days from the first day of the file to the last whole one, both included.
    codes, ids
        Codes of the customers, and their ids as a table of the source holds them.
    visits
        Active days, (n,): one more than the gaps between them.
    age, silent
        Days from the first, and from the last active day, to the last whole day, (n,). A silence of 0 is a visit on
        the last whole day; ``age - silent`` is the sum of all gaps.
    log_sum, log_squares
        Sum of the natural logarithms of the gaps in days, and of their squares, (n,); 0 without any.
    recent_gaps, recent_sum, recent_longest
        Of the latest three gaps (or as many as there are): their number, sum and longest one, (n,); 0 without any.
    money, money_year
        Money up to the moment, refunds taken off, and what of it falls into the 365 days up to and with the last visit
        or later, (n,); None without amounts.
    visits_year
        Active days of the 365 days up to and with the last visit, (n,).
    last_event
        Code of the event on the customer's last row of any kind, of several at that instant the last name, -1 for
        blank, (n,); None without an event column.
    event_names
        What the codes stand for.
    reached_after
        Days from the first visit to first value, (n,): to the first row of the event asked for, else to the second
        visit; -1 if it has not been reached. Rows before the first visit count as reached at once.
    blocked
        Whether the customer asked not to be contacted, in any row of the whole file, (n,).
    later
        Whether the customer came again from the moment up to the one followed to, (n,); None unless asked.
    segments, segment
        Names of the segments, and the position of each customer's, (n,); None without one.
    """

    at: int
    day: int
    history: int
    codes: Ints
    ids: Any
    visits: Ints
    age: Ints
    silent: Ints
    log_sum: Floats
    log_squares: Floats
    recent_gaps: Ints
    recent_sum: Ints
    recent_longest: Ints
    money: Floats | None
    money_year: Floats | None
    visits_year: Ints
    last_event: Ints | None
    event_names: tuple[str, ...]
    reached_after: Ints
    blocked: NDArray[np.bool_]
    later: NDArray[np.bool_] | None = None
    segments: tuple[str, ...] = ("",)
    segment: Ints | None = None

    @property
    def reached(self) -> NDArray[np.bool_]:
        """Whether the customer had reached first value."""
        return self.reached_after >= 0


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
        Gaps that ended with a visit after so many days or steps, and gaps that last that long so far, (c, d). A length
        that falls between two steps counts at the lower one.
    all_closed, all_open
        All gaps together, in days, (e,).
    group
        The usual gap of all, in days: exp of the mean, over the customers with a gap, of the mean logarithm of their
        gaps; NaN without any. Towards it a customer's own is drawn, as if they had had ``weight`` gaps of that length.
    spread
        Standard deviation of the logarithms of a customer's gaps around their own mean, over all; NaN if nobody has
        two gaps.
    weight
        See ``group``.
    """

    bounds: tuple[int, ...]
    scaled: tuple[bool, ...]
    step: float
    closed: Ints
    open: Ints
    all_closed: Ints
    all_open: Ints
    group: float
    spread: float
    weight: float


@dataclass(frozen=True)
class SilenceLimits:
    """After how long a silence something is said of a customer, as plain numbers that a database can compare with.

    Attributes
    ----------
    bounds
        As in :class:`SilenceClassCounts`.
    usual, late, lapsed, lapsed_times
        Of each class, (c,): days after which half have come back, after which a silence is late, and after which it is
        a lapse; ``lapsed_times`` own usual gaps on top. From the third visit on the own rhythm takes the place of the
        first two.
    least
        Days before which nothing is a lapse.
    center, spread, weight
        Mean logarithm of the gaps of all, how far gaps lie around their own mean, and how many gaps that counts as.
    outer
        Standard deviations from the usual gap to the upper end of the own range.
    fallen
        Share of the own earlier pace at which the latest one counts as fallen.
    lately
        Times the days after which a silence is a lapse, up to which somebody has lapsed lately.
    """

    bounds: tuple[int, ...]
    usual: tuple[float, ...]
    late: tuple[float, ...]
    lapsed: tuple[float, ...]
    lapsed_times: tuple[float, ...]
    least: float
    center: float
    spread: float
    weight: float
    outer: float
    fallen: float
    lately: float


@dataclass(frozen=True)
class OverdueCounts:
    """The customers who are overdue most, and what the rules of the stages need to know of all others.

    Attributes
    ----------
    counts
        Those asked for, in the order of their ids: all have reached first value, none asked not to be contacted.
    reached
        Customers by the days to first value, (d,).
    waiting
        Customers who have not reached it, by their age in days, (e,).
    lives
        Customers who have reached it and lapsed, by the days from their first to their last visit, (f,).
    """

    counts: RhythmCounts
    reached: Ints
    waiting: Ints
    lives: Ints
