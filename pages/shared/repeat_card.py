"""The second order: of those who ordered for the first time, who ordered again within so many days?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, state, words
from pages.shared.series_controls import SeriesView
from retention.languages import mark, noun, say

USUAL, MOST = 90, 365
HEADING = mark("The second order")
COLUMNS = {  # of the frame of cohorts
    "size": mark("First orders"),
    "n": mark("Watched long enough"),
    "came": mark("Ordered again"),
    "rate": mark("Rate"),
    "lower": mark("Likely from"),
    "upper": mark("to"),
    "complete": mark("Complete"),
}


def draw(events: rt.Events, view: SeriesView, stem: str) -> None:
    """A slider for the days, the rate in words, the curve of all days, and each cohort as a row."""
    settings = view.settings.replace(segment=None, min_events=1)
    with cards.card(say(HEADING)):
        days = _days(events)
        found = compute.repeat_rate(events, settings, days)
        st.markdown(sentence(found))
        if not len(found.by_days):
            return
        figure = rt.charts.repeat_curve(found.by_days, days, theme=cards.theme())
        cards.chart(figure, "again-chart", words.with_sentence(say(HEADING), sentence(found)), stem)
        st.caption(
            say(
                "Each point counts those watched that many days, and no others; the line ends where they are fewer "
                "than half. Days of 24 hours after the first order. The second order is the next row at a later time: "
                "the lines of one order, which share its time, are one order, and in a file without times of day two "
                "orders on one day are one."
            )
        )
        with st.expander(say("By {unit} of the first order", unit=noun(view.unit))):
            _table(found, view)
        files = cards.result_downloads(stem, found.by_days, figure, say(HEADING))
        recipe = rt.Recipe("repeat_rate", settings, {"days": days})
        cards.downloads("again", files, picture=False, source=events, recipe=recipe)


def sentence(found: rt.RepeatRate) -> str:
    """The rate with its range and n, and who is not counted yet."""
    days, waiting = words.count(found.days, "day"), words.count(found.waiting, "customer")
    if found.n:
        said = say(
            "Of {customers} watched for {days} after the first order, **{came}** ordered again within that time: "
            "**{rate}** (likely {span}).",
            customers=words.count(found.n, "customer"),
            days=days,
            came=f"{found.came:,}",
            rate=words.percent(found.rate),
            span=words.percent_span(found.lower, found.upper),
        )
    else:
        said = say("Nobody has been watched for {days} after the first order.", days=days)
    if not found.waiting:
        return said
    late = say("{customers} not watched that long yet, and not counted.", customers=waiting)
    return f"{said} {late}"


def _days(events: rt.Events) -> int:
    longest = min(MOST, int((events.observed_until - events.span[0]) / pd.Timedelta(days=1)))
    if longest < 2:
        return 1
    default = min(USUAL, max(1, longest // 2))
    state.settle("again", default)
    picked: int = st.select_slider(
        say("Days after the first order"), range(1, longest + 1), default, key="again", bind="query-params", width=320
    )
    return picked


def _table(found: rt.RepeatRate, view: SeriesView) -> None:
    frame = found.by_cohort
    table = pd.DataFrame({say(heading): frame[name].to_numpy() for name, heading in COLUMNS.items()})
    table.insert(0, words.capital(noun(view.unit)), view.names(frame))
    percent = st.column_config.NumberColumn(format="percent")
    shares = {say(COLUMNS[name]): percent for name in ("rate", "lower", "upper")}
    st.dataframe(table.iloc[::-1], hide_index=True, column_config=shares, height=280)
