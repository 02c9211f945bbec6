"""On what terms money to come is counted: the period, the margin, the discount rate of a year, the horizon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

import retention as rt
from pages.shared import cards, state, words

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
        margin = "before any cost" if self.margin == 1 else f"at a margin of {words.percent(self.margin, 0)}"
        less = f", discounted at {words.percent(self.discount, 0)} a year" if self.discount else ", not discounted"
        return f"within {words.count(self.horizon, self.every)}, {margin}{less}"


def draw(data: Any) -> Terms:
    """The widgets, in the row that is open."""
    every = data.unit if isinstance(data, rt.Tenures) else _every()
    return Terms(every, _margin() / 100, _discount() / 100, _horizon(every))


def _every() -> str:
    picked: str = st.selectbox(
        "Count in",
        EVERY,
        EVERY.index("month"),
        format_func=lambda unit: f"{unit}s",
        key="every",
        bind="query-params",
        on_change=state.reset,
        args=("horizon", "leaving", "revenue", "kept"),
        width=130,
    )
    return picked


def _margin() -> int:
    margin: int = st.slider(
        "Margin",
        1,
        100,
        100,
        format="%d %%",
        key="margin",
        bind="query-params",
        width=165,
        help="Share of revenue that is left after the cost of serving a customer. At 100 % nothing is taken off: "
        "value is then revenue.",
    )
    return margin


def _discount() -> float:
    rate: float = st.slider(
        "Discount a year",
        0.0,
        40.0,
        USUAL_DISCOUNT,
        step=0.5,
        format="%.1f %%",
        key="discount",
        bind="query-params",
        width=165,
        help="Money that comes in a year is worth so much less than money today.",
    )
    return rate


def _horizon(every: str) -> int:
    default = AT_FIRST[every]
    state.settle("horizon", default, 1, LONGEST[every])
    horizon: int = st.select_slider(
        f"Horizon, {every}s",
        range(1, LONGEST[every] + 1),
        default,
        key="horizon",
        bind="query-params",
        width=190,
        help="How far ahead money counts. What a customer may bring later is left out.",
    )
    return horizon


def no_money(data: Any) -> None:
    """What to do where the file has no amounts."""
    with st.container(border=True, gap="small"):
        st.markdown("##### The file has no money in it", anchors=False)
        what = "money per month" if not isinstance(data, rt.Events) else "amount of each row"
        st.markdown(
            f"This page follows money, and no column was named as the {what}. If there is one, load the file again and "
            "choose it as the amount."
        )
        st.page_link(cards.UPLOAD, label="Go to Upload", icon=":material/upload_file:")
