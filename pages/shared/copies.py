"""Exact copies of rows: what leaving them out would change, and leaving them out."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

import retention as rt
from pages.shared import compute, state, words
from retention.charts.satisfaction import signed
from retention.metrics.copies import CopiesEffect
from retention.report import COPY


def draw(events: rt.Events | rt.Answers) -> None:
    """How many there are, and what dropping them would do to the numbers."""
    if not np.isin(events.row, events.report.copies).any():
        dropped = events.report.dropped.get(COPY, 0)
        st.caption(
            f"{words.count(dropped, 'row')} left out as exact copies of an earlier row."
            if dropped
            else "No row is an exact copy of an earlier one."
        )
        return
    rows = int(np.isin(events.row, events.report.copies).sum())
    repeat = "repeats" if rows == 1 else "repeat"
    st.markdown(
        f"**{words.count(rows, 'row')}** in the file {repeat} an earlier row in every column. They are kept and "
        f"counted. {_without_them(events)}"
    )
    table = events.report.repeated()
    st.dataframe(table.head(1000), hide_index=True, height=180)
    with st.container(horizontal=True):
        st.download_button(
            "The copies (CSV)",
            partial(rt.export.csv_bytes, table),
            f"{words.file_stem(events, 'copies')}.csv",
            "text/csv",
            key="copies",
            on_click="ignore",
            icon=":material/download:",
        )
        st.button(
            "Leave the copies out",
            icon=":material/filter_alt:",
            key="drop-copies",
            on_click=lambda: state.replace_data(
                events.without_copies(), state.source(events)[1].but("duplicates", "drop")
            ),
        )


def _without_them(data: rt.Events | rt.Answers) -> str:
    if isinstance(data, rt.Events):
        return _without(compute.copies_effect(data), with_money=data.amount is not None)
    scores = [compute.nps(each, None, None)["score"].iloc[0] for each in (data, data.without_copies())]
    before, after = (signed(float(score), 1) for score in scores)
    stays = f"stay at **{after}**" if before == after else f"be **{after}** instead of **{before}**"
    return f"Without them the score would {stays}."


def _without(effect: CopiesEffect, *, with_money: bool) -> str:
    """What would be different, and what would not."""
    fewer = f"{words.count(effect.customers, 'customer')} fewer" if effect.customers else "the same customers"
    money = f" and {effect.money:,.2f} less money" if with_money else ""
    before, after = words.percent(effect.rate_with), words.percent(effect.rate_without)
    rate = f"stay at **{after}**" if before == after else f"be **{after}** instead of **{before}**"
    return f"Without them there would be {fewer}{money}, and the month-1 rate would {rate}."
