"""What a file would show if its rows had been dealt to its customers at random.

Times stay, and so does the number of rows of each customer; only who came when is left to chance. Even then cohorts
differ: busy months bring more people back, and those with many rows come early. A difference between cohorts or months
is worth telling only if it is none that such a deal would show.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retention.counts import SpreadCounts
from retention.intervals import Floats

Ints = NDArray[np.int64]
MOST = 1 << 21  # numbers worked out at once


@dataclass(frozen=True)
class Dealt:
    """Expected shares under a random deal, by number of the period or cohort; NaN where nobody is expected."""

    numbers: Ints
    rates: Floats

    def at(self, numbers: Ints) -> Floats:
        """The shares of given numbers; NaN for those outside the file."""
        out = np.full(len(numbers), np.nan)
        place = np.searchsorted(self.numbers, numbers)
        inside = place < len(self.numbers)
        inside[inside] = self.numbers[place[inside]] == numbers[inside]
        out[inside] = self.rates[place[inside]]
        return out


def dealt_cohorts(spread: SpreadCounts, first: int, last: int | None) -> Dealt:
    """Share of each cohort that would come back from age ``first`` to ``last`` (None: to the end of the file).

    A customer with a rows begins in period j with probability ``S(j)^a - S(j + 1)^a``, S being the share of rows in j
    or later. Ages begin at 1. Rows are dealt with replacement, which in a file of more than some hundred rows makes no
    difference.

    Examples
    --------
    Two rows for each of 100 customers, over two periods with half of the rows each: three in four begin in the first,
    and two of these three are back in the second.

    >>> rows, two = np.array([100, 100]), np.array([2])
    >>> spread = SpreadCounts(np.array([0, 1]), np.array([0, 1]), rows, rows, two, two, two * 50, True)
    >>> dealt_cohorts(spread, 1, 1).rates.round(3).tolist()
    [0.667, 0.0]
    """
    shares = spread.starts / max(1, spread.starts.sum())
    later = np.concatenate([np.cumsum(shares[::-1])[::-1], [0.0]])
    back = spread.returns / max(1, spread.returns.sum())
    until = np.concatenate([[0.0], np.cumsum(back)])
    n = len(shares)
    begin = np.minimum(np.arange(n) + first, n)
    end = np.full(n, n) if last is None else np.minimum(np.arange(n) + last + 1, n)
    window = until[end] - until[begin]
    size, came = np.zeros(n), np.zeros(n)
    step = max(1, MOST // max(1, n))
    for i in range(0, len(spread.customers), step):
        a, b, people = (x[i : i + step] for x in (spread.customer_starts, spread.customer_returns, spread.customers))
        enters = later[:-1, None] ** a - later[1:, None] ** a
        if spread.same:
            rest = np.clip(later - np.append(window, 0), 0, 1), np.clip(later[1:] - window, 0, 1)
            none = rest[0][:-1, None] ** a - rest[1][:, None] ** a
            returns = enters - none
        else:
            returns = enters * (1 - (1 - window)[:, None] ** b)
        size += enters @ people
        came += returns @ people
    numbers, place = np.unique(spread.cohort_numbers, return_inverse=True)
    return Dealt(numbers, _share(*(np.bincount(place, weights=w) for w in (came, size))))


def dealt_retention(spread: SpreadCounts) -> Dealt:
    """Share of the customers of one period that would be active in the next, for each period but the first.

    Examples
    --------
    >>> rows, two = np.array([100, 100]), np.array([2])
    >>> spread = SpreadCounts(np.array([0, 1]), np.array([0, 1]), rows, rows, two, two, two * 50, True)
    >>> dealt_retention(spread).rates.round(3).tolist()
    [nan, 0.667]
    """
    share = spread.returns / max(1, spread.returns.sum())
    before = np.concatenate([[0.0], share[:-1]])
    was, kept = np.zeros(len(share)), np.zeros(len(share))
    step = max(1, MOST // max(1, len(share)))
    for i in range(0, len(spread.customers), step):
        rows, people = spread.customer_returns[i : i + step], spread.customers[i : i + step]
        not_before, not_now = (1 - before)[:, None] ** rows, (1 - share)[:, None] ** rows
        neither = np.clip(1 - before - share, 0, 1)[:, None] ** rows
        was += (1 - not_before) @ people
        kept += (1 - not_before - not_now + neither) @ people
    return Dealt(spread.numbers, _share(kept, was))


def _share(part: NDArray[Any], whole: NDArray[Any]) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 1e-9, np.clip(part / whole, 0, 1), np.nan)
