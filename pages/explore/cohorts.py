"""Cohorts: of the customers who came in one period, how many came back in each later one?"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st

import retention as rt
from pages.shared import (
    annotations_card,
    as_it_stands,
    cards,
    cell,
    clicks,
    compute,
    copied,
    counted_as,
    headline,
    receipt,
    sidebar,
    state,
    words,
)
from retention.languages import mark, noun, nouns, say

CELLS_WITH_NUMBERS = 700  # more are slow to draw
AGES_WITH_MONEY = 25  # with more, amounts are wider than their cells
Source = rt.Events | rt.Subscriptions

MONEY = {
    "sum": mark("Money of the customers who could be watched that long, added up."),
    "mean": mark("Money for each customer who came back in that window."),
    "cumulative": mark("Money up to and including that age, per customer of the cohort."),
}
CONTRACT_MONEY = {
    "sum": mark("Money per month of the contracts that run at the end of the window, added up."),
    "mean": mark("Money per month for each customer with a contract at the end of the window."),
}


def matrix_card(
    events: Source, matrix: rt.CohortMatrix, view: sidebar.View, pooled: rt.MetricSeries, top: float | None, stem: str
) -> None:
    """The matrix, clickable, with what it can be saved as."""
    cells = int((matrix.known | matrix.is_open).sum())
    too_wide = matrix.values is not None and len(matrix.ages) > AGES_WITH_MONEY
    numbers = None
    if cells > CELLS_WITH_NUMBERS or too_wide:
        numbers = st.toggle(
            say("Numbers in the cells"), key="numbers", bind="query-params", help=say("Hover shows them anyway.")
        )
    place = cell.chosen(matrix)
    figure = rt.charts.cohort_heatmap(
        matrix,
        theme=cards.theme(),
        show=sidebar.SHOWS[view.show],
        pooled=pooled,
        top=top,
        text=numbers,
        clickable=True,
        selected=None if place is None else (place.row, place.column),
    )
    annotations_card.chart(
        figure,
        cell.CHART,
        alt(matrix, view, pooled),
        stem,
        matrix=matrix,
        on_select=clicks.then(cell.CHART, cell.click_to_cell, matrix),
        selection_mode="points",
    )
    files = [*_matrix_files(matrix, stem), *cards.result_downloads(stem, matrix, figure, view.heading)]
    cards.downloads("matrix", files, source=events, recipe=rt.Recipe("cohort_matrix", view.settings))


def _matrix_files(matrix: rt.CohortMatrix, stem: str) -> list[cards.Download]:
    files = {
        "rate": (say("Matrix of rates (CSV)"), f"{stem}-rates.csv"),
        "count": (say("Matrix of counts (CSV)"), f"{stem}-counts.csv"),
    }
    if matrix.values is not None:
        files["value"] = (say("Matrix of values (CSV)"), f"{stem}-values.csv")
    make = partial(rt.export.csv_bytes, matrix, shape="matrix")
    return [(label, name, "text/csv", partial(make, show=kind)) for kind, (label, name) in files.items()]


def alt(matrix: rt.CohortMatrix, view: sidebar.View, pooled: rt.MetricSeries) -> str:
    """The matrix for those who cannot see it: its size, and the row of all cohorts."""
    return say(
        "Cohort matrix, {cohorts} by {ages}. {heading}. All cohorts: {rates}.",
        cohorts=words.count(len(matrix.cohorts), "cohort"),
        ages=words.count(len(matrix.ages), "age"),
        heading=view.heading,
        rates=words.rates(pooled, view.unit),
    )


def explain(events: Source, matrix: rt.CohortMatrix, view: sidebar.View) -> None:
    """One line on each thing that a reader of this matrix could take wrongly; the legend has said the rest."""
    unit, rows = noun(view.unit), nouns(matrix.settings.cohort_period or view.unit)
    lines = []
    if isinstance(events, rt.Subscriptions):
        lines.append(
            say(
                "Who has a contract running where a {unit} ends is a customer in that {unit}; who returns counts "
                "again.",
                unit=unit,
            )
        )
    if matrix.is_open.any():
        lines.append(
            say(
                "Hatched: the {unit} is not over where the data end. The number says who was seen so far; no mean has "
                "it.",
                unit=unit,
            )
        )
    if (matrix.complete & (matrix.eligible > 0) & ~matrix.known).any():
        lines.append(say("A dash: the file holds no rows for that time, which is not the same as nobody."))
    if matrix.settings.value != "none":
        lines.append(say((CONTRACT_MONEY if isinstance(events, rt.Subscriptions) else MONEY)[matrix.settings.value]))
    if view.show == "Against all":
        lines.append(_against_all(matrix.segment is not None))
    lines += in_no_cohort(events, matrix)
    if matrix.settings.measure == "on_or_after":
        lines.append(
            ":material/warning: "
            + say(
                "**In or after** favours cohorts that were watched longer: later {units} had less time to show a "
                "return. To compare cohorts, choose **within**.",
                units=rows,
            )
        )
    if lines:
        st.caption("  \n".join(lines))


def _against_all(of_group: bool) -> str:
    if of_group:
        return say("Difference to all cohorts of this group together at the same age, in percentage points.")
    return say("Difference to all cohorts together at the same age, in percentage points.")


def in_no_cohort(events: Source, matrix: rt.CohortMatrix) -> list[str]:
    """Customers of the file who are missing from the table: said, never silent."""
    settings = matrix.settings
    missing = events.n_customers - int(matrix.sizes.sum())
    if missing <= 0 or matrix.segment is not None or settings.birth == "every" or settings.start or settings.end:
        return []
    values = {"customers": words.count(missing, "customer"), "n": f"{events.n_customers:,}"}
    if isinstance(events, rt.Subscriptions):
        return [say("{customers} of {n} in no cohort: they begin after the data end.", **values)]
    if settings.start_event is None and not settings.where and not settings.start_where:
        return [say("{customers} of {n} in no cohort: their rows are refunds only.", **values)]
    return [say("{customers} of {n} in no cohort: no row of theirs begins a cohort.", **values)]


def all_cohorts(events: Source, matrix: rt.CohortMatrix, pooled: rt.MetricSeries, unit: str) -> None:
    """The pooled curve beside the matrix."""
    segment = matrix.segment
    with cards.card(say("All cohorts together"), door=cards.CURVES, door_label=say("Curves")):
        if not len(pooled):
            st.caption(pooled.note or say("Too few customers have been watched long enough."))
            return
        name = say("All cohorts") if segment is None else segment or say("(blank)")
        figure = rt.charts.retention_curves(replace(pooled, note="", name=name), theme=cards.theme())
        alt = say("Curve of all cohorts together. {rates}.", rates=words.rates(pooled, unit))
        cards.chart(figure, "pooled", alt, "all-cohorts")
        if len(pooled) > 1:
            st.caption(f"{headline.never_a_mean(matrix.did)} {pooled.note}")
            if segment is None:  # of a group there are counts only
                receipt.column(events, matrix, 1, "pooled-customers")
        copied.quietly(events, rt.Recipe("retention_curve", matrix.settings))


def common_top(matrices: list[rt.CohortMatrix], show: str) -> float | None:
    """End of the colour scale that all groups share; None lets the chart choose."""
    if show in ("rate", "count"):
        return rt.charts.scale_top(*matrices)
    if show == "value" and len(matrices) > 1:
        amounts = np.concatenate([m.values[:, 1:].ravel() for m in matrices if m.values is not None])
        most = float(np.max(amounts, initial=0.0, where=~np.isnan(amounts)))
        return rounded_up(most) if most > 0 else None
    return None


def rounded_up(number: float) -> float:
    """The next number of two digits, for the printed end of a scale: 5,328.37 gives 5,400."""
    step = 10 ** (math.floor(math.log10(number)) - 1)
    return float(math.ceil(number / step) * step)


def page() -> None:
    """Settings, guard, compute, draw, explain."""
    cards.title(say("Cohorts"))
    table = state.table()
    if table is not None:
        as_it_stands.draw(*table)
        return
    events = cards.need_data(cards.COHORTS, cards.IN_TIME)
    view = sidebar.cohort_controls(events)
    stem = words.file_stem(events, f"cohorts-{words.slug(view.unit)}")
    said = st.container(gap="xxsmall")
    left, right = st.columns([13, 6], gap="small")
    with left, cards.card(view.heading):
        if view.settings.segment is None:
            shown = compute.cohort_matrix(events, view.settings)
            top = common_top([shown], sidebar.SHOWS[view.show])
        else:
            parts = compute.cohort_matrices(events, view.settings)
            top = common_top(list(parts.values()), sidebar.SHOWS[view.show])  # groups share one colour scale
            shown = parts[sidebar.group_box(view.settings.segment, list(parts))]
            stem = f"{stem}-{words.slug(shown.segment or 'blank')}"
        pooled = rt.retention_curve(shown)
        matrix_card(events, shown, view, pooled, top, stem)
        explain(events, shown, view)
    with said:
        headline.draw(shown, pooled)
        counted_as.tell_mean(shown, pooled)
    with right:
        all_cohorts(events, shown, pooled, view.unit)
        cell.show(events, shown, pooled)
    annotations_card.draw(events, view.settings)


try:
    page()
except rt.RetentionError as error:
    cards.error_box(error)
