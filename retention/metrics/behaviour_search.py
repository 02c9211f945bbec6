"""A search over everything customers do in their first days, for what goes with staying."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.counts import BehaviourCounts, VisitSource
from retention.intervals import Floats
from retention.languages import many, say
from retention.metrics.alike import Alike, alike, careful, similar
from retention.metrics.arguments import some_share
from retention.metrics.behaviours import at_least, two_by_two
from retention.metrics.comparison import benjamini_hochberg
from retention.metrics.series import asked
from retention.metrics.stratified import risk_difference, score, stratified
from retention.metrics.wording import count, first, percent
from retention.periods import Ints
from retention.results import FEW_MARKED
from retention.settings import CohortSettings

THRESHOLDS = (1, 2, 3, 5, 10, 20, 50, 100)
REACHED = np.searchsorted(THRESHOLDS, np.arange(256), side="right")  # how many of them so many times reach
LEAST_COVERAGE = 0.05  # a behaviour of fewer customers, or one that fewer leave out, changes little and shows little
COLUMNS = (
    *("event", "times", "coverage", "found_difference"),
    *("n_did", "back_did", "n_not", "back_not", "difference", "lower", "upper", "p_value", "adjusted", "stands"),
)


@dataclass(frozen=True, eq=False)
class BehaviourSearch:
    """What goes with staying, found on one half of the customers and reported on the other half.

    Attributes
    ----------
    frame
        One row for each event, those that stand first, largest difference first: ``event``, ``times`` (the threshold
        that told most on the first half); on the first half ``coverage`` (share who did it) and ``found_difference``;
        on the other half ``n_did``, ``back_did``, ``n_not``, ``back_not``, ``difference``, ``lower``, ``upper`` and
        ``p_value`` as in :class:`BehaviourEffect`; ``adjusted`` (the p-value, corrected for everything tried) and
        ``stands`` (adjusted below the level, and the same sign on both halves).
    looked_at
        Pairs of an event and a threshold that were tried on the first half.
    not_tried
        Events that too few customers did, or left out, in the first days.
    first, wait, later
        The windows in days.
    n_first, n_other
        Customers of the first half and of the other one, watched to the end of the later window.
    unwatched
        Customers left out since their later window is not over.
    level
        Share of false findings that is put up with.
    """

    frame: pd.DataFrame
    looked_at: int
    not_tried: tuple[str, ...]
    first: int
    wait: int
    later: int
    n_first: int
    n_other: int
    unwatched: int
    level: float = 0.05

    @property
    def standing(self) -> pd.DataFrame:
        """The rows that stand."""
        return self.frame[self.frame["stands"]]

    @property
    def words(self) -> str:
        """How many were tried, how many stand, which stands out most, and what that does not mean."""
        if not self.looked_at:
            return say(
                "Nothing could be tried: no event was done by between {least} and {most} of the customers, and {few} "
                "or more on each side, in {days}.",
                least=percent(LEAST_COVERAGE, 0),
                most=percent(1 - LEAST_COVERAGE, 0),
                few=FEW_MARKED,
                days=first(self.first, "day"),
            )
        tried = count(self.looked_at, "behaviour")
        n = len(self.standing)
        if not n:
            return say(
                "{behaviours} tried on one half of the customers; on the other half none goes with staying by more "
                "than chance.",
                behaviours=tried,
            )
        best = self.frame.iloc[0]
        return many(
            "{behaviours} tried on one half of the customers; on the other half {n} of them goes with staying or "
            "leaving by more than chance, most of all '{event}' {often}. That is no proof: only an experiment settles "
            "whether the one leads to the other.",
            "{behaviours} tried on one half of the customers; on the other half {n} of them go with staying or "
            "leaving by more than chance, most of all '{event}' {often}. That is no proof: only an experiment settles "
            "whether the one leads to the other.",
            n,
            behaviours=tried,
            event=best["event"],
            often=at_least(int(best["times"])),
        )

    def __repr__(self) -> str:
        return f"<BehaviourSearch: {len(self.standing)} of {self.looked_at} tried stand>"


def behaviour_search(
    source: VisitSource,
    *,
    first: int = 7,
    wait: int = 0,
    later: int = 7,
    settings: CohortSettings | None = None,
    level: float = 0.05,
) -> BehaviourSearch:
    """Try every event at several thresholds, and report what goes with staying so that chance is not taken for it.

    Each is compared as in :func:`behaviour_effect`: windows that do not overlap, customers watched to the end, among
    those who were equally active. For each event the threshold (1, 2, 3, 5, 10, ... times) that tells most is
    picked on one half of the customers; its numbers are those of the other half, who had no part in picking it. Their
    p-values are corrected for all pairs tried, those not reported counting as if they showed nothing.

    Parameters
    ----------
    source, first, wait, later, settings
        As in :func:`behaviour_effect`.
    level
        Share of false findings among those that stand which is put up with. Where nothing goes with staying at all,
        the search reports anything in at most that share of files.

    Returns
    -------
    BehaviourSearch
        Events done by between 5 % and 95 % of the first half, 30 customers or more on each side; others are named in
        ``not_tried``.

    Raises
    ------
    SettingsError
        As in :func:`behaviour_effect`, and if ``level`` is not a share.

    Notes
    -----
    The half is drawn from the id alone: the order of rows, other customers and later rows do not move anybody.
    Benjamini, Y. and Hochberg, Y. (1995), Journal of the Royal Statistical Society B 57, 289-300.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> rows = [(f"u{i}", d, e) for i in range(400) for d, e in [(1, "join"), (2, "invite" if i % 2 else "open")]]
    >>> rows += [(f"u{i}", 9, "open") for i in range(400) if i % 4 or not i % 16]
    >>> frame = pd.DataFrame(rows, columns=["who", "day", "what"])
    >>> frame["when"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(frame["day"], unit="D")
    >>> events = rt.events_from_frame(frame[["who", "when", "what"]],
    ...                               rt.ColumnMapping(customer="who", time="when", event="what"),
    ...                               observed_until="2024-02-01")
    >>> found = rt.behaviour_search(events, later=14)
    >>> found.frame[["event", "times", "stands"]].to_dict("list"), found.looked_at
    ({'event': ['invite', 'open'], 'times': [1, 1], 'stands': [True, True]}, 2)
    """
    settings = asked(source, settings, "behaviour_counts")
    some_share("level", level)
    counts = source.behaviour_counts(settings, first, wait, later)
    learn, tell = (_half(counts, which) for which in (0, 1))
    picked, looked_at, rows = [], 0, []
    for e in range(len(counts.events)):
        tried = _tried(learn, e, int(first))
        looked_at += len(tried)
        if tried:
            best = max(tried, key=lambda one: one.deviate)
            picked.append(e)
            rows.append(_row(counts.events[e], best, e, int(first), tell))
    frame = _adjusted(pd.DataFrame(rows, columns=COLUMNS[:-2]), looked_at, level)
    return BehaviourSearch(
        frame=frame,
        looked_at=looked_at,
        not_tried=tuple(sorted({*counts.events, *counts.passed_over} - {counts.events[e] for e in picked})),
        first=int(first),
        wait=int(wait),
        later=int(later),
        n_first=len(learn.codes),
        n_other=len(tell.codes),
        unwatched=counts.unwatched,
        level=level,
    )


@dataclass(frozen=True)
class _Tried:
    """One threshold of an event on the first half; the deviate without its sign."""

    times: int
    coverage: float
    difference: float
    deviate: float


def _half(counts: BehaviourCounts, which: int) -> BehaviourCounts:
    mine = counts.half == which
    columns: dict[str, NDArray[Any]] = {
        name: getattr(counts, name)[mine] for name in ("codes", "half", "times", "days", "last", "rows", "back", "ever")
    }
    return BehaviourCounts(**columns, events=counts.events, unwatched=counts.unwatched)  # type: ignore[arg-type]


def _tried(half: BehaviourCounts, e: int, first: int) -> list[_Tried]:
    """Thresholds of one event that split the customers differently, with enough of them on both sides."""
    n = len(half.codes)
    often = REACHED[half.times[:, e]]
    n_reached = np.bincount(often, minlength=len(THRESHOLDS) + 1)[::-1].cumsum()[::-1]
    ways = [_thresholds(half, often, way) for way in alike(half, e, first)]
    found: list[_Tried] = []
    last = -1
    for place, times in enumerate(THRESHOLDS, start=1):
        n_did = int(n_reached[place])
        if n_did == last or not _enough(n_did, n):
            continue
        last = n_did
        told = [_told(table, group, place) for table, group in ways]
        difference, deviate = min((one for one in told if one[0] == one[0]), key=_size, default=(np.nan, 0.0))
        found.append(_Tried(times, n_did / n, difference, abs(deviate)))
    return found


def _thresholds(half: BehaviourCounts, often: Ints, way: Alike) -> tuple[Floats, Ints]:
    """Customers by stratum, outcome and threshold that they reach at least; and the group of each stratum."""
    size, classes = int(way.number.max(initial=0)) + 1, len(THRESHOLDS) + 1
    key = (way.number * 2 + half.back) * classes + often
    table = np.bincount(key, minlength=size * 2 * classes).reshape(size, 2, classes)
    held = np.flatnonzero(table.any(axis=(1, 2)))
    return table[held][:, :, ::-1].cumsum(axis=2)[:, :, ::-1].astype(float), held // way.width


def _told(table: Floats, group: Ints, place: int) -> tuple[float, float]:
    """Difference at a threshold, and its deviate."""
    did, others = table[:, :, place], table[:, :, 0] - table[:, :, place]
    sides = similar((did[:, 1], did.sum(axis=1), others[:, 1], others.sum(axis=1)), group)
    return risk_difference(*sides), score(*sides)


def _size(told: tuple[float, float]) -> float:
    return abs(told[1])


def _enough(n_did: int, n: int) -> bool:
    smaller = min(n_did, n - n_did)
    return smaller >= max(FEW_MARKED, LEAST_COVERAGE * n)


def _row(event: str, best: _Tried, e: int, first: int, half: BehaviourCounts) -> tuple[Any, ...]:
    did = half.times[:, e] >= best.times
    n_did, back_did, n_not, back_not = two_by_two(did, half.back)
    found = careful(*(stratified(*way.sides(did, half.back)) for way in alike(half, e, first)))
    return (
        *(event, best.times, best.coverage, best.difference, n_did, back_did, n_not, back_not),
        *(found.difference, found.lower, found.upper, found.p_value),
    )


def _adjusted(frame: pd.DataFrame, looked_at: int, level: float) -> pd.DataFrame:
    """Correct for all that were tried: those that are not reported count as if they showed nothing."""
    p_values = frame["p_value"].to_numpy(float)
    p_values = np.where(np.isnan(p_values), 1.0, p_values)
    silent = np.ones(looked_at - len(frame))
    adjusted = benjamini_hochberg(np.concatenate([p_values, silent]))[: len(frame)] if looked_at else p_values
    same = np.sign(frame["difference"]) == np.sign(frame["found_difference"])
    frame = frame.assign(adjusted=adjusted, stands=(adjusted < level) & same.to_numpy(bool))
    difference = frame["difference"].fillna(0).to_numpy(float)
    order = np.lexsort([-difference, -np.abs(difference).round(12), ~frame["stands"].to_numpy(bool)])
    return frame.iloc[order].reset_index(drop=True)
