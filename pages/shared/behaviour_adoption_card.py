"""Feature adoption: of the customers active at each age, the share that uses each event, with a visible threshold."""

from __future__ import annotations

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, words
from pages.shared.behaviour_controls import name
from pages.shared.behaviour_proposals import length

HEADING = "Feature adoption"
LEAST, UNIT = "beh_least", "beh_unit"
MOST = 10
UNITS = ("day", "week", "month")
AGES = {"day": 14, "week": 12, "month": 12}  # the last age shown
AGES_ON_A_PHONE = 7
SAID, EVERYBODY = 3, 0.98  # events in the sentence; what more than this share do says nothing
SHOWN = 20  # events in the picture; all are in the table
ELAPSED = {"day": "24 hours", "week": "7 days", "month": "30 days"}


def draw(events: rt.Events, settings: rt.CohortSettings, stem: str) -> None:
    """The threshold, the table of events by age, and what is used by most."""
    with cards.card(HEADING):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            unit = _unit(events)
            least = int(
                st.select_slider(
                    f"Uses it: at least so many times a {unit}",
                    range(1, MOST + 1),
                    1,
                    key=LEAST,
                    bind="query-params",
                    width=300,
                )
            )
        last = min(AGES[unit], AGES_ON_A_PHONE) if cards.on_a_phone() else AGES[unit]
        # Everybody's window is whole: the calendar month of somebody who came on its last day is no month.
        ages = settings.replace(period=unit, clock="elapsed", max_age=last, segment=None, return_event=None)
        frame = compute.feature_adoption(events, ages, least)
        if not frame["active"].sum():
            st.markdown(f"No customer has been watched for a whole {unit} of {ELAPSED[unit]} after the start yet.")
            return
        st.markdown(sentence(frame, unit, least))
        shown = _most_used(frame)
        figure = rt.charts.adoption_heatmap(shown, unit=unit, times=least, theme=cards.theme())
        cards.chart(figure, "beh-adoption", f"{HEADING}. {sentence(frame, unit, least).replace('**', '')}", stem)
        st.caption("  \n".join(_notes(frame, shown, unit)))
        with st.expander("All numbers as a table"):
            _table(frame, unit)
        cards.downloads("beh-adoption", cards.result_downloads(stem, frame, figure, HEADING), picture=False)


def _unit(events: rt.Events) -> str:
    proposed = "week" if length(events) <= 14 else "month"
    picked: str = st.selectbox("Age in", UNITS, UNITS.index(proposed), key=UNIT, bind="query-params", width=120)
    return picked


def sentence(frame: pd.DataFrame, unit: str, least: int) -> str:
    """What is used most at the first age after the start, apart from what everybody does."""
    age = 1 if (frame.loc[frame["age"] == 1, "active"] > 0).any() else 0
    row = frame[frame["age"] == age].sort_values("share", ascending=False, kind="stable")
    told = row[(row["share"] < EVERYBODY) & (row["used"] > 0)].head(SAID)
    often = "" if least == 1 else f", at least {least} times"
    active = words.count(int(row["active"].iloc[0]), "customer")
    if not len(told):
        return f"Of {active} active in {unit} {age}, everybody did the same{often}."
    said = ", ".join(
        f"**{words.percent(one['share'])}** {name(str(one['event']))} "
        f"(likely {words.percent_span(one['lower'], one['upper'])})"
        for one in told.to_dict("records")
    )
    return f"Of {active} active in {unit} {age}, these did{often}: {said}."


def _most_used(frame: pd.DataFrame) -> pd.DataFrame:
    used = frame.groupby("event", sort=False)["used"].sum().nlargest(SHOWN)
    return frame[frame["event"].isin(used.index)]


def _notes(frame: pd.DataFrame, shown: pd.DataFrame, unit: str) -> list[str]:
    lines = [
        f"Customers active in that {unit} are the whole. They become fewer as customers leave, so a share that rises "
        "may only mean that those who do not use it have left.",
        f"A {unit} is {ELAPSED[unit]} after each customer's own start, and only those that are over for a customer "
        "count. Grey: fewer than 10 customers. Hover for the range and n.",
    ]
    hidden = frame["event"].nunique() - shown["event"].nunique() + len(frame.attrs.get("passed_over", ()))
    return [*lines, f"{words.count(hidden, 'event')} with fewer uses not in the picture."] if hidden else lines


def _table(frame: pd.DataFrame, unit: str) -> None:
    labels = {
        "event": "Event",
        "age": unit.capitalize(),
        "active": "Active",
        "used": "Used it",
        "share": "Share",
        "lower": "Likely from",
        "upper": "to",
    }
    shares = {label: st.column_config.NumberColumn(format="percent") for label in ("Share", "Likely from", "to")}
    st.dataframe(frame.rename(columns=labels), hide_index=True, column_config=shares, height=300)
