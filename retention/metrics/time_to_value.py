"""Time to value: how long it takes customers from their start to the first time of an event that counts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from retention.counts import FirstTimeCounts, VisitSource
from retention.errors import whole_number
from retention.intervals import wilson
from retention.languages import say
from retention.metrics.series import asked, ratio
from retention.metrics.wording import count, percent, percent_span
from retention.models.kaplan_meier import SurvivalCurve, kaplan_meier
from retention.periods import Ints
from retention.settings import CohortSettings

SHOWN_DAYS = 7


@dataclass(frozen=True, eq=False)
class TimeToValue:
    """How many customers have done something for the first time, by days since their start.

    Attributes
    ----------
    event, times
        What was done, and how often at least.
    curve
        Share who have not got there by the end of each day (Kaplan-Meier); day 1 is the first 24 hours.
    n, reached
        Customers who started, and those seen to get there so far.
    """

    event: str
    times: int
    curve: SurvivalCurve
    n: int
    reached: int

    @property
    def median(self) -> int | None:
        """Days by the end of which half have got there; None where the curve does not come that far."""
        days = self.curve.median
        return None if math.isnan(days) else int(days)

    @property
    def longest(self) -> int:
        """Days for which anybody has been watched."""
        return int(self.curve.times[-1]) if len(self.curve) else 0

    def within(self, days: float) -> tuple[float, float, float]:
        """Share who get there within some days, and its range; NaN beyond the longest time watched.

        The range is NaN where the share is 0 or 1.
        """
        share = 1 - self.curve.at(days)
        if not share > 0:
            return share, math.nan, math.nan
        place = int(np.searchsorted(self.curve.times, days, side="right")) - 1
        return share, 1 - float(self.curve.upper[place]), 1 - float(self.curve.lower[place])

    @property
    def words(self) -> str:
        """The share within 7 days with its range, and the median."""
        if not self.n:
            return say("Nobody has been watched for a day.")
        did = f"'{self.event}'"
        if self.times > 1:
            did = say("{event} {n} times", event=did, n=self.times)
        days = min(SHOWN_DAYS, self.longest)
        share, lower, upper = self.within(days)
        if math.isnan(share) or not days:
            return say(
                "{k} of {n} customers have done {event} so far; {half}.",
                k=f"{self.reached:,}",
                n=f"{self.n:,}",
                event=did,
                half=self._half,
            )
        said = percent(share)
        if not math.isnan(lower):
            said = say("{share} (likely {range})", share=said, range=percent_span(lower, upper))
        return say(
            "{share} of {n} customers do {event} within {days}; {half}.",
            share=said,
            n=f"{self.n:,}",
            event=did,
            days=count(days, "day"),
            half=self._half,
        )

    @property
    def _half(self) -> str:
        """Within how long half of them get there."""
        if self.median is None:
            return say("median not reached")
        if self.median == 1:
            return say("half of them on the first day")
        return say("half of them within {days}", days=count(self.median, "day"))

    def to_frame(self) -> pd.DataFrame:
        """One row a day: ``days``, ``at_risk`` (watched, and not there), ``reached``, ``share`` and its range."""
        curve = self.curve
        return pd.DataFrame(
            {
                "days": curve.times.astype(np.int64),
                "at_risk": curve.at_risk.astype(np.int64),
                "reached": curve.events.astype(np.int64),
                "share": 1 - curve.survival,
                "lower": 1 - curve.upper,
                "upper": 1 - curve.lower,
            }
        )

    def __repr__(self) -> str:
        return f"<TimeToValue: '{self.event}', {self.reached:,} of {self.n:,} so far, median {self.median}>"


def time_to_value(
    source: VisitSource,
    event: str,
    settings: CohortSettings | None = None,
    *,
    times: int = 1,
    level: float = 0.95,
) -> Any:
    """Estimate how long it takes customers to do something for the first time (Kaplan-Meier).

    Time runs in days of 24 hours from each customer's start, to the microsecond. Customers who have not got there count
    as long as they have been watched, in whole days, and never as if they would not: the median is that of everybody,
    not of those who got there.

    Parameters
    ----------
    source
        Events in memory, or anything with the same methods. The file needs a column of events.
    event, times
        What counts as value, and which time of it (1 is the first).
    settings
        ``start_event`` is what starts a customer (None is the first row), ``where`` filters rows, ``start`` and ``end``
        bound the periods of the start. Plain months by default.
    level
        Confidence of the ranges.

    Returns
    -------
    TimeToValue or dict of str to TimeToValue
        With ``settings.segment`` one for each value, largest first.

    Raises
    ------
    SettingsError
        If the file has no column of events, no row has this event, or for settings that speak of ages.

    Notes
    -----
    The start's own row does not count; another row at the same instant does, on day 1. What happens on a day that is
    not over for a customer is left out, since those to whom it has not happened yet cannot be told from those to whom
    it will not. A customer seen once is watched up to ``observed_until``.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> rows = [("a", "01-01", "join"), ("a", "01-03", "export"), ("b", "01-02", "join"), ("c", "01-09", "join")]
    >>> frame = pd.DataFrame([(who, f"2024-{day}", what) for who, day, what in rows], columns=["who", "day", "what"])
    >>> events = rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="day", event="what"),
    ...                               observed_until="2024-01-11")
    >>> found = rt.time_to_value(events, "export")
    >>> found, round(found.within(7)[0], 3)
    (<TimeToValue: 'export', 1 of 3 so far, median 3>, 0.5)
    >>> rt.time_to_value_by_cohort(events, "export")[["size", "n", "reached", "complete"]].to_dict("list")
    {'size': [3], 'n': [2], 'reached': [1], 'complete': [False]}
    """
    settings, counts = _counts(source, event, settings, times)
    found = [_time_to_value(counts, i, event, int(times), level) for i in range(len(counts.segments))]
    return found[0] if settings.segment is None else dict(zip(counts.segments, found, strict=True))


def time_to_value_by_cohort(
    source: VisitSource,
    event: str,
    settings: CohortSettings | None = None,
    *,
    times: int = 1,
    days: int = SHOWN_DAYS,
    level: float = 0.95,
) -> Any:
    """Count, for each start cohort, who got there within ``days`` of 24 hours, among those watched that long.

    Parameters
    ----------
    source, event, settings, times
        As in :func:`time_to_value`; ``settings.period`` makes the cohorts.
    days
        Days since the start; the event exactly so many days after it comes too late.
    level
        Confidence of the ranges.

    Returns
    -------
    pandas.DataFrame or dict of str to pandas.DataFrame
        One row for each period of the start (index ``period``): ``size`` (customers who started), ``n`` (watched for
        so many days), ``reached`` (of these, there in time), ``share``, ``lower``, ``upper`` (Wilson), ``complete``. A
        share only where everybody of the period has been watched that long.

    Raises
    ------
    SettingsError
        As in :func:`time_to_value`, and if ``days`` is not a whole number of at least 1.
    """
    days = whole_number(days, "days")
    settings, counts = _counts(source, event, settings, times)
    index = pd.DatetimeIndex(settings.calendar(source.timezone).starts(counts.numbers), name="period")
    found = [_by_cohort(counts, i, days, index, level) for i in range(len(counts.segments))]
    return found[0] if settings.segment is None else dict(zip(counts.segments, found, strict=True))


def _counts(
    source: VisitSource, event: str, settings: CohortSettings | None, times: int
) -> tuple[CohortSettings, FirstTimeCounts]:
    settings = asked(source, settings, "first_time_counts")
    return settings, source.first_time_counts(settings, event, times)


def _time_to_value(counts: FirstTimeCounts, i: int, event: str, times: int, level: float) -> TimeToValue:
    """Whoever gets there on day d (counted from 0) has done so by the end of d + 1 days."""
    reached, waiting = counts.reached[i].sum(axis=0), counts.waiting[i].sum(axis=0)
    days = np.arange(len(reached))
    curve = kaplan_meier(
        np.concatenate([days + 1, days]),
        np.repeat([True, False], len(days)),
        weights=np.concatenate([reached, waiting]),
        level=level,
    )
    return TimeToValue(event, times, curve, n=int(reached.sum() + waiting.sum()), reached=int(reached.sum()))


def _by_cohort(counts: FirstTimeCounts, i: int, days: int, index: pd.DatetimeIndex, level: float) -> pd.DataFrame:
    reached, waiting, watched = counts.reached[i], counts.waiting[i], counts.watched[i]
    size = reached.sum(axis=1) + waiting.sum(axis=1)
    n = size - _before(waiting, days) - _before(watched, days)
    in_time = _before(reached, days) - _before(watched, days)  # who has not been watched that long got there earlier
    complete = counts.complete[:, days] if days < counts.complete.shape[1] else np.zeros(len(size), bool)
    lower, upper = wilson(in_time, n, level)
    return pd.DataFrame(
        {
            "size": size,
            "n": n,
            "reached": in_time,
            "share": ratio(in_time, n, complete),
            "lower": np.where(complete, lower, np.nan),
            "upper": np.where(complete, upper, np.nan),
            "complete": complete,
        },
        index=index,
    )


def _before(table: Ints, days: int) -> Ints:
    return np.asarray(table[:, :days].sum(axis=1))
