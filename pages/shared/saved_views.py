"""Saved views and recent files on the page: only where the program runs for one person, on their own computer."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import streamlit as st

import retention as rt
from pages.shared import cards, loading, state, view_store, words
from pages.shared.view_store import View
from retention.languages import language, many, say

LOCAL_VARIABLE = "RETENTION_LOCAL"  # set by the launcher where only this computer can reach it


def allowed() -> bool:
    """Whether views may be kept: on a server for many, one visitor would see the names of another's."""
    return os.environ.get(LOCAL_VARIABLE) == "1"


def draw_save(page: str) -> None:
    """In the sidebar: a name for the view as it is now."""
    data = state.data() or state.answers()
    if data is None or not allowed() or page in (cards.UPLOAD, cards.AUDIT):
        return
    with st.sidebar, st.popover(say("Save this view"), icon=":material/bookmark_add:", width="stretch"):
        with st.form("save-view", clear_on_submit=True, border=False):
            st.text_input(
                say("Name of the view"),
                key="view-name",
                max_chars=view_store.LONGEST_NAME,
                placeholder=say("For Monday"),
            )
            st.form_submit_button(say("Save"), on_click=_save, args=(page, data), key="save-view")
        st.caption(say("Kept on this computer: the settings and the file's fingerprint, never the data."))
    fault = state.take_view_fault()
    if fault:
        st.sidebar.warning(words.plain(fault, 400), icon=":material/report:")


def _save(page: str, data: state.Data) -> None:
    name = str(state.current("view-name", None, "")).strip() or say("Without a name")
    query = {**state.query_now(), "lang": language()}
    view = View(name, data.fingerprint, data.report.source, page, state.settings_now(), query)
    try:
        path = view_store.place()
        view_store.save(path, view_store.load(path).with_view(view))
        st.toast(say("Saved: the view stands on the page Upload."), icon=":material/bookmark_added:")
    except rt.RetentionError as error:
        state.fault_view(str(error))


def draw_list() -> None:
    """On the Upload page: views of what is loaded, and files that were opened from the command line."""
    if not allowed():
        return
    try:
        stored = view_store.load(view_store.place())
    except rt.RetentionError as error:
        cards.error_box(error)
        return
    for data in state.held().values():
        _views(stored.of(data.fingerprint))
    if not state.held():
        _recent(stored)


def _views(views: tuple[View, ...]) -> None:
    if not views:
        return
    with cards.card(say("Your saved views of this file")):
        for i, view in enumerate(reversed(views)):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                pressed = st.button(
                    words.plain(view.name), key=f"view-{i}", icon=":material/bookmark:", type="tertiary"
                )
                st.caption(say(cards.NAMES.get(view.page, "")), width="stretch")
                st.button(
                    say("Remove"),
                    key=f"drop-view-{i}",
                    type="tertiary",
                    icon=":material/close:",
                    on_click=_drop,
                    args=(view,),
                )
            if pressed and view.page in cards.NAMES:
                for key, value in view.settings.items():
                    state.put(key, value)
                # A link names the choices in one language; in another the settings alone say them.
                same = view.query.get("lang") == language()
                st.switch_page(view.page, query_params=_link(view) if same else None)


def _link(view: View) -> dict[str, Any]:
    return {key: list(value) for key, value in view.query.items() if isinstance(value, tuple)}


def _drop(view: View) -> None:
    path = view_store.place()
    view_store.save(path, view_store.load(path).without_view(view))


def _recent(stored: view_store.Stored) -> None:
    """Files by path, those that still exist."""
    paths = [Path(one) for one in stored.recent if Path(one).is_file()]
    if not paths:
        return
    views = {view.file for view in stored.views}
    st.markdown(f"## {say('Opened lately')}", anchors=False)
    for i, path in enumerate(paths):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.button(
                words.plain(path.name),
                key=f"recent-{i}",
                icon=":material/history:",
                type="tertiary",
                on_click=loading.give,
                args=(path.name, str(path)),
            )
            count = sum(view.file == path.name for view in stored.views)
            saved = many("{n} saved view", "{n} saved views", count) if path.name in views else ""
            st.caption(" · ".join(part for part in (words.plain(str(path.parent), 80), saved) if part))


def note_recent() -> None:
    """Remember the file of the command line."""
    path = os.environ.get("RETENTION_FILE")
    if not path or not allowed():
        return
    try:
        held = view_store.load(view_store.place())
        if held.recent[:1] != (path,):
            view_store.save(view_store.place(), held.with_recent(path))
    except rt.RetentionError:
        return  # what is wrong with it is said on the Upload page
