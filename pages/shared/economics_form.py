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
from retention.languages import mark, noun, say
from retention.metrics.arguments import per_period
from retention.metrics.customer_value import PERIODS_A_YEAR
from retention.metrics.own_numbers import VISITS, OwnNumbers

BY_AGE, ONE_RATE = mark("by age, as measured"), mark("one rate")
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
        cac = _amount(
            say("Cost of winning a customer"), "cac", None, say("Marketing and sales, by the customers they won.")
        )
        known = None if measured is None or math.isnan(measured.revenue) else round(measured.revenue, 2)
        revenue = _amount(
            say("Revenue per customer, a {unit}", unit=noun(terms.every)), "revenue", known, say("Before any cost.")
        )
        by_age = _by_age(measured)
        rate = measured.retention if by_age and measured is not None else _rate(terms.every, measured)
    _say(data, measured, trouble, terms.every)
    rates = np.repeat(rate, terms.horizon)
    if by_age and measured is not None:
        rates = rt.retention_of(measured.survival)[: terms.horizon]
        if len(rates) < terms.horizon:
            terms = money_terms.Terms(terms.every, terms.margin, terms.discount, len(rates))
            st.caption(
                say(
                    "Counted within {time}: for longer, too few customers have been watched. With one rate for all "
                    "periods the horizon is free.",
                    time=words.count(len(rates), terms.every),
                )
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
        placeholder=say("type a number"),
    )  # fmt: skip
    return math.nan if value is None or value <= 0 else float(value)


def _by_age(measured: OwnNumbers | None) -> bool:
    if measured is None or len(measured.survival) < 3:
        return False
    picked = st.segmented_control(
        say("Retention"),
        (BY_AGE, ONE_RATE),
        default=BY_AGE,
        format_func=say,
        key="leaving",
        required=True,
        bind="query-params",
    )
    return picked != ONE_RATE


def _rate(every: str, measured: OwnNumbers | None) -> float:
    """The rate as typed; where it is left as measured, the measured one with all its digits."""
    known = None if measured is None else min(LARGEST, max(SMALLEST, round(100 * measured.retention, 1)))
    default = TYPED_RETENTION if known is None else known
    state.settle("kept", default)
    rate: float = st.slider(
        say("Retention from one {unit} to the next", unit=noun(every)),
        SMALLEST,
        LARGEST,
        default,
        step=0.1,
        format=money_terms.percent_format("%.1f"),
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
            say(
                "**A calculator.** Nothing is loaded, so every number here is one you type, and the retention to begin "
                "with, {rate}, is only a place to start. Load a file and it proposes its own.",
                rate=words.percent(TYPED_RETENTION / 100, 0),
            )
        )
        return
    if measured is None:
        st.caption(say("Your file does not say who stays: {why} Type the numbers.", why=words.plain(trouble, 300)))
        return
    said = _measured_here(data, measured, every)
    if measured.kind == VISITS:
        skipped = say(
            "Whoever skips a {unit} counts as lost here although many come back, so value is rather too low: the page "
            "Customer value allows for that.",
            unit=noun(every),
        )
        said = f"{said} {skipped}"
    st.caption(said)


def _measured_here(data: Any, measured: OwnNumbers, every: str) -> str:
    values = {
        "file": words.plain(data.report.source or say("your data")),
        "rate": words.percent(measured.retention),
        "unit": noun(every),
        "likely": words.likely(measured.lower, measured.upper, measured.n),
    }
    if math.isnan(measured.revenue):
        return say("From **{file}**: {rate} stay from one {unit} to the next ({likely}); no column of money.", **values)
    return say(
        "From **{file}**: {rate} stay from one {unit} to the next ({likely}); {revenue} per customer.",
        revenue=money(measured.revenue),
        **values,
    )
