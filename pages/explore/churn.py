"""Retention & churn: of the customers of one period, how many came again in the next, and how many were lost?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import (
    annotations_card,
    cards,
    compute,
    inactivity_card,
    one_period,
    series_controls,
    series_tables,
    words,
)

SHOW = {"Retention": "retention", "Churn": "churn"}
CHART = "churn-chart"


def say(frame: pd.DataFrame, whole: pd.DataFrame, view: series_controls.SeriesView) -> None:
    """The last complete period in words, against the one before and the same one a year before."""
    known = one_period.known(frame)
    if not known:
        st.markdown(one_period.why_not(frame, view))
        return
    start = frame.index[known[-1]]
    st.markdown(one_period.sentence(whole, start, view))
    lines = one_period.comparisons(whole, start, view)
    if lines:
        st.caption("  \n".join(lines))


def rate_card(frame: pd.DataFrame, view: series_controls.SeriesView, show: str, stem: str) -> None:
    """The rate and the customers that make it, on the same periods; a click chooses one."""
    heading = f"Customers {'kept' if show == 'retention' else 'lost'}, {view.unit} by {view.unit}"
    with cards.card(heading):
        figure = rt.charts.churn_chart(
            frame, show=show, theme=cards.theme(), settings=view.settings, selected=one_period.position(frame, view)
        )
        column = "retention_rate" if show == "retention" else "churn_rate"
        annotations_card.chart(
            figure,
            CHART,
            f"{heading}. {series_tables.spoken(frame, view, column)}.",
            stem,
            on_select=lambda: one_period.take_click(CHART, frame, view),
            selection_mode="points",
        )
        explain(frame, view)
        cards.downloads("churn", cards.result_downloads(stem, frame, figure, heading))


def explain(frame: pd.DataFrame, view: series_controls.SeriesView) -> None:
    """One line on each thing that a reader of this chart could take wrongly."""
    kept = (
        "there at the beginning and at the end. Lost: there at the beginning, not at the end. Won back: there once, "
        "not at the beginning, and at the end again."
        if view.contracts
        else f"there in the {view.unit} before and in this one. Lost: there before and not now. Won back: there once, "
        "not in the one before, and now again."
    )
    lines = [f"Kept: {kept}"]
    if len(frame) and not frame["complete"].iloc[-1]:
        lines.append(f"Hatched: the {view.unit} is not over where the data end. It has counts so far, and no rate.")
    if frame["no_data"].any():
        lines.append("A dash: the file holds no rows for that time, which is not the same as nobody.")
    if not view.contracts:
        lines.append(
            f"Somebody who comes less often than every {view.unit} counts as lost and then as won back: choose a "
            "period that is longer than the usual time between two visits."
        )
    st.caption("  \n".join(lines))


def groups_card(parts: dict[str, pd.DataFrame], view: series_controls.SeriesView, show: str, stem: str) -> None:
    """One line for each group, and the last complete period of each as numbers."""
    heading = f"By {words.plain(view.settings.segment)}"
    with cards.card(heading):
        figure = rt.charts.retention_chart(parts, show=show, theme=cards.theme(), settings=view.settings)
        annotations_card.chart(figure, "groups", f"{heading}: one line for each of {len(parts)} groups", stem)
        series_tables.groups(parts, view)
        cards.downloads("groups", cards.result_downloads(stem, parts, figure, heading), picture=False)


def table_card(frame: pd.DataFrame, view: series_controls.SeriesView) -> None:
    """Every period as a row."""
    with st.expander("All periods as a table"):
        series_tables.periods(frame, view)


def page() -> None:
    """Settings, guard, compute, draw, explain."""
    cards.title("Retention & churn")
    data: Any = cards.need_data(cards.CHURN)
    view = series_controls.draw(data, show=tuple(SHOW))
    show = SHOW[series_controls.shown(tuple(SHOW))]
    whole = compute.period_retention(data, view.whole)
    frame = compute.period_retention(data, view.settings.replace(segment=None))
    stem = words.file_stem(data, f"churn-{words.slug(view.unit)}")
    with st.container(gap="xxsmall"):
        say(frame, whole, view)
    left, right = st.columns([13, 6], gap="small")
    with left:
        rate_card(frame, view, show, stem)
        if view.settings.segment is not None:
            parts = compute.period_retention(data, view.settings)
            groups_card(parts, view, show, f"{stem}-{words.slug(view.settings.segment)}")
    with right:
        one_period.draw(frame, view)
    table_card(frame, view)
    if not view.contracts:
        inactivity_card.draw(data, view.settings)
    annotations_card.draw(data, view.settings)


try:
    page()
except rt.RetentionError as error:
    cards.error_box(error)
