"""When a customer has paid for winning them, and what better retention is worth."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from retention.charts.money import money, money_axis
from retention.charts.money_lines import figure, money_line, time_axis, words_at
from retention.charts.theme import Theme, percent, plain, theme_named
from retention.charts.units import several_of, so_many
from retention.charts.words import headed
from retention.languages import say

if TYPE_CHECKING:
    from retention.metrics.payback import Payback
    from retention.metrics.retention_gain import RetentionGain

HEIGHT, ROW = 320, 64


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
    said = [_margin_said(int(t), unit, v, payback.ever_left) for t, v in zip(x, curve, strict=True)]
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
        xaxis=time_axis(float(end), say("{units} since the customer was won", units=several_of(unit))),
        height=HEIGHT,
        title=title,
    )
    drawn.add_hline(y=payback.cac, line={"width": 1.5, "color": tokens.muted, "dash": "dash"})
    cost = say("cost of winning a customer, {money}", money=money(payback.cac))
    words_at(drawn, cost, 0, payback.cac, tokens, xshift=4)
    if math.isfinite(crossing) and crossing <= end:
        # Below and to the right of the crossing is free, above and to the left too: the curve rises.
        near_the_end = {"xanchor": "right", "xshift": -10, "yanchor": "bottom", "yshift": 8}
        side = near_the_end if crossing > 0.75 * end else {"xshift": 10, "yanchor": "top", "yshift": -8}
        after = say("paid back after {number} {units}", number=f"{crossing:,.1f}", units=several_of(unit))
        words_at(drawn, after, crossing, payback.cac, tokens, **side)
    return drawn


def _margin_said(time: int, unit: str, amount: float, ever_left: bool) -> str:
    said = (
        say("{money} for each customer won.", money=money(amount))
        if ever_left
        else say("{money} from a customer who stays.", money=money(amount))
    )
    return headed(say("After {time}", time=so_many(time, unit)), said)


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
    texts = [
        f"+{percent(form.gain)}<br>{say('{cut} less churn in all', cut=percent(form.mean_cut, 0))}" for form in forms
    ]
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
            "constraintext": "none",  # two lines are higher than the bar, and stay as they are
            "cliponaxis": False,
            "textfont": {"size": 12, "color": tokens.text},
            "hovertext": [plain(form.words) for form in forms],
            "hovertemplate": "%{hovertext}<extra></extra>",
        }
    ]
    drawn = figure(
        traces,
        tokens,
        xaxis={"range": [0, 2.2 * top], "showticklabels": False, "showgrid": False},
        yaxis={"range": [-0.6, len(forms) - 0.2], "visible": False},
        height=60 + ROW * len(forms),
        title=title,
    )
    names = [_over_bar(i, say(form.name), tokens) for i, form in enumerate(forms)]
    return drawn.update_layout(margin_b=16, margin_l=16, annotations=[*drawn.layout.annotations, *names])


def _over_bar(row: int, name: str, tokens: Theme) -> dict[str, Any]:
    """A name over its bar and not beside it, where a phone would have no room for both."""
    return {
        "xref": "paper",
        "x": 0,
        "y": row,
        "yshift": 24,
        "xanchor": "left",
        "showarrow": False,
        "text": plain(name),
        "font": {"size": 12, "color": tokens.muted},
    }
