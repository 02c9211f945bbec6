"""Strategies: what the signs in this file call for, whom it concerns, and what it could bring."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, state, strategy_card, strategy_words, words
from pages.shared.customer_controls import SECOND, option
from retention.languages import many, mark, say

OPEN = 3  # strategies that are told in full; the others open on demand
ASSUMED = mark(
    "The signs and the customers are measured. **The rates are assumptions**, there to be moved, until an experiment "
    "of your own replaces them."
)


def first_value(data: Any) -> str | None:
    """The event that counts as first value, the same as on the page Customers; None is a second visit."""
    if not isinstance(data, rt.Events) or not data.event_names:
        return None
    picked: str = st.selectbox(
        say("First value is"),
        (SECOND, *data.event_names),
        key="list_event",
        bind="query-params",
        width=260,
        format_func=option,
    )
    return None if picked == SECOND else picked


def tell(found: list[rt.strategies.Opportunity], total: int) -> None:
    """How many strategies the file calls for, and the largest."""
    if not found:
        st.markdown(say("None of {total} strategies has a sign in this file.", total=total))
        return
    first = found[0]
    st.markdown(
        many(
            "**{n} of {total}** strategies has a sign in this file. The largest: **{name}**, which {could_bring}.",
            "**{n} of {total}** strategies have a sign in this file. The largest: **{name}**, which {could_bring}.",
            len(found),
            total=total,
            name=words.plain(first.name),
            could_bring=strategy_words.could(first),
        )
    )
    st.caption(say(ASSUMED))


def sizes_card(found: list[rt.strategies.Opportunity], stem: str) -> None:
    """All of them by size: the primary chart."""
    has_money = found[0].value_each is not None
    frame = pd.DataFrame([_row(one) for one in found])
    with cards.card(say("What each could bring")):
        figure = rt.charts.strategy_ranges(frame, has_money=has_money, theme=cards.theme())
        alt = "; ".join(f"{one.name}: {strategy_words.brings(one)}" for one in found)
        cards.chart(figure, "plan-sizes", words.described(say("What each strategy could bring"), alt), stem)
        st.caption(
            say(
                "Bars: customers × assumed rates × what one of them brings in a year. Points: at the rate chosen "
                "below. A customer can be in several of them, so they do not add up."
            )
            if has_money
            else say(
                "Bars: customers × assumed rates. Points: at the rate chosen below. A customer can be in several of "
                "them, so they do not add up."
            )
        )
        cards.downloads("plan", cards.result_downloads(stem, frame, figure, say("Strategies")))


def _row(found: rt.strategies.Opportunity) -> dict[str, Any]:
    rate = strategy_card.rate_of(found)
    return {
        "name": found.name,
        "customers": found.customers,
        "value_each": found.value_each,
        "rate_low": found.rate_low,
        "rate": rate,
        "rate_high": found.rate_high,
        "low": found.worth(found.rate_low),
        "chosen": found.worth(rate),
        "high": found.worth(found.rate_high),
        "sign": found.sign,
    }


def entries(data: Any, found: list[rt.strategies.Opportunity]) -> None:
    """The first in full, the others as one line each."""
    for i, one in enumerate(found, 1):
        if i <= OPEN:
            with cards.card(f"{i}. {words.plain(one.name)}"):
                strategy_card.draw(data, one)
            continue
        line = f"**{i}. {words.plain(one.name)}** · {strategy_words.brings(one)}"
        taking = state.current(f"plan_{one.key}_take", (True, False), False)
        with st.expander(f"{line} · {words.count(one.customers, 'customer')}", expanded=taking):
            strategy_card.draw(data, one)


def others(found: list[rt.strategies.Opportunity]) -> None:
    """What the file gives no sign of, and what it cannot tell."""
    silent = [one for one in found if one.applies == "no sign"]
    unknown = [one for one in found if one.applies == "cannot tell"]
    left, right = st.columns(2, gap="small")
    if silent:
        with left, cards.card(say("No sign in this file")):
            for one in silent:
                st.markdown(f"**{words.plain(one.name)}**: {words.plain(one.sign, 600)}")
    if unknown:
        with (
            right if silent else left,
            cards.card(say("The data cannot tell"), door=cards.UPLOAD, door_label=say("Upload")),
        ):
            for one in unknown:
                st.markdown(f"**{words.plain(one.name)}**: {words.plain(one.sign, 600)}")
                st.caption(say("Needs {data}.", data=words.plain(one.needs, 300)))


def page() -> None:
    """Settings, guard, compute, draw, explain."""
    cards.title(say("Strategies"))
    data: Any = cards.need_data(cards.STRATEGIES)
    event = first_value(data)
    whole = compute.opportunities(data, state.answers(), event)
    found = [one for one in whole if one.applies == "yes"]
    with st.container(gap="xxsmall"):
        tell(found, len(whole))
    if found:
        sizes_card(found, words.file_stem(data, "strategies"))
    entries(data, found)
    others(list(whole))


try:
    page()
except rt.RetentionError as error:
    cards.error_box(error)
