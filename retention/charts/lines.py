"""The parts of a line chart: the axis of ages, the axis of percents, lines, bands, and what points say."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from retention.charts.theme import Theme, per_cent, plain
from retention.charts.units import age_name
from retention.charts.words import came_back, ended, from_cohorts, headed, of_group, since_first
from retention.intervals import Floats
from retention.languages import say
from retention.results import MetricSeries

Trace = dict[str, Any]

DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "star", "triangle-down", "pentagon", "hexagon", "x")


def dash_of(i: int) -> str:
    """The dash of a line: colours and symbols come round after ten, with other dashes."""
    return DASHES[(i + i // len(SYMBOLS)) % len(DASHES)]


class AgeAxis:
    """Ages as positions: all lines share the labels of the longest, and leave out an age 0 that is 100 % for all."""

    def __init__(self, lines: Sequence[MetricSeries], unit: str, words: str) -> None:
        longest = max(lines, key=len) if lines else None
        self.unit = unit
        self.labels = () if longest is None else tuple(plain(label) for label in longest.labels)
        self.ages = [] if longest is None else [int(age) for age in longest.x]
        drawn = [series for series in lines if len(series)]
        trivial = all(s.x[0] == 0 and (s.rates[0] == 1 or math.isnan(s.rates[0])) for s in drawn)
        self.start = 1 if trivial and len(self.ages) > 1 else 0
        self.title = words or since_first(unit)
        if self.start:
            first = age_name(unit, self.labels[0])
            self.title = say("{axis} ({age} is {all})", axis=self.title, age=first, all=per_cent("100"))

    def values(self, numbers: Floats) -> Floats:
        """The part of a line's numbers that is drawn."""
        return np.asarray(numbers, float)[self.start :]

    def x(self, series: MetricSeries) -> list[int]:
        """Positions of a line's points."""
        return [int(age) for age in series.x[self.start :]]

    def holds(self, age: int) -> bool:
        """Whether an age is among those drawn."""
        return age in self.ages[self.start :]

    @property
    def layout(self) -> dict[str, Any]:
        """The axis of a plotly layout."""
        ages, labels = self.ages[self.start :], self.labels[self.start :]
        every = max(1, math.ceil(len(ages) * (8 * max(map(len, labels), default=1) + 12) / 320))
        # Counted from age 0, so that labels read 5, 10, 15 and not 6, 11, 16.
        shown = [i for i, age in enumerate(ages) if age % every == 0 or every == 1]
        first, last = (ages[0], ages[-1]) if ages else (0, 1)
        return {
            "type": "linear",
            "range": [first - 0.25, max(last, first + 1) + 0.25],
            "tickmode": "array",
            "tickvals": [ages[i] for i in shown],
            "ticktext": [labels[i] for i in shown],
            "tickangle": 0,
            "ticklabelstandoff": 4,
            "title": {"text": self.title},
        }


def point_sentences(name: str, series: MetricSeries, unit: str | None, start: int = 0) -> list[str]:
    """A full sentence for each point."""
    out = []
    for i in range(start, len(series)):
        if math.isnan(float(series.rates[i])):
            out.append("")
            continue
        label = str(series.labels[i])
        where = plain(label) if unit is None else age_name(unit, label)
        numbers = came_back(
            int(series.numerator[i]),
            int(series.denominator[i]),
            float(series.rates[i]),
            float(series.lower[i]),
            float(series.upper[i]),
        )
        said = ended(numbers) if unit is None else from_cohorts(numbers, int(series.cohorts[i]))
        out.append(headed(of_group(plain(name), where), said))
    return out


def line(
    name: str,
    series: MetricSeries,
    axis: AgeAxis,
    colour: str,
    tokens: Theme,
    *,
    width: float = 2.0,
    dash: str = "solid",
    symbol: str | None = None,
) -> Trace:
    """A curve with a sentence for each point; a single point is drawn as one."""
    y = axis.values(series.rates)
    alone = len(y) - int(np.isnan(y).sum()) == 1
    marker = {"size": 6, "symbol": symbol or "circle", "color": colour, "line": {"width": 1, "color": tokens.paper}}
    return {
        "type": "scatter",
        "mode": "lines+markers" if symbol or alone else "lines",
        "name": plain(name) or None,
        "x": axis.x(series),
        "y": y,
        "line": {"width": width, "color": colour, "dash": dash},
        "marker": marker,
        "hovertext": point_sentences(name, series, axis.unit, axis.start),
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def band(series: MetricSeries, axis: AgeAxis, colour: str) -> Trace:
    """The range of a curve."""
    known = np.flatnonzero(~np.isnan(axis.values(series.lower)))
    x = np.array(axis.x(series), float)[known]
    return area(x, axis.values(series.lower)[known], axis.values(series.upper)[known], colour)


def area(x: Any, lower: Any, upper: Any, colour: str) -> Trace:
    """What lies between two lines."""
    x, lower, upper = (np.asarray(part).tolist() for part in (x, lower, upper))
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [*x, *x[::-1]],
        "y": [*upper, *lower[::-1]],
        "fill": "toself",
        "fillcolor": faint(colour, 0.15),
        "line": {"width": 0},
        "hoverinfo": "skip",
    }


def faint(colour: str, opacity: float) -> str:
    """A colour for a band."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def top_of(parts: Sequence[Floats]) -> float:
    """End of the y axis: a little above everything that is drawn, never above all."""
    highest = max((float(np.nanmax(part)) for part in parts if len(part) and not np.isnan(part).all()), default=0.0)
    return min(1.03, highest * 1.08) if highest > 0 else 0.1


def percent_axis(top: float) -> dict[str, Any]:
    """A y axis from 0, with five or so round ticks in percent."""
    digits = 0 if top >= 0.05 else 1 if top >= 0.005 else 2
    step = next(s * p for p in (1e-4, 1e-3, 1e-2, 1e-1) for s in (1, 2, 5) if top / (s * p) <= 6)
    ticks = [round(i * step, 6) for i in range(int(top / step + 1e-9) + 1)]
    return {
        "range": [0, top],
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [per_cent(f"{tick * 100:.{digits}f}") for tick in ticks],
    }
