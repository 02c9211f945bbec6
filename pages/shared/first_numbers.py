"""The four numbers of the Overview: customers, retention, its change, and what a customer is worth."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import compute, headline, words
from retention.metrics.comparison import Comparison
from retention.metrics.overview import AgeChange, change_at_age, value_per_customer
from retention.metrics.wording import money
from retention.periods import Calendar

SPARK = 36  # points of a small line; more are noise at this size
ON = {"day": "on", "week": "in the week of"}


def draw(data: Any, settings: rt.CohortSettings, matrix: rt.CohortMatrix, curve: rt.MetricSeries, age: int) -> None:
    """Four cards of one height."""
    columns = st.columns(4, gap="small")
    with columns[0], _card():
        _customers(data, settings)
    with columns[1], _card():
        _retention(matrix, curve, age)
    with columns[2], _card():
        _change(matrix, age)
    with columns[3], _card():
        _value(data, settings, age)


@contextmanager
def _card() -> Iterator[None]:
    with st.container(border=True, gap="xsmall", height="stretch"):
        yield


def _metric(label: str, value: str, points: Any = None, kind: Any = "line", delta: str | None = None) -> None:
    """A number with its small line; the words stand below, where they cannot be cut off."""
    drawn = None if points is None else [float(x) for x in np.asarray(points, float) if not math.isnan(x)][-SPARK:]
    st.metric(
        label,
        value,
        delta,
        delta_color="off",
        delta_arrow="off",
        chart_data=drawn if drawn and len(drawn) > 1 else None,
        chart_type=kind,
    )


# ------------------------------------------------------------------------------------------------ customers
def _customers(data: Any, settings: rt.CohortSettings) -> None:
    frame = compute.lifecycle(data, settings)
    unit = words.unit(settings)
    known = frame[frame["complete"] & ~frame["no_data"]]
    contracts = not isinstance(data, rt.Events)
    if known.empty:
        _metric("Customers", f"{data.n_customers:,}")
        st.caption(f"No {unit} is complete yet.")
        return
    calendar = settings.calendar(data.timezone)
    last, name = known.iloc[-1], calendar.name(_start(known.index[-1]))
    on = ON.get(unit, "in")
    label = f"Customers at the end of {name}" if contracts else f"Customers active {on} {name}"
    _metric(label, f"{int(last['active']):,}", known["active"])
    came, gone = int(last["new"] + last["resurrected"]), int(last["dormant"])
    if len(known) < 2:
        st.caption(f"The first complete {unit}. All are counted, so there is no range.")
        return
    before = int(known["active"].iloc[-2])
    lost = "left" if contracts else "stayed away"
    st.caption(
        f"**{_signed(int(last['net']))}** on the {unit} before ({before:,}): {came:,} new or back, {gone:,} {lost}. "
        "All are counted, so there is no range."
    )


# ------------------------------------------------------------------------------------------------ retention
def _retention(matrix: rt.CohortMatrix, curve: rt.MetricSeries, age: int) -> None:
    if age >= len(curve):
        _metric(_capital(matrix.did), "not yet")
        st.caption(curve.note or "Too few customers have been watched long enough.")
        return
    trend = rt.retention_trend(matrix, int(matrix.ages[age]))
    _metric(_short(matrix, age), words.percent(curve.rates[age]), trend.rates)
    st.caption(
        f"{words.likely(curve.lower[age], curve.upper[age], int(curve.denominator[age]))}  \n"
        f"{words.count(int(curve.cohorts[age]), 'cohort')} pooled, {trend.labels[0]} to {_last_known(trend)}"
    )


def _short(matrix: rt.CohortMatrix, age: int) -> str:
    """The question in so few words that a narrow card holds them."""
    if matrix.did != "came back":
        return f"Still customers, {words.unit(matrix.settings)} {matrix.age_labels[age]}"
    return f"Came back {headline.when(matrix, age)}"


def _last_known(trend: rt.MetricSeries) -> str:
    return trend.labels[int(np.flatnonzero(~np.isnan(trend.rates))[-1])]


# --------------------------------------------------------------------------------------------------- change
def _change(matrix: rt.CohortMatrix, age: int) -> None:
    found = change_at_age(matrix, age) if age < len(matrix.ages) else None
    unit = words.unit(matrix.settings)
    name = f"Change of {unit} {matrix.age_labels[age] if age < len(matrix.ages) else age}"
    if found is None:
        _metric(name, "not yet")
        st.caption("It takes two complete blocks of cohorts that are surely new.")
        return
    blocks = found.blocks
    change, against = _against(found, matrix.settings)
    calendar = matrix.settings.cohort_calendar(matrix.timezone)
    _metric(name, f"{_points(change.difference)} points", found.rates, "bar")
    st.caption(
        f"**{_capital(change.verdict)}**, likely {_points(change.lower)} to {_points(change.upper)} points  \n"
        f"{_span(calendar, blocks.now)}: {words.percent(change.rate1)}, {_n(change.n1)}  \n"
        f"{against}: {words.percent(change.rate2)}, {_n(change.n2)}"
    )


def own_past(matrix: rt.CohortMatrix, age: int) -> list[str]:
    """The newest cohorts against earlier ones, in full sentences."""
    found = change_at_age(matrix, age)
    if found is None:
        return []
    calendar, blocks = matrix.settings.cohort_calendar(matrix.timezone), found.blocks
    now = f"{_capital(words.unit(matrix.settings))} {matrix.age_labels[age]} of {_span(calendar, blocks.now)}"
    said = [f"**{now} against {_span(calendar, blocks.before)}:** {blocks.change.words}"]
    if blocks.year_change is not None and blocks.year_before is not None:
        said.append(f"**Against {_span(calendar, blocks.year_before)}:** {blocks.year_change.words}")
    return said


def _against(found: AgeChange, settings: rt.CohortSettings) -> tuple[Comparison, str]:
    """The same block a year before, which has the same season; else the block before."""
    if found.blocks.year_change is not None:
        return found.blocks.year_change, "a year before"
    rows = settings.cohort_period or words.unit(settings)
    return found.blocks.change, f"the {rows} before" if found.size == 1 else f"the {found.size} {rows}s before"


def _span(calendar: Calendar, block: tuple[pd.Timestamp, pd.Timestamp]) -> str:
    first, last = (calendar.name(_start(moment)) for moment in block)
    return first if first == last else f"{first} to {last}"


def _start(moment: pd.Timestamp) -> np.datetime64:
    return np.datetime64(moment.to_datetime64(), "s")


def _n(number: int) -> str:
    return f"n{words.NO_BREAK}={words.NO_BREAK}{number:,}"


def _points(difference: float) -> str:
    return f"{100 * difference:+.1f}".replace("-", "−")


def _signed(number: int) -> str:
    return "±0" if number == 0 else f"{number:+,}".replace("-", "−")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# ---------------------------------------------------------------------------------------------------- value
def _value(data: Any, settings: rt.CohortSettings, age: int) -> None:
    """Money per customer; without amounts how often they are there, or how many leave."""
    if isinstance(data, rt.Events):
        _stickiness(data, settings) if data.amount is None else _money(data, settings, age)
    else:
        _churn(data, settings) if data.amount is None else _money_kept(data, settings)


def _money(data: Any, settings: rt.CohortSettings, age: int) -> None:
    matrix = compute.cohort_matrix(data, settings.replace(value="cumulative", max_age=age))
    found = value_per_customer(matrix, age)
    unit = words.unit(settings)
    if found is None:
        _metric("Revenue per customer", "not yet")
        st.caption(f"No cohort has been watched up to {unit} {age}.")
        return
    _metric(f"Revenue per customer up to {unit} {age}", money(found.mean), found.by_cohort)
    spread = ""
    if not math.isnan(found.lowest):
        spread = f"cohorts lie between {money(found.lowest)} and {money(found.highest)}, "
    st.caption(f"{spread}{_n(found.n)}  \nWhat was paid so far, complete {unit}s only; not a projection.")


def _stickiness(data: rt.Events, settings: rt.CohortSettings) -> None:
    frame = compute.active_customers(data, settings)
    known = frame[frame["complete"] & frame["stickiness"].notna()]
    unit = words.unit(settings)
    if known.empty or unit in ("day", "hour"):
        _rows(frame[frame["complete"]], unit)
        return
    last = known.iloc[-1]
    name, on = settings.calendar(data.timezone).name(_start(known.index[-1])), ON.get(unit, "in")
    _metric("There on an average day", words.percent(last["stickiness"]), known["stickiness"])
    st.caption(
        f"of the {int(last['active']):,} customers active {on} {name}: {last['mean_daily_active']:,.0f} of them a day. "
        "All are counted, so there is no range."
    )


def _rows(known: pd.DataFrame, unit: str) -> None:
    if known.empty:
        _metric("Visits per customer", "not yet")
        st.caption(f"No {unit} is complete yet.")
        return
    last = known.iloc[-1]
    _metric("Visits per customer", f"{last['rows_per_customer']:.1f}", known["rows_per_customer"])
    st.caption(f"{words.count(int(last['rows']), 'row')} of {int(last['active']):,} customers in the last {unit}.")


def _money_kept(data: Any, settings: rt.CohortSettings) -> None:
    frame = compute.revenue_retention(data, settings)
    known = frame[frame["nrr"].notna()]
    unit = words.unit(settings)
    if known.empty:
        _metric("Net revenue retention", "not yet")
        st.caption(f"No {unit} is complete yet.")
        return
    last = known.iloc[-1]
    name = settings.calendar(data.timezone).name(_start(known.index[-1]))
    _metric(f"Net revenue retention, {name}", words.percent(last["nrr"]), known["nrr"])
    st.caption(
        f"{words.likely(last['nrr_lower'], last['nrr_upper'], int(last['customers']))}  \n"
        f"Gross, before upgrades: {words.percent(last['grr'])}"
    )


def _churn(data: Any, settings: rt.CohortSettings) -> None:
    frame = compute.period_retention(data, settings)
    known = frame[frame["churn_rate"].notna()]
    unit = words.unit(settings)
    if known.empty:
        _metric("Left", "not yet")
        st.caption(f"No {unit} is complete yet.")
        return
    last = known.iloc[-1]
    name = settings.calendar(data.timezone).name(_start(known.index[-1]))
    _metric(f"Left in {name}", words.percent(last["churn_rate"]), known["churn_rate"])
    st.caption(words.likely(1 - last["upper"], 1 - last["lower"], int(last["start"])))
