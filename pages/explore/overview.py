"""Overview: what a busy person should know about the file first, and the doors to everything else."""

from __future__ import annotations

from typing import Any

import streamlit as st

import retention as rt
from pages.shared import (
    annotations_card,
    benchmark_marks,
    cards,
    compute,
    definition_card,
    findings_card,
    first_numbers,
    headline,
    sidebar,
    state,
    words,
)
from pages.shared.sentence import Sentence
from retention.results import FEW_MARKED

COHORTS_SHOWN = 13  # the newest; a year of months and one to compare with
AGES_SHOWN, AGES_ON_A_PHONE = 9, 5
GONE = {False: "gone quiet", True: "gone"}  # by whether customers have contracts


def strip(data: Any) -> None:
    """What is counted: the file, its rows, customers, days and zone; what was set aside is a door."""
    report = data.report
    rows = f"{words.count(report.rows_read, 'row')} read, {report.rows_kept:,} used"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(
            f"**{words.plain(report.source or 'your data')}** · {rows} · "
            f"{words.count(data.n_customers, 'customer')} · {words.span(data)} · {words.plain(data.timezone)}",
            width="content",
        )
        st.badge(f"Complete through {words.day(words.last_whole_day(data))}", icon=":material/event_available:")
        aside = report.rows_read - report.rows_kept
        if aside:
            cards.door(cards.AUDIT, f"{words.count(aside, 'row')} set aside")


def controls(data: Any) -> tuple[rt.CohortSettings, rt.CohortMatrix, rt.MetricSeries, int]:
    """What is asked: by which period, and at which age; what was chosen here holds on the other pages too."""
    sentence = Sentence()
    units = sidebar.units_that_fit(data)
    period = state.current("period", units, sidebar.default_period(data))
    running = not isinstance(data, rt.Events)
    sentence.word("How many were still customers at the end of" if running else "How many customers came back in")
    settings = rt.CohortSettings(period=period, max_age=sidebar.AGES_AT_FIRST[period])
    matrix = compute.cohort_matrix(data, settings)
    curve = rt.retention_curve(matrix)
    labels = list(curve.labels) or ["0"]
    default = labels[min(1, len(labels) - 1)]
    state.settle("age", default)
    with sentence.popover(f"{period} {state.current('age', labels, default)}"):
        label = sentence.select("age", f"{period.capitalize()}s after the first", labels, default)
    sentence.word("after the")
    with sentence.popover(period):
        sentence.radio("period", "Count in", units, sidebar.default_period(data), on_change=sidebar.new_period)
    sentence.word("of their start?" if running else "of their first visit?")
    sentence.end()
    return settings, matrix, curve, labels.index(label)


def matrix_card(matrix: rt.CohortMatrix, curve: rt.MetricSeries) -> None:
    """The newest cohorts and first ages of the matrix."""
    ages = AGES_ON_A_PHONE if cards.on_a_phone() else AGES_SHOWN
    rows = len(matrix.cohorts)
    shown = matrix.columns(min(ages, len(matrix.ages) - 1)).rows(max(0, rows - COHORTS_SHOWN), rows - 1)
    with cards.card(
        f"Who {headline.did(matrix)}, by cohort", door=cards.COHORTS, door_label="Cohorts", height="stretch"
    ):
        every = None if rows > COHORTS_SHOWN else curve  # beside some cohorts, the row of all would show other sizes
        figure = rt.charts.cohort_heatmap(shown, theme=cards.theme(), pooled=every, top=rt.charts.scale_top(shown))
        annotations_card.chart(
            figure,
            "small-matrix",
            f"Cohort matrix, the newest {words.count(len(shown.cohorts), 'cohort')}. "
            f"All cohorts: {words.rates(curve, words.unit(matrix.settings))}",
            "overview-cohorts",
            matrix=shown,
        )
        if rows > COHORTS_SHOWN:
            st.caption(f"The newest {len(shown.cohorts)} of {words.count(rows, 'cohort')}.")


def curve_card(settings: rt.CohortSettings, curve: rt.MetricSeries) -> None:
    """How retention bends with age."""
    unit = words.unit(settings)
    with cards.card("How the curve bends", door=cards.CURVES, door_label="Curves", height="stretch"):
        if len(curve) < 2:
            st.caption(curve.note or "Too few customers have been watched long enough.")
            return
        marks = benchmark_marks.marks(settings, curve) if benchmark_marks.shown() else []
        figure = rt.charts.small_curve(curve, theme=cards.theme(), marks=marks)
        cards.chart(figure, "small-curve", f"Curve of all cohorts. {words.rates(curve, unit)}", "overview-curve")
        first, last = 1, len(curve) - 1
        start = f"{unit.capitalize()} {curve.labels[first]}: {words.percent(curve.rates[first])}; " if last > 1 else ""
        at_end = unit if start else unit.capitalize()
        st.caption(
            f"{start}{at_end} {curve.labels[last]}: {words.percent(curve.rates[last])}, "
            f"{words.likely(curve.lower[last], curve.upper[last], int(curve.denominator[last]))}."
        )


def lifecycle_card(frame: Any, settings: rt.CohortSettings, *, contracts: bool) -> None:
    """What the customers of each period are made of."""
    with cards.card(f"New, back, {GONE[contracts]}", door=cards.LIFECYCLE, door_label="Lifecycle", height="stretch"):
        figure = rt.charts.lifecycle_chart(frame, theme=cards.theme(), small=True, settings=settings)
        said = "New, returning, resurrected and dormant customers"
        annotations_card.chart(figure, "small-lifecycle", said, "overview-lifecycle", quiet=True)
        known = frame[frame["complete"] & ~frame["no_data"]]
        if len(known):
            last = known.iloc[-1]
            st.caption(
                f"Last complete {words.unit(settings)}: {int(last['new']):,} new, {int(last['returning']):,} "
                f"returning, {int(last['resurrected']):,} back after a pause, {int(last['dormant']):,} "
                f"{GONE[contracts]}."
            )


def growth_card(frame: Any, settings: rt.CohortSettings, *, contracts: bool) -> None:
    """Whether more customers come than go."""
    with cards.card("Growth: quick ratio", door=cards.LIFECYCLE, door_label="Lifecycle", height="stretch"):
        figure = rt.charts.quick_ratio_chart(frame, theme=cards.theme(), small=True, settings=settings)
        said = "Quick ratio: customers gained for each one gone quiet"
        annotations_card.chart(figure, "small-growth", said, "overview-growth", quiet=True)
        known = frame[frame["complete"] & ~frame["no_data"]]
        if len(known):
            last = known.iloc[-1]
            came, gone = int(last["new"] + last["resurrected"]), int(last["dormant"])
            few = came + gone < FEW_MARKED or last.isna()["quick_ratio"]
            ratio = "" if few else f"{last['quick_ratio']:.2f}, "
            meaning = "Too few for a ratio." if few else "Below 1 the base shrinks."
            went = f"{gone:,} {GONE[contracts]}"
            st.caption(f"Last complete {words.unit(settings)}: {ratio}{came:,} gained for {went}. {meaning}")


def compared_card(settings: rt.CohortSettings, matrix: rt.CohortMatrix, curve: rt.MetricSeries, age: int) -> None:
    """One's own past first; what others have published only for those who ask."""
    with cards.card("Compared with the past, and with others", height="stretch"):
        for sentence in first_numbers.own_past(matrix, age):
            st.markdown(sentence)
        if not benchmark_marks.wanted():
            st.caption(
                f"{benchmark_marks.OWN_PAST} What others have published is seldom counted alike; switched on, it is "
                "shown where period and definition match."
            )
            return
        benchmark_marks.say(settings, curve)
        benchmark_marks.editor()


def page() -> None:
    """Settings, guard, compute, draw, explain."""
    cards.title("Overview")
    data = cards.need_data(cards.OVERVIEW, ("events", "subscriptions"))
    with st.container(gap="xsmall"):
        strip(data)
        settings, matrix, curve, age = controls(data)
    plain = rt.CohortSettings(period=settings.period)
    first_numbers.draw(data, plain, matrix, curve, age)
    headline.without_warm_up(matrix, age)
    left, right = st.columns([11, 10], gap="small")
    with left:
        findings_card.draw(data, plain)
    with right:
        matrix_card(matrix, curve)
    frame, contracts = compute.lifecycle(data, plain), not isinstance(data, rt.Events)
    one, two, three = st.columns(3, gap="small")
    with one:
        curve_card(plain, curve)
    with two:
        lifecycle_card(frame, plain, contracts=contracts)
    with three:
        growth_card(frame, plain, contracts=contracts)
    left, right = st.columns([11, 10], gap="small")
    with left:
        definition_card.draw(data, plain, age)
    with right:
        compared_card(plain, matrix, curve, age)
    annotations_card.draw(data, settings)


try:
    page()
except rt.RetentionError as error:
    cards.error_box(error)
