"""One period of retention and churn in words: what was kept, against what, and the formula of the textbooks."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

import retention as rt
from pages.shared import cards, receipt, state, who, words
from pages.shared.series_controls import SeriesView
from retention.languages import noun, nouns, say

DAYS_OF_A_YEAR = 364  # whole weeks, so that a weekday is set against the same weekday


def known(frame: pd.DataFrame) -> list[int]:
    """Positions of the periods that have a rate."""
    found: list[int] = np.flatnonzero(frame["retention_rate"].notna().to_numpy()).tolist()
    return found


def why_not(frame: pd.DataFrame, view: SeriesView) -> str:
    """Why no period has a rate."""
    if int(frame["complete"].sum()) < 2:
        return say(
            "Nothing can be said yet: a rate needs two whole {units}, one to start from and one to look at. Choose a "
            "shorter period, or more of them.",
            units=nouns(view.unit),
        )
    return say("Nothing can be said yet: no {unit} shown has customers in the one before it.", unit=noun(view.unit))


def called(start: pd.Timestamp, view: SeriesView) -> str:
    """A period within a sentence: "Sep 2026", or "the week from 7 Sep 2026"."""
    name = view.settings.calendar("UTC").name(start.to_datetime64())
    plain = view.settings.period_size == 1 and view.settings.period in ("day", "month", "quarter", "year")
    return name if plain else say("the {unit} from {start}", unit=noun(view.unit), start=name)


def at(start: pd.Timestamp, view: SeriesView) -> str:
    """The same at the beginning of a sentence: "In Sep 2026", "On 7 Sep 2026"."""
    is_day = view.settings.period == "day" and view.settings.period_size == 1
    name = called(start, view)
    return say("On {day}", day=name) if is_day else say("In {period}", period=name)


def those(number: int, group: str | None) -> str:
    """How many customers, and of which group: "**120 customers** of web"."""
    customers = words.count(number, "customer")
    if group is None:
        return f"**{customers}**"
    return say("**{customers}** of {group}", customers=customers, group=words.plain(group or say("(blank)"), 30))


def sentence(whole: pd.DataFrame, start: pd.Timestamp, view: SeriesView) -> str:
    """What was kept and lost, with the range and n."""
    i = whole.index.get_loc(start)
    row = whole.iloc[i]
    kept, base = int(row["kept"]), int(row["start"])
    values = {
        "customers": words.count(base, "customer"),
        "kept": f"{kept:,}",
        "rate": words.percent(row["retention_rate"]),
        "span": words.percent_span(row["lower"], row["upper"]),
        "lost": words.percent(row["churn_rate"]),
    }
    if view.contracts:
        return say(
            "Of the {customers} at the beginning of {period}, **{kept}** were still there at its end: **{rate}** kept "
            "(likely {span}), {lost} lost.",
            period=called(start, view),
            **values,
        )
    values |= {"when": at(start, view), "before": called(whole.index[i - 1], view)}
    if view.settings.return_event is None:
        return say(
            "{when}, **{kept}** of the {customers} of {before} came again: **{rate}** kept (likely {span}), {lost} "
            "lost.",
            **values,
        )
    return say(
        "{when}, **{kept}** of the {customers} of {before} did it again: **{rate}** kept (likely {span}), {lost} lost.",
        **values,
    )


def comparisons(whole: pd.DataFrame, start: pd.Timestamp, view: SeriesView) -> list[str]:
    """The same rate against the period before and the one a year before, each with a verdict."""
    i = whole.index.get_loc(start)
    lines = []
    for other, of_year in ((whole.index[i - 1] if i else None, False), (a_year_before(start, view), True)):
        if other is not None and other in whole.index and not np.isnan(whole.at[other, "retention_rate"]):
            name, found = called(other, view), _compared(whole.loc[start], whole.loc[other])
            if of_year:
                lines.append(say("Against {period}, the year before: {comparison}", period=name, comparison=found))
            else:
                lines.append(say("Against {period}: {comparison}", period=name, comparison=found))
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
    return places[state.current("at", list(places), list(places)[-1], _shown(frame, view).get)]


def take_click(chart: str, frame: pd.DataFrame, view: SeriesView) -> None:
    """Take over a click on the chart: the chosen period is a setting, so that a link carries it."""
    point = state.selected_point(chart)
    name = next((n for n, i in _places(frame, view).items() if point is not None and i == point[0]), None)
    if name is not None:
        state.click(at=name)


def _places(frame: pd.DataFrame, view: SeriesView) -> dict[str, int]:
    """Names of the periods with a rate, in English as sessions and links keep them, and where each stands."""
    names = view.keys(frame)
    return {names[i]: i for i in known(frame)}


def _shown(frame: pd.DataFrame, view: SeriesView) -> dict[str, str]:
    """What each is called in the language in use."""
    return dict(zip(view.keys(frame), view.names(frame), strict=True))


def draw(data: Any, frame: pd.DataFrame, view: SeriesView) -> None:
    """The card of one period: its customers, and both formulas on its own numbers."""
    places = _places(frame, view)
    with cards.card(say("One {unit}", unit=noun(view.unit))):
        if not places:
            st.caption(say("A rate needs a period that is over, and customers in the one before it."))
            return
        names = list(places)
        state.settle("at", names[-1])
        name = st.selectbox(
            say("Click a bar, or choose"),
            names,
            index=len(names) - 1,
            format_func=_shown(frame, view).__getitem__,
            key="at",
            bind="query-params",
            width="stretch",
        )
        row = frame.iloc[places[name]]
        numbers = {column: int(row[column]) for column in ("start", "kept", "lost", "won_back", "new", "end")}
        cards.facts(_facts(numbers, view))
        _formulas(row, numbers, view)
        _receipt(data, frame, places[name], view)


def _receipt(data: Any, frame: pd.DataFrame, i: int, view: SeriesView) -> None:
    """Who was kept and who was lost, and what is in neither."""
    n, of = int(frame["kept"].iloc[i]), int(frame["start"].iloc[i])
    start, late = frame.index[i], int((~frame["complete"]).sum())
    said = []
    if late:
        said.append(say("The {unit} that is not over is in no rate.", unit=noun(view.unit)))
    with receipt.popover(receipt.fraction(say("kept"), _base(view), n, of), *said, data=data):
        find = partial(who.stayed, data, view.settings.replace(segment=None), frame, start)
        receipt.customers("period-customers", find, data, words.file_stem(data, f"churn-{start:%Y-%m-%d}"))


def _base(view: SeriesView) -> str:
    if view.contracts:
        return say("customers at the start")
    return say("customers of the {unit} before", unit=noun(view.unit))


def _facts(numbers: dict[str, int], view: SeriesView) -> dict[str, str]:
    unit = noun(view.unit)
    labels = {
        "start": say("At the start") if view.contracts else say("The {unit} before", unit=unit),
        "kept": say("Kept"),
        "lost": say("Lost"),
        "won_back": say("Won back"),
        "new": say("New"),
        "end": say("At the end") if view.contracts else say("This {unit}", unit=unit),
    }
    return {label: f"{numbers[name]:,}" for name, label in labels.items()}


def _formulas(row: Any, n: dict[str, int], view: SeriesView) -> None:
    """Kept by id, and as the textbooks write it, spelled out on the visitor's own numbers."""
    kept = say(
        "kept / CS = {kept} / {start} = **{rate}**",
        kept=f"{n['kept']:,}",
        start=f"{n['start']:,}",
        rate=words.percent(row["retention_rate"]),
    )
    likely = words.likely(row["lower"], row["upper"], n["start"])
    st.markdown("  \n".join([say("Customers kept, by their ids"), kept, likely]))
    net = f"({n['end']:,} − {n['new']:,}) / {n['start']:,} = **{words.percent(row['formula_rate'])}**"
    st.markdown("  \n".join([say("The textbook formula"), f"(CE − CN) / CS = {net}"]))
    if n["won_back"]:
        back = words.count(n["won_back"], "customer")
        st.caption(
            say(
                "The {customers} won back make the difference: there once, gone at the start, and now again. The "
                "formula takes them for kept, and so it can pass {all}.",
                customers=back,
                all=words.percent(1, 0),
            )
        )
    else:
        st.caption(say("Nobody was won back in this {unit}, so both agree.", unit=noun(view.unit)))
    st.caption(say("CS: customers at the start. CE: at the end. CN: new ones."))
