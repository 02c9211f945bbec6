"""Two files of the same customers: which finished numbers changed, and which rows did it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, sidebar, state, words
from pages.shared.budget import room_for
from pages.shared.given import Part
from retention.languages import mark, say
from retention.periods import Calendar

LARGEST = 200  # megabytes
SHOWN, ROWS_AT_ONCE = 200, 10  # rows of each table
EARLIER, LATER = mark("It is the earlier one"), mark("It is the later one")
CELLS = {
    "cohort": mark("Cohort"),
    "age_label": mark("Age"),
    "active_then": mark("Came back then"),
    "eligible_then": mark("Of then"),
    "active_now": mark("Came back now"),
    "eligible_now": mark("Of now"),
    "difference": mark("Difference"),
}


def draw(data: rt.Events | rt.Subscriptions) -> None:
    """The other file, read as the loaded one was, and what changed between the two."""
    if data.report.table is not None:
        raise rt.SettingsError(
            say("comparing goes over single rows, and those of a table stay in the database."),
            where=data.report.table.table,
            todo=say(
                "Make a bundle now and check it here later: it says which numbers have changed. Or load two exports of "
                "the table as files."
            ),
        )
    file = st.file_uploader(say("Another export of the same data"), key="other-export", max_upload_size=LARGEST)
    st.caption(
        say(
            "What was finished at the time of the earlier export can only change if the export was restated. It is "
            "read with the columns of the file that is loaded now."
        )
    )
    if file is None:
        return
    order = st.radio(say("The other file"), (EARLIER, LATER), format_func=say, key="other-order", horizontal=True)
    with st.expander(say("What is counted"), icon=":material/tune:"):
        view = sidebar.cohort_controls(data, with_show=False)
    with st.spinner(say("Reading and comparing …")):
        other = _read(file.getvalue(), file.name, data)
        before, after = (other, data) if order == EARLIER else (data, other)
        change = rt.compare_files(before, after, view.settings.replace(segment=None))
    st.info(words.plain(change.words, 1500), icon=":material/difference:")
    _tables(change, view.settings.cohort_calendar(data.timezone))


def _read(content: bytes, name: str, like: rt.Events | rt.Subscriptions) -> Any:
    """The other file, with the columns and the options of the one that is loaded."""
    _, how = state.source(like)
    read = rt.read_subscriptions if isinstance(like, rt.Subscriptions) else rt.read_events
    options = {key: value for key, value in how.options.items() if key in ("timezone", "date_order", "duplicates")}
    with room_for([Part(name, content)], name):
        return read(content, like.mapping, name=name, **{"timezone": like.timezone, **options})


def _tables(change: rt.FileChange, calendar: Calendar) -> None:
    if len(change.cells):
        with cards.card(say("Finished cells that changed")):
            shown = change.cells.head(SHOWN)
            shown = shown.assign(cohort=[calendar.name(start) for start in shown["cohort"].to_numpy("datetime64[s]")])
            names = {name: say(label) for name, label in CELLS.items() if name in shown}
            st.dataframe(
                shown[list(names)].rename(columns=names),
                hide_index=True,
                height=_height(len(shown)),
                column_config=cards.shares(names["difference"]),
            )
            _file(change.cells, "changed-cells")
    rows = change.rows.rows
    if len(rows):
        with cards.card(say("Rows that differ")):
            st.caption(say("As the files have them, up to the moment through which both are whole."))
            st.dataframe(rows.head(SHOWN).astype(str), hide_index=True, height=_height(len(rows)))
            _file(rows, "changed-rows")


def _height(rows: int) -> Any:
    """As high as its rows, and no higher than one can look at."""
    return "content" if rows <= ROWS_AT_ONCE else 390


def _file(frame: pd.DataFrame, stem: str) -> None:
    st.download_button(
        say("All of them (CSV)"),
        lambda: rt.export.csv_bytes(frame),
        f"{stem}.csv",
        "text/csv",
        key=stem,
        on_click="ignore",
        icon=":material/download:",
    )
