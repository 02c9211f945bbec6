"""A row for each customer and a column for each month become a row for each customer and month."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.languages import later, mark
from retention.mapping import Assumption
from retention.reading.asides import SUBTOTAL, TOTALS, totals_reason
from retention.reading.roles.assigning import assign
from retention.reading.roles.roles import guess_roles
from retention.reading.roles.spans import Period, periods_in
from retention.reading.tables import SAMPLE, Loaded, Rows, Table, Wanted, as_text
from retention.reading.wording import kept_word, sentence

if TYPE_CHECKING:
    import pyarrow as pa

IDLE, UNCLEAR = mark("not active in that period"), mark("mark not understood")
AMOUNT = "amount (from cells)"
_SUM = mark("The column '{column}' is left out: its money would be counted once for each {unit}.")
_SEVERAL = {  # the units of periods in headers, and several of each
    mark("day"): mark("days"),
    mark("week"): mark("weeks"),
    mark("month"): mark("months"),
    mark("quarter"): mark("quarters"),
    mark("year"): mark("years"),
}
_NO = """- – — − -- . .. ... no n not false f × ✗ ✘ ☐ □ none null nil nan n/a na #n/a inactive 없음 아니오 아니요 否 无
無 没有 未 なし いいえ ไม่ ไม่มี нет لا não nao non nein nej hayır nie nee tidak 비활성 미이용 미구매 未购买 未購入"""
_YES = """x v y yes j ja s si sí sim o ○ ◯ 〇 ● ◎ • ✓ ✔ ✅ ☑ ☒ ■ √ * + true t oui да نعم evet tak ya có 예 네 유 有 是
はい あり ใช่ มี active 활성 이용 구매 已购买 購入"""
_CIRCLES = {"o", "○", "◯", "〇", "●", "◎"}
_CROSSES = {"x", "×", "✗", "✘"}


@dataclass(frozen=True)
class Marks:
    """What cells mean: which words say yes, which say no, and whether numbers are money.

    Attributes
    ----------
    yes, no
        Words, in lower case.
    money
        Whether the cells hold numbers beyond 0 and 1.
    """

    yes: frozenset[str]
    no: frozenset[str]
    money: bool

    @classmethod
    def found_in(cls, cells: Iterable[str]) -> Marks:
        """Decide from cells.

        Examples
        --------
        >>> marks = Marks.found_in(["O", "X", "O"])
        >>> marks.active("o"), marks.active("X"), marks.active("?")
        (True, False, None)
        """
        seen = {_bare(cell) for cell in cells} - {""}
        numbers = {number for number in map(_number, seen) if number is not None}
        yes, no = set(_YES.split()), set(_NO.split())
        if seen & _CIRCLES and seen & _CROSSES:  # a circle and a cross: right and wrong
            yes, no = yes - _CROSSES, no | _CROSSES
        strange = {word for word in seen if word not in yes | no and _number(word) is None}
        if len(strange) == 1 and strange != {"?"} and not numbers and not seen & yes:
            yes |= strange  # one mark of their own
        return cls(frozenset(yes), frozenset(no), bool(numbers - {0.0, 1.0}))

    def active(self, cell: str) -> bool | None:
        """Whether a cell says that the customer was there; None where it cannot be told."""
        word = _bare(cell)
        if not word or word in self.no:
            return False
        number = _number(word)
        if number is not None:
            return number != 0
        return True if word in self.yes else None


def _bare(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).strip().lower()


def _number(word: str) -> float | None:
    if not any(c.isdigit() for c in word) or not re.fullmatch(r"[^\w]*[a-z]{0,3}[^\w]*\d[\d.,\s'’]*[^\d]{0,6}", word):
        return None
    digits = re.sub(r"\D", "", word)
    return 0.0 if not digits.strip("0") else 1.0 if re.fullmatch(r"\D*1([.,]0+)?\D*", word) else float(digits)


def unpivoted(table: Table) -> Table:
    """Return a table with a row for each customer and period, if this one has a column for each; else the same."""
    periods = periods_in(table.names)
    if len(periods) < 3 or guess_roles(table.names, table.sample).kind != "wide":
        return table
    periods = periods if next(iter(periods.values())).has_year else _in_year_of(table.source, periods)
    return UnpivotedTable(table, periods) if periods else table


def _in_year_of(source: str, periods: dict[str, Period]) -> dict[str, Period]:
    """Months without a year, in the year that the name of the file or sheet says; none if it says none."""
    years = set(re.findall(r"(?<!\d)(20\d\d)(?!\d)", source))
    starts = [period.start for period in periods.values()]
    if len(years) != 1 or starts != sorted(starts):
        return {}
    moved = (int(next(iter(years))) - 0) * 12
    return {
        name: Period("month", (np.datetime64("0000-01", "M") + moved + _month(p)).astype("datetime64[D]"))
        for name, p in periods.items()
    }


def _month(period: Period) -> int:
    return int(str(period.start)[-5:-3]) - 1


def _without_sums(own: list[str], table: Table) -> tuple[list[str], list[str]]:
    """Columns that are no period, without those of money: beside each period it would be counted once for each."""
    sums = {name for name in own if totals_reason(name)}
    columns = [c for c in guess_roles(table.names, table.sample).looked_at if c.name in own]
    found = {""}
    while found:
        guesses, _ = assign([c for c in columns if c.name not in sums], {})
        found = {guesses[role].column for role in ("amount", "price") if role in guesses}
        sums |= found
    return [name for name in own if name not in sums], [name for name in own if name in sums]


class UnpivotedTable:
    """A table with a column for each period, seen as one with a row for each customer and period.

    Parameters
    ----------
    table
        The table as it lies in the file.
    periods
        Its columns that are periods.
    """

    def __init__(self, table: Table, periods: dict[str, Period]) -> None:
        self.table, self.periods = table, periods
        first = next(iter(periods.values()))
        self.unit = first.unit
        self.time = f"{self.unit} (from headers)"
        self.own, sums = _without_sums([name for name in table.names if name not in periods], table)
        self.source, self.rows_exact, self.workbook = table.source, table.rows_exact, False
        self.sheets, self.members, self.questions = table.sheets, table.members, table.questions
        names = list(periods)
        unit, units = kept_word(self.unit), kept_word(_SEVERAL[self.unit])
        what = later(
            "{n} columns, '{first}' to '{last}', are read as {units}",
            n=len(names),
            first=names[0],
            last=names[-1],
            units=units,
        )
        self.detected = {**table.detected, mark("layout"): what}
        self.assumed = (
            *table.assumed,
            later(
                "{columns}: every cell that says something is an event of that customer in that {unit}, and every "
                "other cell is left out.",
                columns=what,
                unit=unit,
            ),
            later("Each {unit} is counted on its first day: choose {units} as the period.", unit=unit, units=units),
            *(later(_SUM, column=name, unit=unit) for name in sums),
        )
        made = Assumption("", "wide", later("a column for each {unit}", unit=unit), sentence(what), "likely")
        self.assumptions = (*table.assumptions, made)

    @cached_property
    def marks(self) -> Marks:
        """What the cells mean, decided from the sample."""
        at = [self.table.names.index(name) for name in self.periods]
        single = [r for r in self.table.sample if not any(map(totals_reason, r))]
        return Marks.found_in({r[j] for r in single for j in at if len(r) > j})

    @property
    def names(self) -> list[str]:
        """The columns that are no period, and what the periods become."""
        return [*self.own, self.time, *([AMOUNT] if self.marks.money else [])]

    @cached_property
    def sample(self) -> list[list[str]]:
        """Some records: the cells that say something."""
        own = [self.table.names.index(name) for name in self.own]
        found: list[list[str]] = []
        for record in self.table.sample:
            for name, period in self.periods.items():
                at = self.table.names.index(name)
                cell = record[at] if len(record) > at else ""
                if self.marks.active(cell):
                    kept = [record[j] if len(record) > j else "" for j in own]
                    found.append([*kept, str(period.start), *([cell] if self.marks.money else [])])
            if len(found) >= SAMPLE:
                break
        return found

    @property
    def rows(self) -> int:
        """Cells of all periods."""
        return self.table.rows * len(self.periods)

    def load(self, wanted: Wanted) -> Loaded:
        """Read every cell of every period as a row; a row of the file gives as many as there are periods."""
        names = tuple(name for name in wanted.columns if name in self.own)
        inner = self.table.load(Wanted((*names, *self.periods), text_only=True, customer=wanted.customer))
        count, width = len(inner.row), len(self.periods)
        cells, values = self._cells(inner)
        columns: dict[str, Any] = {name: _each(inner.columns[name], width) for name in names}
        if self.time in wanted.columns:
            columns[self.time] = self._starts(count)
        if AMOUNT in wanted.columns:
            columns[AMOUNT] = _coded(cells, [value if _number(_bare(value)) is not None else "" for value in values])
        judged = [self.marks.active(value) for value in values]
        idle, unclear = (np.array([j is said for j in judged], bool)[cells] for said in (False, None))

        def whole(at: NDArray[np.int64]) -> pa.Table:
            import pyarrow as pa

            records = as_text(inner.whole(np.unique(at // width)))
            place = np.searchsorted(np.unique(at // width), at // width)
            kept = records.select(self.own).take(place)
            kept = kept.append_column(self.time, self._starts(count).take(at).cast(pa.string()))
            return kept.append_column("cell", pa.array([values[code] for code in cells[at]], pa.string()))

        return replace(
            inner,
            columns=columns,
            row=((inner.row.astype(np.int64) - 1)[:, None] * width + np.arange(1, width + 1)).ravel().astype(np.int32),
            malformed=[((number - 1) * width + 1, text) for number, text in inner.malformed],
            whole=whole,
            typed=False,
            set_aside={**_totals(inner, wanted.customer, width), IDLE: idle, UNCLEAR: unclear},
            complete_until=self._complete_until(cells, values, width),
        )

    def _cells(self, inner: Loaded) -> tuple[NDArray[np.int32], list[str]]:
        """Every cell as a code, row by row, and the text of each code."""
        import pyarrow as pa

        codes: dict[str, int] = {}
        grid = np.zeros((len(inner.row), len(self.periods)), np.int32)
        for j, name in enumerate(self.periods):
            text = as_text(pa.table([inner.columns.pop(name)], names=["cell"])).column(0).combine_chunks()
            coded = text.dictionary_encode()
            known = [codes.setdefault(value, len(codes)) for value in coded.dictionary.to_pylist()]
            grid[:, j] = np.array(known, np.int32)[coded.indices.to_numpy()] if known else 0
        return grid.ravel(), list(codes)

    def _starts(self, count: int) -> Any:
        import pyarrow as pa

        texts = pa.array([str(period.start) for period in self.periods.values()], pa.string())
        codes = np.tile(np.arange(len(self.periods), dtype=np.int32), count)
        return pa.chunked_array([pa.DictionaryArray.from_arrays(pa.array(codes), texts)])

    def _complete_until(self, cells: NDArray[np.int32], values: list[str], width: int) -> np.datetime64:
        """The end of the last period that says anything, be it no; a blank column has not happened yet."""
        filled = np.array([bool(value.strip()) for value in values], bool)
        said: NDArray[np.bool_] = np.any(filled[cells].reshape(-1, width), axis=0)
        ends = [period.end for period, any_cell in zip(self.periods.values(), said.tolist(), strict=True) if any_cell]
        latest: np.datetime64 = max(ends, default=max(p.end for p in self.periods.values())).astype("datetime64[s]")
        return latest

    def lines(self, row: Rows) -> Rows:
        """Line of the file, or row of the sheet, that each cell lies in."""
        return self.table.lines(self._record(row))

    def parts(self, row: Rows) -> list[str]:
        """File or sheet of each cell."""
        return self.table.parts(self._record(row))

    def _record(self, row: Rows) -> Rows:
        return ((row - 1) // len(self.periods) + 1).astype(np.int32)


def _totals(inner: Loaded, customer: str | None, width: int) -> dict[str, NDArray[np.bool_]]:
    """Cells of rows that add up the others: of one row for each customer, that of the totals is one."""
    if customer is None or customer not in inner.columns:
        return {}
    import pyarrow as pa

    names = as_text(pa.table([inner.columns[customer]], names=["who"])).column(0).combine_chunks().dictionary_encode()
    reasons = [totals_reason(str(name)) for name in names.dictionary.to_pylist()]
    codes = names.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return {
        words: np.repeat(np.array([*(reason == words for reason in reasons), False], bool)[codes], width)
        for words in (TOTALS, SUBTOTAL)
        if words in reasons
    }


def _each(column: pa.ChunkedArray, times: int) -> Any:
    """Every value several times in a row."""
    import pyarrow as pa

    return pa.chunked_array([column.combine_chunks().take(np.repeat(np.arange(len(column)), times))])


def _coded(codes: NDArray[np.int32], values: list[str]) -> Any:
    import pyarrow as pa

    texts = pa.array([value or None for value in values], pa.string())
    return pa.chunked_array([texts.take(pa.array(codes))])
