"""Proof: numbers that anybody can count again, a bundle checked against its file, and two files compared."""

from __future__ import annotations

import streamlit as st

import retention as rt
from pages.shared import bundle_check, bundle_make, cards, file_compare
from retention.languages import mark, say

MAKE, CHECK, COMPARE = mark("Make a bundle"), mark("Check a bundle"), mark("Compare two files")


def page() -> None:
    """Settings, guard, compute, draw, explain."""
    cards.title(say("Proof"), say("Numbers that whoever doubts them can count again."))
    data = cards.need_data(cards.PROOF, cards.IN_TIME)
    view = st.segmented_control(
        say("What to do"),
        (MAKE, CHECK, COMPARE),
        default=MAKE,
        format_func=say,
        key="proof_view",
        bind="query-params",
        required=True,
        label_visibility="collapsed",
    )
    if view == CHECK:
        bundle_check.draw(data)
    elif view == COMPARE:
        file_compare.draw(data)
    else:
        bundle_make.draw(data)


try:
    page()
except rt.RetentionError as error:
    cards.error_box(error)
