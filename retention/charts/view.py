"""What each cell of a cohort table shows: which number, which colour, which of the empty looks."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from retention.charts.theme import Theme, hard_steps, percent
from retention.charts.words import did_words, pooled_at
from retention.errors import SettingsError
from retention.intervals import Floats
from retention.languages import mark, say
from retention.results import FEW_GREYED, FEW_MARKED, Bools, CohortMatrix, Ints, MetricSeries

SHOW = ("rate", "count", "value", "difference")


@dataclass(frozen=True)
class Scale:
    """Plain steps of colour from ``low`` to ``high``, the ink on each, and the words at both ends."""

    colours: tuple[str, ...]
    inks: tuple[str, ...]
    low: float
    high: float
    low_text: str
    high_text: str

    def steps(self, values: Floats) -> Ints:
        """The step that plotly gives each value; values beyond an end take the end's."""
        edges = self.low + np.arange(1, len(self.colours)) / len(self.colours) * (self.high - self.low)
        return np.searchsorted(edges, np.nan_to_num(values, nan=self.low), side="right").astype(np.int64)

    @property
    def trace(self) -> dict[str, Any]:
        """The part of a plotly heatmap that colours it."""
        return {"colorscale": hard_steps(self.colours), "zmin": self.low, "zmax": self.high, "showscale": False}


@dataclass(frozen=True)
class View:
    """A cohort table ready to be drawn.

    Shapes: n cohorts, k ages. ``fill`` is what the colour says (NaN is uncoloured), ``numbers`` what is printed,
    ``so_far`` what is printed in italics in open windows. ``is_open``, ``dashes``, ``greyed`` and ``few`` are the
    marks of cells. The row of all cohorts has ``pooled_fill`` and ``pooled_numbers``, None where it is left out.
    """

    scale: Scale
    fill: Floats
    numbers: Floats
    so_far: Floats
    write: Callable[[float], str]
    write_pooled: Callable[[float], str]
    is_open: Bools
    dashes: Bools
    greyed: Bools
    few: Bools
    pooled_fill: Floats | None
    pooled_numbers: Floats | None
    note: str

    @property
    def shown(self) -> Bools:
        """Cells that are not blank."""
        return ~np.isnan(self.numbers) | ~np.isnan(self.fill) | self.is_open | self.dashes | self.greyed


def scale_top(*matrices: CohortMatrix) -> float:
    """End of the colour scale: the highest rate after age 0, rounded up; give all segments at once to share it.

    Cells with fewer than 30 eligible customers swing widely, so they do not stretch the scale unless nothing else is
    there.

    Examples
    --------
    >>> import numpy as np
    >>> eligible = np.full((1, 2), 200)
    >>> matrix = CohortMatrix(np.array(["2024-01-01"], "datetime64[s]"), np.arange(2), ("0", "1"), np.array([200]),
    ...                       eligible, np.array([[200, 82]]), eligible * 0, eligible > 0)
    >>> scale_top(matrix)
    0.45
    """
    every, enough = [0.0], [0.0]
    for matrix in matrices:
        later = matrix.known & (matrix.ages > 0)[None, :]
        every.append(float(np.max(matrix.rates[later], initial=0.0)))
        enough.append(float(np.max(matrix.rates[later & (matrix.eligible >= FEW_MARKED)], initial=0.0)))
    highest = max(enough) or max(every)
    if highest == 0:
        return 0.1
    step = 0.05 if highest > 0.1 else 0.01 if highest > 0.01 else 0.001
    return round(math.ceil(round(highest / step, 6)) * step, 6)


def build_view(matrix: CohortMatrix, show: str, pooled: MetricSeries | None, top: float | None, theme: Theme) -> View:
    """Decide what every cell shows.

    Raises
    ------
    SettingsError
        If ``show`` is not known, or needs money or a pooled curve that is not there.
    """
    _check(matrix, show, pooled, top)
    later = (matrix.ages > 0)[None, :]
    known, reference = matrix.known, pooled_at(matrix, pooled)
    values, scale, note = _colouring(matrix, show, reference, top, theme)
    coloured = known & later & ~np.isnan(values)
    thin = known & later & (matrix.eligible < FEW_GREYED)
    greyed = thin | (known & later & np.isnan(values))
    is_open = matrix.is_open
    numbers, so_far, write = _numbers(matrix, show, values, scale)
    pooled_row = None if pooled is None or show == "value" else reference
    return View(
        scale=scale,
        fill=np.where(coloured & ~thin, values, np.nan),
        numbers=np.where(known, numbers, np.nan),
        so_far=np.where(is_open, so_far, np.nan),
        write=write,
        write_pooled=_percent_number(float(np.nan_to_num(reference[1:]).max(initial=0)))
        if show == "difference"
        else write,
        is_open=is_open,
        dashes=np.zeros(known.shape, bool)
        if matrix.no_data is None
        else matrix.no_data & matrix.complete & (matrix.sizes > 0)[:, None],
        greyed=greyed,
        few=known & later & (matrix.eligible < FEW_MARKED) & ~thin,
        pooled_fill=None if pooled_row is None else np.where(later[0] & (show != "difference"), pooled_row, np.nan),
        pooled_numbers=None
        if pooled_row is None
        else (pooled_at(matrix, pooled, "numerator") if show == "count" else pooled_row * 100),
        note=note,
    )


def _check(matrix: CohortMatrix, show: str, pooled: MetricSeries | None, top: float | None) -> None:
    if show not in SHOW:
        raise SettingsError(
            say("'{what}' cannot be shown.", what=show),
            where="show",
            todo=say("Choose one of: {names}.", names=", ".join(SHOW)),
        )
    if show == "value" and matrix.values is None:
        raise SettingsError(
            say("this matrix holds no money."),
            where="show",
            todo=say('Count it with value="sum", "mean" or "cumulative".'),
        )
    if show == "difference" and pooled is None:
        raise SettingsError(
            say("a difference needs the curve of all cohorts."),
            where="pooled",
            todo=say("Give pooled=rt.retention_curve(matrix)."),
        )
    if top is not None and not (math.isfinite(top) and top > 0):
        raise SettingsError(
            say("the colour scale cannot end at {number}.", number=top),
            where="top",
            todo=say("Give a number above 0, such as 0.45 for 45 %."),
        )


def _colouring(
    matrix: CohortMatrix, show: str, reference: Floats, top: float | None, theme: Theme
) -> tuple[Floats, Scale, str]:
    """What the colour says: the values, their scale, and what is written beside it."""
    ramp, inks = theme.ramp, theme.ramp_inks
    if show == "difference":
        values = matrix.rates - reference[None, :]
        most = top or _round_up(_most(np.abs(values), matrix))
        ends = (f"−{most * 100:.10g}", say("+{n} points", n=f"{most * 100:.10g}"))
        return values, Scale(theme.diverging, theme.diverging_inks, -most, most, *ends), say("against all cohorts")
    if show == "value":
        values = np.full(matrix.rates.shape, np.nan) if matrix.values is None else matrix.values
        most = top or _round_up(_most(values, matrix))
        return values, Scale(ramp, inks, 0.0, most, "0", f"{most:,.10g}"), _money_words(matrix)
    most = scale_top(matrix) if top is None else top
    digits = 0 if round(most * 100, 6) == round(most * 100) else 1
    did = did_words(matrix.did)
    note = say("{did}; the numbers are customers", did=did) if show == "count" else did
    return matrix.rates, Scale(ramp, inks, 0.0, most, "0", percent(most, digits)), note


def _money_words(matrix: CohortMatrix) -> str:
    value = matrix.settings.value
    if value == "mean" and matrix.did != "came back":
        return say("money per customer who was still a customer")
    return say(_MONEY.get(value, "money"))


_MONEY = {
    "": mark("money"),
    "sum": mark("money in all"),
    "mean": mark("money per customer who came back"),
    "cumulative": mark("money per customer"),
}


def _most(values: Floats, matrix: CohortMatrix) -> float:
    """Highest value among the cells that will be coloured."""
    later = matrix.known & (matrix.ages > 0)[None, :] & ~np.isnan(values)
    enough = later & (matrix.eligible >= FEW_GREYED)
    return float(np.max(values[enough if enough.any() else later], initial=0.0))


def _round_up(number: float) -> float:
    """The next round number: 0.031 gives 0.04, 1234 gives 1500."""
    if number <= 0:
        return 0.01
    power = 10.0 ** math.floor(math.log10(number))
    steps = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
    return float(f"{next(s for s in steps if s * power >= number * (1 - 1e-9)) * power:.10g}")


def _numbers(
    matrix: CohortMatrix, show: str, values: Floats, scale: Scale
) -> tuple[Floats, Floats, Callable[[float], str]]:
    """What is printed in complete cells and in open ones, and how it is written."""
    if show == "count":
        return matrix.active.astype(float), (matrix.active + matrix.open_active).astype(float), _count
    if show == "value":
        return values, np.full(values.shape, np.nan), _amount(scale.high)
    if show == "difference":
        return values * 100, np.full(values.shape, np.nan), _signed
    return matrix.rates * 100, matrix.rates_so_far * 100, _percent_number(scale.high)


def _percent_number(top: float) -> Callable[[float], str]:
    """Whole percents, unless the whole table lies so low that they would all look alike."""
    digits = 0 if top > 0.05 else 1 if top > 0.005 else 2
    return lambda number: f"{number:.{0 if number in (0, 100) else digits}f}"


def _count(number: float) -> str:
    return f"{number:,.0f}" if number < 10_000 else f"{number / 1000:,.0f}k"


def _signed(number: float) -> str:
    return "0" if abs(number) < 0.5 else f"{number:+.0f}".replace("-", "−")


def _amount(top: float) -> Callable[[float], str]:
    """Money in at most four letters, so that it fits into a cell: 12.5, 340, 5.3k, 12k, 3.4M."""

    def write(number: float) -> str:
        for limit, unit in ((1e9, "bn"), (1e6, "M"), (1e3, "k")):
            if abs(number) >= limit * 0.9995:
                scaled = number / limit
                return f"{scaled:,.{0 if abs(scaled) >= 9.95 else 1}f}{unit}".replace("-", "−")
        return f"{number:,.{0 if top >= 50 or number == 0 else 1}f}".replace("-", "−")

    return write
