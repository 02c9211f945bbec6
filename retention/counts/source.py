"""Where counts come from."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import pandas as pd

from retention.counts.answers import AfterAnswerCounts, ScoreCounts
from retention.counts.behaviours import AdoptionCounts, BehaviourCounts, FirstTimeCounts
from retention.counts.cohorts import CellCustomers, CohortCounts
from retention.counts.customers import CustomerCounts, HabitCounts, RepeatCounts, SpreadCounts
from retention.counts.money import RevenueCohortCounts, RevenueCounts
from retention.counts.rhythms import RhythmCounts, SilenceClassCounts
from retention.counts.series import ActivePeriodCounts, PeriodCounts
from retention.counts.silences import GapCounts, LapseCounts, SilenceCounts
from retention.settings import CohortSettings


class Source(Protocol):
    """Where counts come from: a file in memory, later a table in a database."""

    @property
    def timezone(self) -> str:
        """Zone that decides what a day is unless the settings name another."""

    @property
    def observed_until(self) -> pd.Timestamp:
        """Local time up to which the data are whole."""

    @property
    def fingerprint(self) -> str:
        """Changes when, and only when, the data change."""

    def cohort_counts(self, settings: CohortSettings) -> CohortCounts:
        """Count a cohort table."""

    def cell_customers(
        self, settings: CohortSettings, cohort: np.datetime64, age: int, segment: str | None = None
    ) -> CellCustomers:
        """List the customers behind one cell."""

    def period_counts(self, settings: CohortSettings) -> PeriodCounts:
        """Count who was there before and in each period."""

    def revenue_counts(self, settings: CohortSettings) -> RevenueCounts:
        """Add up the money of each period by what moved it."""

    def revenue_cohort_counts(self, settings: CohortSettings) -> RevenueCohortCounts:
        """Add up the money of those who first paid in one period, by age."""


class VisitSource(Source, Protocol):
    """A source of single visits: those of contracts have none."""

    def active_period_counts(self, settings: CohortSettings) -> ActivePeriodCounts:
        """Count customers by the number of periods in which they were active."""

    def gap_counts(self, settings: CohortSettings) -> GapCounts:
        """Count the days between visits."""

    def lapse_counts(self, settings: CohortSettings) -> LapseCounts:
        """Count silences by the period before them."""

    def silence_counts(self, settings: CohortSettings, at: Any, until: Any) -> SilenceCounts:
        """Look back to one moment: how long had customers been silent, and who came back by ``until``?"""

    def repeat_counts(self, settings: CohortSettings, days: int) -> RepeatCounts:
        """Count who ordered again within so many days of the first order."""

    def spread_counts(self, settings: CohortSettings) -> SpreadCounts:
        """Count rows by period and by customer."""

    def habit_counts(self, settings: CohortSettings) -> HabitCounts:
        """Count next steps, money by customer, and money per row over time."""

    def customer_counts(
        self, settings: CohortSettings, until: Any = None, *, followed_to: Any = None, each: bool = True
    ) -> CustomerCounts:
        """Sum up the purchases of each customer, or of each kind of customers with the same history."""

    def rhythm_counts(
        self, settings: CohortSettings, at: Any = None, *, followed_to: Any = None, first_value: str | None = None
    ) -> RhythmCounts:
        """Sum up the rhythm of each customer at one moment, and who came again after it."""

    def silence_class_counts(self, settings: CohortSettings, at: Any = None) -> SilenceClassCounts:
        """Count gaps, open ones too, by the number of the visit they begin at."""

    def first_time_counts(self, settings: CohortSettings, event: str, times: int = 1) -> FirstTimeCounts:
        """Count the days from each customer's start to the first time (or the n-th) of an event."""

    def adoption_counts(self, settings: CohortSettings, times: int = 1) -> AdoptionCounts:
        """Count, of the customers active at each age, those who used each event at least so many times."""

    def behaviour_counts(
        self, settings: CohortSettings, first: int, wait: int, later: int, event: str | None = None
    ) -> BehaviourCounts:
        """Look at the first days of each customer, and whether they came back in the days after a wait."""


class AnswerSource(Protocol):
    """A source of answers to a survey."""

    @property
    def timezone(self) -> str:
        """Zone that decides what a day is unless the settings name another."""

    @property
    def fingerprint(self) -> str:
        """Changes when, and only when, the data change."""

    def score_counts(self, settings: CohortSettings, by_period: bool) -> ScoreCounts:
        """Count answers by score, by segment, and by period or not."""

    def after_answer_counts(self, events: Any, settings: CohortSettings, days: int) -> AfterAnswerCounts:
        """Count who was active within so many days after their first answer."""
