"""Curves: how retention bends with age, by group, by cohort, and whether later cohorts do better."""

from __future__ import annotations

import numpy as np
import streamlit as st

import retention as rt
from pages.shared import benchmark_marks, cards, cell, compute, counted_as, headline, sidebar, words

AGES_TO_STATE = (1, 3, 6, 12)


def main_numbers(curve: rt.MetricSeries, unit: str, did: str) -> None:
    """The main numbers as sentences, each with its range and n."""
    stated = [i for i in AGES_TO_STATE if i < len(curve)]
    for column, i in zip(st.columns(len(stated) or 1), stated, strict=False):
        with column, st.container(border=True, gap="xxsmall", height="stretch"):
            st.metric(f"{did.capitalize()}, {unit} {curve.labels[i]}", words.percent(curve.rates[i]))
            st.caption(words.likely(curve.lower[i], curve.upper[i], int(curve.denominator[i])))
    if not stated:
        st.caption(curve.note or "Too few customers have been watched long enough for a curve.")


def pooled_card(
    events: rt.Events | rt.Subscriptions, view: sidebar.View, pooled: rt.MetricSeries, stem: str, did: str
) -> None:
    """The pooled curve, or one curve for each group with the whole beside them."""
    segment = view.settings.segment
    heading = "All cohorts together" if segment is None else f"By {words.plain(segment)}"
    with cards.card(heading):
        curves: rt.MetricSeries | dict[str, rt.MetricSeries] = pooled
        if segment is not None:
            curves = rt.retention_curve(compute.cohort_matrices(events, view.settings))
        beside = None if segment is None else pooled
        marks = benchmark_marks.marks(view.settings, pooled) if benchmark_marks.shown() else []
        figure = rt.charts.retention_curves(curves, theme=cards.theme(), pooled=beside, marks=marks)
        cards.chart(figure, "pooled", f"{heading}. {words.rates(pooled, view.unit)}.", stem)
        if isinstance(curves, dict):
            _say_groups(curves, view.unit, did)
        st.caption(f"All who {did} by all who could be watched that long, never a mean of rates.")
        cards.downloads("pooled", cards.result_downloads(stem, curves, figure, heading))


def _say_groups(curves: dict[str, rt.MetricSeries], unit: str, did: str) -> None:
    for name, curve in list(curves.items())[:6]:
        if len(curve) > 1:
            st.markdown(
                f"- **{words.plain(name or '(blank)')}**, {unit} {curve.labels[1]}: "
                f"**{words.percent(curve.rates[1])}** {did}, "
                f"{words.likely(curve.lower[1], curve.upper[1], int(curve.denominator[1]))}."
            )


def cohorts_card(matrix: rt.CohortMatrix, pooled: rt.MetricSeries, stem: str) -> None:
    """One thin line for each cohort, on demand."""
    if not st.toggle("One line for each cohort", key="lines", bind="query-params"):
        return
    with cards.card("Cohort by cohort"):
        figure = rt.charts.retention_curves(matrix, theme=cards.theme(), pooled=pooled)
        cards.chart(figure, "lines-chart", f"One curve for each of {len(matrix.cohorts)} cohorts", stem)
        cards.downloads("lines", cards.result_downloads(stem, matrix, figure, "Cohort by cohort"), picture=False)


def trend_card(matrix: rt.CohortMatrix, unit: str, stem: str) -> None:
    """One age followed across cohorts: did later cohorts come back more?"""
    with cards.card("Do later cohorts come back more?" if matrix.did == "came back" else "Do later cohorts stay more?"):
        labels = matrix.age_labels
        label = cell.age_box(st.container(width=160), f"Follow {unit}", labels)
        series = rt.retention_trend(matrix, int(matrix.ages[labels.index(label)]))
        figure = rt.charts.retention_trend(series, theme=cards.theme())
        cards.chart(figure, "trend", f"{matrix.did.capitalize()} in {unit} {label}, by cohort", stem)
        known = np.flatnonzero(series.denominator)
        if len(known) and label != "0":
            i = int(known[-1])
            came, could = int(series.numerator[i]), int(series.denominator[i])
            st.markdown(
                f"Latest complete cohort, **{series.labels[i]}**: {came:,} of {could:,} {matrix.did} "
                f"in {unit} {label}, **{words.percent(came / could)}** "
                f"({words.likely(series.lower[i], series.upper[i], could)})."
            )
        st.caption("Where two ranges overlap widely, the difference could be chance.")
        cards.downloads("trend", cards.result_downloads(stem, series, figure, series.name), picture=False)


def benchmarks_card(view: sidebar.View, pooled: rt.MetricSeries) -> None:
    """What others have published, on demand."""
    if benchmark_marks.wanted():
        with cards.card("What others have published"):
            benchmark_marks.say(view.settings, pooled)
            benchmark_marks.editor()


def page() -> None:
    """Settings, guard, compute, draw, explain."""
    cards.title("Curves")
    events = cards.need_data(cards.CURVES)
    view = sidebar.cohort_controls(events, with_show=False)
    matrix = compute.cohort_matrix(events, view.settings.replace(segment=None))
    pooled = rt.retention_curve(matrix)
    stem = words.file_stem(events, f"curves-{words.slug(view.unit)}")
    with st.container(gap="xxsmall"):
        headline.draw(matrix, pooled)
        counted_as.say_mean(matrix, pooled)
    main_numbers(pooled, view.unit, matrix.did)
    left, right = st.columns(2, gap="small")
    with left:
        pooled_card(events, view, pooled, stem, matrix.did)
    with right:
        trend_card(matrix, view.unit, f"{stem}-trend")
    cohorts_card(matrix, pooled, f"{stem}-by-cohort")
    benchmarks_card(view, pooled)


try:
    page()
except rt.RetentionError as error:
    cards.error_box(error)
