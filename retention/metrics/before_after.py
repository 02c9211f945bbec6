"""Before and after a change that nobody was held out of: cohorts on both sides of a day, at equal age and season."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.counts import Source
from retention.errors import SettingsError
from retention.languages import counted, mark, noun, nouns, numbered, say
from retention.metrics.cohorts import cohort_matrix
from retention.metrics.comparison import (
    MORE_THAN_CHANCE,
    Comparison,
    benjamini_hochberg,
    compare_rates,
    span_of_points,
)
from retention.metrics.wording import percent, points_apart
from retention.periods import asked_moment, day_text, elapsed_length, instant_of, to_instants
from retention.results import FEW_MARKED, CohortMatrix
from retention.settings import CohortSettings

NO_PROOF = mark(
    "This is no proof. Whatever else changed around that day (season, prices, where customers came from) is in the "
    "difference too; only customers whom chance holds out can tell the change from the rest."
)
A_YEAR = {"day": 364, "week": 52, "month": 12, "quarter": 4}  # periods; days and weeks keep their weekday
A_SIDE = {"hour": 24, "day": 91, "week": 13, "month": 3, "quarter": 1, "year": 1}  # cohorts, if nobody asks otherwise


@dataclass(frozen=True)
class AgeChange:
    """Cohorts after a day against cohorts before it, at one age.

    Attributes
    ----------
    age
        Whole periods since the cohort's own.
    cohorts
        How many cohorts on each side.
    after, before
        Start of the first and of the last cohort of each side.
    change
        Share of the customers who came back: after against before.
    year
        The same cohorts a year before, compared likewise: what the season alone may do; None where the data do not
        reach back, or a year before touches the side before the day.
    beyond, lower, upper
        Difference of the two differences, with its range; NaN without a year before.
    adjusted
        P-value of the change, corrected for all ages.
    """

    age: int
    cohorts: int
    after: tuple[pd.Timestamp, pd.Timestamp]
    before: tuple[pd.Timestamp, pd.Timestamp]
    change: Comparison
    year: Comparison | None = None
    beyond: float = math.nan
    lower: float = math.nan
    upper: float = math.nan
    adjusted: float = math.nan


@dataclass(frozen=True, eq=False)
class BeforeAfter:
    """What changed with a day, age by age.

    Attributes
    ----------
    date
        The local moment looked at.
    unit
        What an age is counted in, such as "month".
    ages
        One comparison for each age that has complete cohorts on both sides, youngest first.
    did
        What those counted did, in words.
    """

    date: pd.Timestamp
    unit: str
    ages: tuple[AgeChange, ...]
    did: str = mark("came back")

    def at(self, age: int) -> AgeChange | None:
        """The comparison at one age, where there is one."""
        return next((found for found in self.ages if found.age == age), None)

    def to_frame(self) -> pd.DataFrame:
        """One row for each age: numerator, denominator and rate of both sides and, a year earlier, of both."""
        return pd.DataFrame([_row(found) for found in self.ages])

    def words(self, age: int = 1) -> str:
        """The comparison at one age in sentences, without the warning that it is no proof."""
        found = self.at(age)
        if found is None:
            return say(
                "Nothing can be compared at {age}: it takes cohorts on both sides of {day} for whom it is over, on the "
                "side before ended by that day.",
                age=numbered(self.unit, age),
                day=day_text(self.date),
            )
        said = (self._sides(found), found.change.verdict_words, self._corrected(found), self._season(found))
        return " ".join(sentence for sentence in said if sentence)

    def _sides(self, found: AgeChange) -> str:
        """Both sides and how far they are apart."""
        c = found.change
        return say(
            "Of {n1} customers who began in the {span} from {day} on, {k1} {did} in {age}: {rate1}. Of {n2} who began "
            "in the last {span} whose {age} was over by then, {k2} did: {rate2}. That is {difference}, likely {range}.",
            span=noun(self.unit) if found.cohorts == 1 else counted(found.cohorts, self.unit),
            age=numbered(self.unit, found.age),
            day=day_text(found.after[0]),
            did=say(self.did),
            n1=f"{c.n1:,}",
            k1=f"{c.k1:,}",
            rate1=percent(c.rate1),
            n2=f"{c.n2:,}",
            k2=f"{c.k2:,}",
            rate2=percent(c.rate2),
            difference=points_apart(c.difference),
            range=span_of_points(c.lower, c.upper),
        )

    def _corrected(self, found: AgeChange) -> str:
        """What looking at several ages makes of it."""
        if found.change.verdict != MORE_THAN_CHANCE or found.adjusted < 1 - found.change.level:
            return ""
        return say("As one of {n} ages looked at, it is not.", n=len(self.ages))

    def _season(self, found: AgeChange) -> str:
        if found.year is None:
            return say("The data do not reach back a year, so that the season cannot be taken out.")
        sure = found.lower > 0 or found.upper < 0
        few = min(found.year.n1, found.year.n2) < FEW_MARKED
        verdict = (
            say("The year before has too few customers to say more.")
            if few
            else say("The season alone would hardly explain it.")
            if sure
            else say("So the season may be all of it.")
        )
        said = say(
            "A year earlier the same {units} showed {difference} ({rate1} of {n1} against {rate2} of {n2}); beyond "
            "that the change is {beyond}, likely {range}.",
            units=nouns(self.unit),
            difference=points_apart(found.year.difference),
            rate1=percent(found.year.rate1),
            n1=f"{found.year.n1:,}",
            rate2=percent(found.year.rate2),
            n2=f"{found.year.n2:,}",
            beyond=points_apart(found.beyond),
            range=span_of_points(found.lower, found.upper),
        )
        return f"{said} {verdict}"


def before_after(
    source: Source, date: Any, settings: CohortSettings | None = None, *, cohorts: int | None = None
) -> BeforeAfter:
    """Compare cohorts that began after a day with cohorts that began before it, at equal age.

    ``rate = active / eligible``, each side pooled over its cohorts: the sum of those who came back over the sum of
    those who could. After: the first cohorts that begin on the day or later. Before: as many of the last cohorts whose
    window at that age had ended by the day, so that no customer of that side met the change. Only complete cells count;
    the cohort in whose period the day falls is on neither side, unless it is the period's first.

    Where the data reach back, the same cohorts a year earlier (52 weeks for days and weeks) are compared likewise, and
    the difference of the two differences says what is left once the season is taken out.

    Parameters
    ----------
    source
        Visits or contracts.
    date
        The day of the change, as "2026-01-01", a moment, or a :class:`retention.Annotation`.
    settings
        What is counted; months by default. ``measure`` must be "on", ages are not bracketed, and there is no segment.
    cohorts
        How many cohorts on each side, at most; a quarter of a year by default.

    Returns
    -------
    BeforeAfter

    Raises
    ------
    SettingsError
        For a date that is none, or settings that compare unequal times.

    Notes
    -----
    The range of the difference of differences is put together from the two ranges (Zou, G. Y. & Donner, A. (2008),
    "Construction of confidence limits about effect measures", Statistics in Medicine 27, 1693-1702). Customers of both
    sides differ; the first cohorts of a file, which may hold old customers, are left out.

    Examples
    --------
    >>> import retention as rt
    >>> new = [f"{m}{i},2024-{m:02}-05\\n" for m in range(1, 8) for i in "abcd"]
    >>> back = [f"{m}a,2024-{m + 1:02}-09\\n" for m in range(1, 4)]
    >>> more = [f"{m}{i},2024-{m + 1:02}-09\\n" for m in range(4, 7) for i in "abc"]
    >>> events = rt.read_events("".join(["id,when\\n", *new, *back, *more]).encode())
    >>> change = rt.before_after(events, "2024-04-01", rt.CohortSettings(warm_up=0)).at(1)
    >>> change.cohorts, change.change.rate1, change.change.rate2
    (2, 0.75, 0.25)
    """
    asked = settings or CohortSettings()
    _check(asked)
    named = getattr(date, "date", None)
    moment = asked_moment(named if isinstance(named, str) else date, "date")
    matrix: CohortMatrix = cohort_matrix(source, asked)
    instant = instant_of(moment, asked.timezone or source.timezone)
    ends = _ends(matrix)
    most = max(1, cohorts if cohorts is not None else A_SIDE[asked.period] // asked.period_size)
    found = []
    for j, age in enumerate(matrix.ages.tolist()):
        if age >= (0 if asked.start_event != asked.return_event else 1):
            one = _at_age(matrix, ends, instant, j, most)
            found += [] if one is None else [one]
    adjusted = benjamini_hochberg([one.change.p_value for one in found]) if found else np.zeros(0)
    ages = tuple(replace(one, adjusted=float(p)) for one, p in zip(found, adjusted, strict=True))
    return BeforeAfter(pd.Timestamp(moment), asked.unit_name, ages, matrix.did)


def _check(settings: CohortSettings) -> None:
    for wrong, name, todo in (
        (settings.measure != "on", "measure", say('Choose "on": only then is a window over at a known day.')),
        (settings.cohort_period not in (None, settings.period), "cohort_period", say("Leave it out.")),
        (settings.segment is not None, "segment", say("Choose one group with where, or leave it out.")),
    ):
        if wrong:
            raise SettingsError(say("before and after cannot be compared at equal age so."), where=name, todo=todo)


def _ends(matrix: CohortMatrix) -> NDArray[np.int64]:
    """Instant at which each cell's window is over for everybody, (n, k)."""
    settings = matrix.settings
    calendar = settings.calendar(matrix.timezone)
    if not len(matrix.cohorts):
        return np.zeros(matrix.eligible.shape, np.int64)
    number, age = calendar.numbers(to_instants(matrix.cohorts, matrix.timezone)), matrix.ages
    if settings.clock == "elapsed":
        length = elapsed_length(settings.period, settings.period_size)
        return np.asarray(calendar.start_instants(number + 1)[:, None] + (age + 1) * length)
    first = int(number[0])
    after = calendar.start_instants(np.arange(first, int(number[-1] + age[-1]) + 2))
    return np.asarray(after[number[:, None] + age[None, :] + 1 - first])


def _at_age(matrix: CohortMatrix, ends: NDArray[np.int64], instant: int, j: int, most: int) -> AgeChange | None:
    """The comparison in one column; None where a side has no complete cohort."""
    n = len(matrix.cohorts)
    usable = matrix.complete[:, j] if matrix.no_data is None else matrix.complete[:, j] & ~matrix.no_data[:, j]
    usable = usable & (np.arange(n) >= matrix.warm_up)
    begins = to_instants(matrix.cohorts, matrix.timezone)
    first, over = int(np.searchsorted(begins, instant)), int(np.searchsorted(ends[:, j], instant, side="right"))
    many = min(_leading(usable[first:]), _leading(usable[:over][::-1]), most)
    if not many:
        return None
    after, before = slice(first, first + many), slice(over - many, over)
    change = _compared(matrix, j, after, before)
    if not change.n1 or not change.n2:
        return None
    cohorts = [pd.Timestamp(start) for start in matrix.cohorts]
    found = AgeChange(
        int(matrix.ages[j]),
        many,
        (cohorts[after.start], cohorts[after.stop - 1]),
        (cohorts[before.start], cohorts[before.stop - 1]),
        change,
    )
    back = _year(matrix.settings)
    if back is None or after.stop - back > before.start or before.start - back < 0:
        return found
    then, earlier = (slice(side.start - back, side.stop - back) for side in (after, before))
    if not (usable[then].all() and usable[earlier].all()):
        return found
    return _beyond(found, _compared(matrix, j, then, earlier))


def _leading(usable: NDArray[np.bool_]) -> int:
    """How many are usable before the first that is not."""
    return int(np.argmin(usable)) if not usable.all() else len(usable)


def _year(settings: CohortSettings) -> int | None:
    """Periods in a year; None where they are no whole number."""
    periods = A_YEAR.get(settings.period)
    return None if periods is None or periods % settings.period_size else periods // settings.period_size


def _compared(matrix: CohortMatrix, j: int, one: slice, other: slice) -> Comparison:
    parts = [int(table[side, j].sum()) for side in (one, other) for table in (matrix.active, matrix.eligible)]
    return compare_rates(*parts)


def _beyond(found: AgeChange, year: Comparison) -> AgeChange:
    """With the difference of the two differences, where both are known."""
    if not year.n1 or not year.n2:
        return found
    change = found.change
    apart = change.difference - year.difference
    below = math.hypot(change.difference - change.lower, year.upper - year.difference)
    above = math.hypot(change.upper - change.difference, year.difference - year.lower)
    return replace(found, year=year, beyond=apart, lower=apart - below, upper=apart + above)


def _row(found: AgeChange) -> dict[str, Any]:
    c, year = found.change, found.year
    return {
        "age": found.age,
        "cohorts": found.cohorts,
        "after_from": found.after[0],
        "after_to": found.after[1],
        "before_from": found.before[0],
        "before_to": found.before[1],
        "after_active": c.k1,
        "after_eligible": c.n1,
        "after_rate": c.rate1,
        "before_active": c.k2,
        "before_eligible": c.n2,
        "before_rate": c.rate2,
        "difference": c.difference,
        "lower": c.lower,
        "upper": c.upper,
        "p_value": c.p_value,
        "adjusted": found.adjusted,
        "year_after_rate": math.nan if year is None else year.rate1,
        "year_before_rate": math.nan if year is None else year.rate2,
        "beyond": found.beyond,
        "beyond_lower": found.lower,
        "beyond_upper": found.upper,
    }
