"""Handing in a small list: the file, what nothing in it decides, and the columns where these are not found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import streamlit as st

import retention as rt
from pages.shared import cards, state, words
from pages.shared.budget import room_for
from pages.shared.given import Part
from retention.languages import mark, say, spoken

Found = TypeVar("Found")
LARGEST = 50  # megabytes
MOST_QUESTIONS = 4
ROLES = {
    "customer": mark("Who (the same ids as in your data)"),
    "group": mark("Which group"),
    "version": mark("Which version"),
}


def draw(label: str, key: str, read: Callable[..., Found], roles: tuple[str, ...]) -> Found | None:
    """The uploader, and what was read once all is clear; ``roles`` are the columns that may be chosen by hand."""
    edition = state.lists().edition
    file = st.file_uploader(label, key=f"{key}-{edition}", max_upload_size=LARGEST)
    if file is None:
        return None
    data, name = file.getvalue(), file.name
    known: dict[str, Any] = {}
    for _ in range(MOST_QUESTIONS):
        try:
            with room_for([Part(name, data)], name):
                return read(data, name=name, **known)
        except rt.UndecidedError as error:
            asked = error.questions[0]
            answer = _ask(asked, f"{key}-{edition}-{asked.key}")
            if answer is None:
                return None
            known[asked.key] = answer
        except rt.RetentionError as error:
            cards.error_box(error)
            chosen = _columns(data, name, f"{key}-{edition}", roles)
            if not chosen or chosen.items() <= known.items():
                return None
            known |= chosen
    return None


def _ask(asked: rt.Question, key: str) -> Any:
    """The answer to a question, or None as long as there is none."""
    text = words.plain(words.told(asked.text), 300)
    if not asked.choices:
        day = st.date_input(text, None, key=key)
        return None if day is None else str(day)
    said = {choice.value: _said(choice) for choice in asked.choices}
    return st.radio(text, list(said), index=None, format_func=lambda value: said[value], key=key)


def _said(choice: rt.Choice) -> str:
    shows = f": {words.plain(', '.join(spoken(one) for one in choice.shows), 80)}" if choice.shows else ""
    note = f" ({words.plain(words.told(choice.note), 80)})" if choice.note else ""
    return f"{words.plain(words.told(choice.label), 40)}{shows}{note}"


def dropped_words(dropped: Mapping[str, int]) -> str:
    """Which rows could not be used, and why."""
    reasons = ", ".join(f"{words.plain(words.told(reason))}: {n:,}" for reason, n in dropped.items())
    return say("Rows that could not be used: {reasons}.", reasons=reasons)


def _columns(data: bytes, name: str, key: str, roles: tuple[str, ...]) -> dict[str, str]:
    """Columns chosen by hand."""
    try:
        names = [column.name for column in rt.inspect(data, name=name).columns]
    except rt.RetentionError:
        return {}
    chosen = {}
    for column, role in zip(st.columns(len(roles)), roles, strict=True):
        with column:
            chosen[role] = st.selectbox(
                say(ROLES[role]), names, index=None, key=f"{key}-{role}", placeholder=say("Found by name")
            )
    return {role: value for role, value in chosen.items() if value is not None}
