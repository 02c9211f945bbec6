"""The few lines in the sidebar about what is loaded."""

from __future__ import annotations

import streamlit as st

from pages.shared import cards, state, words


def draw() -> None:
    """File, rows, customers, span, and the day up to which the data are whole."""
    events = state.events()
    with st.sidebar:
        table = state.table()
        if table is not None:
            st.caption(f"**{words.plain(table[0])}**")
            st.caption("A cohort table, as it stands")
            st.page_link(cards.UPLOAD, label="Another file", icon=":material/upload_file:")
            return
        if events is None:
            st.caption("No data yet.")
            return
        st.caption(f"**{words.plain(events.report.source or 'your data')}**")
        st.caption(
            f"{words.count(len(events), 'row')}, {words.count(events.n_customers, 'customer')}  \n"
            f"{words.span(events)}  \n"
            f"Complete through {words.day(words.last_whole_day(events))}"
        )
        st.page_link(cards.UPLOAD, label="Another file", icon=":material/upload_file:")
        st.caption(":material/lock: Stays on this computer")
