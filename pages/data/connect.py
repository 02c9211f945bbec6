"""Connect: count a table where it lies, in a database or in files too large to read."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

import retention as rt
from pages.shared import cards, connect_form, connections, counting, ledger, loading, state, words
from pages.shared.connected import Connected
from pages.shared.connections import Named, Opened
from retention.languages import joined, say


def guarded(draw: Callable[[], None]) -> None:
    """Draw; what goes wrong is a sentence, and never the words of a driver, which may hold an address."""
    try:
        draw()
    except rt.RetentionError as error:
        cards.error_box(error)
    except Exception as error:  # the border of the page: a database must never show a traceback
        cards.error_box(rt.ReadError(say("this could not be done ({kind}).", kind=type(error).__name__)))


def by_path() -> None:
    """A file or a folder of the computer that the program runs on."""
    with cards.card(say("A file or a folder, counted where it lies")):
        if not connections.may_type_paths():
            st.caption(
                say(
                    "Others can reach this program too, so no path may be typed here. Whoever runs it can name folders "
                    "that everybody may read, with {option}.",
                    option="`--data-folder`",
                )
            )
            return
        with st.form("connect-path", border=False):
            text = st.text_input(
                say("Path"),
                key="connect-path-text",
                placeholder="/data/orders.duckdb",
                help=say("A DuckDB file, a Parquet or CSV file, or a folder of Parquet or CSV files with one table."),
            )
            pressed = st.form_submit_button(say("Open"), icon=":material/folder_open:", key="open-path")
        if not connections.is_own_computer():
            names = [f"`{words.plain(folder)}`" for folder in connections.folders()]
            st.caption(say("Inside one of these folders: {folders}", folders=joined(names, either=True)))
        else:
            st.caption(say("Also for files too large for memory. Opened for reading only."))
        if pressed and text.strip():
            guarded(lambda: opened(connections.open_path(text)))


def by_name() -> None:
    """Databases that the owner of the program has named."""
    named = connections.named()
    with cards.card(say("A database, by its name")):
        for one in named.values():
            connection(one)
        if not named:
            st.caption(
                say(
                    "None is named yet. Addresses and passwords are never typed into this page: whoever runs the "
                    "program writes them into {file}.",
                    file="`.streamlit/secrets.toml`",
                )
            )
            st.code('[retention.connections.shop]\nurl = "postgres://reader:…@host/database"', language="toml")


def connection(one: Named) -> None:
    """Its name, what it is for, and the button that opens it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{words.plain(one.name)}**", width="content")
        st.caption(words.plain(one.description, 200), width="stretch")
        pressed = st.button(say("Open"), key=f"open-{one.name}", icon=":material/database:")
    if pressed:
        guarded(lambda: opened(connections.open_named(one.name)))


def opened(found: Opened) -> None:
    """Go on with a connection."""
    loading.keep_connection(found)
    st.rerun()


def result(data: Connected) -> None:
    """What is loaded: when it was looked at, what became of the rows, and the way on."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(say("**{table}** is connected.", table=words.plain(data.title, 200)), width="content")
        st.caption(" · ".join(words.held(data)), width="content")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if st.button(
            say("See the overview"),
            type="primary",
            icon=":material/arrow_forward:",
            icon_position="right",
            key="way-on",
        ):
            st.switch_page(cards.OVERVIEW)
        if st.button(say("Look again"), icon=":material/refresh:", key="look-again"):
            again(data)
        st.caption(
            say(
                "Looked at {moment}. All pages count the table as of then until you look again.",
                moment=f"{words.day(data.looked_at)}, {data.looked_at:%H:%M}",
            ),
            width="content",
        )
    left, right = st.columns([11, 8], gap="small")
    with left, cards.card(say("From the table to what is counted")):
        ledger.draw(data)
    with right:
        ledger.complete_through(data)


def again(data: Connected) -> None:
    """Ask how much the table holds by now."""
    data.watch.refused = False
    found = data.again()
    state.replace_data(counting.counted(found, found.measure))
    st.rerun()


def page() -> None:
    """The connection that is open, else what can be connected to, under what is loaded."""
    cards.title(say("Connect"), say("A table in a database, or files of any size: counted where they lie."))
    data, waiting = state.data(), loading.connection()
    if waiting is not None:
        guarded(lambda: connect_form.draw(waiting))
        return
    if isinstance(data, Connected):
        guarded(lambda: result(data))
        st.divider()
    left, right = st.columns(2, gap="small")
    with left:
        by_path()
    with right:
        by_name()


page()
