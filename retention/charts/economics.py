"""When a customer has paid for winning them, and what better retention is worth."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from retention.charts.money import money, money_axis
from retention.charts.money_lines import figure, mark, money_line, time_axis
from retention.charts.theme import Theme, percent, plain, theme_named

if TYPE_CHECKING:
    from retention.metrics.payback import Payback
    from retention.metrics.retention_gain import RetentionGain

HEIGHT, ROW = 320, 52


def payback_curve(payback: Payback, *, theme: str | Theme = "light", title: str | None = None) -> go.Figure:
    """Draw the cumulative margin of a customer against what winning them cost, the crossing marked.

    Parameters
    ----------
    payback
        What :func:`retention.payback` returns.
    theme
        "light", "dark", or a :class:`Theme`.
    title
        Heading inside the figure.
    """
    tokens = theme_named(theme)
    curve, unit = np.array(payback.curve), payback.unit
    crossing = payback.with_churn if payback.ever_left else payback.periods
    x = np.arange(len(curve))
    end = len(curve) - 1 if math.isinf(crossing) else min(len(curve) - 1, max(2, math.ceil(1.5 * crossing)))
    x, curve = x[: end + 1], curve[: end + 1]
    who = "for each customer won" if payback.ever_left else "from a customer who stays"
    said = [
        f"After {t} {plain(unit)}{'' if t == 1 else 's'}:<br>{money(v)} {who}." for t, v in zip(x, curve, strict=True)
    ]
    traces = [money_line("margin so far", x, curve, said, tokens.accent)]
    if math.isfinite(crossing) and crossing <= end:
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": "paid back",
                "x": [crossing],
                "y": [payback.cac],
                "marker": {"size": 12, "color": tokens.paper, "line": {"width": 2.5, "color": tokens.attention}},
                "hovertext": [plain(payback.words)],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    top = max(float(curve.max()), 1.08 * payback.cac)
    drawn = figure(
        traces,
        tokens,
        yaxis=money_axis(0.0, top),
        xaxis=time_axis(float(end), f"{unit}s since the customer was won"),
        height=HEIGHT,
        title=title,
    )
    drawn.add_hline(y=payback.cac, line={"width": 1.5, "color": tokens.muted, "dash": "dash"})
    mark(drawn, f"cost of winning a customer, {money(payback.cac)}", 0, payback.cac, tokens, xshift=4)
    if math.isfinite(crossing) and crossing <= end:
        # Below and to the right of the crossing is free, above and to the left too: the curve rises.
        near_the_end = {"xanchor": "right", "xshift": -10, "yanchor": "bottom", "yshift": 8}
        side = near_the_end if crossing > 0.75 * end else {"xshift": 10, "yanchor": "top", "yshift": -8}
        mark(drawn, f"paid back after {crossing:,.1f} {unit}s", crossing, payback.cac, tokens, **side)
    return drawn


def gain_bars(gain: RetentionGain, *, theme: str | Theme = "light", title: str | None = None) -> go.Figure:
    """Draw what better retention is worth in its three forms, each with the cut in churn that it implies.

    Parameters
    ----------
    gain
        What :func:`retention.retention_gain` returns.
    theme, title
        As in :func:`payback_curve`.
    """
    tokens = theme_named(theme)
    forms = list(reversed(gain.forms))
    values = [form.gain if math.isfinite(form.gain) else 0.0 for form in forms]
    top = max(0.01, *values)
    texts = [f"+{percent(form.gain)}  ({percent(form.mean_cut, 0)} less churn in all)" for form in forms]
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "x": values,
            "y": list(range(len(forms))),
            "marker": {"color": tokens.accent},
            "width": 0.42,
            "text": texts,
            "textposition": "outside",
            "cliponaxis": False,
            "textfont": {"size": 12, "color": tokens.text},
            "hovertext": [plain(form.words) for form in forms],
            "hovertemplate": "%{hovertext}<extra></extra>",
        }
    ]
    drawn = figure(
        traces,
        tokens,
        xaxis={"range": [0, 1.9 * top], "showticklabels": False, "showgrid": False},
        yaxis={
            "range": [-0.6, len(forms) - 0.4],
            "tickmode": "array",
            "tickvals": list(range(len(forms))),
            "ticktext": [plain(form.name) for form in forms],
            "showgrid": False,
            "automargin": True,
        },
        height=60 + ROW * len(forms),
        title=title,
    )
    drawn.update_layout(margin_b=16)
    return drawn
