"""How much goes on: rows and customers of each period, how often customers come, a last day that is cut short."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retention.counts import ActivePeriodCounts, PeriodCounts, Source, VisitSource
from retention.intervals import Floats
from retention.languages import say
from retention.metrics.series import asked, by_period, end_of_data, ratio
from retention.periods import DAY, local_days, utc_offsets
from retention.settings import CohortSettings, check_series

if TYPE_CHECKING:
    from retention.events import Events

HOURS_EARLY = 3  # a last day ends early if its latest row comes this much before the usual latest hour
USUAL_DAYS = 8  # fewer days than this have no usual hour


def rows_and_customers(source: Source, unit: str = "month") -> pd.DataFrame:
    """Count rows and distinct customers of each period, from the first in the data to the last.

    Parameters
    ----------
    source
        Events.
    unit
        "hour", "day", "week", "month", "quarter" or "year".

    Returns
    -------
    pandas.DataFrame
        One row for each period, empty ones too: ``period`` (its name), ``rows``, ``customers``.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"who": ["a", "a", "b", "a"],
    ...                       "when": pd.to_datetime(["2024-01-05", "2024-01-09", "2024-01-31", "2024-03-01"])})
    >>> events = rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when"))
    >>> print(rows_and_customers(events, "month").to_string(index=False))
      period  rows  customers
    Jan 2024     3          2
    Feb 2024     0          0
    Mar 2024     1          1
    """
    settings = asked(source, CohortSettings(period=unit, refunds_count=True), "period_counts")  # type: ignore[arg-type]
    counts, calendar = source.period_counts(settings), settings.calendar(source.timezone)
    held = slice(int(np.flatnonzero(counts.rows[0])[-1]) + 1)
    return pd.DataFrame(
        {
            "period": [calendar.name(start) for start in calendar.starts(counts.numbers[held])],
            "rows": counts.rows[0, held],
            "customers": counts.end[0, held],
        }
    )


def last_day_note(source: Events) -> str:
    """Say so if the last day looks cut short: its latest row comes far before the usual latest hour.

    Parameters
    ----------
    source
        Events in memory.

    Returns
    -------
    str
        A sentence; empty where nothing looks cut short, where the days are too few to tell, and where the file has
        dates without times.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> days = pd.date_range("2024-01-01 22:30", periods=20)
    >>> frame = pd.DataFrame({"who": "a", "when": [*days, pd.Timestamp("2024-01-21 08:10")]})
    >>> events = rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when"))
    >>> last_day_note(events)[:65]
    'The last day looks cut short: its latest row is at 08:10, on a us'
    """
    latest = _latest_hours(source)
    if len(latest) < USUAL_DAYS or not latest.any():
        return ""
    usual, last = float(np.median(latest[:-1])), float(latest[-1])
    if last > usual - HOURS_EARLY or last >= np.quantile(latest[:-1], 0.05):
        return ""
    return say(
        "The last day looks cut short: its latest row is at {last}, on a usual day the latest is near {usual}. "
        "The day before may be the last whole one.",
        last=_clock(last),
        usual=_clock(usual),
    )


def _latest_hours(source: Events) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Hour of the latest row of each day that has rows, in the order of the days."""
    days = local_days(source.time, source.timezone)
    first = int(days.min())
    latest = np.full(int(days.max()) - first + 1, -1, np.int64)
    np.maximum.at(latest, days - first, (source.time + utc_offsets(source.time, source.timezone)) % DAY)
    return np.asarray(latest[latest >= 0] / (DAY / 24))


def _clock(hours: float) -> str:
    minutes = int(hours * 60 + 1e-6)  # a minute begun is named, and never 24:00
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def active_customers(source: Source, settings: CohortSettings | None = None) -> Any:
    """Follow how many customers are active, and how often they come.

    ``rows_per_customer = rows / active``. ``mean_daily_active`` is the days of activity (a customer active on three
    days gives three) over the calendar days of the period; ``stickiness = mean_daily_active / active``, the share of
    the period's customers who are there on an average day.

    Parameters
    ----------
    source, settings
        As for :func:`retention.period_retention`.

    Returns
    -------
    pandas.DataFrame or dict of str to pandas.DataFrame
        One row for each period, indexed by its local start (``period``), empty periods too, up to the one under way:
        ``active`` (customers), ``rows`` (of these customers), ``rows_per_customer``, ``mean_daily_active`` (customers
        a day), ``stickiness`` (a fraction), ``complete``, ``no_data``. With ``settings.segment`` one frame for each
        value.

    Raises
    ------
    SettingsError
        For settings that speak of cohorts or ages, such as the elapsed clock.

    Notes
    -----
    A customer seen once is active on one day of one period. The period under way has counts so far, and its mean
    goes over the days that have begun; rows per customer and stickiness wait for its end. Days know no stickiness,
    and hours no daily mean; neither does a period without data. An event at midnight belongs to the day that begins.

    Stickiness is known as DAU / MAU: daily over monthly active users.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"who": ["a", "b", "a", "a"],
    ...                       "when": pd.to_datetime(["2024-01-05", "2024-01-09", "2024-01-31", "2024-02-29"])})
    >>> events = rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when"))
    >>> print(rt.active_customers(events).drop(columns=["complete", "no_data"]).round(3))
                active  rows  rows_per_customer  mean_daily_active  stickiness
    period
    2024-01-01       2     3                1.5              0.097       0.048
    2024-02-01       1     1                1.0              0.034       0.034
    """

    def columns(settings: CohortSettings, counts: PeriodCounts, i: int) -> dict[str, Any]:
        active, known = counts.end[i], counts.complete & ~counts.no_data
        daily = _mean_daily_active(source, settings, counts, i)
        one_day = settings.period == "day" and settings.period_size == 1
        return {
            "active": active,
            "rows": counts.rows[i],
            "rows_per_customer": ratio(counts.rows[i], active, known),
            "mean_daily_active": daily,
            "stickiness": ratio(daily, active, known & (not one_day)),
            "complete": counts.complete,
            "no_data": counts.no_data,
        }

    return by_period(source, settings, columns)


def _mean_daily_active(source: Source, settings: CohortSettings, counts: PeriodCounts, i: int) -> Floats:
    if counts.active_days is None:
        return np.full(len(counts.numbers), np.nan)
    calendar, day = settings.calendar(source.timezone), np.timedelta64(1, "D")
    starts, ends = calendar.starts(counts.numbers), calendar.starts(counts.numbers + 1)
    begun = np.ceil((np.datetime64(end_of_data(source, settings)) - starts) / day)
    days = np.where(counts.complete, (ends - starts) / day, np.minimum(begun, (ends - starts) / day))
    return ratio(counts.active_days[i], days, ~counts.no_data)


def stickiness(source: VisitSource, settings: CohortSettings | None = None) -> Any:
    """Count customers by the number of periods of a window in which they were active: L7, L28.

    ``exactly`` n periods, and ``at_least`` n; ``share`` and ``share_at_least`` are those numbers over all customers
    active in the window.

    Parameters
    ----------
    source
        Events in memory, or another source of single visits.
    settings
        As for :func:`retention.period_retention`, but the window is [``start``, ``end``): without a start the last
        28 periods for days and the last 12 for others (as far as the data go back), without an end up to the last
        complete period. L7 is seven days from start to end.

    Returns
    -------
    pandas.DataFrame or dict of str to pandas.DataFrame
        One row for each number of active periods (``active_periods``) from 1 to the complete periods of the window:
        ``exactly``, ``at_least`` (customers), ``share``, ``share_at_least`` (fractions; NaN where nobody was active).
        With ``settings.segment`` one frame for each value.

    Raises
    ------
    SettingsError
        For settings that speak of cohorts or ages, such as the elapsed clock.

    Notes
    -----
    A customer seen once is active in exactly one period. Periods that are not over do not count: a window that
    reaches beyond the data is cut there. An event at midnight belongs to the day that begins.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"who": ["a", "b", "a", "a"],
    ...                       "when": pd.to_datetime(["2024-01-05", "2024-01-06", "2024-01-06", "2024-01-07"])})
    >>> events = rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when"))
    >>> print(rt.stickiness(events, rt.CohortSettings(period="day")))
                    exactly  at_least  share  share_at_least
    active_periods
    1                     1         2    0.5             1.0
    2                     0         1    0.0             0.5
    3                     1         1    0.5             0.5
    """
    settings = asked(source, settings, "active_period_counts")
    check_series(settings)
    counts = source.active_period_counts(settings)
    frames = [_active_periods(counts, i) for i in range(len(counts.segments))]
    return frames[0] if settings.segment is None else dict(zip(counts.segments, frames, strict=True))


def _active_periods(counts: ActivePeriodCounts, i: int) -> pd.DataFrame:
    exactly = counts.exactly[i, 1:]
    at_least = exactly[::-1].cumsum()[::-1]
    everybody = exactly.sum()
    return pd.DataFrame(
        {
            "exactly": exactly,
            "at_least": at_least,
            "share": ratio(exactly, everybody),
            "share_at_least": ratio(at_least, everybody),
        },
        index=pd.RangeIndex(1, counts.n_periods + 1, name="active_periods"),
    )
