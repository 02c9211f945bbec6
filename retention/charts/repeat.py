"""How long customers wait for their second order."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from retention.charts.labels import label_within
from retention.charts.lines import area, percent_axis, top_of
from retention.charts.theme import Theme, percent_likely, template, theme_named, titled
from retention.charts.words import headed
from retention.languages import counted, say
from retention.results import FEW_MARKED, MetricSeries

HEIGHT = 320


def repeat_curve(
    series: MetricSeries, days: int | None = None, *, theme: str | Theme = "light", title: str | None = None
) -> go.Figure:
    """Draw who ordered again within 1, 2, 3 ... days of the first order, each among those watched that long.

    The line ends where fewer than half of the customers, or fewer than 30, have been watched: beyond, each point
    would speak of other customers than the ones before it. It goes on to the days that are marked.

    Parameters
    ----------
    series
        ``RepeatRate.by_days``.
    days
        The days that are marked.
    theme
        "light", "dark", or a :class:`Theme`.
    title
        Heading inside the figure.

    Examples
    --------
    >>> days = np.arange(1, 41)
    >>> came, seen = days, np.full(40, 100)
    >>> series = MetricSeries("Ordered again", days, tuple(map(str, days)), came, seen, seen * 0 + 3, came / 100,
    ...                       came / 110, came / 90)
    >>> repeat_curve(series, 30).layout.annotations[0].text
    '30.0 % within 30 days'
    """
    tokens = theme_named(theme)
    last = _end(series, days)
    x, y = np.asarray(series.x[:last]), np.asarray(series.rates[:last], float)
    lower, upper = np.asarray(series.lower[:last], float), np.asarray(series.upper[:last], float)
    said = [_said(series, i) for i in range(last)]
    layout: dict[str, Any] = {
        "template": template(tokens),
        "height": HEIGHT,
        "margin": {"l": 52, "r": 20, "t": 18, "b": 48},
        "xaxis": {
            "range": [0, max(int(x[-1]) if last else 1, 2)],
            "title": {"text": say("days since the first order")},
            "ticklabelstandoff": 4,
        },
        "yaxis": percent_axis(top_of([upper])),
    }
    drawn = go.Figure(data=[area(x, lower, upper, tokens.accent)], layout=titled(layout, title))
    drawn.add_scatter(
        x=x,
        y=y,
        mode="lines",
        line={"width": 2.5, "color": tokens.accent},
        hovertext=said,
        hovertemplate="%{hovertext}<extra></extra>",
    )
    at = np.flatnonzero(x == days)
    if len(at):
        _mark(drawn, int(x[at[0]]), float(y[at[0]]), said[int(at[0])], tokens)
    return drawn


def _end(series: MetricSeries, days: int | None) -> int:
    """How many points are drawn."""
    watched = np.asarray(series.denominator)
    least = max(FEW_MARKED, watched.max(initial=0) / 2)
    enough = np.flatnonzero((watched >= least) | (np.asarray(series.x) <= (days or 0)))
    return int(enough[-1]) + 1 if len(enough) else len(series)


def _said(series: MetricSeries, i: int) -> str:
    came, seen = int(series.numerator[i]), int(series.denominator[i])
    share = percent_likely(float(series.rates[i]), float(series.lower[i]), float(series.upper[i]))
    said = say("{k} of {n} ordered again, {share}.", k=f"{came:,}", n=f"{seen:,}", share=share)
    return headed(say("Within {days}", days=counted(int(series.x[i]), "day")), said)


def _mark(drawn: go.Figure, x: int, y: float, said: str, tokens: Theme) -> None:
    drawn.add_vline(x=x, line={"width": 1, "color": tokens.muted, "dash": "dot"})
    drawn.add_scatter(
        x=[x],
        y=[y],
        mode="markers",
        marker={"size": 10, "color": tokens.attention, "line": {"width": 2, "color": tokens.paper}},
        hovertext=[said],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    label_within(drawn, x, y, tokens)
