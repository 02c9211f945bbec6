"""What the cells of a sheet show beyond their values: merged ranges, number formats, errors, what is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from retention.languages import later, later_many, mark, mark_many
from retention.reading.sheets.grids import Grid, filled
from retention.reading.sheets.scan import Area, column_letters
from retention.reading.wording import listed, strung

if TYPE_CHECKING:
    import pyarrow as pa

_GROUPED = 0.6  # share of the first column that is filled at most where it names groups of rows
_FULL = 0.95  # share of another column that is filled then


_ERRORS = mark_many(
    "{n} cell of {column} holds an error ({errors}); read as blank.",
    "{n} cells of {column} hold an error ({errors}); read as blank.",
)
_FORMULAS = mark_many(
    "{n} cell of {column} holds a formula that was saved without its value; read as blank. Open the workbook in Excel "
    "and save it, then send it again.",
    "{n} cells of {column} hold a formula that was saved without its value; read as blank. Open the workbook in Excel "
    "and save it, then send it again.",
)
_LONG_NUMBERS = mark_many(
    "{n} cell of {column} holds a number of more than 15 digits. Excel keeps 15: if these are ids, they may be "
    "damaged; format such cells as text.",
    "{n} cells of {column} hold a number of more than 15 digits. Excel keeps 15: if these are ids, they may be "
    "damaged; format such cells as text.",
)
_HIDDEN_ROWS = mark_many("{n} hidden row", "{n} hidden rows")
_HIDDEN_COLUMNS = mark_many("{n} hidden column", "{n} hidden columns")


def fill_down(
    data: pa.Table, merged: tuple[Area, ...], numbers: dict[int, int], first: int
) -> tuple[pa.Table, list[str]]:
    """Give every row of a merged range the value of its first row, where it has none of its own."""
    import pyarrow as pa
    import pyarrow.compute as pc

    below = [m for m in merged if m.bottom > max(m.top, first + 1) and m.top > first and m.left in numbers]
    said = []
    for number in sorted({m.left for m in below}):
        source = np.arange(data.num_rows)
        for m in below:
            if m.left == number:
                source[m.top - first : m.bottom - first] = m.top - first - 1
        j = numbers[number]
        column = data.column(j)
        own = filled(column)
        inherit = pc.and_(pc.invert(own), pa.array(source != np.arange(data.num_rows)))
        data = data.set_column(j, data.field(j), pc.if_else(inherit, column.take(pa.array(source)), column))
        count = int(filled(data.column(j)).true_count) - int(own.true_count)
        ranges = sum(m.left == number for m in below)
        if count:
            said.append(
                later(
                    "'{column}' has {ranges} merged ranges: {n} blank cells in them are read as the value that is "
                    "shown over them.",
                    column=data.column_names[j],
                    ranges=f"{ranges:,}",
                    n=f"{count:,}",
                )
            )
    return data, said


def looks_grouped(data: pa.Table) -> list[str]:
    """A hint where the first column is blank below most of its values, as in reports that name each customer once."""
    own = filled(data.column(0))
    others = max((filled(data.column(j)).true_count for j in range(1, data.num_columns)), default=0)
    if not own[0].as_py() or own.true_count > _GROUPED * data.num_rows or others < _FULL * data.num_rows:
        return []
    return [
        later(
            "'{column}' is blank in {k} of {n} rows. If each value holds for the rows below it too, fill it down in "
            "Excel and send the workbook again.",
            column=data.column_names[0],
            k=f"{data.num_rows - own.true_count:,}",
            n=f"{data.num_rows:,}",
        )
    ]


def as_shown(
    data: pa.Table, grid: Grid, numbers: dict[int, int], names: list[str]
) -> tuple[pa.Table, list[str], dict[str, str]]:
    """Write times and padded numbers as the workbook shows them, and name currencies that only the formats hold."""
    said: list[str] = []
    currencies: list[str] = []
    for j in range(data.num_columns):
        data = data.set_column(j, data.field(j), _without_day(data.column(j)))
    for number, counts in grid.formats.items():
        if number not in numbers:
            continue
        j = numbers[number]
        whole = int(filled(data.column(j)).true_count)
        padded, others = counts.most_common(1)[0]
        if padded.digits and others >= whole:
            data = data.set_column(j, data.field(j), _padded(data.column(j), padded.digits))
            said.append(
                later(
                    "'{column}' is shown with {n} digits in the workbook, and read so.",
                    column=names[j],
                    n=padded.digits,
                )
            )
        elif padded.digits:
            said.append(
                later("Some cells of '{column}' are shown with leading zeros; they are read without.", column=names[j])
            )
        signs = sorted({known.currency for known in counts if known.currency})
        currencies += [later("'{column}' in {currencies}", column=names[j], currencies=listed(signs))] if signs else []
        if len(signs) > 1:
            said.append(
                later(
                    "The cells of '{column}' are formatted in several currencies: {currencies}.",
                    column=names[j],
                    currencies=", ".join(signs),
                )
            )
    return data, said, {mark("currency format"): strung(currencies, "; ")} if currencies else {}


def _without_day(column: Any) -> Any:
    """A time of day comes with the day that the calendar of the workbook begins with."""
    import pyarrow.compute as pc

    if not pc.any(pc.starts_with(column, "1899-12-3")).as_py():
        return column
    return pc.replace_substring_regex(column, r"^1899-12-3[01][T ](\d\d:\d\d:\d\d)", r"\1")


def _padded(column: Any, digits: int) -> Any:
    import pyarrow.compute as pc

    whole = pc.match_substring_regex(column, r"^\d+$")
    return pc.if_else(pc.fill_null(whole, False), pc.utf8_lpad(column, digits, "0"), column)


def warnings_of(grid: Grid, numbers: dict[int, int], names: list[str], first: int) -> list[str]:
    """What the values do not tell: errors, formulas without a value, damaged numbers, what is hidden."""

    def called(number: int) -> str:
        if number in numbers:
            return f"'{names[numbers[number]]}'"
        return later("column {letters}", letters=column_letters(number))

    wrong: dict[int, list[str]] = {}
    for row, column, what in grid.errors:
        if row > first:
            wrong.setdefault(column, []).append(what)
    said = [
        later_many(*_ERRORS, len(what), column=called(column), errors=", ".join(sorted(set(what))))
        for column, what in sorted(wrong.items())
    ]
    said += [later_many(*_FORMULAS, count, column=called(column)) for column, count in sorted(grid.formulas.items())]
    said += [
        later_many(*_LONG_NUMBERS, count, column=called(column)) for column, count in sorted(grid.long_numbers.items())
    ]
    hidden = [
        later_many(*words, count)
        for count, words in ((grid.hidden_rows, _HIDDEN_ROWS), (grid.hidden_columns, _HIDDEN_COLUMNS))
        if count
    ]
    if not hidden:
        return said
    return [*said, later("{rows_and_columns} of the sheet are read like any other.", rows_and_columns=listed(hidden))]
