"""What stands out, in a few plain sentences, each with a door to the page that shows it."""

from __future__ import annotations

import re
from typing import Any

import streamlit as st

import retention as rt
from pages.shared import cards, compute, words
from pages.shared.connected import Connected
from retention.languages import mark, say

DOORS = {
    "cohorts": (cards.COHORTS, mark("Cohorts")),
    "curves": (cards.CURVES, mark("Curves")),
    "churn": (cards.CHURN, mark("Retention & churn")),
    "lifecycle": (cards.LIFECYCLE, mark("Lifecycle")),
    "activity": (cards.ACTIVITY, mark("Activity")),
    "revenue": (cards.REVENUE, mark("Revenue")),
}


def draw(data: Any, settings: rt.CohortSettings) -> None:
    """Three to five sentences, made from tested templates, and what they were chosen from."""
    with cards.card(say("What stands out"), height="stretch"):
        if isinstance(data, Connected) and not _wanted():
            return
        try:
            found = compute.find(data, settings)
        except rt.SettingsError as error:  # too little data for any of them is no reason to show nothing else
            st.caption(words.plain(words.capital(error.what), 300))
            return
        if not len(found):
            st.markdown(say("Nothing stands out beyond what chance alone would bring."))
        for finding in found:
            with st.container(gap=None):
                st.markdown(sentence(finding))
                if finding.page in DOORS:
                    page, label = DOORS[finding.page]
                    with st.container(horizontal=True, horizontal_alignment="right"):
                        cards.door(page, say(label))
        st.caption(found.words)


def _wanted() -> bool:
    """Whether to look: in a database this takes many questions, so it is asked for."""
    help_ = say("The database is asked some thirty questions; that takes a while on a large table.")
    return st.toggle(say("Look for what stands out"), key="find-in-table", help=help_)


def sentence(finding: rt.Finding) -> str:
    """A finding as Markdown: its stressed parts in bold, all else letter by letter, numbers kept whole."""
    return "".join(_piece(piece.text, bold=piece.bold) for piece in finding.pieces)


def _piece(text: str, *, bold: bool) -> str:
    inside = text.strip()
    if not inside:
        return " " if text else ""
    plain = "".join(_space(part) if part.isspace() else words.plain(part) for part in re.split(r"(\s+)", inside))
    before, after = (" " if end.isspace() else "" for end in (text[0], text[-1]))
    return f"{before}**{plain}**{after}" if bold else f"{before}{plain}{after}"


def _space(blank: str) -> str:
    return blank if blank == words.NO_BREAK else " "
