"""Curves along ages, and one age along time. Lines carry their range, and their names where there is room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from retention.charts.labels import label_apart, label_ends, label_single
from retention.charts.letters import widest
from retention.charts.lines import (
    SYMBOLS,
    AgeAxis,
    Trace,
    band,
    dash_of,
    faint,
    line,
    percent_axis,
    point_sentences,
    top_of,
)
from retention.charts.marks import Mark, draw_marks
from retention.charts.theme import Theme, plain, template, theme_named
from retention.charts.words import age_axis, unit_name
from retention.errors import SettingsError
from retention.intervals import Floats
from retention.languages import say
from retention.results import FEW_GREYED, FEW_MARKED, CohortMatrix, MetricSeries

HEIGHT = 340
MARGIN = {"l": 52, "r": 20, "t": 18, "b": 48}
BANDS = 3  # with more lines than this, bands would hide each other


def retention_curves(
    curves: MetricSeries | dict[str, MetricSeries] | CohortMatrix,
    *,
    theme: str | Theme = "light",
    pooled: MetricSeries | None = None,
    title: str | None = None,
    level_band: bool = True,
    unit: str | None = None,
    marks: Sequence[Mark] = (),
) -> go.Figure:
    """Draw retention along ages: one pooled curve, one for each segment, or one for each cohort.

    Age 0 is left out where it is 100 % for every line, which the axis then says: it would press everything else to
    the floor.

    Parameters
    ----------
    curves
        A pooled curve; segment names to curves; or a matrix, whose cohorts become thin lines, the newest emphasised.
    theme
        "light", "dark", or a :class:`Theme`.
    pooled
        With a matrix: the curve of all cohorts, drawn boldly on top. With segments: a quiet line to compare with.
    title
        Heading inside the figure.
    level_band
        Draw the range of the curves as bands (up to three curves; hover always has it).
    unit
        What one age is called, such as "month", where the curve does not know it by itself.
    marks
        Quiet grey marks at single ages, such as numbers that others have published.

    Raises
    ------
    SettingsError
        If given one matrix for each segment: pool them first.

    Examples
    --------
    >>> import numpy as np
    >>> n = np.array([100, 80])
    >>> curve = MetricSeries("Came back", np.arange(2), ("0", "1"), np.array([100, 20]), n, n // 40,
    ...                      np.array([1.0, 0.25]), np.array([0.96, 0.17]), np.array([1.0, 0.36]))
    >>> retention_curves(curve, unit="month").layout.xaxis.title.text
    'months since the first month (month 0 is 100 %)'
    """
    tokens = theme_named(theme)
    if isinstance(curves, CohortMatrix):
        return _cohort_lines(curves, pooled, tokens, title)
    # A single curve is named on its line; beside the curve of all cohorts it needs a name at its end.
    lines = {curves.name if pooled is not None else "": curves} if isinstance(curves, MetricSeries) else dict(curves)
    _check(lines)
    everybody = say("All cohorts")
    named = lines if pooled is None else {**lines, everybody: pooled}
    unit = unit or next(iter(named.values())).unit if named else unit
    axis = AgeAxis(list(named.values()), unit or "age", "" if unit else say("whole periods since the first"))
    traces: list[Trace] = []
    if pooled is not None:
        traces.append(line(everybody, pooled, axis, tokens.muted, tokens, width=1.5, dash="dot"))
    for i, (name, series) in enumerate(lines.items()):
        colour = tokens.categorical[i % len(tokens.categorical)]
        if level_band and len(lines) <= BANDS:
            traces.append(band(series, axis, colour))
        if len(lines) == 1:
            traces.append(line(name, series, axis, colour, tokens, width=2.5))
        else:
            symbol = SYMBOLS[i % len(SYMBOLS)]
            traces.append(line(name, series, axis, colour, tokens, dash=dash_of(i), symbol=symbol))
    drawn = [np.asarray(trace["y"], float) for trace in traces]
    drawn += [np.array([mark.high]) for mark in marks if axis.holds(mark.age)]
    figure = _figure(traces, axis, top_of(drawn), tokens, title)
    if len(lines) == 1 and pooled is None:
        label_single(figure, next(iter(lines.values())), axis, tokens)
    else:
        label_ends(figure, [trace for trace in figure.data if trace.name is not None])
    draw_marks(figure, [mark for mark in marks if axis.holds(mark.age)], tokens)
    return figure


def _check(lines: dict[str, Any]) -> None:
    for name, series in lines.items():
        if isinstance(series, CohortMatrix):
            raise SettingsError(
                say("a curve is needed for each segment, not a matrix."),
                where=name,
                todo=say("Pool them first: rt.retention_curve(matrices)."),
            )


def _figure(traces: list[Trace], axis: AgeAxis, top: float, tokens: Theme, title: str | None) -> go.Figure:
    layout: dict[str, Any] = {
        "template": template(tokens),
        "height": HEIGHT if title is None else HEIGHT + 30,
        "margin": {**MARGIN, "t": MARGIN["t"] + (0 if title is None else 30)},
        "xaxis": axis.layout,
        "yaxis": percent_axis(top),
    }
    if title is not None:
        layout["title"] = {"text": plain(title)}
    return go.Figure(data=traces, layout=layout)


# ----------------------------------------------------------------------------------------- cohorts and time
def _cohort_lines(matrix: CohortMatrix, pooled: MetricSeries | None, tokens: Theme, title: str | None) -> go.Figure:
    rows = [row for row in range(len(matrix.cohorts)) if matrix.known[row].any()]
    lines = {name: _cohort(matrix, row, name) for row in rows for name in [matrix.cohort_names()[row]]}
    axis = AgeAxis([*lines.values(), *([] if pooled is None else [pooled])], unit_name(matrix), age_axis(matrix))
    newest = next((n for n in reversed(lines) if len(axis.x(lines[n])) > 1), None)
    traces = []
    for name, series in lines.items():
        if name != newest:
            traces.append({**line(name, series, axis, tokens.hatch, tokens, width=1), "opacity": 0.55, "name": None})
    if newest is not None:
        traces.append(line(newest, lines[newest], axis, tokens.attention, tokens, width=2, symbol="circle"))
    if pooled is not None:
        traces.append(line(say("All cohorts"), pooled, axis, tokens.accent, tokens, width=3))
    figure = _figure(traces, axis, top_of([np.asarray(trace["y"], float) for trace in traces]), tokens, title)
    label_apart(figure, [trace for trace in figure.data if trace.name is not None])
    return figure


def _cohort(matrix: CohortMatrix, row: int, name: str) -> MetricSeries:
    """One cohort's known cells as a line, up to its last."""
    last = int(np.flatnonzero(matrix.known[row])[-1]) + 1
    lower, upper = matrix.interval()
    return MetricSeries(
        name=name,
        x=matrix.ages[:last],
        labels=matrix.age_labels[:last],
        numerator=matrix.active[row, :last],
        denominator=matrix.eligible[row, :last],
        cohorts=matrix.known[row, :last].astype(np.int64),
        rates=matrix.rates[row, :last],
        lower=lower[row, :last],
        upper=upper[row, :last],
    )


def retention_trend(series: MetricSeries, *, theme: str | Theme = "light", title: str | None = None) -> go.Figure:
    """Draw one age across cohorts: a point with its range for each cohort, a gap where the rate is not known.

    Points of fewer than 30 customers are hollow, those of fewer than 10 grey.

    Examples
    --------
    >>> import numpy as np
    >>> n = np.array([100, 80])
    >>> trend = MetricSeries("Came back in month 1", np.array(["2024-01-01", "2024-02-01"], "datetime64[s]"),
    ...                      ("Jan 2024", "Feb 2024"), n // 4, n, n * 0 + 1, np.array([0.25, 0.25]),
    ...                      np.array([0.18, 0.17]), np.array([0.34, 0.36]))
    >>> retention_trend(trend).layout.xaxis.ticktext
    ('Jan 2024', 'Feb 2024')
    """
    tokens = theme_named(theme)
    labels = [plain(label) for label in series.labels]
    rates = np.asarray(series.rates, float)
    top = top_of([np.asarray(series.upper, float)])
    every = max(1, math.ceil(len(labels) * (7 * widest(labels) + 16) / 480))
    shown = list(range(0, len(labels), every))
    layout: dict[str, Any] = {
        "template": template(tokens),
        "height": HEIGHT - 40 + (0 if title is None else 30),
        "margin": {**MARGIN, "b": 34, "t": MARGIN["t"] + (0 if title is None else 30)},
        "xaxis": {
            "type": "linear",
            "range": [-0.6, max(1, len(labels)) - 0.4],
            "tickmode": "array",
            "tickvals": shown,
            "ticktext": [labels[i] for i in shown],
            "tickangle": 0,
            "ticklabelstandoff": 6,
        },
        "yaxis": percent_axis(top),
    }
    if title is not None:
        layout["title"] = {"text": plain(title)}
    return go.Figure(data=_trend_traces(series, rates, tokens), layout=layout)


def _trend_traces(series: MetricSeries, rates: Floats, tokens: Theme) -> list[Trace]:
    people = np.asarray(series.denominator)
    colours = np.where(people < FEW_GREYED, tokens.hatch, tokens.accent)
    x = list(range(len(rates)))
    line = {"type": "scatter", "mode": "lines", "x": x, "y": rates, "connectgaps": False, "hoverinfo": "skip"}
    points = {
        "type": "scatter",
        "mode": "markers",
        "x": x,
        "y": rates,
        "hovertext": point_sentences("", series, None),
        "hovertemplate": "%{hovertext}<extra></extra>",
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": np.asarray(series.upper, float) - rates,
            "arrayminus": rates - np.asarray(series.lower, float),
            "color": tokens.hatch,
            "thickness": 1.5,
            "width": 0,
        },
        "marker": {
            "size": 8,
            "color": np.where(people < FEW_MARKED, tokens.paper, colours),
            "line": {"width": 2, "color": colours},
        },
    }
    return [{**line, "line": {"width": 1.5, "color": faint(tokens.accent, 0.45)}}, points]
