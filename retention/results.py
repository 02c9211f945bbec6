"""Results keep numerator and denominator: a cohort matrix, and a series of one metric."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.intervals import Floats, wilson
from retention.languages import mark, noun, nouns, say
from retention.periods import Moments, span_text, to_instants
from retention.settings import CohortSettings

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

FEW_GREYED, FEW_MARKED = 10, 30  # fewer eligible customers than this are greyed, marked


@dataclass(frozen=True, eq=False)
class CohortMatrix:
    """Cohorts by age: who could have come back, and who did.

    ``rates = active / eligible``, NaN where the window is not complete, where nobody is eligible, and where the file
    holds no data for that time. Shapes: n cohorts, k ages.

    Attributes
    ----------
    cohorts : datetime64[s] (n,)
        Start of each cohort's period, local time; every period from first to last, empty ones too.
    ages : int64 (k,)
        Whole periods since the cohort's period (with the elapsed clock: since the customer's own first moment), or
        bracket numbers.
    age_labels : tuple of str
        "0", "1", "2-4": the ages that a column covers.
    sizes : int64 (n,)
        Customers of each cohort.
    eligible : int64 (n, k)
        Customers whose window is fully observed.
    active : int64 (n, k)
        Of the eligible, those who came back.
    open_active : int64 (n, k)
        Customers seen so far in windows that are still open.
    complete : bool (n, k)
        Nothing that happens later can change the cell: the window is over for every customer of the cohort, and
        nobody can join it any more.
    no_data : bool (n, k)
        The file holds no row at all for the window, although rows exist on both sides: unknown, not nobody.
    values : float64 (n, k) or None
        Money by ``settings.value``: sum of the eligible, mean per customer who came back, or cumulative per customer
        of the cohort. NaN where not complete.
    settings : CohortSettings
        What was counted.
    timezone, observed_until
        The zone of the calendar, and the local time up to which the data are whole.
    warm_up : int
        Number of first cohorts that may hold old customers: the first in a file is not the first ever.
    segment : str or None
        The segment value this matrix holds, or None.
    notes : tuple of str
        What was taken for granted, where the matrix was read and not counted.
    did : str
        What those counted in ``active`` did, in words: "came back", or "were still customers" for contracts.
    """

    cohorts: Moments
    ages: Ints
    age_labels: tuple[str, ...]
    sizes: Ints
    eligible: Ints
    active: Ints
    open_active: Ints
    complete: Bools
    settings: CohortSettings = field(default_factory=CohortSettings)
    no_data: Bools | None = None
    values: Floats | None = None
    timezone: str = "UTC"
    observed_until: pd.Timestamp | None = None
    warm_up: int = 0
    segment: str | None = None
    notes: tuple[str, ...] = ()
    did: str = mark("came back")

    def __repr__(self) -> str:
        where = f", segment {self.segment!r}" if self.segment is not None else ""
        unit = self.settings.cohort_period or self.settings.period
        return (
            f"<CohortMatrix: {len(self.cohorts)} cohorts by {unit}, {len(self.ages)} ages, "
            f"{int(self.sizes.sum())} customers{where}>"
        )

    @property
    def known(self) -> Bools:
        """Cells that have a rate: complete, somebody eligible, and data for the window."""
        known = self.complete & (self.eligible > 0)
        return known if self.no_data is None else known & ~self.no_data

    @property
    def rates(self) -> Floats:
        """``active / eligible`` as fractions; NaN where the rate is not known."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.known, self.active / self.eligible, np.nan)

    @property
    def is_open(self) -> Bools:
        """Cells whose window has begun for somebody and is not complete."""
        started = (self.eligible > 0) | (self.open_active > 0) | self._begun
        return ~self.complete & started & (self.sizes > 0)[:, None]

    @property
    def rates_so_far(self) -> Floats:
        """Share of the cohort seen so far in windows that are still open; NaN elsewhere. Not a rate: a lower bound."""
        with np.errstate(divide="ignore", invalid="ignore"):
            share = (self.active + self.open_active) / self.sizes[:, None]
        return np.where(self.is_open, share, np.nan)

    def interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Wilson score range of each rate; NaN where there is no rate."""
        lower, upper = wilson(self.active, self.eligible, level)
        return np.where(self.known, lower, np.nan), np.where(self.known, upper, np.nan)

    def to_frame(self, level: float = 0.95) -> pd.DataFrame:
        """One row per cell: cohort, age, size, eligible, active, rate, lower, upper, complete and more."""
        n, k = self.eligible.shape
        lower, upper = self.interval(level)
        columns: dict[str, Any] = {
            "cohort": np.repeat(self.cohorts, k),
            "age": np.tile(self.ages, n),
            "size": np.repeat(self.sizes, k),
            "eligible": self.eligible.ravel(),
            "active": self.active.ravel(),
            "rate": self.rates.ravel(),
            "lower": lower.ravel(),
            "upper": upper.ravel(),
            "complete": self.complete.ravel(),
            "open_active": self.open_active.ravel(),
            "no_data": np.zeros(n * k, bool) if self.no_data is None else self.no_data.ravel(),
            "age_label": np.tile(np.array(self.age_labels, object), n),
        }
        if self.values is not None:
            columns["value"] = self.values.ravel()
        if self.segment is not None:
            columns["segment"] = self.segment
        return pd.DataFrame(columns)

    def rows(self, first: int, last: int) -> CohortMatrix:
        """The cohorts from position ``first`` to ``last`` inclusive."""
        return self._cut(slice(first, last + 1), slice(None), warm_up=max(0, self.warm_up - first))

    def columns(self, last: int) -> CohortMatrix:
        """The ages up to position ``last`` inclusive."""
        return self._cut(slice(None), slice(0, last + 1), warm_up=self.warm_up)

    def cohort_names(self) -> list[str]:
        """Short names of the cohorts: "Mar 2026"."""
        calendar = self.settings.cohort_calendar(self.timezone)
        return [calendar.name(start) for start in self.cohorts]

    def window_text(self, row: int, column: int) -> str:
        """The window of one cell in words: "1-30 Jun 2026", or "31-60 days after each customer's first moment"."""
        first, last = self._age_span(column)
        settings = self.settings
        if settings.clock == "elapsed" or settings.cohort_period not in (None, settings.period):
            unit = settings.unit_name
            own = noun(settings.period)
            if first == last:
                return say(
                    "{unit} {age} after each customer's own first {period}", unit=noun(unit), age=first, period=own
                )
            return say(
                "{units} {first} to {last} after each customer's own first {period}",
                units=nouns(unit),
                first=first,
                last=last,
                period=own,
            )
        calendar = settings.calendar(self.timezone)
        number = calendar.number(int(to_instants(self.cohorts[row : row + 1], self.timezone)[0]))
        start, end = calendar.starts([number + first, number + last + 1])
        return span_text(start, end)

    @property
    def _begun(self) -> Bools:
        """Cells whose calendar window has begun, although nobody was seen in it yet."""
        begun = np.zeros(self.eligible.shape, bool)
        settings = self.settings
        if self.observed_until is None or not len(self.cohorts) or settings.clock == "elapsed":
            return begun
        calendar = settings.calendar(self.timezone)
        until = calendar.number(
            int(to_instants(np.array([self.observed_until], "datetime64[us]"), self.timezone)[0]) - 1
        )
        numbers = calendar.numbers(to_instants(self.cohorts, self.timezone))
        firsts = np.array([self._age_span(j)[0] for j in range(len(self.ages))], np.int64)
        return np.asarray(numbers[:, None] + firsts[None, :] <= until)

    def _age_span(self, column: int) -> tuple[int, int]:
        windows, age = self.settings.windows, int(self.ages[column])
        if windows is not None:
            return windows[age]
        return age, age + (self.settings.within or 1) - 1

    def _cut(self, rows: slice, columns: slice, warm_up: int) -> CohortMatrix:
        return replace(
            self,
            cohorts=self.cohorts[rows],
            ages=self.ages[columns],
            age_labels=self.age_labels[columns],
            sizes=self.sizes[rows],
            eligible=self.eligible[rows, columns],
            active=self.active[rows, columns],
            open_active=self.open_active[rows, columns],
            complete=self.complete[rows, columns],
            no_data=None if self.no_data is None else self.no_data[rows, columns],
            values=None if self.values is None else self.values[rows, columns],
            warm_up=warm_up,
        )


@dataclass(frozen=True, eq=False)
class MetricSeries:
    """One metric along ages or along time, with its range.

    Attributes
    ----------
    name
        What is measured, in words.
    x
        Ages (int64) or period starts (datetime64[s]).
    labels
        The same, as words.
    numerator, denominator
        Customers counted; ``rate = numerator / denominator``.
    rates, lower, upper
        Fractions; NaN where the rate is not known.
    cohorts
        How many cohorts each point is pooled from.
    note
        Why the series stops or what to bear in mind; may be empty.
    unit
        What one step of the ages is, such as "month"; may be empty.
    """

    name: str
    x: NDArray[Any]
    labels: tuple[str, ...]
    numerator: Ints
    denominator: Ints
    cohorts: Ints
    rates: Floats
    lower: Floats
    upper: Floats
    note: str = ""
    unit: str = ""

    def __len__(self) -> int:
        return len(self.x)

    def to_frame(self) -> pd.DataFrame:
        """One row per point."""
        return pd.DataFrame(
            {
                "x": self.x,
                "label": np.array(self.labels, object),
                "rate": self.rates,
                "lower": self.lower,
                "upper": self.upper,
                "came_back": self.numerator,
                "eligible": self.denominator,
                "cohorts": self.cohorts,
            }
        )
