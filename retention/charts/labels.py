"""Names on lines: at their ends where they keep apart, otherwise in a legend."""

from __future__ import annotations

import html
import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from retention.charts.letters import letters, shortened, widest, wrapped
from retention.charts.lines import AgeAxis
from retention.charts.theme import Theme, percent, plain
from retention.languages import counted, say
from retention.results import MetricSeries

NARROW = 230  # pixels of the axis in the smallest card that holds a curve
LABEL = 16  # pixels from one label at a line's end to the next


def label_within(figure: go.Figure, days: int, y: float, tokens: Theme) -> None:
    """The share reached within some days, beside its point on a curve, at the side where there is room."""
    near_right = days > 0.6 * figure.layout.xaxis.range[1]
    figure.add_annotation(
        x=days,
        y=y,
        text=say("{share} within {days}", share=percent(y), days=counted(days, "day")),
        showarrow=False,
        xanchor="right" if near_right else "left",
        yanchor="bottom" if near_right else "top",
        xshift=-8 if near_right else 8,
        yshift=8 if near_right else -8,
        font={"color": tokens.text, "size": 13, "weight": 600},
    )


def label_single(figure: go.Figure, series: MetricSeries, axis: AgeAxis, tokens: Theme) -> None:
    """The name on the line, near its beginning; the reason why it stops at its end."""
    y = axis.values(series.rates)
    known = np.flatnonzero(~np.isnan(y))
    if not len(known):
        return
    name = plain(shortened(series.name, 32))
    notes = [
        {
            **_free_place(name, np.array(axis.x(series), float)[known], _band(series, axis)[:, known], figure),
            "text": name,
            "showarrow": False,
            "xanchor": "left",
            "font": {"color": tokens.accent, "size": 13, "weight": 600},
        }
    ]
    if series.note:
        notes.append(_corner_note(series.note, tokens))
    figure.update_layout(annotations=notes)


def _band(series: MetricSeries, axis: AgeAxis) -> NDArray[np.float64]:
    """Lower and upper end of the range at each point; the line itself where there is none."""
    rates = axis.values(series.rates)
    ends = [axis.values(series.lower), axis.values(series.upper)]
    return np.array([np.where(np.isnan(end), rates, end) for end in ends])


def _free_place(name: str, x: NDArray[np.float64], band: NDArray[np.float64], figure: go.Figure) -> dict[str, Any]:
    """Where a name crosses nothing: above the band near its beginning, or below where the band reaches the top.

    The name must also end inside the figure, which may be drawn narrow.
    """
    first, last = figure.layout.xaxis.range
    top = float(figure.layout.yaxis.range[1])
    wide = (last - first) * min(1.0, 7.2 * letters(name) / NARROW)
    start = max(first, min(x[min(1, len(x) - 1)], last - wide))
    under = np.linspace(start, min(start + wide, x[-1]), 24)
    above = float(np.interp(under, x, band[1]).max())
    below = float(np.interp(under, x, band[0]).min())
    if above + 0.1 * top <= top or below < 0.12 * top:
        return {"x": float(start), "y": above, "yanchor": "bottom", "yshift": 3}
    return {"x": float(start), "y": below, "yanchor": "top", "yshift": -3}


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
        "text": "<br>".join(plain(line) for line in wrapped(text, 44)),
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
        figure.update_layout(margin_t=figure.layout.margin.t + 24 * math.ceil(sum(letters(n) + 7 for n in names) / 90))
        figure.update_traces(showlegend=False, selector=lambda trace: trace.name is None)
        return
    room = round(7 * widest([html.unescape(name) for name in names]) + 22)
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
