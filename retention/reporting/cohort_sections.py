"""Sections on cohorts: the table of who came back, and the curve of all cohorts together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from retention.charts.cohorts import cohort_heatmap, scale_top
from retention.charts.series import retention_curves
from retention.languages import mark, noun, nouns, percent_text, say
from retention.metrics.cohorts import retention_curve
from retention.metrics.wording import count
from retention.reporting.cohort_words import (
    CAME_BACK,
    against_before,
    did,
    rates_in_words,
    retention_sentence,
    steepest,
    without_first,
)
from retention.reporting.look import Look
from retention.reporting.phrases import age_name, capital
from retention.reporting.values import Exhibit, Plot, Section, Table, heads
from retention.results import CohortMatrix, MetricSeries

COHORT = (mark("Cohort"), mark("Starts"), mark("Customers"))
RATES = (mark("Rate"), mark("Likely from"), mark("Likely to"))
COUNTS = (mark("Watched"), mark("Cohorts"))
GROUP = mark("Group")
COHORTS_DRAWN, AGES_DRAWN = 24, 13  # as many as a page of paper can show with a number in each cell


def cohorts(look: Look) -> Section:
    """The cohort table."""
    matrix, curve = look.matrix, look.curve
    return Section(
        "cohorts",
        say("Who {did}, by cohort", did=did(matrix)),
        against_before(matrix) or retention_sentence(matrix, curve),
        without_first(matrix),
        exhibits=(_matrix_exhibit(look, matrix, curve),),
        how=_how_cohorts(look, matrix),
    )


def _how_cohorts(look: Look, matrix: CohortMatrix) -> tuple[str, ...]:
    period = noun(matrix.settings.cohort_period or look.unit)
    if look.is_contracts:
        row = say("Each row is a cohort: the customers who began in that {period}.", period=period)
    else:
        row = say("Each row is a cohort: the customers who came first in that {period}.", period=period)
    column = say("Each column is an age: whole {units} since then.", units=nouns(look.unit))
    return (
        f"{row} {column}",
        say(
            "A cell is the customers who {did} / the customers whose window is fully over where the data end. "
            "A hatched cell is not over yet: its number says who was seen so far, and no mean has it.",
            did=did(matrix),
        ),
        say(
            "The row of all cohorts is the sum of those who {did} / the sum of those who could, never a mean "
            "of rates. Ranges are Wilson score ranges of {level}.",
            did=did(matrix),
            level=percent_text("95"),
        ),
    )


def _matrix_exhibit(look: Look, matrix: CohortMatrix, curve: MetricSeries) -> Exhibit:
    rows = len(matrix.cohorts)
    drawn = matrix.columns(min(AGES_DRAWN, len(matrix.ages)) - 1).rows(max(0, rows - COHORTS_DRAWN), rows - 1)
    every = curve if rows <= COHORTS_DRAWN else None  # beside some cohorts, the row of all would show other sizes
    figure = cohort_heatmap(drawn, pooled=every, top=scale_top(drawn))
    said = look.annotated(figure, drawn)
    newest = say("Drawn: the newest {shown} of {all} cohorts.", shown=COHORTS_DRAWN, all=f"{rows:,}")
    return Exhibit(
        say("Of each cohort, the share who {did}", did=did(matrix)),
        say(
            "Cohort table, {cohorts} by {ages}. All cohorts together: {rates}.",
            cohorts=count(len(drawn.cohorts), "cohort"),
            ages=count(len(drawn.ages), "age"),
            rates=rates_in_words(curve, look.unit),
        ),
        figure,
        matrix_table(matrix, say("Cohorts by {unit}", unit=noun(matrix.settings.cohort_period or look.unit))),
        (*((newest,) if rows > COHORTS_DRAWN else ()), *said),
        wide=True,
    )


def matrix_table(matrix: CohortMatrix, title: str) -> Table:
    """One row for each cohort: its size, and the rate at each age; blank where it is not known."""
    unit = matrix.settings.unit_name
    ages = {f"{unit.capitalize()} {label}": capital(age_name(unit, label)) for label in matrix.age_labels}
    frame: dict[str, Any] = dict(zip(COHORT, (matrix.cohort_names(), matrix.cohorts, matrix.sizes), strict=True)) | {
        label: matrix.rates[:, j] for j, label in enumerate(ages)
    }
    kinds = {"Starts": "day", "Customers": "count"} | dict.fromkeys(ages, "percent")
    named = heads(*COHORT) | ages
    return Table(title, pd.DataFrame(frame), kinds, newest_first=True, hidden=("Starts",), heads=named)


def curve_table(curves: dict[str, MetricSeries], unit: str, title: str, who: str = CAME_BACK) -> Table:
    """One row for each age (of each group), with the range and the customers behind it."""
    age, counts = unit.capitalize(), (capital(who), *COUNTS)
    parts = []
    for name, curve in curves.items():
        columns: dict[str, Any] = {GROUP: name or say("(blank)")} if len(curves) > 1 else {}
        columns |= {age: np.array(curve.labels, object)}
        columns |= dict(zip(RATES, (curve.rates, curve.lower, curve.upper), strict=True))
        columns |= dict(zip(counts, (curve.numerator, curve.denominator, curve.cohorts), strict=True))
        parts.append(pd.DataFrame(columns))
    kinds = dict.fromkeys(RATES, "percent") | dict.fromkeys(counts, "count")
    plot = Plot("line", age, RATES, RATES[1:]) if len(curves) == 1 else None
    named = heads(GROUP, *RATES, *counts) | {age: capital(noun(unit))}
    return Table(title, pd.concat(parts, ignore_index=True), kinds, plot=plot, heads=named)


# ----------------------------------------------------------------------------------------------------- curve
def curve(look: Look) -> Section:
    """How retention bends with age: all cohorts together, or one line for each group."""
    pooled, every = look.curve, say("All cohorts")
    curves = {name: retention_curve(part) for name, part in look.parts.items()} or {every: pooled}
    drawn: Any = curves if look.parts else replace(pooled, note="", name=every)
    return Section(
        "curve",
        say("How retention bends with age"),
        _curve_headline(look, curves),
        exhibits=(
            Exhibit(
                say("Retention by age, by {segment}", segment=look.settings.segment)
                if look.parts
                else say("Retention by age"),
                _curve_alt(look, curves),
                retention_curves(drawn, unit=look.unit),
                curve_table(curves, look.unit, say("Retention curve"), look.matrix.did),
                (pooled.note,) if pooled.note else (),
            ),
        ),
        how=(
            say(
                "At each age: all who {did} / all who could be watched that long, over complete windows "
                "only. The curve stops where fewer than 2 cohorts or 30 customers have been watched that long.",
                did=did(look.matrix),
            ),
            say(
                "The band is the likely range (Wilson, {level}). Where two ranges overlap widely, the difference "
                "could be chance.",
                level=percent_text("95"),
            ),
        ),
    )


def _curve_headline(look: Look, curves: dict[str, MetricSeries]) -> str:
    said = steepest(look.curve, look.unit)
    if not look.parts:
        return said
    lines = say(
        "{groups} by {segment}, one line each.", groups=count(len(curves), "group"), segment=look.settings.segment
    )
    return f"{lines} {said}"


def _curve_alt(look: Look, curves: dict[str, MetricSeries]) -> str:
    rates = rates_in_words(look.curve, look.unit)
    if not look.parts:
        return say("Retention curve. All cohorts together: {rates}.", rates=rates)
    segment = look.settings.segment
    every = say("Retention curve, by {segment}. All cohorts together: {rates}.", segment=segment, rates=rates)
    each = [
        say("{group}: {rates}.", group=name or say("(blank)"), rates=rates_in_words(part, look.unit, 2))
        for name, part in curves.items()
    ]
    return " ".join((every, *each))
