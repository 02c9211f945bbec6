"""The history of one customer: visits or contracts in time, and the silence since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from retention.charts.dates import day_ticks
from retention.charts.lines import Trace, faint
from retention.charts.money import money
from retention.charts.theme import Theme, template, theme_named, titled
from retention.languages import counted, language, say
from retention.periods import day_text

HEIGHT = 166
DUE = 0.5  # half the height of the time when the next visit was due
OPACITY = 0.55  # of dots, which lie upon each other where visits are close


def visit_strip(
    visits: pd.DataFrame,
    at: pd.Timestamp,
    usual: tuple[float, float] | None = None,
    *,
    theme: str | Theme = "light",
    title: str | None = None,
) -> go.Figure:
    """Draw one customer's visits as dots in time, when the next one usually would have come, and the silence since.

    Parameters
    ----------
    visits
        One row for each active day: ``day``, ``rows``, and ``money`` where there are amounts.
    at
        End of the data: the silence goes up to there.
    usual
        Lower and upper end of the customer's usual number of days between visits; None without a rhythm of their own.
    theme
        "light", "dark", or a :class:`Theme`.
    title
        Heading inside the figure.

    Examples
    --------
    >>> visits = pd.DataFrame({"day": pd.to_datetime(["2024-01-01", "2024-01-08"]), "rows": [1, 2]})
    >>> strip = visit_strip(visits, pd.Timestamp("2024-03-01"), (6.0, 8.0))
    >>> [trace.name for trace in strip.data], len(strip.layout.shapes)
    (['silence', 'visits'], 2)
    """
    tokens = theme_named(theme)
    last = pd.Timestamp(visits["day"].iloc[-1])
    traces: list[Trace] = [
        _time_line("silence", [last, at], tokens.attention, "dot"),
        {
            "type": "scatter",
            "mode": "markers",
            "name": "visits",
            "x": list(visits["day"]),
            "y": [0] * len(visits),
            "marker": {"size": 11, "color": faint(tokens.accent, OPACITY), "line": {"width": 0}},
            "hovertext": [_visit_said(row) for row in visits.to_dict("records")],
            "hovertemplate": "%{hovertext}<extra></extra>",
        },
    ]
    ends = [pd.Timestamp(visits["day"].iloc[0]), at]
    marks = [(at, say("end of the data"), tokens.muted)]
    shapes = []
    if usual is not None:
        low, high = (last + pd.Timedelta(days=float(days)) for days in usual)
        ends.append(high)
        shapes.append(_span(low, high, tokens))
        marks.append((low + (high - low) / 2, say("usually back here"), tokens.accent))
    return _strip(traces, shapes, marks, ends, tokens, title)


def contract_strip(
    spans: pd.DataFrame, at: pd.Timestamp, *, theme: str | Theme = "light", title: str | None = None
) -> go.Figure:
    """Draw one customer's contracts as bars in time, and the time since the last one ended.

    Parameters
    ----------
    spans
        One row for each contract: ``start``, ``end`` (NaT while it runs), and ``money`` a month if there are amounts.
    at
        End of the data.
    theme, title
        As in :func:`visit_strip`.

    Examples
    --------
    >>> spans = pd.DataFrame({"start": pd.to_datetime(["2024-01-01"]), "end": pd.to_datetime(["2024-02-01"])})
    >>> [trace.name for trace in contract_strip(spans, pd.Timestamp("2024-03-01")).data]
    ['silence', 'contract']
    """
    tokens = theme_named(theme)
    ends = [pd.Timestamp(at if pd.isna(end) else min(end, at)) for end in spans["end"]]
    traces: list[Trace] = []
    if max(ends) < at:
        traces.append(_time_line("silence", [max(ends), at], tokens.attention, "dot"))
    for row, end in zip(spans.to_dict("records"), ends, strict=True):
        bar = _time_line("contract", [row["start"], end], tokens.accent, "solid", width=12)
        said = _contract_said(row)
        traces.append({**bar, "hoverinfo": "text", "hovertext": [said, said], "opacity": 0.75})
    marks = [(at, say("end of the data"), tokens.muted)]
    return _strip(traces, [], marks, [pd.Timestamp(spans["start"].min()), at], tokens, title)


def _time_line(name: str, x: list[Any], colour: str, dash: str, width: float = 2) -> Trace:
    line = {"width": width, "color": colour, "dash": dash}
    return {"type": "scatter", "mode": "lines", "name": name, "x": x, "y": [0, 0], "line": line, "hoverinfo": "skip"}


def _span(low: pd.Timestamp, high: pd.Timestamp, tokens: Theme) -> dict[str, Any]:
    """When the next visit usually would have come."""
    high = max(high, low + pd.Timedelta(hours=12))
    ends = {"x0": low, "x1": high, "xref": "x", "y0": -DUE, "y1": DUE, "yref": "y"}
    return {"type": "rect", **ends, "fillcolor": tokens.band, "line": {"width": 0}, "layer": "below"}


def _strip(
    traces: list[Trace],
    shapes: list[dict[str, Any]],
    marks: list[tuple[Any, str, str]],
    ends: list[pd.Timestamp],
    tokens: Theme,
    title: str | None,
) -> go.Figure:
    first, last = min(ends), max(ends)
    room = max((last - first) * 0.03, pd.Timedelta(days=1))
    layout = {
        "template": template(tokens),
        "height": HEIGHT,
        "margin": {"l": 8, "r": 8, "t": 44, "b": 30},
        "shapes": shapes,
        "xaxis": {"type": "date", "range": [first - room, last + room], "showgrid": True, **_ticks()},
        "yaxis": {"visible": False, "range": [-1, 1]},
    }
    drawn = go.Figure(data=traces, layout=titled(layout, title))
    middle = first + (last - first) / 2
    for level, (x, text, colour) in enumerate(marks):
        if level == 0:
            drawn.add_vline(x=x, line={"width": 1, "color": tokens.muted, "dash": "dash"})
        drawn.add_annotation(
            x=x,
            y=1 if level == 0 else DUE,
            text=text,
            showarrow=False,
            xanchor="right" if x > middle else "left",
            yanchor="bottom",
            font={"size": 12, "color": colour},
        )
    return drawn


def _ticks() -> dict[str, Any]:
    """Dates as the browser writes them by itself, which is English."""
    return {} if language() == "en" else {"tickformatstops": day_ticks()}


def _visit_said(row: Mapping[Any, Any]) -> str:
    day, rows = day_text(row["day"]), counted(int(row["rows"]), "row")
    if not _paid(row):
        return say("{day}: {rows}", day=day, rows=rows)
    return say("{day}: {rows}, {money}", day=day, rows=rows, money=money(float(row["money"])))


def _paid(row: Mapping[Any, Any]) -> bool:
    return "money" in row and not pd.isna(row["money"])


def _contract_said(row: Mapping[Any, Any]) -> str:
    start = day_text(row["start"])
    span = (
        say("{start} still running", start=start)
        if pd.isna(row["end"])
        else say("{start} to {end}", start=start, end=day_text(row["end"]))
    )
    if not _paid(row):
        return span
    return say("{span}, {money} a month", span=span, money=money(float(row["money"])))
