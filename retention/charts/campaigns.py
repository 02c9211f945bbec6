"""Did it work? Groups beside each other, versions beside each other, and a change seen age by age."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from retention.charts.beside import names_at_right
from retention.charts.dot_rows import share_rows
from retention.charts.lines import percent_axis, top_of
from retention.charts.theme import Theme, percent, plain, template, theme_named, titled
from retention.charts.units import age_name
from retention.charts.words import came_back, ended, named, points, share_of, since_first
from retention.languages import group_said, mark, say

HEIGHT = 300
SIDES = {"before": mark("before"), "after": mark("after")}
BEGAN = {"before": mark("Who began before, {age}"), "after": mark("Who began after, {age}")}
MOST_TICKS = 13


def campaign_dots(
    frame: pd.DataFrame, *, did: str = "came back", theme: str | Theme = "light", title: str | None = None
) -> go.Figure:
    """Draw the share of the treated and of the control group who were active, each with its range.

    Parameters
    ----------
    frame
        What :meth:`retention.CampaignResult.to_frame` returns.
    did
        What those counted did, in words, as the result says.
    theme
        "light", "dark", or a :class:`Theme`.
    title
        Heading inside the figure.

    Examples
    --------
    >>> frame = pd.DataFrame({"active": [41], "watched": [180], "rate": [0.228], "lower": [0.173], "upper": [0.294]},
    ...                      index=["treated"])
    >>> campaign_dots(frame).data[1].hovertext
    ('treated: 41 of 180 came back, 22.8 % (likely 17-29 %).',)
    """
    tokens = theme_named(theme)
    names = [group_said(str(name)) for name in frame.index]
    said = [
        _counted(plain(name), int(row["active"]), int(row["watched"]), row, did)
        for name, row in zip(names, frame.to_dict("records"), strict=True)
    ]
    colours = [tokens.accent, *[tokens.muted] * (len(frame) - 1)]
    parts = frame.rename(columns={"rate": "value", "watched": "n"})
    return share_rows(parts, names, colours, said, tokens, title)


def experiment_dots(frame: pd.DataFrame, *, theme: str | Theme = "light", title: str | None = None) -> go.Figure:
    """Draw the share of each version for one outcome, the control first, each with its range.

    Parameters
    ----------
    frame
        The rows of one outcome of :attr:`retention.ExperimentResult.frame`, the control first.
    theme, title
        As in :func:`campaign_dots`.

    Examples
    --------
    >>> frame = pd.DataFrame({"version": ["a", "b"], "players": [100, 100], "did": [40, 50], "rate": [0.4, 0.5],
    ...                       "lower": [0.31, 0.4], "upper": [0.5, 0.6]})
    >>> experiment_dots(frame).data[1].hovertext[1]
    'b: 50 of 100 said yes, 50.0 % (likely 40-60 %).'
    """
    tokens = theme_named(theme)
    rows = frame.to_dict("records")
    said = [_counted(plain(row["version"]), int(row["did"]), int(row["players"]), row, "said yes") for row in rows]
    colours = [tokens.muted, *[tokens.accent] * (len(frame) - 1)]
    parts = frame.rename(columns={"rate": "value", "players": "n"})
    return share_rows(parts, [str(name) for name in frame["version"]], colours, said, tokens, title)


def before_after_lines(
    frame: pd.DataFrame, unit: str, *, did: str = "came back", theme: str | Theme = "light", title: str | None = None
) -> go.Figure:
    """Draw the rates of the cohorts before and after a day by age; hover says how far apart, and how sure.

    Parameters
    ----------
    frame
        What :meth:`retention.BeforeAfter.to_frame` returns.
    unit
        What an age is counted in.
    did, theme, title
        As in :func:`campaign_dots`.

    Examples
    --------
    >>> row = {"age": 1, "after_active": 60, "after_eligible": 100, "after_rate": 0.6, "before_active": 40,
    ...        "before_eligible": 100, "before_rate": 0.4, "difference": 0.2, "lower": 0.06, "upper": 0.33}
    >>> [line.name for line in before_after_lines(pd.DataFrame([row]), "month").data]
    ['before', 'after']
    """
    tokens = theme_named(theme)
    rows = frame.to_dict("records")
    ages = [int(row["age"]) for row in rows]
    looks = {"before": (tokens.muted, "dash", "square"), "after": (tokens.accent, "solid", "circle")}
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": side,
            "x": ages,
            "y": frame[f"{side}_rate"].tolist() if rows else [],
            "line": {"width": 2, "color": colour, "dash": dash},
            "marker": {"size": 8, "color": colour, "symbol": symbol},
            "hovertext": [_aged(row, side, unit, did) for row in rows],
            "hovertemplate": "%{hovertext}<extra></extra>",
        }
        for side, (colour, dash, symbol) in looks.items()
    ]
    sides = [np.asarray(trace["y"], float) for trace in traces]
    step = max(1, math.ceil(len(ages) / MOST_TICKS))
    layout: dict[str, Any] = {
        "template": template(tokens),
        "height": HEIGHT,
        "margin": {"l": 52, "r": 24, "t": 34, "b": 44},
        "xaxis": {
            "range": [min(ages, default=0) - 0.4, max(ages, default=1) + 0.4],
            "tickmode": "array",
            "tickvals": ages[::step],
            "title": {"text": since_first(unit)},
        },
        "yaxis": percent_axis(top_of(sides)),
    }
    figure = go.Figure(data=traces, layout=titled(layout, title))
    if rows:
        ends = [(say(SIDES[side]), float(y[-1]), looks[side][0]) for side, y in zip(looks, sides, strict=True)]
        names_at_right(figure, ends)
    return figure


def _counted(name: str, did_it: int, n: int, row: Any, did: str) -> str:
    if not n:
        return say("{name}: nobody has been watched long enough.", name=name)
    return named(name, ended(came_back(did_it, n, row["rate"], row["lower"], row["upper"], did)))


def _aged(row: Any, side: str, unit: str, did: str) -> str:
    active, n, rate = int(row[f"{side}_active"]), int(row[f"{side}_eligible"]), row[f"{side}_rate"]
    counts = ended(share_of(active, n, percent(rate), did))
    apart = say(
        "After less before: {points} points (likely {low} to {high}).",
        points=points(row["difference"]),
        low=points(row["lower"]),
        high=points(row["upper"]),
    )
    head = say(BEGAN[side], age=age_name(unit, str(int(row["age"]))))
    return f"{named(head, counts)}<br>{apart}"
