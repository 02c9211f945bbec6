"""Figures from results. A chart draws what was counted; it never computes a metric."""

from retention.charts.cohorts import cohort_heatmap, scale_top
from retention.charts.series import retention_curves, retention_trend
from retention.charts.theme import (
    CONFIG,
    DARK,
    FONT,
    LIGHT,
    THEMES,
    Theme,
    config,
    percent,
    plain,
    svg_config,
    template,
)

__all__ = [
    "CONFIG",
    "DARK",
    "FONT",
    "LIGHT",
    "THEMES",
    "Theme",
    "cohort_heatmap",
    "config",
    "percent",
    "plain",
    "retention_curves",
    "retention_trend",
    "scale_top",
    "svg_config",
    "template",
]
