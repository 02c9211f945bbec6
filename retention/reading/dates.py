"""Dates and times, decided over the whole column and never value by value.

Each value belongs to one family by its form. Only one family is open: two short numbers and a year, where either number
may be the day. Its order is decided by all values together, or asked. Every date is checked against the calendar.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.periods import DAY, Ints
from retention.reading.dateforms import EPOCH_UNIT, FORMS, MONTH_NUMBERS, SERIAL_FORM, civil_days, full_years

if TYPE_CHECKING:
    import pyarrow as pa

GOOD, BLANK, IMPOSSIBLE, UNREADABLE, FAR, OPEN = range(6)
REASONS = {
    BLANK: "no date",
    IMPOSSIBLE: "date does not exist",
    UNREADABLE: "date cannot be read",
    FAR: "year outside 1970 to 2100",
}
ORDER_WORDS = {"ymd": "year, month, day", "dmy": "day first", "mdy": "month first"}
BLANK_WORDS = ("", "nan", "nat", "null", "none", "n/a", "na", "-", "--", "#n/a", "<na>")
_FIRST, _AFTER = (np.datetime64(f"{year}-01-01", "us").astype(np.int64) for year in (1970, 2101))


@dataclass(frozen=True)
class OpenDates:
    """Values of the open family: positions, the two short numbers, the year, whether it had two digits only."""

    at: Ints
    a: NDArray[np.int16]
    b: NDArray[np.int16]
    y: NDArray[np.int16]
    short: NDArray[np.bool_]


@dataclass(frozen=True)
class DateColumn:
    """A column of moments, complete but for the order of the open family.

    Attributes
    ----------
    micros
        Microseconds: wall time, or the instant where ``aware``; for open values the time of day.
    state
        GOOD, BLANK, IMPOSSIBLE, UNREADABLE, FAR or OPEN.
    aware
        The value names its offset from UTC.
    open
        What the order decides.
    families
        Form in words to number of values.
    """

    micros: Ints
    state: NDArray[np.int8]
    aware: NDArray[np.bool_]
    open: OpenDates
    families: dict[str, int]

    def under(self, order: str | None) -> tuple[Ints, NDArray[np.int8]]:
        """Moments and states with the open values read in one order."""
        micros, state, open_ = self.micros, self.state, self.open
        if len(open_.at):
            days, exists = open_days(open_, order or "dmy")
            micros, state = micros.copy(), state.copy()
            micros[open_.at] += days * DAY
            state[open_.at] = np.where(exists, GOOD, IMPOSSIBLE)
        if len(micros) and (micros.min() < _FIRST or micros.max() >= _AFTER):
            far = (state == GOOD) & ((micros < _FIRST) | (micros >= _AFTER))
            state = np.where(far, np.int8(FAR), state)
        return micros, state


def read_dates(column: pa.ChunkedArray, *, serials: bool = False) -> DateColumn:
    """Read a column: text, or moments already.

    Parameters
    ----------
    column
        Text, timestamps or dates.
    serials
        Whether bare five-digit numbers are days as workbooks count them.
    """
    import pyarrow as pa

    if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
        return _typed(column)
    forms = {**FORMS, **SERIAL_FORM} if serials else FORMS
    parts = [_read_chunk(chunk, forms) for chunk in column.chunks if len(chunk)]
    if not parts:
        parts = [_read_chunk(pa.array([], pa.string()), forms)]
    return _join(parts)


def _typed(column: pa.ChunkedArray) -> DateColumn:
    import pyarrow as pa

    aware = pa.types.is_timestamp(column.type) and column.type.tz is not None
    stamps = column.cast(pa.timestamp("us", column.type.tz if aware else None), safe=False)
    state = np.full(len(column), GOOD, np.int8)
    if column.null_count:
        state[~np.asarray(stamps.is_valid().to_numpy(), bool)] = BLANK
        stamps = stamps.fill_null(0)
    micros = stamps.cast(pa.int64()).to_numpy()
    family = {"moments with an offset" if aware else "dates and times": len(column) - column.null_count}
    return DateColumn(micros, state, np.full(len(column), aware), _no_open(), family)


def _no_open() -> OpenDates:
    none = np.zeros(0, np.int16)
    return OpenDates(np.zeros(0, np.int64), none, none, none, np.zeros(0, bool))


def _join(parts: list[DateColumn]) -> DateColumn:
    starts = np.cumsum([0, *(len(p.state) for p in parts)])
    opened = OpenDates(
        np.concatenate([p.open.at + start for p, start in zip(parts, starts, strict=False)]),
        *(np.concatenate([getattr(p.open, f) for p in parts]) for f in ("a", "b", "y", "short")),
    )
    families: dict[str, int] = {}
    for part in parts:
        for form, count in part.families.items():
            families[form] = families.get(form, 0) + count
    micros, state, aware = (np.concatenate([getattr(p, f) for p in parts]) for f in ("micros", "state", "aware"))
    return DateColumn(micros, state, aware, opened, families)


def _read_chunk(chunk: pa.Array, forms: dict[str, str]) -> DateColumn:
    """Read the distinct values of a chunk, then hand them out to its rows."""
    import pyarrow as pa
    import pyarrow.compute as pc

    coded = chunk if pa.types.is_dictionary(chunk.type) else chunk.cast(pa.string()).dictionary_encode()
    values = pc.utf8_trim_whitespace(coded.dictionary.cast(pa.string()).fill_null(""))
    index = coded.indices.fill_null(len(values)).to_numpy(zero_copy_only=False).astype(np.int64)
    read = _read_values(pa.concat_arrays([values, pa.array([""], pa.string())]), forms)
    state = read.state[index]
    at = np.flatnonzero(state == OPEN)
    place = np.zeros(len(read.state), np.int64)
    place[read.open.at] = np.arange(len(read.open.at))
    picked = place[index[at]]
    opened = OpenDates(at, *(getattr(read.open, f)[picked] for f in ("a", "b", "y", "short")))
    per_value = np.bincount(index, minlength=len(values) + 1)
    families = {form: int(per_value[hits].sum()) for form, hits in read.hits.items()}
    return DateColumn(read.micros[index], state, read.aware[index], opened, families)


@dataclass
class _Values:
    """Distinct values while they are read."""

    micros: Ints
    state: NDArray[np.int8]
    aware: NDArray[np.bool_]
    open: OpenDates
    hits: dict[str, Ints]


def _read_values(values: pa.Array, forms: dict[str, str]) -> _Values:
    import pyarrow as pa
    import pyarrow.compute as pc

    n = len(values)
    read = _Values(np.zeros(n, np.int64), np.full(n, UNREADABLE, np.int8), np.zeros(n, bool), _no_open(), {})
    blank = pc.is_in(pc.utf8_lower(values), pa.array(BLANK_WORDS))
    read.state[blank.to_numpy(zero_copy_only=False)] = BLANK
    if _plain_iso(values, read):
        return read
    for form, pattern in forms.items():
        left = np.flatnonzero(read.state == UNREADABLE)
        left = left[~np.isin(left, np.concatenate([[-1], *read.hits.values()]))] if read.hits else left
        if not len(left):
            break
        fields = pc.extract_regex(values if len(left) == n else values.take(pa.array(left)), pattern)
        hit = fields.is_valid().to_numpy(zero_copy_only=False)
        if hit.any():
            at = left[hit]
            read.hits[form] = at
            _reader_of(form)(form, at, _Fields(fields.drop_null()), read)
    return read


def _plain_iso(values: pa.Array, read: _Values) -> bool:
    """Years first in the plainest way are what most files hold; Arrow's reader is strict about them and fast."""
    import pyarrow as pa
    import pyarrow.compute as pc

    left = np.flatnonzero(read.state == UNREADABLE)
    try:
        stamps = values.take(pa.array(left)).cast(pa.timestamp("us"))
    except pa.ArrowInvalid:
        return False
    read.micros[left] = pc.cast(stamps, pa.int64()).to_numpy(zero_copy_only=False)
    read.state[left] = GOOD
    read.hits["year first"] = left
    return True


class _Fields:
    """Named parts of the values of one form, as numbers."""

    def __init__(self, fields: Any) -> None:
        self._fields = fields
        self._names = [f.name for f in fields.type]

    def text(self, name: str) -> Any:
        return self._fields.field(name) if name in self._names else None

    def numbers(self, name: str) -> Ints:
        import pyarrow as pa
        import pyarrow.compute as pc

        text = self.text(name)
        if text is None:
            return np.zeros(len(self._fields), np.int64)
        return np.asarray(
            pc.if_else(pc.equal(text, ""), "0", text).cast(pa.int64()).to_numpy(zero_copy_only=False), np.int64
        )

    def micros(self, name: str) -> Ints:
        """Digits behind a decimal point as microseconds."""
        import pyarrow.compute as pc

        text = self.text(name)
        if text is None:
            return np.zeros(len(self._fields), np.int64)
        padded = pc.utf8_slice_codeunits(pc.utf8_rpad(text, 6, "0"), 0, 6)
        return np.asarray(padded.cast("int64").to_numpy(zero_copy_only=False), np.int64)

    def mapped(self, name: str, meaning: Callable[[str], int]) -> Ints | None:
        """Numbers that a few distinct words stand for; None where the form has no such part."""
        text = self.text(name)
        if text is None:
            return None
        coded = text.dictionary_encode()
        table = np.array([meaning(word) for word in coded.dictionary.to_pylist()], np.int64)
        return np.asarray(table[coded.indices.to_numpy(zero_copy_only=False)], np.int64)


def _reader_of(form: str) -> Callable[[str, Ints, _Fields, _Values], None]:
    if form.endswith("since 1970"):
        return _read_epoch
    if form.startswith("workbook"):
        return _read_serials
    return _read_open if form.startswith("two numbers") else _read_calendar


def _read_calendar(_: str, at: Ints, fields: _Fields, read: _Values) -> None:
    named = fields.mapped("mon", lambda word: MONTH_NUMBERS[word.lower()])
    year = fields.numbers("y")
    if named is not None:
        year = full_years(year, year < 100)
    days, exists = civil_days(year, fields.numbers("m") if named is None else named, fields.numbers("d"))
    clock, valid = _clock(at, fields, read)
    read.micros[at] = days * DAY + clock
    read.state[at] = np.where(exists & valid, GOOD, IMPOSSIBLE)


def _read_open(_: str, at: Ints, fields: _Fields, read: _Values) -> None:
    import pyarrow.compute as pc

    short = pc.equal(pc.utf8_length(fields.text("y")), 2).to_numpy(zero_copy_only=False)
    a, b, y = (fields.numbers(name).astype(np.int16) for name in ("a", "b", "y"))
    clock, valid = _clock(at, fields, read)
    read.micros[at] = clock
    read.state[at] = np.where(valid, OPEN, IMPOSSIBLE)
    read.open = OpenDates(at[valid], a[valid], b[valid], y[valid], short[valid])


def _read_epoch(form: str, at: Ints, fields: _Fields, read: _Values) -> None:
    number = fields.numbers("n")
    unit = EPOCH_UNIT[form.split()[0]]
    micros = number // 1000 if unit < 1 else number * int(unit)
    read.micros[at] = micros + (fields.micros("f") if form.startswith("seconds") else 0)
    read.state[at] = GOOD
    read.aware[at] = True


def _read_serials(_: str, at: Ints, fields: _Fields, read: _Values) -> None:
    part = np.array([float(f"0.{digits or 0}") for digits in fields.text("f").to_pylist()])
    days = fields.numbers("n") - 25_569  # 1970-01-01 as workbooks count
    seconds = np.rint(part * 86_400).astype(np.int64)
    read.micros[at] = days * DAY + seconds * 1_000_000
    read.state[at] = GOOD


def _clock(at: Ints, fields: _Fields, read: _Values) -> tuple[Ints, NDArray[np.bool_]]:
    """Time of day in microseconds, less the offset from UTC where one is given; and whether such a time exists."""
    hour, minute, second = (fields.numbers(name) for name in "HMS")
    valid = (minute < 60) & (second < 60)
    half = fields.mapped("ap", lambda word: {"": 0, "a": 1, "p": 2}[word[:1].lower()])
    if half is not None and half.any():
        valid &= (half == 0) | ((hour >= 1) & (hour <= 12))
        hour = np.where(half > 0, hour % 12 + 12 * (half == 2), hour)
    valid &= hour < 24
    micros = (hour * 3600 + minute * 60 + second) * 1_000_000 + fields.micros("f")
    offset = fields.mapped("tz", _offset)
    if offset is not None:
        aware = np.asarray(fields.mapped("tz", lambda word: int(word != "")), bool)
        read.aware[at] = aware
        micros = micros - offset * 60_000_000
    return micros, valid


def _offset(word: str) -> int:
    """Minutes of an offset such as "+0530"; 0 for "Z", "UTC" and none."""
    if word[:1] not in ("+", "-"):
        return 0
    digits = word[1:].replace(":", "").ljust(4, "0")
    return (1 if word[0] == "+" else -1) * (int(digits[:2]) * 60 + int(digits[2:]))


def open_days(open_: OpenDates, order: str) -> tuple[Ints, NDArray[np.bool_]]:
    """Days of the open values under one order."""
    a, b, y = (part.astype(np.int64) for part in (open_.a, open_.b, open_.y))
    if order == "ymd":
        days, exists = civil_days(full_years(a, np.True_), b, y)
        return days, exists & open_.short
    day, month = (a, b) if order == "dmy" else (b, a)
    return civil_days(full_years(y, open_.short), month, day)
