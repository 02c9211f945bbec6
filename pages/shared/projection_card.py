"""What a new customer is expected to bring, never without what the same projection would have missed before."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, state, words
from pages.shared.money_terms import LONGEST, Terms
from retention.charts.money import money

PROJECTION, CHECK = "What a new customer is expected to bring", "What this projection would have missed"
THIRD, HALF = "last third", "last half"


def found(data: Any, terms: Terms, segment: str | None = None) -> Any:
    """The projection, as far as the horizon can go; for each group with a segment. Fitted once, then kept."""
    settings = rt.CohortSettings(period=terms.every, segment=segment)  # type: ignore[arg-type]
    with st.spinner("Fitting, and holding the fit against the past …"):
        return compute.projected_value(data, settings, LONGEST[terms.every], _hidden_from(data))


def on_terms(projected: rt.ProjectedValue, terms: Terms) -> rt.ProjectedValue:
    """The same on the visitor's terms."""
    return projected.with_terms(terms.discount, terms.margin, terms.horizon)


def _hidden_from(data: Any) -> pd.Timestamp | None:
    """Where the hidden half begins; None for the last third, and for contracts."""
    if not isinstance(data, rt.Events) or state.current("hidden", (THIRD, HALF), THIRD) == THIRD:
        return None
    first, end = data.span[0].normalize(), data.observed_until.normalize()
    return pd.Timestamp(first + pd.Timedelta(days=(end - first).days // 2))


def draw(data: Any, observed: rt.ObservedValue, projected: Any, terms: Terms, stem: str) -> None:
    """Projection and back-test side by side, or why there is neither."""
    if not isinstance(projected, rt.ProjectedValue):
        with cards.card(PROJECTION):
            refused(projected)
            _hide(data)
        return
    left, right = st.columns([13, 9], gap="small")
    with left, cards.card(PROJECTION):
        _projection(observed, projected, terms, stem)
    with right, cards.card(CHECK):
        st.markdown(checked(projected.check, _hidden_name(data)))
        figure = rt.charts.check_strip(projected.check, theme=cards.theme())
        alt = checked(projected.check, _hidden_name(data)).replace("**", "")
        cards.chart(figure, "check", alt, f"{stem}-check")
        _hide(data)
        files = cards.result_downloads(f"{stem}-check", projected.check.to_frame(), figure, CHECK)
        cards.downloads("check", files, picture=False)


def refused(why: rt.Refusal) -> None:
    """Which condition failed; what was observed stays."""
    st.markdown(f"**No projection.** {words.plain(why.words, 500)}")
    st.caption("What has been observed stands above: it needs no model. A guess would look just as sure, and be none.")


def _projection(observed: rt.ObservedValue, projected: rt.ProjectedValue, terms: Terms, stem: str) -> None:
    st.markdown(sentence(projected, terms))
    figure = rt.charts.value_projection(observed, projected, theme=cards.theme())
    cards.chart(figure, "projection", f"{PROJECTION}. {sentence(projected, terms).replace('**', '')}", stem)
    st.caption(
        "Revenue of a customer before margin and discount. Dashed: projected for a new one, with the range that the "
        "data leave open, if customers go on as those so far. Dotted: the same as it would have been projected without "
        f"the hidden part of the data. By {' × '.join(projected.models)}."
    )
    lines = [f"{projected.formula}."]
    if projected.endless == projected.endless:
        lines.append(f"Without the horizon: {money(projected.endless)}.")
    files = cards.result_downloads(stem, projected.curve, figure, PROJECTION)
    cards.downloads("projection", files, picture=False, sums=lines)


def sentence(projected: rt.ProjectedValue, terms: Terms) -> str:
    """The number with its range, its terms and n."""
    return (
        f"A new customer is expected to bring **{money(projected.value)}** (likely {money(projected.lower)} to "
        f"{money(projected.upper)}) {terms.said()}; {words.count(projected.n, 'customer')} fitted."
    )


def checked(check: rt.ValueCheck, hidden: str) -> str:
    """The back-test in words, each number with its range and what came."""
    told = []
    for part in check.parts:
        held = "inside its own range" if part.inside else "**outside its own range**"
        told.append(
            f"forecast **{part.forecast:,.0f}** {_what(part)} (likely {part.lower:,.0f} to {part.upper:,.0f}), "
            f"**{part.actual:,.0f}** came: {held}"
        )
    warning = "" if check.inside else "  \nThe model leaves something out: trust the range above less than it asks for."
    return f"The {hidden} hidden ({_part(check)}) and projected: {'; '.join(told)}.{warning}"


def _what(part: Any) -> str:
    return "in money" if part.what == "money" else str(part.what)


def _part(check: rt.ValueCheck) -> str:
    who = words.count(check.customers, "customer")
    if check.hidden[:4].isdigit():
        return f"from {words.day(pd.Timestamp(check.hidden))} on, {who}"
    return f"{check.hidden}, {who}"


def _hidden_name(data: Any) -> str:
    if not isinstance(data, rt.Events):
        return "last third of the ages"
    return f"{state.current('hidden', (THIRD, HALF), THIRD)} of the data"


def _hide(data: Any) -> None:
    """How much is hidden: one split is one sample, so that a second one is worth a look."""
    if isinstance(data, rt.Events):
        st.segmented_control(
            "Hide", (THIRD, HALF), default=THIRD, key="hidden", required=True, bind="query-params", help=SPLITS
        )


SPLITS = "A forecast that was right once can be wrong the next time: look at both."
