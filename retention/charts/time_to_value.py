"""How long customers take to their first value: the share that has got there, and each start cohort as a dot."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from retention.charts.beside import names_at_right
from retention.charts.dates import on_two_lines
from retention.charts.labels import label_within
from retention.charts.lines import Trace, area, dash_of, percent_axis, top_of
from retention.charts.theme import Theme, percent, percent_likely, percent_range, plain, template, theme_named, titled
from retention.charts.units import age_name
from retention.charts.words import headed, named, of_group
from retention.languages import nouns, say
from retention.results import FEW_GREYED, FEW_MARKED

if TYPE_CHECKING:
    from retention.models.kaplan_meier import SurvivalCurve

HEIGHT, STRIP = 330, 224
MOST_NAMES = 4  # so many dates keep apart in a narrow card
BANDS = 3  # with more curves than this, bands would hide each other


def first_value_curve(
    curve: SurvivalCurve | dict[str, SurvivalCurve],
    days: int | None = None,
    *,
    theme: str | Theme = "light",
    title: str | None = None,
) -> go.Figure:
    """Draw the share of customers who have got there by each day since their start: one minus Kaplan-Meier.

    A curve ends where fewer than 30 customers are still waiting and watched, except where the marked days lie beyond.

    Parameters
    ----------
    curve
        ``TimeToValue.curve``, or names of groups to theirs.
    days
        The days that are marked.
    theme
        "light", "dark", or a :class:`Theme`.
    title
        Heading inside the figure.

    Examples
    --------
    >>> import retention as rt
    >>> figure = first_value_curve(rt.kaplan_meier(np.arange(100) % 5, np.arange(100) % 2), 3)
    >>> figure.layout.annotations[0].text
    '50.8 % within 3 days'
    """
    tokens = theme_named(theme)
    curves = curve if isinstance(curve, dict) else {"": curve}
    drawn = {name: _Line(one, days) for name, one in curves.items() if len(one)}
    last = max((line.last for line in drawn.values()), default=1.0)
    traces: list[Trace] = []
    for i, (name, line) in enumerate(drawn.items()):
        colour = tokens.categorical[i % len(tokens.categorical)]
        if len(drawn) <= BANDS:
            traces.append(line.band(colour))
        traces.append(line.trace(name, colour, dash_of(i) if len(drawn) > 1 else "solid"))
    top = top_of([line.upper if len(drawn) <= BANDS else line.share for line in drawn.values()])
    layout: dict[str, Any] = {
        "template": template(tokens),
        "height": HEIGHT,
        "margin": {"l": 52, "r": 20, "t": 18, "b": 48},
        "xaxis": {
            "range": [0, max(last, 2.0) * 1.02],
            "title": {"text": say("{units} since the start", units=nouns("day"))},
            "ticklabelstandoff": 4,
        },
        "yaxis": percent_axis(top),
    }
    figure = go.Figure(data=traces, layout=titled(layout, title))
    if days is not None:
        figure.add_vline(x=days, line={"width": 1, "color": tokens.muted, "dash": "dot"})
    if len(drawn) > 1:
        ends = [(name or say("(blank)"), float(line.share[-1])) for name, line in drawn.items()]
        colours = [tokens.categorical[i % len(tokens.categorical)] for i in range(len(ends))]
        names_at_right(figure, [(name, y, colour) for (name, y), colour in zip(ends, colours, strict=True)])
    elif drawn and days is not None:
        _mark(figure, next(iter(drawn.values())), days, tokens)
    return figure


class _Line:
    """One curve upside down: who has got there, with its range, as far as enough are watched."""

    def __init__(self, curve: SurvivalCurve, days: int | None) -> None:
        enough = np.flatnonzero((curve.at_risk >= FEW_MARKED) | (curve.times <= (days or 0)))
        n = int(enough[-1]) + 1 if len(enough) else len(curve)
        self.times = np.concatenate([[0.0], curve.times[:n]])
        self.share = np.concatenate([[0.0], 1 - curve.survival[:n]])
        self.lower = np.concatenate([[0.0], 1 - curve.upper[:n]])
        self.upper = np.concatenate([[0.0], 1 - curve.lower[:n]])
        self.waiting = np.concatenate([[curve.n], curve.at_risk[:n]])
        watched = float(curve.times[-1])
        self.last = max(float(self.times[-1]), min(float(days or 0), watched))

    def at(self, day: float) -> float:
        """Share that has got there by the end of a day."""
        return float(self.share[int(np.searchsorted(self.times, day, side="right")) - 1])

    def trace(self, name: str, colour: str, dash: str) -> Trace:
        said = [
            headed(of_group(plain(name), age_name("day", f"{time:g}")), _got_there(time, *numbers))
            for time, *numbers in zip(self.times, self.share, self.lower, self.upper, self.waiting, strict=True)
        ]
        return {
            "type": "scatter",
            "mode": "lines",
            "name": plain(name) or None,
            "x": self.times,
            "y": self.share,
            "line": {"shape": "hv", "width": 2.5, "color": colour, "dash": dash},
            "hovertext": said,
            "hovertemplate": "%{hovertext}<extra></extra>",
        }

    def band(self, colour: str) -> Trace:
        """The range, as steps."""
        known = np.flatnonzero(~np.isnan(self.lower))
        ends = np.append(self.times[known], self.times[-1:]) if len(known) else np.zeros(0)
        return area(np.repeat(ends, 2)[1:-1], np.repeat(self.lower[known], 2), np.repeat(self.upper[known], 2), colour)


def _got_there(time: float, share: float, low: float, high: float, waiting: float) -> str:
    values = {"share": percent(share), "waiting": f"{waiting:,.0f}"}
    if math.isnan(low) or not time:
        return say("{share} have got there,<br>{waiting} still waiting and watched until then.", **values)
    return say(
        "{share} have got there (likely {range}),<br>{waiting} still waiting and watched until then.",
        range=percent_range(low, high),
        **values,
    )


def _mark(figure: go.Figure, line: _Line, days: int, tokens: Theme) -> None:
    """A dot on the curve at the marked days, with its number."""
    y = line.at(days)
    figure.add_scatter(
        x=[days],
        y=[y],
        mode="markers",
        marker={"size": 10, "color": tokens.attention, "line": {"width": 2, "color": tokens.paper}},
        hoverinfo="skip",
    )
    label_within(figure, days, y, tokens)


# --------------------------------------------------------------------------------------------------------- cohorts
def first_value_cohorts(frame: pd.DataFrame, *, theme: str | Theme = "light", title: str | None = None) -> go.Figure:
    """Draw the share of each start cohort that got there within the chosen days, with its range.

    Only cohorts that were watched that long; the others are not in the picture. Dots of fewer than 30 customers are
    hollow, those of fewer than 10 grey.

    Parameters
    ----------
    frame
        One row for each cohort, its index their names: n, reached, share, lower, upper, complete.
    theme, title
        As in :func:`first_value_curve`.

    Examples
    --------
    >>> frame = pd.DataFrame({"n": [100, 20], "reached": [62, 3], "share": [0.62, 0.15], "lower": [0.52, 0.05],
    ...                       "upper": [0.71, 0.36], "complete": [True, False]}, index=["Mar 2026", "Apr 2026"])
    >>> first_value_cohorts(frame).data[1].hovertext
    ('Mar 2026: 62 of 100 got there, 62.0 % (likely 52-71 %).',)
    """
    tokens = theme_named(theme)
    known = frame[frame["complete"].to_numpy(bool) & frame["share"].notna().to_numpy()]
    rows = known.to_dict("records")
    names = [plain(name) for name in known.index]
    tones = [tokens.hatch if row["n"] < FEW_GREYED else tokens.accent for row in rows]
    ranges = {
        "type": "scatter",
        "mode": "lines",
        "x": [x for i in range(len(rows)) for x in (i, i, None)],
        "y": [end for row in rows for end in (row["lower"], row["upper"], None)],
        "line": {"width": 4, "color": tokens.hatch},
        "hoverinfo": "skip",
    }
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": list(range(len(rows))),
        "y": [row["share"] for row in rows],
        "hovertext": [
            named(
                name,
                say(
                    "{k} of {n} got there, {share}.",
                    k=f"{int(row['reached']):,}",
                    n=f"{int(row['n']):,}",
                    share=percent_likely(row["share"], row["lower"], row["upper"]),
                ),
            )
            for name, row in zip(names, rows, strict=True)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "size": 10,
            "color": [tokens.paper if r["n"] < FEW_MARKED else tone for r, tone in zip(rows, tones, strict=True)],
            "line": {"width": 2, "color": tones},
        },
    }
    every = max(1, math.ceil(len(rows) / MOST_NAMES))
    at = list(range(0, len(rows), every))
    layout: dict[str, Any] = {
        "template": template(tokens),
        "height": STRIP,
        "margin": {"l": 52, "r": 16, "t": 12, "b": 48},
        "xaxis": {
            "range": [-0.5, max(len(rows), 1) - 0.5],
            "tickmode": "array",
            "tickvals": at,
            "ticktext": [on_two_lines(names[i]) for i in at],
            "tickangle": 0,
            "ticklabelstandoff": 4,
        },
        "yaxis": percent_axis(top_of([known["upper"].to_numpy(float)])),
    }
    return go.Figure(data=[ranges, dots], layout=titled(layout, title))
