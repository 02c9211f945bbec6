"""Which language this visitor reads: the address says, else the switch in the sidebar, else the browser.

The language travels in the address as ``lang``, so that a link opens as it was sent.
"""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.shared import state
from retention.languages import LANGUAGES, choose, language, listen_to, say
from retention.languages.choice import known

KEY, SWITCH = "lang", "language"


def start() -> None:
    """Speak the visitor's language in this run; to be called first of all."""
    usual = known(_browser()) or "en"
    code = known(st.query_params.get(KEY)) or state.speech() or usual
    _settle(code)
    # English is only worth a word in the address where the browser would not ask for it.
    if {code, usual} != {"en"} and st.query_params.get(KEY) != code:
        st.query_params[KEY] = code


def draw_switch() -> None:
    """The switch in the sidebar, each language by its own name."""
    with st.sidebar:
        st.selectbox(
            say("Language"),
            list(LANGUAGES),
            index=list(LANGUAGES).index(language()),
            format_func=LANGUAGES.__getitem__,
            key=SWITCH,
            on_change=_change,
            persist_state="session",
        )


def _change() -> None:
    """Another language: the settings of the view stay, whatever their choices are now called."""
    state.hold_settings()
    picked = state.current(SWITCH, list(LANGUAGES), "en")
    st.query_params[KEY] = picked
    _settle(picked)


def _settle(code: str) -> None:
    state.keep_speech(code)
    choose(code)


def _browser() -> str | None:
    found: Any = st.context.locale
    return found if isinstance(found, str) else None


def _of_session() -> str | None:
    """The language of the session that this thread works for; None outside any."""
    return None if get_script_run_ctx(suppress_warning=True) is None else state.speech()


listen_to(_of_session)
