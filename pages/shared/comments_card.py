"""What people wrote beside their answer: plain text, searchable, never obeyed."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, words
from pages.shared.survey_controls import SurveyView
from retention.languages import many, mark, say

SCORES = {
    mark("All"): (0, 10),
    mark("Promoters"): (9, 10),
    mark("Passives"): (7, 8),
    mark("Detractors"): (0, 6),
}
SHOWN = 1000  # rows in a table on the page
LABELS = {
    "score": mark("Answer"),
    "comment": mark("Comment"),
    "time": mark("When"),
    "customer": mark("Who"),
    "row": mark("Row in the file"),
}


def draw(answers: rt.Answers, view: SurveyView, stem: str) -> None:
    """A search, a group, and the comments that fit, newest first."""
    if answers.comment is None:
        return
    with cards.card(say("What they wrote")):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            search: str = st.text_input(
                say("Search the comments"),
                key="survey_words",
                bind="query-params",
                placeholder=say("part of a comment"),
                max_chars=100,
                icon=":material/search:",
                width=320,
            )
            group: str = st.segmented_control(
                say("Of"),
                list(SCORES),
                default="All",
                key="survey_group",
                required=True,
                bind="query-params",
                format_func=say,
            )
        whole = _in_range(compute.comments(answers, "", SCORES[group]), view)
        found = _in_range(compute.comments(answers, search.strip(), SCORES[group]), view)
        if search.strip():
            st.markdown(say("**{found}** of {all} comments", found=f"{len(found):,}", all=f"{len(whole):,}"))
        else:
            st.markdown(many("**{n}** comment", "**{n}** comments", len(found)))
        if len(found):
            _table(answers, found)
            st.download_button(
                say("These comments (CSV)"),
                partial(rt.export.csv_bytes, found),
                f"{stem}-comments.csv",
                "text/csv",
                key="comments",
                on_click="ignore",
                icon=":material/download:",
            )


def _in_range(found: pd.DataFrame, view: SurveyView) -> pd.DataFrame:
    if not view.timed:
        return found
    for moment, after in ((view.settings.start, True), (view.settings.end, False)):
        if moment is not None:
            found = (
                found[found["time"] >= pd.Timestamp(moment)] if after else found[found["time"] < pd.Timestamp(moment)]
            )
    return found


def _table(answers: rt.Answers, found: pd.DataFrame) -> None:
    absent = [name for name, there in (("time", answers.time), ("customer", answers.customer)) if there is None]
    shown = found[[name for name in LABELS if name not in absent]].head(SHOWN)
    labels = cards.said(LABELS)
    st.dataframe(
        shown.rename(columns=labels),
        hide_index=True,
        height=min(420, 40 + 35 * len(shown)),
        column_config={
            labels["score"]: st.column_config.NumberColumn(width="small"),
            labels["comment"]: st.column_config.TextColumn(width="large"),
            labels["time"]: st.column_config.DatetimeColumn(format=f"{cards.day_format()}, HH:mm"),
        },
    )
    if len(found) > SHOWN:
        st.caption(
            say(
                "The first {shown} of {comments}; the download has them all.",
                shown=f"{SHOWN:,}",
                comments=words.count(len(found), "comment"),
            )
        )
