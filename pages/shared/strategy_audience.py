"""From a strategy to a list: its customers, a random part of them held out, and what that part could show."""

from __future__ import annotations

import math
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, words
from pages.shared.customer_download import HASHED, PLAIN
from retention.languages import percent_text, say
from retention.metrics.wording import points

COLUMNS = ("customer", "group", "date")
HARDEST = 0.5  # the share at which chance varies most


def draw(data: Any, found: rt.strategies.Opportunity, rate: float) -> None:
    """The choices, what they mean, and the file.

    Parameters
    ----------
    data
        Events or contracts.
    found
        The strategy.
    rate
        Share of its customers who are assumed to stay because of it.
    """
    people = rt.strategies.audience(found)
    if len(people) < 2:
        st.caption(say("A list of one customer cannot be divided: talk to them, and see."))
        return
    key = f"plan_{found.key}"
    with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
        percent = st.select_slider(
            say("Left alone, %"),
            range(5, 55, 5),
            10,
            key=f"{key}_share",
            bind="query-params",
            width=210,
            help=say("Drawn at random. Whoever is left alone shows what would have happened anyway."),
        )
        seed = st.number_input(
            say("Seed"),
            1,
            999_999,
            1,
            key=f"{key}_seed",
            bind="query-params",
            width=120,
            help=say("The same list with the same seed is divided the same way again."),
        )
        begins = st.date_input(
            say("It begins on"), _first_day(data), key=f"{key}-day", persist_state="session", width=150
        )
        ids, salt = _ids(key)
    divided = rt.with_holdout(people, percent / 100, int(seed)).assign(date=pd.Timestamp(begins).date().isoformat())
    said(divided, rate)
    st.download_button(
        say("Take the list (CSV)"),
        partial(rt.export.list_csv_bytes, divided, ids=ids, salt=salt, columns=COLUMNS),
        f"{words.file_stem(data, found.key)}.csv",
        "text/csv",
        key=f"{key}-csv",
        on_click="ignore",
        icon=":material/download:",
        type="primary",
    )
    notes = [
        say(
            "Customer, group, date, and the reason for each. Leave the holdout group alone, keep the file, and bring "
            "it back on the page Did it work?."
        )
    ]
    if ids == "hashed":
        notes.append(say("With hashed ids it can be matched only by whoever has the salt."))
    st.caption(" ".join(notes))
    cards.door(cards.RESULTS, say("Did it work?"))


def said(divided: pd.DataFrame, rate: float) -> None:
    """Both groups, and the smallest effect that they could show."""
    held = int((divided["group"] == "holdout").sum())
    treated = len(divided) - held
    base = float(divided["chance"].mean())
    least = rt.holdout_power(treated, held, HARDEST if math.isnan(base) else base)
    if math.isnan(base):
        expected = say("Nobody can say how many would come anyway.")
    else:
        share = percent_text(f"{100 * base:.0f}")
        expected = say("About {share} of them would come anyway, by customers like them.", share=share)
    drawn = say("**{treated} treated, {held} held out** at random.", treated=f"{treated:,}", held=f"{held:,}")
    st.markdown(f"{drawn} {expected} {_power(least, rate)}")


def _power(least: float, rate: float) -> str:
    """Whether what is assumed would show at all."""
    if math.isnan(least):
        return say("So few in the holdout group could not show any effect: hold out more, or wait for a longer list.")
    if rate >= least:
        return say(
            "The smallest effect this could show in four cases of five is **{points} points**; the {assumed} points "
            "assumed would show.",
            points=points(least),
            assumed=f"{100 * rate:.3g}",
        )
    return say(
        "The smallest effect this could show in four cases of five is **{points} points**; the {assumed} points "
        "assumed would most likely look like nothing. Hold out more, join lists, or take the result for what it is.",
        points=points(least),
        assumed=f"{100 * rate:.3g}",
    )


def _ids(key: str) -> tuple[str, str | None]:
    with st.container(width="content", gap="xxsmall"):
        how = st.segmented_control(
            say("Ids"), (PLAIN, HASHED), default=PLAIN, format_func=say, key=f"{key}_ids", required=True
        )
        if how != HASHED:
            return "plain", None
        note = say("Keep it: the same salt, same hashes.")
        salt = st.text_input(say("Salt"), key=f"{key}-salt", autocomplete="off", help=note)
    return "hashed", salt.strip() or None


def _first_day(data: Any) -> date:
    """Today, or the day after the data end, if that is later."""
    return max(date.today(), (words.last_whole_day(data) + pd.Timedelta(days=1)).date())
