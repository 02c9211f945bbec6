"""Exact copies of rows: what leaving them out would change, and leaving them out."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

import retention as rt
from pages.shared import compute, state, words
from retention.charts.satisfaction import signed
from retention.languages import many, say
from retention.metrics.copies import CopiesEffect
from retention.report import COPY


def draw(events: rt.Events | rt.Answers) -> None:
    """How many there are, and what dropping them would do to the numbers."""
    if not np.isin(events.row, events.report.copies).any():
        dropped = events.report.dropped.get(COPY, 0)
        st.caption(
            many(
                "{n} row left out as exact copies of an earlier row.",
                "{n} rows left out as exact copies of an earlier row.",
                dropped,
            )
            if dropped
            else say("No row is an exact copy of an earlier one.")
        )
        return
    kept = many(
        "**{n} row** in the file repeats an earlier row in every column. They are kept and counted.",
        "**{n} rows** in the file repeat an earlier row in every column. They are kept and counted.",
        int(np.isin(events.row, events.report.copies).sum()),
    )
    st.markdown(f"{kept} {_without_them(events)}")
    table = events.report.repeated()
    st.dataframe(table.head(1000), hide_index=True, height=180)
    with st.container(horizontal=True):
        st.download_button(
            say("The copies (CSV)"),
            partial(rt.export.csv_bytes, table),
            f"{words.file_stem(events, 'copies')}.csv",
            "text/csv",
            key="copies",
            on_click="ignore",
            icon=":material/download:",
        )
        st.button(
            say("Leave the copies out"),
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
    if before == after:
        return say("Without them the score would stay at **{score}**.", score=after)
    return say("Without them the score would be **{score}** instead of **{before}**.", score=after, before=before)


def _without(effect: CopiesEffect, *, with_money: bool) -> str:
    """What would be different, and what would not."""
    fewer = many("{n} customer fewer", "{n} customers fewer", effect.customers)
    fewer = fewer if effect.customers else say("the same customers")
    if with_money:
        fewer = say("{customers} and {money} less money", customers=fewer, money=f"{effect.money:,.2f}")
    before, after = words.percent(effect.rate_with), words.percent(effect.rate_without)
    if before == after:
        return say(
            "Without them there would be {fewer}, and the month-1 rate would stay at **{rate}**.",
            fewer=fewer,
            rate=after,
        )
    return say(
        "Without them there would be {fewer}, and the month-1 rate would be **{rate}** instead of **{before}**.",
        fewer=fewer,
        rate=after,
        before=before,
    )
