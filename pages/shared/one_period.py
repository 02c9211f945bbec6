"""One period of retention and churn in words: what was kept, against what, and the formula of the textbooks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, state, words
from pages.shared.series_controls import SeriesView

DAYS_OF_A_YEAR = 364  # whole weeks, so that a weekday is set against the same weekday


def known(frame: pd.DataFrame) -> list[int]:
    """Positions of the periods that have a rate."""
    found: list[int] = np.flatnonzero(frame["retention_rate"].notna().to_numpy()).tolist()
    return found


def why_not(frame: pd.DataFrame, view: SeriesView) -> str:
    """Why no period has a rate."""
    if int(frame["complete"].sum()) < 2:
        return (
            f"Nothing can be said yet: a rate needs two whole {view.unit}s, one to start from and one to look at. "
            "Choose a shorter period, or more of them."
        )
    return f"Nothing can be said yet: no {view.unit} shown has customers in the one before it."


def called(start: pd.Timestamp, view: SeriesView) -> str:
    """A period within a sentence: "Sep 2026", or "the week from 7 Sep 2026"."""
    name = view.settings.calendar("UTC").name(start.to_datetime64())
    plain = view.settings.period_size == 1 and view.settings.period in ("day", "month", "quarter", "year")
    return name if plain else f"the {view.unit} from {name}"


def at(start: pd.Timestamp, view: SeriesView) -> str:
    """The same at the beginning of a sentence: "In Sep 2026", "On 7 Sep 2026"."""
    is_day = view.settings.period == "day" and view.settings.period_size == 1
    return f"{'On' if is_day else 'In'} {called(start, view)}"


def sentence(whole: pd.DataFrame, start: pd.Timestamp, view: SeriesView) -> str:
    """What was kept and lost, with the range and n."""
    i = whole.index.get_loc(start)
    row = whole.iloc[i]
    kept, base = int(row["kept"]), int(row["start"])
    rate = f"**{words.percent(row['retention_rate'])}** kept (likely {words.percent_span(row['lower'], row['upper'])})"
    lost = f"{words.percent(row['churn_rate'])} lost"
    if view.contracts:
        return (
            f"Of the {words.count(base, 'customer')} at the beginning of {called(start, view)}, **{kept:,}** "
            f"were still there at its end: {rate}, {lost}."
        )
    before = called(whole.index[i - 1], view)
    again = "came again" if view.settings.return_event is None else "did it again"
    return (
        f"{at(start, view)}, **{kept:,}** of the {words.count(base, 'customer')} of {before} {again}: {rate}, {lost}."
    )


def comparisons(whole: pd.DataFrame, start: pd.Timestamp, view: SeriesView) -> list[str]:
    """The same rate against the period before and the one a year before, each with a verdict."""
    i = whole.index.get_loc(start)
    lines = []
    for other, name in ((whole.index[i - 1] if i else None, ""), (a_year_before(start, view), ", the year before")):
        if other is not None and other in whole.index and not np.isnan(whole.at[other, "retention_rate"]):
            lines.append(f"Against {called(other, view)}{name}: {_compared(whole.loc[start], whole.loc[other])}")
    return lines


def a_year_before(start: pd.Timestamp, view: SeriesView) -> pd.Timestamp | None:
    """Start of the comparable period a year earlier; None where the period itself is a year or an hour."""
    settings = view.settings
    if settings.period in ("month", "quarter"):
        return start - pd.DateOffset(years=1)
    return start - pd.Timedelta(days=DAYS_OF_A_YEAR) if settings.period in ("day", "week") else None


def _compared(now: Any, then: Any) -> str:
    return rt.compare_rates(int(now["kept"]), int(now["start"]), int(then["kept"]), int(then["start"])).words


# ------------------------------------------------------------------------------------------------ the chosen period
def position(frame: pd.DataFrame, view: SeriesView) -> int | None:
    """Position of the chosen period, the last one with a rate unless somebody chose another."""
    places = _places(frame, view)
    if not places:
        return None
    return places[state.current("at", list(places), list(places)[-1])]


def take_click(chart: str, frame: pd.DataFrame, view: SeriesView) -> None:
    """Take over a click on the chart: the chosen period is a setting, so that a link carries it."""
    point = state.selected_point(chart)
    name = next((n for n, i in _places(frame, view).items() if point is not None and i == point[0]), None)
    if name is not None:
        state.put("at", name)


def _places(frame: pd.DataFrame, view: SeriesView) -> dict[str, int]:
    names = view.names(frame)
    return {names[i]: i for i in known(frame)}


def draw(frame: pd.DataFrame, view: SeriesView) -> None:
    """The card of one period: its customers, and both formulas on its own numbers."""
    places = _places(frame, view)
    with cards.card(f"One {view.unit}"):
        if not places:
            st.caption("A rate needs a period that is over, and customers in the one before it.")
            return
        names = list(places)
        state.settle("at", names[-1])
        name = st.selectbox(
            "Click a bar, or choose", names, index=len(names) - 1, key="at", bind="query-params", width="stretch"
        )
        row = frame.iloc[places[name]]
        numbers = {column: int(row[column]) for column in ("start", "kept", "lost", "won_back", "new", "end")}
        cards.facts(_facts(numbers, view))
        _formulas(row, numbers, view)


def _facts(numbers: dict[str, int], view: SeriesView) -> dict[str, str]:
    before = "At the start" if view.contracts else f"The {view.unit} before"
    at_end = "At the end" if view.contracts else f"This {view.unit}"
    labels = {before: "start", "kept": "kept", "lost": "lost", "won back": "won_back", "new": "new", at_end: "end"}
    return {label.capitalize(): f"{numbers[name]:,}" for label, name in labels.items()}


def _formulas(row: Any, n: dict[str, int], view: SeriesView) -> None:
    """Kept by id, and as the textbooks write it, spelled out on the visitor's own numbers."""
    by_id = words.percent(row["retention_rate"])
    st.markdown(
        f"Customers kept, by their ids  \nkept / CS = {n['kept']:,} / {n['start']:,} = **{by_id}**  \n"
        f"{words.likely(row['lower'], row['upper'], n['start'])}"
    )
    st.markdown(
        "The textbook formula  \n"
        f"(CE − CN) / CS = ({n['end']:,} − {n['new']:,}) / {n['start']:,} = **{words.percent(row['formula_rate'])}**"
    )
    if n["won_back"]:
        back = words.count(n["won_back"], "customer")
        st.caption(
            f"The {back} won back make the difference: there once, gone at the start, and now again. The formula takes "
            f"them for kept, and so it can pass 100{words.NO_BREAK}%."
        )
    else:
        st.caption(f"Nobody was won back in this {view.unit}, so both agree.")
    st.caption("CS: customers at the start. CE: at the end. CN: new ones.")
