"""Would this list have been right? What came of those who were flagged three months ago, good or bad."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, copied, words
from pages.shared.customer_controls import Terms
from retention.languages import counted, mark, say
from retention.metrics.reasons import and_then

HEADING = mark("Would this list have been right?")
DAYS_AGO = (91, 56, 28)  # the first that the data go back to
# Sentences about visits, and about contracts.
FLAGGED = {
    "visits": mark(
        "Of **{flagged}** flagged on {day}, **{share}** had not returned by {until} (likely {range}); {compared}."
    ),
    "contracts": mark(
        "Of **{flagged}** flagged on {day}, **{share}** had no contract by {until} (likely {range}); {compared}."
    ),
}
TOP = {
    "visits": mark(
        "Of the {n} who, of everybody, were least likely to return, **{ours}** had not returned (likely {range}); of "
        "the {n} silent the longest, {plain}."
    ),
    "contracts": mark(
        "Of the {n} who, of everybody, were least likely to have one, **{ours}** had no contract (likely {range}); of "
        "the {n} without one for the longest, {plain}."
    ),
}
PAIRS = {
    "visits": mark(
        "Of a customer who had not returned and one who had, this order puts the first one higher in {ours} of 100 "
        "pairs, silence alone in {silence}; 50 is a coin."
    ),
    "contracts": mark(
        "Of a customer who had no contract and one who had, this order puts the first one higher in {ours} of 100 "
        "pairs, silence alone in {silence}; 50 is a coin."
    ),
}
LONG_AGO = {
    "visits": mark("of those flagged three months ago, **{share}** had not returned"),
    "contracts": mark("of those flagged three months ago, **{share}** had no contract"),
}
BEFORE = {
    "visits": mark("of those flagged {days} before, **{share}** had not returned"),
    "contracts": mark("of those flagged {days} before, **{share}** had no contract"),
}


def found(data: Any, terms: Terms, size: int | None) -> rt.SlippingCheck | rt.RetentionError:
    """The look back, as far as the data go; or why there is none."""
    for days in DAYS_AGO:
        try:
            return compute.slipping_check(data, terms.settings, days, size, terms.first_value)
        except rt.RetentionError as error:
            fault = error
    return fault


def draw(
    data: Any, terms: Terms, size: int | None, check: rt.SlippingCheck | rt.RetentionError, kind: str, stem: str
) -> None:
    """The share with its range and n, against regular customers, plain recency and everybody."""
    heading = say(HEADING)
    with cards.card(heading):
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
                scored = say("Everybody scored with nothing but the data up to {day}.", day=_day(check.at))
                st.caption(scored, width="content")
                if check.auc == check.auc:
                    cards.formula(*sums(check, kind))
                copied.draw(st.container(width="content"), data, recipe(check, terms, size), quiet=True)
        with right:
            figure = rt.charts.list_check(check, theme=cards.theme())
            cards.chart(figure, "list-check", f"{heading} {check.words}", f"{stem}-check")


def recipe(check: rt.SlippingCheck, terms: Terms, size: int | None) -> rt.Recipe:
    """What counts the same look back."""
    ago = (check.until - check.at) / pd.Timedelta(days=1)  # not quite whole where a clock was changed between
    asked = {"days_ago": round(ago), "size": size, "first_value": terms.first_value}
    return rt.Recipe("slipping_check", terms.settings, {name: value for name, value in asked.items() if value})


def _why_not(fault: rt.RetentionError) -> str:
    """Why there is no look back, and what would make one."""
    if fault.where != "days_ago":
        return words.plain(str(fault), 600)
    return say(
        "The data are too short to look back even {days}, so nobody knows how good this list is. Load a longer file, "
        "or come back when there is more.",
        days=counted(DAYS_AGO[-1], "day"),
    )


def sentences(check: rt.SlippingCheck, kind: str) -> list[str]:
    """What came of the flagged, then of the top of two orders; bad results as plainly as good ones."""
    if not check.flagged:
        return [
            say("On {day} nobody would have been on the list: there is nothing to look back on.", day=_day(check.at))
        ]
    first = say(
        FLAGGED[kind],
        flagged=f"{check.flagged:,}",
        day=_day(check.at),
        share=words.percent(check.share),
        until=_day(check.until),
        range=words.percent_span(check.lower, check.upper),
        compared=_compared(check),
    )
    return [f"{first} {against_regular(check)}".strip(), against_recency(check, kind)]


def _compared(check: rt.SlippingCheck) -> str:
    """The same of regular customers, where there were any, and of everybody."""
    values = {"all": f"{check.customers:,}", "base": words.percent(check.base)}
    gone = check.base > check.upper
    if not check.regular:
        if gone:
            return say("of all {all}, {base}, which counts those who were gone already", **values)
        return say("of all {all}, {base}", **values)
    values |= {"regular": f"{check.regular:,}", "share": words.percent(check.regular_share)}
    if gone:
        return say(
            "of {regular} regular then, {share}; of all {all}, {base}, which counts those who were gone already",
            **values,
        )
    return say("of {regular} regular then, {share}; of all {all}, {base}", **values)


def against_regular(check: rt.SlippingCheck) -> str:
    """Said plainly where the list is no better than taking customers who were not flagged."""
    if not check.regular:
        return ""
    if check.regular_share > check.upper:
        return say("**The list was worse than taking regular customers.**")
    if check.regular_share >= check.lower:
        return say("**The list was no better than taking regular customers**, as far as these numbers can tell.")
    return ""


def against_recency(check: rt.SlippingCheck, kind: str) -> str:
    """The top of the order against those who were silent the longest."""
    head = say(
        TOP[kind],
        n=f"{check.size:,}",
        ours=words.percent(check.precision),
        range=words.percent_span(check.precision_lower, check.precision_upper),
        plain=words.percent(check.recency_precision),
    )
    if check.precision_upper < check.recency_precision:
        return f"{head} {say('**Plain silence did better here.**')}"
    if check.precision_lower > check.recency_precision:
        return f"{head} {say('The order did better than plain silence.')}"
    return f"{head} {say('No difference that these numbers could show.')}"


def sums(check: rt.SlippingCheck, kind: str) -> list[str]:
    """How the numbers come about."""
    return [
        say("{sum} of those flagged.", sum=_sum(check.not_returned, check.flagged, check.share)),
        say(
            "{sum} of the top of this order; {silence_sum} of the longest silences.",
            sum=_sum(check.hits, check.size, check.precision),
            silence_sum=_sum(check.recency_hits, check.size, check.recency_precision),
        ),
        say(PAIRS[kind], ours=f"{100 * check.auc:.1f}", silence=f"{100 * check.auc_recency:.1f}"),
    ]


def _sum(k: int, n: int, share: float) -> str:
    return f"{k:,} / {n:,} = {words.percent(share)}"


def in_short(check: rt.SlippingCheck | rt.RetentionError, kind: str) -> str:
    """As the sentence above the page goes on."""
    if not isinstance(check, rt.SlippingCheck) or not check.flagged:
        return and_then(say("whether such a list is right cannot be told yet"))
    ago, share = (check.until - check.at).days, words.percent(check.share, 0)
    if ago >= DAYS_AGO[0] - 1:
        return and_then(say(LONG_AGO[kind], share=share))
    return and_then(say(BEFORE[kind], days=counted(ago, "day"), share=share))


def _day(moment: pd.Timestamp) -> str:
    """The last whole day before a moment."""
    return words.day(moment - pd.Timedelta(microseconds=1))
