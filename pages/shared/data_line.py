"""The few lines in the sidebar about what is loaded."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.shared import budget, cards, logs, private, sessions, state, words
from retention.languages import say


def draw() -> None:
    """Each file with its rows, customers and span, and the day up to which the data are whole."""
    holds = _note()
    _say_what_is_gone()
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
        st.caption(f":material/lock: {_where(held)}")
        if holds:
            st.caption(
                say("Holds {size}", size=words.size(holds)),
                help=say(
                    "Memory for what you have loaded, and for files that are kept to be read again. You may take "
                    "{most}.",
                    most=words.size(budget.Budget.now().session),
                ),
            )


def _where(held: dict[str, state.Data]) -> str:
    """Where the rows are."""
    return say("Stays in the database") if "tables" in held else private.short()


def _note() -> int:
    """Tell the server what this visitor holds."""
    holds = state.held_bytes()
    budget.holding.set(holds)
    context = get_script_run_ctx()
    if context is not None:
        logs.in_the_name_of(context.session_id)
        sessions.sessions.note(context.session_id, holds)
    return holds


def _say_what_is_gone() -> None:
    """One sentence to somebody who comes back after what they had loaded was let go."""
    why = "" if state.has_begun() else sessions.why_back_without(_earlier())
    if why == sessions.IDLE:
        said = say(
            "What you had loaded was let go, since this page had no connection for {time}. Load the file again, and "
            "the same view opens.",
            time=private.minutes(),
        )
    elif why == sessions.ROOM:
        said = say(
            "What you had loaded was let go to make room, since this page had no connection. Load the file again, and "
            "the same view opens."
        )
    elif why == sessions.ANEW:
        said = say(
            "The program was started anew, and what was loaded before is gone. Load the file again, and the same view "
            "opens."
        )
    else:
        return
    st.info(said, icon=":material/hourglass_disabled:")


def _earlier() -> str:
    """The session that this page was in before, as its browser says when it connects again; empty if there is none."""
    context, said = get_script_run_ctx(), st.context.headers.get("Sec-WebSocket-Protocol", "")
    earlier = [part.strip() for part in said.split(",")][2:3]
    return earlier[0] if earlier and context is not None and earlier[0] != context.session_id else ""
