"""What a new customer is expected to bring, never without what the same projection would have missed before."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, state, words
from pages.shared.money_terms import LONGEST, Terms
from retention.charts.money import money
from retention.languages import mark, say

PROJECTION = mark("What a new customer is expected to bring")
CHECK = mark("What this projection would have missed")
THIRD, HALF = mark("last third"), mark("last half")


def found(data: Any, terms: Terms, segment: str | None = None) -> Any:
    """The projection, as far as the horizon can go; for each group with a segment. Fitted once, then kept."""
    settings = rt.CohortSettings(period=terms.every, segment=segment)  # type: ignore[arg-type]
    with st.spinner(say("Fitting, and holding the fit against the past …")):
        return compute.projected_value(data, settings, LONGEST[terms.every], _hidden_from(data))


def on_terms(projected: rt.ProjectedValue, terms: Terms) -> rt.ProjectedValue:
    """The same on the visitor's terms."""
    return projected.with_terms(terms.discount, terms.margin, terms.horizon)


def _hidden_from(data: Any) -> pd.Timestamp | None:
    """Where the hidden half begins; None for the last third, and for contracts."""
    if not state.has_visits(data) or state.current("hidden", (THIRD, HALF), THIRD) == THIRD:
        return None
    first, end = data.span[0].normalize(), data.observed_until.normalize()
    return pd.Timestamp(first + pd.Timedelta(days=(end - first).days // 2))


def draw(data: Any, observed: rt.ObservedValue, projected: Any, terms: Terms, stem: str) -> None:
    """Projection and back-test side by side, or why there is neither."""
    if not isinstance(projected, rt.ProjectedValue):
        with cards.card(say(PROJECTION)):
            refused(projected)
            _hide(data)
        return
    left, right = st.columns([13, 9], gap="small")
    with left, cards.card(say(PROJECTION)):
        _projection(observed, projected, terms, stem)
    with right, cards.card(say(CHECK)):
        said = checked(projected.check, _hidden_name(data))
        st.markdown(said)
        figure = rt.charts.check_strip(projected.check, theme=cards.theme())
        cards.chart(figure, "check", said.replace("**", ""), f"{stem}-check")
        _hide(data)
        files = cards.result_downloads(f"{stem}-check", projected.check.to_frame(), figure, say(CHECK))
        cards.downloads("check", files, picture=False)


def refused(why: rt.Refusal) -> None:
    """Which condition failed; what was observed stays."""
    none = say("**No projection.**")
    st.markdown(f"{none} {words.plain(why.words, 500)}")
    st.caption(
        say("What has been observed stands above: it needs no model. A guess would look just as sure, and be none.")
    )


def _projection(observed: rt.ObservedValue, projected: rt.ProjectedValue, terms: Terms, stem: str) -> None:
    st.markdown(sentence(projected, terms))
    figure = rt.charts.value_projection(observed, projected, theme=cards.theme())
    cards.chart(figure, "projection", words.with_sentence(say(PROJECTION), sentence(projected, terms)), stem)
    st.caption(
        say(
            "Revenue of a customer before margin and discount. Dashed: projected for a new one, with the range that "
            "the data leave open, if customers go on as those so far. Dotted: the same as it would have been projected "
            "without the hidden part of the data. By {models}.",
            models=" × ".join(projected.models),
        )
    )
    lines = [f"{projected.formula}."]
    if projected.endless == projected.endless:
        lines.append(say("Without the horizon: {value}.", value=money(projected.endless)))
    files = cards.result_downloads(stem, projected.curve, figure, say(PROJECTION))
    cards.downloads("projection", files, picture=False, sums=lines)


def sentence(projected: rt.ProjectedValue, terms: Terms) -> str:
    """The number with its range, its terms and n."""
    return say(
        "A new customer is expected to bring **{value}** (likely {lower} to {upper}) {terms}; {customers} fitted.",
        value=money(projected.value),
        lower=money(projected.lower),
        upper=money(projected.upper),
        terms=terms.said(),
        customers=words.count(projected.n, "customer"),
    )


def checked(check: rt.ValueCheck, hidden: str) -> str:
    """The back-test in words, each number with its range and what came."""
    said = say(
        "{part} hidden ({which}) and projected: {results}.",
        part=hidden,
        which=_part(check),
        results="; ".join(_told(part) for part in check.parts),
    )
    if check.inside:
        return said
    warning = say("The model leaves something out: trust the range above less than it asks for.")
    return f"{said}  \n{warning}"


def _told(part: Any) -> str:
    values = {
        "forecast": f"{part.forecast:,.0f}",
        "what": say("in money") if part.what == "money" else words.told(part.what),
        "lower": f"{part.lower:,.0f}",
        "upper": f"{part.upper:,.0f}",
        "actual": f"{part.actual:,.0f}",
    }
    if part.inside:
        return say(
            "forecast **{forecast}** {what} (likely {lower} to {upper}), **{actual}** came: inside its own range",
            **values,
        )
    return say(
        "forecast **{forecast}** {what} (likely {lower} to {upper}), **{actual}** came: **outside its own range**",
        **values,
    )


def _part(check: rt.ValueCheck) -> str:
    who = words.count(check.customers, "customer")
    if check.hidden[:4].isdigit():
        return say("from {day} on, {customers}", day=words.day(pd.Timestamp(check.hidden)), customers=who)
    return say("{ages}, {customers}", ages=words.told(check.hidden), customers=who)


def _hidden_name(data: Any) -> str:
    if not state.has_visits(data):
        return say("The last third of the ages")
    if state.current("hidden", (THIRD, HALF), THIRD) == THIRD:
        return say("The last third of the data")
    return say("The last half of the data")


def _hide(data: Any) -> None:
    """How much is hidden: one split is one sample, so that a second one is worth a look."""
    if state.has_visits(data):
        st.segmented_control(
            say("Hide"),
            (THIRD, HALF),
            default=THIRD,
            format_func=say,
            key="hidden",
            required=True,
            bind="query-params",
            help=say(SPLITS),
        )


SPLITS = mark("A forecast that was right once can be wrong the next time: look at both.")
