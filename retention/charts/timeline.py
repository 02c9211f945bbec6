"""Calendar time along the bottom: one place for each period, its name and window in words, and what is not over yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from retention.charts.dates import calendar_ticks, day_ticks, month_ticks, on_two_lines
from retention.charts.lines import Trace
from retention.charts.theme import Theme, plain, template, titled
from retention.charts.units import one_of
from retention.charts.words import headed
from retention.languages import say
from retention.periods import MONTHS_OF, Calendar, span_text
from retention.settings import CohortSettings

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

HEIGHT, SMALL = 320, 190
MANY = 60  # beyond, points are drawn smaller
FEW_TICKS = 5  # so few periods are all named, at any width
CLEAR = "rgba(0,0,0,0)"


class Timeline:
    """The periods of one frame, or of several with the same index, as places on an axis of dates."""

    def __init__(self, frame: pd.DataFrame, settings: CohortSettings | None = None) -> None:
        starts = pd.DatetimeIndex(frame.index)
        self.unit, self.size = (
            _unit_of(starts) if settings is None else (str(settings.period), int(settings.period_size))
        )
        ends = [*starts[1:], *([] if starts.empty else [starts[-1] + _step(self.unit, self.size)])]
        self.edges = (starts[0], ends[-1]) if ends else (pd.Timestamp("2000-01-01"), pd.Timestamp("2000-01-02"))
        calendar = Calendar(self.unit, self.size)
        self.names = [plain(calendar.name(start)) for start in starts.to_numpy()]
        self.windows = [
            span_text(np.datetime64(start), np.datetime64(end)) for start, end in zip(starts, ends, strict=True)
        ]
        self.x = [(start + (end - start) / 2).isoformat() for start, end in zip(starts, ends, strict=True)]
        self.widths = [(end - start) / pd.Timedelta(milliseconds=1) for start, end in zip(starts, ends, strict=True)]
        self.complete = frame["complete"].to_numpy(bool)
        self.no_data = frame["no_data"].to_numpy(bool) if "no_data" in frame else np.zeros(len(frame), bool)
        self.after_gap = np.concatenate([[False], self.no_data[:-1]])[: len(frame)] & ~self.no_data

    def __len__(self) -> int:
        return len(self.names)

    @property
    def period(self) -> str:
        """What one period is called, in the language in use."""
        return one_of(self.unit if self.size == 1 else "block")

    def head(self, i: int) -> str:
        """One period, for the beginning of a sentence: "Sep 2026 (1-30 Sep 2026, complete)"."""
        name, window = self.names[i], self.windows[i]
        if window == name:
            if self.complete[i]:
                return say("{period} (complete)", period=name)
            return say("{period} (not over where the data end)", period=name)
        if self.complete[i]:
            return say("{period} ({window}, complete)", period=name, window=window)
        return say("{period} ({window}, not over where the data end)", period=name, window=window)

    def sentences(self, said: Sequence[str], *, compared: bool = False) -> list[str]:
        """What each period says on hover; one without rows says so, and one ``compared`` with such a one too."""
        gap = say("The {period} before has no rows: who was there then is not known.", period=self.period)
        none = say("the file holds no rows for this time.")
        out = [
            f"{text}<br>{gap}" if compared and after else text for text, after in zip(said, self.after_gap, strict=True)
        ]
        return [headed(self.head(i), none if self.no_data[i] else out[i]) for i in range(len(self))]

    @property
    def axis(self) -> dict[str, Any]:
        """The axis of a plotly layout; the browser thins its names by the room there is."""
        axis: dict[str, Any] = {
            "type": "date",
            "range": [edge.isoformat() for edge in self.edges],
            "tickangle": 0,
            "ticklabelstandoff": 4,
        }
        if len(self) <= FEW_TICKS:
            names = [on_two_lines(name) for name in self.names]
            return {**axis, "tickmode": "array", "tickvals": self.x, "ticktext": names}
        if self.size == 1 and calendar_ticks(self.unit) and len(self) <= 9:
            return {**axis, **calendar_ticks(self.unit)}
        if self.size == 1 and self.unit in MONTHS_OF:
            return {**axis, "ticklabelmode": "period", "tickformatstops": month_ticks()}
        return {**axis, "tickformatstops": day_ticks()}

    def bars(
        self, name: str, values: Any, colour: str, said: Sequence[str], tokens: Theme, *, hatched: bool = True
    ) -> Trace:
        """One bar for each period; hatched where the period is not over. A click on one gives its number."""
        shapes = ["" if done or not hatched else "/" for done in self.complete]
        return {
            "type": "bar",
            "name": plain(name),
            "x": self.x,
            "y": np.asarray(values, float),
            "width": [0.76 * width for width in self.widths],
            "marker": {
                "color": colour,
                "line": {"width": 0},
                "pattern": {"shape": shapes, "fgcolor": colour, "bgcolor": tokens.paper, "size": 5, "solidity": 0.35},
            },
            "customdata": [[i, 0] for i in range(len(self))],
            "hovertext": list(said),
            "hovertemplate": "%{hovertext}<extra></extra>",
            # A click must not make the rest fade.
            "selected": {"marker": {"opacity": 1}},
            "unselected": {"marker": {"opacity": 1}},
        }

    def not_over(self, top: float, said: Sequence[str], tokens: Theme) -> list[Trace]:
        """A hatched column where no rate is known yet."""
        which = np.flatnonzero(~self.complete).tolist()
        if not which:
            return []
        return [
            {
                "type": "bar",
                "x": [self.x[i] for i in which],
                "y": [top] * len(which),
                "width": [0.94 * self.widths[i] for i in which],
                "marker": {
                    "color": CLEAR,
                    "line": {"width": 0},
                    "pattern": {"shape": "/", "fgcolor": tokens.hatch, "bgcolor": CLEAR, "size": 5, "solidity": 0.18},
                },
                "hovertext": [said[i] for i in which],
                "hovertemplate": "%{hovertext}<extra></extra>",
                "selected": {"marker": {"opacity": 1}},
                "unselected": {"marker": {"opacity": 1}},
            }
        ]

    def dashes(self, said: Sequence[str], tokens: Theme, height: float = 0.0) -> list[Trace]:
        """A dash where the file holds no rows: unknown, which is not nobody."""
        which = np.flatnonzero(self.no_data).tolist()
        if not which:
            return []
        return [
            {
                "type": "scatter",
                "mode": "text",
                "x": [self.x[i] for i in which],
                "y": [height] * len(which),
                "text": ["–"] * len(which),
                "textposition": "top center",
                "textfont": {"color": tokens.muted, "size": 13},
                "hovertext": [said[i] for i in which],
                "hovertemplate": "%{hovertext}<extra></extra>",
                "cliponaxis": False,
            }
        ]


def figure(
    traces: list[Trace], time: Timeline, yaxis: dict[str, Any], tokens: Theme, title: str | None, *, small: bool
) -> go.Figure:
    """A figure along time: the same margins, ticks and height for every series."""
    layout: dict[str, Any] = {
        "template": template(tokens),
        "height": SMALL if small else HEIGHT,
        "margin": {"l": 46, "r": 16, "t": 10 if small else 24, "b": 44},
        "xaxis": time.axis,
        "yaxis": yaxis,
        "barmode": "relative",
    }
    return go.Figure(data=traces, layout=titled(layout, title))


def count_axis(low: float, high: float) -> dict[str, Any]:
    """An axis of customers: five or so round ticks, below zero without a minus sign, since nobody is a negative one."""
    span = max(high - low, 1.0)
    step = next(s * 10**p for p in range(12) for s in (1, 2, 5) if span / (s * 10**p) <= 6)
    ticks = [step * i for i in range(-int(-low // step), int(high // step) + 1)]
    return {
        "range": [low - 0.04 * span if low < 0 else 0, high + 0.06 * span],
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [f"{abs(tick):,}" for tick in ticks],
    }


def last_known(values: Any) -> int | None:
    """Position of the last value that is a number."""
    known = np.flatnonzero(~np.isnan(np.asarray(values, float)))
    return int(known[-1]) if len(known) else None


def _step(unit: str, size: int) -> Any:
    if unit in MONTHS_OF:
        return pd.DateOffset(months=MONTHS_OF[unit] * size)
    return pd.Timedelta(hours={"hour": 1, "day": 24, "week": 168}[unit] * size)


def _unit_of(starts: pd.DatetimeIndex) -> tuple[str, int]:
    """Unit and size of consecutive periods, from their starts alone; a single one is a month or a day."""
    monthly = bool((starts == starts.normalize()).all() and (starts.day == 1).all())
    if len(starts) < 2:
        return ("month" if monthly else "day"), 1
    if monthly and starts[1] - starts[0] > pd.Timedelta(days=27):
        months = (starts[1].year - starts[0].year) * 12 + starts[1].month - starts[0].month
        return {1: ("month", 1), 3: ("quarter", 1), 12: ("year", 1)}.get(months, ("month", months))
    hours = round(min(np.diff(starts)) / np.timedelta64(1, "h"))
    if hours < 24:
        return "hour", max(1, hours)
    return ("week", 1) if hours == 168 else ("day", max(1, round(hours / 24)))
