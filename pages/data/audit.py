"""Audit: what was read, what was left out, and what the numbers rest on."""

from __future__ import annotations

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, copies, ledger, otherwise, roles_form, sidebar, state, words
from pages.shared.state import Data
from retention.languages import counted, listed, noun, nouns, say, term
from retention.report import EXAMPLES

SHOWN = 1000  # rows in a table on the page


def which(held: dict[str, Data]) -> Data:
    """The file to look at, where two are loaded."""
    if len(held) == 1:
        return next(iter(held.values()))
    kind = st.segmented_control(
        say("File"),
        list(held),
        default=next(iter(held)),
        format_func=lambda kind: words.plain(held[kind].report.source or say(kind)),
        key=f"audited-{'-'.join(held)}",
        required=True,
        label_visibility="collapsed",
        on_change=state.forget_wish,
    )
    return held[kind]


def key_facts(data: Data) -> None:
    """The few numbers that everything else rests on."""
    if isinstance(data, rt.Answers):
        named = {} if data.customer is None else {say("Customers"): f"{data.n_customers:,}"}
        when = (
            {} if data.time is None else {say("Span"): words.span(data), say("Time zone"): words.plain(data.timezone)}
        )
        cards.facts({say("Answers used"): f"{len(data):,}", **named, **when})
        return
    if isinstance(data, rt.Tenures):
        cards.facts(
            {
                say("Customers"): f"{data.n_customers:,}",
                say("Have left"): f"{int(data.ended.sum()):,}",
                say("Longest time"): _longest(data),
            }
        )
        return
    gap = data.usual_interval_days if isinstance(data, rt.Events) else None
    cards.facts(
        {
            say("Rows used"): f"{len(data):,}",
            say("Customers"): f"{data.n_customers:,}",
            say("Span"): words.span(data),
            say("Complete through"): words.day(words.last_whole_day(data)),
            **({say("Usual interval between visits"): _interval(gap)} if isinstance(data, rt.Events) else {}),
            say("Time zone"): words.plain(data.timezone),
        }
    )


def _interval(gap: int | None) -> str:
    return say("nobody came twice") if gap is None else words.count(gap, "day")


def _longest(tenures: rt.Tenures) -> str:
    longest = float(tenures.duration.max())
    if longest.is_integer() and longest < 1_000_000:
        return counted(int(longest), tenures.unit)
    return say("{n} {units}", n=f"{longest:g}", units=nouns(tenures.unit))


def left_out(report: rt.ReadReport) -> None:
    """Every row left out, by reason, with its place in the file."""
    tabs = st.tabs([f"{words.plain(words.told(reason))} ({number:,})" for reason, number in report.dropped.items()])
    for tab, reason in zip(tabs, report.dropped, strict=True):
        with tab:
            rows = report.left_out[report.left_out["reason"] == reason].head(SHOWN)
            table = pd.DataFrame({say("where"): report.places(rows), say("text"): rows["text"].tolist()})
            st.dataframe(table, hide_index=True, height=220)
            if report.dropped[reason] > SHOWN:
                n = f"{report.dropped[reason]:,}"
                st.caption(say("The first {shown} of {n}; the download above has more.", shown=f"{SHOWN:,}", n=n))


def columns(data: Data) -> None:
    """Which column of the file plays which role."""
    mapping, kind = data.mapping, state.kind_of(data)
    absent = roles_form.absent_means(kind)
    roles = {say(name): getattr(mapping, role) or _none(absent[role]) for role, name, _ in roles_form.ROLES[kind]}
    roles[say("Groups")] = listed(mapping.segments) or say("none")
    table = pd.DataFrame({say("Role"): list(roles), term("of a table", "Column"): list(roles.values())})
    st.dataframe(table, hide_index=True)
    found = [
        f"{words.plain(words.told(name))}: {words.plain(words.told(value), 200)}"
        for name, value in _further(data.report).items()
    ]
    st.caption("  \n".join(found))


def _none(meaning: str) -> str:
    return say("none: {meaning}", meaning=say(meaning))


def _further(report: rt.ReadReport) -> dict[str, str]:
    """What was found out about the file and does not stand among what the numbers rest on."""
    told = {assumption.key for assumption in report.assumptions}
    return {name: value for name, value in report.detected.items() if name.replace(" ", "_") not in told}


def periods(events: rt.Events) -> None:
    """Rows and customers of each period; an empty one inside the data is worth a look."""
    unit = sidebar.default_period(events)
    table = compute.rows_and_customers(events, unit)
    most = int(table["customers"].max())
    st.dataframe(
        table,
        hide_index=True,
        height=320,
        column_config={
            "period": st.column_config.TextColumn(words.capital(noun(unit))),
            "rows": st.column_config.NumberColumn(say("Rows"), format="localized"),
            "customers": st.column_config.ProgressColumn(
                say("Customers"), format="localized", min_value=0, max_value=most
            ),
        },
    )
    empty = table.loc[table["rows"] == 0, "period"]
    if len(empty):
        names = listed(list(empty[:6])) + (" …" if len(empty) > 6 else "")
        st.caption(say("Without a single row: {periods}. That is no data, not nobody.", periods=names))
    warm_up = events.warm_up_periods(unit)
    if warm_up:
        st.caption(
            say(
                "First in the file is not first ever: cohorts of {periods} (one usual interval between visits) may "
                "hold old customers. They are marked with * in the matrix.",
                periods=words.first(warm_up, unit),
            )
        )


def contract_periods(data: rt.Subscriptions) -> None:
    """Customers with a contract, period by period."""
    unit = sidebar.default_period(data)
    table = compute.period_retention(data, rt.CohortSettings(period=unit)).reset_index()
    names = {
        "start": say("At the start"),
        "new": say("New"),
        "won_back": say("Won back"),
        "lost": say("Lost"),
        "end": say("At the end"),
    }
    shown = table[["period", *names]].rename(columns=names)
    st.dataframe(
        shown,
        hide_index=True,
        height=320,
        column_config={"period": st.column_config.DateColumn(words.capital(noun(unit)), format=cards.day_format())},
    )
    st.caption(say("Customers with a contract running where each period begins and ends."))


def page() -> None:
    """What was read, what was left out, what it rests on."""
    cards.title(say("Audit"), say("What was read, what was left out and why, and what the numbers rest on."))
    cards.need_data(cards.AUDIT, tuple(kind for kind in cards.KINDS if kind != "tables"))
    data = which(state.held())
    key_facts(data)
    left, right = st.columns([11, 8], gap="small")
    with left:
        with cards.card(say("From the file to what is counted")):
            ledger.draw(data, examples=EXAMPLES)
        if data.report.dropped:
            with cards.card(say("Rows left out")):
                left_out(data.report)
        if isinstance(data, rt.Events | rt.Answers):
            with cards.card(say("Exact copies")):
                copies.draw(data)
        with cards.card(say("Columns used")):
            columns(data)
    with right:
        with cards.card(say("What the numbers rest on")):
            otherwise.draw(data)
        if isinstance(data, rt.Answers):
            answers_in_time(data)
        elif not isinstance(data, rt.Tenures):
            in_time(data)


def in_time(data: rt.Events | rt.Subscriptions) -> None:
    """Up to when the data are whole, and what they hold period by period."""
    unit = sidebar.default_period(data)
    ledger.complete_through(data, compute.last_day_note(data) if isinstance(data, rt.Events) else "")
    with cards.card(words.capital(say("{unit} by {unit}", unit=noun(unit)))):
        if isinstance(data, rt.Events):
            periods(data)
        else:
            contract_periods(data)


def answers_in_time(answers: rt.Answers) -> None:
    """Up to when the answers are whole, where they have a time."""
    if answers.time is not None:
        ledger.complete_through(answers)


try:
    page()
except rt.RetentionError as error:
    cards.error_box(error)
