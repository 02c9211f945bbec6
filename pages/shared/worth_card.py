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

HEADING = "What today's customers are still expected to bring"
CUSTOMERS, COHORTS, GROUPS = "customers", "cohorts", "groups"
MONEY = ("expected_spend", "pays", "expected_value")
SHOWN = 1000  # customers in the table; the download has all
LABELS = {
    "customer": "Customer",
    "first": "First seen",
    "segment": "Group",
    "frequency": "Repeat purchases",
    "days_silent": "Days silent",
    "expected_purchases": "Purchases expected",
    "expected_spend": "Each of about",
    "periods": "Renewals so far",
    "pays": "Pays a period",
    "expected_periods": "Periods expected",
    "expected_value": "Expected value",
}
FORMATS = {
    "First seen": st.column_config.DateColumn(format="D MMM YYYY"),
    "Purchases expected": st.column_config.NumberColumn(format="%.2f"),
    "Periods expected": st.column_config.NumberColumn(format="%.1f"),
    **{
        name: st.column_config.NumberColumn(format="localized")
        for name in ("Each of about", "Pays a period", "Expected value", "In all", "Each")
    },
}


def draw(data: Any, projected: rt.ProjectedValue, terms: Terms, segment: str | None, stem: str) -> None:
    """One table, chosen by a switch; the list can be downloaded whole."""
    settings = rt.CohortSettings(period=terms.every, segment=segment)  # type: ignore[arg-type]
    values = compute.customer_values(data, settings, terms.discount, terms.horizon, projected.models)
    values = values.assign(expected_value=values["expected_value"] * terms.margin)
    with cards.card(HEADING):
        st.markdown(_said(values, terms))
        options = (CUSTOMERS, COHORTS, *((GROUPS,) if segment is not None else ()))
        show = st.segmented_control("Show", options, default=CUSTOMERS, key="worth", required=True, bind="query-params")
        if show == GROUPS:
            _groups(data, values, terms, segment or "")
        elif show == COHORTS:
            _cohorts(values, terms)
        else:
            _customers(values)
        list_csv = partial(_csv, values)
        files = [("All customers with their expected value (CSV)", f"{stem}-customers.csv", "text/csv", list_csv)]
        cards.downloads("worth", files, picture=False)


def _said(values: pd.DataFrame, terms: Terms) -> str:
    total = float(values["expected_value"].sum())
    tenth = max(1, round(len(values) / 10))
    top = float(values["expected_value"].head(tenth).sum()) / total if total else 0.0
    return (
        f"**{money(total)}** in all from {words.count(len(values), 'customer')} {terms.said()}, besides what they have "
        f"brought already. **{words.percent(top, 0)}** of it from the {words.count(tenth, 'customer')} at the top."
    )


def _customers(values: pd.DataFrame) -> None:
    st.dataframe(_named(values.head(SHOWN)), hide_index=True, column_config=FORMATS, height=360)
    more = f" The first {SHOWN:,} of {len(values):,}; the download has all." if len(values) > SHOWN else ""
    st.caption(
        "The highest expected value first: how often and how recently they bought, and what they spend, all in one "
        f"number. A single customer's number is an average over customers like them, not a promise.{more}"
    )


def _cohorts(values: pd.DataFrame, terms: Terms) -> None:
    frame = rt.expected_by(values, "cohort", terms.every if terms.every != "day" else "week")
    calendar = rt.CohortSettings(period=terms.every).calendar("UTC")  # type: ignore[arg-type]
    names = [calendar.name(start) for start in frame.index.to_numpy()]
    table = pd.DataFrame({"First seen in": names, **_sums(frame)})
    st.dataframe(table.iloc[::-1], hide_index=True, column_config=FORMATS, height=360)


def _groups(data: Any, values: pd.DataFrame, terms: Terms, segment: str) -> None:
    """Of each group: what a new customer is expected to bring, by a model of its own, and what those of today are."""
    frame = rt.expected_by(values, "segment")
    parts = projection_card.found(data, terms, segment)
    if not isinstance(parts, dict):
        projection_card.refused(parts)
        return
    rows = [_group(name, parts.get(name), terms) for name in frame.index]
    st.dataframe(pd.DataFrame(rows).assign(**_sums(frame)), hide_index=True, column_config=FORMATS, height="content")
    for name in frame.index:
        part = parts.get(name)
        if isinstance(part, rt.Refusal):
            st.caption(
                f"**{words.plain(name or '(blank)')}**: no projection of its own. {words.plain(part.words, 300)}"
            )
    st.caption(
        "A new customer: a model fitted to each group alone, with its own back-test. Where two ranges overlap widely, "
        "the difference could be chance. In all and each: today's customers, by the model over all of them."
    )


def _group(name: str, part: Any, terms: Terms) -> dict[str, str]:
    row = {"Group": name or "(blank)", "A new customer": "refused", "Likely": "", "Back-test": ""}
    if isinstance(part, rt.ProjectedValue):
        one = projection_card.on_terms(part, terms)
        misses = ", ".join(f"{words.percent(held.miss, 0)} {held.what}" for held in one.check.parts)
        row |= {
            "A new customer": money(one.value),
            "Likely": f"{money(one.lower)} to {money(one.upper)}",
            "Back-test": f"{misses}: {'inside' if one.check.inside else 'outside'} its range",
        }
    return row


def _sums(frame: pd.DataFrame) -> dict[str, Any]:
    return {
        "Customers today": frame["customers"].to_numpy(),
        "In all": frame["total"].round().to_numpy(),
        "Each": frame["mean"].round(2).to_numpy(),
    }


def _named(values: pd.DataFrame) -> pd.DataFrame:
    return values[[name for name in LABELS if name in values]].round(dict.fromkeys(MONEY, 2)).rename(columns=LABELS)


def _csv(values: pd.DataFrame) -> bytes:
    return rt.export.csv_bytes(values)
