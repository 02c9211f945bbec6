"""All customers at a glance: by stage, by recency and frequency, and who has moved from group to group."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, customer_download, customer_words, state, words
from pages.shared.customer_controls import IN_A_LIST, SECOND, Terms
from retention import stages
from retention.languages import many, mark, say

STAGES, GRID, MOVES = mark("stages"), mark("recency and frequency"), mark("movement")
MONTHS = {"1 month ago": 1, "3 months ago": 3, "6 months ago": 6, "12 months ago": 12}


def draw(data: Any, found: rt.CustomerList, terms: Terms, stem: str) -> None:
    """One card, chosen by a switch; contracts have no visits to score."""
    with cards.card(say("Everybody")):
        show = STAGES
        if state.has_visits(data):
            show = st.segmented_control(
                say("Show everybody by"),
                (STAGES, GRID, MOVES),
                default=STAGES,
                key="list_view",
                required=True,
                bind="query-params",
                format_func=say,
            )
        if show == GRID:
            _grid(data, terms, f"{stem}-groups")
        elif show == MOVES:
            _moves(data, terms, f"{stem}-moves")
        else:
            _stages(found, terms, f"{stem}-stages")


# ----------------------------------------------------------------------------------------------------------- stages
def _stages(found: rt.CustomerList, terms: Terms, stem: str) -> None:
    heading = say("Customers by stage")
    figure = rt.charts.stage_bars(found.stages, customer_words.stake(found), theme=cards.theme())
    left, right = st.columns([11, 9], gap="medium")
    with left:
        said = ", ".join(f"{_name(str(key))}: {int(n):,}" for key, n in found.stages["customers"].items())
        cards.chart(figure, "stages", words.described(heading, said), stem)
        st.caption(say("The strong colour: those slipping away. Everybody is in exactly one stage."))
        if found.kind == "visits":
            event = words.plain(terms.first_value or say(SECOND))
            st.caption(say("First value here: {event}.", event=event))
    with right, st.container(gap="xsmall"):
        for key in (*IN_A_LIST, stages.NEVER):
            who = words.plain(say(stages.stage(key).who(found.kind)), 200)
            st.markdown(say("**{stage}.** They {who}.", stage=_name(key), who=who))
    with st.expander(say("The rules, with the numbers of this file")):
        for key, rule in found.rules.items():
            st.markdown(f"**{_name(key)}.** {words.plain(rule, 400)}")
        st.caption(say("The first rule that holds counts, those left for good before all."))
    cards.downloads("stages", cards.result_downloads(stem, found.stages, figure, heading), picture=False)


def _name(key: str) -> str:
    return say(stages.stage(key).name)


# -------------------------------------------------------------------------------------------------------------- RFM
def _grid(events: rt.Events, terms: Terms, stem: str) -> None:
    scores = compute.rfm(events, terms.settings.replace(segment=None))
    st.markdown(words.plain(scores.words, 300))
    left, right = st.columns([7, 10], gap="medium")
    figure = rt.charts.rfm_grid(rt.rfm_cells(scores), theme=cards.theme())
    with left:
        cards.chart(figure, "rfm", f"{say('Recency and frequency in fifths.')} {scores.words}", stem)
        st.caption(
            say(
                "Fifths of all customers on {day}: at the right those who came most often, on top those who came last. "
                "The stronger the colour, the more customers. Customers with the same number of visits have the same "
                "score, so the fifths need not be equally large.",
                day=_day(scores.at),
            )
        )
        for note in scores.notes:
            st.caption(words.plain(note, 300))
    with right:
        st.dataframe(_groups(scores), hide_index=True, height="content", column_config=_money_columns())
    customer_download.draw(
        "rfm",
        scores.listed().assign(group=lambda rows: rows["group"].astype(str).map(scores.groups["name"])),
        [name for name in scores.frame.columns if name != "do_not_contact"],
        int(scores.frame["do_not_contact"].sum()),
        stem,
        say("Recency, frequency, money"),
    )


def _groups(scores: rt.Rfm) -> pd.DataFrame:
    groups = scores.groups
    table = pd.DataFrame(
        {
            say("Group"): [say(name) for name in groups["name"]],
            say("Customers"): groups["customers"].tolist(),
            say("Share"): groups["share"].tolist(),
            say("Money so far"): groups["money"].round().tolist(),
            say("Customers who ..."): [say(who) for who in groups["words"]],
        }
    )
    return table if scores.has_money else table.drop(columns=say("Money so far"))


def _money_columns() -> dict[str, Any]:
    return {
        say("Customers"): st.column_config.NumberColumn(format="localized"),
        say("Share"): st.column_config.NumberColumn(format="percent"),
        say("Money so far"): st.column_config.NumberColumn(format="localized"),
    }


def _moves(events: rt.Events, terms: Terms, stem: str) -> None:
    since = _since(events)
    if since is None:
        st.markdown(say("The data are too short to look back."))
        return
    moved = compute.rfm_movement(events, since, terms.settings.replace(segment=None))
    names = compute.rfm(events, terms.settings.replace(segment=None)).groups["name"].to_dict()
    st.markdown(moved_words(moved))
    figure = rt.charts.rfm_moves(moved.table, names, theme=cards.theme())
    alt = f"{say('Rows: the group then; columns: the group now.')} {moved_words(moved)}"
    cards.chart(figure, "moves", alt, stem)
    st.caption(
        say(
            "Down: the group on {before}. Across: on {after}. Each row sums up to the customers of the group then; the "
            "stronger the colour, the larger the part of them. Scores are relative: somebody may move since others "
            "did.",
            before=_day(moved.before),
            after=_day(moved.after),
        )
    )
    cards.downloads("moves", cards.result_downloads(stem, moved.table, figure, say("Movement")), picture=False)


def moved_words(moved: rt.RfmMovement) -> str:
    """How many stayed in their group, and how many have come since."""
    there, came = moved.table.iloc[:-1], moved.table.iloc[-1]
    stayed = sum(int(there.at[key, key]) for key in there.index)
    return say(
        "Of {customers} there on {before}, {stayed} are in the same group on {after}; {came} have come since.",
        customers=words.count(int(there.to_numpy().sum()), "customer"),
        before=_day(moved.before),
        stayed=f"{stayed:,}",
        after=_day(moved.after),
        came=f"{int(came.sum()):,}",
    )


def _ago(name: str) -> str:
    return many("{n} month ago", "{n} months ago", MONTHS[name]) if name in MONTHS else name


def _since(events: rt.Events) -> pd.Timestamp | None:
    """A moment to look back to, as far as the data reach."""
    now, first = events.observed_until.normalize(), events.span[0].normalize()
    known = {name: now - pd.DateOffset(months=n) for name, n in MONTHS.items()}
    known = {name: day for name, day in known.items() if day > first}
    if not known:
        return None
    options = tuple(known)
    state.settle("list_since", options[min(1, len(options) - 1)])
    picked = st.selectbox(
        say("Since"),
        options,
        min(1, len(options) - 1),
        key="list_since",
        bind="query-params",
        width=190,
        format_func=_ago,
    )
    return pd.Timestamp(known[picked])


def _day(moment: pd.Timestamp) -> str:
    """The last whole day before a moment."""
    return words.day(moment - pd.Timedelta(microseconds=1))
