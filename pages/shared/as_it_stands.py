"""A cohort table that was counted elsewhere: drawn as it stands, and limited to what it says."""

from __future__ import annotations

from functools import partial

import streamlit as st

import retention as rt
from pages.shared import cards, headline, loading, state, words
from pages.shared.given import Given


def draw(name: str, matrix: rt.CohortMatrix) -> None:
    """The matrix with its main number, what is not to be had from it, and the way to more."""
    pooled = rt.retention_curve(matrix)
    unit = words.unit(matrix.settings)
    st.markdown(f"**{words.plain(name)}** holds this table; it was counted elsewhere.")
    headline.draw(matrix, pooled)
    with cards.card(f"Cohorts by {unit}, as the file has them"):
        figure = rt.charts.cohort_heatmap(matrix, theme=cards.theme(), pooled=pooled)
        size = f"{words.count(len(matrix.cohorts), 'cohort')} by {words.count(len(matrix.ages), 'age')}"
        stem = f"{words.slug(name)}-cohorts"
        cards.chart(figure, "as-it-stands", f"Cohort matrix, {size}. All: {words.rates(pooled, unit)}.", stem)
        matrix_csv = partial(rt.export.csv_bytes, matrix, shape="matrix", show="rate")
        rates = ("Matrix of rates (CSV)", f"{stem}-rates.csv", "text/csv", matrix_csv)
        cards.downloads("table", [rates, *cards.result_downloads(stem, matrix, figure, "Cohorts")])
        for note in matrix.notes:
            st.caption(words.plain(note, 300))
    st.caption(
        "The customers behind it are not in the file: no other period, group or rule can be chosen, no cell can be "
        "opened, and whether the newest windows are over is taken from its blank cells. For all that, load one row for "
        "each visit, order or event."
    )
    st.button("Close this table", icon=":material/close:", key="close-table", on_click=state.drop_table)


def offer(file: Given) -> None:
    """On the upload page: show the table instead of reading events from it."""
    if not st.button("Show this cohort table", type="primary", icon=":material/view_comfy_alt:", key="show-table"):
        return
    try:
        matrix = file.cohort_table(loading.opening_answers())
    except rt.RetentionError as error:
        cards.error_box(error)
        return
    state.keep_table(file.name, matrix)
    st.switch_page(cards.COHORTS)
