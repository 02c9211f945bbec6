"""Tables of answers to a survey."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retention.languages import mark
from retention.periods import Ints


@dataclass(frozen=True)
class ScoreCounts:
    """Answers from 0 to 10 by group, period and score.

    Attributes
    ----------
    numbers
        Period numbers, from the first with an answer to the last, every one between; empty where all time is one.
    segments
        Segment values in order, most answers first; ``("",)`` without a segment.
    counts
        Answers, (segments, periods or 1, 11).
    complete
        The period is over, (periods or 1,).
    """

    numbers: Ints
    segments: tuple[str, ...]
    counts: Ints
    complete: NDArray[np.bool_]


@dataclass(frozen=True)
class AfterAnswerCounts:
    """Customers by their first answer, and who of them did something afterwards. Arrays of 11, one place per score.

    Attributes
    ----------
    customers
        Customers who gave that as their first answer.
    joined
        Of these, those the events know.
    watched
        Of these, those watched for the whole time after their answer.
    active
        Of these, those with activity in that time; of contracts, those with one running at its end.
    nameless
        Answers that name no customer.
    did
        What those counted in ``active`` did, in words.
    """

    customers: Ints
    joined: Ints
    watched: Ints
    active: Ints
    nameless: int
    did: str = mark("were active")
