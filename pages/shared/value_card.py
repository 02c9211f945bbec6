"""Money by cohort: what a customer has brought so far, and how the money of those who once came holds with age."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, words
from pages.shared.series_controls import SeriesView
from retention.charts.money import money


def value(events: rt.Events, view: SeriesView, stem: str) -> None:
    """Cumulative money per customer, cohort by cohort and over all of them."""
    s = view.settings
    settings = s.replace(
        segment=None, min_events=1, value="cumulative", start_event=s.return_event, start_where=s.return_where
    )
    matrix = compute.cohort_matrix(events, settings)
    pooled = rt.value_by_age(matrix)
    heading = "What a customer has brought so far"
    with cards.card(heading):
        st.markdown(_value_said(pooled, view))
        figure = rt.charts.value_curves(matrix, pooled, theme=cards.theme())
        cards.chart(figure, "value-chart", f"{heading}. {_value_said(pooled, view).replace('**', '')}", stem)
        st.caption(
            f"Money of each cohort from its first {view.unit} on, refunds taken off, for each of its customers, "
            f"whether they came again or not. Only {view.unit}s that are over: a line ends where its cohort has been "
            "watched no longer."
        )
        cards.downloads("value", cards.result_downloads(stem, matrix, figure, heading), picture=False)


def _value_said(pooled: pd.DataFrame, view: SeriesView) -> str:
    if not len(pooled):
        return "Too few customers have been watched long enough."
    first, last = pooled.iloc[0], pooled.iloc[-1]
    people = words.count(int(last["customers"]), "customer")
    text = f"In their first {view.unit} customers bring **{money(first['value'])}** each"
    if len(pooled) == 1:
        return f"{text} (n = {int(first['customers']):,})."
    age = int(pooled.index[-1])
    return f"{text}, and up to {view.unit} {age} **{money(last['value'])}** ({people} watched that long)."


def ages(data: Any, view: SeriesView, stem: str) -> None:
    """Net and gross revenue retention by age, over all cohorts together."""
    frame = compute.revenue_by_age(data, view.settings.replace(segment=None, min_events=1))
    heading = "How the money of a cohort holds"
    with cards.card(heading):
        said = _ages_said(frame, view)
        st.markdown(said)
        if len(frame) < 2:
            return
        figure = rt.charts.revenue_ages(frame, view.unit, theme=cards.theme())
        cards.chart(figure, "ages-chart", f"{heading}. {said.replace('**', '')}", stem)
        beginning = (
            f"at the end of the {view.unit} in which their first contract began"
            if view.contracts
            else f"in the {view.unit} of their first payment, however late in it that was"
        )
        st.caption(
            f"Money at each age by the money {beginning}. Sums over all cohorts that have reached the age, never a "
            "mean of rates. Gross counts nobody with more than at the beginning."
        )
        cards.downloads("ages", cards.result_downloads(stem, frame, figure, heading), picture=False)


def _ages_said(frame: pd.DataFrame, view: SeriesView) -> str:
    shown = frame[(frame.index > 0) & frame["nrr"].notna()]
    if not len(shown):
        return "Too few customers have been watched long enough."
    age = min(3, int(shown.index[-1]))
    age = age if age in shown.index else int(shown.index[-1])
    row = shown.loc[age]
    likely = (
        "" if np.isnan(row["nrr_lower"]) else f", likely {100 * row['nrr_lower']:.0f} to {100 * row['nrr_upper']:.0f}"
    )
    return (
        f"Of each 100 at the beginning, **{100 * row['nrr']:.0f}** come in {view.unit} {age} "
        f"(net{likely}; n = {int(row['customers']):,} customers in {words.count(int(row['cohorts']), 'cohort')})."
    )
