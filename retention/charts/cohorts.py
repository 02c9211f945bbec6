"""The cohort table: who came back, cohort by cohort, age by age."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import plotly.graph_objects as go

from retention.charts.layers import (
    BREATH,
    Place,
    Trace,
    click_layer,
    counted_hover_layer,
    dash_layer,
    few_layer,
    fill_layers,
    hover_layer,
    number_layers,
    open_layer,
    outline,
    pooled_numbers,
)
from retention.charts.legend import Legend
from retention.charts.letters import widest
from retention.charts.theme import Theme, plain, template, theme_named
from retention.charts.view import View, build_view, scale_top
from retention.charts.words import Texts, age_axis, cell_sentences, pooled_sentences, unit_name
from retention.languages import nouns, say
from retention.results import CohortMatrix, MetricSeries

__all__ = ["cohort_heatmap", "scale_top"]

TEXT_CELLS = 700  # a browser paints this many numbers at once without a pause
CLICK_CELLS = 5_000  # beyond, cells are too small to hit
LABEL_ROOM = 20  # pixels from the label of all cohorts to the first cohort's
SENTENCE_CELLS = 20_000  # beyond, hover is made from counts
NICE = (1, 2, 3, 5, 6, 10, 12, 15, 20, 30, 50, 60, 100, 120, 200, 300, 500, 1000)


def cohort_heatmap(
    matrix: CohortMatrix,
    *,
    theme: str | Theme = "light",
    show: str = "rate",
    pooled: MetricSeries | None = None,
    top: float | None = None,
    text: bool | None = None,
    clickable: bool = False,
    selected: tuple[int, int] | None = None,
    title: str | None = None,
) -> go.Figure:
    """Draw a cohort table: a row for each cohort, a column for each age.

    One colour scale from 0 to ``top``; age 0 is never coloured. A future window is blank, one that is still open is
    hatched with what was seen so far in italics, and a window without any row in the file holds a dash. Cells with
    fewer than 10 eligible customers are grey, those with fewer than 30 carry a dot.

    Parameters
    ----------
    matrix
        What to draw.
    theme
        "light", "dark", or a :class:`Theme`.
    show
        "rate" in percent; "count" of customers who came back, coloured by rate; "value", the money of the matrix;
        "difference" from all cohorts at the same age, in percentage points.
    pooled
        The curve of all cohorts (``rt.retention_curve(matrix)``): a row on top, and a comparison on hover.
    top
        End of the colour scale (a fraction; money with "value"); :func:`scale_top` of the matrix by default. Give
        the same to the tables of several segments.
    text
        Whether cells hold numbers; None says yes up to 700 cells.
    clickable
        Add a layer that a click can select, its ``customdata`` being ``[row position, column position]``; up to
        5,000 cells.
    selected
        Row and column position of a cell to outline; one outside the table is not drawn.
    title
        Heading inside the figure.

    Raises
    ------
    SettingsError
        If ``show`` needs money or a pooled curve that is not there.

    Examples
    --------
    >>> import numpy as np
    >>> eligible = np.array([[200, 200]])
    >>> matrix = CohortMatrix(np.array(["2024-01-01"], "datetime64[s]"), np.arange(2), ("0", "1"), np.array([200]),
    ...                       eligible, np.array([[200, 82]]), eligible * 0, eligible > 0)
    >>> figure = cohort_heatmap(matrix, title="Who came back")
    >>> figure.data[0].z.tolist()
    [[nan, 0.41]]
    """
    tokens = theme_named(theme)
    view = build_view(matrix, show, pooled, top, tokens)
    place = _place(view)
    cells = int(view.shown.sum())
    traces = [*fill_layers(view, place, tokens), *open_layer(view, place, tokens)]
    written = cells <= TEXT_CELLS if text is None else text
    if written:
        traces += [*number_layers(view, place, tokens), *pooled_numbers(view, place, tokens)]
    dots = few_layer(view, place)
    traces += [*dash_layer(view, place, tokens), *dots]
    traces += _hover(matrix, show, pooled, view, place, tokens, clickable, cells)
    traces.append({"type": "scatter", "x": [None], "y": [None], "yaxis": "y2", "hoverinfo": "skip"})  # holds the axis
    names, sizes = _row_labels(matrix, view)
    size_width = 16 + round(6 * widest([_customers(), *sizes]))
    left = 16 + size_width + int(7.2 * widest(names, "2024"))
    legend = Legend(view, tokens, left=left, warm_up=matrix.warm_up > 0, written=written, dots=bool(dots))
    layout = _layout(matrix, place, tokens, legend, left, title)
    layout["yaxis"] = _rows(names, place, view, standoff=size_width, colour=tokens.text)
    layout["yaxis2"] = {**_rows(sizes, place, view, standoff=6, colour=tokens.muted), "overlaying": "y", "side": "left"}
    layout["shapes"] = [*legend.shapes, *_outline(selected, place, tokens)]
    return go.Figure(data=traces, layout=layout)


def _place(view: View) -> Place:
    rows, columns = view.fill.shape
    height = 27.0 if rows <= 40 else max(2.0, 1080 / rows)
    return Place(rows, columns, 0.0 if view.pooled_fill is None else max(BREATH, LABEL_ROOM / height), height)


def _hover(
    matrix: CohortMatrix,
    show: str,
    pooled: MetricSeries | None,
    view: View,
    place: Place,
    tokens: Theme,
    clickable: bool,
    cells: int,
) -> list[Trace]:
    layers = []
    if pooled is not None and view.pooled_fill is not None:
        layers.append(hover_layer(pooled_sentences(matrix, pooled), 0))
    if cells > SENTENCE_CELLS:
        names: Texts = np.array([plain(name) for name in matrix.cohort_names()], object)
        seen = matrix.active + np.where(view.is_open, matrix.open_active, 0)
        people = np.where(view.is_open, matrix.sizes[:, None], matrix.eligible)
        layers.append(
            counted_hover_layer(
                names, view.shown & ~view.dashes, seen, people, unit_name(matrix), place.first, matrix.did
            )
        )
        return layers
    texts = cell_sentences(matrix, show, pooled, view.shown, view.dashes)
    clicks = clickable and cells <= CLICK_CELLS
    layers.append(click_layer(texts, place, tokens) if clicks else hover_layer(texts, place.first))
    return layers


# -------------------------------------------------------------------------------------------------- layout
def _layout(
    matrix: CohortMatrix, place: Place, tokens: Theme, legend: Legend, left: int, title: str | None
) -> dict[str, Any]:
    above = 50 if title is None else 84
    rows = place.first + place.rows
    layout = {
        "template": template(tokens),
        "height": int(above + rows * place.height + legend.height),
        "margin": {"l": left, "r": 10, "t": above, "b": legend.height},
        "barmode": "overlay",
        "bargap": 0,
        "clickmode": "event+select",
        "xaxis": _ages(matrix),
        "annotations": [*legend.annotations, *_heads(matrix, tokens)],
    }
    if title is not None:
        layout["title"] = {"text": plain(title)}
    return layout


def _row_labels(matrix: CohortMatrix, view: View) -> tuple[list[str], list[str]]:
    names = [plain(name) + (" *" if i < matrix.warm_up else "") for i, name in enumerate(matrix.cohort_names())]
    sizes = [f"{size:,}" for size in matrix.sizes.tolist()]
    if view.pooled_fill is None:
        return names, sizes
    return [say("All"), *names], [f"{int(matrix.sizes.sum()):,}", *sizes]


def _rows(labels: list[str], place: Place, view: View, *, standoff: int, colour: str) -> dict[str, Any]:
    """An axis of row labels; names and sizes stand in two columns that never meet, whatever the figure's width."""
    at = [float(place.first + i) for i in range(place.rows)]
    every = _nice_step(16 / place.height)
    shown = list(range(0, place.rows, every))
    texts, ticks = labels[-place.rows :] if place.rows else [], [at[i] for i in shown]
    texts = [texts[i] for i in shown]
    if view.pooled_fill is not None:
        texts, ticks = [f"<b>{labels[0]}</b>", *texts], [0.0, *ticks]
    return {
        "type": "linear",
        "range": [place.first + place.rows - 0.5, -0.5],
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": texts,
        "ticklabelstandoff": standoff,
        "showgrid": False,
        "tickfont": {"size": 12, "color": colour},
    }


def _ages(matrix: CohortMatrix) -> dict[str, Any]:
    labels = [plain(label) for label in matrix.age_labels]
    widest = max((len(label) for label in labels), default=1)
    every = _nice_step(len(labels) * (7 * widest + 8) / 620)
    shown = list(range(0, len(labels), every))
    return {
        "type": "linear",
        "side": "top",
        "range": [-0.5, max(1, len(labels)) - 0.5],
        "tickmode": "array",
        "tickvals": shown,
        "ticktext": [labels[i] for i in shown],
        "tickangle": 0,
    }


def _nice_step(least: float) -> int:
    return next((step for step in NICE if step >= least), math.ceil(least))


def _heads(matrix: CohortMatrix, tokens: Theme) -> list[dict[str, Any]]:
    """The words over the columns: customers at the left, the axis of ages above its labels."""
    head = {
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": 1,
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 12, "color": tokens.muted},
    }
    return [
        {**head, "text": _customers(), "xanchor": "right", "xshift": -6, "yshift": 2},
        {**head, "text": age_axis(matrix), "xanchor": "left", "xshift": 2, "yshift": 22},
    ]


def _customers() -> str:
    """The head over the numbers of customers."""
    return nouns("customer")


def _outline(selected: tuple[int, int] | None, place: Place, tokens: Theme) -> list[dict[str, Any]]:
    if selected is None or not (0 <= selected[0] < place.rows and 0 <= selected[1] < place.columns):
        return []
    return [outline(*selected, place, tokens)]
