"""The same figures, small: for a card that is a door to the page with the whole one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import plotly.graph_objects as go

from retention.charts.marks import Mark
from retention.charts.series import retention_curves
from retention.charts.theme import Theme
from retention.charts.timeline import SMALL
from retention.results import MetricSeries


def small_curve(
    curve: MetricSeries, *, theme: str | Theme = "light", height: int = SMALL, marks: Sequence[Mark] = ()
) -> go.Figure:
    """Draw a pooled curve in a small card: the line with its range, and nothing written into it but years of marks.

    Examples
    --------
    >>> import numpy as np
    >>> n = np.array([100, 80])
    >>> curve = MetricSeries("Came back", np.arange(2), ("0", "1"), np.array([100, 20]), n, n // 40,
    ...                      np.array([1.0, 0.25]), np.array([0.96, 0.17]), np.array([1.0, 0.36]), unit="month")
    >>> figure = small_curve(curve)
    >>> figure.layout.height, len(figure.layout.annotations)
    (190, 0)
    """
    figure = retention_curves(replace(curve, name="", note=""), theme=theme, marks=marks)
    figure.update_layout(height=height, margin={"l": 44, "r": 10, "t": 10, "b": 42})
    figure.layout.annotations = [note for note in figure.layout.annotations if note.text]
    return figure
