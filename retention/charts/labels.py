"""Names on lines: at their ends where they keep apart, otherwise in a legend."""

from __future__ import annotations

import html
import itertools
import math
import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from retention.charts.lines import AgeAxis
from retention.charts.theme import Theme, plain, shortened
from retention.results import MetricSeries

LABEL = 16  # pixels from one label at a line's end to the next


def label_single(figure: go.Figure, series: MetricSeries, axis: AgeAxis, tokens: Theme) -> None:
    """The name on the line, near its beginning; the reason why it stops at its end."""
    y = axis.values(series.rates)
    known = np.flatnonzero(~np.isnan(y))
    if not len(known):
        return
    at = int(known[min(1, len(known) - 1)])
    notes = [
        {
            "x": axis.x(series)[at],
            "y": float(axis.values(series.upper)[at]),
            "text": plain(shortened(series.name, 60)),
            "showarrow": False,
            "xanchor": "left",
            "yanchor": "bottom",
            "xshift": 8,
            "yshift": 2,
            "font": {"color": tokens.accent, "size": 13, "weight": 600},
        }
    ]
    if series.note:
        notes.append(_corner_note(series.note, tokens))
    figure.update_layout(annotations=notes)


def _corner_note(text: str, tokens: Theme) -> dict[str, Any]:
    return {
        "xref": "paper",
        "yref": "paper",
        "x": 1,
        "y": 0,
        "xanchor": "right",
        "yanchor": "bottom",
        "yshift": 4,
        "align": "right",
        "showarrow": False,
        "text": "<br>".join(plain(line) for line in textwrap.wrap(text, 44)),
        "font": {"size": 12, "color": tokens.muted},
    }


def label_ends(figure: go.Figure, lines: Sequence[Any]) -> None:
    """Names at the ends of the lines where they keep apart, otherwise a legend."""
    ends = [end for end in (_end(line) for line in lines) if end is not None]
    names = [plain(shortened(html.unescape(line.name))) for line in lines]
    places = _spread([end[1] for end in ends], float(figure.layout.yaxis.range[1]), figure)
    if len(ends) < len(lines) or places is None or not _end_together(ends, figure):
        figure.update_layout(
            showlegend=True, legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom"}
        )
        figure.update_layout(margin_t=figure.layout.margin.t + 24 * math.ceil(sum(len(n) + 7 for n in names) / 90))
        figure.update_traces(showlegend=False, selector=lambda trace: trace.name is None)
        return
    room = 7 * max((len(html.unescape(name)) for name in names), default=0) + 22
    notes = []
    for name, line, (x, y), shift in zip(names, lines, ends, places, strict=True):
        label = {"x": x, "y": y, "text": name, "showarrow": False, "xanchor": "left", "xshift": 8}
        notes.append({**label, "yshift": shift, "font": {"color": line.line.color, "size": 12, "weight": 600}})
    figure.update_layout(annotations=notes, margin_r=max(figure.layout.margin.r, room))


def _end(line: Any) -> tuple[float, float] | None:
    known = np.flatnonzero(~np.isnan(np.asarray(line.y, float)))
    if not len(known):
        return None
    return float(line.x[known[-1]]), float(line.y[known[-1]])


def _end_together(ends: Sequence[tuple[float, float]], figure: go.Figure) -> bool:
    """Whether no label would stand in the middle of the other lines."""
    first, last = figure.layout.xaxis.range
    return all(last - x <= 0.08 * (last - first) + 0.3 for x, _ in ends)


def _spread(heights: Sequence[float], top: float, figure: go.Figure) -> list[float] | None:
    """Shifts in pixels that keep labels apart, or None where one would leave its line."""
    pixels = (figure.layout.height - figure.layout.margin.t - figure.layout.margin.b) / top
    places = [height * pixels for height in heights]
    moved = list(places)
    order = sorted(range(len(places)), key=places.__getitem__)
    for _ in range(40):
        for below, above in itertools.pairwise(order):
            overlap = LABEL - (moved[above] - moved[below])
            if overlap > 0:
                moved[below] -= overlap / 2
                moved[above] += overlap / 2
    shifts = [after - before for before, after in zip(places, moved, strict=True)]
    return shifts if all(abs(shift) <= LABEL for shift in shifts) else None


def label_apart(figure: go.Figure, lines: Sequence[Any]) -> None:
    """Names above the ends of the few lines that stand out from the rest."""
    notes = []
    for line in lines:
        end = _end(line)
        if end is not None:
            label = {"x": end[0], "y": end[1], "text": line.name, "showarrow": False, "yanchor": "bottom", "yshift": 5}
            near = end[0] > np.mean(figure.layout.xaxis.range)
            notes.append({**label, "xanchor": "right" if near else "left"})
            notes[-1]["font"] = {"color": line.line.color, "size": 13, "weight": 600}
    figure.update_layout(annotations=notes)
