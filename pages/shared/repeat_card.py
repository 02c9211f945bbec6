"""The second order: of those who ordered for the first time, who ordered again within so many days?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, state, words
from pages.shared.series_controls import SeriesView

USUAL, MOST = 90, 365
HEADING = "The second order"


def draw(events: rt.Events, view: SeriesView, stem: str) -> None:
    """A slider for the days, the rate in words, the curve of all days, and each cohort as a row."""
    settings = view.settings.replace(segment=None, min_events=1)
    with cards.card(HEADING):
        days = _days(events)
        found = compute.repeat_rate(events, settings, days)
        st.markdown(sentence(found))
        if not len(found.by_days):
            return
        figure = rt.charts.repeat_curve(found.by_days, days, theme=cards.theme())
        cards.chart(figure, "again-chart", f"{HEADING}. {sentence(found).replace('**', '')}", stem)
        st.caption(
            "Each point counts those watched that many days, and no others; the line ends where they are fewer than "
            "half. Days of 24 hours after the first order. "
            "The second order is the next row at a later time: the lines of one order, which share its time, are one "
            "order, and in a file without times of day two orders on one day are one."
        )
        with st.expander(f"By {view.unit} of the first order"):
            _table(found, view)
        cards.downloads("again", cards.result_downloads(stem, found.by_days, figure, HEADING), picture=False)


def sentence(found: rt.RepeatRate) -> str:
    """The rate with its range and n, and who is not counted yet."""
    waiting = (
        f" {words.count(found.waiting, 'customer')} not watched that long yet, and not counted."
        if found.waiting
        else ""
    )
    days = words.count(found.days, "day")
    if not found.n:
        return f"Nobody has been watched for {days} after the first order.{waiting}"
    return (
        f"Of {words.count(found.n, 'customer')} watched for {days} after the first order, **{found.came:,}** ordered "
        f"again within that time: **{words.percent(found.rate)}** "
        f"(likely {words.percent_span(found.lower, found.upper)}).{waiting}"
    )


def _days(events: rt.Events) -> int:
    longest = min(MOST, int((events.observed_until - events.span[0]) / pd.Timedelta(days=1)))
    if longest < 2:
        return 1
    default = min(USUAL, max(1, longest // 2))
    state.settle("again", default)
    picked: int = st.select_slider(
        "Days after the first order", range(1, longest + 1), default, key="again", bind="query-params", width=320
    )
    return picked


def _table(found: rt.RepeatRate, view: SeriesView) -> None:
    frame = found.by_cohort
    table = pd.DataFrame(
        {
            view.unit.capitalize(): view.names(frame),
            "First orders": frame["size"].to_numpy(),
            "Watched long enough": frame["n"].to_numpy(),
            "Ordered again": frame["came"].to_numpy(),
            "Rate": frame["rate"].to_numpy(),
            "Likely from": frame["lower"].to_numpy(),
            "to": frame["upper"].to_numpy(),
            "Complete": frame["complete"].to_numpy(),
        }
    )
    shares = {name: st.column_config.NumberColumn(format="percent") for name in ("Rate", "Likely from", "to")}
    st.dataframe(table.iloc[::-1], hide_index=True, column_config=shares, height=280)
