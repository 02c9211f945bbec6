"""Activity: how many customers are there, how often they come, and on how many days."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, compute, copied, one_period, series_controls, series_tables, words
from retention.languages import counted, listed, mark, noun, nouns, say, term

WINDOWS = {  # as a link has it: the unit, and how many
    **{f"{days} days": ("day", days) for days in (7, 14, 28, 30, 90)},
    "12 weeks": ("week", 12),
    "12 months": ("month", 12),
}
HOW = {mark("Exactly so many"): "exactly", mark("So many or more"): "at_least"}


def tell(frame: pd.DataFrame, view: series_controls.SeriesView, group: str | None) -> None:
    """The last complete period in words."""
    done = np.flatnonzero((frame["complete"] & ~frame["no_data"]).to_numpy())
    if not len(done):
        st.markdown(say("Nothing can be said yet: no {unit} shown is over.", unit=noun(view.unit)))
        return
    row = frame.iloc[int(done[-1])]
    customers = one_period.those(int(row["active"]), group)
    said = [say("{when}, {customers} were active.", when=one_period.at(row.name, view), customers=customers)]
    if not np.isnan(row["stickiness"]):
        said.append(
            say(
                "On an average day {mean} of them are there: stickiness **{rate}**.",
                mean=_short(row["mean_daily_active"]),
                rate=words.percent(row["stickiness"]),
            )
        )
    if not np.isnan(row["rows_per_customer"]):
        mean = _short(row["rows_per_customer"])
        said.append(say("Each has {mean} rows in the {unit} on average.", mean=mean, unit=noun(view.unit)))
    st.markdown(" ".join(said))


def _short(mean: float) -> str:
    """A mean with as many decimals as mean something."""
    return f"{mean:,.0f}" if mean >= 100 else f"{mean:.1f}" if mean >= 10 else f"{mean:.2f}"


def active_card(events: rt.Events, frame: pd.DataFrame, view: series_controls.SeriesView, stem: str) -> None:
    """Active customers of each period, and how many of them are there on a day."""
    heading, unit = say("Active customers by {unit}", unit=noun(view.unit)), noun(view.unit)
    with cards.card(heading):
        figure = rt.charts.active_chart(frame, theme=cards.theme(), settings=view.settings)
        alt = say("Active customers: {values}.", values=series_tables.spoken(frame, view, "active"))
        cards.chart(figure, "active", alt, stem)
        lines = [say("A customer who comes five times in a {unit} is one active customer.", unit=unit)]
        if not frame["complete"].iloc[-1]:
            lines.append(say("Hatched: the {unit} is not over where the data end, so more may come.", unit=unit))
        if frame["no_data"].any():
            lines.append(say("A dash: the file holds no rows for that time, which is not the same as nobody."))
        st.caption("  \n".join(lines))
        recipe = rt.Recipe("active_customers", view.settings)
        cards.downloads("active", cards.result_downloads(stem, frame, figure, heading), source=events, recipe=recipe)


def often_cards(events: rt.Events, frame: pd.DataFrame, view: series_controls.SeriesView, stem: str) -> None:
    """Stickiness and frequency side by side."""
    unit, recipe = noun(view.unit), rt.Recipe("active_customers", view.settings)
    left, right = st.columns(2, gap="small")
    with left, cards.card(say("Stickiness")):
        if frame["stickiness"].notna().any():
            figure = rt.charts.stickiness_chart(frame, theme=cards.theme(), settings=view.settings)
            alt = say("Stickiness: {values}.", values=series_tables.spoken(frame, view, "stickiness"))
            cards.chart(figure, "stickiness", alt, f"{stem}-stickiness")
        share = say("Of the customers of a {unit}, the share who are there on an average day of it.", unit=unit)
        no_days = say("Days have no stickiness of their own: choose a longer period.")
        st.caption(f"{share} {no_days}" if view.unit == "day" else share)
        copied.quietly(events, recipe)
    with right, cards.card(say("How often they come")):
        figure = rt.charts.frequency_chart(frame, theme=cards.theme(), settings=view.settings)
        values = series_tables.spoken(frame, view, "rows_per_customer")
        alt = say("Rows for each active customer: {values}.", values=values)
        cards.chart(figure, "frequency", alt, f"{stem}-frequency")
        st.caption(
            say("Rows in the {unit} for each customer who was active in it. Rows are what the file counts.", unit=unit)
        )
        copied.quietly(events, recipe)


# ------------------------------------------------------------------------------------------- days with activity
def days_card(events: rt.Events, settings: rt.CohortSettings, group: str | None, stem: str) -> None:
    """On how many days (weeks, months) of a window customers were active."""
    with cards.card(say("On how many days are they there?")):
        ranges = {name: span for name, span in _ranges(events, settings).items() if span is not None}
        if not ranges:
            st.caption(say("The file is too short: this needs seven whole days."))
            return
        names = list(ranges)
        with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
            default = "28 days" if "28 days" in names else names[0]
            window = st.selectbox(
                say("The last whole"),
                names,
                index=names.index(default),
                format_func=_window,
                key="window",
                bind="query-params",
                width=150,
            )
            how = st.segmented_control(
                term("what to count", "Count"),
                tuple(HOW),
                default="Exactly so many",
                format_func=say,
                key="tally",
                required=True,
                bind="query-params",
            )
        unit, n = WINDOWS[window]
        start, end = ranges[window]
        counted_in = settings.replace(period=unit, period_size=1, origin=None, start=start, end=end)
        found = compute.stickiness(events, counted_in)
        frame = found if group is None else found.get(group)
        if frame is None or not int(frame["exactly"].sum()):
            st.caption(say("Nobody was active in the last {window}.", window=_window(window)))
            return
        _say_days(frame, _window(window), unit, n, end)
        figure = rt.charts.active_days_chart(frame, show=HOW[how], unit=unit, theme=cards.theme())
        cards.chart(figure, "active-days", _spoken_days(frame, unit), f"{stem}-active-{unit}s")
        heading = say("Active {units} in the last {window}", units=nouns(unit), window=_window(window))
        files = cards.result_downloads(f"{stem}-active-{unit}s", frame, figure, heading)
        recipe = rt.Recipe("stickiness", counted_in)
        cards.downloads("days", files, picture=False, source=events, recipe=recipe)


def _window(name: str) -> str:
    unit, n = WINDOWS[name]
    return counted(n, unit)


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
    values = {
        "window": window,
        "day": words.day(pd.Timestamp(end) - pd.Timedelta(days=1)),
        "customers": words.count(everybody, "customer"),
        "once": f"{once:,}",
        "share": words.percent(once / everybody),
        "unit": noun(unit),
    }
    if several:
        said = say(
            "In the {window} to {day}, **{customers}** were active: {once} ({share}) on a single {unit}, {several} on "
            "several, at most on {most} of the {n}.",
            several=f"{several:,}",
            most=most,
            n=n,
            **values,
        )
    else:
        said = say(
            "In the {window} to {day}, **{customers}** were active: {once} ({share}) on a single {unit}.", **values
        )
    st.markdown(said)


def _spoken_days(frame: pd.DataFrame, unit: str) -> str:
    said = [f"{counted(int(k), unit)}: {int(v):,}" for k, v in frame["exactly"].head(7).items()]
    return say("Customers by active {units}: {values}.", units=nouns(unit), values=listed(said))


def page() -> None:
    """Settings, guard, compute, draw, explain."""
    cards.title(say("Activity"))
    events = cards.need_data(cards.ACTIVITY, ("events", "tables"))
    view = series_controls.draw(events)
    segment = view.settings.segment
    group, frame = series_controls.group_of(compute.active_customers(events, view.settings), segment)
    stem = series_controls.file_stem(events, "activity", view, group)
    with st.container(gap="xxsmall"):
        tell(frame, view, group)
    left, right = st.columns(2, gap="small")
    with left:
        active_card(events, frame, view, stem)
    with right:
        days_card(events, view.settings, group, stem)
    often_cards(events, frame, view, stem)
    with st.expander(say("All periods as a table")):
        series_tables.periods(frame, view)


try:
    page()
except rt.RetentionError as error:
    cards.error_box(error)
