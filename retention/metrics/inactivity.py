"""A rule of silence: who counts as lapsed, period by period, and how often the rule would have been wrong."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, overload

import numpy as np
import pandas as pd

from retention.counts import LapseCounts, SilenceCounts, VisitSource
from retention.errors import SettingsError
from retention.intervals import Floats, wilson
from retention.languages import say
from retention.metrics.series import asked, end_of_data
from retention.periods import Calendar, to_instants
from retention.results import Ints
from retention.settings import CohortSettings


def lapses(source: VisitSource, settings: CohortSettings | None = None, days: int = 30) -> pd.DataFrame:
    """Count, of the customers active in each period, those who then stayed silent for more than so many days.

    ``rate = lapsed / active``: the numerator is the customers without a visit within ``days`` days after their last
    active day in the period, the denominator all customers active in it. A lapsed customer may come back later; how
    many have so far is said beside it.

    Parameters
    ----------
    source, settings
        As for :func:`visit_gaps`; ``period`` is "day" or longer, ``start`` and ``end`` bound the periods shown.
    days
        Days of silence after which a customer counts as lapsed.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``period`` (its start, local time). Customers: ``active``, ``lapsed``, ``came_back`` (of these, later
        and so far), ``undecided`` (silent, but not for long enough to say). ``rate`` with its Wilson range ``lower``
        and ``upper``: NaN unless ``complete``, which is once ``days`` whole days have passed since the period's end.
        ``rate_so_far`` is ``lapsed / active`` where it is not: a lower bound.

    Raises
    ------
    SettingsError
        For days below 1, hours as a period, or a segment.

    Notes
    -----
    A customer seen once lapses like any other. Later data never change ``lapsed`` of a complete period; ``came_back``
    can only grow.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"who": ["a", "a", "b", "a", "c"],
    ...                       "when": pd.to_datetime(["2024-01-05", "2024-02-03", "2024-01-09", "2024-03-31",
    ...                                               "2024-02-20"])})
    >>> events = rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when"))
    >>> table = lapses(events, rt.CohortSettings(), 30)
    >>> table[["active", "lapsed", "came_back", "undecided", "complete"]].to_dict("list")
    {'active': [2, 2, 1], 'lapsed': [1, 2, 0], 'came_back': [0, 1, 0], 'undecided': [0, 0, 1],
     'complete': [True, True, False]}
    """
    settings = asked(source, settings, "lapse_counts")
    check_days(days)
    counts = source.lapse_counts(settings)
    calendar = settings.calendar(source.timezone)
    closed, came_back = counts.closed, counts.closed[:, days + 1 :].sum(axis=1)
    still_away = counts.open[:, days:].sum(axis=1)
    lapsed = came_back + still_away
    complete = counts.complete & _long_enough(source, counts, calendar, days)
    lower, upper = wilson(lapsed, counts.active)
    share = _share(lapsed, counts.active)
    return pd.DataFrame(
        {
            "active": counts.active,
            "lapsed": lapsed,
            "came_back": came_back,
            "undecided": counts.active - lapsed - closed[:, : days + 1].sum(axis=1),
            "rate": np.where(complete, share, np.nan),
            "lower": np.where(complete, lower, np.nan),
            "upper": np.where(complete, upper, np.nan),
            "rate_so_far": np.where(complete, np.nan, share),
            "complete": complete,
        },
        index=pd.Index(calendar.starts(counts.numbers), name="period"),
    )


def _long_enough(source: VisitSource, counts: LapseCounts, calendar: Calendar, days: int) -> Any:
    """Periods after which ``days`` whole days have passed."""
    if not len(counts.numbers):
        return np.zeros(0, bool)
    until = np.array([source.observed_until], "datetime64[us]")
    day = Calendar("day", timezone=calendar.timezone)
    whole = day.starts(day.last_complete(int(to_instants(until, source.timezone)[0])) + 1)[0]
    return calendar.starts(counts.numbers + 1) + np.timedelta64(days, "D") <= whole


def check_days(days: int) -> None:
    """Refuse what is not a whole number of days."""
    if isinstance(days, bool) or not isinstance(days, (int, np.integer)) or days < 1:
        raise SettingsError(
            say("{days} is not a number of days.", days=f"{days!r}"),
            where="days",
            todo=say("Give a whole number from 1 on."),
        )


# --------------------------------------------------------------------------------------------- the rule, looked back
@dataclass(frozen=True)
class LapseCheck:
    """What a rule of silence would have said at one past moment, and how often it would have been wrong.

    Attributes
    ----------
    days
        Days of silence after which the rule calls a customer lapsed.
    at, until
        The moment looked back to, and the end of the time in which a return counts; local time.
    known
        Customers seen before that moment.
    flagged
        Of these, silent for more than ``days`` whole days then.
    came_back
        Of the flagged, seen again from ``at`` up to ``until``.
    lower, upper
        Wilson range of ``rate``.
    """

    days: int
    at: pd.Timestamp
    until: pd.Timestamp
    known: int
    flagged: int
    came_back: int
    lower: float
    upper: float

    @property
    def rate(self) -> float:
        """``came_back / flagged``: how often the rule would have been wrong; NaN if it flagged nobody."""
        return self.came_back / self.flagged if self.flagged else math.nan

    @property
    def flagged_share(self) -> float:
        """``flagged / known``."""
        return self.flagged / self.known if self.known else math.nan

    @property
    def watched(self) -> timedelta:
        """Time in which a return counted."""
        return (self.until - self.at).to_pytimedelta()

    def to_frame(self) -> pd.DataFrame:
        """One row."""
        names = ("days", "at", "until", "known", "flagged", "flagged_share", "came_back", "rate", "lower", "upper")
        return pd.DataFrame({name: [getattr(self, name)] for name in names})


@overload
def lapse_check(
    source: VisitSource, settings: CohortSettings | None = ..., days: int = ..., at: Any = ..., until: Any = ...
) -> LapseCheck: ...
@overload
def lapse_check(
    source: VisitSource, settings: CohortSettings | None, days: Sequence[int], at: Any = ..., until: Any = ...
) -> list[LapseCheck]: ...
def lapse_check(
    source: VisitSource,
    settings: CohortSettings | None = None,
    days: int | Sequence[int] = 30,
    at: Any = None,
    until: Any = None,
) -> LapseCheck | list[LapseCheck]:
    """Look back: of the customers a rule of silence would have called lapsed then, how many came back?

    Parameters
    ----------
    source, settings
        As for :func:`visit_gaps`.
    days
        Days of silence, or several to compare: the counting is done once.
    at
        The moment looked back to, local time; by default the middle of the history.
    until
        End of the time in which a return counts; by default the end of the data.

    Returns
    -------
    LapseCheck or list of LapseCheck

    Raises
    ------
    SettingsError
        If ``at`` lies outside the data, or not before ``until``.

    Notes
    -----
    The longer the time to come back, the more do: the share belongs to its stretch of time and is no property of the
    rule alone.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"who": ["a", "b", "c", "a", "c"],
    ...                       "when": pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-30", "2024-03-01",
    ...                                               "2024-03-31"])})
    >>> events = rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when"))
    >>> check = lapse_check(events, None, 14, at="2024-02-01")
    >>> check.known, check.flagged, check.came_back
    (3, 2, 1)
    """
    settings = asked(source, settings, "silence_counts")
    until = end_of_data(source, settings) if until is None else until
    at = _middle(source, settings) if at is None else at
    counts = source.silence_counts(settings, at, until)
    if isinstance(days, Sequence | np.ndarray):
        return [_check(counts, one, at, until) for one in days]
    return _check(counts, days, at, until)


def _check(counts: SilenceCounts, days: int, at: Any, until: Any) -> LapseCheck:
    check_days(days)
    flagged, back = int(counts.quiet[days + 1 :].sum()), int(counts.came_back[days + 1 :].sum())
    lower, upper = wilson(back, flagged)
    return LapseCheck(
        days=int(days),
        at=pd.Timestamp(at),
        until=pd.Timestamp(until),
        known=int(counts.quiet.sum()),
        flagged=flagged,
        came_back=back,
        lower=float(lower),
        upper=float(upper),
    )


def _middle(source: VisitSource, settings: CohortSettings) -> pd.Timestamp:
    """The day in the middle of the history."""
    by_day = settings.replace(period="day", period_size=1, origin=None, start=None, end=None, segment=None)
    numbers = source.period_counts(by_day).numbers
    if not len(numbers):
        raise SettingsError(
            say("no row is a visit."), where="return_event", todo=say("Choose another event or condition.")
        )
    start = by_day.calendar(source.timezone).starts(numbers[:1])[0]
    return (pd.Timestamp(start) + (end_of_data(source, settings) - pd.Timestamp(start)) / 2).normalize()


def _share(part: Ints, whole: Ints) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, part / whole, np.nan)
