"""The receipt of a number: its formula with its own numbers, the customers in it, what is not in it and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import compute, words
from retention.languages import joined, many, say


def fraction(part: str, whole: str, n: int, of: int) -> str:
    """A share as it is divided: "came back / could come back = 810 / 2,850 = **28.4 %**"."""
    return say(
        "{part} / {whole} = {n} / {of} = **{rate}**",
        part=part,
        whole=whole,
        n=f"{n:,}",
        of=f"{of:,}",
        rate=words.percent(n / of),
    )


def rows_aside(data: Any) -> str:
    """Which rows of the file are in no number, by reason."""
    dropped = {reason: n for reason, n in data.report.dropped.items() if n}
    if not dropped:
        return say("Every row of the file is counted.")
    reasons = joined(
        [say("{reason}: {n}", reason=words.plain(words.told(reason), 80), n=f"{n:,}") for reason, n in dropped.items()]
    )
    return many(
        "{n} row of the file is in no number ({reasons}).",
        "{n} rows of the file are in no number ({reasons}).",
        sum(dropped.values()),
        reasons=reasons,
    )


def listed(groups: Mapping[str, Sequence[str]]) -> None:
    """Ids of customers in tabs, for eyes only: no file is made of them."""
    filled = {name: ids for name, ids in groups.items() if len(ids)}
    if not filled:
        return
    tabs = st.tabs([f"{name} ({len(ids):,})" for name, ids in filled.items()])
    for tab, ids in zip(tabs, filled.values(), strict=True):
        with tab:
            st.dataframe(pd.DataFrame({say("Customer"): list(ids)}), hide_index=True, height=210)


def popover(formula: str, *lines: str, data: Any) -> Any:
    """A menu with the sums of a number; what is drawn inside it afterwards stands below them."""
    box = st.popover(say("How it was made"), icon=":material/receipt_long:", type="tertiary")
    box.markdown(formula)
    for line in (*lines, rows_aside(data)):
        box.caption(line)
    return box


# ------------------------------------------------------------------------------------------------- who is in them
def in_period(data: Any, settings: rt.CohortSettings, before: pd.Timestamp) -> rt.CellCustomers | None:
    """Customers of a period by whether they came in the next one: kept and lost; None where no list says that.

    Every period of activity begins a cohort here, so that its first age is the period after it.
    """
    if not isinstance(data, rt.Events) or settings.min_events != 1:
        return None
    s = settings.replace(
        birth="every",
        segment=None,
        start=None,
        end=None,
        start_event=settings.return_event,
        start_where=settings.return_where,
    )
    return compute.cell_customers(data, s, before, 1)


def of_column(data: Any, matrix: rt.CohortMatrix, age: int) -> tuple[list[str], list[str]]:
    """Customers of one age over all cohorts that have a rate there: who came back, and who did not."""
    came: list[str] = []
    did_not: list[str] = []
    for row in np.flatnonzero(matrix.known[:, age]):
        found = compute.cell_customers(data, matrix.settings, pd.Timestamp(matrix.cohorts[row]), int(matrix.ages[age]))
        came += found.came_back
        did_not += found.did_not
    return came, did_not


def cohorts_of(matrix: rt.CohortMatrix, age: int) -> pd.DataFrame:
    """The cells that are added up: of each cohort those who could come back, and those who did."""
    known = np.flatnonzero(matrix.known[:, age])
    names = matrix.cohort_names()
    return pd.DataFrame(
        {
            say("Cohort"): [names[row] for row in known],
            say("In the numerator"): matrix.active[known, age],
            say("In the denominator"): matrix.eligible[known, age],
        }
    )


def waiting(matrix: rt.CohortMatrix, age: int) -> str:
    """Cohorts that are in neither sum, and why."""
    n = int(len(matrix.cohorts) - matrix.known[:, age].sum())
    if not n:
        return say("Every cohort is in it.")
    return many(
        "{n} cohort is not in it: its window is not over, or the file holds no rows for it.",
        "{n} cohorts are not in it: their windows are not over, or the file holds no rows for them.",
        n,
    )


def column(data: Any, matrix: rt.CohortMatrix, age: int, key: str) -> None:
    """The receipt of one age of all cohorts together."""
    known = matrix.known[:, age]
    n, of = int(matrix.active[known, age].sum()), int(matrix.eligible[known, age].sum())
    parts = _sides(matrix.did)
    with popover(fraction(*parts, n, of), waiting(matrix, age), data=data):
        st.dataframe(cohorts_of(matrix, age), hide_index=True, height=210)
        if st.toggle(say("List these customers"), key=key):
            came, did_not = of_column(data, matrix, age)
            listed({say("In the numerator"): came, say("Only in the denominator"): did_not})


def _sides(did: str) -> tuple[str, str]:
    """What stands above and below the line."""
    if did == "came back":
        return say("came back"), say("watched long enough")
    return say("still customers"), say("watched long enough")


def cell(data: Any, matrix: rt.CohortMatrix, row: int, age: int) -> None:
    """The receipt of one cell of the matrix; its customers are listed beside it."""
    n, of = int(matrix.active[row, age]), int(matrix.eligible[row, age])
    size = int(matrix.sizes[row])
    lines = [
        many(
            "In the denominator: the customer of this cohort, coming back or not.",
            "In the denominator: all {n} customers of this cohort whose window is over, coming back or not.",
            of,
        )
    ]
    if size > of:
        late = many(
            "{n} customer of the cohort is in neither: the window is not over.",
            "{n} customers of the cohort are in neither: their windows are not over.",
            size - of,
        )
        lines.append(late)
    popover(fraction(*_sides(matrix.did), n, of), *lines, data=data)
