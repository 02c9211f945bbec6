"""What a cohort table says on hover: one full sentence for each cell, with its window, its numbers and its range."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retention.charts.theme import percent, percent_range, plain
from retention.intervals import Floats
from retention.periods import to_instants
from retention.results import Bools, CohortMatrix, MetricSeries

Texts = NDArray[np.object_]


def unit_name(matrix: CohortMatrix) -> str:
    """What one age is called: "month", or "28-day block"."""
    return matrix.settings.unit_name


def age_axis(matrix: CohortMatrix) -> str:
    """The axis of ages in words."""
    unit = unit_name(matrix)
    if matrix.settings.clock == "elapsed":
        return f"{unit}s since each customer's own first moment"
    if matrix.settings.cohort_period not in (None, matrix.settings.period):
        return f"{unit}s since each customer's own first {unit}"
    return f"{unit}s since the first {unit}"


def age_name(unit: str, label: str) -> str:
    """One age in words: "month 3", "months 2-4"."""
    return f"{unit}s {plain(label)}" if "-" in label else f"{unit} {plain(label)}"


def came_back(active: int, eligible: int, rate: float, lower: float, upper: float, did: str = "came back") -> str:
    """The numbers of one rate in words.

    Examples
    --------
    >>> came_back(41, 180, 41 / 180, 0.1725, 0.2944)
    '41 of 180 came back, 22.8 % (likely 17-29 %)'
    """
    return f"{active:,} of {eligible:,} {did}, {percent(rate)} (likely {percent_range(lower, upper)})"


class Windows:
    """Windows of cells in words, each written once: cells on one diagonal of a calendar matrix share theirs."""

    def __init__(self, matrix: CohortMatrix) -> None:
        settings = matrix.settings
        self._matrix = matrix
        self._known: dict[Any, str] = {}
        self._spans = settings.windows
        by_age = settings.clock == "elapsed" or settings.cohort_period not in (None, settings.period)
        calendar = settings.calendar(matrix.timezone)
        self._numbers = None if by_age else calendar.numbers(to_instants(matrix.cohorts, matrix.timezone))

    def text(self, row: int, column: int) -> str:
        """The window of one cell."""
        key = self._key(row, column)
        if key not in self._known:
            self._known[key] = plain(self._matrix.window_text(row, column))
        return self._known[key]

    def _key(self, row: int, column: int) -> Any:
        if self._numbers is None:
            return column
        first = last = int(self._matrix.ages[column])
        if self._spans is not None:
            first, last = self._spans[first]
        return int(self._numbers[row]) + first, last - first


def pooled_at(matrix: CohortMatrix, pooled: MetricSeries | None, what: str = "rates") -> Floats:
    """Numbers of a pooled curve, laid along the ages of the matrix; NaN where the curve has none."""
    out = np.full(len(matrix.ages), np.nan)
    if pooled is None:
        return out
    place = {int(age): j for j, age in enumerate(pooled.x)}
    values = np.asarray(getattr(pooled, what), float)
    for j, age in enumerate(matrix.ages):
        if int(age) in place:
            out[j] = values[place[int(age)]]
    return out


def cell_sentences(matrix: CohortMatrix, show: str, pooled: MetricSeries | None, shown: Bools, dashes: Bools) -> Texts:
    """A sentence for every cell of ``shown``, empty text elsewhere; lines are broken where a sentence breathes."""
    out: Texts = np.full(shown.shape, "", object)
    names = [plain(name) for name in matrix.cohort_names()]
    ages = [age_name(unit_name(matrix), label) for label in matrix.age_labels]
    windows, reference = Windows(matrix), pooled_at(matrix, pooled).tolist()
    later = " or later" if matrix.settings.measure == "on_or_after" else ""
    rows, columns = np.nonzero(shown)
    lower, upper = matrix.interval()
    seen = matrix.active + matrix.open_active
    # Plain numbers: reading single elements of arrays would take most of the time of a figure.
    numbers = [a[rows, columns].tolist() for a in (matrix.active, matrix.eligible, matrix.rates, lower, upper, seen)]
    looks = np.where(dashes, 2, np.where(matrix.is_open, 1, 0))[rows, columns].tolist()
    sizes = matrix.sizes.tolist()
    for i, j, look, active, n, rate, low, high, so_far in zip(
        rows.tolist(), columns.tolist(), looks, *numbers, strict=True
    ):
        head = f"{names[i]}, {ages[j]} ({windows.text(i, j)}{later}"
        if look == 2:
            out[i, j] = f"{head}):<br>the file holds no rows for this time."
        elif look == 1:
            out[i, j] = f"{head}, window open until the data's end):<br>{so_far:,} of {sizes[i]:,} seen so far."
        else:
            money = _money(matrix, i, j) if show == "value" else ""
            body = came_back(active, n, rate, low, high, matrix.did)
            out[i, j] = f"{head}, complete):<br>{money}{body}.{_against(rate, reference[j], show)}"
    return out


def _against(rate: float, reference: float, show: str) -> str:
    if math.isnan(reference):
        return "<br>Too few customers in all cohorts to compare with." if show == "difference" else ""
    apart = f", a difference of {points(rate - reference)} points" if show == "difference" else ""
    return f"<br>All cohorts: {percent(reference)}{apart}."


def points(difference: float) -> str:
    """A difference of fractions in percentage points, with its sign: "+3.1", "−0.4"."""
    return f"{difference * 100:+.1f}".replace("-", "−")


def _money(matrix: CohortMatrix, i: int, j: int) -> str:
    if matrix.values is None or np.isnan(matrix.values[i, j]):
        return "no amount.<br>"
    amount = f"{matrix.values[i, j]:,.2f}"
    rule = {
        "sum": "in all",
        "mean": f"for each of those who {matrix.did}",
        "cumulative": "for each customer of the cohort, up to the end of this window",
    }.get(matrix.settings.value, "")
    return f"{amount} {rule}".rstrip() + ".<br>"


def pooled_sentences(matrix: CohortMatrix, pooled: MetricSeries) -> Texts:
    """A sentence for every cell of the row of all cohorts."""
    columns = {
        what: pooled_at(matrix, pooled, what) for what in ("numerator", "denominator", "lower", "upper", "cohorts")
    }
    out: Texts = np.full((1, len(matrix.ages)), "", object)
    for j, rate in enumerate(pooled_at(matrix, pooled)):
        if np.isnan(rate):
            continue
        body = came_back(
            int(columns["numerator"][j]),
            int(columns["denominator"][j]),
            float(rate),
            float(columns["lower"][j]),
            float(columns["upper"][j]),
            matrix.did,
        )
        age = age_name(unit_name(matrix), matrix.age_labels[j])
        out[0, j] = f"All cohorts, {age}: {body},<br>from {cohort_count(int(columns['cohorts'][j]))}."
    return out


def cohort_count(n: int) -> str:
    """A number of cohorts in words."""
    return "1 cohort" if n == 1 else f"{n:,} cohorts"
