"""What the list of customers is made of, and which part of it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import customer_words, state, words
from retention import stages
from retention.languages import mark, say

SECOND, NOTHING, EVERYBODY = mark("a second visit"), mark("nothing"), mark("everybody")
OURS = (SECOND, NOTHING, EVERYBODY)  # options that are not names from the file
DAYS = (7, 14, 30, 60, 90, 128, 180, 365)
USUAL_DAYS = 90
ORDERS = {
    mark("expected loss"): "expected_loss",
    mark("at stake"): "at_stake",
    mark("lateness"): "lateness",
    mark("chance"): "chance",
}
LENGTHS = (EVERYBODY, "20", "50", "100", "250", "500", "1000")
IN_A_LIST = tuple(key for key in stages.KEYS if key != stages.NEVER)
NAMES = {stage.name: stage.key for stage in stages.STAGES if stage.key != stages.NEVER}
ORDER_HELP = mark(
    "Expected loss: what is at stake times the share of customers like this one who do not come back. Lateness: the "
    "silence in usual gaps of the customer's own. "
    "Chance: those least likely to come back first."
)
AT_STAKE = {
    "money": mark("Money of a year at stake, at least"),
    "months": mark("Months of a year at stake, at least"),
    "visits": mark("Visits of a year at stake, at least"),
}


@dataclass(frozen=True)
class Terms:
    """What the list is counted with.

    Attributes
    ----------
    settings
        Holds the column whose value stands beside each customer.
    first_value
        The event that counts as first value; None for a second visit.
    horizon
        Days within which a return counts.
    """

    settings: rt.CohortSettings
    first_value: str | None
    horizon: int


@dataclass(frozen=True)
class Wanted:
    """Which customers of the list are shown, in which order, with which columns; ``most`` None for all of them."""

    keys: tuple[str, ...]
    by: str
    groups: tuple[str, ...]
    least: float
    most: int | None
    columns: tuple[str, ...]


def option(value: str) -> str:
    """An option as it is shown: names from the file stay as they are."""
    return say(value) if value in OURS else value


def terms(data: Any) -> Terms:
    """The widgets that decide what is counted, in one line."""
    with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
        event, horizon = SECOND, USUAL_DAYS
        if state.has_visits(data) and data.event_names:
            event = st.selectbox(
                say("First value is"),
                (SECOND, *data.event_names),
                key="list_event",
                bind="query-params",
                width=190,
                format_func=option,
                help=say("Whoever has not done this yet is new, or a trial that has not converted; nobody else is."),
            )
        horizon = st.select_slider(
            say("Back within, days"),
            DAYS,
            USUAL_DAYS,
            key="list_days",
            bind="query-params",
            width=190,
            help=say("A return within so many days from now on counts as coming back."),
        )
        column = NOTHING
        if data.segments:
            column = st.selectbox(
                say("Beside each customer"),
                (NOTHING, *data.segments),
                key="list_column",
                bind="query-params",
                on_change=state.reset,
                args=("list_group",),
                width=190,
                format_func=option,
            )
    settings = rt.CohortSettings(segment=None if column == NOTHING else column)
    return Terms(settings, None if event == SECOND else event, horizon)


def wanted(found: rt.CustomerList, segment: str | None) -> Wanted:
    """The widgets that choose among the customers of a list."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        by = st.segmented_control(
            say("Order by"),
            tuple(ORDERS),
            default="expected loss",
            key="list_by",
            required=True,
            bind="query-params",
            format_func=say,
            help=say(ORDER_HELP),
        )
        keys = _stages(found)
        groups, least, most = _filters(found, segment)
        columns = _columns(found, segment)
    return Wanted(keys, ORDERS[by], groups, least, most, columns)


def _stages(found: rt.CustomerList) -> tuple[str, ...]:
    default = [name for name, key in NAMES.items() if key in stages.SLIPPING]
    chosen = [NAMES[name] for name in state.current("list_stages", None, default) if name in NAMES]
    label = say("Stages: {stages}", stages=customer_words.stage_names(_in_order(chosen)))
    with st.popover(label, icon=":material/group:"):
        picked = st.pills(
            say("Customers who are"),
            tuple(NAMES),
            selection_mode="multi",
            default=default,
            key="list_stages",
            bind="query-params",
            format_func=say,
        )
        for name, key in NAMES.items():
            st.caption(
                say(
                    "{stage}: **{n}** who {who}.",
                    stage=say(name),
                    n=f"{int(found.stages.loc[key, 'customers']):,}",
                    who=say(stages.stage(key).who(found.kind)),
                )
            )
    return _in_order([NAMES[name] for name in picked])


def _in_order(keys: list[str]) -> tuple[str, ...]:
    return tuple(key for key in IN_A_LIST if key in keys)


def _filters(found: rt.CustomerList, segment: str | None) -> tuple[tuple[str, ...], float, int | None]:
    with st.popover(say("Filter"), icon=":material/filter_alt:"):
        groups: list[str] = []
        if segment is not None:
            state.settle("list_group", [])
            values = sorted(found.frame["segment"].unique())
            groups = st.multiselect(
                words.plain(segment),
                values,
                format_func=lambda value: value or say("(blank)"),
                placeholder=say("every value"),
                key="list_group",
                bind="query-params",
            )
        what = say(AT_STAKE[customer_words.stake(found)])
        least = st.number_input(what, 0.0, value=0.0, step=1.0, key="list_least", bind="query-params")
        length = st.selectbox(say("At most so many"), LENGTHS, key="list_most", bind="query-params", format_func=option)
    return tuple(groups), float(least), _most(length)


def most_wanted() -> int | None:
    """How many the list has at most, even before its widgets are drawn; None for everybody."""
    return _most(state.current("list_most", LENGTHS, LENGTHS[0], option))


def _most(length: str) -> int | None:
    return None if length == EVERYBODY else int(length)


def _columns(found: rt.CustomerList, segment: str | None) -> tuple[str, ...]:
    frame = found.frame
    known = [
        name
        for name, parts in customer_words.COLUMNS.items()
        if name in customer_words.NEVER_HIDDEN or not _empty(frame[parts[0]])
    ]
    always = (*customer_words.NEVER_HIDDEN, *(("Segment",) if segment else ()))
    choices = [name for name in known if name not in (*customer_words.NEVER_HIDDEN, "Segment")]
    later = (*customer_words.NOT_AT_FIRST, *(("Times as late",) if found.kind == "contracts" else ()))
    default = [name for name in choices if name not in later]
    with st.popover(say("Columns"), icon=":material/view_column:"):
        picked = st.multiselect(
            say("Columns"),
            choices,
            default,
            format_func=lambda name: customer_words.called(name, found.kind),
            key="list_columns",
            bind="query-params",
        )
        st.caption(say("The customer and the reason are always there."))
    return (*always, *picked)


def _empty(column: pd.Series) -> bool:
    return not bool((column != "").any()) if pd.api.types.is_string_dtype(column.dtype) else bool(column.isna().all())


def chosen(found: rt.CustomerList, view: Wanted) -> pd.DataFrame:
    """The customers that are wanted, in their order; never one who asked not to be contacted."""
    rows = found.listed(view.keys, view.by) if view.keys else found.frame.iloc[:0]
    if view.groups:
        rows = rows[rows["segment"].isin(view.groups)]
    if view.least > 0:
        rows = rows[rows["at_stake"] >= view.least]
    return rows if view.most is None else rows.head(view.most)
