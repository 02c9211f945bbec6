"""Names beside the last period instead of a legend: a mark in the colour, and words, kept apart."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import plotly.graph_objects as go

from retention.charts.letters import shortened, widest
from retention.charts.theme import plain

LABEL = 16  # pixels from one name to the next
CAMERA = 36  # pixels below a figure's upper edge where the middle of a name is clear of the camera


def names_at_right(
    figure: go.Figure, ends: Sequence[tuple[str, float, str]], *, axis: str = "y", span: float = 1.0, size: int = 12
) -> None:
    """Names beside the last period, kept apart: text, height in the axis' units, and colour of each.

    ``span`` is the share of the plot's height that the axis takes up.
    """
    if not ends:
        return
    layout = figure.layout
    own = layout["yaxis" if axis == "y" else f"yaxis{axis[1:]}"]
    low, high = own.range
    plot = layout.height - layout.margin.t - layout.margin.b
    room = plot * span
    heights = [(min(max(y, low), high) - low) / (high - low) * room for _, y, _ in ends]
    above = layout.margin.t + (1 - (own.domain or (0, 1))[1]) * plot
    room -= max(0, CAMERA - 4 - above)
    notes = [
        {
            "xref": "paper",
            "x": 1,
            "xanchor": "left",
            "xshift": 6,
            "yref": axis,
            "y": low,
            "yshift": place,
            "yanchor": "middle",
            "showarrow": False,
            "align": "left",
            "font": {"size": size},
            # A mark in the colour, and words in the ink of all text: pale colours are hard to read.
            "text": f'<span style="color:{colour}">■</span> {plain(shortened(text, 22))}',
        }
        for (text, _, colour), place in zip(ends, kept_apart(heights, room), strict=True)
    ]
    room = widest([shortened(text, 22) for text, _, _ in ends])
    figure.update_layout(
        annotations=[*layout.annotations, *notes], margin_r=max(layout.margin.r, round(6.2 * room + 28))
    )


def kept_apart(heights: Sequence[float], room: float) -> list[float]:
    """Heights in pixels, moved as little as it takes to keep texts apart and inside.

    Examples
    --------
    >>> kept_apart([50.0, 52.0], 100)
    [43.0, 59.0]
    """
    order = sorted(range(len(heights)), key=heights.__getitem__)
    apart = min(LABEL, (room - 8) / max(1, len(order) - 1))
    places = [float(heights[i]) for i in order]
    for _ in range(60):
        for i, (below, above) in enumerate(itertools.pairwise(places)):
            overlap = max(0.0, apart - (above - below))
            places[i] -= overlap / 2
            places[i + 1] += overlap / 2
    # What is left is pushed up from the bottom, then down from the top.
    floor, ceiling = 4.0, room - 4.0
    for i in range(len(places)):
        places[i] = floor = max(places[i], floor)
        floor += apart
    for i in reversed(range(len(places))):
        places[i] = ceiling = min(places[i], ceiling)
        ceiling -= apart
    return [place for _, place in sorted(zip(order, places, strict=True))]
