"""Sections on cohorts: the table of who came back, and the curve of all cohorts together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from retention.charts.cohorts import cohort_heatmap, scale_top
from retention.charts.series import retention_curves
from retention.metrics.cohorts import retention_curve
from retention.metrics.overview import change_at_age
from retention.metrics.wording import count, first, percent, percent_span
from retention.reporting.look import Look
from retention.reporting.phrases import capital, likely
from retention.reporting.values import Bold, Exhibit, Plot, Section, Sentence, Table
from retention.results import CohortMatrix, MetricSeries

COHORTS_DRAWN, AGES_DRAWN = 24, 13  # as many as a page of paper can show with a number in each cell


# ----------------------------------------------------------------------------------------------------- words
def did(matrix: CohortMatrix) -> str:
    """What those who are counted did, in words."""
    settings = matrix.settings
    done = matrix.did if settings.return_event is None else f"did {settings.return_event}"
    return done if settings.min_events == 1 else f"{done} at least {settings.min_events} times"


def when(matrix: CohortMatrix, column: int) -> str:
    """A column of the matrix in words: "in month 1", "in months 2-4", "within 3 months from month 1"."""
    settings, unit, label = matrix.settings, matrix.settings.unit_name, matrix.age_labels[column]
    name = f"{unit}s {label}" if "-" in label else f"{unit} {label}"
    if matrix.did != "came back":
        return f"at the end of {name}"
    own = "their own " if settings.clock == "elapsed" else ""
    if settings.measure == "within":
        return f"within {count(settings.within or 1, unit)} from {own}{name}"
    return f"in {own}{name}{' or later' if settings.measure == 'on_or_after' else ''}"


def retention_sentence(matrix: CohortMatrix, curve: MetricSeries) -> Sentence:
    """The share that came back at the first age after the cohort's own period, with its range and n."""
    if len(curve) < 2:
        return f"Nothing can be said yet. {curve.note}".strip()
    came, could = int(curve.numerator[1]), int(curve.denominator[1])
    return (
        f"Of {count(could, 'customer')} watched long enough, ",
        Bold(f"{came:,}"),
        f" {did(matrix)} {when(matrix, 1)}: ",
        Bold(percent(curve.rates[1])),
        f" (likely {percent_span(curve.lower[1], curve.upper[1])}).",
    )


def without_first(matrix: CohortMatrix) -> tuple[str, ...]:
    """The same without the first cohorts, which may hold old customers."""
    if not matrix.warm_up:
        return ()
    some = first(matrix.warm_up, matrix.settings.cohort_period or matrix.settings.unit_name)
    curve = retention_curve(matrix.rows(matrix.warm_up, len(matrix.cohorts) - 1))
    told = (
        f"{percent(curve.rates[1])}, {likely(curve.lower[1], curve.upper[1], int(curve.denominator[1]))}"
        if (len(curve) > 1)
        else "too few customers to say"
    )
    return (f"First in the file is not first ever: without {some}, which may hold old customers, it is {told}.",)


def against_before(matrix: CohortMatrix) -> Sentence:
    """The newest cohorts against those of a year before, or the ones before them; empty where there are none."""
    found = change_at_age(matrix, 1) if len(matrix.ages) > 1 else None
    if found is None:
        return ""
    blocks, calendar = found.blocks, matrix.settings.cohort_calendar(matrix.timezone)

    def span(block: tuple[pd.Timestamp, pd.Timestamp]) -> str:
        first, last = (calendar.name(end.to_datetime64().astype("datetime64[s]")) for end in block)
        return first if first == last else f"{first} to {last}"

    age = f"{matrix.settings.unit_name.capitalize()} {matrix.age_labels[1]}"
    if blocks.year_change is not None and blocks.year_before is not None:
        then, change = span(blocks.year_before), blocks.year_change
    else:
        then, change = span(blocks.before), blocks.change
    return (f"{age} of cohorts {span(blocks.now)} against {then}: ", change.words)


def rates_in_words(curve: MetricSeries, unit: str, most: int = 6) -> str:
    """The first rates of a curve: "month 1: 28.4 %, month 2: 21.0 %"."""
    pairs = zip(curve.labels, curve.rates, strict=True)
    said = [f"{unit} {label}: {percent(rate)}" for label, rate in pairs if label != "0"]
    return ", ".join(said[:most]) or "too few customers to say"


def steepest(curve: MetricSeries, unit: str) -> str:
    """Where a curve stands at its last age, against its first."""
    if len(curve) < 3:
        return curve.note or "Too few customers have been watched for longer."
    last = len(curve) - 1
    return (
        f"Of those who could be watched that long, {percent(curve.rates[last])} are there in {unit} "
        f"{curve.labels[last]} ({likely(curve.lower[last], curve.upper[last], int(curve.denominator[last]))})."
    )


# -------------------------------------------------------------------------------------------------- sections
def cohorts(look: Look) -> Section:
    """The cohort table."""
    matrix, curve = look.matrix, look.curve
    return Section(
        "cohorts",
        f"Who {did(matrix)}, by cohort",
        against_before(matrix) or retention_sentence(matrix, curve),
        without_first(matrix),
        exhibits=(_matrix_exhibit(look, matrix, curve),),
        how=(
            f"Each row is a cohort: the customers who {'began' if look.is_contracts else 'came first'} in that "
            f"{matrix.settings.cohort_period or look.unit}. Each column is an age: whole {look.unit}s since then.",
            f"A cell is the customers who {did(matrix)} / the customers whose window is fully over where the data end. "
            "A hatched cell is not over yet: its number says who was seen so far, and no mean has it.",
            f"The row of all cohorts is the sum of those who {did(matrix)} / the sum of those who could, never a mean "
            "of rates. Ranges are Wilson score ranges of 95 %.",
        ),
    )


def _matrix_exhibit(look: Look, matrix: CohortMatrix, curve: MetricSeries) -> Exhibit:
    rows = len(matrix.cohorts)
    drawn = matrix.columns(min(AGES_DRAWN, len(matrix.ages)) - 1).rows(max(0, rows - COHORTS_DRAWN), rows - 1)
    every = curve if rows <= COHORTS_DRAWN else None  # beside some cohorts, the row of all would show other sizes
    figure = cohort_heatmap(drawn, pooled=every, top=scale_top(drawn))
    said = look.annotated(figure, drawn)
    newest = () if rows <= COHORTS_DRAWN else (f"Drawn: the newest {COHORTS_DRAWN} of {rows:,} cohorts.",)
    return Exhibit(
        f"Of each cohort, the share who {did(matrix)}",
        f"Cohort table, {count(len(drawn.cohorts), 'cohort')} by {count(len(drawn.ages), 'age')}. All cohorts "
        f"together: {rates_in_words(curve, look.unit)}.",
        figure,
        matrix_table(matrix, f"Cohorts by {matrix.settings.cohort_period or look.unit}"),
        (*newest, *said),
        wide=True,
    )


def matrix_table(matrix: CohortMatrix, title: str) -> Table:
    """One row for each cohort: its size, and the rate at each age; blank where it is not known."""
    labels = [f"{matrix.settings.unit_name.capitalize()} {label}" for label in matrix.age_labels]
    frame: dict[str, Any] = {"Cohort": matrix.cohort_names(), "Starts": matrix.cohorts, "Customers": matrix.sizes}
    frame |= {label: matrix.rates[:, j] for j, label in enumerate(labels)}
    kinds = {"Starts": "day", "Customers": "count"} | dict.fromkeys(labels, "percent")
    return Table(title, pd.DataFrame(frame), kinds, newest_first=True, hidden=("Starts",))


def curve_table(curves: dict[str, MetricSeries], unit: str, title: str, who: str = "Came back") -> Table:
    """One row for each age (of each group), with the range and the customers behind it."""
    parts = []
    for name, curve in curves.items():
        columns: dict[str, Any] = {"Group": name or "(blank)"} if len(curves) > 1 else {}
        columns |= {
            unit.capitalize(): np.array(curve.labels, object),
            "Rate": curve.rates,
            "Likely from": curve.lower,
            "Likely to": curve.upper,
            who: curve.numerator,
            "Watched": curve.denominator,
            "Cohorts": curve.cohorts,
        }
        parts.append(pd.DataFrame(columns))
    kinds = dict.fromkeys(("Rate", "Likely from", "Likely to"), "percent")
    kinds |= dict.fromkeys((who, "Watched", "Cohorts"), "count")
    plot = Plot("line", unit.capitalize(), ("Rate", "Likely from", "Likely to")) if len(curves) == 1 else None
    return Table(title, pd.concat(parts, ignore_index=True), kinds, plot=plot)


def curve(look: Look) -> Section:
    """How retention bends with age: all cohorts together, or one line for each group."""
    pooled = look.curve
    curves = {name: retention_curve(part) for name, part in look.parts.items()} or {"All cohorts": pooled}
    drawn: Any = curves if look.parts else replace(pooled, note="", name="All cohorts")
    figure = retention_curves(drawn, unit=look.unit)
    by = f", by {look.settings.segment}" if look.parts else ""
    alt = f"Retention curve{by}. All cohorts together: {rates_in_words(pooled, look.unit)}."
    if look.parts:
        alt += " " + " ".join(
            f"{name or '(blank)'}: {rates_in_words(part, look.unit, 2)}." for name, part in curves.items()
        )
    return Section(
        "curve",
        "How retention bends with age",
        steepest(pooled, look.unit)
        if not look.parts
        else (
            f"{count(len(curves), 'group')} by {look.settings.segment}, one line each. {steepest(pooled, look.unit)}"
        ),
        exhibits=(
            Exhibit(
                f"Retention by age{by}",
                alt,
                figure,
                curve_table(curves, look.unit, "Retention curve", capital(look.matrix.did)),
                (pooled.note,) if pooled.note else (),
            ),
        ),
        how=(
            f"At each age: all who {did(look.matrix)} / all who could be watched that long, over complete windows "
            "only. The curve stops where fewer than 2 cohorts or 30 customers have been watched that long.",
            "The band is the likely range (Wilson, 95 %). Where two ranges overlap widely, the difference could be "
            "chance.",
        ),
    )
