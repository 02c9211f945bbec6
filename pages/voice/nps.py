"""NPS: how likely customers say they are to recommend, how sure that is, and whether those who say so come back."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import (
    after_answer,
    cards,
    comments_card,
    compute,
    ledger,
    receipt,
    survey_controls,
    survey_words,
    who,
    words,
)
from pages.shared.survey_controls import SurveyView
from retention.charts.satisfaction import signed
from retention.languages import listed, mark, noun, nouns, say
from retention.metrics.comparison import MORE_THAN_CHANCE

LABELS = {
    "score": mark("Score"),
    "lower": mark("Likely from"),
    "upper": mark("to"),
    "n": mark("Answers"),
    "promoters": mark("Promoters"),
    "passives": mark("Passives"),
    "detractors": mark("Detractors"),
    "mean": mark("Mean answer"),
    "complete": mark("Complete"),
}
SHOWN = 1000  # rows in a table on the page


def tell(answers: rt.Answers, row: Any, frame: pd.DataFrame | None, view: SurveyView) -> None:
    """The score with its range and n, who answered, and what has changed of late."""
    st.markdown(survey_words.sentence(row))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        named = survey_words.who(answers)
        if named:
            st.caption(named, width="content")
        if row["n"]:
            with st.popover(say("How it comes about"), icon=":material/function:", type="tertiary", key="nps-formula"):
                for text in survey_words.formula(row):
                    st.markdown(text)
                st.caption(receipt.rows_aside(answers))
                if answers.customer is not None:
                    find = partial(who.answered, answers, view.plain, row)
                    receipt.customers("nps-customers", find, answers, words.file_stem(answers, "nps-customers"))
    for line in survey_words.change(frame, view) if frame is not None else ():
        st.markdown(line)


def score_card(frame: pd.DataFrame, view: SurveyView, stem: str) -> None:
    """The score of each period with its range."""
    heading = say("Score, {unit} by {unit}", unit=noun(view.unit))
    with cards.card(heading):
        figure = rt.charts.nps_chart(frame, theme=cards.theme(), settings=view.settings)
        cards.chart(figure, "score", words.described(heading, survey_words.spoken(frame, view)), stem)
        answers = frame.loc[frame["n"] > 0, "n"]
        st.caption(
            say(
                "Band: the likely range, wide where few answered: {least} to {most} answers a {unit}. Hollow: fewer "
                "than 30; grey: fewer than 10. Where two ranges overlap widely, the difference could be chance.",
                least=f"{int(answers.min()):,}",
                most=f"{int(answers.max()):,}",
                unit=noun(view.unit),
            )
        )
        cards.downloads("score", cards.result_downloads(stem, frame, figure, heading))


def shares_card(frame: pd.DataFrame, view: SurveyView, stem: str) -> None:
    """The three groups of each period."""
    heading = say("Who answered, {unit} by {unit}", unit=noun(view.unit))
    with cards.card(heading):
        figure = rt.charts.nps_shares(frame, theme=cards.theme(), settings=view.settings)
        alt = say("{heading}: shares of promoters, passives and detractors.", heading=heading)
        answered = frame[frame["n"] > 0]
        if len(answered):
            last = survey_words.groups(answered.iloc[-1])
            alt = words.with_sentence(alt.rstrip("."), f"{view.name(answered.index[-1])}: {last}.")
        cards.chart(figure, "shares", alt, f"{stem}-groups")
        st.caption(say("The score sees promoters and detractors only: it can stay while passives become both."))


def distribution_card(answers: rt.Answers, view: SurveyView, stem: str) -> None:
    """How often each answer was given."""
    heading = say("How often each answer was given")
    with cards.card(heading):
        counts = compute.score_counts(answers, view.plain)
        figure = rt.charts.score_distribution(counts, theme=cards.theme())
        said = listed([f"{score}: {count:,}" for score, count in counts["count"].items()])
        cards.chart(figure, "distribution", words.described(heading, said), f"{stem}-answers")
        files = cards.result_downloads(f"{stem}-answers", counts, figure, heading)
        cards.downloads("distribution", files, picture=False)


def groups_card(answers: rt.Answers, view: SurveyView, stem: str) -> None:
    """The score of each group with its range, and which differ from all others by more than chance."""
    segment = str(view.settings.segment)
    heading = say("By {column}", column=words.plain(segment))
    with cards.card(heading):
        frame = compute.nps_within(answers, view.settings)
        compared = compute.nps_differences(answers, segment, view.settings)
        for line in _verdicts(compared):
            st.markdown(line)
        left, right = st.columns([9, 11], gap="medium")
        with left:
            figure = rt.charts.nps_segments(frame, theme=cards.theme())
            said = listed([f"{name}: {signed(row['score'])}" for name, row in frame.iterrows()])
            cards.chart(figure, "groups", words.described(heading, said), f"{stem}-by-group")
        with right:
            table = frame[[name for name in LABELS if name in frame]].rename(columns=_labels())
            table.insert(0, segment, list(frame.index))
            st.dataframe(table, hide_index=True, column_config=_formats())
        files = cards.result_downloads(f"{stem}-by-group", frame, figure, heading)
        cards.downloads("groups", files, picture=False)


def _verdicts(compared: pd.DataFrame) -> list[str]:
    """The groups that differ from all others; of two groups, which are each other's others, the first."""
    compared = compared.head(1) if len(compared) == 2 else compared
    sure = compared[compared["verdict"] == MORE_THAN_CHANCE]
    looked = "" if len(compared) == 1 else say("Corrected for looking at {n} groups.", n=len(compared))
    if not len(sure):
        none = say("No group differs from the others by more than chance could do.")
        return [f"{none} {looked}".strip()]
    return ["  \n".join([*(_apart(str(name), row) for name, row in sure.iterrows()), looked])]


def _apart(name: str, row: Any) -> str:
    return say(
        "**{group}**: {score} of {answers}, against {others_score} of all others: {difference} points, likely {lower} "
        "to {upper}. This is more than chance.",
        group=words.plain(name),
        answers=words.count(int(row["n"]), "answer"),
        **{key: signed(row[key]) for key in ("score", "others_score", "difference", "lower", "upper")},
    )


def not_counted(answers: rt.Answers) -> None:
    """Every row that is no valid answer, with its reason and its place in the file."""
    report = answers.report
    if not report.dropped:
        return
    with cards.card(say("Rows that are no valid answer"), door=cards.AUDIT, door_label=say("Audit")):
        told = {reason: words.told(reason) for reason in report.dropped}
        reasons = listed([f"{words.plain(told[reason])}: {number:,}" for reason, number in report.dropped.items()])
        st.markdown(say("They are listed and never counted. {reasons}.", reasons=words.capital(reasons)))
        rows = report.left_out.head(SHOWN)
        table = pd.DataFrame(
            {
                say("where"): report.places(rows),
                say("why"): [told.get(reason, reason) for reason in rows["reason"].tolist()],
                say("text"): rows["text"].tolist(),
            }
        )
        st.dataframe(table, hide_index=True, height=min(260, 40 + 35 * len(table)))
        ledger.download(answers)


def table_card(frame: pd.DataFrame, view: SurveyView) -> None:
    """Every period as a row, the newest first."""
    with st.expander(say("All {units} as a table", units=nouns(view.unit))):
        table = frame[list(LABELS)].rename(columns=_labels())
        table.insert(0, words.capital(noun(view.unit)), [view.name(start) for start in frame.index])
        st.dataframe(table.iloc[::-1], hide_index=True, column_config=_formats(), height=320)


def _labels() -> dict[str, str]:
    return {name: say(label) for name, label in LABELS.items()}


def _formats() -> dict[str, Any]:
    labels = _labels()
    scores = {labels[name]: st.column_config.NumberColumn(format="%+.1f") for name in ("score", "lower", "upper")}
    return scores | {labels["mean"]: st.column_config.NumberColumn(format="%.2f")}


def page() -> None:
    """Settings, guard, compute, draw, explain."""
    cards.title(
        say("NPS"),
        say("How likely customers say they are to recommend: promoters less detractors, from −100 to +100."),
    )
    answers: rt.Answers = cards.need_data(cards.NPS, ("answers",))
    view = survey_controls.draw(answers)
    row = compute.nps_within(answers, view.plain).iloc[0]
    frame = compute.nps(answers, view.plain, None) if view.timed else None
    stem = words.file_stem(answers, "nps")
    with st.container(gap="xxsmall"):
        tell(answers, row, frame, view)
    if not row["n"]:
        return
    if frame is not None and len(frame):
        score_card(frame, view, stem)
    left, right = st.columns(2, gap="small")
    with left:
        distribution_card(answers, view, stem)
    with right:
        if frame is not None and len(frame):
            shares_card(frame, view, stem)
    with st.container():  # always there, so that what stands below keeps its place
        if view.settings.segment is not None:
            groups_card(answers, view, stem)
    after_answer.draw(answers, view, stem)
    comments_card.draw(answers, view, stem)
    not_counted(answers)
    if frame is not None and len(frame):
        table_card(frame, view)


try:
    page()
except rt.RetentionError as error:
    cards.error_box(error)
