"""Nobody comes in without having logged in, where the server was started so; who they are, a provider says."""

from __future__ import annotations

import os

import streamlit as st

from retention.languages import say

VARIABLE = "RETENTION_LOGIN"


def gate() -> None:
    """Go on for those who have logged in; everybody else gets a button and nothing more.

    The provider stands in ``.streamlit/secrets.toml``. Where it does not, nobody has logged in.
    """
    if os.environ.get(VARIABLE) != "1" or getattr(st.user, "is_logged_in", False):
        return
    st.title(say("Log in"), anchor=False)
    st.markdown(say("This dashboard is open to those who have logged in."))
    st.button(say("Log in"), type="primary", icon=":material/login:", key="log-in", on_click=st.login)
    st.stop()


def draw_way_out() -> None:
    """In the sidebar: the way out, for those who have logged in."""
    if os.environ.get(VARIABLE) == "1":
        st.sidebar.button(say("Log out"), type="tertiary", icon=":material/logout:", key="log-out", on_click=st.logout)
