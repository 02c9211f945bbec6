"""What all finders look at: one source, one set of settings, one age. Counted once, and only when asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from retention.counts import HabitCounts, Source, SpreadCounts
from retention.findings.values import Finding
from retention.findings.words import block, when
from retention.intervals import Floats
from retention.languages import say
from retention.metrics.churn import period_retention
from retention.metrics.cohorts import cohort_matrix
from retention.metrics.dealt import dealt_cohorts
from retention.periods import to_instants
from retention.results import CohortMatrix, Ints
from retention.settings import CohortSettings, of_series

MOST_SEGMENTS = 8  # segment columns looked at
LATER = {"day": 7, "week": 4, "month": 3}  # groups are compared at this age too
PERIODS_A_YEAR = {"week": 52, "month": 12, "quarter": 4, "year": 1}


@dataclass(frozen=True)
class Claims:
    """Things looked at alike, each with its p-value (NaN: could not be tested), and how to tell one of them.

    ``make(i, p)`` gives the finding for claim i, p being its corrected p-value; ``most`` of them are told at most, the
    lowest ``rank`` first, if ranked, and then those of the lowest p-value.
    """

    p_values: Floats
    make: Callable[[int, float], Finding | None]
    most: int = 1
    rank: Ints | None = None


@dataclass(frozen=True, eq=False)
class Look:
    """A source and how it is looked at.

    Cohorts are counted by calendar periods, from each customer's first row, one visit being enough: the settings'
    periods, events, conditions, range and measure stay.
    """

    source: Source
    asked: CohortSettings
    age: int = 1
    level: float = 0.05

    @cached_property
    def settings(self) -> CohortSettings:
        """Settings of the cohorts."""
        s = self.asked
        unit = "day" if s.period == "hour" else s.period
        return s.replace(
            **({"period": unit, "cohort_period": None} if unit != s.period else {}),
            clock="calendar",
            min_events=1,
            birth="first",
            value="none",
            segment=None,
            max_age=max(self.ages),
        )

    @cached_property
    def series(self) -> CohortSettings:
        """Settings of series by period: those of days go by week, since days of the week differ."""
        short = self.settings.period in ("hour", "day") and self.settings.period_size == 1
        return of_series(self.settings, **{"period": "week", "origin": None} if short else {})

    @cached_property
    def months(self) -> CohortSettings:
        """The same by month, over the whole file."""
        return self.series.replace(period="month", period_size=1, origin=None, start=None, end=None)

    @cached_property
    def segments(self) -> list[str]:
        """Names of segment columns with more than one value."""
        columns = getattr(self.source, "segments", None) or {}
        return [name for name, column in columns.items() if len(column.labels) > 1][:MOST_SEGMENTS]

    @cached_property
    def has_visits(self) -> bool:
        """Single visits are known, not contracts."""
        return hasattr(self.source, "spread_counts")

    # --------------------------------------------------------------------------------------------------- cohorts
    @cached_property
    def matrix(self) -> CohortMatrix:
        """Cohorts of all customers."""
        found: CohortMatrix = cohort_matrix(self.source, self.settings)
        return found

    def by(self, segment: str) -> dict[str, CohortMatrix]:
        """Cohorts of each value of a segment column."""
        found: dict[str, CohortMatrix] = cohort_matrix(self.source, self.settings.replace(segment=segment))
        return found

    @cached_property
    def ages(self) -> tuple[int, ...]:
        """The age asked for, and a later one at which groups are compared too."""
        later = LATER.get(self.asked.period)
        if self.asked.period_size > 1 or self.asked.measure != "on" or later is None or later <= self.age:
            return (self.age,)
        return self.age, later

    def cells(self, matrix: CohortMatrix, age: int | None = None) -> tuple[Ints, Ints]:
        """Came back and could have at an age, of every cohort; zeros where the cell has no rate."""
        age = self.age if age is None else age
        if age >= matrix.eligible.shape[1]:
            nobody = np.zeros(len(matrix.cohorts), np.int64)
            return nobody, nobody
        known = matrix.known[:, age]
        return np.where(known, matrix.active[:, age], 0), np.where(known, matrix.eligible[:, age], 0)

    @cached_property
    def dealt(self) -> Floats:
        """Share of each cohort that a random deal of the rows would bring back; NaN where that is not known."""
        if not self.has_visits:
            return np.full(len(self.matrix.cohorts), np.nan)
        first, last = self._window
        numbers = self.settings.cohort_calendar(self.source.timezone).numbers(
            to_instants(self.matrix.cohorts, self.matrix.timezone)
        )
        return dealt_cohorts(self.spread(self.settings), first, last).at(numbers)

    @property
    def _window(self) -> tuple[int, int | None]:
        s = self.settings
        if s.windows is not None:
            return s.windows[self.age]
        if s.measure == "on_or_after":
            return self.age, None
        return self.age, self.age + (s.within or 1) - 1

    def spread(self, settings: CohortSettings) -> SpreadCounts:
        """How the rows are spread over periods and customers."""
        source: Any = self.source
        found: SpreadCounts = source.spread_counts(settings)
        return found

    @cached_property
    def habits(self) -> HabitCounts | None:
        """What customers do; None for contracts."""
        source: Any = self.source
        found: HabitCounts | None = source.habit_counts(self.months) if self.has_visits else None
        return found

    def when(self, age: int | None = None) -> str:
        """An age in words: "in month 1"."""
        labels, age = self.matrix.age_labels, self.age if age is None else age
        return when(self.settings, labels[age] if age < len(labels) else str(age), self.has_visits)

    def came(self, difference: float) -> str:
        """What one side did more or less than the other: customers of contracts do not come back, they stay."""
        if self.has_visits:
            return say("came back more") if difference > 0 else say("came back less")
        return say("were more often still customers") if difference > 0 else say("were less often still customers")

    @cached_property
    def year(self) -> int | None:
        """Cohorts in a year; None where that is no whole number."""
        s = self.settings
        unit = s.cohort_period or s.period
        return PERIODS_A_YEAR.get(unit) if s.period_size == 1 else None

    # --------------------------------------------------------------------------------------------------- periods
    @cached_property
    def periods(self) -> pd.DataFrame:
        """Retention by period."""
        found: pd.DataFrame = period_retention(self.source, self.series)
        return found

    def name(self, start: Any) -> str:
        """A period of the series in words: "May 2026", "the week of 4 May 2026"."""
        s = self.series
        text = s.calendar(self.source.timezone).name(np.datetime64(start, "s"))
        return text if s.period != "week" and s.period_size == 1 else block(s.unit_name, text)
