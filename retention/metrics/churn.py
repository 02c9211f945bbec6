"""Period retention and churn: of the customers of one period, who is there in the next?"""

from __future__ import annotations

from typing import Any

from retention.counts import PeriodCounts, Source
from retention.intervals import wilson
from retention.metrics.series import by_period, compared, ratio
from retention.settings import CohortSettings


def period_retention(source: Source, settings: CohortSettings | None = None, level: float = 0.95) -> Any:
    """Follow retention and churn from one period to the next.

    ``retention_rate = kept / start``: of the customers active in the period before, the share active in this one.
    ``churn_rate = lost / start = 1 - retention_rate``. ``formula_rate = (end - new) / start`` is the formula of the
    textbooks: it counts customers won back as kept and can pass 1. For contracts, the start and the end are the
    instants at which the period begins and ends.

    Parameters
    ----------
    source
        Events or contracts in memory, or anything with the same methods.
    settings
        ``return_event`` is what counts as being active (None is any event), ``where`` filters rows, ``min_events`` is
        the least number of them in a period, ``start`` and ``end`` bound the periods shown: the history before
        ``start`` still decides who is new. By default plain months.
    level
        Confidence of the range.

    Returns
    -------
    pandas.DataFrame or dict of str to pandas.DataFrame
        One row for each period, indexed by its local start (``period``), empty periods too, up to the one under way.
        Counts of customers: ``start`` (CS), ``end`` (CE), ``new`` (CN, active for the first time), ``kept``,
        ``lost``, ``won_back``. Fractions: ``retention_rate``, ``churn_rate``, ``formula_rate``, and ``lower``,
        ``upper``, the Wilson range of ``retention_rate``. ``complete``: the period is over. ``no_data``: the file
        holds no row for it. With ``settings.segment`` one frame for each value, largest first, by the value on each
        customer's first row of activity.

    Raises
    ------
    SettingsError
        For settings that speak of cohorts or ages, such as the elapsed clock.

    Notes
    -----
    ``end = kept + won_back + new`` and ``start = kept + lost``. A customer seen once is new and then lost. The period
    under way has counts so far and no rate; neither have the first period, a period that nobody was there before,
    one without data, and the one after it. An event at midnight belongs to the day that begins.

    Farris, P. W. et al. (2010), Marketing Metrics, chapter 5, for the customer retention rate.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"who": ["a", "b", "c", "a", "c", "d", "b"],
    ...                       "when": pd.to_datetime(["2024-01-05", "2024-01-09", "2024-01-31", "2024-02-01",
    ...                                               "2024-03-03", "2024-03-04", "2024-03-31"])})
    >>> events = rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when"))
    >>> found = rt.period_retention(events)
    >>> print(found[["start", "end", "new", "kept", "lost", "won_back", "retention_rate", "formula_rate"]].round(3))
                start  end  new  kept  lost  won_back  retention_rate  formula_rate
    period
    2024-01-01      0    3    3     0     0         0             NaN           NaN
    2024-02-01      3    1    0     1     2         0           0.333         0.333
    2024-03-01      1    3    1     0     1         2           0.000         2.000
    """
    return by_period(source, settings, lambda _, counts, i: _columns(counts, i, level))


def _columns(counts: PeriodCounts, i: int, level: float) -> dict[str, Any]:
    start, end, new, kept = counts.start[i], counts.end[i], counts.new[i], counts.kept[i]
    known = compared(counts)
    lower, upper = wilson(kept, start, level)
    return {
        "start": start,
        "end": end,
        "new": new,
        "kept": kept,
        "lost": counts.lost[i],
        "won_back": counts.won_back[i],
        "retention_rate": ratio(kept, start, known),
        "churn_rate": ratio(counts.lost[i], start, known),
        "formula_rate": ratio(end - new, start, known),
        "lower": ratio(lower, 1, known),
        "upper": ratio(upper, 1, known),
        "complete": counts.complete,
        "no_data": counts.no_data,
    }
