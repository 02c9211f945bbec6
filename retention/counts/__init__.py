"""What a source of events must deliver: counts, never rates.

A source is the only place that touches big data. Everything above it, metrics, charts and pages, works on the small
tables defined here, whatever engine filled them.
"""

from retention.counts.answers import AfterAnswerCounts, ScoreCounts
from retention.counts.behaviours import AdoptionCounts, BehaviourCounts, FirstTimeCounts
from retention.counts.campaigns import CampaignCounts, CampaignSource, ExperimentCounts, ExperimentSource
from retention.counts.cohorts import CellCustomers, CohortCounts
from retention.counts.customers import (
    CustomerCounts,
    HabitCounts,
    MoneyCounts,
    PriceCounts,
    RepeatCounts,
    SpreadCounts,
    StepCounts,
)
from retention.counts.money import RevenueCohortCounts, RevenueCounts, RevenueSquares
from retention.counts.rhythms import OverdueCounts, RhythmCounts, SilenceClassCounts, SilenceLimits
from retention.counts.row_changes import RowChanges
from retention.counts.series import ActivePeriodCounts, PeriodCounts
from retention.counts.silences import GapCounts, LapseCounts, SilenceCounts
from retention.counts.source import AnswerSource, Source, VisitSource

__all__ = [
    "ActivePeriodCounts",
    "AdoptionCounts",
    "AfterAnswerCounts",
    "AnswerSource",
    "BehaviourCounts",
    "CampaignCounts",
    "CampaignSource",
    "CellCustomers",
    "CohortCounts",
    "CustomerCounts",
    "ExperimentCounts",
    "ExperimentSource",
    "FirstTimeCounts",
    "GapCounts",
    "HabitCounts",
    "LapseCounts",
    "MoneyCounts",
    "OverdueCounts",
    "PeriodCounts",
    "PriceCounts",
    "RepeatCounts",
    "RevenueCohortCounts",
    "RevenueCounts",
    "RevenueSquares",
    "RhythmCounts",
    "RowChanges",
    "ScoreCounts",
    "SilenceClassCounts",
    "SilenceCounts",
    "SilenceLimits",
    "Source",
    "SpreadCounts",
    "StepCounts",
    "VisitSource",
]
