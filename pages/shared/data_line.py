"""The few lines in the sidebar about what is loaded."""

from __future__ import annotations

import streamlit as st

from pages.shared import cards, state, words
from retention.languages import say


def draw() -> None:
    """Each file with its rows, customers and span, and the day up to which the data are whole."""
    held = state.held()
    with st.sidebar:
        table = state.table()
        if table is not None:
            st.caption(f"**{words.plain(table[0])}**")
            st.caption(say("A cohort table, as it stands"))
        elif not held:
            st.caption(say("No data yet."))
            return
        for data in held.values():
            name = words.plain(data.report.source) or say("your data")
            st.caption(f"**{name}**")
            st.caption("  \n".join(words.held(data)))
        st.page_link(cards.UPLOAD, label=say("Another file"), icon=":material/upload_file:")
        private = say("Stays on this computer")
        st.caption(f":material/lock: {private}")
