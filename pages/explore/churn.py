"""Retention & churn: of the customers of one period, how many came again in the next, and how many were lost?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import (
    annotations_card,
    cards,
    clicks,
    compute,
    inactivity_card,
    one_period,
    series_controls,
    series_tables,
    words,
)
from retention.languages import mark, noun, say

SHOW = {mark("Retention"): "retention", mark("Churn"): "churn"}
CHART = "churn-chart"


def tell(frame: pd.DataFrame, whole: pd.DataFrame, view: series_controls.SeriesView) -> None:
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


def rate_card(data: Any, frame: pd.DataFrame, view: series_controls.SeriesView, show: str, stem: str) -> None:
    """The rate and the customers that make it, on the same periods; a click chooses one."""
    if show == "retention":
        heading = say("Customers kept, {unit} by {unit}", unit=noun(view.unit))
    else:
        heading = say("Customers lost, {unit} by {unit}", unit=noun(view.unit))
    with cards.card(heading):
        figure = rt.charts.churn_chart(
            frame, show=show, theme=cards.theme(), settings=view.settings, selected=one_period.position(frame, view)
        )
        column = "retention_rate" if show == "retention" else "churn_rate"
        annotations_card.chart(
            figure,
            CHART,
            words.described(heading, series_tables.spoken(frame, view, column)),
            stem,
            on_select=clicks.then(CHART, one_period.take_click, CHART, frame, view),
            selection_mode="points",
        )
        explain(frame, view)
        recipe = rt.Recipe("period_retention", view.settings.replace(segment=None))
        cards.downloads("churn", cards.result_downloads(stem, frame, figure, heading), source=data, recipe=recipe)


def explain(frame: pd.DataFrame, view: series_controls.SeriesView) -> None:
    """One line on each thing that a reader of this chart could take wrongly."""
    unit = noun(view.unit)
    if view.contracts:
        lines = [
            say(
                "Kept: there at the beginning and at the end. Lost: there at the beginning, not at the end. Won back: "
                "there once, not at the beginning, and at the end again."
            )
        ]
    else:
        lines = [
            say(
                "Kept: there in the {unit} before and in this one. Lost: there before and not now. Won back: there "
                "once, not in the one before, and now again.",
                unit=unit,
            )
        ]
    if len(frame) and not frame["complete"].iloc[-1]:
        lines.append(
            say("Hatched: the {unit} is not over where the data end. It has counts so far, and no rate.", unit=unit)
        )
    if frame["no_data"].any():
        lines.append(say("A dash: the file holds no rows for that time, which is not the same as nobody."))
    if not view.contracts:
        lines.append(
            say(
                "Somebody who comes less often than every {unit} counts as lost and then as won back: choose a period "
                "that is longer than the usual time between two visits.",
                unit=unit,
            )
        )
    st.caption("  \n".join(lines))


def groups_card(
    data: Any, parts: dict[str, pd.DataFrame], view: series_controls.SeriesView, show: str, stem: str
) -> None:
    """One line for each group, and the last complete period of each as numbers."""
    heading = say("By {column}", column=words.plain(view.settings.segment))
    with cards.card(heading):
        figure = rt.charts.retention_chart(parts, show=show, theme=cards.theme(), settings=view.settings)
        alt = say("{heading}: one line for each of {n} groups", heading=heading, n=len(parts))
        annotations_card.chart(figure, "groups", alt, stem)
        series_tables.groups(parts, view)
        files = cards.result_downloads(stem, parts, figure, heading)
        recipe = rt.Recipe("period_retention", view.settings)
        cards.downloads("groups", files, picture=False, source=data, recipe=recipe)


def table_card(frame: pd.DataFrame, view: series_controls.SeriesView) -> None:
    """Every period as a row."""
    with st.expander(say("All periods as a table")):
        series_tables.periods(frame, view)


def page() -> None:
    """Settings, guard, compute, draw, explain."""
    cards.title(say("Retention & churn"))
    data: Any = cards.need_data(cards.CHURN, cards.IN_TIME)
    view = series_controls.draw(data, show=tuple(SHOW))
    show = SHOW[series_controls.shown(tuple(SHOW))]
    whole = compute.period_retention(data, view.whole)
    frame = compute.period_retention(data, view.settings.replace(segment=None))
    stem = words.file_stem(data, f"churn-{words.slug(view.unit)}")
    with st.container(gap="xxsmall"):
        tell(frame, whole, view)
    left, right = st.columns([13, 6], gap="small")
    with left:
        rate_card(data, frame, view, show, stem)
        if view.settings.segment is not None:
            parts = compute.period_retention(data, view.settings)
            groups_card(data, parts, view, show, f"{stem}-{words.slug(view.settings.segment)}")
    with right:
        one_period.draw(data, frame, view)
    table_card(frame, view)
    if not view.contracts:
        inactivity_card.draw(data, view.settings)
    annotations_card.draw(data, view.settings)


try:
    page()
except rt.RetentionError as error:
    cards.error_box(error)
