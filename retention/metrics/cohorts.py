"""Cohort retention: the matrix, the pooled curve, the trend of one age, the customers behind a cell."""

from __future__ import annotations

from typing import Any, overload

import numpy as np
import pandas as pd

from retention.counts import CellCustomers, CohortCounts, Source
from retention.errors import SettingsError
from retention.intervals import Floats, wilson
from retention.languages import counted, many, numbered, say
from retention.metrics.series import asked, end_of_data
from retention.results import FEW_MARKED, CohortMatrix, Ints, MetricSeries
from retention.settings import CohortSettings


def cohort_matrix(source: Source, settings: CohortSettings | None = None) -> Any:
    """Count a cohort matrix.

    A cohort is the customers whose start event first fell in a period. ``rate = active / eligible``: the numerator
    is the customers who did the return event in the age's window, the denominator those whose window is fully
    observed.

    Parameters
    ----------
    source
        Events in memory, or anything with the same methods.
    settings
        What to count; a plain monthly matrix by default.

    Returns
    -------
    CohortMatrix or dict of str to CohortMatrix
        With ``settings.segment``, one matrix for each segment value (largest first), all of the same shape.

    Notes
    -----
    A customer seen once is in a cohort and never comes back. The period under way is not complete: it has no rate,
    and ``open_active`` says who was seen so far. An event at midnight belongs to the day that begins.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"who": ["a", "b", "a", "c"],
    ...                       "when": pd.to_datetime(["2024-01-05", "2024-01-09", "2024-02-03", "2024-03-31"])})
    >>> matrix = rt.cohort_matrix(rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when")))
    >>> matrix.sizes.tolist(), matrix.active.tolist()
    ([2, 0, 1], [[2, 1, 0], [0, 0, 0], [1, 0, 0]])
    """
    settings = asked(source, settings, "cohort_counts")
    counts = source.cohort_counts(settings)
    matrices = [_matrix(source, settings, counts, i) for i in range(len(counts.segments))]
    if settings.segment is None:
        return matrices[0]
    return dict(zip(counts.segments, matrices, strict=True))


def _matrix(source: Source, settings: CohortSettings, counts: CohortCounts, i: int) -> CohortMatrix:
    calendar = settings.cohort_calendar(source.timezone)
    windows = settings.windows
    ages = np.arange(counts.eligible.shape[2], dtype=np.int64)
    labels = [str(a) for a in ages]
    if windows is not None:
        labels = [str(lo) if lo == hi else f"{lo}-{hi}" for lo, hi in windows[: len(ages)]]
    return CohortMatrix(
        cohorts=calendar.starts(counts.cohort_numbers),
        ages=ages,
        age_labels=tuple(labels),
        sizes=counts.sizes[i],
        eligible=counts.eligible[i],
        active=counts.active[i],
        open_active=counts.open_active[i],
        complete=counts.complete[i],
        no_data=counts.no_data[i],
        values=_values(settings, counts, i),
        settings=settings,
        timezone=calendar.timezone,
        observed_until=end_of_data(source, settings),
        warm_up=counts.warm_up,
        segment=counts.segments[i] if settings.segment is not None else None,
        did=counts.did,
    )


def _values(settings: CohortSettings, counts: CohortCounts, i: int) -> Floats | None:
    if counts.amounts is None:
        return None
    known = counts.complete[i] & (counts.eligible[i] > 0)
    if settings.value == "sum":
        return np.where(known, counts.amounts[i], np.nan)
    people = counts.active[i] if settings.value == "mean" else counts.eligible[i]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(known & (people > 0), counts.amounts[i] / people, np.nan)


@overload
def retention_curve(matrix: CohortMatrix, level: float = ...) -> MetricSeries: ...
@overload
def retention_curve(matrix: dict[str, CohortMatrix], level: float = ...) -> dict[str, MetricSeries]: ...
def retention_curve(
    matrix: CohortMatrix | dict[str, CohortMatrix], level: float = 0.95
) -> MetricSeries | dict[str, MetricSeries]:
    """Pool all cohorts into one curve: sum of active / sum of eligible over complete cells, never a mean of rates.

    The curve stops before the first age at which fewer than 2 cohorts or fewer than 30 customers are eligible, and
    ``note`` says why. Ranges are Wilson score ranges.

    Parameters
    ----------
    matrix
        One matrix, or one for each segment.
    level
        Confidence of the range.

    Returns
    -------
    MetricSeries or dict of str to MetricSeries

    Examples
    --------
    Cohorts of 1000 and 500 with 500 and 400 back pool to 60 %; the mean of the two rates would be 65 %.

    >>> import numpy as np
    >>> from retention.results import CohortMatrix
    >>> one = np.array([[1000], [500]])
    >>> matrix = CohortMatrix(np.array(["2024-01-01", "2024-02-01"], "datetime64[s]"), np.array([1]), ("1",),
    ...                       np.array([1000, 500]), one, np.array([[500], [400]]), one * 0, one > 0)
    >>> retention_curve(matrix).rates.tolist()
    [0.6]
    """
    if isinstance(matrix, dict):
        return {name: retention_curve(part, level) for name, part in matrix.items()}
    known = matrix.known
    came = np.where(known, matrix.active, 0).sum(axis=0)
    could = np.where(known, matrix.eligible, 0).sum(axis=0)
    cohorts = known.sum(axis=0)
    stop = _stop(cohorts, could)
    return _series(
        _of(matrix, say("{did}, all cohorts", did=_began(matrix))),
        matrix.ages[:stop],
        matrix.age_labels[:stop],
        came[:stop],
        could[:stop],
        cohorts[:stop],
        level,
        _why_it_stops(matrix, stop, cohorts, could),
        matrix.settings.unit_name,
    )


def _stop(cohorts: Ints, could: Ints) -> int:
    thin = np.flatnonzero((cohorts < 2) | (could < FEW_MARKED))
    return int(thin[0]) if len(thin) else len(cohorts)


def _why_it_stops(matrix: CohortMatrix, stop: int, cohorts: Ints, could: Ints) -> str:
    if stop == len(cohorts):
        return ""
    age = numbered(matrix.settings.unit_name, matrix.age_labels[stop])
    if stop == 0:
        if not cohorts[0]:
            return ""
        held = say("one cohort") if cohorts[0] == 1 else counted(int(could[0]), "customer")
        return say("There are too few customers for a rate: only {customers} so far.", customers=held)
    if cohorts[stop] == 1:
        return say("Stops before {age}: only one cohort has been watched that long.", age=age)
    if cohorts[stop] < 1:
        return say("Stops before {age}: no cohort has been watched that long.", age=age)
    customers = counted(int(could[stop]), "customer")
    return many(
        "Stops before {age}: only {customers} has been watched that long.",
        "Stops before {age}: only {customers} have been watched that long.",
        int(could[stop]),
        age=age,
        customers=customers,
    )


def _of(matrix: CohortMatrix, name: str) -> str:
    return name if matrix.segment is None else f"{name}, {matrix.segment}"


def _began(matrix: CohortMatrix) -> str:
    """What they did, as a title begins."""
    return say(matrix.did).capitalize()


def _series(
    name: str,
    x: Any,
    labels: tuple[str, ...],
    came: Ints,
    could: Ints,
    cohorts: Ints,
    level: float,
    note: str = "",
    unit: str = "",
) -> MetricSeries:
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = np.where(could > 0, came / could, np.nan)
    lower, upper = wilson(came, could, level)
    return MetricSeries(name, x, labels, came, could, cohorts, rates, lower, upper, note, unit)


def retention_trend(matrix: CohortMatrix, age: int, level: float = 0.95) -> MetricSeries:
    """Follow one age across cohorts: did later cohorts come back more?

    One point per cohort, ``active / eligible`` at that age; NaN where the cell has no rate yet.

    Raises
    ------
    SettingsError
        If the matrix has no such age.
    """
    where = np.flatnonzero(matrix.ages == age)
    if not len(where):
        raise SettingsError(
            say("the matrix has no age {age}.", age=age),
            where="age",
            todo=say("Choose one from 0 to {last}.", last=len(matrix.ages) - 1),
        )
    j = int(where[0])
    known = matrix.known[:, j]
    return _series(
        _of(
            matrix,
            say("{did} in {age}", did=_began(matrix), age=numbered(matrix.settings.unit_name, matrix.age_labels[j])),
        ),
        matrix.cohorts,
        tuple(matrix.cohort_names()),
        np.where(known, matrix.active[:, j], 0),
        np.where(known, matrix.eligible[:, j], 0),
        known.astype(np.int64),
        level,
    )


def matrix_cell_customers(
    source: Source, settings: CohortSettings, cohort: Any, age: int, segment: str | None = None
) -> CellCustomers:
    """List the customers behind one cell: those who came back, and those who did not.

    Parameters
    ----------
    source, settings
        As for :func:`cohort_matrix`.
    cohort
        Start of the cohort's period (anything that numpy takes as a date), local time.
    age
        The age, or the bracket number.
    segment
        The segment value, where the settings split by one.

    Returns
    -------
    CellCustomers
        ``len(came_back) == active`` and ``len(came_back) + len(did_not) == eligible`` of the cell;
        ``len(seen_so_far) == open_active``.
    """
    return source.cell_customers(settings, np.datetime64(pd.Timestamp(cohort), "s"), int(age), segment)
