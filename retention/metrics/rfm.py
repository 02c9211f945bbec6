"""Recency, frequency, money: scores by fifths, and ten groups with names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.counts import RhythmCounts, VisitSource
from retention.errors import SettingsError
from retention.languages import mark, say
from retention.metrics.rfm_groups import GROUPS, group_of
from retention.metrics.wording import count, percent
from retention.periods import to_local
from retention.settings import CohortSettings

FIFTHS = 5
RFM_KEYS = tuple(group.key for group in GROUPS)


@dataclass(frozen=True, eq=False)
class Rfm:
    """Scores of recency, frequency and money of each customer at one moment.

    Attributes
    ----------
    at
        Local moment looked at.
    has_money
        Whether there are amounts.
    frame
        One row for each customer who had come by then, also those who asked not to be contacted:

        - ``customer``: the id.
        - ``recency``: days from the last active day to the last whole day.
        - ``frequency``: active days.
        - ``money``: amounts up to the moment, refunds taken off; NaN without amounts.
        - ``r``, ``f``, ``m``: scores from 1 to 5, 5 the latest, most often and most money; ``m`` is missing without
          amounts.
        - ``group``: key of the group (category, in the order of the groups).
        - ``do_not_contact``: whether the customer asked not to be contacted.
    groups
        By key, in the order of the groups, also those without anybody: ``name``, ``customers``, ``share`` of all,
        ``money`` (NaN without amounts) and ``words``.
    notes
        What the scores cannot tell in these data, in sentences.
    words
        The largest group and what it brings, in a sentence.
    """

    at: pd.Timestamp
    has_money: bool
    frame: pd.DataFrame
    groups: pd.DataFrame
    notes: tuple[str, ...]
    words: str

    def listed(self, groups: tuple[str, ...] = RFM_KEYS, by: str = "money") -> pd.DataFrame:
        """Customers of these groups who may be written to, the largest of a column first (recency: the latest)."""
        some = self.frame[self.frame["group"].isin(groups) & ~self.frame["do_not_contact"]]
        by = by if by != "money" or self.has_money else "frequency"
        return some.sort_values(by, ascending=by == "recency", kind="stable")


def rfm(source: VisitSource, settings: CohortSettings | None = None, *, at: Any = None) -> Rfm:
    """Score each customer by how lately and how often they came, and by the money they brought.

    A score is the fifth in which a customer's place among all lies: the share of customers with a lower value, and half
    of those with the same one. The lowest value is always 1 and the highest always 5. Where a fifth of the customers or
    more have the lowest one, as those who came once do in most files, the others have the scores 2 to 5 by quarters of
    their own: otherwise two visits would count as often because most people came once. Customers with equal values have
    equal scores, so that the scores need not be equally frequent. Where all are alike the score is 3.

    The group follows from recency and frequency alone, so that it means the same without amounts; money stands beside.

    Parameters
    ----------
    source
        Events in memory, or anything with the same methods.
    settings
        What counts as coming (``return_event``, ``where``, ``return_where``, ``refunds_count``), and the zone.
    at
        Local moment; a day that is not over by then is left out. None is the moment up to which the data are whole.

    Returns
    -------
    Rfm

    Raises
    ------
    SettingsError
        For a moment outside the data, and for contracts, which have no visits.

    Notes
    -----
    Several visits on one local day are one; one at midnight belongs to the day that begins. Customers seen once have
    the frequency 1. Scores are relative to all customers at that moment: a customer may move since others did. Scores
    of one to five for each: Hughes, A. M. (1994), "Strategic Database Marketing"; names by recency and frequency as
    products for marketing use them.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> days = ["2024-01-01", "2024-03-01", "2024-03-20", "2024-01-10", "2024-03-30"]
    >>> frame = pd.DataFrame({"who": list("aaabc"), "when": pd.to_datetime(days), "paid": [10.0, 20.0, 30.0, 5.0, 9.0]})
    >>> events = rt.events_from_frame(frame, rt.ColumnMapping("who", "when", amount="paid"))
    >>> rt.rfm(events).frame[["customer", "recency", "frequency", "money", "r", "f", "m", "group"]]
      customer  recency  frequency  money  r  f  m            group
    0        a       10          3   60.0  3  5  5            loyal
    1        b       80          1    5.0  1  1  1      hibernating
    2        c        0          1    9.0  5  1  3              new
    """
    if not hasattr(source, "rhythm_counts"):
        raise SettingsError(
            say("contracts have no visits: how lately and how often somebody came cannot be told."),
            where="source",
            todo=say("Load visits or orders."),
        )
    return _scored(source.rhythm_counts(settings or CohortSettings(), at), source, settings)


# ----------------------------------------------------------------------------------------------------------- scores
# What is said of a score that is the same for everybody, and of one with few different values.
SCORES = {
    "recency": (
        mark("All customers have the same recency: its score is 3 for everybody and tells nothing."),
        mark("There are only {n} different lengths of silence: not every score from 1 to 5 occurs."),
    ),
    "frequency": (
        mark("All customers have the same frequency: its score is 3 for everybody and tells nothing."),
        mark("There are only {n} different numbers of visits: not every score from 1 to 5 occurs."),
    ),
    "money": (
        mark("All customers have the same money: its score is 3 for everybody and tells nothing."),
        mark("There are only {n} different sums of money: not every score from 1 to 5 occurs."),
    ),
}


def scores(values: NDArray[Any]) -> NDArray[np.int8]:
    """Fifths by place, 1 the lowest; equal values have equal scores.

    Examples
    --------
    >>> scores(np.array([1, 1, 1, 1, 1, 1, 2, 2, 3, 9])).tolist(), scores(np.arange(10)).tolist()
    ([1, 1, 1, 1, 1, 1, 3, 3, 4, 5], [1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
    """
    _, place, sizes = np.unique(values, return_inverse=True, return_counts=True)
    found = _by_place(sizes, FIFTHS)
    if len(sizes) > 1:
        if FIFTHS * sizes[0] >= len(values):
            found[1:] = 1 + _by_place(sizes[1:], FIFTHS - 1)
        found[0], found[-1] = 1, FIFTHS
    return np.asarray(found[place], np.int8)


def _by_place(sizes: NDArray[np.int64], parts: int) -> NDArray[np.int64]:
    """Part, from 1 on, in which the middle of each value's customers lies."""
    twice = 2 * np.cumsum(sizes) - sizes  # twice the customers below and half of those alike
    return np.asarray(np.minimum(parts * twice // (2 * max(1, int(sizes.sum()))), parts - 1) + 1, np.int64)


def _scored(counts: RhythmCounts, source: VisitSource, settings: CohortSettings | None) -> Rfm:
    zone = (settings.timezone if settings is not None else None) or source.timezone
    r, f = scores(-counts.silent), scores(counts.visits)
    group = group_of(r, f)
    money = counts.money
    frame = pd.DataFrame(
        {
            "customer": pd.array(counts.ids, dtype="str"),
            "recency": counts.silent,
            "frequency": counts.visits,
            "money": np.full(len(r), np.nan) if money is None else money,
            "r": r,
            "f": f,
            "m": pd.array([pd.NA] * len(r) if money is None else scores(np.round(money, 9)), dtype="Int8"),
            "group": pd.Categorical.from_codes(group, pd.Index(RFM_KEYS, dtype="str")),
            "do_not_contact": counts.blocked,
        }
    )
    groups = _groups(group, money)
    at = pd.Timestamp(to_local(np.array([counts.at]), zone)[0])
    found = Rfm(at, money is not None, frame, groups, _notes(frame, money is not None), "")
    return replace(found, words=_words(groups, money is not None))


def _groups(group: NDArray[Any], money: NDArray[np.float64] | None) -> pd.DataFrame:
    sizes = np.bincount(group, minlength=len(GROUPS))
    return pd.DataFrame(
        {
            "name": [g.name for g in GROUPS],
            "customers": sizes,
            "share": sizes / max(1, len(group)),
            "money": np.nan if money is None else np.round(np.bincount(group, money, len(GROUPS)), 9),
            "words": [g.words for g in GROUPS],
        },
        index=pd.Index(RFM_KEYS, name="group", dtype="str"),
    )


def _notes(frame: pd.DataFrame, has_money: bool) -> tuple[str, ...]:
    said = []
    for column, (alike, few) in SCORES.items():
        kinds = int(frame[column].nunique()) if column != "money" or has_money else 0
        if kinds == 1:
            said.append(say(alike))
        elif 0 < kinds < FIFTHS:
            said.append(say(few, n=kinds))
    if not has_money:
        said.append(say("Without amounts there are scores for recency and frequency only."))
    return tuple(said)


def _words(groups: pd.DataFrame, has_money: bool) -> str:
    sizes = groups["customers"].to_numpy()
    if not sizes.sum():
        return say("Nobody had come by then.")
    at = int(np.argmax(sizes))
    size = int(sizes[at])
    largest = {
        "group": say(GROUPS[at].name),
        "customers": count(size, "customer"),
        "share": percent(size / sizes.sum(), 0),
    }
    money = groups["money"].to_numpy()
    if has_money and money.sum() > 0:
        return say(
            "{group} is the largest group: {customers}, {share}, with {part} of the money.",
            part=percent(money[at] / money.sum(), 0),
            **largest,
        )
    return say("{group} is the largest group: {customers}, {share}.", **largest)
