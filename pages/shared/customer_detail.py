"""One customer: what they did over time, their usual rhythm, the silence, and why they are on the list."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, customer_words, words
from retention import stages
from retention.languages import counted, say


def draw(data: Any, found: rt.CustomerList, row: pd.Series, *, picked: bool) -> None:
    """The history as a strip, and what stands in the list about the customer, in words."""
    name = str(row["customer"])
    with cards.card(say("Customer {customer}", customer=words.plain(name, 40))):
        stage = say(stages.stage(str(row["stage"])).name)
        st.markdown(say("**{stage}**: {reason}.", stage=stage, reason=words.plain(row["reason"], 400)))
        figure, did = _strip(data, found, row)
        if figure is not None:
            alt = say("Customer {customer}: {did}", customer=name[:40], did=did)
            cards.chart(figure, "customer-strip", alt, f"customer-{words.slug(name)[:40]}")
        cards.facts(_facts(found, row))
        if not picked:
            st.caption(say("The first of the list; choose a row to see another."))


def _strip(data: Any, found: rt.CustomerList, row: pd.Series) -> tuple[Any, str]:
    history = rows_of(data, str(row["customer"]), found.at)
    if not len(history):
        return None, ""
    if found.kind == "contracts":
        drawn = rt.charts.contract_strip(history, found.at, theme=cards.theme())
        return drawn, words.count(len(history), "contract")
    low, high = float(row["usual_low"]), float(row["usual_high"])
    usual = None if math.isnan(low) or math.isnan(high) else (low, high)
    drawn = rt.charts.visit_strip(history, found.at, usual, theme=cards.theme())
    active, silent = counted(len(history), "day"), counted(int(row["silent"]), "day")
    return drawn, say("{active_days} with activity, silent for {silent_days}", active_days=active, silent_days=silent)


def rows_of(data: Any, customer: str, at: pd.Timestamp) -> pd.DataFrame:
    """What one customer did up to a moment: a row for each active day, or for each contract."""
    code = data.customer_ids.index(customer).as_py()
    if code < 0:
        return pd.DataFrame()
    rows = data.frame(slice(int(data.offsets[code]), int(data.offsets[code + 1])))
    mapping, amount = data.mapping, None if data.amount is None else str(data.mapping.amount)
    if isinstance(data, rt.Subscriptions):
        spans = pd.DataFrame({"start": rows[mapping.start]})
        spans["end"] = rows[mapping.end] if mapping.end is not None else pd.NaT
        return spans.assign(**({} if amount is None else {"money": rows[amount]}))[spans["start"] < at]
    rows = rows[rows[mapping.time] < at]
    by_day = rows.groupby(rows[mapping.time].dt.normalize())
    days = pd.DataFrame({"rows": by_day.size()})
    if amount is not None:
        days["money"] = by_day[amount].sum()
    return days.rename_axis("day").reset_index()


def _facts(found: rt.CustomerList, row: pd.Series) -> dict[str, str]:
    silent = say("Silent") if found.kind == "visits" else say("Without a contract")
    runs = found.kind == "contracts" and not row["silent"]
    said = {
        say("Usually"): customer_words.days(float(row["usual_low"]), float(row["usual_high"])),
        silent: "" if runs else words.count(int(row["silent"]), "day"),
        customer_words.called("Comes back", found.kind): customer_words.comes_back(
            float(row["chance"]), float(row["chance_lower"]), float(row["chance_upper"]), int(row["like"])
        ),
        say("At stake"): customer_words.worth(float(row["at_stake"]), found),
        say("First seen"): words.day(row["first_day"]),
        customer_words.called("Last event", found.kind): words.plain(row["last_event"]),
    }
    return {name: text for name, text in said.items() if text}
