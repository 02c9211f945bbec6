"""Would this list have been right? What came of those who were flagged three months ago, good or bad."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, words
from pages.shared.customer_controls import Terms

HEADING = "Would this list have been right?"
DAYS_AGO = (91, 56, 28)  # the first that the data go back to
GONE = {"visits": "had not returned", "contracts": "had no contract"}
RETURN = {"visits": "return", "contracts": "have one"}
LONGEST = {"visits": "silent the longest", "contracts": "without one for the longest"}


def found(data: Any, terms: Terms, size: int | None) -> rt.SlippingCheck | rt.RetentionError:
    """The look back, as far as the data go; or why there is none."""
    for days in DAYS_AGO:
        try:
            return compute.slipping_check(data, terms.settings, days, size, terms.first_value)
        except rt.RetentionError as error:
            fault = error
    return fault


def draw(check: rt.SlippingCheck | rt.RetentionError, kind: str, stem: str) -> None:
    """The share with its range and n, against regular customers, plain recency and everybody."""
    with cards.card(HEADING):
        if not isinstance(check, rt.SlippingCheck):
            st.markdown(_why_not(check))
            return
        if not check.flagged:
            st.markdown(sentences(check, kind)[0])
            return
        left, right = st.columns([11, 9], gap="medium")
        with left:
            for line in sentences(check, kind):
                st.markdown(line)
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.caption(f"Everybody scored with nothing but the data up to {_day(check.at)}.", width="content")
                if check.auc == check.auc:
                    cards.formula(*sums(check, kind))
        with right:
            figure = rt.charts.list_check(check, theme=cards.theme())
            cards.chart(figure, "list-check", f"{HEADING} {check.words}", f"{stem}-check")


def _why_not(fault: rt.RetentionError) -> str:
    """Why there is no look back, and what would make one."""
    if fault.where != "days_ago":
        return words.plain(str(fault), 600)
    return (
        f"The data are too short to look back even {DAYS_AGO[-1]} days, so nobody knows how good this list is. "
        "Load a longer file, or come back when there is more."
    )


def sentences(check: rt.SlippingCheck, kind: str) -> list[str]:
    """What came of the flagged, then of the top of two orders; bad results as plainly as good ones."""
    if not check.flagged:
        return [f"On {_day(check.at)} nobody would have been on the list: there is nothing to look back on."]
    first = (
        f"Of **{check.flagged:,}** flagged on {_day(check.at)}, **{words.percent(check.share)}** {GONE[kind]} by "
        f"{_day(check.until)} (likely {words.percent_span(check.lower, check.upper)})"
    )
    if check.regular:
        first += f"; of {check.regular:,} regular then, {words.percent(check.regular_share)}"
    first += f"; of all {check.customers:,}, {words.percent(check.base)}"
    if check.base > check.upper:
        first += ", which counts those who were gone already"
    return [f"{first}. {against_regular(check)}".strip(), against_recency(check, kind)]


def against_regular(check: rt.SlippingCheck) -> str:
    """Said plainly where the list is no better than taking customers who were not flagged."""
    if not check.regular:
        return ""
    if check.regular_share > check.upper:
        return "**The list was worse than taking regular customers.**"
    if check.regular_share >= check.lower:
        return "**The list was no better than taking regular customers**, as far as these numbers can tell."
    return ""


def against_recency(check: rt.SlippingCheck, kind: str) -> str:
    """The top of the order against those who were silent the longest."""
    ours, plain = words.percent(check.precision), words.percent(check.recency_precision)
    likely = words.percent_span(check.precision_lower, check.precision_upper)
    head = (
        f"Of the {check.size:,} who, of everybody, were least likely to {RETURN[kind]}, **{ours}** {GONE[kind]} "
        f"(likely {likely}); of the {check.size:,} {LONGEST[kind]}, {plain}."
    )
    if check.precision_upper < check.recency_precision:
        return f"{head} **Plain silence did better here.**"
    if check.precision_lower > check.recency_precision:
        return f"{head} The order did better than plain silence."
    return f"{head} No difference that these numbers could show."


def sums(check: rt.SlippingCheck, kind: str) -> list[str]:
    """How the numbers come about."""
    pair = f"Of a customer who {GONE[kind]} and one who had, this order puts the first one higher in"
    return [
        f"{check.not_returned:,} / {check.flagged:,} = {words.percent(check.share)} of those flagged.",
        f"{check.hits:,} / {check.size:,} = {words.percent(check.precision)} of the top of this order; "
        f"{check.recency_hits:,} / {check.size:,} = {words.percent(check.recency_precision)} of the longest silences.",
        f"{pair} {100 * check.auc:.1f} of 100 pairs, silence alone in {100 * check.auc_recency:.1f}; 50 is a coin.",
    ]


def in_short(check: rt.SlippingCheck | rt.RetentionError, kind: str) -> str:
    """As the sentence above the page goes on."""
    if not isinstance(check, rt.SlippingCheck) or not check.flagged:
        return "; whether such a list is right cannot be told yet"
    ago = (check.until - check.at).days
    when = "three months ago" if ago >= DAYS_AGO[0] - 1 else f"{words.count(ago, 'day')} before"
    return f"; of those flagged {when}, **{words.percent(check.share, 0)}** {GONE[kind]}"


def _day(moment: pd.Timestamp) -> str:
    """The last whole day before a moment."""
    return words.day(moment - pd.Timedelta(microseconds=1))
