"""Settings that most visitors never need: refunds, what an amount is, and which rows count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

import retention as rt
from pages.shared import compute, state, words
from retention.languages import joined, mark, say

MOST_CONDITIONS = 4
MOST_VALUES = 2_000  # a longer list of choices would slow every step down
NONE, IS, IS_NOT = mark("no condition"), mark("is"), mark("is not")
SCOPES = {
    mark("every row"): "where",
    mark("rows that begin a cohort"): "start_where",
    mark("rows that count as coming back"): "return_where",
}
SENTENCES = {
    "where": mark("Only rows where {conditions}."),
    "start_where": mark("A cohort begins with a row where {conditions}."),
    "return_where": mark("Coming back is a row where {conditions}."),
}
MONEY = {mark("added up"): "sum", mark("for each who came back"): "mean"}

Condition = tuple[str, str, Any]


def draw(
    events: rt.Events, choices: dict[str, Any], *, money: bool = True, scopes: Sequence[str] = tuple(SCOPES)
) -> None:
    """Add what was chosen here to the settings: without what money means, or fewer scopes, where they mean nothing."""
    columns = _columns(events)
    refunds = compute.has_refunds(events)
    money &= events.amount is not None
    if not columns and not refunds and not money:
        return
    with st.popover(say("More settings"), icon=":material/tune:", type="tertiary", key="more"):
        if refunds:
            choices["refunds_count"] = st.toggle(
                say("Refunds count as activity"),
                key="refunds",
                bind="query-params",
                help=say("A negative amount is a refund. It lowers the money; by itself it makes nobody active."),
            )
        if money:
            st.radio(
                say("Value is money"),
                MONEY,
                format_func=say,
                key="money",
                bind="query-params",
                horizontal=True,
            )
        if columns:
            st.markdown(say("**Count only some rows**"))
            _conditions(events, columns, choices, scopes)


def value_rule() -> str:
    """What "Value" shows in a cell."""
    return MONEY[state.current("money", tuple(MONEY), "added up")]


def said(settings: rt.CohortSettings) -> str:
    """What was chosen here, in words; empty where nothing was."""
    parts = []
    for scope, sentence in SENTENCES.items():
        conditions = [_said(condition) for condition in getattr(settings, scope)]
        if conditions:
            parts.append(say(sentence, conditions=joined(conditions)))
    if settings.refunds_count:
        parts.append(say("Refunds count as activity."))
    return " ".join(parts)


def _said(condition: Condition) -> str:
    column, operator, value = condition
    values = (value,) if isinstance(value, str) else tuple(value)
    named = joined([f"**{words.plain(_shown(v), 30)}**" for v in values], either=True)
    if operator == "!=":
        return say("{column} is not {values}", column=words.plain(column, 30), values=named)
    return say("{column} is {values}", column=words.plain(column, 30), values=named)


def _shown(value: str) -> str:
    return value or say("(blank)")


def _columns(events: rt.Events) -> list[str]:
    """Columns that a condition can name."""
    named = [str(events.mapping.event)] if events.event_names else []
    return [*named, *events.segments]


def _conditions(events: rt.Events, columns: list[str], choices: dict[str, Any], scopes: Sequence[str]) -> None:
    """One condition below the other; the next place opens when the last one is filled."""
    found: dict[str, list[Condition]] = {}
    for i in range(1, MOST_CONDITIONS + 1):
        scope, conditions = _condition(events, columns, i, scopes)
        if not conditions:
            break
        found.setdefault(scope, []).extend(conditions)
    choices.update({scope: tuple(conditions) for scope, conditions in found.items()})


def _condition(events: rt.Events, columns: list[str], i: int, scopes: Sequence[str]) -> tuple[str, list[Condition]]:
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="bottom"):
        column = st.selectbox(
            say("Where") if i == 1 else say("and where"),
            (NONE, *columns),
            format_func=lambda name: say(name) if name == NONE else name,
            key=f"column{i}",
            bind="query-params",
            on_change=state.reset,
            args=(f"values{i}",),
            width=170,
        )
        if column == NONE:
            return "", []
        how = st.selectbox(say("How"), (IS, IS_NOT), format_func=say, key=f"how{i}", bind="query-params", width=90)
    options = compute.values_of(events, column)[:MOST_VALUES]
    state.settle(f"values{i}", [])
    picked = st.multiselect(
        say("One of"),
        options,
        key=f"values{i}",
        bind="query-params",
        format_func=_shown,
        placeholder=say("Choose one or several"),
        label_visibility="collapsed",
    )
    scope = scopes[0]
    if len(scopes) > 1:
        scope = st.selectbox(say("Holds for"), scopes, format_func=say, key=f"scope{i}", bind="query-params")
    return SCOPES[scope], _triples(column, how, picked)


def _triples(column: str, how: str, values: list[str]) -> list[Condition]:
    """Several values with "is" mean one of them, with "is not" none of them."""
    if how == IS_NOT:
        return [(column, "!=", value) for value in values]
    return [(column, "in", tuple(values))] if values else []
