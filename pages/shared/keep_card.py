"""Keeping against acquiring: what an action may cost that keeps customers, and well-known sentences put to the test."""

from __future__ import annotations

import math
from functools import partial

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, words
from pages.shared.economics_form import Numbers

KEEP, CLAIMS = "Keep or acquire", "Sentences that go round, on your numbers"
SHARES = {0.5: "half of it", 1.0: "as stated", 1.5: "half as much again"}


def keep(numbers: Numbers, worth: float, stem: str) -> tuple[float, float]:
    """The widgets, the verdict, and the table at half, stated and one and a half times the save rate.

    Returns the cost of a contact and the save rate as typed, NaN where they are not.
    """
    with cards.card(KEEP):
        st.caption(
            "An action that keeps customers (a call, a rebate) costs something for everybody contacted, and saves some "
            "who would have left. Its save rate is churn without it less churn with it, as a group left alone shows."
        )
        cost, saved, worth = _asked(worth)
        if math.isnan(cost) or math.isnan(saved) or math.isnan(worth) or math.isnan(numbers.cac):
            st.markdown(_missing(cost, saved, worth, numbers.cac))
            return cost, saved
        found = rt.keep_or_acquire(cost, saved, worth, numbers.cac)
        st.markdown(f"**{found.words}**")
        st.dataframe(_table(found), hide_index=True, column_config=_formats())
        below = f"Below a save rate of {words.percent(found.break_even_rate)} it loses money."
        table, sums = partial(_csv, found.to_frame()), [f"Break-even: {found.formula}.", below]
        cards.downloads("keep", [("Table (CSV)", f"{stem}-keep.csv", "text/csv", table)], picture=False, sums=sums)
    return cost, saved


def _asked(worth: float) -> tuple[float, float, float]:
    with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
        cost = st.number_input(
            "Cost of a contact", 0.0, None, None, step=1.0, format="%.2f", key="contact", bind="query-params",
            width=180, placeholder="type a number", help="For each customer contacted, saved or not, rebates included.",
        )  # fmt: skip
        saved = st.number_input(
            "Saved of 100 contacted", 0.0, 100.0, None, step=0.5, format="%.1f", key="saved", bind="query-params",
            width=200, placeholder="type a number", help="Who stay because of it and would have left without it.",
        )  # fmt: skip
        hint = "type a number" if math.isnan(worth) else f"{worth:,.2f}"
        stays = st.number_input(
            "What one who stays still brings", 0.0, None, None, step=1.0, format="%.2f", key="stays",
            bind="query-params", width=240, placeholder=hint,
            help="After margin. Left empty, the simple formula on the numbers above says it.",
        )  # fmt: skip
    share = math.nan if not saved else float(saved) / 100
    return math.nan if cost is None else float(cost), share, float(stays) if stays else worth


def _missing(cost: float, saved: float, worth: float, cac: float) -> str:
    names = {
        "what a contact costs": cost,
        "how many of 100 contacted it saves": saved,
        "what one who stays still brings": worth,
        "what winning a customer costs (above)": cac,
    }
    return f"Still missing: {', '.join(name for name, value in names.items() if math.isnan(value))}."


def _table(found: rt.KeepOrAcquire) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Save rate": [SHARES[row.of_stated] for row in found.rows],
            "is": [row.rate for row in found.rows],
            "Keeping one costs": [row.cost_per_saved for row in found.rows],
            "A contact may cost": [row.break_even_cost for row in found.rows],
            "Gain a contact": [row.gain_per_contact for row in found.rows],
            "Pays": ["yes" if row.pays else "no" for row in found.rows],
            "Cheaper than winning one": ["yes" if row.cheaper_than_acquiring else "no" for row in found.rows],
        }
    )


def _formats() -> dict[str, object]:
    amounts = ("Keeping one costs", "A contact may cost", "Gain a contact")
    return {name: st.column_config.NumberColumn(format="%.2f") for name in amounts} | {
        "is": st.column_config.NumberColumn(format="percent")
    }


def claims(numbers: Numbers, cost: float, saved: float) -> None:
    """Each claim with what these numbers say."""
    with cards.card(CLAIMS):
        st.caption(
            "None of these is a law. Each is arithmetic on somebody else's numbers, or an estimate nobody can trace; "
            "here is what the same arithmetic gives on yours."
        )
        given = {name: None if math.isnan(value) else value for name, value in _given(numbers, cost, saved).items()}
        terms = numbers.terms
        found = rt.slogans(
            numbers.rates if numbers.by_age else numbers.rate,
            discount=numbers.discount,
            horizon=terms.horizon,
            unit=terms.every,
            **given,
        )
        for claim in found.tested:
            st.markdown(f"**“{claim.claim}”** On your numbers: **{claim.verdict}**.  \n{claim.words}")


def _given(numbers: Numbers, cost: float, saved: float) -> dict[str, float]:
    return {
        "margin_per_period": numbers.each,
        "cac": numbers.cac,
        "cost_per_contact": cost,
        "incremental_save_rate": saved,
    }


def _csv(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False).encode()
