"""How a list of some time ago would have done: ours, the longest silence, and everybody."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from retention.charts.lines import Trace, faint
from retention.charts.theme import Theme, percent, percent_range, template, theme_named, titled
from retention.charts.words import headed, named
from retention.languages import say

if TYPE_CHECKING:
    from retention.metrics.look_back import SlippingCheck

ROW = 36


def list_check(check: SlippingCheck, *, theme: str | Theme = "light", title: str | None = None) -> go.Figure:
    """Draw the shares of customers who had not returned: of those flagged, of the tops of two lists, of everybody.

    Parameters
    ----------
    check
        What :func:`retention.slipping_check` returns.
    theme
        "light", "dark", or a :class:`Theme`.
    title
        Heading inside the figure.
    """
    tokens = theme_named(theme)
    nan = math.nan
    rows = [
        (say("everybody, {n}", n=f"{check.customers:,}"), check.base, nan, nan, tokens.muted),
        (say("longest silence, {n}", n=f"{check.size:,}"), check.recency_precision, nan, nan, tokens.muted),
        (
            say("top of this order, {n}", n=f"{check.size:,}"),
            check.precision,
            check.precision_lower,
            check.precision_upper,
            tokens.accent,
        ),
        (say("flagged, {n}", n=f"{check.flagged:,}"), check.share, check.lower, check.upper, tokens.accent),
    ]
    traces: list[Trace] = []
    for y, (name, share, lower, upper, colour) in enumerate(rows):
        if not math.isnan(share):
            traces += _dot(y, name, share, (lower, upper), colour, tokens)
    layout: dict[str, Any] = {
        "template": template(tokens),
        "height": 40 + ROW * len(rows),
        "margin": {"l": 20, "r": 24, "t": 8, "b": 28},
        "xaxis": {
            "range": [0, 1],
            "showgrid": True,
            "tickmode": "array",
            "tickvals": [0, 0.25, 0.5, 0.75, 1],
            "ticktext": [percent(tick, 0) for tick in (0, 0.25, 0.5, 0.75, 1)],
        },
        "yaxis": {"visible": False, "range": [-0.4, len(rows) - 0.3]},
    }
    drawn = go.Figure(data=traces, layout=titled(layout, title))
    for y, (name, share, *_) in enumerate(rows):
        drawn.add_annotation(
            x=0,
            xanchor="left",
            y=y + 0.18,
            yanchor="bottom",
            text=named(name, f"<b>{percent(share)}</b>"),
            showarrow=False,
            font={"size": 12, "color": tokens.text},
        )
    return drawn


def _dot(y: int, name: str, share: float, ends: tuple[float, float], colour: str, tokens: Theme) -> list[Trace]:
    """A share with its range."""
    said = headed(name, say("{share} had not returned.", share=percent(share)))
    if not math.isnan(ends[0]):
        words = say("{share} had not returned (likely {range}).", share=percent(share), range=percent_range(*ends))
        said = headed(name, words)
    dot = {"size": 12, "color": colour, "line": {"width": 2, "color": tokens.paper}}
    traces: list[Trace] = []
    if not math.isnan(ends[0]):
        line = {"width": 8, "color": faint(colour, 0.3)}
        traces.append({"type": "scatter", "mode": "lines", "x": list(ends), "y": [y, y], "line": line})
        traces[0]["hoverinfo"] = "skip"
    base: Trace = {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [share],
        "y": [y],
        "marker": dot,
        "cliponaxis": False,
    }
    return [*traces, {**base, "hovertext": [said], "hovertemplate": "%{hovertext}<extra></extra>"}]
