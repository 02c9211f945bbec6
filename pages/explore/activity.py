"""Activity: how many customers are there, how often they come, and on how many days."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, one_period, series_controls, series_tables, words

WINDOWS = {
    **{f"{days} days": ("day", days) for days in (7, 14, 28, 30, 90)},
    "12 weeks": ("week", 12),
    "12 months": ("month", 12),
}
HOW = {"Exactly so many": "exactly", "So many or more": "at_least"}


def say(frame: pd.DataFrame, view: series_controls.SeriesView, group: str | None) -> None:
    """The last complete period in words."""
    done = np.flatnonzero((frame["complete"] & ~frame["no_data"]).to_numpy())
    if not len(done):
        st.markdown(f"Nothing can be said yet: no {view.unit} shown is over.")
        return
    row = frame.iloc[int(done[-1])]
    active = int(row["active"])
    of = "" if group is None else f" of {words.plain(group or '(blank)', 30)}"
    said = f"{one_period.at(row.name, view)}, **{words.count(active, 'customer')}**{of} were active"
    if not np.isnan(row["stickiness"]):
        said += (
            f". On an average day {_short(row['mean_daily_active'])} of them are there: stickiness "
            f"**{words.percent(row['stickiness'])}**"
        )
    if not np.isnan(row["rows_per_customer"]):
        said += f". Each has {_short(row['rows_per_customer'])} rows in the {view.unit} on average"
    st.markdown(f"{said}.")


def _short(mean: float) -> str:
    """A mean with as many decimals as mean something."""
    return f"{mean:,.0f}" if mean >= 100 else f"{mean:.1f}" if mean >= 10 else f"{mean:.2f}"


def active_card(frame: pd.DataFrame, view: series_controls.SeriesView, stem: str) -> None:
    """Active customers of each period, and how many of them are there on a day."""
    with cards.card(f"Active customers by {view.unit}"):
        figure = rt.charts.active_chart(frame, theme=cards.theme(), settings=view.settings)
        cards.chart(figure, "active", f"Active customers: {series_tables.spoken(frame, view, 'active')}.", stem)
        lines = [f"A customer who comes five times in a {view.unit} is one active customer."]
        if not frame["complete"].iloc[-1]:
            lines.append(f"Hatched: the {view.unit} is not over where the data end, so more may come.")
        if frame["no_data"].any():
            lines.append("A dash: the file holds no rows for that time, which is not the same as nobody.")
        st.caption("  \n".join(lines))
        cards.downloads("active", cards.result_downloads(stem, frame, figure, f"Active customers by {view.unit}"))


def often_cards(frame: pd.DataFrame, view: series_controls.SeriesView, stem: str) -> None:
    """Stickiness and frequency side by side."""
    left, right = st.columns(2, gap="small")
    with left, cards.card("Stickiness"):
        if frame["stickiness"].notna().any():
            figure = rt.charts.stickiness_chart(frame, theme=cards.theme(), settings=view.settings)
            alt = f"Stickiness: {series_tables.spoken(frame, view, 'stickiness')}."
            cards.chart(figure, "stickiness", alt, f"{stem}-stickiness")
        st.caption(
            f"Of the customers of a {view.unit}, the share who are there on an average day of it. Days have no "
            "stickiness of their own: choose a longer period."
            if view.unit == "day"
            else f"Of the customers of a {view.unit}, the share who are there on an average day of it."
        )
    with right, cards.card("How often they come"):
        figure = rt.charts.frequency_chart(frame, theme=cards.theme(), settings=view.settings)
        alt = f"Rows for each active customer: {series_tables.spoken(frame, view, 'rows_per_customer')}."
        cards.chart(figure, "frequency", alt, f"{stem}-frequency")
        st.caption(f"Rows in the {view.unit} for each customer who was active in it. Rows are what the file counts.")


# ------------------------------------------------------------------------------------------- days with activity
def days_card(events: rt.Events, settings: rt.CohortSettings, group: str | None, stem: str) -> None:
    """On how many days (weeks, months) of a window customers were active."""
    with cards.card("On how many days are they there?"):
        ranges = {name: span for name, span in _ranges(events, settings).items() if span is not None}
        if not ranges:
            st.caption("The file is too short: this needs seven whole days.")
            return
        names = list(ranges)
        with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
            default = "28 days" if "28 days" in names else names[0]
            window = st.selectbox(
                "The last whole", names, index=names.index(default), key="window", bind="query-params", width=150
            )
            how = st.segmented_control(
                "Count", tuple(HOW), default="Exactly so many", key="tally", required=True, bind="query-params"
            )
        unit, n = WINDOWS[window]
        start, end = ranges[window]
        found = compute.stickiness(
            events, settings.replace(period=unit, period_size=1, origin=None, start=start, end=end)
        )
        frame = found if group is None else found.get(group)
        if frame is None or not int(frame["exactly"].sum()):
            st.caption(f"Nobody was active in the last {window}.")
            return
        _say_days(frame, window, unit, n, end)
        figure = rt.charts.active_days_chart(frame, show=HOW[how], unit=unit, theme=cards.theme())
        cards.chart(figure, "active-days", _spoken_days(frame, unit), f"{stem}-active-{unit}s")
        files = cards.result_downloads(f"{stem}-active-{unit}s", frame, figure, f"Active {unit}s in the last {window}")
        cards.downloads("days", files, picture=False)


def _ranges(events: rt.Events, settings: rt.CohortSettings) -> dict[str, tuple[datetime, datetime] | None]:
    """Start and end of each window that lies wholly in the file, the newest that is over."""
    out: dict[str, tuple[datetime, datetime] | None] = {}
    for name, (unit, n) in WINDOWS.items():
        calendar = settings.replace(period=unit, period_size=1, origin=None, start=None, end=None).calendar(
            events.timezone
        )
        last = calendar.last_complete(events.until)
        start, end = (pd.Timestamp(moment).to_pydatetime() for moment in calendar.starts([last - n + 1, last + 1]))
        out[name] = (start, end) if start >= events.span[0].normalize().to_pydatetime() else None
    return out


def _say_days(frame: pd.DataFrame, window: str, unit: str, n: int, end: datetime) -> None:
    everybody, once = int(frame["at_least"].iloc[0]), int(frame["exactly"].iloc[0])
    several, most = everybody - once, int(frame.index[frame["exactly"] > 0].max())
    last = words.day(pd.Timestamp(end) - pd.Timedelta(days=1))
    rest = f", {several:,} on several, at most on {most} of the {n}" if several else ""
    st.markdown(
        f"In the {window} to {last}, **{words.count(everybody, 'customer')}** were active: {once:,} "
        f"({words.percent(once / everybody)}) on a single {unit}{rest}."
    )


def _spoken_days(frame: pd.DataFrame, unit: str) -> str:
    said = ", ".join(f"{k} {unit}{'' if k == 1 else 's'}: {int(v):,}" for k, v in frame["exactly"].head(7).items())
    return f"Customers by active {unit}s: {said}."


def page() -> None:
    """Settings, guard, compute, draw, explain."""
    cards.title("Activity")
    events = cards.need_events(cards.ACTIVITY)
    view = series_controls.draw(events)
    segment = view.settings.segment
    group, frame = series_controls.group_of(compute.active_customers(events, view.settings), segment)
    stem = words.file_stem(events, f"activity-{words.slug(view.unit)}")
    if group is not None:
        stem = f"{stem}-{words.slug(group or 'blank')}"
    with st.container(gap="xxsmall"):
        say(frame, view, group)
    left, right = st.columns(2, gap="small")
    with left:
        active_card(frame, view, stem)
    with right:
        days_card(events, view.settings, group, stem)
    often_cards(frame, view, stem)
    with st.expander("All periods as a table"):
        series_tables.periods(frame, view)


try:
    page()
except rt.RetentionError as error:
    cards.error_box(error)
