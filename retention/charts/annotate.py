"""Notes on the axis of time: thin dashed lines on a series, a staircase between the periods of a cohort table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from retention.annotations import Annotation
from retention.charts.theme import Theme, plain, theme_named
from retention.errors import SettingsError
from retention.languages import say
from retention.periods import Calendar, day_text, to_instants
from retention.results import CohortMatrix

CLOSE = 0.025  # of the axis: notes nearer than this share one label
DASH = "4px,2px"
ROOM = 16  # pixels above the plot, where something else stands there


class _Note(NamedTuple):
    number: int
    annotation: Annotation


def annotate(
    figure: go.Figure,
    annotations: Iterable[Annotation],
    *,
    matrix: CohortMatrix | None = None,
    theme: str | Theme = "light",
) -> tuple[Annotation, ...]:
    """Draw notes on a figure, in place, numbered in the order of their days; hovering a number reads the note.

    On a series each note is a thin dashed line at its day. On a cohort table it is a dashed line from cell to cell:
    what is left of it was before the period of the note, and the number stands at the cohort of that period. With
    rows of another unit than the columns, the elapsed clock, or a measure of several windows, a cell is no single
    period; there the number stands at the cohort alone.

    Parameters
    ----------
    figure
        A figure of this library whose x axis is time, or a cohort table.
    annotations
        What happened. The text is shown letter by letter.
    matrix
        The cohort table that was drawn; None for a series.
    theme
        "light", "dark", or a :class:`Theme`.

    Returns
    -------
    tuple of Annotation
        Those that lie outside of what is shown, and are not drawn. A day belongs to the range [first, end).

    Raises
    ------
    SettingsError
        If the figure has no axis of time and no matrix was given.

    Examples
    --------
    >>> figure = go.Figure(layout={"xaxis": {"type": "date", "range": ["2026-01-01", "2026-04-01"]}})
    >>> [one.text for one in annotate(figure, [Annotation("2026-02-10", "Sale"), Annotation("2025-02-10", "Before")])]
    ['Before']
    >>> len(figure.layout.shapes), figure.layout.annotations[0].hovertext
    (1, '2. 10 Feb 2026: Sale')
    """
    notes = [_Note(i, one) for i, one in enumerate(sorted(annotations, key=lambda one: one.date), 1)]
    tokens = theme_named(theme)
    if not notes:
        return ()
    drawn = _on_series(figure, notes, tokens) if matrix is None else _on_matrix(figure, notes, matrix, tokens)
    return tuple(note.annotation for note in notes if note not in drawn)


def note_text(number: int, annotation: Annotation) -> str:
    """A note in words, as hovering says it: "2. 10 Feb 2026, campaign: Sale".

    Examples
    --------
    >>> note_text(2, Annotation("2026-02-10", "Sale", "campaign"))
    '2. 10 Feb 2026, campaign: Sale'
    """
    values = {"number": number, "day": day_text(annotation.date), "text": plain(annotation.text)}
    if annotation.kind == "other":
        return say("{number}. {day}: {text}", **values)
    return say("{number}. {day}, {kind}: {text}", kind=say(annotation.kind), **values)


# ------------------------------------------------------------------------------------------------- a series
def _on_series(figure: go.Figure, notes: Sequence[_Note], tokens: Theme) -> list[_Note]:
    axis = figure.layout.xaxis
    if axis.type != "date" or axis.range is None:
        raise SettingsError(
            say("this figure has no axis of time."), where="annotate", todo=say("Give the matrix it shows.")
        )
    first, end = (pd.Timestamp(edge) for edge in axis.range)
    inside = [note for note in notes if first <= pd.Timestamp(note.annotation.date) < end]
    lines = [
        _line(tokens, xref="x", yref="paper", x0=day, x1=day, y0=0, y1=1)
        for day in dict.fromkeys(note.annotation.date for note in inside)
    ]
    groups = _together(inside, first, end - first)
    others = [one for one in figure.layout.annotations if one.yref == "paper" and one.y == 1 and one.xref != "paper"]
    lift = ROOM if others and groups else 0
    labels = [
        _label(
            group, tokens, x=group[0].annotation.date, xref="x", y=1, yref="paper", yanchor="bottom", yshift=lift + 1
        )
        for group in groups
    ]
    figure.update_layout(
        shapes=[*figure.layout.shapes, *lines],
        annotations=[*figure.layout.annotations, *labels],
    )
    _make_room(figure, ROOM + 4 + lift if groups else 0)
    return inside


def _together(notes: Sequence[_Note], first: pd.Timestamp, length: pd.Timedelta) -> list[list[_Note]]:
    """Notes whose labels would cover each other share one."""
    groups: list[list[_Note]] = []
    begun = -1.0
    for note in notes:
        place = (pd.Timestamp(note.annotation.date) - first) / length
        if groups and place - begun < CLOSE:
            groups[-1].append(note)
        else:
            groups.append([note])
            begun = place
    return groups


def _make_room(figure: go.Figure, needed: int) -> None:
    """Raise the top margin, and the figure by as much, so that the plot keeps its height."""
    more = needed - int(figure.layout.margin.t or 0)
    if more <= 0:
        return
    figure.update_layout(margin_t=needed)
    if figure.layout.height:
        figure.update_layout(height=figure.layout.height + more)


# -------------------------------------------------------------------------------------------- a cohort table
def _on_matrix(figure: go.Figure, notes: Sequence[_Note], matrix: CohortMatrix, tokens: Theme) -> list[_Note]:
    if not len(matrix.cohorts):
        return []
    first_row = float(figure.layout.yaxis.range[0]) + 0.5 - len(matrix.cohorts)
    places = [(note, _stairs(matrix, note.annotation)) for note in notes]
    drawn: dict[tuple[tuple[int, float], ...], list[_Note]] = {}
    for note, stairs in places:
        if stairs:
            drawn.setdefault(stairs, []).append(note)
    shapes, labels = [], []
    for stairs, group in drawn.items():
        if len(stairs) > 1:
            stair = {"type": "path", "xref": "x", "yref": "y", "path": _path(stairs, first_row), "opacity": 1}
            shapes.append(_line(tokens, **stair, line={"width": 4, "color": tokens.paper}))  # apart from any colour
            shapes.append(_line(tokens, **stair))
        row, left = stairs[-1]
        # On the corner of four cells, where none of them has its number.
        labels.append(_label(group, tokens, x=left, xref="x", y=first_row + row - 0.5, yref="y", borderpad=1))
    figure.update_layout(shapes=[*figure.layout.shapes, *shapes], annotations=[*figure.layout.annotations, *labels])
    return [note for group in drawn.values() for note in group]


def _stairs(matrix: CohortMatrix, annotation: Annotation) -> tuple[tuple[int, float], ...]:
    """Row and left edge of each cell that holds the day; of its own cohort alone where cells are no single period."""
    settings = matrix.settings
    rows = _numbers(settings.cohort_calendar(matrix.timezone), matrix.cohorts)
    own = _numbers(settings.cohort_calendar(matrix.timezone), np.array([annotation.date], "datetime64[s]"))[0]
    if not _one_period(matrix):
        return tuple((row, -0.5) for row in np.flatnonzero(rows == own).tolist())
    ages = own - rows
    shown = (matrix.known | matrix.is_open) & (matrix.sizes > 0)[:, None]
    inside = (ages >= 0) & (ages < len(matrix.ages))
    seen = inside & shown[np.arange(len(rows)), np.clip(ages, 0, len(matrix.ages) - 1)]
    return tuple((row, float(ages[row]) - 0.5) for row in np.flatnonzero(seen).tolist())


def _one_period(matrix: CohortMatrix) -> bool:
    """Whether each cell is one calendar period."""
    settings = matrix.settings
    return (
        settings.clock == "calendar"
        and settings.cohort_period in (None, settings.period)
        and settings.measure in ("on", "on_or_after")
    )


def _numbers(calendar: Calendar, moments: Any) -> Any:
    return calendar.numbers(to_instants(moments.astype("datetime64[us]"), calendar.timezone))


def _path(stairs: Sequence[tuple[int, float]], first_row: float) -> str:
    points = [(x, first_row + row + side) for row, x in stairs for side in (-0.5, 0.5)]
    return "M" + " L".join(f"{x:g},{y:g}" for x, y in points)


# ---------------------------------------------------------------------------------------------------- pieces
def _line(tokens: Theme, **place: Any) -> dict[str, Any]:
    return {"type": "line", "line": {"width": 1.2, "dash": DASH, "color": tokens.text}, "opacity": 0.75, **place}


def _label(group: Sequence[_Note], tokens: Theme, **place: Any) -> dict[str, Any]:
    """A small box with the number of a note, or of several."""
    numbers = [note.number for note in group]
    return {
        "text": str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}",
        "hovertext": "<br>".join(note_text(*note) for note in group),
        "showarrow": False,
        "font": {"size": 10, "color": tokens.hover_text},
        "bgcolor": tokens.hover_ground,
        "borderpad": 2,
        "hoverlabel": {"bgcolor": tokens.hover_ground, "font": {"color": tokens.hover_text}},
        **place,
    }
