"""Feature adoption: of the customers active at each age, the share that uses each event, with a visible threshold."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, words
from pages.shared.behaviour_controls import name
from pages.shared.behaviour_proposals import length
from retention.languages import counted, many, mark, noun, say

HEADING = mark("Feature adoption")
LEAST, UNIT = "beh_least", "beh_unit"
MOST = 10
UNITS = ("day", "week", "month")
AGES = {"day": 14, "week": 12, "month": 12}  # the last age shown
AGES_ON_A_PHONE = 7
SAID, EVERYBODY = 3, 0.98  # events in the sentence; what more than this share do says nothing
SHOWN = 20  # events in the picture; all are in the table
ELAPSED = {"day": (24, "hour"), "week": (7, "day"), "month": (30, "day")}
LABELS = {
    "event": mark("Event"),
    "age": mark("Age"),
    "active": mark("Active"),
    "used": mark("Used it"),
    "share": mark("Share"),
    "lower": mark("Likely from"),
    "upper": mark("to"),
}


def draw(events: rt.Events, settings: rt.CohortSettings, stem: str) -> None:
    """The threshold, the table of events by age, and what is used by most."""
    heading = say(HEADING)
    with cards.card(heading):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            unit = _unit(events)
            least = int(
                st.select_slider(
                    say("Uses it: at least so many times a {unit}", unit=noun(unit)),
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
            st.markdown(
                say(
                    "No customer has been watched for a whole {unit} of {length} after the start yet.",
                    unit=noun(unit),
                    length=counted(*ELAPSED[unit]),
                )
            )
            return
        st.markdown(sentence(frame, unit, least))
        shown = _most_used(frame)
        figure = rt.charts.adoption_heatmap(shown, unit=unit, times=least, theme=cards.theme())
        cards.chart(figure, "beh-adoption", f"{heading}. {sentence(frame, unit, least).replace('**', '')}", stem)
        st.caption("  \n".join(_notes(frame, shown, unit)))
        with st.expander(say("All numbers as a table")):
            _table(frame, unit)
        files = cards.result_downloads(stem, frame, figure, heading)
        recipe = rt.Recipe("feature_adoption", ages, {"times": least})
        cards.downloads("beh-adoption", files, picture=False, source=events, recipe=recipe)


def _unit(events: rt.Events) -> str:
    proposed = "week" if length(events) <= 14 else "month"
    picked: str = st.selectbox(
        say("Age in"), UNITS, UNITS.index(proposed), key=UNIT, bind="query-params", width=120, format_func=noun
    )
    return picked


def sentence(frame: pd.DataFrame, unit: str, least: int) -> str:
    """What is used most at the first age after the start, apart from what everybody does."""
    age = 1 if (frame.loc[frame["age"] == 1, "active"] > 0).any() else 0
    row = frame[frame["age"] == age].sort_values("share", ascending=False, kind="stable")
    told = row[(row["share"] < EVERYBODY) & (row["used"] > 0)].head(SAID)
    active = {"customers": counted(int(row["active"].iloc[0]), "customer"), "age": words.age(unit, str(age))}
    if not len(told):
        if least == 1:
            return say("Of {customers} active in {age}, everybody did the same.", **active)
        return say(
            "Of {customers} active in {age}, everybody did the same, at least {times} times.", times=least, **active
        )
    shares = ", ".join(_share(one) for one in told.to_dict("records"))
    if least == 1:
        return say("Of {customers} active in {age}, these did: {shares}.", shares=shares, **active)
    return say(
        "Of {customers} active in {age}, these did, at least {times} times: {shares}.",
        times=least,
        shares=shares,
        **active,
    )


def _share(row: dict[Any, Any]) -> str:
    return say(
        "**{share}** {event} (likely {range})",
        share=words.percent(row["share"]),
        event=name(str(row["event"])),
        range=words.percent_span(row["lower"], row["upper"]),
    )


def _most_used(frame: pd.DataFrame) -> pd.DataFrame:
    used = frame.groupby("event", sort=False)["used"].sum().nlargest(SHOWN)
    return frame[frame["event"].isin(used.index)]


def _notes(frame: pd.DataFrame, shown: pd.DataFrame, unit: str) -> list[str]:
    lines = [
        say(
            "Customers active in that {unit} are the whole. They become fewer as customers leave, so a share that "
            "rises may only mean that those who do not use it have left.",
            unit=noun(unit),
        ),
        say(
            "A {unit} is {length} after each customer's own start, and only those that are over for a customer count. "
            "Grey: fewer than 10 customers. Hover for the range and n.",
            unit=noun(unit),
            length=counted(*ELAPSED[unit]),
        ),
    ]
    hidden = frame["event"].nunique() - shown["event"].nunique() + len(frame.attrs.get("passed_over", ()))
    if hidden:
        lines.append(
            many(
                "{n} event with fewer uses not in the picture.",
                "{n} events with fewer uses not in the picture.",
                hidden,
            )
        )
    return lines


def _table(frame: pd.DataFrame, unit: str) -> None:
    labels = cards.said(LABELS) | {"age": words.capital(noun(unit))}
    shares = cards.shares(*(labels[name] for name in ("share", "lower", "upper")))
    st.dataframe(frame.rename(columns=labels), hide_index=True, column_config=shares, height=300)
