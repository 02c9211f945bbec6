"""Exact copies of rows: what leaving them out would change, and leaving them out."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import compute, state, words

REASON = "exact copy of an earlier row"


def draw(events: rt.Events) -> None:
    """How many there are, and what dropping them would do to the numbers."""
    copied = np.flatnonzero(np.isin(events.row, events.report.copies))
    if not len(copied):
        dropped = events.report.dropped.get(REASON, 0)
        st.caption(
            f"{words.count(dropped, 'row')} left out as exact copies of an earlier row."
            if dropped
            else "No row is an exact copy of an earlier one."
        )
        return
    effect = compute.copies_effect(events)
    customers = f"{words.count(effect.customers, 'customer')} fewer" if effect.customers else "as many customers"
    money = f" and {effect.money:,.2f} less money" if events.amount is not None else ""
    st.markdown(
        f"**{words.count(effect.rows, 'row')}** in the file repeat an earlier row in every column. They are kept and "
        f"counted. Without them there would be {customers}{money}, and the month-1 rate would be "
        f"**{words.percent(effect.rate_without)}** instead of **{words.percent(effect.rate_with)}**."
    )
    table = events.frame(copied)
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
            on_click=lambda: state.replace_events(without_copies(events)),
        )


def without_copies(events: rt.Events) -> rt.Events:
    """The same events without exact copies; the report moves them to the rows left out, so it still adds up."""
    copied = np.flatnonzero(np.isin(events.row, events.report.copies))
    table = events.frame(copied)
    texts = [", ".join(map(str, values)) for values in table.drop(columns="row").itertuples(index=False)]
    left_out = pd.DataFrame({"row": table["row"], "reason": REASON, "text": texts})
    report = events.report
    examples = list(zip(left_out["row"].tolist(), left_out["text"].tolist(), strict=True))[:5]
    return replace(
        events.without_rows(report.copies),
        report=replace(
            report,
            rows_kept=report.rows_kept - len(copied),
            dropped={**report.dropped, REASON: report.dropped.get(REASON, 0) + len(copied)},
            examples={**report.examples, REASON: examples},
            left_out=pd.concat([report.left_out, left_out], ignore_index=True),
        ),
    )
