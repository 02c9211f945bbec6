"""Lifecycle and growth: what the active customers of each period are made of, and who went quiet."""

from __future__ import annotations

from typing import Any

from retention.counts import PeriodCounts, Source
from retention.metrics.series import by_period, compared, ratio
from retention.settings import CohortSettings


def lifecycle(source: Source, settings: CohortSettings | None = None) -> Any:
    """Split the customers of each period into the four lifecycle moves.

    ``new`` customers are active for the first time, ``returning`` ones were active in the period before too,
    ``resurrected`` ones were active earlier but not in the period before, ``dormant`` ones were active in the period
    before and are not now. ``net = new + resurrected - dormant``; ``quick_ratio = (new + resurrected) / dormant``:
    below 1 the base shrinks.

    Parameters
    ----------
    source, settings
        As for :func:`retention.period_retention`.

    Returns
    -------
    pandas.DataFrame or dict of str to pandas.DataFrame
        One row for each period, indexed by its local start (``period``), empty periods too, up to the one under way:
        ``new``, ``returning``, ``resurrected``, ``dormant``, ``active``, ``net`` (customers; all but ``net`` are zero
        or more), ``quick_ratio``, ``complete``, ``no_data``. With ``settings.segment`` one frame for each value.

    Raises
    ------
    SettingsError
        For settings that speak of cohorts or ages, such as the elapsed clock.

    Notes
    -----
    ``new + returning + resurrected = active`` and ``active - active before = net``. A customer seen once is new and
    then dormant, once. The period under way has counts so far, so that dormant can only fall, and no quick ratio;
    neither has a period in which nobody went dormant, one without data, and the one after it. An event at midnight
    belongs to the day that begins.

    The quick ratio of customers follows growth accounting as venture investors write it: gains over losses.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"who": ["a", "b", "a", "c", "b"],
    ...                       "when": pd.to_datetime(["2024-01-05", "2024-01-09", "2024-02-01", "2024-03-03",
    ...                                               "2024-03-31"])})
    >>> events = rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when"))
    >>> print(rt.lifecycle(events)[["new", "returning", "resurrected", "dormant", "active", "net", "quick_ratio"]])
                new  returning  resurrected  dormant  active  net  quick_ratio
    period
    2024-01-01    2          0            0        0       2    2          NaN
    2024-02-01    0          1            0        1       1   -1          0.0
    2024-03-01    1          0            1        1       2    1          2.0
    """
    return by_period(source, settings, lambda _, counts, i: _columns(counts, i))


def _columns(counts: PeriodCounts, i: int) -> dict[str, Any]:
    gained, dormant = counts.new[i] + counts.won_back[i], counts.lost[i]
    return {
        "new": counts.new[i],
        "returning": counts.kept[i],
        "resurrected": counts.won_back[i],
        "dormant": dormant,
        "active": counts.end[i],
        "net": gained - dormant,
        "quick_ratio": ratio(gained, dormant, compared(counts)),
        "complete": counts.complete,
        "no_data": counts.no_data,
    }
