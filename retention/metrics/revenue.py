"""Revenue retention: of the money of one period, how much do the same customers bring in the next?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from retention.counts import RevenueCohortCounts, RevenueCounts, Source
from retention.errors import SettingsError
from retention.languages import say
from retention.metrics.revenue_ranges import Sums, gross_range, net_range
from retention.metrics.series import asked, ratio
from retention.results import FEW_MARKED
from retention.settings import CohortSettings

_UNKNOWN = {"grr_lower": np.nan, "grr_upper": np.nan, "nrr_lower": np.nan, "nrr_upper": np.nan}


def revenue_retention(source: Source, settings: CohortSettings | None = None, level: float = 0.95) -> Any:
    """Follow gross and net revenue retention from one period to the next, and what moved the money.

    ``grr = (start - contraction - churned) / start``, never above 1, and
    ``nrr = (start + expansion - contraction - churned) / start``: of the money at the start, the share that the same
    customers bring at the end, without and with what they pay more. New and reactivated money belong to neither.
    ``quick_ratio = (new + expansion + reactivated) / (contraction + churned)``.

    Parameters
    ----------
    source
        Events with an amount, or contracts with money per month; or anything with the same methods.
    settings
        ``return_event`` limits whose rows are money (None is any event), ``where`` filters rows, ``start`` and
        ``end`` bound the periods shown: the history before ``start`` still decides who is new. Plain months by
        default.
    level
        Confidence of the ranges.

    Returns
    -------
    pandas.DataFrame or dict of str to pandas.DataFrame
        One row for each period, indexed by its local start (``period``), from the first in which anybody pays up to
        the one under way. Money: ``start``, ``new``, ``expansion``, ``contraction``, ``churned``, ``reactivated``,
        ``end``, and ``below_zero`` of customers whose refunds outweigh what they paid. Fractions: ``grr``, ``nrr``
        with ``grr_lower``, ``grr_upper``, ``nrr_lower``, ``nrr_upper``; and ``quick_ratio``. Customers: ``customers``
        paying at the start, ``kept`` of them still paying. ``complete``: the period is over. ``no_data``: the file
        holds no row for it. With ``settings.segment`` one frame for each value, largest first.

    Raises
    ------
    SettingsError
        If the data have no amounts, or for settings that speak of cohorts or ages.

    Notes
    -----
    For events, the money of a customer in a period is the sum of their rows, refunds included; a customer with zero or
    less does not pay in that period, and ``start`` is the money of the period before. For contracts, money is what
    runs per month at the instants at which the period begins and ends.
    ``end = start + new + reactivated + expansion - contraction - churned``. A customer seen once is new and then
    churned. The period under way has money so far and no rate; neither have a period that began without money, one
    without data, and the one after it. A payment at midnight belongs to the day that begins.

    Ranges take customers for a sample and weigh them by money, see :func:`retention.metrics.revenue_ranges.net_range`;
    they are wide where one customer pays much of everything.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"who": ["a", "b", "a", "c", "a", "b"], "paid": [10, 20, 13, 5, 13, 8],
    ...                       "when": pd.to_datetime(["2024-01-05", "2024-01-09", "2024-02-01", "2024-02-11",
    ...                                               "2024-03-03", "2024-03-31"])})
    >>> events = rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when", amount="paid"))
    >>> found = rt.revenue_retention(events)
    >>> print(found[["start", "new", "reactivated", "expansion", "churned", "end", "grr", "nrr"]].round(2))
                start   new  reactivated  expansion  churned   end   grr   nrr
    period
    2024-01-01    0.0  30.0          0.0        0.0      0.0  30.0   NaN   NaN
    2024-02-01   30.0   5.0          0.0        3.0     20.0  18.0  0.33  0.43
    2024-03-01   18.0   0.0          8.0        0.0      5.0  21.0  0.72  0.72
    """
    settings = _checked(source, settings)
    counts = source.revenue_counts(settings)
    starts = settings.calendar(source.timezone).starts(counts.numbers)
    index = pd.DatetimeIndex(starts, name="period")
    frames = [pd.DataFrame(_columns(counts, i, level), index=index) for i in range(len(counts.segments))]
    return frames[0] if settings.segment is None else dict(zip(counts.segments, frames, strict=True))


def _checked(source: Source, settings: CohortSettings | None) -> CohortSettings:
    settings = asked(source, settings, "revenue_counts")
    if settings.min_events > 1:
        raise SettingsError(
            say("money is added up, however many rows it comes in."),
            where="min_events",
            todo=say("Choose min_events=1."),
        )
    return settings


def _columns(counts: RevenueCounts, i: int, level: float) -> dict[str, Any]:
    start, expansion, contraction, churned = (
        a[i] for a in (counts.start, counts.expansion, counts.contraction, counts.churned)
    )
    before = np.concatenate([[False], counts.no_data[:-1]])[: len(counts.no_data)]
    known = counts.complete & ~counts.no_data & ~before
    gained, lost = counts.new[i] + expansion + counts.reactivated[i], contraction + churned
    kept = np.maximum(start - lost, 0)  # adding up leaves a rest in the last digits
    return {
        "start": start,
        "new": counts.new[i],
        "expansion": expansion,
        "contraction": contraction,
        "churned": churned,
        "reactivated": counts.reactivated[i],
        "end": counts.end[i],
        "grr": ratio(kept, start, known),
        "nrr": ratio(kept + expansion, start, known),
        "quick_ratio": ratio(gained, lost, known),
        **_ranges(counts, i, kept, kept + expansion, start, known, level),
        "customers": counts.customers[i],
        "kept": counts.kept[i],
        "below_zero": counts.below_zero[i],
        "complete": counts.complete,
        "no_data": counts.no_data,
    }


def _ranges(counts: Any, i: int, kept: Any, money: Any, start: Any, known: Any, level: float) -> dict[str, Any]:
    if counts.squares is None:
        return dict(_UNKNOWN)
    q = counts.squares
    sums = Sums(start, money, kept, q.xx[i], q.xy[i], q.yy[i], q.xm[i], q.mm[i])
    return ranges_of(sums, known & (start > 0), level)


def ranges_of(sums: Sums, known: Any, level: float) -> dict[str, Any]:
    """The four columns of ranges; NaN where the rates are not known."""
    ends = [*gross_range(sums, level), *net_range(sums, level)]
    return {name: np.where(known, end, np.nan) for name, end in zip(_UNKNOWN, ends, strict=True)}


# ---------------------------------------------------------------------------------------------------- by cohort
def revenue_cohorts(source: Source, settings: CohortSettings | None = None, level: float = 0.95) -> Any:
    """Follow the money of those who first paid in one period: gross and net revenue retention by age.

    ``nrr = money / start``: the money of the cohort at an age by its money at age 0, the period of the first payment.
    ``grr = kept / start``, no customer counted with more than at age 0. A customer who pauses and pays again counts
    again: each age is compared with age 0, not with the age before.

    Parameters
    ----------
    source, settings, level
        As in :func:`revenue_retention`; ``start`` and ``end`` bound the cohorts, ``max_age`` the ages.

    Returns
    -------
    pandas.DataFrame or dict of str to pandas.DataFrame
        One row for each cohort and age reached: ``cohort`` (local start of the period), ``age``, ``customers``,
        ``paying`` (those who pay at that age), ``start``, ``money``, ``kept``, ``grr``, ``nrr``, their ranges,
        ``complete`` and ``no_data``. Rates are NaN where not complete or without data. With ``settings.segment`` one
        frame for each value.

    Notes
    -----
    For events, age 0 is the rest of the period after the first payment: whoever comes late in it has had less time to
    pay, so later ages compare well with it. For contracts, the money of age 0 is what runs per month at the end of the
    period in which the first contract began. Money of all cohorts at age 0 is the ``new`` money of their period.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"who": ["a", "b", "a", "c"], "paid": [10, 20, 13, 5],
    ...                       "when": pd.to_datetime(["2024-01-05", "2024-01-09", "2024-02-01", "2024-02-29"])})
    >>> events = rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when", amount="paid"))
    >>> found = rt.revenue_cohorts(events)
    >>> print(found.set_index("cohort")[["age", "customers", "start", "money", "grr", "nrr"]].round(2))
                age  customers  start  money   grr   nrr
    cohort
    2024-01-01    0          2   30.0   30.0  1.00  1.00
    2024-01-01    1          2   30.0   13.0  0.33  0.43
    2024-02-01    0          1    5.0    5.0  1.00  1.00
    """
    settings = _checked(source, settings)
    counts = source.revenue_cohort_counts(settings)
    cohorts = settings.calendar(source.timezone).starts(counts.numbers)
    frames = [_cohort_rows(counts, i, cohorts, level) for i in range(len(counts.segments))]
    return frames[0] if settings.segment is None else dict(zip(counts.segments, frames, strict=True))


def _cohort_rows(counts: RevenueCohortCounts, i: int, cohorts: Any, level: float) -> pd.DataFrame:
    known = counts.complete & ~counts.no_data
    start = np.broadcast_to(counts.start[i][:, None], counts.money[i].shape)
    columns = {
        "cohort": np.broadcast_to(cohorts[:, None], start.shape),
        "age": np.broadcast_to(np.arange(start.shape[1]), start.shape),
        "customers": np.broadcast_to(counts.customers[i][:, None], start.shape),
        "paying": counts.paying[i],
        "start": start,
        "money": counts.money[i],
        "kept": counts.kept[i],
        "grr": ratio(counts.kept[i], start, known),
        "nrr": ratio(counts.money[i], start, known),
        **_ranges(counts, i, counts.kept[i], counts.money[i], start, known, level),
        "complete": counts.complete,
        "no_data": counts.no_data,
    }
    return pd.DataFrame({name: np.broadcast_to(t, start.shape)[counts.reached] for name, t in columns.items()})


def revenue_by_age(source: Source, settings: CohortSettings | None = None, level: float = 0.95) -> Any:
    """Pool revenue retention by age over all cohorts: sum of money / sum of money at age 0, complete windows only.

    Never a mean of rates, and only over cohorts that have reached the age. Stops before the first age that fewer than
    2 cohorts or fewer than 30 customers have reached.

    Parameters
    ----------
    source, settings, level
        As in :func:`revenue_cohorts`.

    Returns
    -------
    pandas.DataFrame or dict of str to pandas.DataFrame
        Indexed by ``age``: ``cohorts``, ``customers``, ``start``, ``money``, ``kept``, ``grr``, ``nrr``, their ranges.
        With ``settings.segment`` one frame for each value.
    """
    settings = _checked(source, settings)
    counts = source.revenue_cohort_counts(settings)
    frames = [_pooled(counts, i, level) for i in range(len(counts.segments))]
    return frames[0] if settings.segment is None else dict(zip(counts.segments, frames, strict=True))


def _pooled(counts: RevenueCohortCounts, i: int, level: float) -> pd.DataFrame:
    known = counts.complete & ~counts.no_data & (counts.customers[i] > 0)[:, None]

    def total(table: Any) -> Any:
        return np.where(known, np.broadcast_to(table, known.shape), 0).sum(axis=0)

    start, customers = total(counts.start[i][:, None]), total(counts.customers[i][:, None])
    money, kept, cohorts = total(counts.money[i]), total(counts.kept[i]), known.sum(axis=0)
    columns = {
        "cohorts": cohorts,
        "customers": customers,
        "start": start,
        "money": money,
        "kept": kept,
        "grr": ratio(kept, start),
        "nrr": ratio(money, start),
        **_UNKNOWN,
    }
    if counts.squares is not None:
        q = counts.squares
        sums = Sums(start, money, kept, *(total(table[i]) for table in (q.xx, q.xy, q.yy, q.xm, q.mm)))
        columns |= ranges_of(sums, start > 0, level)
    frame = pd.DataFrame(columns, index=pd.RangeIndex(len(start), name="age"))
    thin = np.flatnonzero((cohorts < 2) | (customers < FEW_MARKED))
    return frame.iloc[: int(thin[0]) if len(thin) else None]
