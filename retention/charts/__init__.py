"""Figures from results. A chart draws what was counted; it never computes a metric."""

from retention.charts.activity import active_chart, active_days_chart, frequency_chart, stickiness_chart
from retention.charts.adoption import adoption_heatmap
from retention.charts.annotate import annotate, note_text
from retention.charts.behaviours import behaviour_dots, behaviour_rates
from retention.charts.campaigns import before_after_lines, campaign_dots, experiment_dots
from retention.charts.churn import churn_chart, retention_bars, retention_chart
from retention.charts.cohorts import cohort_heatmap, scale_top
from retention.charts.customer_check import list_check
from retention.charts.customer_history import contract_strip, visit_strip
from retention.charts.customer_value import check_strip, simple_strip, value_projection
from retention.charts.customers import stage_bars
from retention.charts.definitions import definition_dots
from retention.charts.economics import gain_bars, payback_curve
from retention.charts.fonts import FONT
from retention.charts.inactivity import lapse_chart, return_curve
from retention.charts.lifecycle import lifecycle_chart, quick_ratio_chart
from retention.charts.marks import Mark
from retention.charts.repeat import repeat_curve
from retention.charts.revenue import revenue_bridge, revenue_movements
from retention.charts.revenue_rates import revenue_rates
from retention.charts.rfm import rfm_grid, rfm_moves
from retention.charts.satisfaction import nps_chart
from retention.charts.satisfaction_dots import answer_retention, nps_segments
from retention.charts.satisfaction_groups import group_colours, nps_shares, score_distribution
from retention.charts.series import retention_curves, retention_trend
from retention.charts.small import small_curve
from retention.charts.strategies import strategy_ranges
from retention.charts.survival import survival_curves
from retention.charts.theme import (
    CONFIG,
    DARK,
    LIGHT,
    THEMES,
    Theme,
    config,
    percent,
    plain,
    svg_config,
    template,
)
from retention.charts.time_to_value import first_value_cohorts, first_value_curve
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
    "adoption_heatmap",
    "annotate",
    "answer_retention",
    "before_after_lines",
    "behaviour_dots",
    "behaviour_rates",
    "campaign_dots",
    "check_strip",
    "churn_chart",
    "cohort_heatmap",
    "config",
    "contract_strip",
    "definition_dots",
    "experiment_dots",
    "first_value_cohorts",
    "first_value_curve",
    "frequency_chart",
    "gain_bars",
    "group_colours",
    "lapse_chart",
    "lifecycle_chart",
    "list_check",
    "note_text",
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
    "rfm_grid",
    "rfm_moves",
    "scale_top",
    "score_distribution",
    "simple_strip",
    "small_curve",
    "stage_bars",
    "stickiness_chart",
    "strategy_ranges",
    "survival_curves",
    "svg_config",
    "template",
    "value_curves",
    "value_projection",
    "visit_strip",
]
