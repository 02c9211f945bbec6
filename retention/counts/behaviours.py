"""Tables of what customers did first, and of what they used."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retention.periods import Ints


@dataclass(frozen=True)
class FirstTimeCounts:
    """Days of 24 hours from a customer's start to the first time of something, by cohort and segment.

    Only whole days are looked at: what happens on a day that is not over for a customer is not seen yet.

    Attributes
    ----------
    numbers
        Numbers of the start periods (n,).
    segments
        Names, largest first, ``("",)`` without a segment.
    reached, waiting
        Customers who got there after d days (before d + 1 are over), and those who have been watched for d whole days
        without, (s, n, d + 1).
    watched
        Of those who got there: how many have been watched for d whole days, (s, n, d + 1).
    complete
        Whether everybody who can start in a period has been watched for d whole days, (n, d + 1).
    """

    numbers: Ints
    segments: tuple[str, ...]
    reached: Ints
    waiting: Ints
    watched: Ints
    complete: NDArray[np.bool_]


@dataclass(frozen=True)
class AdoptionCounts:
    """Who used what, by age.

    Attributes
    ----------
    events
        Names of the events, (e,), those with most rows first; a blank event makes a customer active, and is not listed.
    ages
        Ages in periods, (a,).
    active
        Customers active at each age in windows that are over, any event, (a,).
    used
        Of these, customers who did each event at least so many times in the window, (e, a).
    passed_over
        Events that were not counted, since so many others have more rows.
    """

    events: tuple[str, ...]
    ages: Ints
    active: Ints
    used: Ints
    passed_over: tuple[str, ...] = ()


@dataclass(frozen=True)
class BehaviourCounts:
    """What customers did in the first days after their start, and whether they came back afterwards.

    Only customers who were watched to the end of the later window. Shapes: n customers, e events.

    Attributes
    ----------
    codes
        Codes of the customers, (n,).
    half
        Which of two halves a customer is in, 0 or 1, drawn from the id alone, (n,).
    events
        Names of the events, (e,), those with most rows first.
    times
        How often the customer did each event in the first window, the start's own row left out, (n, e), at most 255.
    days
        Days with activity in the first window, the start's own day among them, (n,).
    last, rows
        The last of these days, the start's own being 0, and the rows in the first window, the start's own left out,
        (n,).
    back
        Whether the customer came back in the later window, (n,).
    ever
        Whether the customer did each event at any time in the file, (n, e): for showing what that leads to.
    unwatched
        Customers left out since the later window is not over for them.
    passed_over
        Events that were not counted, since so many others have more rows.
    """

    codes: Ints
    half: NDArray[np.int8]
    events: tuple[str, ...]
    times: NDArray[np.uint8]
    days: Ints
    last: Ints
    rows: Ints
    back: NDArray[np.bool_]
    ever: NDArray[np.bool_]
    unwatched: int
    passed_over: tuple[str, ...] = ()
