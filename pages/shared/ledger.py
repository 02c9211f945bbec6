"""From the rows in the file to the rows that count: shown after an upload and on the Audit page."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, state, words


def draw(events: rt.Events) -> None:
    """Rows in the file, what was left out and why with an example, rows used, and the rows left out as a file."""
    report = events.report
    with st.container(gap="xxsmall"):
        _rows(report)
    left_out, listed = report.rows_read - report.rows_kept, len(report.left_out)
    if left_out:
        st.download_button(
            f"{'' if listed == left_out else f'{listed:,} of the '}{words.count(left_out, 'row')} left out, "
            "with reasons (CSV)",
            partial(rt.export.csv_bytes, report.left_out),
            f"{words.file_stem(events, 'left-out')}.csv",
            "text/csv",
            key="left-out",
            on_click="ignore",
            icon=":material/download:",
        )
    for sentence in report.assumed:
        st.caption(words.plain(sentence, 300))


def _rows(report: rt.ReadReport) -> None:
    _line("Rows in the file", f"{report.rows_read:,}", strong=True)
    for reason, number in report.dropped.items():
        _line(words.plain(reason), f"− {number:,}")
        examples = report.examples.get(reason, [])
        if examples:
            row, text = examples[0]
            st.caption(f"such as row {row:,}: {words.plain(text, 70)}")
    if not report.dropped:
        st.caption("Nothing was left out.")
    _line("Rows used", f"{report.rows_kept:,}", strong=True)


def _line(what: str, number: str, *, strong: bool = False) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", wrap=False, gap="small"
    ):
        st.markdown(f"**{what}**" if strong else what, width="stretch")
        st.markdown(f"**{number}**" if strong else number, width="content")


def complete_through(events: rt.Events, note: str) -> None:
    """The date up to which the data are whole; moving it moves what counts as finished."""
    first, last = events.span
    with cards.card("Complete through"):
        picked = st.date_input(
            "Complete through",
            words.last_whole_day(events).date(),
            min_value=first.date(),
            max_value=(last + pd.Timedelta(days=366)).date(),
            label_visibility="collapsed",
            required=True,
        )
        st.caption(
            "Taken from the file: its last day. Windows that end later are unfinished: they are marked, and left out "
            "of every mean."
        )
        if note:
            st.caption(f":material/warning: {note}")
    until = pd.Timestamp(picked) + pd.Timedelta(days=1)
    if until != events.observed_until:
        state.replace_events(events.observed_to(until))
        st.rerun()
