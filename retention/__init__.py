"""Retention from a file: who stays, who leaves, and how sure the numbers are.

Read events, count a cohort matrix, pool it into a curve, draw it, take it away::

    import retention as rt

    events = rt.read_events("orders.csv")
    matrix = rt.cohort_matrix(events, rt.CohortSettings(period="month"))
    rt.charts.cohort_heatmap(matrix).show()
"""

from retention import benchmarks, charts, export, reporting, strategies
from retention.annotations import Annotation, annotations_csv, annotations_frame, check_annotations, read_annotations
from retention.answers import Answers
from retention.bundles import Bundle, Verification, open_bundle, verify_bundle
from retention.campaigns import Campaign
from retention.cohort_tables import read_cohort_table
from retention.counts import CellCustomers, CohortCounts, CustomerCounts, Source
from retention.engine.sql.source import SqlEvents
from retention.errors import (
    BundleError,
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
from retention.experiments import Experiment
from retention.export.settings_file import read_settings
from retention.findings import Finding, Findings, find
from retention.mapping import AnswersMapping, Assumption, ColumnMapping, SubscriptionMapping, TenureMapping
from retention.metrics.activity import active_customers, stickiness
from retention.metrics.adoption import feature_adoption
from retention.metrics.answer_retention import RetentionByAnswer, retention_by_answer
from retention.metrics.backtest import Backtest, backtest
from retention.metrics.before_after import AgeChange, BeforeAfter, before_after
from retention.metrics.behaviour_search import BehaviourSearch, behaviour_search
from retention.metrics.behaviours import BehaviourEffect, behaviour_effect
from retention.metrics.campaigns import CampaignResult, campaign_result
from retention.metrics.changes import BlockComparison, compare_blocks, compare_segments
from retention.metrics.churn import period_retention
from retention.metrics.cohorts import cohort_matrix, matrix_cell_customers, retention_curve, retention_trend
from retention.metrics.comparison import Comparison, benjamini_hochberg, compare_rates, detectable_difference
from retention.metrics.customer_list import CustomerList
from retention.metrics.customer_value import ObservedValue, observed_value
from retention.metrics.customer_values import customer_values, expected_by
from retention.metrics.customers import customer_counts
from retention.metrics.definitions import DefinitionPoint, definition_check
from retention.metrics.economics import (
    KeepOrAcquire,
    LtvToCac,
    MarginMultiple,
    keep_or_acquire,
    ltv_to_cac,
    margin_multiple,
)
from retention.metrics.experiments import ExperimentResult, experiment_result
from retention.metrics.file_changes import FileChange, compare_files
from retention.metrics.gaps import GapCurve, usual_period, visit_gaps
from retention.metrics.inactivity import LapseCheck, lapse_check, lapses
from retention.metrics.lifecycle import lifecycle
from retention.metrics.look_back import SlippingCheck
from retention.metrics.mean_comparison import MeanComparison, compare_means
from retention.metrics.means import mean_of_cohorts
from retention.metrics.mix import MixChange, MixPart, mix_of_retention, split_change
from retention.metrics.payback import ObservedPayback, Payback, observed_payback, payback
from retention.metrics.projected_value import projected_value
from retention.metrics.projection import ProjectedValue, Refusal, ValueCheck
from retention.metrics.repeat import RepeatRate, repeat_rate
from retention.metrics.retention_gain import RetentionGain, retention_gain, retention_of
from retention.metrics.revenue import revenue_by_age, revenue_cohorts, revenue_retention
from retention.metrics.rfm import Rfm, rfm
from retention.metrics.rfm_cells import rfm_cells
from retention.metrics.rfm_movement import RfmMovement, rfm_movement
from retention.metrics.sample_ratio import SampleRatio, sample_ratio
from retention.metrics.satisfaction import nps, score_counts
from retention.metrics.satisfaction_comparison import ScoreComparison, compare_nps, nps_differences
from retention.metrics.simple_value import SimpleValue, simple_value, simple_value_of
from retention.metrics.slipping import slipping
from retention.metrics.slipping_check import slipping_check
from retention.metrics.slogans import Slogans, slogans
from retention.metrics.survival import survival, survival_test
from retention.metrics.time_to_value import TimeToValue, time_to_value, time_to_value_by_cohort
from retention.metrics.value import value_by_age
from retention.models.bg_nbd import BgNbd, fit_bg_nbd
from retention.models.buying import Forecast
from retention.models.conditions import Condition, model_conditions
from retention.models.gamma_gamma import GammaGamma, fit_gamma_gamma
from retention.models.kaplan_meier import SurvivalCurve, kaplan_meier
from retention.models.log_rank import LogRank, log_rank
from retention.models.mbg_nbd import MbgNbd, fit_mbg_nbd
from retention.models.sbg_holdout import SbgHoldOut, holdout_sbg
from retention.models.shifted_beta_geometric import ShiftedBetaGeometric, fit_sbg
from retention.presets import Preset, preset, presets
from retention.reading import (
    Choice,
    ColumnGuess,
    FileGuess,
    Limits,
    Question,
    answers_from_frame,
    campaign_from_frame,
    events_from_frame,
    inspect,
    read_answers,
    read_campaign,
    read_events,
    read_experiment,
    read_subscriptions,
    read_tenures,
    subscriptions_from_frame,
)
from retention.recipes import Recipe
from retention.report import ReadReport, Step
from retention.reporting import Report, make_report, write_report
from retention.results import CohortMatrix, MetricSeries
from retention.settings import CohortSettings
from retention.strategies.holdout import holdout_power, with_holdout
from retention.subscriptions import Subscriptions
from retention.tenures import Tenures

__version__ = "0.7.0"

__all__ = [
    "AgeChange",
    "Annotation",
    "Answers",
    "AnswersMapping",
    "Assumption",
    "Backtest",
    "BeforeAfter",
    "BehaviourEffect",
    "BehaviourSearch",
    "BgNbd",
    "BlockComparison",
    "Bundle",
    "BundleError",
    "Campaign",
    "CampaignResult",
    "CellCustomers",
    "Choice",
    "CohortCounts",
    "CohortMatrix",
    "CohortSettings",
    "ColumnGuess",
    "ColumnMapping",
    "Comparison",
    "Condition",
    "CustomerCounts",
    "CustomerList",
    "DefinitionPoint",
    "EmptyFileError",
    "Events",
    "Experiment",
    "ExperimentResult",
    "ExportError",
    "FileChange",
    "FileGuess",
    "Finding",
    "Findings",
    "Forecast",
    "GammaGamma",
    "GapCurve",
    "KeepOrAcquire",
    "LapseCheck",
    "LimitError",
    "Limits",
    "LogRank",
    "LtvToCac",
    "MappingError",
    "MarginMultiple",
    "MbgNbd",
    "MeanComparison",
    "MetricSeries",
    "MixChange",
    "MixPart",
    "ModelError",
    "ObservedPayback",
    "ObservedValue",
    "Payback",
    "Preset",
    "ProjectedValue",
    "Question",
    "ReadError",
    "ReadReport",
    "Recipe",
    "Refusal",
    "RepeatRate",
    "Report",
    "RetentionByAnswer",
    "RetentionError",
    "RetentionGain",
    "Rfm",
    "RfmMovement",
    "SampleRatio",
    "SbgHoldOut",
    "ScoreComparison",
    "SettingsError",
    "ShiftedBetaGeometric",
    "SimpleValue",
    "SlippingCheck",
    "Slogans",
    "Source",
    "SqlEvents",
    "Step",
    "SubscriptionMapping",
    "Subscriptions",
    "SurvivalCurve",
    "TenureMapping",
    "Tenures",
    "TimeToValue",
    "UndecidedError",
    "ValueCheck",
    "Verification",
    "active_customers",
    "annotations_csv",
    "annotations_frame",
    "answers_from_frame",
    "backtest",
    "before_after",
    "behaviour_effect",
    "behaviour_search",
    "benchmarks",
    "benjamini_hochberg",
    "campaign_from_frame",
    "campaign_result",
    "charts",
    "check_annotations",
    "cohort_matrix",
    "compare_blocks",
    "compare_files",
    "compare_means",
    "compare_nps",
    "compare_rates",
    "compare_segments",
    "customer_counts",
    "customer_values",
    "definition_check",
    "detectable_difference",
    "events_from_frame",
    "expected_by",
    "experiment_result",
    "export",
    "feature_adoption",
    "find",
    "fit_bg_nbd",
    "fit_gamma_gamma",
    "fit_mbg_nbd",
    "fit_sbg",
    "holdout_power",
    "holdout_sbg",
    "inspect",
    "kaplan_meier",
    "keep_or_acquire",
    "lapse_check",
    "lapses",
    "lifecycle",
    "log_rank",
    "ltv_to_cac",
    "make_report",
    "margin_multiple",
    "matrix_cell_customers",
    "mean_of_cohorts",
    "mix_of_retention",
    "model_conditions",
    "nps",
    "nps_differences",
    "observed_payback",
    "observed_value",
    "open_bundle",
    "payback",
    "period_retention",
    "preset",
    "presets",
    "projected_value",
    "read_annotations",
    "read_answers",
    "read_campaign",
    "read_cohort_table",
    "read_events",
    "read_experiment",
    "read_settings",
    "read_subscriptions",
    "read_tenures",
    "repeat_rate",
    "reporting",
    "retention_by_answer",
    "retention_curve",
    "retention_gain",
    "retention_of",
    "retention_trend",
    "revenue_by_age",
    "revenue_cohorts",
    "revenue_retention",
    "rfm",
    "rfm_cells",
    "rfm_movement",
    "sample_ratio",
    "score_counts",
    "simple_value",
    "simple_value_of",
    "slipping",
    "slipping_check",
    "slogans",
    "split_change",
    "stickiness",
    "strategies",
    "subscriptions_from_frame",
    "survival",
    "survival_test",
    "time_to_value",
    "time_to_value_by_cohort",
    "usual_period",
    "value_by_age",
    "verify_bundle",
    "visit_gaps",
    "with_holdout",
    "write_report",
]
