"""Audit: what was read, what was left out, and what the numbers rest on."""

from __future__ import annotations

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, copies, ledger, otherwise, sidebar, words
from retention.report import EXAMPLES

SHOWN = 1000  # rows in a table on the page


def key_facts(events: rt.Events) -> None:
    """The few numbers that everything else rests on."""
    gap = events.usual_interval_days
    cards.facts(
        {
            "Rows used": f"{len(events):,}",
            "Customers": f"{events.n_customers:,}",
            "Span": words.span(events),
            "Complete through": words.day(words.last_whole_day(events)),
            "Usual interval between visits": "nobody came twice" if gap is None else words.count(gap, "day"),
            "Time zone": words.plain(events.timezone),
        }
    )


def left_out(report: rt.ReadReport) -> None:
    """Every row left out, by reason, with its place in the file."""
    tabs = st.tabs([f"{words.plain(reason)} ({number:,})" for reason, number in report.dropped.items()])
    for tab, reason in zip(tabs, report.dropped, strict=True):
        with tab:
            rows = report.left_out[report.left_out["reason"] == reason].head(SHOWN)
            table = pd.DataFrame({"where": report.places(rows), "text": rows["text"].tolist()})
            st.dataframe(table, hide_index=True, height=220)
            if report.dropped[reason] > SHOWN:
                st.caption(f"The first {SHOWN:,} of {report.dropped[reason]:,}; the download above has more.")


def columns(events: rt.Events) -> None:
    """Which column of the file plays which role."""
    mapping = events.mapping
    roles = {
        "Who": mapping.customer,
        "When": mapping.time,
        "What happened": mapping.event or "none: each row is a visit",
        "How much": mapping.amount or "none",
        "Quantity": mapping.quantity or "none",
        "Groups": ", ".join(mapping.segments) or "none",
    }
    st.dataframe(pd.DataFrame({"Role": list(roles), "Column": list(roles.values())}), hide_index=True)
    found = [f"{words.plain(name)}: {words.plain(value, 200)}" for name, value in _further(events.report).items()]
    st.caption("  \n".join(found))


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
            "period": st.column_config.TextColumn(unit.capitalize()),
            "rows": st.column_config.NumberColumn("Rows", format="localized"),
            "customers": st.column_config.ProgressColumn("Customers", format="localized", min_value=0, max_value=most),
        },
    )
    empty = table.loc[table["rows"] == 0, "period"]
    if len(empty):
        names = ", ".join(empty[:6]) + (" …" if len(empty) > 6 else "")
        st.caption(f"Without a single row: {names}. That is no data, not nobody.")
    warm_up = events.warm_up_periods(unit)
    if warm_up:
        st.caption(
            f"First in the file is not first ever: cohorts of {words.first(warm_up, unit)} (one usual interval "
            "between visits) may hold old customers. They are marked with * in the matrix."
        )


def page() -> None:
    """What was read, what was left out, what it rests on."""
    cards.title("Audit", "What was read, what was left out and why, and what the numbers rest on.")
    events = cards.need_events(cards.AUDIT)
    key_facts(events)
    left, right = st.columns([11, 8], gap="small")
    unit = sidebar.default_period(events)
    with left:
        with cards.card("From the file to what is counted"):
            ledger.draw(events, examples=EXAMPLES)
        if events.report.dropped:
            with cards.card("Rows left out"):
                left_out(events.report)
        with cards.card("Exact copies"):
            copies.draw(events)
    with right:
        with cards.card("What the numbers rest on"):
            otherwise.draw(events)
        ledger.complete_through(events, compute.last_day_note(events))
        with cards.card(f"{unit.capitalize()} by {unit}"):
            periods(events)
        with cards.card("Columns used"):
            columns(events)


try:
    page()
except rt.RetentionError as error:
    cards.error_box(error)
