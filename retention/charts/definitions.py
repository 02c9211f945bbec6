"""The same headline under several definitions: a strip of dots with their ranges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import plotly.graph_objects as go

from retention.charts.lines import percent_axis
from retention.charts.theme import Theme, percent, plain, template, theme_named, titled
from retention.charts.words import came_back, ended, few_words, named

ROW, TOP, BOTTOM = 42, 6, 30
LABEL_LIFT, VALUE_GAP = 15, 6  # pixels above the dot; to the right of the range


class Point(Protocol):
    """What is drawn of one definition."""

    @property
    def label(self) -> str: ...
    @property
    def words(self) -> str: ...
    @property
    def came(self) -> int: ...
    @property
    def n(self) -> int: ...
    @property
    def rate(self) -> float: ...
    @property
    def lower(self) -> float: ...
    @property
    def upper(self) -> float: ...
    @property
    def own(self) -> bool: ...


def definition_dots(points: Sequence[Point], *, theme: str | Theme = "light", title: str | None = None) -> go.Figure:
    """Draw one headline under each definition: a dot with its range, the own choice filled, the others hollow.

    A quiet line goes down from the own choice, so that the eye can compare. Each name stands above its dot, so that
    no name needs a column of its own on a narrow screen.

    Parameters
    ----------
    points
        From :func:`retention.definition_check`.
    theme
        "light", "dark", or a :class:`Theme`.
    title
        Heading inside the figure.

    Examples
    --------
    >>> from types import SimpleNamespace as Point
    >>> own = Point(label="In month 1", words="Your own choice.", came=31, n=40, rate=0.775, lower=0.625, upper=0.877,
    ...             own=True)
    >>> definition_dots([own]).data[1].hovertext
    ('In month 1: 31 of 40 came back, 77.5 % (likely 62-88 %).<br>Your own choice.',)
    """
    tokens = theme_named(theme)
    top = 1.22 * max((point.upper for point in points), default=0.1)  # room for the number beside the range
    layout: dict[str, Any] = {
        "template": template(tokens),
        "height": TOP + BOTTOM + ROW * max(1, len(points)),
        "margin": {"l": 16, "r": 10, "t": TOP, "b": BOTTOM},
        "xaxis": _axis(max(top, 0.01)),
        "yaxis": {"visible": False, "range": [len(points) - 0.35, -0.75]},
        "annotations": [note for i, point in enumerate(points) for note in _names(point, i, tokens)],
        "shapes": [_own_line(point, tokens) for point in points if point.own],
    }
    return go.Figure(data=[_ranges(points, tokens), _dots(points, tokens)], layout=titled(layout, title))


def _axis(top: float) -> dict[str, Any]:
    """Percents up to 100, with room beyond for a number that stands there."""
    return {**percent_axis(min(top, 1.0)), "range": [0, top], "showgrid": True, "ticklabelstandoff": 4}


def _ranges(points: Sequence[Point], tokens: Theme) -> dict[str, Any]:
    x = [end for point in points for end in (point.lower, point.upper, None)]
    y = [i for i in range(len(points)) for _ in range(3)]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"width": 4, "color": tokens.hatch},
        "hoverinfo": "skip",
    }


def _dots(points: Sequence[Point], tokens: Theme) -> dict[str, Any]:
    colours = [tokens.accent if point.own else tokens.muted for point in points]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [point.rate for point in points],
        "y": list(range(len(points))),
        "hovertext": [_sentence(point) for point in points],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "size": np.where([point.own for point in points], 13, 11).tolist(),
            "color": [tokens.accent if point.own else tokens.paper for point in points],
            "line": {"width": 2, "color": colours},
        },
    }


def _names(point: Point, i: int, tokens: Theme) -> list[dict[str, Any]]:
    common = {"y": i, "showarrow": False, "align": "left", "xanchor": "left"}
    weight = 600 if point.own else 400
    name = {
        **common,
        "xref": "paper",
        "x": 0,
        "yshift": LABEL_LIFT,
        "text": plain(point.label),
        "bgcolor": tokens.paper,  # the line of the own choice passes behind
        "font": {"size": 12, "color": tokens.text if point.own else tokens.muted, "weight": weight},
    }
    number = {
        **common,
        "x": point.upper,
        "xshift": VALUE_GAP,
        "text": few_words(percent(point.rate), point.n),
        "font": {"size": 12, "color": tokens.accent if point.own else tokens.text, "weight": weight},
    }
    return [name, number]


def _own_line(point: Point, tokens: Theme) -> dict[str, Any]:
    line = {"color": tokens.accent, "width": 1, "dash": "dot"}
    return {
        "type": "line", "xref": "x", "yref": "paper", "x0": point.rate, "x1": point.rate, "y0": 0, "y1": 1,
        "layer": "below", "line": line,
    }  # fmt: skip


def _sentence(point: Point) -> str:
    counts = ended(came_back(point.came, point.n, point.rate, point.lower, point.upper))
    return f"{named(plain(point.label), counts)}<br>{plain(point.words)}"
