"""A search over everything customers do in their first days: found on one half of them, reported on the other."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, clicks, state, words
from pages.shared.behaviour_controls import EVENT, TIMES, BehaviourView, behaviour, name
from retention.languages import counted, many, mark, say

HEADING = mark("What else goes with coming back")
CHART = "beh-search"
SHOWN = 15  # rows in the chart; all are in the table
LABELS = {
    "event": mark("Behaviour"),
    "times": mark("At least"),
    "coverage": mark("Did it"),
    "n_did": mark("Did it, other half"),
    "back_did": mark("Came back"),
    "n_not": mark("Did not"),
    "back_not": mark("Came back of these"),
    "difference": mark("Difference"),
    "lower": mark("Likely from"),
    "upper": mark("to"),
    "found_difference": mark("First half"),
    "adjusted": mark("Corrected p-value"),
    "stands": mark("Stands"),
}
SHARES = ("coverage", "difference", "lower", "upper", "found_difference")


def draw(found: rt.BehaviourSearch, view: BehaviourView, stem: str) -> None:
    """How many were tried, which stand, each as a dot with its range; a press puts one into the sentence."""
    heading = say(HEADING)
    with cards.card(heading):
        st.markdown(sentence(found))
        if not len(found.frame):
            _not_tried(found)
            return
        shown = found.frame.head(SHOWN)
        figure = rt.charts.behaviour_dots(shown, chosen=(view.event, view.times), theme=cards.theme())
        cards.chart(
            figure,
            CHART,
            f"{heading}. {_in_words(shown)}",
            f"{stem}-search",
            on_select=clicks.then(CHART, take_click, shown),
            selection_mode="points",
        )
        st.caption("  \n".join(_notes(found)))
        with st.expander(say("All of them as a table")):
            _table(found.frame)
        _not_tried(found)
        files = cards.result_downloads(f"{stem}-search", found.frame, figure, heading)
        cards.downloads(CHART, files, picture=False)


def sentence(found: rt.BehaviourSearch) -> str:
    """How many were tried and how many stand, and what the strongest is."""
    if not found.looked_at:
        return words.plain(found.words, 400)
    tried = {
        "behaviours": counted(found.looked_at, "behaviour"),
        "first": f"{found.n_first:,}",
        "others": f"{found.n_other:,}",
    }
    if not len(found.standing):
        return say(
            "**{behaviours}** tried on {first} customers, and looked at again on {others} others: **none** goes with "
            "coming back by more than chance.",
            **tried,
        )
    best = found.standing.iloc[0]
    return many(
        "**{behaviours}** tried on {first} customers, and looked at again on {others} others: **{n} of {events}** "
        "still goes with coming back, or with staying away, by more than chance; most of all {best}.",
        "**{behaviours}** tried on {first} customers, and looked at again on {others} others: **{n} of {events}** "
        "still go with coming back, or with staying away, by more than chance; most of all {best}.",
        len(found.standing),
        events=counted(len(found.frame), "event"),
        best=behaviour(str(best["event"]), int(best["times"])),
        **tried,
    )


def take_click(shown: pd.DataFrame) -> None:
    """Put the behaviour of a dot that was pressed into the sentence."""
    point = state.selected_point(CHART)
    if point is not None and point[0] < len(shown):
        row = shown.iloc[point[0]]
        state.put(EVENT, str(row["event"]))
        state.put(TIMES, int(row["times"]))


def _in_words(shown: pd.DataFrame) -> str:
    return "; ".join(_row_in_words(row) for row in shown.to_dict("records"))


def _row_in_words(row: dict[Any, Any]) -> str:
    values = {"event": row["event"], "times": int(row["times"]), "points": f"{100 * row['difference']:+.1f}"}
    if row["stands"]:
        return say("{event}, {times} or more: {points} points, stands", **values)
    return say("{event}, {times} or more: {points} points, could be chance", **values)


def _notes(found: rt.BehaviourSearch) -> list[str]:
    lines = [
        say(
            "Dot and line: the difference among equally active customers of the other half, with its likely range; "
            "filled where it stands after correcting for all {tried} (Benjamini-Hochberg), hollow where it could be "
            "chance. Small upright line: what the first half promised, often too much.",
            tried=f"{found.looked_at:,}",
        ),
        say(
            "Press a dot to put it into the sentence above. There both halves count, so what was picked for standing "
            "out looks a little larger than it is."
        ),
    ]
    more = len(found.frame) - SHOWN
    return [*lines, many("{n} event more in the table.", "{n} events more in the table.", more)] if more > 0 else lines


def _not_tried(found: rt.BehaviourSearch) -> None:
    if not found.not_tried:
        return
    most = 8
    named = ", ".join(name(event, 24) for event in found.not_tried[:most])
    rest = len(found.not_tried) - most
    if rest > 0:
        named = say("{names} and {n} more", names=named, n=f"{rest:,}")
    st.caption(say("Not tried, since too few did it in the first days, or too few did not: {events}.", events=named))


def _table(frame: pd.DataFrame) -> None:
    labels = cards.said(LABELS)
    shares = cards.shares(*(labels[column] for column in SHARES))
    numbers = {labels["adjusted"]: st.column_config.NumberColumn(format="%.4f")}
    table = frame[list(labels)].rename(columns=labels)
    st.dataframe(table, hide_index=True, column_config={**shares, **numbers}, height="content")
