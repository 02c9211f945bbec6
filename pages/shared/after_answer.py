"""What customers did after their answer, where what they did is loaded beside what they said."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, state, words
from pages.shared.survey_controls import SurveyView
from retention.languages import counted, many, mark, nouns, say

HEADING = mark("What they did after")
DAYS = (7, 14, 30, 60, 90, 120, 180, 365)
USUAL = 90
MORE_THAN_CHANCE = "more than chance"
LABELS = {
    "customers": mark("Answered"),
    "joined": mark("In the visits"),
    "watched": mark("Watched long enough"),
    "active": mark("Came back"),
    "rate": mark("Rate"),
    "lower": mark("Likely from"),
    "upper": mark("to"),
}
GROUPS = {
    "promoters": mark("Promoters"),
    "passives": mark("Passives"),
    "detractors": mark("Detractors"),
}


def draw(answers: rt.Answers, view: SurveyView, stem: str) -> None:
    """Who of the promoters, passives and detractors came back within so many days after their first answer."""
    heading = say(HEADING)
    with cards.card(heading):
        events = state.events()
        if events is None or answers.customer is None or not view.timed:
            _what_is_missing(answers, view)
            return
        days: int = st.select_slider(
            say("Days after the answer"), DAYS, USUAL, key="survey_days", bind="query-params", width=280
        )
        settings = rt.CohortSettings(start=view.settings.start, end=view.settings.end)
        found = compute.retention_by_answer(answers, events, days, settings)
        if not found.joined.sum():
            st.markdown(_strangers(answers, events))
            return
        _tell(found)
        frame = found.to_frame()
        if found.watched.sum():
            figure = rt.charts.answer_retention(frame, theme=cards.theme())
            cards.chart(figure, "after", f"{heading}. {_in_words(frame)}", f"{stem}-after")
            _table(frame)
            cards.downloads("after", cards.result_downloads(f"{stem}-after", frame, figure, heading), picture=False)


def _what_is_missing(answers: rt.Answers, view: SurveyView) -> None:
    if answers.customer is None or not view.timed:
        st.markdown(_column_missing(answers.customer is None, not view.timed))
        return
    st.markdown(
        say(
            "Load the visits or orders of the same customers too, and this card shows who of the promoters, passives "
            "and detractors came back after their answer. The answers stay loaded."
        )
    )
    st.page_link(cards.UPLOAD, label=say("Load visits"), icon=":material/upload_file:")


def _column_missing(who: bool, when: bool) -> str:
    if who and when:
        return say(
            "Whether promoters come back more often can be seen where the file says who answered and when: no column "
            "was named for that."
        )
    if who:
        return say(
            "Whether promoters come back more often can be seen where the file says who answered: no column was named "
            "for that."
        )
    return say(
        "Whether promoters come back more often can be seen where the file says when: no column was named for that."
    )


def _strangers(answers: rt.Answers, events: rt.Events) -> str:
    """What the customers are called on both sides, where nobody is found on both."""
    ours, theirs = (words.plain(source.customer_ids[0].as_py(), 24) for source in (answers, events))
    return many(
        "None of the {n} customer who answered is among the visits: here somebody is called **{ours}**, there "
        "**{theirs}**. If these are the same people, choose the column with the same ids in both files.",
        "None of the {n} customers who answered is among the visits: here somebody is called **{ours}**, there "
        "**{theirs}**. If these are the same people, choose the column with the same ids in both files.",
        answers.n_customers,
        ours=ours,
        theirs=theirs,
    )


def _tell(found: rt.RetentionByAnswer) -> None:
    promoters, detractors = (found.to_frame().loc[group] for group in ("promoters", "detractors"))
    lines = (_came_back("promoter", promoters, found.days), _came_back("detractor", detractors, found.days))
    st.markdown("  \n".join(lines))
    if min(promoters["watched"], detractors["watched"]):
        st.markdown(_goes_with(found.comparison, promoters["rate"] > detractors["rate"]))
    note = say(
        "The day of the answer itself does not count, and of several answers the first one does. What goes with an "
        "answer need not come of it: those who buy often may be happier to begin with."
    )
    st.caption(f"{found.join_words} {note}")


def _goes_with(compared: rt.Comparison, higher: bool) -> str:
    """Whether a higher answer goes with coming back, and the numbers."""
    if compared.verdict != MORE_THAN_CHANCE:
        return say("**That the answer goes with coming back cannot be said**: {numbers}", numbers=compared.words)
    if higher:
        return say("**A higher answer goes with coming back more often**: {numbers}", numbers=compared.words)
    return say("**A higher answer goes with coming back less often**: {numbers}", numbers=compared.words)


def _came_back(group: str, row: Any, days: int) -> str:
    watched, span = int(row["watched"]), counted(days, "day")
    if not watched:
        return say("No {group} have been watched for {days} after their answer yet.", group=nouns(group), days=span)
    return say(
        "Of {group} watched for {days} after the answer, **{active}** came back: **{rate}** (likely {range}).",
        group=counted(watched, group),
        days=span,
        active=f"{int(row['active']):,}",
        rate=words.percent(row["rate"]),
        range=words.percent_span(row["lower"], row["upper"]),
    )


def _in_words(frame: pd.DataFrame) -> str:
    return ", ".join(
        say(
            "{group}: {rate} of {n}",
            group=nouns(str(group)[:-1]),
            rate=words.percent(row["rate"]),
            n=f"{int(row['watched']):,}",
        )
        for group, row in frame.iterrows()
    )


def _table(frame: pd.DataFrame) -> None:
    labels = cards.said(LABELS)
    table = frame.rename(columns=labels)
    table.insert(0, say("Group"), [say(GROUPS[str(group)]) for group in frame.index])
    shares = cards.shares(*(labels[name] for name in ("rate", "lower", "upper")))
    st.dataframe(table, hide_index=True, column_config=shares)
