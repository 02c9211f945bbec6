"""Retention from a file: who stays, who leaves, and how sure the numbers are.

Read events, count a cohort matrix, pool it into a curve, draw it, take it away::

    import retention as rt

    events = rt.read_events("orders.csv")
    matrix = rt.cohort_matrix(events, rt.CohortSettings(period="month"))
    rt.charts.cohort_heatmap(matrix).show()
"""

from retention import benchmarks, charts, export
from retention.cohort_tables import read_cohort_table
from retention.counts import CellCustomers, CohortCounts, Source
from retention.errors import (
    EmptyFileError,
    ExportError,
    LimitError,
    MappingError,
    ModelError,
    ReadError,
    RetentionError,
    SettingsError,
    UndecidedError,
)
from retention.events import Events
from retention.findings import Finding, Findings, find
from retention.mapping import Assumption, ColumnMapping, SubscriptionMapping, TenureMapping
from retention.metrics.activity import active_customers, stickiness
from retention.metrics.changes import BlockComparison, compare_blocks, compare_segments
from retention.metrics.churn import period_retention
from retention.metrics.cohorts import cohort_matrix, matrix_cell_customers, retention_curve, retention_trend
from retention.metrics.comparison import Comparison, benjamini_hochberg, compare_rates, detectable_difference
from retention.metrics.definitions import DefinitionPoint, definition_check
from retention.metrics.gaps import GapCurve, usual_period, visit_gaps
from retention.metrics.inactivity import LapseCheck, lapse_check, lapses
from retention.metrics.lifecycle import lifecycle
from retention.metrics.mean_comparison import MeanComparison, compare_means
from retention.metrics.means import mean_of_cohorts
from retention.metrics.mix import MixChange, MixPart, mix_of_retention, split_change
from retention.metrics.repeat import RepeatRate, repeat_rate
from retention.metrics.revenue import revenue_by_age, revenue_cohorts, revenue_retention
from retention.metrics.survival import survival, survival_test
from retention.metrics.value import value_by_age
from retention.models.kaplan_meier import SurvivalCurve, kaplan_meier
from retention.models.log_rank import LogRank, log_rank
from retention.presets import Preset, preset, presets
from retention.reading import (
    Choice,
    ColumnGuess,
    FileGuess,
    Limits,
    Question,
    events_from_frame,
    inspect,
    read_events,
    read_subscriptions,
    read_tenures,
    subscriptions_from_frame,
)
from retention.report import ReadReport, Step
from retention.results import CohortMatrix, MetricSeries
from retention.settings import CohortSettings
from retention.subscriptions import Subscriptions
from retention.tenures import Tenures

__version__ = "0.2.0"

__all__ = [
    "Assumption",
    "BlockComparison",
    "CellCustomers",
    "Choice",
    "CohortCounts",
    "CohortMatrix",
    "CohortSettings",
    "ColumnGuess",
    "ColumnMapping",
    "Comparison",
    "DefinitionPoint",
    "EmptyFileError",
    "Events",
    "ExportError",
    "FileGuess",
    "Finding",
    "Findings",
    "GapCurve",
    "LapseCheck",
    "LimitError",
    "Limits",
    "LogRank",
    "MappingError",
    "MeanComparison",
    "MetricSeries",
    "MixChange",
    "MixPart",
    "ModelError",
    "Preset",
    "Question",
    "ReadError",
    "ReadReport",
    "RepeatRate",
    "RetentionError",
    "SettingsError",
    "Source",
    "Step",
    "SubscriptionMapping",
    "Subscriptions",
    "SurvivalCurve",
    "TenureMapping",
    "Tenures",
    "UndecidedError",
    "active_customers",
    "benchmarks",
    "benjamini_hochberg",
    "charts",
    "cohort_matrix",
    "compare_blocks",
    "compare_means",
    "compare_rates",
    "compare_segments",
    "definition_check",
    "detectable_difference",
    "events_from_frame",
    "export",
    "find",
    "inspect",
    "kaplan_meier",
    "lapse_check",
    "lapses",
    "lifecycle",
    "log_rank",
    "matrix_cell_customers",
    "mean_of_cohorts",
    "mix_of_retention",
    "period_retention",
    "preset",
    "presets",
    "read_cohort_table",
    "read_events",
    "read_subscriptions",
    "read_tenures",
    "repeat_rate",
    "retention_curve",
    "retention_trend",
    "revenue_by_age",
    "revenue_cohorts",
    "revenue_retention",
    "split_change",
    "stickiness",
    "subscriptions_from_frame",
    "survival",
    "survival_test",
    "usual_period",
    "value_by_age",
    "visit_gaps",
]
