"""Report: what was found, as a page, on paper or as a workbook, for people who never open this program."""

from __future__ import annotations

import streamlit as st

import retention as rt
from pages.shared import cards, report_form, report_made
from retention.languages import say


def page() -> None:
    """Settings, guard, compute, draw, explain."""
    cards.title(say("Report"), say("What you found, for people who never open this program."))
    data = cards.need_data(cards.REPORT, ("events", "tables", "subscriptions", "tenures", "answers"))
    left, right = st.columns([2, 3], gap="medium")
    with left:
        asked = report_form.draw(data)
    with right:
        report_made.draw(data, asked)


try:
    page()
except rt.RetentionError as error:
    cards.error_box(error)
