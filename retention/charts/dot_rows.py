"""Rows below each other: a dot with its range for each, and its number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from retention.charts.letters import shortened, widest
from retention.charts.lines import percent_axis, top_of
from retention.charts.theme import Theme, percent, plain, template, titled
from retention.results import FEW_GREYED, FEW_MARKED

ROW, TOP, BOTTOM = 40, 8, 34
LETTER = 6.6  # pixels


def dot_rows(
    frame: pd.DataFrame,
    names: Sequence[str],
    colours: Sequence[str],
    said: Sequence[str],
    numbers: Sequence[str],
    axis: dict[str, Any],
    tokens: Theme,
    title: str | None,
) -> go.Figure:
    """Rows of ``value``, ``lower``, ``upper`` and ``n``, the first one on top, with names at the left.

    Dots of fewer than 30 are hollow, those of fewer than 10 grey.
    """
    rows = list(range(len(frame)))
    labels = [shortened(name, 22) for name in names]
    n = frame["n"].to_numpy()
    tones = [tokens.hatch if few else colour for few, colour in zip(n < FEW_GREYED, colours, strict=True)]
    ranges = {
        "type": "scatter",
        "mode": "lines",
        "x": [end for low, high in zip(frame["lower"], frame["upper"], strict=True) for end in (low, high, None)],
        "y": [row for row in rows for _ in range(3)],
        "line": {"width": 4, "color": tokens.hatch},
        "hoverinfo": "skip",
    }
    dots = {
        "type": "scatter",
        "mode": "markers+text",
        "x": frame["value"].to_numpy(float),
        "y": rows,
        "text": list(numbers),
        "textposition": "top center",
        "textfont": {"size": 12, "color": tokens.text},
        "cliponaxis": False,
        "hovertext": list(said),
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "size": 12,
            "color": np.where(n < FEW_MARKED, tokens.paper, tones).tolist(),
            "line": {"width": 2, "color": tones},
        },
    }
    layout: dict[str, Any] = {
        "template": template(tokens),
        "height": TOP + BOTTOM + ROW * max(1, len(rows)),
        "margin": {"l": round(LETTER * widest(labels) + 18), "r": 20, "t": TOP, "b": BOTTOM},
        "xaxis": axis,
        "yaxis": {
            "range": [len(rows) - 0.4, -0.75],
            "tickmode": "array",
            "tickvals": rows,
            "ticktext": [plain(label) for label in labels],
            "showgrid": False,
            "tickfont": {"size": 13, "color": tokens.text},
        },
    }
    return go.Figure(data=[ranges, dots], layout=titled(layout, title))


def share_rows(
    frame: pd.DataFrame,
    names: Sequence[str],
    colours: Sequence[str],
    said: Sequence[str],
    tokens: Theme,
    title: str | None,
) -> go.Figure:
    """Rows of shares, as :func:`dot_rows` draws them, with the numbers and the axis in per cent."""
    axis = {**percent_axis(top_of([frame["upper"].to_numpy(float)])), "showgrid": True}
    return dot_rows(frame, names, colours, said, [percent(rate) for rate in frame["value"]], axis, tokens, title)
