"""The layers of a cohort table, from below: colour, open windows, numbers, marks, hover or clicks.

Every function returns plain plotly traces. Rows and columns are drawn at their positions on numeric axes, so that
"2025-02" is never taken for a date.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retention.charts.theme import Theme, unchanged_by_clicks
from retention.charts.units import age_name
from retention.charts.view import View
from retention.charts.words import Texts, counts_of, named, of_group
from retention.intervals import Floats
from retention.results import Bools

Trace = dict[str, Any]

HATCHED = 1500  # more open cells than this are toned: the browser draws each hatched one by itself
BREATH = 1.35  # rows from the row of all cohorts to the first cohort
CLEAR = "rgba(0,0,0,0)"


@dataclass(frozen=True)
class Place:
    """Where cells lie: the first cohort at ``first`` on the y axis, cells ``height`` pixels high."""

    rows: int
    columns: int
    first: float
    height: float

    @property
    def gap(self) -> int:
        """Pixels between cells."""
        return 2 if self.height >= 14 else 1 if self.height >= 7 else 0

    @property
    def font(self) -> int:
        """Size of the numbers, smaller where columns are many."""
        return 13 if self.columns <= 18 else 12 if self.columns <= 27 else 11


def _heatmap(z: NDArray[np.floating[Any]], y0: float, scale: Trace, gap: int) -> Trace:
    return {
        "type": "heatmap",
        "z": z,
        "x0": 0,
        "dx": 1,
        "y0": y0,
        "dy": 1,
        "xgap": gap,
        "ygap": gap,
        "hoverinfo": "skip",
        "hoverongaps": False,
        **scale,
    }


def _one_colour(mask: Bools, colour: str, place: Place) -> Trace:
    scale = {"colorscale": [[0, colour], [1, colour]], "zmin": 0, "zmax": 1, "showscale": False}
    return _heatmap(_sheet(mask), place.first, scale, place.gap)


def _sheet(mask: Bools) -> NDArray[np.float32]:
    """1 where a cell is covered; half as many bytes for the browser as usual numbers."""
    return np.where(mask, np.float32(1), np.float32(np.nan))


def fill_layers(view: View, place: Place, theme: Theme) -> list[Trace]:
    """Colour of the cells, of the greyed ones, and of the row of all cohorts."""
    layers = [{**_heatmap(view.fill, place.first, view.scale.trace, place.gap), "name": "cells"}]
    if view.greyed.any():
        layers.append({**_one_colour(view.greyed, theme.greyed, place), "name": "few customers"})
    if view.pooled_fill is not None:
        layers.append({**_heatmap(view.pooled_fill[None, :], 0, view.scale.trace, place.gap), "name": "all cohorts"})
    return layers


def open_layer(view: View, place: Place, theme: Theme) -> list[Trace]:
    """Windows still open: a hatched bar over exactly one cell each."""
    rows, columns = np.nonzero(view.is_open)
    if not len(rows):
        return []
    if len(rows) > HATCHED:
        return [{**_one_colour(view.is_open, theme.hatch, place), "opacity": 0.5, "name": "window still open"}]
    pattern = {"shape": "/", "fgcolor": theme.hatch, "bgcolor": CLEAR, "size": 5, "solidity": 0.18}
    return [
        {
            **_bars(rows, columns, place, inset=0.03),
            "name": "window still open",
            "hoverinfo": "skip",
            "marker": {"color": CLEAR, "line": {"width": 0}, "pattern": pattern},
            **unchanged_by_clicks({"opacity": 1}),
        }
    ]


def _bars(rows: Any, columns: Any, place: Place, inset: float) -> Trace:
    return {
        "type": "bar",
        "orientation": "h",
        "base": columns - 0.5 + inset,
        "x": np.full(len(columns), 1 - 2 * inset),
        "y": rows + place.first,
        "width": 1 - 2.6 * inset,
    }


def number_layers(view: View, place: Place, theme: Theme) -> list[Trace]:
    """Numbers in the cells, one trace for each ink; italics in open windows."""
    filled = ~np.isnan(view.fill)
    inks = np.array(view.scale.inks, object)[view.scale.steps(view.fill)]
    layers = []
    for ink in dict.fromkeys(view.scale.inks):
        layers += _numbers(view.numbers, filled & (inks == ink), view, place, ink)
    layers += _numbers(view.numbers, ~np.isnan(view.numbers) & ~filled, view, place, theme.muted)
    layers += _numbers(view.so_far, ~np.isnan(view.so_far), view, place, theme.muted, style="italic")
    return layers


def dash_layer(view: View, place: Place, theme: Theme) -> list[Trace]:
    """A dash where the file holds no rows; a tone where there are too many for the browser."""
    rows, columns = np.nonzero(view.dashes)
    if not len(rows):
        return []
    if len(rows) > HATCHED or place.height < 10:
        return [{**_one_colour(view.dashes, theme.grid, place), "name": "no rows in the file"}]
    dashes = text_trace(columns, rows + place.first, ["–"] * len(rows), theme.muted, place.font)
    return [{**dashes, "name": "no rows in the file"}]


def _numbers(values: Floats, mask: Bools, view: View, place: Place, ink: str, style: str = "normal") -> list[Trace]:
    rows, columns = np.nonzero(mask)
    if not len(rows):
        return []
    texts = [view.write(value) for value in values[mask].tolist()]
    return [text_trace(columns, rows + place.first, texts, ink, place.font, style=style)]


def pooled_numbers(view: View, place: Place, theme: Theme) -> list[Trace]:
    """Numbers of the row of all cohorts, in bold."""
    if view.pooled_numbers is None or view.pooled_fill is None:
        return []
    inks = np.array(view.scale.inks, object)[view.scale.steps(view.pooled_fill)]
    inks[np.isnan(view.pooled_fill)] = theme.muted
    layers = []
    for ink in dict.fromkeys(inks.tolist()):
        columns = np.flatnonzero((inks == ink) & ~np.isnan(view.pooled_numbers))
        if len(columns):
            texts = [view.write_pooled(value) for value in view.pooled_numbers[columns].tolist()]
            layers.append(text_trace(columns, np.zeros(len(columns)), texts, ink, place.font, weight=600))
    return layers


def few_layer(view: View, place: Place) -> list[Trace]:
    """A small dot in the corner of every cell with fewer than 30 customers, in the ink of its number."""
    rows, columns = np.nonzero(view.few & ~np.isnan(view.fill))
    if not len(rows) or place.height < 14:
        return []
    inks = np.array(view.scale.inks, object)[view.scale.steps(view.fill)][rows, columns]
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": "fewer than 30 customers",
            "x": columns + 0.36,
            "y": rows + place.first - 0.29,
            "marker": {"size": 3.5, "color": inks, "opacity": 0.75},
            "hoverinfo": "skip",
            **unchanged_by_clicks({"opacity": 0.75}),
        }
    ]


def text_trace(
    x: Any, y: Any, texts: list[str], colour: str, size: int, *, style: str = "normal", weight: int = 400
) -> Trace:
    """Numbers as a trace of their own, which a click must never fade."""
    same = {"textfont": {"color": colour}}
    return {
        "type": "scatter",
        "mode": "text",
        "x": x,
        "y": y,
        "text": texts,
        "textposition": "middle center",
        "textfont": {"size": size, "color": colour, "style": style, "weight": weight},
        "hoverinfo": "skip",
        "cliponaxis": False,
        "selected": same,
        "unselected": same,
    }


def hover_layer(texts: Texts, y0: float) -> Trace:
    """A clear sheet over the cells that knows what each says."""
    clear = {"colorscale": [[0, CLEAR], [1, CLEAR]], "zmin": 0, "zmax": 1, "showscale": False}
    return {
        **_heatmap(_sheet(texts != ""), y0, clear, 0),
        "name": "hover",
        "hoverinfo": "text",
        "hovertext": texts,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def counted_hover_layer(
    names: Texts, shown: Bools, active: Any, eligible: Any, unit: str, y0: float, did: str = "came back"
) -> Trace:
    """Hover of a very large table, without a sentence for every cell: its cohort, its age and its counts."""
    head = of_group("%{hovertext}", age_name(unit, "%{x}"))
    counts = counts_of("%{customdata[0]:,}", "%{customdata[1]:,}", did)
    return {
        **hover_layer(np.where(shown, names[:, None], ""), y0),
        "customdata": np.stack([active, eligible], axis=-1).astype(np.int32),
        "hovertemplate": f"{named(head, counts)}<extra></extra>",
    }


def click_layer(texts: Texts, place: Place, theme: Theme) -> Trace:
    """Clear bars, one over each cell: the only trace that a click selects, shown by an outline and not a fill.

    Bars and not markers, since a cell is as wide as the page allows and a click near its edge must count.
    ``customdata`` is ``[row position, column position]``.
    """
    rows, columns = np.nonzero(texts != "")
    return {
        **_bars(rows, columns, place, inset=0.02),
        "name": "clicks",
        "customdata": np.stack([rows, columns], axis=-1),
        "hovertext": texts[rows, columns],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {"color": CLEAR, "opacity": 0, "line": {"width": 2, "color": theme.text}},
        "selected": {"marker": {"opacity": 1, "color": CLEAR}},
        "unselected": {"marker": {"opacity": 0}},
    }


def outline(row: int, column: int, place: Place, theme: Theme) -> dict[str, Any]:
    """A rectangle around one cell, its number left readable."""
    y = row + place.first
    return {
        "type": "rect",
        "x0": column - 0.49,
        "x1": column + 0.49,
        "y0": y - 0.48,
        "y1": y + 0.48,
        "line": {"width": 2, "color": theme.text},
        "fillcolor": CLEAR,
        "layer": "above",
    }
