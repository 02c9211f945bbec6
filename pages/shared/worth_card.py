"""Who is still expected to bring how much: by cohort, by group, customer by customer."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, projection_card, words
from pages.shared.money_terms import Terms
from retention.charts.money import money
from retention.languages import mark, say

HEADING = mark("What today's customers are still expected to bring")
CUSTOMERS, COHORTS, GROUPS = mark("customers"), mark("cohorts"), mark("groups")
MONEY = ("expected_spend", "pays", "expected_value")
SHOWN = 1000  # customers in the table; the download has all
LABELS = {
    "customer": mark("Customer"),
    "first": mark("First seen"),
    "segment": mark("Group"),
    "frequency": mark("Repeat purchases"),
    "days_silent": mark("Days silent"),
    "expected_purchases": mark("Purchases expected"),
    "expected_spend": mark("Each of about"),
    "periods": mark("Renewals so far"),
    "pays": mark("Pays a period"),
    "expected_periods": mark("Periods expected"),
    "expected_value": mark("Expected value"),
}
AMOUNTS = ("Each of about", "Pays a period", "Expected value", mark("In all"), mark("Each"))


def draw(data: Any, projected: rt.ProjectedValue, terms: Terms, segment: str | None, stem: str) -> None:
    """One table, chosen by a switch; the list can be downloaded whole."""
    settings = rt.CohortSettings(period=terms.every, segment=segment)  # type: ignore[arg-type]
    values = compute.customer_values(data, settings, terms.discount, terms.horizon, projected.models)
    values = values.assign(expected_value=values["expected_value"] * terms.margin)
    with cards.card(say(HEADING)):
        st.markdown(_said(values, terms))
        options = (CUSTOMERS, COHORTS, *((GROUPS,) if segment is not None else ()))
        show = st.segmented_control(
            say("Show"),
            options,
            default=CUSTOMERS,
            format_func=say,
            key="worth",
            required=True,
            bind="query-params",
        )
        if show == GROUPS:
            _groups(data, values, terms, segment or "")
        elif show == COHORTS:
            _cohorts(values, terms)
        else:
            _customers(values)
        list_csv = partial(_csv, values)
        label = say("All customers with their expected value (CSV)")
        files = [(label, f"{stem}-customers.csv", "text/csv", list_csv)]
        cards.downloads("worth", files, picture=False)


def _said(values: pd.DataFrame, terms: Terms) -> str:
    total = float(values["expected_value"].sum())
    tenth = max(1, round(len(values) / 10))
    top = float(values["expected_value"].head(tenth).sum()) / total if total else 0.0
    return say(
        "**{money}** in all from {customers} {terms}, besides what they have brought already. **{share}** of it from "
        "the {best_customers} at the top.",
        money=money(total),
        customers=words.count(len(values), "customer"),
        terms=terms.said(),
        share=words.percent(top, 0),
        best_customers=words.count(tenth, "customer"),
    )


def _customers(values: pd.DataFrame) -> None:
    st.dataframe(_named(values.head(SHOWN)), hide_index=True, column_config=_formats(), height=360)
    notes = [
        say(
            "The highest expected value first: how often and how recently they bought, and what they spend, all in one "
            "number. A single customer's number is an average over customers like them, not a promise."
        )
    ]
    if len(values) > SHOWN:
        all_of_them = f"{len(values):,}"
        notes.append(say("The first {shown} of {n}; the download has all.", shown=f"{SHOWN:,}", n=all_of_them))
    st.caption(" ".join(notes))


def _cohorts(values: pd.DataFrame, terms: Terms) -> None:
    frame = rt.expected_by(values, "cohort", terms.every if terms.every != "day" else "week")
    calendar = rt.CohortSettings(period=terms.every).calendar("UTC")  # type: ignore[arg-type]
    names = [calendar.name(start) for start in frame.index.to_numpy()]
    table = pd.DataFrame({say("First seen in"): names, **_sums(frame)})
    st.dataframe(table.iloc[::-1], hide_index=True, column_config=_formats(), height=360)


def _groups(data: Any, values: pd.DataFrame, terms: Terms, segment: str) -> None:
    """Of each group: what a new customer is expected to bring, by a model of its own, and what those of today are."""
    frame = rt.expected_by(values, "segment")
    parts = projection_card.found(data, terms, segment)
    if not isinstance(parts, dict):
        projection_card.refused(parts)
        return
    rows = [_group(name, parts.get(name), terms) for name in frame.index]
    table = pd.DataFrame(rows).assign(**_sums(frame))
    st.dataframe(table, hide_index=True, column_config=_formats(), height="content")
    for name in frame.index:
        part = parts.get(name)
        if isinstance(part, rt.Refusal):
            group = words.plain(name or say("(blank)"))
            none = say("**{group}**: no projection of its own.", group=group)
            st.caption(f"{none} {words.plain(part.words, 300)}")
    st.caption(
        say(
            "A new customer: a model fitted to each group alone, with its own back-test. Where two ranges overlap "
            "widely, the difference could be chance. In all and each: today's customers, by the model over all of them."
        )
    )


def _group(name: str, part: Any, terms: Terms) -> dict[str, str]:
    group, new, likely, check = say("Group"), say("A new customer"), say("Likely"), say("Back-test")
    row = {group: name or say("(blank)"), new: say("refused"), likely: "", check: ""}
    if isinstance(part, rt.ProjectedValue):
        one = projection_card.on_terms(part, terms)
        misses = ", ".join(f"{words.percent(held.miss, 0)} {words.told(held.what)}" for held in one.check.parts)
        inside = say("{misses}: inside its range", misses=misses)
        row |= {
            new: money(one.value),
            likely: say("{low} to {high}", low=money(one.lower), high=money(one.upper)),
            check: inside if one.check.inside else say("{misses}: outside its range", misses=misses),
        }
    return row


def _sums(frame: pd.DataFrame) -> dict[str, Any]:
    return {
        say("Customers today"): frame["customers"].to_numpy(),
        say("In all"): frame["total"].round().to_numpy(),
        say("Each"): frame["mean"].round(2).to_numpy(),
    }


def _named(values: pd.DataFrame) -> pd.DataFrame:
    shown = values[[name for name in LABELS if name in values]].round(dict.fromkeys(MONEY, 2))
    return shown.rename(columns={name: say(label) for name, label in LABELS.items()})


def _formats() -> dict[str, Any]:
    return {
        say(LABELS["first"]): st.column_config.DateColumn(format="YYYY-MM-DD"),
        say(LABELS["expected_purchases"]): st.column_config.NumberColumn(format="%.2f"),
        say(LABELS["expected_periods"]): st.column_config.NumberColumn(format="%.1f"),
        **{say(name): st.column_config.NumberColumn(format="localized") for name in AMOUNTS},
    }


def _csv(values: pd.DataFrame) -> bytes:
    return rt.export.csv_bytes(values)
