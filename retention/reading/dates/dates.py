"""Dates and times, decided over the whole column and never value by value.

Each value belongs to one family by its form. Only one family is open: two short numbers and a year, where either number
may be the day. Its order is decided by all values together, or asked. Every date is checked against the calendar.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retention.languages import mark
from retention.periods import DAY, Ints
from retention.reading.dates.collected import OpenDates, no_open
from retention.reading.dates.eras import BUDDHIST_YEARS, from_buddhist
from retention.reading.dates.forms import YEAR_FIRST, civil_days, full_years
from retention.reading.dates.states import (
    BLANK,
    BLANK_WORDS,
    FAR,
    GOOD,
    IMPOSSIBLE,
    LONELY,
    OPEN,
    PLACEHOLDER,
    REASONS,
)
from retention.reading.dates.values import read_values

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "BLANK",
    "BLANK_WORDS",
    "GOOD",
    "OPEN",
    "ORDER_WORDS",
    "REASONS",
    "DateColumn",
    "OpenDates",
    "open_days",
    "read_dates",
]
ORDER_WORDS = {"ymd": mark("year, month, day"), "dmy": mark("day first"), "mdy": mark("month first")}


def _micros(day: str) -> int:
    return int(np.datetime64(day, "us").astype(np.int64))


_FIRST, _AFTER = _micros("1970-01-01"), _micros("2101-01-01")
_NEVER = """0000-01-01 0001-01-01 1601-01-01 1753-01-01 1899-12-30 1899-12-31 1900-01-01 1900-01-02 1904-01-01
2079-06-06 2099-12-31 2100-01-01 2100-12-31 2999-01-01 2999-12-31 9999-01-01 9999-12-31"""
_PLACEHOLDERS = np.array([_micros(day) // DAY for day in _NEVER.split()])
_EARLY, _LATE = DAY, _micros("2079-06-06")
_YEAR = 365.25
_SAMPLE = 50


@dataclass(frozen=True)
class DateColumn:
    """A column of moments, complete but for the order of the open family.

    Attributes
    ----------
    micros
        Microseconds: wall time, or the instant where ``aware``; for open values the time of day.
    state
        One of the states in ``datestates``, OPEN where the order decides.
    aware
        The value names its offset from UTC.
    open
        What the order decides.
    families
        Form in words to number of values.
    changed
        What was converted, such as Buddhist years, to number of values.
    """

    micros: Ints
    state: NDArray[np.int8]
    aware: NDArray[np.bool_]
    open: OpenDates
    families: dict[str, int]
    changed: dict[str, int] = field(default_factory=dict)

    def under(self, order: str | None) -> tuple[Ints, NDArray[np.int8]]:
        """Moments and states with the open values read in one order, and what no calendar of use holds set aside."""
        micros, state, open_ = self.micros, self.state, self.open
        if len(open_.at):
            days, exists = open_days(open_, order or "dmy")
            micros, state = micros.copy(), state.copy()
            micros[open_.at] += days * DAY
            state[open_.at] = np.where(exists, GOOD, IMPOSSIBLE)
        return micros, _set_aside(micros, state)


def read_dates(column: pa.ChunkedArray, *, serials: bool = False) -> DateColumn:
    """Read a column: text, or moments already.

    Parameters
    ----------
    column
        Text, timestamps or dates.
    serials
        Whether bare five-digit numbers are days as workbooks count them, whatever else the column holds.

    Examples
    --------
    >>> import pyarrow as pa
    >>> read_dates(pa.chunked_array([["2024-03-05", "5 มี.ค. 2567", "soon"]])).families
    {'year first': 1, 'day and month name': 1}
    """
    import pyarrow as pa

    if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
        return _typed(column)
    plain = _plain(column)
    return plain if plain is not None else _text(column, serials=serials)


def _typed(column: pa.ChunkedArray) -> DateColumn:
    import pyarrow as pa

    aware = pa.types.is_timestamp(column.type) and column.type.tz is not None
    stamps = column.cast(pa.timestamp("us", column.type.tz if aware else None), safe=False)
    state = np.full(len(column), GOOD, np.int8)
    if column.null_count:
        state[~np.asarray(stamps.is_valid().to_numpy(), bool)] = BLANK
        stamps = stamps.fill_null(0)
    micros = stamps.cast(pa.int64()).to_numpy()
    family = {mark("moments with an offset") if aware else mark("dates and times"): len(column) - column.null_count}
    micros, state, shifted = _without_buddhist(micros, state)
    changed = {BUDDHIST_YEARS: shifted} if shifted else {}
    return DateColumn(micros, state, np.full(len(column), aware), no_open(), family, changed)


def _without_buddhist(micros: Ints, state: NDArray[np.int8]) -> tuple[Ints, NDArray[np.int8], int]:
    """Moments whose year can only be a Buddhist one, converted."""
    if not len(micros) or micros.max() < _micros("2400-01-01"):
        return micros, state, 0
    days = micros // DAY
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    years, shifted = from_buddhist(months.astype(np.int64) // 12 + 1970)
    month = months.astype(np.int64) % 12 + 1
    day = days - months.astype("datetime64[D]").astype(np.int64) + 1
    moved, exists = civil_days(years, month, day)
    state = np.where(shifted & ~exists, np.int8(IMPOSSIBLE), state)
    return np.where(shifted, moved * DAY + micros % DAY, micros), state, int((shifted & exists).sum())


def _plain(column: pa.ChunkedArray) -> DateColumn | None:
    """Years first in the plainest way are what most files hold; Arrow's reader is strict about them and fast."""
    import pyarrow as pa

    if not pa.types.is_string(column.type) or not len(column):
        return None
    for kind in (pa.timestamp("us"), pa.timestamp("us", "UTC")):
        try:
            column.slice(0, _SAMPLE).cast(kind)
            stamps = column.cast(kind)
        except pa.ArrowInvalid:
            continue
        read = _typed(stamps)
        return None if read.changed else replace(read, families={YEAR_FIRST: sum(read.families.values())})
    return None


def _text(column: pa.ChunkedArray, *, serials: bool) -> DateColumn:
    """Read the distinct values of a column, then hand them out to its rows."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(column.type):
        column = column.unify_dictionaries()
    else:
        column = pa.chunked_array([column.cast(pa.string()).combine_chunks()], pa.string()).dictionary_encode()
    chunks = column.chunks or [pa.array([], pa.string()).dictionary_encode()]
    texts = pc.utf8_trim_whitespace(chunks[0].dictionary.cast(pa.string()).fill_null(""))
    many = len(texts)
    index = np.concatenate([c.indices.fill_null(many).to_numpy(zero_copy_only=False).astype(np.int64) for c in chunks])
    read = read_values(pa.concat_arrays([texts, pa.array([""], pa.string())]), serials=serials)
    state = read.state[index]
    open_ = read.open
    at = np.flatnonzero(state == OPEN)
    place = np.zeros(many + 1, np.int64)
    place[open_.at] = np.arange(len(open_.at))
    picked = place[index[at]]
    opened = OpenDates(at, *(getattr(open_, f)[picked] for f in ("a", "b", "y", "short")))
    per_value = np.bincount(index, minlength=many + 1)
    families, changed = (
        {name: int(per_value[np.concatenate(hits)].sum()) for name, hits in found.items()}
        for found in (read.families, read.changed)
    )
    return DateColumn(read.micros[index], state, read.aware[index], opened, families, changed)


def open_days(open_: OpenDates, order: str) -> tuple[Ints, NDArray[np.bool_]]:
    """Days of the open values under one order."""
    a, b, y = (part.astype(np.int64) for part in (open_.a, open_.b, open_.y))
    if order == "ymd":
        days, exists = civil_days(full_years(a, np.True_), b, y)
        return days, exists & open_.short
    day, month = (a, b) if order == "dmy" else (b, a)
    return civil_days(full_years(y, open_.short), month, day)


def _set_aside(micros: Ints, state: NDArray[np.int8]) -> NDArray[np.int8]:
    """Mark placeholders, years that nobody has data of, and a few dates that are decades from all others."""
    if not len(micros):
        return state
    good = state == GOOD
    seen = micros if good.all() else micros[good]
    if not len(seen):
        return state
    low, high = int(seen.min()), int(seen.max())
    if low < _EARLY or high >= _LATE:
        state = _without_placeholders(micros, state)
        good = state == GOOD
        seen = micros[good]
        low, high = (int(seen.min()), int(seen.max())) if len(seen) else (0, 0)
    if high - low < 15 * _YEAR * DAY:
        return state
    first, last = _mainland(seen // DAY)
    lonely = good & ((micros < first * DAY) | (micros >= (last + 1) * DAY))
    return np.where(lonely, np.int8(LONELY), state) if lonely.any() else state


def _without_placeholders(micros: Ints, state: NDArray[np.int8]) -> NDArray[np.int8]:
    good = state == GOOD
    placeholder = np.isin(micros // DAY, _PLACEHOLDERS)
    far = (micros < _FIRST) | (micros >= _AFTER)
    others = micros[good & ~placeholder & ~far & (micros != 0)]
    if not len(others) or np.median(others) > 5 * _YEAR * DAY:  # the first second of 1970 is real among its neighbours
        placeholder |= micros == 0
    state = np.where(good & far, np.int8(FAR), state)
    return np.where(good & placeholder, np.int8(PLACEHOLDER), state)


def _mainland(days: Ints) -> tuple[int, int]:
    """First and last day of the dates that belong together.

    A few dates (1 %) more than 15 years away from all others do not, nor do some (10 %) more than 40 years away.
    """
    distinct, counts = np.unique(days, return_counts=True)
    below = np.cumsum(counts) / counts.sum()
    low, high = 0, len(distinct) - 1
    for i in np.flatnonzero(np.diff(distinct) > 15 * _YEAR):
        share = 0.1 if distinct[i + 1] - distinct[i] > 40 * _YEAR else 0.01
        if below[i] <= share:
            low = max(low, int(i) + 1)
        elif 1 - below[i] <= share:
            high = min(high, int(i))
    return int(distinct[low]), int(distinct[high])
