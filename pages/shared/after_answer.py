"""What customers did after their answer, where what they did is loaded beside what they said."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, state, words
from pages.shared.survey_controls import SurveyView

HEADING = "What they did after"
DAYS = (7, 14, 30, 60, 90, 120, 180, 365)
USUAL = 90
MORE_THAN_CHANCE = "more than chance"
LABELS = {
    "customers": "Answered",
    "joined": "In the visits",
    "watched": "Watched long enough",
    "active": "Came back",
    "rate": "Rate",
    "lower": "Likely from",
    "upper": "to",
}


def draw(answers: rt.Answers, view: SurveyView, stem: str) -> None:
    """Who of the promoters, passives and detractors came back within so many days after their first answer."""
    with cards.card(HEADING):
        events = state.events()
        if events is None or answers.customer is None or not view.timed:
            _what_is_missing(answers, view)
            return
        days: int = st.select_slider(
            "Days after the answer", DAYS, USUAL, key="survey_days", bind="query-params", width=280
        )
        settings = rt.CohortSettings(start=view.settings.start, end=view.settings.end)
        found = compute.retention_by_answer(answers, events, days, settings)
        if not found.joined.sum():
            st.markdown(_strangers(answers, events))
            return
        _say(found)
        frame = found.to_frame()
        if found.watched.sum():
            figure = rt.charts.answer_retention(frame, theme=cards.theme())
            cards.chart(figure, "after", f"{HEADING}. {_spoken(frame)}", f"{stem}-after")
            _table(frame)
            cards.downloads("after", cards.result_downloads(f"{stem}-after", frame, figure, HEADING), picture=False)


def _what_is_missing(answers: rt.Answers, view: SurveyView) -> None:
    lacking = [
        name for name, there in (("who answered", answers.customer is not None), ("when", view.timed)) if not there
    ]
    if lacking:
        st.markdown(
            f"Whether promoters come back more often can be seen where the file says {' and '.join(lacking)}: no "
            "column was named for that."
        )
        return
    st.markdown(
        "Load the visits or orders of the same customers too, and this card shows who of the promoters, passives and "
        "detractors came back after their answer. The answers stay loaded."
    )
    st.page_link(cards.UPLOAD, label="Load visits", icon=":material/upload_file:")


def _strangers(answers: rt.Answers, events: rt.Events) -> str:
    """What the customers are called on both sides, where nobody is found on both."""
    ours, theirs = (words.plain(source.customer_ids[0].as_py(), 24) for source in (answers, events))
    return (
        f"None of the {words.count(answers.n_customers, 'customer')} who answered is among the visits: here somebody "
        f"is called **{ours}**, there **{theirs}**. If these are the same people, choose the column with the same ids "
        "in both files."
    )


def _say(found: rt.RetentionByAnswer) -> None:
    promoters, detractors = (found.to_frame().loc[group] for group in ("promoters", "detractors"))
    st.markdown(
        "  \n".join(
            _came_back(name, row, found.days) for name, row in (("promoters", promoters), ("detractors", detractors))
        )
    )
    if min(promoters["watched"], detractors["watched"]):
        compared = found.comparison
        goes = (
            "A higher answer goes with coming back more often"
            if compared.verdict == MORE_THAN_CHANCE and promoters["rate"] > detractors["rate"]
            else "A higher answer goes with coming back less often"
            if compared.verdict == MORE_THAN_CHANCE
            else "That the answer goes with coming back cannot be said"
        )
        st.markdown(f"**{goes}**: {compared.words}")
    st.caption(
        f"{found.join_words} The day of the answer itself does not count, and of several answers the first one does. "
        "What goes with an answer need not come of it: those who buy often may be happier to begin with."
    )


def _came_back(group: str, row: Any, days: int) -> str:
    watched = int(row["watched"])
    if not watched:
        return f"No {group} have been watched for {words.count(days, 'day')} after their answer yet."
    return (
        f"Of {words.count(watched, group[:-1])} watched for {words.count(days, 'day')} after the answer, "
        f"**{int(row['active']):,}** came back: **{words.percent(row['rate'])}** "
        f"(likely {words.percent_span(row['lower'], row['upper'])})."
    )


def _spoken(frame: pd.DataFrame) -> str:
    return ", ".join(
        f"{group}: {words.percent(row['rate'])} of {int(row['watched']):,}" for group, row in frame.iterrows()
    )


def _table(frame: pd.DataFrame) -> None:
    table = frame.rename(columns=LABELS)
    table.insert(0, "Group", [str(group).capitalize() for group in frame.index])
    shares = {LABELS[name]: st.column_config.NumberColumn(format="percent") for name in ("rate", "lower", "upper")}
    st.dataframe(table, hide_index=True, column_config=shares)
