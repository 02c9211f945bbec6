"""The few lines in the sidebar about what is loaded."""

from __future__ import annotations

import streamlit as st

from pages.shared import cards, state, words


def draw() -> None:
    """File, rows, customers, span, and the day up to which the data are whole."""
    data = state.data()
    with st.sidebar:
        table = state.table()
        if table is not None:
            st.caption(f"**{words.plain(table[0])}**")
            st.caption("A cohort table, as it stands")
            st.page_link(cards.UPLOAD, label="Another file", icon=":material/upload_file:")
            return
        if data is None:
            st.caption("No data yet.")
            return
        st.caption(f"**{words.plain(data.report.source or 'your data')}**")
        st.caption("  \n".join(words.held(data)))
        st.page_link(cards.UPLOAD, label="Another file", icon=":material/upload_file:")
        st.caption(":material/lock: Stays on this computer")
