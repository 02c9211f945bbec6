"""The same question, counted otherwise: a strip of dots, and one sentence on how much the definition decides."""

from __future__ import annotations

from typing import Any

import streamlit as st

import retention as rt
from pages.shared import cards, compute, copied, words
from retention.languages import listed, say

STEADY = 0.02  # points apart below which the story does not depend on the definition


def draw(data: Any, settings: rt.CohortSettings, age: int) -> None:
    """The headline under each definition that people use for it."""
    with cards.card(say("The same question, counted otherwise")):
        try:
            points = compute.definition_check(data, settings, age)
        except rt.SettingsError as error:
            st.caption(words.plain(words.capital(error.what), 200))
            return
        st.markdown(_verdict(points))
        if len(points) < 2:
            return
        figure = rt.charts.definition_dots(points, theme=cards.theme())
        cards.chart(figure, "definitions", _alt(points), "definitions")
        row = st.container(horizontal=True, gap="small")
        with row.popover(say("What differs"), icon=":material/info:", type="tertiary", key="what-differs"):
            st.markdown(
                "\n".join(
                    f"- **{words.plain(point.label)}:** {words.percent(point.rate)}, "
                    f"{words.likely(point.lower, point.upper, point.n)}. {words.plain(point.words, 200)}"
                    for point in points
                )
            )
        copied.draw(row, data, rt.Recipe("definition_check", settings, {"age": age}), quiet=True)


def _verdict(points: tuple[rt.DefinitionPoint, ...]) -> str:
    low, high = (pick(points, key=lambda point: point.rate) for pick in (min, max))
    if len(points) < 2:
        return say("These data can be counted in one way only, so that nothing depends on it.")
    least, most = words.percent(low.rate), words.percent(high.rate)
    if high.rate - low.rate <= STEADY:
        return say(
            "All {n} definitions give {least} to {most}: the story does not depend on how it is counted.",
            n=len(points),
            least=least,
            most=most,
        )
    return say(
        "From **{least}** ({lowest}) to **{most}** ({highest}): before comparing with a number from elsewhere, ask how "
        "it was counted.",
        least=least,
        lowest=words.plain(_lower_first(low.label)),
        most=most,
        highest=words.plain(_lower_first(high.label)),
    )


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _alt(points: tuple[rt.DefinitionPoint, ...]) -> str:
    rates = [f"{point.label}: {words.percent(point.rate)}" for point in points]
    heading = say("The same question, counted otherwise.")
    return f"{heading} {listed(rates)}"
