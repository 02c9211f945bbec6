"""What nothing in a file decides: each question with its answers, and what each would give."""

from __future__ import annotations

from itertools import zip_longest

import streamlit as st

import retention as rt
from pages.shared import cards, loading, state, words
from retention.languages import say

_SIDE_BY_SIDE = 3  # more answers than this are listed, not drawn as boxes


def draw(question: rt.Question, guess: rt.FileGuess, *, disabled: bool = False) -> None:
    """One open question: each answer in words, with what it would give."""
    with cards.card(say("One question before we count")):
        st.markdown(words.plain(words.told(question.text), 400))
        if len(question.choices) > _SIDE_BY_SIDE:
            _list(question, disabled=disabled)
            return
        for column, choice in zip(st.columns(len(question.choices), gap="small"), question.choices, strict=True):
            with column, st.container(border=True, gap="small", height="stretch"):
                _box(question, choice, guess, disabled=disabled)


def _box(question: rt.Question, choice: rt.Choice, guess: rt.FileGuess, *, disabled: bool) -> None:
    picked = loading.answers().get(question.key) == choice.value
    st.markdown(f"**{words.plain(words.told(choice.label))}**")
    st.markdown(_shown(question, choice, guess))
    st.caption(words.plain(words.capital(words.told(choice.note)), 300))
    if question.proposed == choice.value:
        st.badge(say("more likely"), color="blue")
    st.button(
        _label(question, choice, picked=picked),
        key=f"{question.key}-{choice.value}",
        type="primary" if picked else "secondary",
        icon=":material/check:" if picked else None,
        width="stretch",
        disabled=disabled,
        on_click=loading.answer,
        args=(question.key, choice.value),
    )


def _shown(question: rt.Question, choice: rt.Choice, guess: rt.FileGuess) -> str:
    """What some values of the file would mean, one on each line; names of columns, sheets and files in one."""
    if question.key not in ("date_order", "decimal"):
        return words.plain(" · ".join(map(words.told, choice.shows)), 160)
    raw = [text for text, _ in guess.parsed_examples.get(choice.value, ())] if question.key == "date_order" else []
    return "  \n".join(_reads(*pair) for pair in zip_longest(raw[:3], map(words.told, choice.shows), fillvalue=""))


def _label(question: rt.Question, choice: rt.Choice, *, picked: bool) -> str:
    """On the button: "Read as day first", "Chosen: day first"; names from the file keep their capitals."""
    if question.key == "date_order":
        reading = words.told(choice.label).split(" (")[0].lower()
        return say("Chosen: {reading}", reading=reading) if picked else say("Read as {reading}", reading=reading)
    return say("Chosen") if picked else say("Choose this")


def _list(question: rt.Question, *, disabled: bool) -> None:
    """Many answers: one selector, and what the chosen one would give."""
    by_value = {choice.value: choice for choice in question.choices}
    values = list(by_value)
    chosen = loading.answers().get(question.key)
    widget = f"file-question-{question.key}"
    if question.proposed in by_value and chosen is None:
        proposed = by_value[question.proposed]
        st.button(
            words.plain(words.told(proposed.label), 80),
            key=f"{question.key}-proposed",
            icon=":material/check:",
            disabled=disabled,
            on_click=loading.answer,
            args=(question.key, proposed.value),
        )
    picked = st.selectbox(
        words.plain(words.told(question.text), 400),
        values,
        index=values.index(chosen) if chosen in values else None,
        format_func=lambda value: words.told(by_value[value].label),
        placeholder=say("choose one"),
        label_visibility="collapsed",
        key=widget,
        disabled=disabled,
        on_change=_picked,
        args=(question.key, widget),
    )
    for choice in [by_value[picked]] if picked in by_value else question.choices[:6]:
        shows = " · ".join(map(words.told, choice.shows))
        parts = (words.told(choice.label), shows, words.told(choice.note))
        st.caption(words.plain(": ".join(filter(None, parts)), 300))


def _picked(key: str, widget: str) -> None:
    value = state.current(widget, None, None)
    if value is not None:
        loading.answer(key, value)


def _reads(raw: str, shown: str) -> str:
    """One value of the file, and what it would mean: "3/4/2024 is 3 April 2024"."""
    if not raw or raw in shown:  # the text itself may say what it is read as
        return words.plain(shown, 80) if raw else f"**{words.plain(shown, 80)}**"
    return say("{text} is **{day}**", text=words.plain(raw, 30), day=words.plain(shown))
