"""Figures from results. A chart draws what was counted; it never computes a metric."""

from retention.charts.activity import active_chart, active_days_chart, frequency_chart, stickiness_chart
from retention.charts.churn import churn_chart, retention_bars, retention_chart
from retention.charts.cohorts import cohort_heatmap, scale_top
from retention.charts.customer_value import check_strip, simple_strip, value_projection
from retention.charts.definitions import definition_dots
from retention.charts.economics import gain_bars, payback_curve
from retention.charts.inactivity import lapse_chart, return_curve
from retention.charts.lifecycle import lifecycle_chart, quick_ratio_chart
from retention.charts.marks import Mark
from retention.charts.repeat import repeat_curve
from retention.charts.revenue import revenue_bridge, revenue_movements
from retention.charts.revenue_rates import revenue_rates
from retention.charts.satisfaction import nps_chart
from retention.charts.satisfaction_dots import answer_retention, nps_segments
from retention.charts.satisfaction_groups import group_colours, nps_shares, score_distribution
from retention.charts.series import retention_curves, retention_trend
from retention.charts.small import small_curve
from retention.charts.survival import survival_curves
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
from retention.charts.value import revenue_ages, value_curves

__all__ = [
    "CONFIG",
    "DARK",
    "FONT",
    "LIGHT",
    "THEMES",
    "Mark",
    "Theme",
    "active_chart",
    "active_days_chart",
    "answer_retention",
    "check_strip",
    "churn_chart",
    "cohort_heatmap",
    "config",
    "definition_dots",
    "frequency_chart",
    "gain_bars",
    "group_colours",
    "lapse_chart",
    "lifecycle_chart",
    "nps_chart",
    "nps_segments",
    "nps_shares",
    "payback_curve",
    "percent",
    "plain",
    "quick_ratio_chart",
    "repeat_curve",
    "retention_bars",
    "retention_chart",
    "retention_curves",
    "retention_trend",
    "return_curve",
    "revenue_ages",
    "revenue_bridge",
    "revenue_movements",
    "revenue_rates",
    "scale_top",
    "score_distribution",
    "simple_strip",
    "small_curve",
    "stickiness_chart",
    "survival_curves",
    "svg_config",
    "template",
    "value_curves",
    "value_projection",
]
