"""Moments that are spread over several columns: a date and a time of day, or year, month and day."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from retention.languages import later, mark
from retention.mapping import Assumption
from retention.reading.roles.columns import Column, look
from retention.reading.roles.spans import month_number
from retention.reading.roles.words import meanings
from retention.reading.tables import Loaded, Rows, Table, Wanted, as_text
from retention.reading.wording import listed

if TYPE_CHECKING:
    import pyarrow as pa

BETWEEN = " + "  # joins the headers of the parts to the name of the whole
_ROLES = ("clock", "year", "month", "day")
_MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?$")
_NO_DAY = re.compile(r"^18(99|99)-12-3[01][ T]|^1900-01-0[01][ T]")  # how workbooks hold a time of day
_LOOKED_AT = 500


@dataclass(frozen=True)
class Derived:
    """A column made of several.

    Attributes
    ----------
    columns
        The parts, in the order that they are put together.
    separator
        What goes between them.
    cleaners
        For each part, from a cell to the text that is put together.
    behind
        What goes behind the last part.
    said
        What was done, as a sentence.
    """

    columns: tuple[str, ...]
    separator: str
    cleaners: tuple[Callable[[str], str], ...]
    said: str
    behind: str = ""

    @property
    def name(self) -> str:
        """Names of the parts, joined."""
        return BETWEEN.join(self.columns)

    def of(self, cells: list[str]) -> str:
        """One cell; blank where the first part is blank."""
        cleaned = [clean(cell.strip()) for clean, cell in zip(self.cleaners, cells, strict=True)]
        text = self.separator.join(part for part in cleaned if part)
        return text + self.behind if cleaned[0] else ""


def with_parts(table: Table) -> Table:
    """Return the table with a column for the moment, if it is spread over several; else the same table."""
    said = [role for name in table.names[:400] for role in meanings(name) if role in _ROLES]
    if not said:
        return table
    derived = _find(table)
    return PartsTable(table, derived) if derived is not None else table


def _find(table: Table) -> Derived | None:
    sample = table.sample[:_LOOKED_AT]
    told: dict[str, list[Column]] = {role: [] for role in ("time", *_ROLES)}
    for j, name in enumerate(table.names[:400]):
        roles = [role for role in told if meanings(name).get(role, 0.0) >= 0.4]
        if roles:
            column = look(name, j, sample)
            for role in roles:
                told[role].append(column)
    dates = [c for c in told["time"] if c.dates > 0.9]
    if any(c.timed > 0.1 and not _at_midnight(c) for c in dates) or any(c.moments > 0.9 for c in told["time"]):
        return None
    if dates:
        return _date_and_clock(table.names, dates, [*told["clock"], *told["time"]])
    return _year_month_day(told)


def _at_midnight(column: Column) -> bool:
    return all(_MIDNIGHT.search(value) for value, _ in column.values if ":" in value)


def _date_and_clock(names: list[str], dates: list[Column], others: list[Column]) -> Derived | None:
    clocks = [c for c in others if c.clocks > 0.9 or _is_hour(c) or _is_bare_clock(c)]
    if not clocks:
        return None
    date = max(dates, key=lambda c: meanings(c.name).get("time", 0.0))
    clock = min(clocks, key=lambda c: abs(names.index(c.name) - names.index(date.name)))
    said = later(
        "Day and time of day stand in two columns, '{date}' and '{time}'; they are read as one moment.",
        date=date.name,
        time=clock.name,
    )
    return Derived((date.name, clock.name), " ", (_day_only, _clock_only), said)


def _is_hour(column: Column) -> bool:
    whole = column.filled and all(value.isdecimal() and int(value) < 24 for value, _ in column.values)
    return bool(whole) and meanings(column.name).get("clock", 0.0) >= 0.5 and column.distinct > 1


def _is_bare_clock(column: Column) -> bool:
    """Times of day as workbooks hold them: on a day that never was."""
    return bool(column.filled) and all(_NO_DAY.match(value) for value, _ in column.values)


def _year_month_day(told: dict[str, list[Column]]) -> Derived | None:
    year = _first(told["year"], lambda c: _whole_numbers(c, 1900, 2700))
    month = _first(told["month"], lambda c: all(_month_text(value).isdecimal() for value, _ in c.values))
    if year is None or month is None or year is month:
        return None
    day = _first(told["day"], lambda c: _whole_numbers(c, 1, 31) and c not in (year, month))
    if day is None:
        said = later(
            "Year and month stand in '{year}' and '{month}'. Each month is counted on its first day: choose months, "
            "quarters or years as the period.",
            year=year.name,
            month=month.name,
        )
        return Derived((year.name, month.name), "-", (_digits, _month_text), said, behind="-01")
    said = later(
        "Year, month and day stand in '{year}', '{month}' and '{day}'; they are read as one date.",
        year=year.name,
        month=month.name,
        day=day.name,
    )
    return Derived((year.name, month.name, day.name), "-", (_digits, _month_text, _two_digits), said)


def _first(columns: list[Column], test: Callable[[Column], bool]) -> Column | None:
    return next((column for column in columns if column.filled and test(column)), None)


def _whole_numbers(column: Column, low: int, high: int) -> bool:
    numbers = [_digits(value) for value, _ in column.values]
    return all(number.isdecimal() and low <= int(number) <= high for number in numbers)


def _digits(text: str) -> str:
    """2024 of "2024", "2024.0" and "2024년"."""
    return re.sub(r"\.0+$|\s*[년年월月일日]$", "", text)


def _two_digits(text: str) -> str:
    return _digits(text).zfill(2) if text else ""


def _month_text(text: str) -> str:
    number = _digits(text)
    if number.isdecimal():
        return number.zfill(2) if 1 <= int(number) <= 12 else f"month {number}"
    named = month_number(text)
    return f"{named:02d}" if named else text


def _day_only(text: str) -> str:
    return _MIDNIGHT.sub("", text)


def _clock_only(text: str) -> str:
    text = _NO_DAY.sub("", text)
    return f"{int(text):02d}:00" if text.isdecimal() and int(text) < 24 else text


def _end_of_months(column: pa.ChunkedArray) -> np.datetime64 | None:
    """The end of the last month: one that is only named is there as a whole."""
    months = [
        text[:7] for text in column.unique().to_pylist() if re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])-01", text or "")
    ]
    return (np.datetime64(max(months), "M") + 1).astype("datetime64[s]") if months else None


class PartsTable:
    """A table with one more column, made of several of its own.

    Parameters
    ----------
    table
        The table as it lies in the file.
    derived
        The further column.
    """

    def __init__(self, table: Table, derived: Derived) -> None:
        self.table, self.derived = table, derived
        self.source, self.rows_exact, self.workbook = table.source, table.rows_exact, table.workbook
        self.sheets, self.members, self.questions = table.sheets, table.members, table.questions
        self.detected = {**table.detected, mark("moment"): later("made of {columns}", columns=listed(derived.columns))}
        self.assumed = (*table.assumed, derived.said)
        made = Assumption("", derived.name, derived.name, derived.said, "likely")
        self.assumptions = (*table.assumptions, made)

    @property
    def names(self) -> list[str]:
        """Column names, the further one last."""
        return [*self.table.names, self.derived.name]

    @property
    def sample(self) -> list[list[str]]:
        """Some records as text."""
        at = [self.table.names.index(name) for name in self.derived.columns]
        width = len(self.table.names)
        whole = [[*r[:width], *[""] * (width - len(r))] for r in self.table.sample]
        return [[*r, self.derived.of([r[j] for j in at])] for r in whole]

    @property
    def rows(self) -> int:
        """Data rows, counted or estimated."""
        return self.table.rows

    def load(self, wanted: Wanted) -> Loaded:
        """Read the columns asked for; those that the further one is made of only where it is asked for."""
        name = self.derived.name
        if name not in wanted.columns:
            return self.table.load(wanted)
        parts = [part for part in self.derived.columns if part not in wanted.columns]
        own = tuple(column for column in wanted.columns if column != name)
        time = None if wanted.time == name else wanted.time
        loaded = self.table.load(replace(wanted, columns=(*own, *parts), time=time))
        made = self._made({part: loaded.columns[part] for part in self.derived.columns})
        columns = {column: loaded.columns[column] for column in own}
        until = _end_of_months(made) if self.derived.behind else loaded.complete_until
        return replace(loaded, columns={**columns, name: made}, typed=False, complete_until=until)

    def _made(self, parts: dict[str, pa.ChunkedArray]) -> pa.ChunkedArray:
        import pyarrow as pa
        import pyarrow.compute as pc

        texts = [self._cleaned(part, clean) for part, clean in zip(parts.values(), self.derived.cleaners, strict=True)]
        joined: Any = pc.binary_join_element_wise(*texts, self.derived.separator)
        first = pc.not_equal(texts[0], "")
        made = pc.if_else(first, pc.utf8_trim_whitespace(joined), pa.scalar("", pa.string()))
        if self.derived.behind:
            behind = pc.binary_join_element_wise(made, self.derived.behind, "")
            made = pc.if_else(first, behind, pa.scalar("", pa.string()))
        return made if isinstance(made, pa.ChunkedArray) else pa.chunked_array([made])

    def _cleaned(self, column: pa.ChunkedArray, clean: Callable[[str], str]) -> Any:
        """Every distinct text cleaned once."""
        import pyarrow as pa

        text = as_text(pa.table([column], names=["part"])).column(0).combine_chunks()
        coded = text.dictionary_encode()
        values = pa.array([clean(value.strip()) for value in coded.dictionary.to_pylist()], pa.string())
        return values.take(coded.indices)

    def lines(self, row: Rows) -> Rows:
        """Line of the file, or row of the sheet, of each record."""
        return self.table.lines(row)

    def parts(self, row: Rows) -> list[str]:
        """File or sheet of each record."""
        return self.table.parts(row)
