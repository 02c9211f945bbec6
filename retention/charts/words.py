"""What a cohort table says on hover: one full sentence for each cell, with its window, its numbers and its range."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retention.charts.theme import percent, percent_likely, plain
from retention.charts.units import age_name, one_of, several_of
from retention.intervals import Floats
from retention.languages import counted, mark, say
from retention.periods import to_instants
from retention.results import FEW_MARKED, Bools, CohortMatrix, MetricSeries

Texts = NDArray[np.object_]
# What those counted did: of how many, and with the share of them.
_DID = {
    "came back": (mark("{k} of {n} came back"), mark("{k} of {n} came back, {share}")),
    "were still customers": (mark("{k} of {n} were still customers"), mark("{k} of {n} were still customers, {share}")),
    "were customers as their days ended": (
        mark("{k} of {n} were customers as their days ended"),
        mark("{k} of {n} were customers as their days ended, {share}"),
    ),
    "were active": (mark("{k} of {n} were active"), mark("{k} of {n} were active, {share}")),
    "said yes": (mark("{k} of {n} said yes"), mark("{k} of {n} said yes, {share}")),
}
_SCALE = {"came back": mark("came back"), "were still customers": mark("were still customers")}


def unit_name(matrix: CohortMatrix) -> str:
    """What one age is called: "month", or "28-day block"."""
    return matrix.settings.unit_name


def age_axis(matrix: CohortMatrix) -> str:
    """The axis of ages in words."""
    unit = unit_name(matrix)
    if matrix.settings.clock == "elapsed":
        return say("{units} since each customer's own first moment", units=several_of(unit))
    if matrix.settings.cohort_period not in (None, matrix.settings.period):
        return say("{units} since each customer's own first {unit}", units=several_of(unit), unit=one_of(unit))
    return since_first(unit)


def since_first(unit: str) -> str:
    """The axis of ages of calendar periods: "months since the first month"."""
    return say("{units} since the first {unit}", units=several_of(unit), unit=one_of(unit))


def headed(head: str, sentence: str) -> str:
    """A sentence on hover, under the line that says what it is about."""
    return say("{head}:<br>{sentence}", head=head, sentence=sentence)


def named(name: str, sentence: str) -> str:
    """A sentence after the name of what it is about; alone where there is no name."""
    return say("{name}: {sentence}", name=name, sentence=sentence) if name else sentence


def of_group(name: str, words: str) -> str:
    """What is spoken of, within a group: "UK, month 3"; alone where there is no group."""
    return say("{group}, {what}", group=name, what=words) if name else words


def ended(words: str) -> str:
    """A clause as a whole sentence."""
    return say("{words}.", words=words)


def few_words(share: str, n: int) -> str:
    """A share beside its dot, which says where few were counted."""
    return say("{share} (few)", share=share) if n < FEW_MARKED else share


def did_words(did: str) -> str:
    """What those counted did, alone: beside a scale of colours."""
    return say(_SCALE[did]) if did in _SCALE else did


def counts_of(active: str, eligible: str, did: str = "came back") -> str:
    """How many of how many did it, both written already."""
    if did in _DID:
        return say(_DID[did][0], k=active, n=eligible)
    return say("{k} of {n} {did}", k=active, n=eligible, did=did)


def share_of(active: int, eligible: int, share: str, did: str = "came back") -> str:
    """How many of how many did it, and which share that is.

    Examples
    --------
    >>> share_of(41, 180, "22.8 %")
    '41 of 180 came back, 22.8 %'
    """
    k, n = f"{active:,}", f"{eligible:,}"
    if did in _DID:
        return say(_DID[did][1], k=k, n=n, share=share)
    return say("{k} of {n} {did}, {share}", k=k, n=n, did=did, share=share)


def came_back(active: int, eligible: int, rate: float, lower: float, upper: float, did: str = "came back") -> str:
    """The numbers of one rate in words.

    Examples
    --------
    >>> came_back(41, 180, 41 / 180, 0.1725, 0.2944)
    '41 of 180 came back, 22.8 % (likely 17-29 %)'
    """
    return share_of(active, eligible, percent_likely(rate, lower, upper), did)


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
    rows, columns = np.nonzero(shown)
    lower, upper = matrix.interval()
    seen = matrix.active + matrix.open_active
    heads = _HEADS_OR_LATER if matrix.settings.measure == "on_or_after" else _HEADS
    # Plain numbers: reading single elements of arrays would take most of the time of a figure.
    numbers = [a[rows, columns].tolist() for a in (matrix.active, matrix.eligible, matrix.rates, lower, upper, seen)]
    looks = np.where(dashes, 2, np.where(matrix.is_open, 1, 0))[rows, columns].tolist()
    sizes = matrix.sizes.tolist()
    for i, j, look, active, n, rate, low, high, so_far in zip(
        rows.tolist(), columns.tolist(), looks, *numbers, strict=True
    ):
        if look == 2:
            said = say("the file holds no rows for this time.")
        elif look == 1:
            said = say("{k} of {n} seen so far.", k=f"{so_far:,}", n=f"{sizes[i]:,}")
        else:
            said = ended(came_back(active, n, rate, low, high, matrix.did))
            money = _money(matrix, i, j) if show == "value" else ""
            said = "<br>".join(line for line in (money, said, _against(rate, reference[j], show)) if line)
        out[i, j] = headed(say(heads[look], cohort=names[i], age=ages[j], window=windows.text(i, j)), said)
    return out


# What a cell is: complete, still open, without rows in the file.
_HEADS = (
    mark("{cohort}, {age} ({window}, complete)"),
    mark("{cohort}, {age} ({window}, window open until the data's end)"),
    mark("{cohort}, {age} ({window})"),
)
_HEADS_OR_LATER = (
    mark("{cohort}, {age} ({window} or later, complete)"),
    mark("{cohort}, {age} ({window} or later, window open until the data's end)"),
    mark("{cohort}, {age} ({window} or later)"),
)


def _against(rate: float, reference: float, show: str) -> str:
    if math.isnan(reference):
        return say("Too few customers in all cohorts to compare with.") if show == "difference" else ""
    if show != "difference":
        return say("All cohorts: {rate}.", rate=percent(reference))
    apart = points(rate - reference)
    return say("All cohorts: {rate}, a difference of {points} points.", rate=percent(reference), points=apart)


def points(difference: float) -> str:
    """A difference of fractions in percentage points, with its sign: "+3.1", "−0.4"."""
    return f"{difference * 100:+.1f}".replace("-", "−")


def _money(matrix: CohortMatrix, i: int, j: int) -> str:
    if matrix.values is None or np.isnan(matrix.values[i, j]):
        return say("no amount.")
    amount, value = f"{matrix.values[i, j]:,.2f}", matrix.settings.value
    if value == "mean" and matrix.did != "came back":
        return say("{amount} for each of those who were still customers.", amount=amount)
    return say(_AMOUNTS[value], amount=amount) if value in _AMOUNTS else f"{amount}."


_AMOUNTS = {
    "sum": mark("{amount} in all."),
    "mean": mark("{amount} for each of those who came back."),
    "cumulative": mark("{amount} for each customer of the cohort, up to the end of this window."),
}


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
        age = of_group(say("All cohorts"), age_name(unit_name(matrix), matrix.age_labels[j]))
        out[0, j] = named(age, from_cohorts(body, int(columns["cohorts"][j])))
    return out


def from_cohorts(numbers: str, n: int) -> str:
    """Numbers that are pooled from cohorts, as a whole sentence."""
    return say("{numbers},<br>from {cohorts}.", numbers=numbers, cohorts=counted(n, "cohort"))
