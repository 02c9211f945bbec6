"""Overview: what a busy person should know about the file first, and the doors to everything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

import retention as rt
from pages.shared import (
    annotations_card,
    benchmark_marks,
    cards,
    compute,
    copied,
    definition_card,
    findings_card,
    first_numbers,
    headline,
    sidebar,
    state,
    words,
)
from pages.shared.sentence import Sentence
from retention.languages import noun, nouns, numbered, say
from retention.results import FEW_MARKED

COHORTS_SHOWN = 13  # the newest; a year of months and one to compare with
AGES_SHOWN, AGES_ON_A_PHONE = 9, 5


def strip(data: Any) -> None:
    """What is counted: the file, its rows, customers, days and zone; what was set aside is a door."""
    report = data.report
    facts = (
        words.plain(report.source or say("your data")),
        say("{rows} read, {n} used", rows=words.count(report.rows_read, "row"), n=f"{report.rows_kept:,}"),
        words.count(data.n_customers, "customer"),
        words.span(data),
        words.plain(data.timezone),
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(f"**{facts[0]}** · {' · '.join(facts[1:])}", width="content")
        through = say("Complete through {day}", day=words.day(words.last_whole_day(data)))
        st.badge(through, icon=":material/event_available:")
        aside = report.rows_read - report.rows_kept
        if aside:
            cards.door(cards.AUDIT, say("{rows} set aside", rows=words.count(aside, "row")))


def controls(data: Any) -> tuple[rt.CohortSettings, rt.CohortMatrix, rt.MetricSeries, int]:
    """What is asked: by which period, and at which age; what was chosen here holds on the other pages too."""
    units = sidebar.units_that_fit(data)
    period = state.current("period", units, sidebar.default_period(data))
    running = not state.has_visits(data)
    if running:
        sentence = Sentence(say("How many were still customers at the end of {age} after the {period} of their start?"))
    else:
        sentence = Sentence(say("How many customers came back in {age} after the {period} of their first visit?"))
    settings = rt.CohortSettings(period=period, max_age=sidebar.AGES_AT_FIRST[period])
    matrix = compute.cohort_matrix(data, settings)
    curve = rt.retention_curve(matrix)
    labels = list(curve.labels) or ["0"]
    default = labels[min(1, len(labels) - 1)]
    state.settle("age", default)
    age = state.current("age", labels, default)
    heading = say("{units} after the first", units=words.capital(nouns(period)))
    with sentence.popover("age", words.age(period, age)):
        label = sentence.select("age", heading, labels, default)
    with sentence.popover("period", noun(period)):
        sentence.radio("period", say("Count in"), units, sidebar.default_period(data), on_change=sidebar.new_period)
    sentence.end()
    return settings, matrix, curve, labels.index(label)


def matrix_card(data: Any, matrix: rt.CohortMatrix, curve: rt.MetricSeries) -> None:
    """The newest cohorts and first ages of the matrix."""
    ages = AGES_ON_A_PHONE if cards.on_a_phone() else AGES_SHOWN
    rows = len(matrix.cohorts)
    shown = matrix.columns(min(ages, len(matrix.ages) - 1)).rows(max(0, rows - COHORTS_SHOWN), rows - 1)
    heading = say("Who {did}, by cohort", did=headline.did(matrix))
    with cards.card(heading, door=cards.COHORTS, door_label=say("Cohorts"), height="stretch"):
        every = None if rows > COHORTS_SHOWN else curve  # beside some cohorts, the row of all would show other sizes
        figure = rt.charts.cohort_heatmap(shown, theme=cards.theme(), pooled=every, top=rt.charts.scale_top(shown))
        annotations_card.chart(
            figure,
            "small-matrix",
            say(
                "Cohort matrix, the newest {cohorts}. All cohorts: {rates}",
                cohorts=words.count(len(shown.cohorts), "cohort"),
                rates=words.rates(curve, words.unit(matrix.settings)),
            ),
            "overview-cohorts",
            matrix=shown,
        )
        if rows > COHORTS_SHOWN:
            st.caption(say("The newest {n} of {cohorts}.", n=len(shown.cohorts), cohorts=words.count(rows, "cohort")))
        copied.quietly(data, rt.Recipe("cohort_matrix", matrix.settings))


def curve_card(data: Any, matrix: rt.CohortMatrix, settings: rt.CohortSettings, curve: rt.MetricSeries) -> None:
    """How retention bends with age."""
    unit = words.unit(settings)
    with cards.card(say("How the curve bends"), door=cards.CURVES, door_label=say("Curves"), height="stretch"):
        if len(curve) < 2:
            st.caption(curve.note or say("Too few customers have been watched long enough."))
            return
        marks = benchmark_marks.marks(settings, curve) if benchmark_marks.shown() else []
        figure = rt.charts.small_curve(curve, theme=cards.theme(), marks=marks)
        cards.chart(
            figure,
            "small-curve",
            say("Curve of all cohorts. {rates}", rates=words.rates(curve, unit)),
            "overview-curve",
        )
        last = len(curve) - 1
        ages = [numbered(unit, curve.labels[i]) for i in (1, last)]
        values = {
            "rate": words.percent(curve.rates[last]),
            "likely": words.likely(curve.lower[last], curve.upper[last], int(curve.denominator[last])),
        }
        if last == 1:
            said = say("{age}: {rate}, {likely}.", age=words.capital(ages[0]), **values)
        else:
            said = say(
                "{first_age}: {first_rate}; {age}: {rate}, {likely}.",
                first_age=words.capital(ages[0]),
                first_rate=words.percent(curve.rates[1]),
                age=ages[1],
                **values,
            )
        st.caption(said)
        copied.quietly(data, rt.Recipe("retention_curve", matrix.settings))


def lifecycle_card(data: Any, frame: Any, settings: rt.CohortSettings, *, contracts: bool) -> None:
    """What the customers of each period are made of."""
    heading = say("New, back, gone") if contracts else say("New, back, gone quiet")
    figure = rt.charts.lifecycle_chart(frame, theme=cards.theme(), small=True, settings=settings)
    alt = say("New, returning, resurrected and dormant customers")
    _moves_card("lifecycle", heading, figure, alt, _of_last(_moved, frame, settings, contracts), data, settings)


def _moves_card(
    name: str, heading: str, figure: Any, alt: str, said: str, data: Any, settings: rt.CohortSettings
) -> None:
    """A small chart of who came and went, with the last complete period in words."""
    with cards.card(heading, door=cards.LIFECYCLE, door_label=say("Lifecycle"), height="stretch"):
        alt = words.with_sentence(alt, said) if said else alt
        annotations_card.chart(figure, f"small-{name}", alt, f"overview-{name}", quiet=True)
        if said:
            st.caption(said)
        copied.quietly(data, rt.Recipe("lifecycle", settings))


def _of_last(tell: Callable[..., str], frame: Any, settings: rt.CohortSettings, contracts: bool) -> str:
    """What there is to tell of the last complete period; nothing where there is none."""
    known = frame[frame["complete"] & ~frame["no_data"]]
    return tell(known.iloc[-1], noun(words.unit(settings)), contracts=contracts) if len(known) else ""


def _moved(last: Any, unit: str, *, contracts: bool) -> str:
    """Of whom the customers of a period are made, in words."""
    values = {name: f"{int(last[name]):,}" for name in ("new", "returning", "resurrected", "dormant")} | {"unit": unit}
    if contracts:
        return say(
            "Last complete {unit}: {new} new, {returning} returning, {resurrected} back after a pause, {dormant} gone.",
            **values,
        )
    return say(
        "Last complete {unit}: {new} new, {returning} returning, {resurrected} back after a pause, "
        "{dormant} gone quiet.",
        **values,
    )


def growth_card(data: Any, frame: Any, settings: rt.CohortSettings, *, contracts: bool) -> None:
    """Whether more customers come than go."""
    figure = rt.charts.quick_ratio_chart(frame, theme=cards.theme(), small=True, settings=settings)
    heading, alt = say("Growth: quick ratio"), say("Quick ratio: customers gained for each one gone quiet")
    _moves_card("growth", heading, figure, alt, _of_last(_growth, frame, settings, contracts), data, settings)


def _growth(last: Any, unit: str, *, contracts: bool) -> str:
    """The quick ratio of a period in words; without it where too few customers moved."""
    came, gone = int(last["new"] + last["resurrected"]), int(last["dormant"])
    values = {"unit": unit, "came": f"{came:,}", "gone": f"{gone:,}"}
    if came + gone < FEW_MARKED or last.isna()["quick_ratio"]:
        if contracts:
            said = say("Last complete {unit}: {came} gained for {gone} gone.", **values)
        else:
            said = say("Last complete {unit}: {came} gained for {gone} gone quiet.", **values)
        return " ".join([said, say("Too few for a ratio.")])
    values["ratio"] = f"{last['quick_ratio']:.2f}"
    if contracts:
        said = say("Last complete {unit}: {ratio}, {came} gained for {gone} gone.", **values)
    else:
        said = say("Last complete {unit}: {ratio}, {came} gained for {gone} gone quiet.", **values)
    return " ".join([said, say("Below 1 the base shrinks.")])


def compared_card(settings: rt.CohortSettings, matrix: rt.CohortMatrix, curve: rt.MetricSeries, age: int) -> None:
    """One's own past first; what others have published only for those who ask."""
    with cards.card(say("Compared with the past, and with others"), height="stretch"):
        for sentence in first_numbers.own_past(matrix, age):
            st.markdown(sentence)
        if not benchmark_marks.wanted():
            others = say(
                "What others have published is seldom counted alike; switched on, it is shown where period and "
                "definition match."
            )
            st.caption(f"{say(benchmark_marks.OWN_PAST)} {others}")
            return
        benchmark_marks.tell(settings, curve)
        benchmark_marks.editor()


def page() -> None:
    """Settings, guard, compute, draw, explain."""
    cards.title(say("Overview"))
    data = cards.need_data(cards.OVERVIEW, cards.IN_TIME)
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
        matrix_card(data, matrix, curve)
    frame, contracts = compute.lifecycle(data, plain), not state.has_visits(data)
    one, two, three = st.columns(3, gap="small")
    with one:
        curve_card(data, matrix, plain, curve)
    with two:
        lifecycle_card(data, frame, plain, contracts=contracts)
    with three:
        growth_card(data, frame, plain, contracts=contracts)
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
