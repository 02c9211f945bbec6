"""Quiet marks on a chart of ages: what others have published, with its year, never in a colour that judges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from retention.charts.theme import Theme, plain

HALF = 0.32  # of one age, to each side


@dataclass(frozen=True)
class Mark:
    """A published number at one age.

    Attributes
    ----------
    age
        Where it belongs.
    low, high
        Fractions; the same for a single value.
    label
        What is written beside it: its year.
    text
        What hovering says.
    """

    age: int
    low: float
    high: float
    label: str
    text: str


def draw_marks(figure: go.Figure, marks: Sequence[Mark], tokens: Theme) -> None:
    """Add marks to a figure whose x axis is ages: a line for one value, a box for a span, the label above."""
    for mark in marks:
        x = [mark.age - HALF, mark.age + HALF, mark.age + HALF, mark.age - HALF, mark.age - HALF]
        figure.add_scatter(
            x=x,
            y=[mark.low, mark.low, mark.high, mark.high, mark.low],
            mode="lines",
            line={"width": 2, "color": tokens.muted},
            fill="toself",
            fillcolor="rgba(128,128,128,0.18)",
            hoveron="points+fills",
            text=plain(mark.text),
            hoverinfo="text",
        )
        figure.add_annotation(
            x=mark.age, y=mark.high, text=plain(mark.label), showarrow=False, yshift=10,
            font={"size": 11, "color": tokens.muted},
        )  # fmt: skip
