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
from retention.languages import noun, nouns, say


def value(events: rt.Events, view: SeriesView, stem: str) -> None:
    """Cumulative money per customer, cohort by cohort and over all of them."""
    s = view.settings
    settings = s.replace(
        segment=None, min_events=1, value="cumulative", start_event=s.return_event, start_where=s.return_where
    )
    matrix = compute.cohort_matrix(events, settings)
    pooled = rt.value_by_age(matrix)
    heading = say("What a customer has brought so far")
    with cards.card(heading):
        st.markdown(_value_said(pooled, view))
        figure = rt.charts.value_curves(matrix, pooled, theme=cards.theme())
        cards.chart(figure, "value-chart", f"{heading}. {_value_said(pooled, view).replace('**', '')}", stem)
        st.caption(
            say(
                "Money of each cohort from its first {unit} on, refunds taken off, for each of its customers, whether "
                "they came again or not. Only {units} that are over: a line ends where its cohort has been watched no "
                "longer.",
                unit=noun(view.unit),
                units=nouns(view.unit),
            )
        )
        files = cards.result_downloads(stem, matrix, figure, heading)
        recipe = rt.Recipe("cohort_matrix", settings)
        cards.downloads("value", files, picture=False, source=events, recipe=recipe)


def _value_said(pooled: pd.DataFrame, view: SeriesView) -> str:
    if not len(pooled):
        return say("Too few customers have been watched long enough.")
    first, last = pooled.iloc[0], pooled.iloc[-1]
    people = words.count(int(last["customers"]), "customer")
    if len(pooled) == 1:
        return say(
            "In their first {unit} customers bring **{money}** each (n = {n}).",
            unit=noun(view.unit),
            money=money(first["value"]),
            n=f"{int(first['customers']):,}",
        )
    return say(
        "In their first {unit} customers bring **{money}** each, and up to {age} **{later_money}** ({customers} "
        "watched that long).",
        unit=noun(view.unit),
        money=money(first["value"]),
        age=words.age(view.unit, str(int(pooled.index[-1]))),
        later_money=money(last["value"]),
        customers=people,
    )


def ages(data: Any, view: SeriesView, stem: str) -> None:
    """Net and gross revenue retention by age, over all cohorts together."""
    settings = view.settings.replace(segment=None, min_events=1)
    frame = compute.revenue_by_age(data, settings)
    heading = say("How the money of a cohort holds")
    with cards.card(heading):
        said = _ages_said(frame, view)
        st.markdown(said)
        if len(frame) < 2:
            return
        figure = rt.charts.revenue_ages(frame, view.unit, theme=cards.theme())
        cards.chart(figure, "ages-chart", f"{heading}. {said.replace('**', '')}", stem)
        st.caption(f"{_beginning(view)} {_sums()}")
        files = cards.result_downloads(stem, frame, figure, heading)
        recipe = rt.Recipe("revenue_by_age", settings)
        cards.downloads("ages", files, picture=False, source=data, recipe=recipe)


def _beginning(view: SeriesView) -> str:
    """What the money at each age is divided by."""
    if view.contracts:
        return say(
            "Money at each age by the money at the end of the {unit} in which their first contract began.",
            unit=noun(view.unit),
        )
    return say(
        "Money at each age by the money in the {unit} of their first payment, however late in it that was.",
        unit=noun(view.unit),
    )


def _sums() -> str:
    return say(
        "Sums over all cohorts that have reached the age, never a mean of rates. Gross counts nobody with more than at "
        "the beginning."
    )


def _ages_said(frame: pd.DataFrame, view: SeriesView) -> str:
    shown = frame[(frame.index > 0) & frame["nrr"].notna()]
    if not len(shown):
        return say("Too few customers have been watched long enough.")
    age = min(3, int(shown.index[-1]))
    age = age if age in shown.index else int(shown.index[-1])
    row = shown.loc[age]
    values = {
        "net": f"{100 * row['nrr']:.0f}",
        "age": words.age(view.unit, str(age)),
        "n": f"{int(row['customers']):,}",
        "cohorts": words.count(int(row["cohorts"]), "cohort"),
    }
    if np.isnan(row["nrr_lower"]):
        return say(
            "Of each 100 at the beginning, **{net}** come in {age} (net; n = {n} customers in {cohorts}).", **values
        )
    return say(
        "Of each 100 at the beginning, **{net}** come in {age} (net, likely {low} to {high}; n = {n} customers in "
        "{cohorts}).",
        low=f"{100 * row['nrr_lower']:.0f}",
        high=f"{100 * row['nrr_upper']:.0f}",
        **values,
    )
