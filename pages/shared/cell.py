"""One cell of the matrix: its number in words, and the customers behind it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import retention as rt
from pages.shared import cards, state, words

CHART = "matrix"  # key of the chart that is clicked
NAMES = {"came back": ("Came back", "Did not"), "were still customers": ("Stayed", "Had left")}


@dataclass(frozen=True)
class Place:
    """Where a cell lies in its matrix."""

    row: int
    column: int


def click_to_cell(names: list[str], labels: tuple[str, ...]) -> None:
    """Take over a click on the chart: the chosen cell is a setting, so that a link carries it."""
    point = state.selected_point(CHART)
    if point is not None and point[0] < len(names) and point[1] < len(labels):
        state.put("cell", names[point[0]])
        state.put("age", labels[point[1]])


def chosen(matrix: rt.CohortMatrix) -> Place | None:
    """The cell of the settings, if the matrix has it."""
    names, labels = matrix.cohort_names(), matrix.age_labels
    name, label = state.current("cell", names, None), state.current("age", labels, default_age(labels))
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
    names, labels, unit = matrix.cohort_names(), matrix.age_labels, words.unit(matrix.settings)
    state.settle("cell", None)
    with cards.card("One cell"):
        left, right = st.columns([3, 2], gap="small")
        name = left.selectbox(
            "Cohort", names, index=None, key="cell", bind="query-params", placeholder="Click a cell, or choose"
        )
        label = age_box(right, unit.capitalize(), labels)
        if name is None:
            came, did_not = NAMES[matrix.did]
            st.caption(f"See who {came.lower()} and who {did_not.lower()}, and how the number was made.")
            return
        place = Place(names.index(name), labels.index(label))
        _say(matrix, place, pooled)
        _list(events, matrix, place, f"{words.slug(name)}-{unit}-{label}")


def _say(matrix: rt.CohortMatrix, place: Place, pooled: rt.MetricSeries) -> None:
    row, column = place.row, place.column
    window = matrix.window_text(row, column)
    could, came = int(matrix.eligible[row, column]), int(matrix.active[row, column])
    if matrix.known[row, column]:
        lower, upper = (side[row, column] for side in matrix.interval())
        st.markdown(f"**{came:,} of {could:,}** {matrix.did}: **{words.percent(came / could)}**")
        st.caption(f"{window}, complete. {words.likely(lower, upper, could).capitalize()}.{_beside(pooled, column)}")
    elif matrix.complete[row, column] and could:
        st.markdown("**No data**: the file holds no rows for this time.")
        st.caption(f"{window}. Unknown is not nobody: the cell is in no mean.")
    elif matrix.is_open[row, column]:
        seen = came + int(matrix.open_active[row, column])
        st.markdown(f"**{seen:,} of {int(matrix.sizes[row]):,}** seen so far")
        st.caption(f"{window}: still open where the data end, so it is in no mean.")
    elif not matrix.sizes[row]:
        st.markdown("**Nobody** joined in this cohort.")
    else:
        st.markdown("**Not yet**: this window begins after the data end.")
        st.caption(window)


def _beside(pooled: rt.MetricSeries, column: int) -> str:
    if column >= len(pooled):
        return ""
    return f" All cohorts: {words.percent(float(pooled.rates[column]))}."


def _list(events: rt.Events | rt.Subscriptions, matrix: rt.CohortMatrix, place: Place, stem: str) -> None:
    """Ids of the customers behind the cell, in tabs, and as a file."""
    cohort, age = matrix.cohorts[place.row], int(matrix.ages[place.column])
    settings = matrix.settings
    found = rt.matrix_cell_customers(events, settings, cohort, age, matrix.segment)
    came, did_not = NAMES[matrix.did]
    groups = {
        came: found.came_back,
        did_not: found.did_not,
        "Seen so far": found.seen_so_far,
        "Not yet": found.not_yet,
    }
    groups = {name: ids for name, ids in groups.items() if ids}
    if not groups:
        return
    tabs = st.tabs([f"{name} ({len(ids):,})" for name, ids in groups.items()])
    for tab, ids in zip(tabs, groups.values(), strict=True):
        with tab:
            st.dataframe(pd.DataFrame({"Customer": ids}), hide_index=True, height=210)
    st.download_button(
        "These customers (CSV)",
        partial(rt.export.customers_csv_bytes, found),
        f"{words.file_stem(events, stem)}.csv",
        "text/csv",
        key="cell-customers",
        on_click="ignore",
        icon=":material/download:",
    )
