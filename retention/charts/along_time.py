"""Lines along time, one point for each period: gaps where nothing is known, and their ranges as bands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from retention.charts.lines import Trace, area
from retention.charts.theme import Theme, plain
from retention.charts.timeline import MANY, Timeline
from retention.results import FEW_GREYED, FEW_MARKED


def line(time: Timeline, name: str, values: Any, colour: str, said: Sequence[str], width: float = 2.5) -> Trace:
    """A line with a sentence for each point."""
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": plain(name),
        "x": time.x,
        "y": values,
        "connectgaps": False,
        "line": {"width": width, "color": colour},
        "marker": {"size": 6 if len(time) <= MANY else 4, "color": colour},
        "hovertext": list(said),
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def change_line(time: Timeline, name: str, values: Any, said: Sequence[str], tokens: Theme) -> Trace:
    """The sum of gains and losses, over their bars: thin, with hollow points."""
    many = len(time) > MANY
    return {
        **line(time, name, values, tokens.text, said, 1 if many else 1.5),
        "mode": "lines" if many else "lines+markers",
        "marker": {"size": 5, "color": tokens.paper, "line": {"width": 1.5, "color": tokens.text}},
    }


def bands(time: Timeline, lower: Any, upper: Any, colour: str) -> list[Trace]:
    """The range of a line, one piece for each run of known periods."""
    known = np.flatnonzero(~np.isnan(lower))
    pieces = np.split(known, np.flatnonzero(np.diff(known) > 1) + 1) if len(known) else []
    return [area([time.x[i] for i in piece], lower[piece], upper[piece], colour) for piece in pieces]


def few(people: Any, colour: str, tokens: Theme) -> dict[str, Any]:
    """Points that are hollow where few were counted, and grey where very few."""
    edges = np.where(people < FEW_GREYED, tokens.hatch, colour)
    inside = np.where(people < FEW_MARKED, tokens.paper, edges)
    return {"color": inside.tolist(), "line": {"width": 1.5, "color": edges.tolist()}}
