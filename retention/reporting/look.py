"""What all sections look at: one source, one set of settings. Each thing is counted once, when first asked for."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import pandas as pd

from retention.annotations import Annotation
from retention.charts.annotate import annotate
from retention.errors import SettingsError
from retention.findings import Findings, find
from retention.languages import noun, say
from retention.metrics.churn import period_retention
from retention.metrics.cohorts import cohort_matrix, retention_curve
from retention.metrics.gaps import usual_period
from retention.metrics.lifecycle import lifecycle
from retention.reporting.phrases import capital, told
from retention.reporting.unnamed import unnamed
from retention.results import CohortMatrix, MetricSeries
from retention.settings import CohortSettings, of_series

# Ages counted where nobody asks for a number of them.
AGES = {"hour": 48, "day": 30, "week": 26, "month": 24, "quarter": 20, "year": 20}
PERIODS_SHOWN = {"hour": 168, "day": 120, "week": 106, "month": 60}  # in a figure; tables hold all


class Remembered:
    """A source that answers each question once: sections that share a count do not count it twice."""

    def __init__(self, source: Any) -> None:
        self._source = source
        self._known: dict[Hashable, Any] = {}

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._source, name)
        return partial(self._counted, name, found) if name.endswith("_counts") else found

    def __len__(self) -> int:
        return len(self._source)

    def _counted(self, name: str, count: Any, *args: Any, **options: Any) -> Any:
        key = (name, args, tuple(sorted(options.items())))
        try:
            hash(key)
        except TypeError:
            return count(*args, **options)
        if key not in self._known:
            self._known[key] = count(*args, **options)
        return self._known[key]


@dataclass(frozen=True, eq=False)
class Look:
    """A source, what is asked of it, and the results that several sections share.

    Attributes
    ----------
    source
        Events, contracts, tenures or answers.
    asked
        Settings as given; None for the period that suits the data.
    answers
        Answers to a survey beside the source, or None.
    annotations
        What happened, for the axes of time.
    ids, salt
        How customers may be named: "none", "hashed" or "plain".
    """

    source: Any
    asked: CohortSettings | None = None
    answers: Any = None
    annotations: tuple[Annotation, ...] = ()
    ids: str = "none"
    salt: str | None = None

    # ------------------------------------------------------------------------------------------- kinds of data
    @property
    def is_visits(self) -> bool:
        """Single visits are known."""
        return hasattr(self.source, "gap_counts")

    @property
    def is_contracts(self) -> bool:
        """Contracts with a start and an end are known."""
        return hasattr(self.source, "contract_state_counts")

    @property
    def is_tenures(self) -> bool:
        """Only how long customers stayed is known."""
        return hasattr(self.source, "duration")

    @property
    def has_periods(self) -> bool:
        """There is a calendar: visits or contracts."""
        return self.is_visits or self.is_contracts

    @property
    def survey(self) -> Any:
        """Answers to a survey: those given beside the source, or the source itself."""
        return self.source if hasattr(self.source, "score_counts") else self.answers

    @property
    def has_money(self) -> bool:
        """Rows or contracts have amounts."""
        return getattr(self.source, "amount", None) is not None

    def need_periods(self) -> None:
        """Refuse data without a calendar."""
        if not self.has_periods:
            raise SettingsError(say("it needs dates: visits, or contracts with a start."), where="data")

    # ------------------------------------------------------------------------------------------------ settings
    @cached_property
    def settings(self) -> CohortSettings:
        """Settings of the cohorts: as asked, or the period that suits the data."""
        if self.asked is not None:
            return self.asked
        if self.is_visits:
            return CohortSettings(period=usual_period(self.source))  # type: ignore[arg-type]
        if not self.is_contracts:
            return CohortSettings()
        days = (self.last_day - self.source.span[0]).days + 1
        return CohortSettings(period="day" if days < 21 else "week" if days < 89 else "month")

    @cached_property
    def series(self) -> CohortSettings:
        """The same for series of periods, which have no ages."""
        return of_series(self.settings, **{} if self.is_visits else {"return_event": None})

    @property
    def unit(self) -> str:
        """What one period is called."""
        return self.settings.unit_name

    @property
    def last_day(self) -> pd.Timestamp:
        """The last day that lies wholly before the end of the data."""
        until: pd.Timestamp = self.source.observed_until
        return (until - pd.Timedelta(microseconds=1)).normalize()

    # ----------------------------------------------------------------------------------------- shared results
    @cached_property
    def matrix(self) -> CohortMatrix:
        """Cohorts of all customers."""
        self.need_periods()
        s = self.settings
        ages = AGES[s.period] if s.max_age is None and not s.brackets else s.max_age
        ages = None if ages is None else max(1, ages)  # age 0 alone says nothing about coming back
        found: CohortMatrix = cohort_matrix(self.source, s.replace(segment=None, max_age=ages))
        return found

    @cached_property
    def curve(self) -> MetricSeries:
        """All cohorts together."""
        found: MetricSeries = retention_curve(self.matrix)
        return found

    @cached_property
    def parts(self) -> dict[str, CohortMatrix]:
        """Cohorts of each group, where the settings name a segment."""
        if self.settings.segment is None:
            return {}
        found: dict[str, CohortMatrix] = cohort_matrix(
            self.source, self.matrix.settings.replace(segment=self.settings.segment)
        )
        return found

    @cached_property
    def periods(self) -> pd.DataFrame:
        """Retention and churn by period."""
        self.need_periods()
        found: pd.DataFrame = period_retention(self.source, self.series)
        return found

    @cached_property
    def moves(self) -> pd.DataFrame:
        """Lifecycle moves by period."""
        self.need_periods()
        found: pd.DataFrame = lifecycle(self.source, self.series)
        return found

    @cached_property
    def findings(self) -> Findings:
        """What stands out."""
        return find(self.source, self.settings.replace(segment=None, value="none", max_age=None))

    # --------------------------------------------------------------------------------------------------- words
    def said(self, sentence: str) -> str:
        """A remark on the file, without customers unless they may be named."""
        return told(sentence) if self.ids == "plain" else unnamed(sentence, self.source)

    def names(self, frame: pd.DataFrame) -> list[str]:
        """Names of the periods of a frame."""
        calendar = self.series.calendar("UTC")
        return [calendar.name(start) for start in frame.index.to_numpy()]

    def called(self, start: Any) -> str:
        """A period within a sentence: "Sep 2026", or "the week from 7 Sep 2026"."""
        name = self.series.calendar("UTC").name(pd.Timestamp(start).to_datetime64().astype("datetime64[s]"))
        bare = self.settings.period_size == 1 and self.settings.period in ("day", "month", "quarter", "year")
        return name if bare else say("the {unit} from {start}", unit=noun(self.unit), start=name)

    def within(self, start: Any) -> str:
        """When something happened: "in Sep 2026", "on 7 Sep 2026"."""
        if self.settings.period == "day" and self.settings.period_size == 1:
            return say("on {day}", day=self.called(start))
        return say("in {period}", period=self.called(start))

    def at(self, start: Any) -> str:
        """The same at the beginning of a sentence: "In Sep 2026"."""
        return capital(self.within(start))

    def shown(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The newest periods of a frame: as many as a figure has room for."""
        return frame.tail(PERIODS_SHOWN.get(self.settings.period, len(frame)))

    def annotated(self, figure: Any, matrix: CohortMatrix | None = None) -> tuple[str, ...]:
        """Draw the notes on a figure, and say those that lie in it."""
        outside = annotate(figure, self.annotations, matrix=matrix)
        notes = sorted(self.annotations, key=lambda one: one.date)
        said = [f"{i}: {one.text} ({one.date})" for i, one in enumerate(notes, 1) if one not in outside]
        return (say("Notes on the axis of time. {notes}.", notes="; ".join(said)),) if said else ()
