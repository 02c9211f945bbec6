"""One cell of the matrix: its number in words, and the customers behind it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import retention as rt
from pages.shared import cards, receipt, sidebar, state, words
from retention.languages import mark, noun, say

CHART = "matrix"  # key of the chart that is clicked
OF_VISITS = "came back"  # what those who are counted in a matrix of visits did
NAMES = {OF_VISITS: (mark("Came back"), mark("Did not")), "were still customers": (mark("Stayed"), mark("Had left"))}


@dataclass(frozen=True)
class Place:
    """Where a cell lies in its matrix."""

    row: int
    column: int


def click_to_cell(matrix: rt.CohortMatrix) -> None:
    """Take over a click on the chart: the chosen cell is a setting, so that a link carries it."""
    point = state.selected_point(CHART)
    names, labels = sidebar.english_names(matrix.cohort_names)[0], matrix.age_labels
    if point is not None and point[0] < len(names) and point[1] < len(labels):
        state.click(cell=names[point[0]], age=labels[point[1]])


def chosen(matrix: rt.CohortMatrix) -> Place | None:
    """The cell of the settings, if the matrix has it."""
    labels = matrix.age_labels
    names, shown = sidebar.english_names(matrix.cohort_names)
    name, label = state.current("cell", names, None, shown.get), state.current("age", labels, default_age(labels))
    return None if name is None else Place(names.index(name), labels.index(label))


def default_age(labels: tuple[str, ...]) -> str:
    """The first age after the cohort's own period."""
    return labels[min(1, len(labels) - 1)]


def age_box(place: DeltaGenerator, name: str, labels: tuple[str, ...]) -> str:
    """Choose one age; the Cohorts and the Curves page share the choice."""
    default = default_age(labels)
    state.settle("age", default)
    picked: str = place.selectbox(
        name, labels, index=labels.index(default), key="age", bind="query-params", width="stretch"
    )
    return picked


def show(events: rt.Events | rt.Subscriptions, matrix: rt.CohortMatrix, pooled: rt.MetricSeries) -> None:
    """Draw the card of the selected cell, or say how to select one."""
    labels, unit = matrix.age_labels, words.unit(matrix.settings)
    names, shown = sidebar.english_names(matrix.cohort_names)
    state.settle("cell", None)
    with cards.card(say("One cell")):
        left, right = st.columns([3, 2], gap="small")
        name = left.selectbox(
            say("Cohort"),
            names,
            index=None,
            format_func=lambda cohort: shown.get(cohort, cohort),
            key="cell",
            bind="query-params",
            placeholder=say("Click a cell, or choose"),
        )
        label = age_box(right, words.capital(noun(unit)), labels)
        if name is None:
            st.caption(
                say("See who came back and who did not, and how the number was made.")
                if matrix.did == OF_VISITS
                else say("See who stayed and who had left, and how the number was made.")
            )
            return
        place = Place(names.index(name), labels.index(label))
        _tell(matrix, place, pooled)
        if matrix.known[place.row, place.column]:
            receipt.cell(events, matrix, place.row, place.column)
        _list(events, matrix, place, f"{words.slug(name)}-{unit}-{label}")


def _tell(matrix: rt.CohortMatrix, place: Place, pooled: rt.MetricSeries) -> None:
    row, column = place.row, place.column
    window = matrix.window_text(row, column)
    could, came = int(matrix.eligible[row, column]), int(matrix.active[row, column])
    if matrix.known[row, column]:
        lower, upper = (side[row, column] for side in matrix.interval())
        st.markdown(_rate(matrix.did, came, could))
        likely = words.capital(words.likely(lower, upper, could))
        st.caption(say("{window}, complete. {likely}.", window=window, likely=likely) + _beside(pooled, column))
    elif matrix.complete[row, column] and could:
        st.markdown(say("**No data**: the file holds no rows for this time."))
        st.caption(say("{window}. Unknown is not nobody: the cell is in no mean.", window=window))
    elif matrix.is_open[row, column]:
        seen = came + int(matrix.open_active[row, column])
        st.markdown(say("**{seen} of {size}** seen so far", seen=f"{seen:,}", size=f"{int(matrix.sizes[row]):,}"))
        st.caption(say("{window}: still open where the data end, so it is in no mean.", window=window))
    elif not matrix.sizes[row]:
        st.markdown(say("**Nobody** joined in this cohort."))
    else:
        st.markdown(say("**Not yet**: this window begins after the data end."))
        st.caption(window)


def _rate(did: str, came: int, could: int) -> str:
    values = {"came": f"{came:,}", "could": f"{could:,}", "rate": words.percent(came / could)}
    if did == OF_VISITS:
        return say("**{came} of {could}** came back: **{rate}**", **values)
    return say("**{came} of {could}** were still customers: **{rate}**", **values)


def _beside(pooled: rt.MetricSeries, column: int) -> str:
    if column >= len(pooled):
        return ""
    return " " + say("All cohorts: {rate}.", rate=words.percent(float(pooled.rates[column])))


def _list(events: rt.Events | rt.Subscriptions, matrix: rt.CohortMatrix, place: Place, stem: str) -> None:
    """Ids of the customers behind the cell, in tabs, and as a file."""
    cohort, age = matrix.cohorts[place.row], int(matrix.ages[place.column])
    settings = matrix.settings
    found = rt.matrix_cell_customers(events, settings, cohort, age, matrix.segment)
    came, did_not = NAMES[matrix.did]
    groups = {
        say(came): found.came_back,
        say(did_not): found.did_not,
        say("Seen so far"): found.seen_so_far,
        say("Not yet"): found.not_yet,
    }
    groups = {name: ids for name, ids in groups.items() if ids}
    if not groups:
        return
    tabs = st.tabs([f"{name} ({len(ids):,})" for name, ids in groups.items()])
    for tab, ids in zip(tabs, groups.values(), strict=True):
        with tab:
            st.dataframe(pd.DataFrame({say("Customer"): ids}), hide_index=True, height=210)
    st.download_button(
        say("These customers (CSV)"),
        partial(rt.export.customers_csv_bytes, found),
        f"{words.file_stem(events, stem)}.csv",
        "text/csv",
        key="cell-customers",
        on_click="ignore",
        icon=":material/download:",
    )
