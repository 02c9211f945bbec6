"""A list of some time ago, held against who has not returned since, whatever the list was made from."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.errors import SettingsError
from retention.intervals import Floats, wilson
from retention.languages import say
from retention.metrics.wording import count, percent, percent_span
from retention.periods import day_text
from retention.results import Ints
from retention.stages import KEYS, SLIPPING

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class SlippingCheck:
    """How the list of some time ago would have done, scored with nothing but the data up to then.

    Attributes
    ----------
    at, until
        The moment looked back to, and the end of the time in which a return counted; local time.
    customers
        Customers who had come by then.
    flagged, not_returned
        Those in a stage that is slipping away, and those of them who had not returned by ``until``.
    share, lower, upper
        ``not_returned / flagged``, with the Wilson range; NaN where nobody was flagged.
    size
        Length of the lists that are compared: so many customers with the smallest chance of a return, and so many with
        the longest silence.
    hits, precision, precision_lower, precision_upper
        Those of the first list who did not return, ``hits / size`` and its Wilson range.
    recency_hits, recency_precision
        The same of the second list.
    base
        Share of all customers who did not return.
    auc, auc_recency
        Chance that somebody who did not return stands above somebody who did, ties counting half, when everybody is
        ordered by our chance of a return, or by silence alone; NaN where everybody or nobody returned.
    words
        The result in words.
    regular, regular_share
        Customers who were regular then, and the share of them who did not return: what ``share`` is held against.
    """

    at: pd.Timestamp
    until: pd.Timestamp
    customers: int
    flagged: int
    not_returned: int
    share: float
    lower: float
    upper: float
    size: int
    hits: int
    precision: float
    precision_lower: float
    precision_upper: float
    recency_hits: int
    recency_precision: float
    base: float
    auc: float
    auc_recency: float
    words: str
    regular: int = 0
    regular_share: float = math.nan

    def __repr__(self) -> str:
        return (
            f"<SlippingCheck: {self.not_returned:,} of {self.flagged:,} flagged on {self.at:%Y-%m-%d} "
            f"had not returned by {self.until:%Y-%m-%d}>"
        )


@contextmanager
def going_back(days_ago: int) -> Iterator[None]:
    """Refuse a moment before the data in the words of who asked for so many days."""
    try:
        yield
    except SettingsError as error:
        if error.where != "at":
            raise
        raise SettingsError(
            say("the data do not go back {days_ago} days.", days_ago=f"{days_ago:,}"),
            where="days_ago",
            todo=say("Choose fewer days."),
        ) from error


def look_back(
    at: pd.Timestamp,
    until: pd.Timestamp,
    stage: NDArray[np.integer[Any]],
    gone: Bools,
    chance: Floats,
    silent: Ints,
    size: int | None,
) -> SlippingCheck:
    """Compare the list made then, and its order, with who was gone.

    One entry for each customer: the position of their stage among :data:`retention.stages.KEYS`, whether they did not
    return, the chance of a return (NaN comes last) and the days of silence.
    """
    flagged, regular = np.isin(stage, [KEYS.index(key) for key in SLIPPING]), stage == KEYS.index("regular")
    n, k, lost = len(gone), int(flagged.sum()), int((flagged & gone).sum())
    size = min(n, k if size is None else int(size))
    unlikely = np.nan_to_num(1 - chance, nan=-1.0)
    orders = [np.lexsort((-silent, -unlikely)), np.argsort(-silent, kind="stable")]
    hits, recency_hits = (int(gone[order[:size]].sum()) for order in orders)
    ranks = np.zeros(n, np.int64)
    ordered = orders[0]
    ranks[ordered] = np.cumsum(_new(unlikely[ordered]) | _new(silent[ordered]))
    (lower, upper), (low, high) = wilson(lost, k), wilson(hits, size)
    found = SlippingCheck(
        at=at,
        until=until,
        customers=n,
        flagged=k,
        not_returned=lost,
        share=_share(lost, k),
        lower=float(lower),
        upper=float(upper),
        size=size,
        hits=hits,
        precision=_share(hits, size),
        precision_lower=float(low),
        precision_upper=float(high),
        recency_hits=recency_hits,
        recency_precision=_share(recency_hits, size),
        base=_share(int(gone.sum()), n),
        auc=area_under_curve(-ranks, gone),
        auc_recency=area_under_curve(silent, gone),
        words="",
        regular=int(regular.sum()),
        regular_share=_share(int((regular & gone).sum()), int(regular.sum())),
    )
    return replace(found, words=_in_words(found))


def area_under_curve(score: NDArray[Any], hit: Bools) -> float:
    """Chance that one that is a hit has a higher score than one that is none, ties counting half; NaN without both.

    Examples
    --------
    >>> area_under_curve(np.array([3, 2, 2, 1]), np.array([True, True, False, False]))
    0.875
    """
    hits, misses = int(hit.sum()), int((~hit).sum())
    if not hits or not misses:
        return math.nan
    _, place, counts = np.unique(score, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - (counts - 1) / 2  # rank from 1 of each value, shared by those that have it
    return float((middle[place][hit].sum() - hits * (hits + 1) / 2) / (hits * misses))


def _new(values: NDArray[Any]) -> Bools:
    """True where a value differs from the one before."""
    return np.concatenate([[True], values[1:] != values[:-1]])[: len(values)]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else math.nan


def _in_words(c: SlippingCheck) -> str:
    then, now = (day_text(day) for day in (c.at, c.until))
    if not c.customers:
        return say("Nobody had come by {then}.", then=then)
    everybody = say("of all {customers} {share}", customers=count(c.customers, "customer"), share=percent(c.base, 0))
    if not c.flagged:
        return say(
            "Nobody was slipping away on {then}; {everybody} had not returned by {now}.",
            then=then,
            everybody=everybody,
            now=now,
        )
    least = say(
        "Of the {n} least likely to return {precision} had not, of the {n} silent for longest {recency_precision}, "
        "{everybody}.",
        n=f"{c.size:,}",
        precision=percent(c.precision, 0),
        recency_precision=percent(c.recency_precision, 0),
        everybody=everybody,
    )
    return " ".join([_of_flagged(c, then, now), least])


def _of_flagged(c: SlippingCheck, then: str, now: str) -> str:
    numbers = {
        "customers": count(c.flagged, "customer"),
        "share": percent(c.share, 0),
        "range": percent_span(c.lower, c.upper),
    }
    if not c.regular:
        return say(
            "Of {customers} slipping away on {then}, {share} (likely {range}) had not returned by {now}.",
            then=then,
            now=now,
            **numbers,
        )
    return say(
        "Of {customers} slipping away on {then}, {share} (likely {range}) had not returned by {now}; of {regular} "
        "regular ones {regular_share}.",
        then=then,
        now=now,
        regular=f"{c.regular:,}",
        regular_share=percent(c.regular_share, 0),
        **numbers,
    )
