"""A cohort table that was counted elsewhere: drawn as it stands, and limited to what it says."""

from __future__ import annotations

from functools import partial

import streamlit as st

import retention as rt
from pages.shared import cards, headline, loading, state, words
from pages.shared.given import Given
from retention.languages import counted, noun, say


def draw(name: str, matrix: rt.CohortMatrix) -> None:
    """The matrix with its main number, what is not to be had from it, and the way to more."""
    pooled = rt.retention_curve(matrix)
    unit = matrix.settings.unit_name
    st.markdown(say("**{file}** holds this table; it was counted elsewhere.", file=words.plain(name)))
    headline.draw(matrix, pooled)
    with cards.card(say("Cohorts by {unit}, as the file has them", unit=noun(unit))):
        figure = rt.charts.cohort_heatmap(matrix, theme=cards.theme(), pooled=pooled)
        alt = say(
            "Cohort matrix, {cohorts} by {ages}. All: {rates}.",
            cohorts=counted(len(matrix.cohorts), "cohort"),
            ages=counted(len(matrix.ages), "age"),
            rates=words.rates(pooled, unit),
        )
        stem = f"{words.slug(name)}-cohorts"
        cards.chart(figure, "as-it-stands", alt, stem)
        matrix_csv = partial(rt.export.csv_bytes, matrix, shape="matrix", show="rate")
        rates = (say("Matrix of rates (CSV)"), f"{stem}-rates.csv", "text/csv", matrix_csv)
        cards.downloads("table", [rates, *cards.result_downloads(stem, matrix, figure, say("Cohorts"))])
        for note in matrix.notes:
            st.caption(words.plain(note, 300))
    st.caption(
        say(
            "The customers behind it are not in the file: no other period, group or rule can be chosen, no cell can be "
            "opened, and whether the newest windows are over is taken from its blank cells. For all that, load one row "
            "for each visit, order or event."
        )
    )
    st.button(say("Close this table"), icon=":material/close:", key="close-table", on_click=state.drop_table)


def offer(file: Given) -> None:
    """On the upload page: show the table instead of reading events from it."""
    label = say("Show this cohort table")
    if not st.button(label, type="primary", icon=":material/view_comfy_alt:", key="show-table"):
        return
    try:
        matrix = file.cohort_table(loading.opening_answers())
    except rt.RetentionError as error:
        cards.error_box(error)
        return
    state.keep_table(file.name, matrix)
    st.switch_page(cards.COHORTS)
