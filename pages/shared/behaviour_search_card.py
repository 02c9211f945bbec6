"""A search over everything customers do in their first days: found on one half of them, reported on the other."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, state, words
from pages.shared.behaviour_controls import EVENT, TIMES, BehaviourView, name

HEADING = "What else goes with coming back"
CHART = "beh-search"
SHOWN = 15  # rows in the chart; all are in the table
LABELS = {
    "event": "Behaviour",
    "times": "At least",
    "coverage": "Did it",
    "n_did": "Did it, other half",
    "back_did": "Came back",
    "n_not": "Did not",
    "back_not": "Came back of these",
    "difference": "Difference",
    "lower": "Likely from",
    "upper": "to",
    "found_difference": "First half",
    "adjusted": "Corrected p-value",
    "stands": "Stands",
}
SHARES = ("coverage", "difference", "lower", "upper", "found_difference")


def draw(found: rt.BehaviourSearch, view: BehaviourView, stem: str) -> None:
    """How many were tried, which stand, each as a dot with its range; a press puts one into the sentence."""
    with cards.card(HEADING):
        st.markdown(sentence(found))
        if not len(found.frame):
            _not_tried(found)
            return
        shown = found.frame.head(SHOWN)
        figure = rt.charts.behaviour_dots(shown, chosen=(view.event, view.times), theme=cards.theme())
        cards.chart(
            figure,
            CHART,
            f"{HEADING}. {_spoken(shown)}",
            f"{stem}-search",
            on_select=partial(take_click, shown),
            selection_mode="points",
        )
        st.caption("  \n".join(_notes(found)))
        with st.expander("All of them as a table"):
            _table(found.frame)
        _not_tried(found)
        files = cards.result_downloads(f"{stem}-search", found.frame, figure, HEADING)
        cards.downloads(CHART, files, picture=False)


def sentence(found: rt.BehaviourSearch) -> str:
    """How many were tried and how many stand, and what the strongest is."""
    if not found.looked_at:
        return words.plain(found.words, 400)
    n = len(found.standing)
    tried = (
        f"**{words.count(found.looked_at, 'behaviour')}** tried on {found.n_first:,} customers, and looked at again on "
        f"{found.n_other:,} others"
    )
    if not n:
        return f"{tried}: **none** goes with coming back by more than chance."
    best = found.standing.iloc[0]
    often = "" if best["times"] == 1 else f" {int(best['times'])} times or more"
    return (
        f"{tried}: **{n} of {words.count(len(found.frame), 'event')}** still {'goes' if n == 1 else 'go'} with coming "
        f"back, or with staying away, by more than chance; most of all **{name(str(best['event']))}**{often}."
    )


def take_click(shown: pd.DataFrame) -> None:
    """Put the behaviour of a dot that was pressed into the sentence."""
    point = state.selected_point(CHART)
    if point is not None and point[0] < len(shown):
        row = shown.iloc[point[0]]
        state.put(EVENT, str(row["event"]))
        state.put(TIMES, int(row["times"]))


def _spoken(shown: pd.DataFrame) -> str:
    said = [
        f"{row['event']}, {int(row['times'])} or more: {100 * row['difference']:+.1f} points, "
        f"{'stands' if row['stands'] else 'could be chance'}"
        for row in shown.to_dict("records")
    ]
    return "; ".join(said)


def _notes(found: rt.BehaviourSearch) -> list[str]:
    lines = [
        "Dot and line: the difference among equally active customers of the other half, with its likely range; filled "
        f"where it stands after correcting for all {found.looked_at:,} (Benjamini-Hochberg), hollow where it could be "
        "chance. Small upright line: what the first half promised, often too much.",
        "Press a dot to put it into the sentence above. There both halves count, so what was picked for standing out "
        "looks a little larger than it is.",
    ]
    more = len(found.frame) - SHOWN
    return [*lines, f"{words.count(more, 'event')} more in the table."] if more > 0 else lines


def _not_tried(found: rt.BehaviourSearch) -> None:
    if not found.not_tried:
        return
    most = 8
    named = ", ".join(name(event, 24) for event in found.not_tried[:most])
    rest = f" and {len(found.not_tried) - most:,} more" if len(found.not_tried) > most else ""
    st.caption(f"Not tried, since too few did it in the first days, or too few did not: {named}{rest}.")


def _table(frame: pd.DataFrame) -> None:
    shares = {LABELS[column]: st.column_config.NumberColumn(format="percent") for column in SHARES}
    numbers = {LABELS["adjusted"]: st.column_config.NumberColumn(format="%.4f")}
    table = frame[list(LABELS)].rename(columns=LABELS)
    st.dataframe(table, hide_index=True, column_config={**shares, **numbers}, height="content")
