"""A bundle opened beside its file: identical, or which numbers differ."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import bundle_make, cards, compute, words
from retention.languages import many, mark, say, spoken, term

LARGEST = 200  # megabytes
SHOWN = 200  # cells
COLUMNS = {
    "table": mark("Table"),
    "row": mark("Row"),
    "column": mark("Column"),
    "then": mark("Then"),
    "now": mark("Now"),
}


def draw(data: rt.Events | rt.Subscriptions) -> None:
    """The bundle, the verdict, and the cells that differ."""
    file = st.file_uploader(say("A bundle (ZIP) that was made here"), key="bundle-file", max_upload_size=LARGEST)
    if file is None:
        st.caption(
            say(
                "Its tables are counted again from the file that is loaded now, and every number is compared. "
                "Nothing in the bundle is run."
            )
        )
        return
    bundle = rt.open_bundle(file.getvalue())
    with st.spinner(say("Counting its tables again …")):
        found = _verified(data, file.getvalue())
    _verdict(found)
    _differing(found)
    with cards.card(say("What the bundle says of itself")):
        cards.facts(
            {
                **_where(bundle),
                say("Rows used"): say("{used} of {read}", used=f"{bundle.rows_used:,}", read=f"{bundle.rows_read:,}"),
                say("Complete through"): words.day(bundle.observed_until - pd.Timedelta(microseconds=1)),
                say("Counted by version"): words.plain(bundle.library or say("unknown"), 30),
            }
        )
        if bundle.note:
            st.markdown(words.plain(bundle.note, 2000))
        for name, recipe in bundle.recipes.items():
            shown = say(bundle_make.TABLES[name][1]) if name in bundle_make.TABLES else name
            with st.expander(words.plain(shown, 60)):
                st.code(rt.export.as_python(data, recipe), language="python")


@compute.keep(max_entries=1)
def _verified(data: Any, file: bytes) -> rt.Verification:
    return rt.verify_bundle(rt.open_bundle(file), data)


def _where(bundle: rt.Bundle) -> dict[str, str]:
    """What it was counted from."""
    table = bundle.table
    if table is None:
        return {say("File"): words.plain(bundle.name, 60)}
    return {
        say("Connection"): words.plain(say("{name} ({engine})", name=table.connection, engine=table.engine)),
        term("database", "Table"): words.plain(table.table),
        say("Asked"): f"{words.day(table.asked)}, {table.asked:%H:%M}",
    }


def _verdict(found: rt.Verification) -> None:
    said = words.plain(spoken(found.words), 1000)
    if found.identical:
        st.success(said, icon=":material/verified:")
    elif found.agrees:
        st.info(said, icon=":material/verified:")
    else:
        st.warning(said, icon=":material/difference:")
    for name, why in found.failed.items():
        st.caption(say("{table} cannot be counted: {why}", table=words.plain(name, 60), why=words.plain(why, 300)))


def _differing(found: rt.Verification) -> None:
    cells = found.differing
    if not len(cells):
        return
    with cards.card(many("{n} number differs", "{n} numbers differ", len(cells))):
        shown = cells.head(SHOWN)[list(COLUMNS)].astype(str)
        st.dataframe(
            shown.rename(columns={name: say(label) for name, label in COLUMNS.items()}),
            hide_index=True,
            height="content" if len(shown) <= 10 else 390,
        )
        st.download_button(
            say("Every number that differs (CSV)"),
            lambda: rt.export.csv_bytes(cells),
            "differing.csv",
            "text/csv",
            key="differing",
            on_click="ignore",
            icon=":material/download:",
        )
