"""What a file holds, period by period, before anything is called retention."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from retention.periods import DAY, Calendar, local_days, utc_offsets

if TYPE_CHECKING:
    from retention.events import Events

HOURS_EARLY = 3  # a last day ends early if its latest row comes this much before the usual latest hour
USUAL_DAYS = 8  # fewer days than this have no usual hour


def rows_and_customers(source: Events, unit: str = "month") -> pd.DataFrame:
    """Count rows and distinct customers of each period, from the first in the data to the last.

    Parameters
    ----------
    source
        Events in memory.
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
    calendar = Calendar(unit, timezone=source.timezone)
    numbers = calendar.numbers(source.time)
    # Rows are sorted by customer, then time: a customer is new in a period where customer or period changes.
    new = np.ones(len(numbers), bool)
    new[1:] = numbers[1:] != numbers[:-1]
    new[source.offsets[:-1]] = True
    first, last = int(numbers.min()), int(numbers.max())
    starts = calendar.starts(np.arange(first, last + 1))
    return pd.DataFrame(
        {
            "period": [calendar.name(start) for start in starts],
            "rows": np.bincount(numbers - first, minlength=len(starts)),
            "customers": np.bincount(numbers[new] - first, minlength=len(starts)),
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
    return (
        f"The last day looks cut short: its latest row is at {_clock(last)}, "
        f"on a usual day the latest is near {_clock(usual)}. The day before may be the last whole one."
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
