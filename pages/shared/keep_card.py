"""Keeping against acquiring: what an action may cost that keeps customers, and well-known sentences put to the test."""

from __future__ import annotations

import math
from functools import partial

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, words
from pages.shared.economics_form import Numbers
from retention.languages import listed, mark, say

KEEP, CLAIMS = mark("Keep or acquire"), mark("Sentences that go round, on your numbers")
SHARES = {0.5: mark("half of it"), 1.0: mark("as stated"), 1.5: mark("half as much again")}
COLUMNS = {  # of the table: name to heading
    "of_stated": mark("Save rate"),
    "rate": mark("that is"),
    "cost_per_saved": mark("Keeping one costs"),
    "break_even_cost": mark("A contact may cost"),
    "gain_per_contact": mark("Gain a contact"),
    "pays": mark("Pays off"),
    "cheaper_than_acquiring": mark("Cheaper than winning one"),
}


def keep(numbers: Numbers, worth: float, stem: str) -> tuple[float, float]:
    """The widgets, the verdict, and the table at half, stated and one and a half times the save rate.

    Returns the cost of a contact and the save rate as typed, NaN where they are not.
    """
    with cards.card(say(KEEP)):
        st.caption(
            say(
                "An action that keeps customers (a call, a rebate) costs something for everybody contacted, and saves "
                "some who would have left. Its save rate is churn without it less churn with it, as a group left alone "
                "shows."
            )
        )
        cost, saved, worth = _asked(worth)
        if math.isnan(cost) or math.isnan(saved) or math.isnan(worth) or math.isnan(numbers.cac):
            st.markdown(_missing(cost, saved, worth, numbers.cac))
            return cost, saved
        found = rt.keep_or_acquire(cost, saved, worth, numbers.cac)
        st.markdown(f"**{found.words}**")
        st.dataframe(_table(found), hide_index=True, column_config=_formats())
        below = say("Below a save rate of {rate} it loses money.", rate=words.percent(found.break_even_rate))
        sums = [say("Break-even: {formula}.", formula=found.formula), below]
        file = (say("Table (CSV)"), f"{stem}-keep.csv", "text/csv", partial(_csv, found.to_frame()))
        cards.downloads("keep", [file], picture=False, sums=sums)
    return cost, saved


def _asked(worth: float) -> tuple[float, float, float]:
    with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
        cost = st.number_input(
            say("Cost of a contact"), 0.0, None, None, step=1.0, format="%.2f", key="contact", bind="query-params",
            width=180, placeholder=say("type a number"),
            help=say("For each customer contacted, saved or not, rebates included."),
        )  # fmt: skip
        saved = st.number_input(
            say("Saved of 100 contacted"), 0.0, 100.0, None, step=0.5, format="%.1f", key="saved", bind="query-params",
            width=200, placeholder=say("type a number"),
            help=say("Who stay because of it and would have left without it."),
        )  # fmt: skip
        hint = say("type a number") if math.isnan(worth) else f"{worth:,.2f}"
        stays = st.number_input(
            say("What one who stays still brings"), 0.0, None, None, step=1.0, format="%.2f", key="stays",
            bind="query-params", width=240, placeholder=hint,
            help=say("After margin. Left empty, the simple formula on the numbers above says it."),
        )  # fmt: skip
    share = math.nan if not saved else float(saved) / 100
    return math.nan if cost is None else float(cost), share, float(stays) if stays else worth


def _missing(cost: float, saved: float, worth: float, cac: float) -> str:
    names = {
        say("what a contact costs"): cost,
        say("how many of 100 contacted it saves"): saved,
        say("what one who stays still brings"): worth,
        say("what winning a customer costs (above)"): cac,
    }
    return say("Still missing: {numbers}.", numbers=listed([name for name in names if math.isnan(names[name])]))


def _table(found: rt.KeepOrAcquire) -> pd.DataFrame:
    table = pd.DataFrame({name: [getattr(row, name) for row in found.rows] for name in COLUMNS})
    table["of_stated"] = [say(SHARES[share]) for share in table["of_stated"]]
    for name in ("pays", "cheaper_than_acquiring"):
        table[name] = [say("yes") if true else say("no") for true in table[name]]
    return table.rename(columns={name: say(heading) for name, heading in COLUMNS.items()})


def _formats() -> dict[str, object]:
    amounts = ("cost_per_saved", "break_even_cost", "gain_per_contact")
    return {say(COLUMNS[name]): st.column_config.NumberColumn(format="%.2f") for name in amounts} | {
        say(COLUMNS["rate"]): st.column_config.NumberColumn(format="percent")
    }


def claims(numbers: Numbers, cost: float, saved: float) -> None:
    """Each claim with what these numbers say."""
    with cards.card(say(CLAIMS)):
        st.caption(
            say(
                "None of these is a law. Each is arithmetic on somebody else's numbers, or an estimate nobody can "
                "trace; here is what the same arithmetic gives on yours."
            )
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
            verdict = say("On your numbers: **{verdict}**.", verdict=say(claim.verdict))
            st.markdown(f"**“{claim.claim}”** {verdict}  \n{claim.words}")


def _given(numbers: Numbers, cost: float, saved: float) -> dict[str, float]:
    return {
        "margin_per_period": numbers.each,
        "cac": numbers.cac,
        "cost_per_contact": cost,
        "incremental_save_rate": saved,
    }


def _csv(table: pd.DataFrame) -> bytes:
    return rt.export.csv_bytes(table)
