"""How long customers last: steps with their range, the median, and under the axis how many were still watched."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from retention.charts.beside import names_at_right
from retention.charts.lines import SYMBOLS, Trace, area, dash_of
from retention.charts.theme import Theme, percent, percent_range, plain, template, theme_named, titled
from retention.charts.units import age_name, several_of
from retention.charts.words import headed, of_group
from retention.intervals import Floats
from retention.languages import mark, say

if TYPE_CHECKING:
    from retention.models.kaplan_meier import SurvivalCurve

HEIGHT = 330
STAYING = mark("still there")
ROW = 18  # pixels of one line of numbers at risk
BANDS = 3  # with more curves than this, bands would hide each other
MOST_TICKS, MOST_BESIDE_NAMES = 6, 4  # so many numbers keep apart under a narrow figure
STEPS = {
    "day": (1, 2, 7, 14, 30, 60, 90, 180, 365, 730),
    "week": (1, 2, 4, 8, 13, 26, 52, 104, 156),
    "month": (1, 2, 3, 6, 12, 24, 36, 60, 120),
    "quarter": (1, 2, 4, 8, 12, 20, 40),
}


def survival_curves(
    curve: SurvivalCurve | dict[str, SurvivalCurve],
    *,
    unit: str = "day",
    at_risk: bool = True,
    staying: str = STAYING,
    theme: str | Theme = "light",
    title: str | None = None,
) -> go.Figure:
    """Draw Kaplan-Meier curves: one, or one for each group.

    Parameters
    ----------
    curve
        A curve, or names of groups to their curves (named at their ends, in the order given).
    unit
        What one unit of time is called.
    at_risk
        Write under the axis how many were still watched: where few are left, a curve says little.
    staying
        What has not happened yet, in words.
    theme
        "light", "dark", or a :class:`Theme`.
    title
        Heading inside the figure.

    Examples
    --------
    >>> import retention as rt
    >>> figure = survival_curves(rt.kaplan_meier([1, 2, 3, 3, 5], [1, 0, 1, 1, 0]), unit="month")
    >>> [note.text for note in figure.layout.annotations]
    ['half have left by month 3', 'Still watched', '5', '5', '4', '3', '1', '1']
    >>> figure.data[1].hovertext[1]
    'month 1:<br>80.0 % still there (likely 20-97 %),<br>5 watched until then.'
    """
    tokens = theme_named(theme)
    curves = curve if isinstance(curve, dict) else {"": curve}
    drawn = {name: one for name, one in curves.items() if len(one)}
    last = max((float(one.times[-1]) for one in drawn.values()), default=1.0) or 1.0
    ticks = _ticks(last, unit, MOST_TICKS if len(drawn) < 2 else MOST_BESIDE_NAMES)
    traces: list[Trace] = []
    for i, (name, one) in enumerate(drawn.items()):
        colour = tokens.categorical[i % len(tokens.categorical)]
        if len(drawn) <= BANDS:
            traces.append(_band(one, colour))
        traces.append(_line(name, one, colour, unit, staying, dash_of(i) if len(drawn) > 1 else "solid"))
        traces += _median(one, i, colour, tokens)
    rows = len(drawn) + 1 if at_risk and drawn else 0
    figure = go.Figure(data=traces, layout=_layout(last, ticks, unit, rows, tokens, title))
    if len(drawn) > 1:
        figure.update_layout(margin_r=24)
        names_at_right(
            figure, [(n, float(c.survival[-1]), _colour(tokens, i)) for i, (n, c) in enumerate(drawn.items())]
        )
    elif drawn:
        _say_median(figure, next(iter(drawn.values())), unit, tokens)
    if rows:
        _numbers_at_risk(figure, drawn, ticks, tokens)
    return figure


def _colour(tokens: Theme, i: int) -> str:
    return tokens.categorical[i % len(tokens.categorical)]


def _layout(last: float, ticks: list[int], unit: str, rows: int, tokens: Theme, title: str | None) -> dict[str, Any]:
    layout: dict[str, Any] = {
        "template": template(tokens),
        "height": HEIGHT + ROW * rows,
        "margin": {"l": 52, "r": 24, "t": 18, "b": 48 + ROW * rows},
        "xaxis": {
            "range": [0, last * 1.02],
            "tickmode": "array",
            "tickvals": ticks,
            "ticktext": [f"{tick:,}" for tick in ticks],
            "tickangle": 0,
            "ticklabelstandoff": 4,
            "title": {"text": say("{units} since the start", units=several_of(unit)), "standoff": 6},
        },
        "yaxis": {
            "range": [0, 1.03],
            "tickmode": "array",
            "tickvals": [0, 0.25, 0.5, 0.75, 1],
            "ticktext": [percent(tick, 0) for tick in (0, 0.25, 0.5, 0.75, 1)],
        },
    }
    return titled(layout, title)


def _ticks(last: float, unit: str, most: int) -> list[int]:
    """Round times from 0 on, few enough that numbers fit under them."""
    usual = (*STEPS.get(unit, ()), *(s * 10**p for p in range(12) for s in (1, 2, 5)))
    step = next(s for s in usual if last / s < most)
    return list(range(0, int(last) + 1, step))


# ---------------------------------------------------------------------------------------------------------- curves
def _line(name: str, curve: SurvivalCurve, colour: str, unit: str, staying: str, dash: str) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": plain(name) or None,
        "x": np.concatenate([[0.0], curve.times]),
        "y": np.concatenate([[1.0], curve.survival]),
        "line": {"shape": "hv", "color": colour, "width": 2.5, "dash": dash},
        "hovertext": _sentences(name, curve, unit, staying),
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _sentences(name: str, curve: SurvivalCurve, unit: str, staying: str) -> list[str]:
    staying, n = plain(say(staying)), f"{curve.n:,.0f}"
    said = [headed(of_group(plain(name), age_name(unit, "0")), say("all {n} {still_there}.", n=n, still_there=staying))]
    for i in range(len(curve)):
        head = of_group(plain(name), age_name(unit, _in_short(curve.times[i])))
        said.append(headed(head, _watched(curve, i, staying)))
    return said


def _watched(curve: SurvivalCurve, i: int, staying: str) -> str:
    lower, upper = float(curve.lower[i]), float(curve.upper[i])
    values = {
        "share": percent(float(curve.survival[i])),
        "still_there": staying,
        "n": f"{curve.at_risk[i]:,.0f}",
    }
    if math.isnan(lower):
        return say("{share} {still_there},<br>{n} watched until then.", **values)
    likely = percent_range(lower, upper)
    return say("{share} {still_there} (likely {range}),<br>{n} watched until then.", range=likely, **values)


def _band(curve: SurvivalCurve, colour: str) -> Trace:
    """The range, as steps."""
    known = np.flatnonzero(~np.isnan(curve.lower))
    x = _doubled(np.append(curve.times[known], curve.times[-1:]) if len(known) else np.zeros(0))[1:-1]
    return area(x, _doubled(curve.lower[known]), _doubled(curve.upper[known]), colour)


def _doubled(values: Floats) -> Floats:
    return np.repeat(values, 2)


# ---------------------------------------------------------------------------------------------------------- median
def _median(curve: SurvivalCurve, i: int, colour: str, tokens: Theme) -> list[Trace]:
    """A mark where half have left, and a thin line down to the axis."""
    if math.isnan(curve.median):
        return []
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": [curve.median, curve.median],
            "y": [0.5, 0],
            "line": {"width": 1, "color": colour, "dash": "dot"},
            "marker": {
                "size": [9, 0],
                "symbol": SYMBOLS[i % len(SYMBOLS)],
                "color": tokens.paper,
                "line": {"width": 2, "color": colour},
            },
            "hoverinfo": "skip",
        }
    ]


def _say_median(figure: go.Figure, curve: SurvivalCurve, unit: str, tokens: Theme) -> None:
    if math.isnan(curve.median):
        return
    right = curve.median > 0.6 * float(figure.layout.xaxis.range[1])
    figure.add_annotation(
        x=curve.median,
        y=0.06 if right else 0.5,
        xanchor="right" if right else "left",
        yanchor="bottom",
        xshift=-6 if right else 8,
        yshift=2,
        showarrow=False,
        text=say("half have left by {time}", time=age_name(unit, _in_short(curve.median))),
        font={"size": 12, "color": tokens.text},
    )


# --------------------------------------------------------------------------------------------------- numbers at risk
def _numbers_at_risk(figure: go.Figure, curves: dict[str, SurvivalCurve], ticks: list[int], tokens: Theme) -> None:
    """Lines of numbers under the axis: a heading, then one line for each curve, marked in its colour."""
    small = {"size": 12, "color": tokens.muted}
    under = {"yref": "paper", "y": 0, "yanchor": "top", "showarrow": False}
    figure.add_annotation(
        **under, xref="paper", x=0, xanchor="left", xshift=-44, yshift=-46, text=say("Still watched"), font=small
    )
    for i, (name, curve) in enumerate(curves.items()):
        shift = -46 - ROW * (i + 1)
        if name:
            mark = f'<span style="color:{_colour(tokens, i)}">■</span>'
            figure.add_annotation(
                **under, xref="paper", x=0, xanchor="left", xshift=-44, yshift=shift, text=mark, font=small
            )
        for tick, number in zip(ticks, curve.numbers_at_risk(np.array(ticks, float)), strict=True):
            figure.add_annotation(
                **under, xref="x", x=tick, xanchor="center", yshift=shift, text=f"{number:,.0f}", font=small
            )


def _in_short(time: float) -> str:
    """A time as it is written beside the curve: "24", "16.5"."""
    return f"{round(float(time), 1):g}"
