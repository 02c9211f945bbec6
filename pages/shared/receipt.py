"""The receipt of a number: its formula with its own numbers, the customers in it, what is not in it and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import customer_download, who, words
from retention import stages
from retention.languages import joined, many, mark, say

SHOWN = 10_000  # customers in a table on the page
LABELS = {  # of the groups of customers, in the order of their tabs
    "came": mark("In the numerator"),
    "not": mark("Only in the denominator"),
    "now_came": mark("Now: in the numerator"),
    "now_not": mark("Now: only in the denominator"),
    "before_came": mark("Before: in the numerator"),
    "before_not": mark("Before: only in the denominator"),
    "kept": mark("Kept"),
    "lost": mark("Lost"),
    "new": mark("New"),
    "returning": mark("Returning"),
    "resurrected": mark("Resurrected"),
    "dormant": mark("Dormant"),
    "counted": mark("In the denominator"),
    "promoters": mark("Promoters"),
    "passives": mark("Passives"),
    "detractors": mark("Detractors"),
    **{f"stage_{stage.key}": stage.name for stage in stages.STAGES},
}


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


def popover(formula: str, *lines: str, data: Any) -> Any:
    """A menu with the sums of a number; what is drawn inside it afterwards stands below them."""
    box = st.popover(say("How it was made"), icon=":material/receipt_long:", type="tertiary")
    box.markdown(formula)
    for line in (*lines, rows_aside(data), asked_of(data)):
        if line:
            box.caption(line)
    return box


def asked_of(data: Any) -> str:
    """Of a table: its connection by name, how many rows it held, when it was asked, and how it was then."""
    table = data.report.table
    if table is None:
        return ""
    return many(
        "Counted in {table} of {connection} ({engine}), which held {n} row on {moment}. Snapshot: {snapshot}",
        "Counted in {table} of {connection} ({engine}), which held {n} rows on {moment}. Snapshot: {snapshot}",
        data.report.rows_read,
        table=words.plain(table.table),
        connection=words.plain(table.connection),
        engine=words.plain(table.engine),
        moment=f"{words.day(table.asked)}, {table.asked:%H:%M}",
        snapshot=f"`{data.fingerprint}`",
    )


# ------------------------------------------------------------------------------------------------- who is in them
def customers(key: str, find: Callable[[], who.Groups | None], data: Any, stem: str) -> None:
    """Who is behind a number, asked for by a switch: ids in tabs, and as a file.

    Parameters
    ----------
    key
        Tells the widgets of several receipts on a page apart.
    find
        Says who they are, by what they did; None where no list would add up to the number.
    data
        What was counted.
    stem
        Name of the file.
    """
    if not st.toggle(say("List these customers"), key=key):
        return
    groups = find()
    if groups is None:
        st.caption(say("With these settings the customers cannot be listed."))
        return
    filled = {name: ids for name, ids in groups.items() if ids}
    if not filled:
        st.caption(say("Nobody is in it."))
        return
    _tabs({say(LABELS[name]): ids for name, ids in filled.items()})
    _file(key, filled, data, stem)


def _tabs(groups: Mapping[str, Sequence[str]]) -> None:
    tabs = st.tabs([f"{name} ({len(ids):,})" for name, ids in groups.items()])
    for tab, ids in zip(tabs, groups.values(), strict=True):
        with tab:
            st.dataframe(pd.DataFrame({say("Customer"): list(ids[:SHOWN])}), hide_index=True, height=210)
            if len(ids) > SHOWN:
                st.caption(say("The first {n}; the file holds all.", n=f"{SHOWN:,}"))


def _file(key: str, groups: who.Groups, data: Any, stem: str) -> None:
    """The lists as one table, ids plain or hashed, without those who asked not to be contacted."""
    ids, salt = customer_download.ids(key)
    blocked = getattr(data, "blocked", None)
    never = [] if blocked is None else data.customers(np.flatnonzero(blocked))
    rows = pd.DataFrame([(one, name) for name, members in groups.items() for one in members])
    rows.columns = pd.Index(["customer", "group"])
    make = partial(rt.export.list_csv_bytes, rows, ids=ids, salt=salt, never=never)
    st.download_button(
        say("These customers (CSV)"),
        make,
        f"{stem}.csv",
        "text/csv",
        key=f"{key}-file",
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
    )
    if never:
        st.caption(customer_download.left_out_words(int(rows["customer"].isin(set(never)).sum())))


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
        customers(key, partial(who.of_column, data, matrix, age), data, words.file_stem(data, key))


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
