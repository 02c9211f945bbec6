"""How many customers are active, how often, and on how many days."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from retention.charts.along_time import line
from retention.charts.beside import names_at_right
from retention.charts.lines import percent_axis, top_of
from retention.charts.theme import Theme, percent, template, theme_named, titled
from retention.charts.timeline import HEIGHT, Timeline, count_axis, figure, last_known
from retention.charts.units import several_of, so_many
from retention.languages import counted, many, mark, nouns, say
from retention.settings import CohortSettings

# On how many days, with the share of all active customers and without it.
DAYS = {
    "exactly": (
        mark("{k} of {n} active customers on exactly {days}, {share}."),
        mark("{k} of {n} active customers on exactly {days}."),
    ),
    "at_least": (
        mark("{k} of {n} active customers on at least {days}, {share}."),
        mark("{k} of {n} active customers on at least {days}."),
    ),
}


def active_chart(
    frame: pd.DataFrame,
    *,
    theme: str | Theme = "light",
    title: str | None = None,
    small: bool = False,
    settings: CohortSettings | None = None,
) -> go.Figure:
    """Draw the customers active in each period, and as a line how many of them are there on a usual day.

    Parameters
    ----------
    frame
        What :func:`retention.active_customers` returns for all customers or one segment.
    theme
        "light", "dark", or a :class:`Theme`.
    title
        Heading inside the figure.
    small
        A low figure, for a card beside others.
    settings
        What was counted, which names the periods; without it their starts tell.

    Examples
    --------
    >>> frame = pd.DataFrame({"active": [31, 28], "rows": [62, 84], "rows_per_customer": [2.0, 3.0],
    ...                       "mean_daily_active": [2.0, 3.0], "stickiness": [2 / 31, 3 / 28],
    ...                       "complete": [True, True]}, index=pd.to_datetime(["2026-01-01", "2026-02-01"]))
    >>> active_chart(frame).data[0].hovertext[1]
    'Feb 2026 (1-28 Feb 2026, complete):<br>28 active customers, 3 of them on a usual day, with 84 rows.'
    """
    tokens = theme_named(theme)
    time = Timeline(frame, settings)
    said = time.sentences([_active(frame, i, bool(time.complete[i])) for i in range(len(frame))])
    active, daily = frame["active"].to_numpy(float), _complete(frame, "mean_daily_active", time)
    traces = [
        time.bars("active", active, tokens.lifecycle["returning"], said, tokens),
        line(time, "on a usual day", daily, tokens.attention, said),
        *time.dashes(said, tokens),
    ]
    drawn = figure(traces, time, count_axis(0.0, float(np.max(active, initial=1.0))), tokens, title, small=small)
    ends, at = [], last_known(np.where(time.complete, active, np.nan))
    if at is not None:
        ends.append((say("in the {period}", period=time.period), float(active[at]), tokens.lifecycle["returning"]))
    at = last_known(daily)
    if at is not None:
        ends.append((say("on a usual day"), float(daily[at]), tokens.attention))
    names_at_right(drawn, ends)
    return drawn


def stickiness_chart(
    frame: pd.DataFrame,
    *,
    theme: str | Theme = "light",
    title: str | None = None,
    small: bool = False,
    settings: CohortSettings | None = None,
) -> go.Figure:
    """Draw stickiness: the share of a period's customers who are there on a usual day of it.

    Parameters
    ----------
    frame, theme, title, small, settings
        As in :func:`active_chart`.

    Examples
    --------
    >>> frame = pd.DataFrame({"active": [40], "mean_daily_active": [5.0], "stickiness": [0.125], "complete": [True]},
    ...                      index=pd.to_datetime(["2026-01-01"]))
    >>> stickiness_chart(frame).data[0].hovertext[0]
    'Jan 2026 (1-31 Jan 2026, complete):<br>5 of 40 customers on a usual day, 12.5 %.'
    """
    return _share_or_mean(
        frame,
        "stickiness",
        lambda row: say(
            "{daily} of {n} customers on a usual day, {share}.",
            daily=_number(row["mean_daily_active"]),
            n=f"{int(row['active']):,}",
            share=percent(float(row["stickiness"])),
        ),
        theme_named(theme),
        title,
        small,
        settings,
    )


def frequency_chart(
    frame: pd.DataFrame,
    *,
    theme: str | Theme = "light",
    title: str | None = None,
    small: bool = False,
    settings: CohortSettings | None = None,
) -> go.Figure:
    """Draw how often the customers of each period were active in it: rows for each active customer.

    Parameters
    ----------
    frame, theme, title, small, settings
        As in :func:`active_chart`.

    Examples
    --------
    >>> frame = pd.DataFrame({"active": [40], "rows": [50], "rows_per_customer": [1.25], "complete": [True]},
    ...                      index=pd.to_datetime(["2026-01-01"]))
    >>> frequency_chart(frame).data[0].hovertext[0]
    'Jan 2026 (1-31 Jan 2026, complete):<br>50 rows of 40 customers, 1.25 for each.'
    """
    return _share_or_mean(
        frame,
        "rows_per_customer",
        lambda row: say(
            "{rows} of {customers}, {each} for each.",
            rows=counted(int(row["rows"]), "row"),
            customers=counted(int(row["active"]), "customer"),
            each=f"{row['rows_per_customer']:.2f}",
        ),
        theme_named(theme),
        title,
        small,
        settings,
    )


def active_days_chart(
    frame: pd.DataFrame,
    *,
    show: str = "exactly",
    unit: str = "day",
    theme: str | Theme = "light",
    title: str | None = None,
) -> go.Figure:
    """Draw on how many days of a window customers were active: exactly so many, or so many and more.

    Parameters
    ----------
    frame
        What :func:`retention.stickiness` returns for all customers or one segment.
    show
        "exactly" or "at_least".
    unit
        What is counted: "day", or another unit of the settings.
    theme
        "light", "dark", or a :class:`Theme`.
    title
        Heading inside the figure.

    Examples
    --------
    >>> frame = pd.DataFrame({"exactly": [6, 3, 1], "at_least": [10, 4, 1]}, index=[1, 2, 3])
    >>> active_days_chart(frame, show="at_least").data[0].hovertext[1]
    '4 of 10 active customers on at least 2 days, 40.0 %.'
    """
    tokens = theme_named(theme)
    values = frame[show].to_numpy(np.int64)
    n = int(frame["exactly"].sum())
    numbers = [int(k) for k in frame.index]
    said = [
        say(
            DAYS[show][0 if n else 1],
            k=f"{value:,}",
            n=f"{n:,}",
            days=so_many(k, unit),
            share=percent(value / max(n, 1)),
        )
        for k, value in zip(numbers, values.tolist(), strict=True)
    ]
    last = max(numbers, default=1)
    layout: dict[str, Any] = {
        "template": template(tokens),
        "height": HEIGHT,
        "margin": {"l": 52, "r": 16, "t": 24, "b": 48},
        "xaxis": {
            "range": [0.4, last + 0.6],
            "tickangle": 0,
            "title": {"text": say("{units} with activity", units=several_of(unit))},
            **({"tickmode": "array", "tickvals": numbers} if last <= 14 else {}),
        },
        "yaxis": {**count_axis(0.0, float(values.max(initial=1))), "title": {"text": nouns("customer")}},
    }
    bars = {
        "type": "bar",
        "x": numbers,
        "y": values,
        "marker": {"color": tokens.lifecycle["returning"], "line": {"width": 0}},
        "hovertext": said,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    return go.Figure(data=[bars], layout=titled(layout, title))


def _share_or_mean(
    frame: pd.DataFrame,
    column: str,
    sentence: Callable[[Any], str],
    tokens: Theme,
    title: str | None,
    small: bool,
    settings: CohortSettings | None,
) -> go.Figure:
    """One line along time, from zero; no point while a period is not over."""
    time = Timeline(frame, settings)
    values = _complete(frame, column, time)
    said = time.sentences(
        [
            say("not known before it is over.") if math.isnan(values[i]) else sentence(frame.iloc[i])
            for i in range(len(frame))
        ]
    )
    if column == "stickiness":
        top = top_of([values])
        axis = percent_axis(top)
    else:
        known = values[~np.isnan(values)]
        top = float(known.max()) * 1.12 if len(known) else 1.0
        axis = {"range": [0, top], "nticks": 6}
    traces = [
        line(time, column, values, tokens.accent, said),
        *time.not_over(top, said, tokens),
        *time.dashes(said, tokens),
    ]
    return figure(traces, time, axis, tokens, title, small=small)


def _complete(frame: pd.DataFrame, column: str, time: Timeline) -> Any:
    """A column where it is known: in periods that are over, and have rows."""
    return np.where(time.complete & ~time.no_data, frame[column].to_numpy(float), np.nan)


def _active(frame: pd.DataFrame, i: int, complete: bool) -> str:
    row = frame.iloc[i]
    n, rows, daily = int(row["active"]), counted(int(row["rows"]), "row"), float(row["mean_daily_active"])
    if not complete:
        return many(
            "{n} active customer so far, with {rows}.", "{n} active customers so far, with {rows}.", n, rows=rows
        )
    if math.isnan(daily):
        return many("{n} active customer, with {rows}.", "{n} active customers, with {rows}.", n, rows=rows)
    return many(
        "{n} active customer, {daily} of them on a usual day, with {rows}.",
        "{n} active customers, {daily} of them on a usual day, with {rows}.",
        n,
        daily=_number(daily),
        rows=rows,
    )


def _number(value: float) -> str:
    """A mean without decimals that say nothing."""
    return f"{value:,.1f}".removesuffix(".0") if value < 100 else f"{value:,.0f}"
