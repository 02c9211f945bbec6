"""Lines of money over time with their bands, and the figure around them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from retention.charts.lines import Trace, area
from retention.charts.theme import Theme, plain, template, titled

MARGIN = {"l": 56, "r": 20, "t": 24, "b": 48}


def money_line(
    name: str, x: Any, y: Any, said: Sequence[str], colour: str, *, dash: str = "solid", width: float = 2.5
) -> Trace:
    """A line with a sentence for each point."""
    return {
        "type": "scatter",
        "mode": "lines+markers" if len(x) == 1 else "lines",
        "name": plain(name),
        "x": np.asarray(x, float),
        "y": np.asarray(y, float),
        "line": {"width": width, "color": colour, "dash": dash},
        "marker": {"size": 6, "color": colour},
        "hovertext": list(said),
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def money_band(x: Any, lower: Any, upper: Any, colour: str) -> Trace:
    """The range of a line, where it is known."""
    low, high, at = (np.asarray(part, float) for part in (lower, upper, x))
    known = ~(np.isnan(low) | np.isnan(high))
    return area(at[known], low[known], high[known], colour)


def figure(
    traces: list[Trace],
    tokens: Theme,
    *,
    yaxis: dict[str, Any],
    xaxis: dict[str, Any],
    height: int,
    title: str | None,
) -> go.Figure:
    """A figure with room for its heading."""
    layout = {"template": template(tokens), "height": height, "margin": MARGIN, "xaxis": xaxis, "yaxis": yaxis}
    return go.Figure(data=traces, layout=titled(layout, title))


def time_axis(last: float, words: str) -> dict[str, Any]:
    """An axis of whole periods from 0, with ten ticks at most, which a phone has room for."""
    end = max(1, math.ceil(last))
    step = next(s * p for p in (1, 10, 100, 1000) for s in (1, 2, 3, 6) if end / (s * p) <= 9)
    ticks = list(range(0, end + 1, step))
    return {
        "range": [0, end * 1.01],
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [f"{tick:,}" for tick in ticks],
        "tickangle": 0,
        "ticklabelstandoff": 4,
        "title": {"text": plain(words)},
    }


def words_at(figure: go.Figure, text: str, x: float, y: float, tokens: Theme, **where: Any) -> None:
    """Words beside a point, in the ink of all text."""
    place = {"xanchor": "left", "yanchor": "bottom", "xshift": 8, "yshift": 4, **where}
    figure.add_annotation(x=x, y=y, text=plain(text), showarrow=False, font={"size": 12, "color": tokens.text}, **place)
