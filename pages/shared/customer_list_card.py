"""The list: whom to talk to, and why; a row opens the customer's history."""

from __future__ import annotations

import hashlib
from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, customer_download, customer_words
from pages.shared.customer_controls import Wanted
from retention import stages
from retention.languages import many, mark, say

HEADING = mark("Whom to talk to")
SHOWN = 500
TALL, LINE, HEAD, REASON = 420, 35, 38, 570  # pixels


def draw(found: rt.CustomerList, rows: pd.DataFrame, view: Wanted, segment: str | None, stem: str) -> Any:
    """The table with its files; the row of the customer that was chosen, or None."""
    if not len(rows):
        st.markdown(say("Nobody fits: choose more stages, or take a filter away."))
        return None
    first = rows.head(SHOWN)
    table = customer_words.shown(first, view.columns, segment, found.kind)
    event = st.dataframe(
        table,
        hide_index=True,
        column_config=_formats(table),
        height=min(TALL, HEAD + LINE * len(table)),
        key=_key(first),
        on_select="rerun",
        selection_mode="single-row",
    )
    st.caption(f"{_sum(rows, found)} {_shown(len(rows))}".strip())
    left_out = int(found.stages.loc[stages.NEVER, "customers"])
    columns = customer_words.taken(view.columns)
    customer_download.draw("list", rows, columns, left_out, f"{stem}-list", say(HEADING))
    picked = list(event.selection.rows)
    return first.iloc[picked[0]] if picked and picked[0] < len(first) else None


def _key(rows: pd.DataFrame) -> str:
    """Another list is another table: the place that was chosen would hold somebody else."""
    return "list-" + hashlib.sha256("\n".join(rows["customer"]).encode()).hexdigest()[:12]


def _sum(rows: pd.DataFrame, found: rt.CustomerList) -> str:
    stake = customer_words.worth(float(rows["at_stake"].sum()), found)
    loss = customer_words.worth(float(rows["expected_loss"].sum()), found)
    return many(
        "{n} customer with {stake} a year at stake; expected to be lost: {loss}.",
        "{n} customers with {stake} a year at stake; expected to be lost: {loss}.",
        len(rows),
        stake=stake,
        loss=loss,
    )


def _shown(n: int) -> str:
    return say("The first {shown} are shown; the files hold all.", shown=f"{SHOWN:,}") if n > SHOWN else ""


def _formats(table: pd.DataFrame) -> dict[str, Any]:
    amounts = ("At stake", "Expected loss", "So far")
    numbers = {name: st.column_config.NumberColumn(format="localized") for name in amounts}
    numbers["Times as late"] = st.column_config.NumberColumn(
        format="%.1f×",
        help=say("The silence in usual gaps of the customer's own; of the group's, without three visits."),
    )
    days = {name: st.column_config.DateColumn(format=cards.day_format()) for name in ("First seen", "Last seen")}
    texts = {"Reason": st.column_config.TextColumn(width=REASON), "Customer": st.column_config.TextColumn(pinned=True)}
    return {say(name): form for name, form in (numbers | days | texts).items() if say(name) in table}
