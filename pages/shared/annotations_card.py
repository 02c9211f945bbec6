"""Notes on the axis of time: a small table of what happened, drawn on the charts, kept as a file with the settings."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

import retention as rt
from pages.shared import cards, settings_back, state, words
from retention.annotations import KINDS, LONGEST
from retention.languages import many, say

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
LARGEST = 5  # megabytes of a file of notes or settings
SAID = 6  # notes that are read out below a chart; the others are read by hovering


# ---------------------------------------------------------------------------------------------------- on charts
def chart(
    figure: go.Figure,
    key: str,
    alt: str,
    file_name: str,
    *,
    matrix: rt.CohortMatrix | None = None,
    quiet: bool = False,
    **more: Any,
) -> Any:
    """Draw a chart as :func:`cards.chart` does, with the notes on it and, unless ``quiet``, in words below it."""
    notes = shown()
    outside = rt.charts.annotate(figure, notes, matrix=matrix, theme=cards.theme())
    said = _said(notes, outside)
    alt = say("{chart}. Notes: {notes}", chart=alt.rstrip("."), notes=said) if said else alt
    drawn = cards.chart(figure, key, alt, file_name, **more)
    if said and not quiet:
        st.caption(f":material/push_pin: {words.plain(said, 900)}")
    return drawn


def shown() -> tuple[rt.Annotation, ...]:
    """The notes that charts carry: none while they are switched off."""
    return state.notes().annotations if state.current("notes", (True, False), True) else ()


def _said(notes: tuple[rt.Annotation, ...], outside: tuple[rt.Annotation, ...]) -> str:
    inside = [(i, one) for i, one in enumerate(notes, 1) if one not in outside]
    lines = [f"{i} {one.text} ({words.day(pd.Timestamp(one.date))})" for i, one in inside[:SAID]]
    if len(inside) > SAID:
        lines.append(many("{n} more, read by hovering", "{n} more, read by hovering", len(inside) - SAID))
    if outside:
        lines.append(many("{n} note outside of what is shown", "{n} notes outside of what is shown", len(outside)))
    return "; ".join(lines) + "." if lines else ""


# ---------------------------------------------------------------------------------------------------- the table
def draw(data: Any, settings: rt.CohortSettings) -> None:
    """The table, the switch, and the file of settings and notes."""
    notes = state.notes()
    number = f" ({len(notes.annotations)})" if notes.annotations else ""
    with st.expander(f"{say('Notes on the time axis')}{number}", icon=":material/push_pin:", key="notes-card"):
        st.caption(
            say(
                "What happened outside the file: a new price, a campaign, an outage. Each note is a dashed line on the "
                "charts along time and on the cohort matrix. It says when something happened, not what it did."
            )
        )
        st.toggle(say("Show notes"), True, key="notes", bind="query-params")
        _one_more(words.last_whole_day(data).date())
        if notes.annotations:
            _table(notes)
        if notes.fault:
            st.warning(words.plain(notes.fault, 600), icon=":material/report:")
        _files(data, settings, notes)


def _one_more(day: date) -> None:
    with (
        st.form("note", clear_on_submit=True, border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        st.date_input(say("Day"), day, FIRST_DAY, LAST_DAY, key="note-day", format="YYYY-MM-DD", width=150)
        example = say("New price for newcomers")
        st.text_input(say("What happened"), key="note-text", max_chars=LONGEST, placeholder=example)
        st.selectbox(say("Kind"), KINDS, KINDS.index("other"), key="note-kind", width=140, format_func=say)
        st.form_submit_button(say("Add"), on_click=_add, icon=":material/add:", key="add-note")


def _add() -> None:
    """Keep one note more; a callback, so that the charts above have it at once."""
    day, text, kind = (state.current(f"note-{name}", None, "") for name in ("day", "text", "kind"))
    try:
        one = rt.Annotation(day or "", text, kind)
    except rt.RetentionError as error:
        state.fault_notes(str(error))
    else:
        state.keep_notes(tuple(sorted((*state.notes().annotations, one), key=lambda note: note.date)))


def _table(notes: state.Notes) -> None:
    """The notes, to be changed or removed."""
    edited = st.data_editor(
        rt.annotations_frame(notes.annotations),
        column_config=_columns(),
        num_rows="dynamic",
        hide_index=True,
        key=f"note-rows-{notes.edition}",
    )
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        # Not a callback: it would get the table before the change that the same click has ended.
        if st.button(say("Use the table as it is now"), key="use-notes"):
            _use(edited)
            st.rerun()
        st.button(say("Remove all"), on_click=state.keep_notes, args=((),), key="no-notes", type="tertiary")


def _columns() -> dict[str, Any]:
    return {
        "date": st.column_config.DateColumn(say("Day"), format="YYYY-MM-DD", required=True),
        "text": st.column_config.TextColumn(say("What happened"), max_chars=LONGEST, required=True, width="large"),
        "kind": st.column_config.SelectboxColumn(
            say("Kind"), options=KINDS, default="other", required=True, format_func=say
        ),
    }


def _use(edited: pd.DataFrame) -> None:
    try:
        state.keep_notes(rt.check_annotations(edited))
    except rt.RetentionError as error:
        state.fault_notes(str(error))


# ---------------------------------------------------------------------------------------------------- the files
def _files(data: Any, settings: rt.CohortSettings, notes: state.Notes) -> None:
    stem = words.file_stem(data, "settings")
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.download_button(
            say("Save these settings and notes as a file"),
            partial(rt.export.settings_json, settings, notes.annotations, program=f"retention {rt.__version__}"),
            f"{stem}.json",
            "application/json",
            key="settings-file",
            on_click="ignore",
            icon=":material/download:",
        )
        if notes.annotations:
            st.download_button(
                say("Notes (CSV)"),
                partial(rt.annotations_csv, notes.annotations),
                "notes.csv",
                "text/csv",
                key="notes-csv",
                on_click="ignore",
                icon=":material/download:",
                type="tertiary",
            )
    given = st.file_uploader(
        say("Open a file of notes (CSV with date, text, kind) or of settings and notes (JSON)"),
        type=["csv", "json"],
        max_upload_size=LARGEST,
        key=f"notes-file-{notes.edition}",
    )
    if given is not None:
        try:
            _offer(given.name, given.getvalue(), data)
        except rt.RetentionError as error:
            cards.error_box(error)


def _offer(name: str, held: bytes, data: Any) -> None:
    """Say what the file holds; nothing changes before somebody says so."""
    if not name.lower().endswith(".json"):
        found = rt.read_annotations(held)
        label = many("Use {n} note of this file", "Use {n} notes of this file", len(found))
        st.button(label, on_click=state.keep_notes, args=(found,), key="use-notes-file", type="primary")
        return
    settings, found = rt.read_settings(held)
    widgets, left_out = settings_back.widgets(settings, data)
    if left_out:
        st.caption(say("Not in this file, and left out: {things}.", things=words.plain(", ".join(left_out), 300)))
    st.button(
        many("Use these settings and {n} note", "Use these settings and {n} notes", len(found)),
        on_click=_open,
        args=(widgets, found),
        key="use-settings-file",
        type="primary",
    )


def _open(widgets: dict[str, Any], found: tuple[rt.Annotation, ...]) -> None:
    state.keep_notes(found)
    for key, value in widgets.items():
        state.put(key, value)
