"""Curves: how retention bends with age, by group, by cohort, and whether later cohorts do better."""

from __future__ import annotations

import numpy as np
import streamlit as st

import retention as rt
from pages.shared import benchmark_marks, cards, cell, compute, counted_as, headline, sidebar, words
from retention.languages import noun, numbered, say

AGES_TO_STATE = (1, 3, 6, 12)


def main_numbers(curve: rt.MetricSeries, unit: str, did: str) -> None:
    """The main numbers as sentences, each with its range and n."""
    stated = [i for i in AGES_TO_STATE if i < len(curve)]
    for column, i in zip(st.columns(len(stated) or 1), stated, strict=False):
        with column, st.container(border=True, gap="xxsmall", height="stretch"):
            label = say("{did}, {age}", did=words.capital(headline.verb(did)), age=numbered(unit, curve.labels[i]))
            st.metric(label, words.percent(curve.rates[i]))
            st.caption(words.likely(curve.lower[i], curve.upper[i], int(curve.denominator[i])))
    if not stated:
        st.caption(curve.note or say("Too few customers have been watched long enough for a curve."))


def pooled_card(
    events: rt.Events | rt.Subscriptions, view: sidebar.View, pooled: rt.MetricSeries, stem: str, did: str
) -> None:
    """The pooled curve, or one curve for each group with the whole beside them."""
    segment = view.settings.segment
    heading = say("All cohorts together") if segment is None else say("By {column}", column=words.plain(segment))
    with cards.card(heading):
        curves: rt.MetricSeries | dict[str, rt.MetricSeries] = pooled
        if segment is not None:
            curves = rt.retention_curve(compute.cohort_matrices(events, view.settings))
        beside = None if segment is None else pooled
        marks = benchmark_marks.marks(view.settings, pooled) if benchmark_marks.shown() else []
        figure = rt.charts.retention_curves(curves, theme=cards.theme(), pooled=beside, marks=marks)
        cards.chart(figure, "pooled", words.described(heading, words.rates(pooled, view.unit)), stem)
        if isinstance(curves, dict):
            _say_groups(curves, view.unit, did)
        st.caption(headline.never_a_mean(did))
        recipe = rt.Recipe("retention_curve", view.settings)
        cards.downloads("pooled", cards.result_downloads(stem, curves, figure, heading), source=events, recipe=recipe)


def _say_groups(curves: dict[str, rt.MetricSeries], unit: str, did: str) -> None:
    for name, curve in list(curves.items())[:6]:
        if len(curve) > 1:
            said = say(
                "**{group}**, {age}: **{rate}** {did}, {likely}.",
                group=words.plain(name or say("(blank)")),
                age=numbered(unit, curve.labels[1]),
                rate=words.percent(curve.rates[1]),
                did=headline.verb(did),
                likely=words.likely(curve.lower[1], curve.upper[1], int(curve.denominator[1])),
            )
            st.markdown(f"- {said}")


def cohorts_card(events: sidebar.Source, matrix: rt.CohortMatrix, pooled: rt.MetricSeries, stem: str) -> None:
    """One thin line for each cohort, on demand."""
    if not st.toggle(say("One line for each cohort"), key="lines", bind="query-params"):
        return
    with cards.card(say("Cohort by cohort")):
        figure = rt.charts.retention_curves(matrix, theme=cards.theme(), pooled=pooled)
        cards.chart(figure, "lines-chart", say("One curve for each of {n} cohorts", n=len(matrix.cohorts)), stem)
        files = cards.result_downloads(stem, matrix, figure, say("Cohort by cohort"))
        recipe = rt.Recipe("cohort_matrix", matrix.settings)
        cards.downloads("lines", files, picture=False, source=events, recipe=recipe)


def trend_card(events: rt.Events | rt.Subscriptions, matrix: rt.CohortMatrix, unit: str, stem: str) -> None:
    """One age followed across cohorts: did later cohorts come back more?"""
    returns = matrix.did == "came back"
    with cards.card(say("Do later cohorts come back more?") if returns else say("Do later cohorts stay more?")):
        labels = matrix.age_labels
        label = cell.age_box(st.container(width=160), say("Follow {unit}", unit=noun(unit)), labels)
        age = int(matrix.ages[labels.index(label)])
        series = rt.retention_trend(matrix, age)
        figure = rt.charts.retention_trend(series, theme=cards.theme())
        alt, latest = _trend_alt(matrix.did, numbered(unit, label)), ""
        if label != "0" and series.denominator.any():
            latest = _latest(series, matrix.did, numbered(unit, label))
            alt = words.with_sentence(alt, latest)
        cards.chart(figure, "trend", alt, stem)
        if latest:
            st.markdown(latest)
        st.caption(say("Where two ranges overlap widely, the difference could be chance."))
        files = cards.result_downloads(stem, series, figure, series.name)
        recipe = rt.Recipe("retention_trend", matrix.settings, {"age": age})
        cards.downloads("trend", files, picture=False, source=events, recipe=recipe)


def _latest(series: rt.MetricSeries, did: str, age: str) -> str:
    """The newest cohort that could be watched long enough, in words."""
    i = int(np.flatnonzero(series.denominator)[-1])
    came, could = int(series.numerator[i]), int(series.denominator[i])
    return say(
        "Latest complete cohort, **{cohort}**: {came} of {n} {did} in {age}, **{rate}** ({likely}).",
        cohort=series.labels[i],
        came=f"{came:,}",
        n=f"{could:,}",
        did=headline.verb(did),
        age=age,
        rate=words.percent(came / could),
        likely=words.likely(series.lower[i], series.upper[i], could),
    )


def _trend_alt(did: str, age: str) -> str:
    return say("{did} in {age}, by cohort", did=words.capital(headline.verb(did)), age=age)


def benchmarks_card(view: sidebar.View, pooled: rt.MetricSeries) -> None:
    """What others have published, on demand."""
    if benchmark_marks.wanted():
        with cards.card(say("What others have published")):
            benchmark_marks.tell(view.settings, pooled)
            benchmark_marks.editor()


def page() -> None:
    """Settings, guard, compute, draw, explain."""
    cards.title(say("Curves"))
    events = cards.need_data(cards.CURVES, cards.IN_TIME)
    view = sidebar.cohort_controls(events, with_show=False)
    matrix = compute.cohort_matrix(events, view.settings.replace(segment=None))
    pooled = rt.retention_curve(matrix)
    stem = words.file_stem(events, f"curves-{words.slug(view.unit)}")
    with st.container(gap="xxsmall"):
        headline.draw(matrix, pooled)
        counted_as.tell_mean(matrix, pooled)
    main_numbers(pooled, view.unit, matrix.did)
    left, right = st.columns(2, gap="small")
    with left:
        pooled_card(events, view, pooled, stem, matrix.did)
    with right:
        trend_card(events, matrix, view.unit, f"{stem}-trend")
    cohorts_card(events, matrix, pooled, f"{stem}-by-cohort")
    benchmarks_card(view, pooled)


try:
    page()
except rt.RetentionError as error:
    cards.error_box(error)
