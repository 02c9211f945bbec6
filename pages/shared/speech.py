"""Which language this visitor reads: the address says, else the switch in the sidebar, else the browser.

The language travels in the address as ``lang``, so that a link opens as it was sent. Choices stand in the address as
they are called on the page; a link in English that is opened in another language is put into its words first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.shared import state
from retention.languages import LANGUAGES, choose, day_name, language, listen_to, month_name, say, speak_of_table
from retention.languages.choice import known

KEY, SWITCH = "lang", "language"
# Settings whose choices are names of the file, or what somebody typed.
OF_THE_FILE = {
    *("start_event", "return_event", "by", "group", "brackets", "lines", "hidden"),
    *(f"{name}{i}" for i in range(1, 5) for name in ("column", "values")),
    *("list_event", "list_column", "list_by", "list_group", "survey_by", "survey_words", "survey_group"),
    *("did_event", "did_split", "beh_event", "beh_value"),
}
# English names of periods, as links hold them, and how each is said.
_MOMENTS: dict[str, Callable[[datetime], str]] = {
    "%b %Y": month_name,
    "%d %b %Y": day_name,
    "%d %b %Y, %H:%M": lambda moment: f"{day_name(moment)}, {moment:%H:%M}",
}


def start() -> bool:
    """Speak the visitor's language in this run; to be called first of all. Whether the visitor has only just come."""
    speak_of_table(state.kind() == "tables")  # until a page knows what it counts
    usual = known(_browser()) or "en"
    first = state.speech() is None
    code = known(st.query_params.get(KEY)) or state.speech() or usual
    _settle(code)
    # English is only worth a word in the address where the browser would not ask for it.
    if {code, usual} != {"en"} and st.query_params.get(KEY) != code:
        st.query_params[KEY] = code
    return first


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


def read_link() -> None:
    """Put the choices of a link in English into the words of the page; others are there already.

    To be called once the page is known: whoever runs the app again before that is led to the first page.
    """
    if language() == "en":
        return
    asked = {key: st.query_params.get_all(key) for key in state.SETTINGS if key in st.query_params}
    told = {key: [in_words(value) for value in values] for key, values in asked.items() if key not in OF_THE_FILE}
    changed = {key: values for key, values in told.items() if values != asked[key]}
    if changed:
        st.query_params.update(changed)
        st.rerun()  # widgets read the address as it was when the run began


def in_words(choice: str) -> str:
    """A choice of ours as it is called in the language in use: "month", "Jan 2025".

    Examples
    --------
    >>> from retention.languages import use
    >>> with use("ko"):
    ...     in_words("Jan 2025"), in_words("2"), in_words("2025년 1월")
    ('2025년 1월', '2', '2025년 1월')
    """
    quarter = re.fullmatch(r"Q([1-4]) (\d{4})", choice)
    if quarter:
        return say("Q{quarter} {year}", quarter=int(quarter[1]), year=int(quarter[2]))
    for pattern, name in _MOMENTS.items():
        try:
            return name(datetime.strptime(choice, pattern))
        except ValueError:
            continue
    return say(choice) if choice else choice


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
