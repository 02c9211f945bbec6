"""The list as files: as shown, with the reasons, ids plain or hashed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards
from retention.languages import many, mark, say

PLAIN, HASHED = mark("as they are"), mark("hashed")
RANDOM_SALT = mark(
    "SHA-256 of a random salt and the id. The salt is another one for each file and is thrown away: nobody can find "
    "the way back, and two lists cannot be matched. Write one of your own to be able to."
)
OWN_SALT = mark(
    "SHA-256 of the salt and the id. The same salt gives a customer the same hash in every list, so that lists can be "
    "matched: keep it secret. Whoever knows it can try out ids."
)


def draw(key: str, rows: pd.DataFrame, columns: Sequence[str], left_out: int, stem: str, heading: str) -> None:
    """A menu with both files; nobody who asked not to be contacted is in either.

    Parameters
    ----------
    key
        Tells the widgets of several lists on one page apart.
    rows
        The list, all of it, in the order shown.
    columns
        Columns of the list to write.
    left_out
        How many asked not to be contacted.
    stem, heading
        Names of the files, and of what is in them.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.popover(say("Download"), icon=":material/download:", disabled=not len(rows)):
            st.caption(
                many(
                    "{n} customer, in the order shown, each with the reason.",
                    "{n} customers, in the order shown, each with the reason.",
                    len(rows),
                )
            )
            written, salt = ids(key)
            write = {"ids": written, "salt": salt, "columns": tuple(columns)}
            files = [
                (say("List (CSV)"), f"{stem}.csv", "text/csv", partial(rt.export.list_csv_bytes, rows, **write)),
                (say("List (XLSX)"), f"{stem}.xlsx", cards.XLSX, partial(_workbook, rows, heading, write)),
            ]
            for number, (label, name, mime, make) in enumerate(files):
                st.download_button(
                    label,
                    make,
                    name,
                    mime,
                    key=f"{key}-file-{number}",
                    on_click="ignore",
                    icon=":material/download:",
                    type="tertiary",
                )
        st.caption(left_out_words(left_out), width="stretch")


def _workbook(rows: pd.DataFrame, heading: str, write: dict[str, object]) -> bytes:
    return rt.export.list_xlsx_bytes(rows, title=heading, **write)  # type: ignore[arg-type]


def ids(key: str) -> tuple[str, str | None]:
    """How ids are written, and the salt of the hash."""
    how = st.segmented_control(
        say("Ids"),
        (PLAIN, HASHED),
        default=PLAIN,
        key=f"{key}-ids",
        required=True,
        persist_state="session",
        format_func=say,
    )
    if how == PLAIN:
        return "plain", None
    salt = st.text_input(say("Salt"), key=f"{key}-salt", persist_state="session", autocomplete="off").strip()
    st.caption(say(OWN_SALT if salt else RANDOM_SALT))
    return "hashed", salt or None


def left_out_words(left_out: int) -> str:
    """How many are in no list."""
    if not left_out:
        return say("Nobody in the file is marked as not to be contacted.")
    return many(
        "{n} customer asked not to be contacted: in no list here, and in no file.",
        "{n} customers asked not to be contacted: in no list here, and in no file.",
        left_out,
    )
