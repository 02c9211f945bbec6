"""Cohort tables that somebody has counted already: read as they stand, and limited to what they say."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from retention.errors import ReadError
from retention.languages import later, later_many, mark, mark_many, say
from retention.reading.formats import Source, open_table
from retention.reading.limits import Limits
from retention.reading.opening import Opening
from retention.reading.roles.cohort_grid import CohortGrid, grid_of, number_of, without_summaries
from retention.reading.roles.spans import Period, periods_in
from retention.results import CohortMatrix
from retention.settings import CohortSettings, Unit

Floats = NDArray[np.float64]
_BLANK = {"", "-", "–", "—", "n/a", "na", "nan", "null", "none", "#n/a", "."}
_NEEDS_SIZES = mark(
    "Add a column with the number of customers of each cohort: without it nobody can tell how sure a share is, and no "
    "mean over cohorts is right."
)
_NO_MONEY = mark("Give customers or shares of them; money and numbers of orders are no retention.")
_MOST = 2**53  # beyond it not every whole number can be told from the next
_EMPTY = {  # what is said of periods without a row
    "day": mark_many(
        "{n} day between the cohorts has no row; it is shown as empty.",
        "{n} days between the cohorts have no row; they are shown as empty.",
    ),
    "week": mark_many(
        "{n} week between the cohorts has no row; it is shown as empty.",
        "{n} weeks between the cohorts have no row; they are shown as empty.",
    ),
    "month": mark_many(
        "{n} month between the cohorts has no row; it is shown as empty.",
        "{n} months between the cohorts have no row; they are shown as empty.",
    ),
    "quarter": mark_many(
        "{n} quarter between the cohorts has no row; it is shown as empty.",
        "{n} quarters between the cohorts have no row; they are shown as empty.",
    ),
    "year": mark_many(
        "{n} year between the cohorts has no row; it is shown as empty.",
        "{n} years between the cohorts have no row; they are shown as empty.",
    ),
}


def read_cohort_table(
    source: Source,
    *,
    sheet: str | None = None,
    member: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header: int | None = None,
    zeros: str | None = None,
    name: str | None = None,
    limits: Limits | None = None,
) -> CohortMatrix:
    """Read a table of cohorts by age that is counted already.

    One row for each cohort and one column for each age, or one row for each cohort and age. Cells are customers,
    percentages or fractions. No period, group or rule can be changed afterwards: the customers behind it are not there.

    Parameters
    ----------
    source
        A path, bytes, or a file opened in binary mode.
    sheet, member, encoding, delimiter, header
        As for :func:`read_events`.
    zeros
        What zeros behind the last period with anybody in it are: "open" (not observed yet) or "counted" (nobody came
        back). None takes them as open and says so.
    name
        What to call the file in messages.
    limits
        How much the file may ask for.

    Returns
    -------
    CohortMatrix
        A blank cell was not observed. ``notes`` says what was taken for granted.

    Raises
    ------
    ReadError
        If it is no cohort table, or holds shares without the number of customers.

    Examples
    --------
    >>> matrix = read_cohort_table(b"Cohort,Users,M0,M1\\n2024-01,8,100%,62.5%\\n2024-02,9,100%,\\n")
    >>> matrix.sizes.tolist(), matrix.active.tolist(), matrix.complete.tolist()
    ([8, 9], [[8, 5], [9, 0]], [[True, True], [True, False]])
    """
    if zeros not in (None, "open", "counted"):
        raise ReadError(
            say("'{name}' is not known.", name=zeros), where="zeros", todo=say('Choose "open" or "counted".')
        )
    opening = Opening(sheet, member, encoding, delimiter, header, limits or Limits.from_environment())
    table = open_table(source, opening, name)
    grid = without_summaries(grid_of(table), table.source)
    periods = _periods(grid, table.source)
    counts, sizes = _counted(grid, table.source)
    return _matrix(grid, periods, counts, sizes, zeros)


# -------------------------------------------------------------------------------------------- cohorts and counts
def _periods(grid: CohortGrid, where: str) -> list[Period]:
    periods = periods_in(grid.labels)
    unknown = [label for label in grid.labels if label not in periods]
    if unknown or not all(period.has_year for period in periods.values()):
        shown = (unknown or grid.labels)[0]
        raise ReadError(
            say("The cohort '{shown}' is no month, week or day with its year.", shown=shown),
            where=where,
            todo=say("Name the cohorts as 2024-03, 2024-W10 or 2024-03-01."),
        )
    return [periods[label] for label in grid.labels]


def _counted(grid: CohortGrid, where: str) -> tuple[Floats, NDArray[np.int64]]:
    """Customers in each cell, NaN where it is blank; and customers of each cohort."""
    texts = [cell for row in grid.cells for cell in row]
    read = _reader(texts)
    values = np.array([[read(cell) for cell in row] for row in grid.cells], np.float64)
    sizes = np.array([_reader(grid.sizes)(text) for text in grid.sizes], np.float64) if grid.sizes else None
    scale = _scale(values, sizes, texts, grid)
    if sizes is None:
        if scale is not None:
            raise ReadError(
                say("The table holds shares, and not how many customers they are of."),
                where=where,
                todo=say(_NEEDS_SIZES),
            )
        sizes = values[:, 0]
        grid.notes.append(later("The customers of each cohort are those of its first column."))
    _check_sizes(sizes, grid, where)
    counted = values
    if scale is not None:
        with np.errstate(over="ignore", invalid="ignore"):  # a share beyond all numbers is refused with the too large
            counted = np.where(np.isinf(values), values, np.rint(values / scale * sizes[:, None]))
        _note_rounding(grid, values / scale, counted, sizes, scale)
    _check(counted, sizes, grid, where)
    return counted, sizes.astype(np.int64)


def _reader(texts: Sequence[str]) -> Callable[[str], float]:
    """How numbers are written, decided over all of them."""
    bare = [re.sub(r"[%\s\u00a0\u202f']", "", text) for text in texts]
    commas = [text for text in bare if "," in text]
    points = any("." in text for text in bare)
    thousands = bool(commas) and (points or all(re.fullmatch(r"-?\d{1,3}(,\d{3})+", text) for text in commas))

    def read(text: str) -> float:
        text = re.sub(r"[%\s\u00a0\u202f']", "", text)
        if text.lower() in _BLANK:
            return np.nan
        text = text.replace(",", "") if thousands else text.replace(",", ".")
        try:
            return float(text)
        except ValueError:
            return np.nan

    return read


def _scale(values: Floats, sizes: Floats | None, texts: list[str], grid: CohortGrid) -> float | None:
    """100 for percentages, 1 for fractions, None for customers."""
    known = values[~np.isnan(values)]
    percent = any("%" in text for text in texts)
    whole = bool((known == np.rint(known)).all())
    largest = float(known.max(initial=0.0))
    first = values[:, 0][~np.isnan(values[:, 0])]
    if percent:
        grid.notes.append(
            later("Percentages were turned into customers: share times customers of the cohort, rounded.")
        )
        return 100.0
    if largest <= 1.0 and (not whole or grid.shares):
        grid.notes.append(later("Fractions were turned into customers: share times customers of the cohort, rounded."))
        return 1.0
    as_counts = sizes is not None and whole and grid.ages[0] == 0 and bool((values[:, 0] == sizes).all())
    if not as_counts and largest <= 100.0 and (grid.shares or not whole or (len(first) and (first == 100).all())):
        grid.notes.append(later("Numbers up to 100 were taken for percentages and turned into customers."))
        return 100.0
    return None


def _note_rounding(grid: CohortGrid, shares: Floats, counted: Floats, sizes: Floats, scale: float) -> None:
    decimals = np.array([[_decimals(cell) for cell in row] for row in grid.cells], np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        off = np.abs(counted / sizes[:, None] - shares) > 0.5000001 * 10.0**-decimals / scale
    if off.any():
        i, j = np.argwhere(off)[0]
        grid.notes.append(
            later_many(
                "In {n} cell no whole number of customers gives the share that is shown (first in cohort '{cohort}' at "
                "age {age}); the nearest was taken.",
                "In {n} cells no whole number of customers gives the share that is shown (first in cohort '{cohort}' "
                "at age {age}); the nearest was taken.",
                int(off.sum()),
                cohort=grid.labels[i],
                age=grid.ages[j],
            )
        )


def _decimals(cell: str) -> int:
    found = re.search(r"[.,](\d+)\D*$", cell)
    return len(found[1]) if found else 0


def _check_sizes(sizes: Floats, grid: CohortGrid, where: str) -> None:
    """Refuse cohorts whose customers are no number of people: below zero, with a fraction, or beyond counting."""
    if np.isnan(sizes).any():
        label = grid.labels[int(np.flatnonzero(np.isnan(sizes))[0])]
        raise ReadError(
            say("The cohort '{label}' has no number of customers.", label=label), where=where, todo=say(_NEEDS_SIZES)
        )
    odd = (sizes < 0) | (sizes > _MOST) | (sizes != np.rint(sizes))
    if odd.any():
        i = int(np.flatnonzero(odd)[0])
        raise ReadError(
            say(
                "The cohort '{cohort}' has {shown} customers: that is no number of people.",
                cohort=grid.labels[i],
                shown=grid.sizes[i] if grid.sizes else grid.cells[i][0],
            ),
            where=where,
            todo=say(_NO_MONEY),
        )


def _check(counted: Floats, sizes: Floats, grid: CohortGrid, where: str) -> None:
    with np.errstate(invalid="ignore"):
        odd = (counted > sizes[:, None]) | (counted < 0) | (np.abs(counted - np.rint(counted)) > 1e-9)
    if odd.any():
        i, j = np.argwhere(odd)[0]
        raise ReadError(
            say(
                "The cohort '{cohort}' has {size} customers and shows {shown} at age {age}: that is not how "
                "many of them came back.",
                cohort=grid.labels[i],
                size=f"{sizes[i]:,.0f}",
                shown=grid.cells[i][j],
                age=grid.ages[j],
            ),
            where=where,
            todo=say(_NO_MONEY),
        )


# ------------------------------------------------------------------------------------------------- the matrix
def _matrix(
    grid: CohortGrid, periods: list[Period], counted: Floats, sizes: NDArray[np.int64], zeros: str | None
) -> CohortMatrix:
    unit = periods[0].unit
    numbers = np.array([number_of(period) for period in periods], np.int64)
    first, last = int(numbers.min()), int(numbers.max())
    ages, counted = _from_age_zero(grid, counted, sizes)
    full = np.full((last - first + 1, len(ages)), np.nan)
    full[numbers - first] = counted
    every = np.zeros(last - first + 1, np.int64)
    every[numbers - first] = sizes
    if len(every) > len(periods):
        grid.notes.append(later_many(*_EMPTY[unit], len(every) - len(periods)))
    if grid.unit in ("", unit):
        full = _open_where_zero(full, ages, zeros, grid)
    known = ~np.isnan(full)
    empty = np.zeros(full.shape, np.int64)
    ages_in_unit = cast(Unit, grid.unit or unit)
    rows_in_unit = None if grid.unit in ("", unit) else cast(Unit, unit)
    settings = CohortSettings(period=ages_in_unit, cohort_period=rows_in_unit)
    return CohortMatrix(
        cohorts=np.array([_start_of(unit, n, periods[0]) for n in range(first, last + 1)], "datetime64[s]"),
        ages=np.array(ages, np.int64),
        age_labels=tuple(str(age) for age in ages),
        sizes=every,
        eligible=np.where(known, every[:, None], 0),
        active=np.where(known, np.nan_to_num(full), 0).astype(np.int64),
        open_active=empty,
        complete=known,
        settings=settings,
        notes=tuple(grid.notes),
    )


def _from_age_zero(grid: CohortGrid, counted: Floats, sizes: NDArray[np.int64]) -> tuple[list[int], Floats]:
    """Ages begin with 0, where everybody is there; a table may count the first period as 1, or leave it out."""
    if grid.ages[0] == 0:
        return grid.ages, counted
    seen = ~np.isnan(counted[:, 0])
    if seen.any() and (counted[seen, 0] == sizes[seen]).all():
        grid.notes.append(later("The first column holds every customer of the cohort, so it is age 0 and not age 1."))
        return [age - 1 for age in grid.ages], counted
    grid.notes.append(later("Age 0, where every customer of a cohort is there, was not in the table and was added."))
    return [0, *grid.ages], np.column_stack([sizes.astype(np.float64), counted])


def _open_where_zero(full: Floats, ages: list[int], zeros: str | None, grid: CohortGrid) -> Floats:
    """Zeros behind the last period that holds anybody are windows that have not begun, unless told otherwise."""
    when = np.arange(len(full))[:, None] + np.array(ages)[None, :]
    somebody = np.nan_to_num(full) > 0
    late = (full == 0) & (when > when[somebody].max(initial=0))
    if not late.any() or zeros == "counted":
        return full
    if zeros is None:
        grid.notes.append(
            later_many(
                "{n} zero lies behind the last period in which anybody was seen; it is taken as not observed yet. "
                'Say zeros="counted" if nobody came back.',
                "{n} zeros lie behind the last period in which anybody was seen; they are taken as not observed yet. "
                'Say zeros="counted" if nobody came back.',
                int(late.sum()),
            )
        )
    return np.where(late, np.nan, full)


def _start_of(unit: str, number: int, like: Period) -> np.datetime64:
    if unit in ("day", "week"):
        shift = int(like.start.astype("datetime64[D]").astype(int)) % 7 if unit == "week" else 0
        return np.datetime64(number * (7 if unit == "week" else 1) + shift, "D")
    return np.datetime64(number * {"month": 1, "quarter": 3, "year": 12}[unit], "M")
