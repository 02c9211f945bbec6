"""Repeat purchase rate: of those who ordered for the first time, who ordered again within so many days?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from retention.counts import RepeatCounts, VisitSource
from retention.intervals import wilson
from retention.languages import say
from retention.metrics.series import asked, ratio
from retention.results import MetricSeries
from retention.settings import CohortSettings


@dataclass(frozen=True, eq=False)
class RepeatRate:
    """How many ordered again within some days of their first order, among those watched that long.

    Attributes
    ----------
    days
        Days of 24 hours after the first order.
    n, came
        Customers watched that long, and those of them with a second order in that time; ``rate = came / n``.
    rate, lower, upper
        Fractions, with the Wilson range; NaN where nobody was watched that long.
    waiting
        Customers with a first order who have not been watched that long yet.
    by_cohort
        One row for each period of the first order (index ``period``): ``size``, ``n``, ``came``, ``rate``, ``lower``,
        ``upper``, ``complete``. A rate only where everybody of the period has been watched that long.
    by_days
        The same rate for 1, 2, 3 ... days, each among those watched that long.
    """

    days: int
    n: int
    came: int
    rate: float
    lower: float
    upper: float
    waiting: int
    by_cohort: pd.DataFrame
    by_days: MetricSeries

    def to_frame(self) -> pd.DataFrame:
        """The cohorts, one row each."""
        return self.by_cohort

    def __repr__(self) -> str:
        return f"<RepeatRate: {self.came:,} of {self.n:,} within {self.days} days, {self.rate:.1%}>"


def repeat_rate(
    source: VisitSource, settings: CohortSettings | None = None, days: int = 90, level: float = 0.95
) -> Any:
    """Count who ordered a second time within ``days`` of the first order, among customers watched that long.

    Parameters
    ----------
    source
        Events in memory, or anything with the same methods.
    settings
        ``return_event`` is what counts as an order (None is any event), ``where`` filters rows, ``period`` makes the
        cohorts, ``start`` and ``end`` bound the periods of the first order. Plain months by default.
    days
        Days of 24 hours, counted from the first order to the microsecond.
    level
        Confidence of the ranges.

    Returns
    -------
    RepeatRate or dict of str to RepeatRate
        With ``settings.segment`` one for each value, largest first.

    Raises
    ------
    SettingsError
        If ``days`` is not a whole number of at least 1, or for settings that speak of ages.

    Notes
    -----
    The second order is the next row at a later instant: the lines of one order, which share its time, are one order.
    In a file with dates and no times, two orders on one day are one. An order exactly ``days`` after the first comes
    too late. Refunds are no orders unless ``refunds_count`` says so. A customer seen once has no second order, and is
    counted as soon as they have been watched long enough.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"who": ["a", "a", "b", "b", "c"],
    ...                       "when": pd.to_datetime(["2024-01-05", "2024-01-25", "2024-01-09", "2024-03-20",
    ...                                               "2024-03-25"])})
    >>> events = rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when"))
    >>> rt.repeat_rate(events, days=30)
    <RepeatRate: 1 of 2 within 30 days, 50.0%>
    >>> rt.repeat_rate(events, days=30).waiting
    1
    """
    settings = asked(source, settings, "repeat_counts")
    counts = source.repeat_counts(settings, days)
    starts = settings.calendar(source.timezone).starts(counts.numbers)
    index = pd.DatetimeIndex(starts, name="period")
    found = [_rate(counts, i, int(days), index, level) for i in range(len(counts.segments))]
    return found[0] if settings.segment is None else dict(zip(counts.segments, found, strict=True))


def _rate(counts: RepeatCounts, i: int, days: int, index: pd.DatetimeIndex, level: float) -> RepeatRate:
    sizes, watched, came = counts.sizes[i], counts.watched[i], counts.came[i]
    lower, upper = wilson(came, watched, level)
    frame = pd.DataFrame(
        {
            "size": sizes,
            "n": watched,
            "came": came,
            "rate": ratio(came, watched, counts.complete),
            "lower": np.where(counts.complete, lower, np.nan),
            "upper": np.where(counts.complete, upper, np.nan),
            "complete": counts.complete,
        },
        index=index,
    )
    n, again = int(watched.sum()), int(came.sum())
    low, high = (float(end) for end in wilson(again, n, level))
    return RepeatRate(
        days=days,
        n=n,
        came=again,
        rate=again / n if n else float("nan"),
        lower=low,
        upper=high,
        waiting=int(sizes.sum()) - n,
        by_cohort=frame,
        by_days=_by_days(counts, i, level),
    )


def _by_days(counts: RepeatCounts, i: int, level: float) -> MetricSeries:
    watched, came = counts.watched_by_day[i, 1:], counts.came_by_day[i, 1:]
    known = watched > 0
    watched, came = watched[known], came[known]
    lower, upper = wilson(came, watched, level)
    days = np.flatnonzero(known) + 1
    return MetricSeries(
        name=say("Ordered again within so many days"),
        x=days,
        labels=tuple(map(str, days.tolist())),
        numerator=came,
        denominator=watched,
        cohorts=np.full(len(days), int((counts.sizes[i] > 0).sum())),
        rates=came / watched,
        lower=lower,
        upper=upper,
        unit="day",
    )
