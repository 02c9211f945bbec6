"""What one row of a file is, and what each column: proposed with a reason, and changeable."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import streamlit as st

import retention as rt
from pages.shared import cards, loading, state, words
from retention.languages import mark, say

ABSENT = mark("not in the file")
COLOURS = {
    mark("sure"): "gray",
    mark("likely"): "blue",
    mark("unsure"): "orange",
    mark("your choice"): "gray",
    mark("assumed"): "blue",
    mark("asked"): "orange",
    mark("asked above"): "orange",
}
KINDS = {  # what one row can be: on the control, and what is counted then
    "events": (mark("a visit or order"), mark("Counted: who came back, and when.")),
    "subscriptions": (
        mark("a subscription"),
        mark("Counted: who is still a customer at the end of each period, and what they pay."),
    ),
    "tenures": (
        mark("a customer"),
        mark("Counted: how long customers stay, from their time so far and whether they left."),
    ),
    "answers": (
        mark("an answer to a survey"),
        mark("Counted: how likely customers say they are to recommend, from 0 to 10."),
    ),
}
ROLES = {  # by what one row is: role in the mapping, words on screen, whether the file must have it
    "events": (
        ("customer", mark("Who"), True),
        ("time", mark("When"), True),
        ("event", mark("What happened"), False),
        ("amount", mark("How much"), False),
        ("quantity", mark("Quantity"), False),
        ("do_not_contact", mark("Asked not to be contacted"), False),
    ),
    "subscriptions": (
        ("customer", mark("Who"), True),
        ("start", mark("Start"), True),
        ("end", mark("End"), False),
        ("amount", mark("Money per month"), False),
        ("plan", mark("Plan"), False),
        ("do_not_contact", mark("Asked not to be contacted"), False),
    ),
    "tenures": (
        ("customer", mark("Who"), True),
        ("tenure", mark("How long so far"), True),
        ("churned", mark("Whether they left"), True),
        ("amount", mark("Money per month"), False),
    ),
    "answers": (
        ("score", mark("How likely"), True),
        ("time", mark("When"), False),
        ("customer", mark("Who"), False),
        ("comment", mark("Comment"), False),
    ),
}
CHOOSE = {  # what is asked for where a role has no column, by its words on screen
    "Who": mark("Choose the column that says who."),
    "When": mark("Choose the column that says when."),
    "Start": mark("Choose the column that says start."),
    "How long so far": mark("Choose the column that says how long so far."),
    "Whether they left": mark("Choose the column that says whether they left."),
    "How likely": mark("Choose the column that says how likely."),
}
ABSENT_MEANS = {
    "event": mark("every row counts as one visit"),
    "amount": mark("no money is counted"),
    "quantity": mark("the amount is the money of the whole row"),
    "end": mark("every subscription still runs"),
    "plan": mark("no plans to tell apart"),
    "comment": mark("nothing to read"),
    "do_not_contact": mark("everybody may be in a list of customers to talk to"),
}
ABSENT_FROM_ANSWERS = {
    "time": mark("all answers together, and no change over time"),
    "customer": mark("answers cannot be joined to what customers did"),
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
        st.markdown(f"**{say('One row is')}**", width="content")
        kind: str = st.segmented_control(
            say("One row is"),
            list(KINDS),
            default=proposed_kind(guess),
            format_func=lambda name: say(KINDS[name][0]),
            key=loading.role_key("kind"),
            required=True,
            wrap=True,
            label_visibility="collapsed",
            disabled=disabled,
            on_change=loading.clear_answers,
        )
        st.caption(say(KINDS[kind][1]), width="content")
    return kind


def draw(guess: rt.FileGuess, kind: str = "events", *, disabled: bool = False) -> tuple[Roles, tuple[str, ...]]:
    """One row for each role; the columns chosen, and those to compare groups by."""
    with cards.card(say("What each column is")):
        names = [column.name for column in guess.columns]
        roles = {role: _role(guess, kind, role, name, names, needed, disabled) for role, name, needed in ROLES[kind]}
        return roles, _groups(guess, kind, names, disabled)


def role_key(kind: str, role: str) -> str:
    """Key of the selector for a role: another one for each kind of file."""
    return loading.role_key(role if kind == "events" else f"{role}-{kind}")


def _groups(guess: rt.FileGuess, kind: str, names: list[str], disabled: bool) -> tuple[str, ...]:
    found = mapping(guess, kind)
    proposed = [s for s in found.segments if s in names] if found else []
    row = _row(say("Groups"))
    with row[1]:
        picked = st.multiselect(
            say("Groups"),
            names,
            proposed,
            label_visibility="collapsed",
            key=role_key(kind, "segments"),
            disabled=disabled,
        )
    row[2].caption(say("a few different words each") if picked else say("nothing to compare customers by"))
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
    row = _row(say(name))
    options = list(names) if needed else ["", *names]
    picked = row[1].selectbox(
        say(name),
        options,
        options.index(proposed) if proposed in options else None if needed else 0,
        format_func=lambda column: column or say(ABSENT),
        label_visibility="collapsed",
        key=role_key(kind, role),
        placeholder=say("choose a column"),
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
        if role in absent:
            return say(absent[role]), "assumed"
        asked = next((words.told(q.text) for q in guess.questions if q.key == role), say("this has to be chosen"))
        return words.plain(asked, 200), "asked"
    column = next(column for column in guess.columns if column.name == picked)
    values = say("such as {examples}", examples=", ".join(words.plain(e, 24) for e in column.examples[:3]))
    if not as_proposed:
        return values, "your choice"
    reason = words.plain(words.told(column.reason).split(": ", 1)[-1], 160)  # the role begins the row
    if role not in ("time", "start"):  # the dates that were looked at
        return f"{reason}  \n{values}" if column.examples else reason, column.certainty
    if any(question.key == "date_order" for question in guess.questions):
        return f"{reason}  \n{values}", "asked above"
    examples = guess.parsed_examples.get(guess.date_order or "", ())
    shown = dict.fromkeys(_parsed(raw, moment) for raw, moment in examples)
    return "  \n".join([reason, *(list(shown)[:3] or [values])]), column.certainty


def _parsed(raw: str, moment: datetime) -> str:
    clock = f", {moment:%H:%M}" if (moment.hour, moment.minute) != (0, 0) else ""
    text = words.plain(raw.removesuffix(" 00:00:00"), 30)
    return say("{text} is **{moment}**", text=text, moment=f"{words.day(moment)}{clock}")


def _badge(certainty: str) -> None:
    st.badge(say(certainty), color=COLOURS.get(certainty, "orange"))
