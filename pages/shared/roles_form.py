"""What each column of a file is: who, when, what, how much; proposed with a reason, and changeable."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import streamlit as st

import retention as rt
from pages.shared import cards, loading, words

ABSENT = "not in the file"
COLOURS = {"sure": "gray", "likely": "blue", "unsure": "orange", "your choice": "gray", "assumed": "blue"}
ROLES = (  # role in the mapping, words on screen, whether the file must have it
    ("customer", "Who", True),
    ("time", "When", True),
    ("event", "What happened", False),
    ("amount", "How much", False),
    ("quantity", "Quantity", False),
)
ABSENT_MEANS = {
    "event": "every row counts as one visit",
    "amount": "no money is counted",
    "quantity": "the amount is the money of the whole row",
}
Roles = dict[str, str | None]


def draw(guess: rt.FileGuess, *, disabled: bool = False) -> tuple[Roles, tuple[str, ...]]:
    """One row for each role; the columns chosen, and those to compare groups by."""
    with cards.card("What each column is"):
        names = [column.name for column in guess.columns]
        roles = {role: _role(guess, role, name, names, needed, disabled) for role, name, needed in ROLES}
        return roles, _groups(guess, names, disabled)


def _groups(guess: rt.FileGuess, names: list[str], disabled: bool) -> tuple[str, ...]:
    proposed = [s for s in guess.mapping.segments if s in names] if guess.mapping else []
    row = _row("Groups")
    with row[1]:
        picked = st.multiselect(
            "Groups",
            names,
            proposed,
            label_visibility="collapsed",
            key=loading.role_key("segments"),
            disabled=disabled,
        )
    row[2].caption("a few different words each" if picked else "nothing to compare customers by")
    with row[3]:
        _badge("likely" if picked and picked == proposed else "your choice" if picked else "assumed")
    return tuple(picked)


def _row(name: str) -> list[Any]:
    columns = st.columns([3, 5, 7, 3], vertical_alignment="center", gap="small")
    columns[0].markdown(f"**{name}**")
    return columns


def _role(guess: rt.FileGuess, role: str, name: str, names: list[str], needed: bool, disabled: bool) -> str | None:
    proposed = proposal(guess, role)
    row = _row(name)
    options = list(names) if needed else ["", *names]
    picked = row[1].selectbox(
        name,
        options,
        options.index(proposed) if proposed in options else None if needed else 0,
        format_func=lambda column: column or ABSENT,
        label_visibility="collapsed",
        key=loading.role_key(role),
        placeholder="choose a column",
        disabled=disabled,
        on_change=loading.clear_answers if role == "time" else None,
    )
    picked = picked or None
    reason, certainty = _reason(guess, role, picked, picked == proposed)
    row[2].caption(reason)
    with row[3]:
        _badge(certainty)
    return picked


def proposal(guess: rt.FileGuess, role: str) -> str | None:
    """The column proposed for a role; none where that is an open question."""
    if any(question.key == role for question in guess.questions):
        return None
    return getattr(guess.mapping, role) if guess.mapping else None


def _reason(guess: rt.FileGuess, role: str, picked: str | None, as_proposed: bool) -> tuple[str, str]:
    """Why a column has its role, in words, with three of its values, and how sure that is."""
    if picked is None:
        asked = next((q.text for q in guess.questions if q.key == role), "this has to be chosen")
        return ABSENT_MEANS.get(role, words.plain(asked, 200)), "assumed" if role in ABSENT_MEANS else "asked"
    column = next(column for column in guess.columns if column.name == picked)
    values = "such as " + ", ".join(words.plain(example, 24) for example in column.examples[:3])
    if not as_proposed:
        return values, "your choice"
    reason = words.plain(column.reason.split(": ", 1)[-1], 160)  # the role stands at the beginning of the row
    if role != "time":
        return f"{reason}  \n{values}" if column.examples else reason, column.certainty
    if any(question.key == "date_order" for question in guess.questions):
        return f"{reason}  \n{values}", "asked above"
    examples = guess.parsed_examples.get(guess.date_order or "", ())
    shown = dict.fromkeys(_parsed(raw, moment) for raw, moment in examples)
    return "  \n".join([reason, *(list(shown)[:3] or [values])]), column.certainty


def _parsed(raw: str, moment: datetime) -> str:
    clock = f", {moment:%H:%M}" if (moment.hour, moment.minute) != (0, 0) else ""
    return f"{words.plain(raw, 30)} is **{words.day(moment)}{clock}**"


def _badge(certainty: str) -> None:
    st.badge(certainty, color=COLOURS.get(certainty, "orange"))
