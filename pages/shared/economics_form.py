"""The numbers that economics need: those that a file can tell are proposed, the others are asked for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

import retention as rt
from pages.shared import compute, money_terms, state, words
from retention.charts.money import money
from retention.intervals import Floats
from retention.metrics.arguments import per_period
from retention.metrics.customer_value import PERIODS_A_YEAR
from retention.metrics.own_numbers import VISITS, OwnNumbers

BY_AGE, ONE_RATE = "by age, as measured", "one rate"
TYPED_RETENTION = 80.0  # per cent, where no file says otherwise
SMALLEST, LARGEST = 0.1, 99.9  # per cent


@dataclass(frozen=True)
class Numbers:
    """What the visitor works with; NaN where a number has not been given yet.

    Attributes
    ----------
    terms
        Period, margin, discount of a year, horizon.
    revenue, cac
        Revenue of a customer in one period; cost of winning one.
    rate
        Retention of one period.
    rates
        Retention of each coming period within the horizon.
    measured
        What the file says; None without one, or where it says nothing.
    by_age
        Whether ``rates`` are those measured, period by period.
    """

    terms: money_terms.Terms
    revenue: float
    cac: float
    rate: float
    rates: Floats
    measured: OwnNumbers | None
    by_age: bool

    @property
    def discount(self) -> float:
        """Discount rate of one period."""
        return per_period(self.terms.discount, PERIODS_A_YEAR[self.terms.every])

    @property
    def still(self) -> Floats:
        """Share still there at the beginning of each period within the horizon."""
        return np.concatenate([[1.0], np.cumprod(self.rates[:-1])])

    @property
    def each(self) -> float:
        """Margin of a customer in one period."""
        return self.revenue * self.terms.margin

    @property
    def churn_range(self) -> tuple[float, float] | None:
        """Range of churn, where the rate is the one measured."""
        if self.measured is None or self.rate != self.measured.retention:
            return None
        return 1 - self.measured.upper, 1 - self.measured.lower


def draw(data: Any) -> Numbers:
    """Two rows of widgets, and below them where the proposed numbers come from."""
    with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
        terms = money_terms.draw(data)
    measured, trouble = _measured(data, terms.every)
    with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
        cac = _amount("Cost of winning a customer", "cac", None, "Marketing and sales, by the customers they won.")
        known = None if measured is None or math.isnan(measured.revenue) else round(measured.revenue, 2)
        revenue = _amount(f"Revenue per customer, a {terms.every}", "revenue", known, "Before any cost.")
        by_age = _by_age(measured)
        rate = measured.retention if by_age and measured is not None else _rate(terms.every, measured)
    _say(data, measured, trouble, terms.every)
    rates = np.repeat(rate, terms.horizon)
    if by_age and measured is not None:
        rates = rt.retention_of(measured.survival)[: terms.horizon]
        if len(rates) < terms.horizon:
            terms = money_terms.Terms(terms.every, terms.margin, terms.discount, len(rates))
            st.caption(
                f"Counted within {words.count(len(rates), terms.every)}: for longer, too few customers have been "
                "watched. With one rate for all periods the horizon is free."
            )
    if known is not None and revenue == known and measured is not None:
        revenue = measured.revenue
    return Numbers(terms, revenue, cac, rate, rates, measured, by_age)


def _measured(data: Any, every: str) -> tuple[OwnNumbers | None, str]:
    if data is None:
        return None, ""
    try:
        return compute.own_numbers(data, every), ""
    except rt.RetentionError as error:
        return None, str(error)


def _amount(label: str, key: str, default: float | None, note: str) -> float:
    state.settle(key, default)
    value = st.number_input(
        label, 0.0, None, default, step=1.0, format="%.2f", key=key, bind="query-params", help=note, width=230,
        placeholder="type a number",
    )  # fmt: skip
    return math.nan if value is None or value <= 0 else float(value)


def _by_age(measured: OwnNumbers | None) -> bool:
    if measured is None or len(measured.survival) < 3:
        return False
    picked = st.segmented_control(
        "Retention", (BY_AGE, ONE_RATE), default=BY_AGE, key="leaving", required=True, bind="query-params"
    )
    return picked != ONE_RATE


def _rate(every: str, measured: OwnNumbers | None) -> float:
    """The rate as typed; where it is left as measured, the measured one with all its digits."""
    known = None if measured is None else min(LARGEST, max(SMALLEST, round(100 * measured.retention, 1)))
    default = TYPED_RETENTION if known is None else known
    state.settle("kept", default)
    rate: float = st.slider(
        f"Retention from one {every} to the next",
        SMALLEST,
        LARGEST,
        default,
        step=0.1,
        format="%.1f %%",
        key="kept",
        bind="query-params",
        width=290,
    )
    as_measured = measured is not None and rate == default and SMALLEST < rate < LARGEST
    return measured.retention if measured is not None and as_measured else rate / 100


def _say(data: Any, measured: OwnNumbers | None, trouble: str, every: str) -> None:
    """Where the proposed numbers come from, in words."""
    if data is None:
        st.caption(
            "**A calculator.** Nothing is loaded, so every number here is one you type, and the retention to begin "
            f"with, {TYPED_RETENTION:.0f} %, is only a place to start. Load a file and it proposes its own."
        )
        return
    if measured is None:
        st.caption(f"Your file does not say who stays: {words.plain(trouble, 300)} Type the numbers.")
        return
    kept = f"{words.percent(measured.retention)} stay from one {every} to the next"
    likely = words.likely(measured.lower, measured.upper, measured.n)
    revenue = "no column of money" if math.isnan(measured.revenue) else f"{money(measured.revenue)} per customer"
    skipped = (
        f" Whoever skips a {every} counts as lost here although many come back, so value is rather too low: "
        "the page Customer value allows for that."
        if measured.kind == VISITS
        else ""
    )
    st.caption(f"From **{words.plain(data.report.source or 'your data')}**: {kept} ({likely}); {revenue}.{skipped}")
