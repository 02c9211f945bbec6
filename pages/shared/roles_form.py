"""What one row of a file is, and what each column: proposed with a reason, and changeable."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import streamlit as st

import retention as rt
from pages.shared import cards, loading, state, words

ABSENT = "not in the file"
COLOURS = {"sure": "gray", "likely": "blue", "unsure": "orange", "your choice": "gray", "assumed": "blue"}
KINDS = {  # what one row can be: on the control, and what is counted then
    "events": ("a visit or order", "Counted: who came back, and when."),
    "subscriptions": (
        "a subscription",
        "Counted: who is still a customer at the end of each period, and what they pay.",
    ),
    "tenures": ("a customer", "Counted: how long customers stay, from their time so far and whether they left."),
    "answers": ("an answer to a survey", "Counted: how likely customers say they are to recommend, from 0 to 10."),
}
ROLES = {  # by what one row is: role in the mapping, words on screen, whether the file must have it
    "events": (
        ("customer", "Who", True),
        ("time", "When", True),
        ("event", "What happened", False),
        ("amount", "How much", False),
        ("quantity", "Quantity", False),
        ("do_not_contact", "Asked not to be contacted", False),
    ),
    "subscriptions": (
        ("customer", "Who", True),
        ("start", "Start", True),
        ("end", "End", False),
        ("amount", "Money per month", False),
        ("plan", "Plan", False),
        ("do_not_contact", "Asked not to be contacted", False),
    ),
    "tenures": (
        ("customer", "Who", True),
        ("tenure", "How long so far", True),
        ("churned", "Whether they left", True),
        ("amount", "Money per month", False),
    ),
    "answers": (
        ("score", "How likely", True),
        ("time", "When", False),
        ("customer", "Who", False),
        ("comment", "Comment", False),
    ),
}
ABSENT_MEANS = {
    "event": "every row counts as one visit",
    "amount": "no money is counted",
    "quantity": "the amount is the money of the whole row",
    "end": "every subscription still runs",
    "plan": "no plans to tell apart",
    "comment": "nothing to read",
    "do_not_contact": "everybody may be in a list of customers to talk to",
}
ABSENT_FROM_ANSWERS = {
    "time": "all answers together, and no change over time",
    "customer": "answers cannot be joined to what customers did",
}
DATES = "time", "start", "end"
Roles = dict[str, str | None]
Mapping = rt.ColumnMapping | rt.SubscriptionMapping | rt.TenureMapping | rt.AnswersMapping


def proposed_kind(guess: rt.FileGuess) -> str:
    """What one row seems to be."""
    if guess.kind in ("subscriptions", "answers"):
        return guess.kind
    return "tenures" if guess.kind == "customers" and mapping(guess, "tenures") else "events"


def mapping(guess: rt.FileGuess, kind: str) -> Mapping | None:
    """The columns proposed, if one row is that."""
    found: dict[str, Mapping | None] = {
        "events": guess.mapping,
        "subscriptions": guess.subscriptions,
        "tenures": guess.tenures,
        "answers": guess.answers,
    }
    return found[kind]


def choose_kind(guess: rt.FileGuess, *, disabled: bool = False) -> str:
    """What one row of the file is: as it seems, or as the person says."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("**One row is**", width="content")
        kind: str = st.segmented_control(
            "One row is",
            list(KINDS),
            default=proposed_kind(guess),
            format_func=lambda name: KINDS[name][0],
            key=loading.role_key("kind"),
            required=True,
            label_visibility="collapsed",
            disabled=disabled,
            on_change=loading.clear_answers,
        )
        st.caption(KINDS[kind][1], width="content")
    return kind


def draw(guess: rt.FileGuess, kind: str = "events", *, disabled: bool = False) -> tuple[Roles, tuple[str, ...]]:
    """One row for each role; the columns chosen, and those to compare groups by."""
    with cards.card("What each column is"):
        names = [column.name for column in guess.columns]
        roles = {role: _role(guess, kind, role, name, names, needed, disabled) for role, name, needed in ROLES[kind]}
        return roles, _groups(guess, kind, names, disabled)


def role_key(kind: str, role: str) -> str:
    """Key of the selector for a role: another one for each kind of file."""
    return loading.role_key(role if kind == "events" else f"{role}-{kind}")


def _groups(guess: rt.FileGuess, kind: str, names: list[str], disabled: bool) -> tuple[str, ...]:
    found = mapping(guess, kind)
    proposed = [s for s in found.segments if s in names] if found else []
    row = _row("Groups")
    with row[1]:
        picked = st.multiselect(
            "Groups",
            names,
            proposed,
            label_visibility="collapsed",
            key=role_key(kind, "segments"),
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


def _role(
    guess: rt.FileGuess, kind: str, role: str, name: str, names: list[str], needed: bool, disabled: bool
) -> str | None:
    proposed = proposal(guess, role, kind)
    row = _row(name)
    options = list(names) if needed else ["", *names]
    picked = row[1].selectbox(
        name,
        options,
        options.index(proposed) if proposed in options else None if needed else 0,
        format_func=lambda column: column or ABSENT,
        label_visibility="collapsed",
        key=role_key(kind, role),
        placeholder="choose a column",
        disabled=disabled,
        on_change=loading.clear_answers if role in DATES else None,
    )
    picked = picked or None
    reason, certainty = _reason(guess, kind, role, picked, picked == proposed)
    row[2].caption(reason)
    with row[3]:
        _badge(certainty)
    return picked


def proposal(guess: rt.FileGuess, role: str, kind: str = "events") -> str | None:
    """The column proposed for a role; none where that is an open question."""
    if any(question.key == role for question in guess.questions):
        return None
    if role == "customer":  # the same one, whatever a row is
        return next((found.customer for name in KINDS if (found := mapping(guess, name))), None)
    return getattr(mapping(guess, kind), role, None)


def absent_means(kind: str) -> dict[str, str]:
    """What it means that a file has no column for a role."""
    return ABSENT_MEANS | (ABSENT_FROM_ANSWERS if kind == "answers" else {})


def chosen(guess: rt.FileGuess, kind: str, role: str) -> str | None:
    """The column that has a role, even before its selector is drawn."""
    names = ["", *(column.name for column in guess.columns)]
    found: str | None = state.current(role_key(kind, role), names, proposal(guess, role, kind))
    return found or None


def _reason(guess: rt.FileGuess, kind: str, role: str, picked: str | None, as_proposed: bool) -> tuple[str, str]:
    """Why a column has its role, in words, with three of its values, and how sure that is."""
    if picked is None:
        absent = absent_means(kind)
        asked = next((q.text for q in guess.questions if q.key == role), "this has to be chosen")
        return absent.get(role, words.plain(asked, 200)), "assumed" if role in absent else "asked"
    column = next(column for column in guess.columns if column.name == picked)
    values = "such as " + ", ".join(words.plain(example, 24) for example in column.examples[:3])
    if not as_proposed:
        return values, "your choice"
    reason = words.plain(column.reason.split(": ", 1)[-1], 160)  # the role stands at the beginning of the row
    if role not in ("time", "start"):  # the dates that were looked at
        return f"{reason}  \n{values}" if column.examples else reason, column.certainty
    if any(question.key == "date_order" for question in guess.questions):
        return f"{reason}  \n{values}", "asked above"
    examples = guess.parsed_examples.get(guess.date_order or "", ())
    shown = dict.fromkeys(_parsed(raw, moment) for raw, moment in examples)
    return "  \n".join([reason, *(list(shown)[:3] or [values])]), column.certainty


def _parsed(raw: str, moment: datetime) -> str:
    clock = f", {moment:%H:%M}" if (moment.hour, moment.minute) != (0, 0) else ""
    return f"{words.plain(raw.removesuffix(' 00:00:00'), 30)} is **{words.day(moment)}{clock}**"


def _badge(certainty: str) -> None:
    st.badge(certainty, color=COLOURS.get(certainty, "orange"))
