"""Cached one-line wrappers: events in, small results out.

The cache belongs to one session and is keyed by the events' fingerprint and the frozen settings: the events themselves
are never copied, and only small results are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from operator import attrgetter

import numpy as np
import pandas as pd
import streamlit as st

import retention as rt
from retention.periods import DAY, Calendar, local_days, utc_offsets

Matrices = dict[str, rt.CohortMatrix]


remember = partial(
    st.cache_data, scope="session", show_spinner=False, hash_funcs={rt.Events: attrgetter("fingerprint")}
)


@remember(max_entries=64)
def cohort_matrix(events: rt.Events, settings: rt.CohortSettings) -> rt.CohortMatrix:
    """One matrix over all customers."""
    return rt.cohort_matrix(events, settings)


@remember(max_entries=16)
def cohort_matrices(events: rt.Events, settings: rt.CohortSettings) -> Matrices:
    """One matrix for each value of the segment column."""
    return rt.cohort_matrix(events, settings)


@dataclass(frozen=True)
class CopiesEffect:
    """What leaving out exact copies would change."""

    rows: int
    customers: int
    money: float
    rate_with: float
    rate_without: float


@remember(max_entries=8)
def copies_effect(events: rt.Events) -> CopiesEffect:
    """Compare the events with and without their exact copies: rows, customers, money, month-1 rate."""
    without = events.without_rows(events.report.copies)

    def month_1(source: rt.Events) -> float:
        curve = rt.retention_curve(rt.cohort_matrix(source, rt.CohortSettings(period="month", max_age=1)))
        return float(curve.rates[1]) if len(curve) > 1 else float("nan")

    def money(source: rt.Events) -> float:
        return 0.0 if source.amount is None else float(source.amount.sum())

    return CopiesEffect(
        rows=len(events) - len(without),
        customers=events.n_customers - without.n_customers,
        money=money(events) - money(without),
        rate_with=month_1(events),
        rate_without=month_1(without),
    )


@remember(max_entries=16)
def per_period(events: rt.Events, unit: str) -> pd.DataFrame:
    """Rows and distinct customers of each period, empty periods too."""
    calendar = Calendar(unit, timezone=events.timezone)
    numbers = calendar.numbers(events.time)
    # Rows are sorted by customer, then time: a customer is new in a period where customer or period changes.
    new = np.ones(len(numbers), bool)
    new[1:] = numbers[1:] != numbers[:-1]
    new[events.offsets[:-1]] = True
    first, last = int(numbers.min()), int(numbers.max())
    starts = calendar.starts(np.arange(first, last + 1))
    return pd.DataFrame(
        {
            "period": [calendar.name(start) for start in starts],
            "rows": np.bincount(numbers - first, minlength=len(starts)),
            "customers": np.bincount(numbers[new] - first, minlength=len(starts)),
        }
    )


@remember(max_entries=8)
def last_day_note(events: rt.Events) -> str:
    """A sentence if the last day looks cut short: its latest row far before the usual latest hour."""
    time_of_day = (events.time + utc_offsets(events.time, events.timezone)) % DAY
    latest = pd.Series(time_of_day).groupby(local_days(events.time, events.timezone)).max().to_numpy() / (
        DAY / 24
    )  # hours, by day
    if len(latest) < 8 or not latest.any():
        return ""
    usual = float(np.median(latest[:-1]))
    if latest[-1] > usual - 3 or latest[-1] >= np.quantile(latest[:-1], 0.05):
        return ""
    return (
        f"The last day looks cut short: its latest row is at {_clock(latest[-1])}, "
        f"on a usual day the latest is near {_clock(usual)}. The day before may be the last whole one."
    )


def _clock(hours: float) -> str:
    minutes = round(hours * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
