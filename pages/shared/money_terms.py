"""On what terms money to come is counted: the period, the margin, the discount rate of a year, the horizon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

import retention as rt
from pages.shared import cards, state, words
from retention.languages import nouns, percent_text, say

EVERY = ("week", "month", "quarter", "year")
LONGEST = {"day": 365, "week": 156, "month": 60, "quarter": 20, "year": 10}
AT_FIRST = {"day": 90, "week": 52, "month": 24, "quarter": 8, "year": 3}
USUAL_DISCOUNT = 10.0  # per cent a year


@dataclass(frozen=True)
class Terms:
    """The period, and as fractions the margin and the discount rate of a year; the horizon in periods."""

    every: str
    margin: float
    discount: float
    horizon: int

    def said(self) -> str:
        """How value is counted, in words: "within 24 months, at a margin of 60 %, discounted at 10 % a year"."""
        time, margin = words.count(self.horizon, self.every), words.percent(self.margin, 0)
        discount = words.percent(self.discount, 0)
        if self.margin == 1 and not self.discount:
            return say("within {time}, before any cost, not discounted", time=time)
        if self.margin == 1:
            return say("within {time}, before any cost, discounted at {discount} a year", time=time, discount=discount)
        if not self.discount:
            return say("within {time}, at a margin of {margin}, not discounted", time=time, margin=margin)
        return say(
            "within {time}, at a margin of {margin}, discounted at {discount} a year",
            time=time,
            margin=margin,
            discount=discount,
        )


def draw(data: Any) -> Terms:
    """The widgets, in the row that is open."""
    every = data.unit if isinstance(data, rt.Tenures) else _every()
    return Terms(every, _margin() / 100, _discount() / 100, _horizon(every))


def _every() -> str:
    picked: str = st.selectbox(
        say("Count in"),
        EVERY,
        EVERY.index("month"),
        format_func=nouns,
        key="every",
        bind="query-params",
        on_change=state.reset,
        args=("horizon", "leaving", "revenue", "kept"),
        width=130,
    )
    return picked


def percent_format(number: str) -> str:
    """The format of a slider's per cents, with the sign where the language in use has it."""
    return percent_text(number) + "%"  # two of them are one


def _margin() -> int:
    margin: int = st.slider(
        say("Margin"),
        1,
        100,
        100,
        format=percent_format("%d"),
        key="margin",
        bind="query-params",
        width=165,
        help=say(
            "Share of revenue that is left after the cost of serving a customer. At {all} nothing is taken off: value "
            "is then revenue.",
            all=words.percent(1, 0),
        ),
    )
    return margin


def _discount() -> float:
    rate: float = st.slider(
        say("Discount a year"),
        0.0,
        40.0,
        USUAL_DISCOUNT,
        step=0.5,
        format=percent_format("%.1f"),
        key="discount",
        bind="query-params",
        width=165,
        help=say("Money that comes in a year is worth so much less than money today."),
    )
    return rate


def _horizon(every: str) -> int:
    default = AT_FIRST[every]
    state.settle("horizon", default, 1, LONGEST[every])
    horizon: int = st.select_slider(
        say("Horizon, {units}", units=nouns(every)),
        range(1, LONGEST[every] + 1),
        default,
        key="horizon",
        bind="query-params",
        width=190,
        help=say("How far ahead money counts. What a customer may bring later is left out."),
    )
    return horizon


def no_money(data: Any) -> None:
    """What to do where the file has no amounts."""
    with st.container(border=True, gap="small"):
        heading = say("The file has no money in it")
        st.markdown(f"## {heading}", anchors=False)
        if state.has_visits(data):
            why = say("This page follows money, and no column was named as the amount of each row.")
        else:
            why = say("This page follows money, and no column was named as the money per month.")
        todo = say("If there is one, load the file again and choose it as the amount.")
        st.markdown(f"{why} {todo}")
        st.page_link(cards.UPLOAD, label=say("Go to Upload"), icon=":material/upload_file:")
