"""The same question, counted otherwise: how much of a headline rests on how it is defined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from retention.counts import Source
from retention.errors import SettingsError
from retention.intervals import wilson
from retention.languages import counted, mark, noun, nouns, numbered, say
from retention.metrics.cohorts import cohort_matrix
from retention.results import FEW_MARKED, CohortMatrix
from retention.settings import CohortSettings

LENGTHS = {
    "hour": mark("an hour"),
    "day": mark("24 hours"),
    "week": mark("7 days"),
    "month": mark("30 days"),
    "quarter": mark("91 days"),
    "year": mark("365 days"),
}
FOLLOW_UP = 3  # periods of "within" where the settings name none


@dataclass(frozen=True)
class DefinitionPoint:
    """One headline under one definition.

    Attributes
    ----------
    key
        "own", "clock", "on", "on_or_after", "within", "bracket", "without_warm_up" or "every".
    label
        The definition in a few words.
    words
        What differs from the own choice, in one sentence.
    settings
        What was counted: the cohort matrix of these settings holds the number.
    age
        Column of that matrix.
    came, n
        Customers who came back, and customers who could have.
    cohorts
        Cohorts pooled.
    rate, lower, upper
        ``came / n`` with its Wilson range; NaN where nobody could have.
    own
        Whether this is the own choice.
    """

    key: str
    label: str
    words: str
    settings: CohortSettings
    age: int
    came: int
    n: int
    cohorts: int
    rate: float
    lower: float
    upper: float
    own: bool = False

    @property
    def few(self) -> bool:
        """Whether fewer than 30 customers stand behind it."""
        return self.n < FEW_MARKED


def definition_check(
    source: Source, settings: CohortSettings | None = None, age: int = 1
) -> tuple[DefinitionPoint, ...]:
    """Count one headline, the share that came back at one age, under each definition that people use for it.

    Every number is ``sum(active) / sum(eligible)`` over the complete cells of one column of a cohort matrix: the own
    choice first, then the other clock, the other measures, the cohorts that are surely new, and every visit as a
    start. One thing is changed at a time. A customer seen once is in every denominator; the period under way is in
    none; an event at midnight belongs to the day that begins.

    Parameters
    ----------
    source
        Events, subscriptions, or anything with the same methods. Definitions that mean nothing for it are left out.
    settings
        The own choice; a plain monthly matrix by default. A segment is ignored: the headline is of all customers.
    age
        The age asked about; for measure "bracket" the number of the bracket.

    Returns
    -------
    tuple of DefinitionPoint
        The own choice first. Definitions under which nobody has been watched long enough are left out.

    Raises
    ------
    SettingsError
        If the data cannot hold that age at all.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"who": list("aabbcda"), "when": pd.to_datetime(
    ...     ["2024-01-05", "2024-02-03", "2024-01-09", "2024-03-02", "2024-02-02", "2024-05-31", "2024-04-01"])})
    >>> events = rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when"))
    >>> for point in definition_check(events, rt.CohortSettings(warm_up=0)):
    ...     print(f"{point.label}: {point.came} of {point.n}")
    In month 1: 1 of 3
    On each customer's own clock: 1 of 3
    Within 3 months from month 1: 2 of 3
    In month 1 or later: 2 of 3
    Every visit starts anew: 1 of 6
    """
    own = (settings or CohortSettings()).replace(segment=None, value="none")
    points = [point for one in _ways(own, age) if (point := _point(source, one)) is not None]
    if not points or not points[0].own:
        raise SettingsError(
            say("nobody has been watched up to {age}.", age=numbered(own.unit_name, age)),
            where="age",
            todo=say("Choose a smaller one."),
        )
    return tuple(points)


@dataclass(frozen=True)
class _Way:
    """One way to ask the question."""

    key: str
    label: str
    words: str
    settings: CohortSettings
    age: int
    surely_new: bool = False


def _point(source: Source, way: _Way) -> DefinitionPoint | None:
    try:
        matrix: CohortMatrix = cohort_matrix(source, way.settings)
    except SettingsError:
        if way.key == "own":
            raise
        return None  # it means nothing for this source, such as a clock of visits for contracts
    if way.surely_new:
        if not matrix.warm_up:
            return None
        matrix = matrix.rows(matrix.warm_up, len(matrix.cohorts) - 1)
    if way.age >= len(matrix.ages):
        return None
    known = matrix.known[:, way.age]
    came, n = (int(counts[known, way.age].sum()) for counts in (matrix.active, matrix.eligible))
    if not n:
        return None
    lower, upper = (float(side[0]) for side in wilson(np.array([came]), np.array([n])))
    return DefinitionPoint(
        key=way.key,
        label=way.label,
        words=way.words,
        settings=way.settings,
        age=way.age,
        came=came,
        n=n,
        cohorts=int(known.sum()),
        rate=came / n,
        lower=lower,
        upper=upper,
        own=way.key == "own",
    )


# ------------------------------------------------------------------------------------------------- the ways
def _ways(own: CohortSettings, age: int) -> Iterator[_Way]:
    """The own choice, then one thing changed at a time."""
    own = own.replace(max_age=age)
    yield _Way("own", _name(own, age), say("Your own choice."), own, age)
    yield _other_clock(own, age)
    yield from _other_measures(own, age)
    words = say(
        "The first cohorts of a file hold old customers too, since first in the file is not first ever: left out."
    )
    yield _Way("without_warm_up", say("Without the first in the file"), words, own, age, surely_new=True)
    if own.birth == "every":
        words = say("Only a customer's first start counts, so that each customer is counted once.")
        yield _Way("first", say("Only the first visit starts"), words, own.replace(birth="first"), age)
    else:
        words = say(
            "A customer joins the cohort of each period with a start, so that regular ones are counted many times."
        )
        yield _Way("every", say("Every visit starts anew"), words, own.replace(birth="every"), age)


def _other_clock(own: CohortSettings, age: int) -> _Way:
    first = numbered(own.unit_name, 1)
    if own.clock == "elapsed":
        words = say(
            "Windows are calendar {units}, so that {first} can begin a moment after the first visit.",
            units=nouns(own.unit_name),
            first=first,
        )
        return _Way("clock", say("On the calendar"), words, own.replace(clock="calendar"), age)
    length = say(LENGTHS[own.period])
    words = say(
        "Windows run from each customer's own first moment, {first} beginning {length} after it.",
        first=first,
        length=f"{own.period_size} x {length}" if own.period_size > 1 else length,
    )
    return _Way("clock", say("On each customer's own clock"), words, own.replace(clock="elapsed"), age)


def _other_measures(own: CohortSettings, age: int) -> Iterator[_Way]:
    unit = own.unit_name
    first, last = own.windows[age] if own.windows is not None else (age, age)
    plain, name = own.replace(measure="on", within=None, brackets=None, max_age=first), numbered(unit, first)
    if own.measure != "on":
        words = say("In exactly {age}, not in others.", age=name)
        yield _Way("on", say("In exactly {age}", age=name), words, plain, first)
    if own.measure != "within" and last == first:  # a bracket is a "within" of its own length
        length = counted(FOLLOW_UP, unit)
        words = say(
            "In one of {length} beginning with {age}, the same number for every cohort.", length=length, age=name
        )
        within = plain.replace(measure="within", within=FOLLOW_UP)
        yield _Way("within", say("Within {length} from {age}", length=length, age=name), words, within, first)
    if first > 1:
        words = say("At any time after the {unit} of the first visit, up to {age}.", unit=noun(unit), age=name)
        bracket = plain.replace(measure="bracket", brackets=(first,), max_age=1)
        yield _Way("bracket", say("In any of {ages}", ages=numbered(unit, 1, first)), words, bracket, 1)
    if own.measure != "on_or_after":
        words = say("In {age} or at any time later: cohorts that were watched longer look better.", age=name)
        yield _Way(
            "on_or_after", say("In {age} or later", age=name), words, plain.replace(measure="on_or_after"), first
        )


def _name(settings: CohortSettings, age: int) -> str:
    """A definition in a few words: "In month 1"."""
    unit = settings.unit_name
    ages = numbered(unit, *(settings.windows[age] if settings.windows is not None else (age,)))
    if settings.measure == "within":
        return say("Within {length} from {age}", length=counted(settings.within or 1, unit), age=ages)
    return say("In {age} or later", age=ages) if settings.measure == "on_or_after" else say("In {age}", age=ages)
