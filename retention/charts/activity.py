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
from retention.settings import CohortSettings

SHARES = {"exactly": "on exactly", "at_least": "on at least"}


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
        ends.append((f"in the {time.period}", float(active[at]), tokens.lifecycle["returning"]))
    at = last_known(daily)
    if at is not None:
        ends.append(("on a usual day", float(daily[at]), tokens.attention))
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
        lambda row: (
            f"{_number(row['mean_daily_active'])} of {int(row['active']):,} customers on a usual day, "
            f"{percent(float(row['stickiness']))}."
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
        lambda row: (
            f"{int(row['rows']):,} rows of {int(row['active']):,} customers, {row['rows_per_customer']:.2f} for each."
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
        f"{value:,} of {n:,} active customers {SHARES[show]} {k:,} {unit}{'' if k == 1 else 's'}"
        + (f", {percent(value / n)}." if n else ".")
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
            "title": {"text": f"{unit}s with activity"},
            **({"tickmode": "array", "tickvals": numbers} if last <= 14 else {}),
        },
        "yaxis": {**count_axis(0.0, float(values.max(initial=1))), "title": {"text": "customers"}},
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
            "not known before it is over." if math.isnan(values[i]) else sentence(frame.iloc[i])
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
    if not complete:
        return f"{int(row['active']):,} active customers so far, with {int(row['rows']):,} rows."
    daily = float(row["mean_daily_active"])
    usual = "" if math.isnan(daily) else f", {_number(daily)} of them on a usual day"
    return f"{int(row['active']):,} active customers{usual}, with {int(row['rows']):,} rows."


def _number(value: float) -> str:
    """A mean without decimals that say nothing."""
    return f"{value:,.1f}".removesuffix(".0") if value < 100 else f"{value:,.0f}"
