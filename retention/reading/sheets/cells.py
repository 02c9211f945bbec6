"""What the cells of a sheet show beyond their values: merged ranges, number formats, errors, what is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from retention.reading.sheets.grids import Grid, filled
from retention.reading.sheets.scan import Area, column_letters

if TYPE_CHECKING:
    import pyarrow as pa

_GROUPED = 0.6  # share of the first column that is filled at most where it names groups of rows
_FULL = 0.95  # share of another column that is filled then


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
                f"'{data.column_names[j]}' has {ranges:,} merged ranges: "
                f"{count:,} blank cells in them are read as the value that is shown over them."
            )
    return data, said


def looks_grouped(data: pa.Table) -> list[str]:
    """A hint where the first column is blank below most of its values, as in reports that name each customer once."""
    own = filled(data.column(0))
    others = max((filled(data.column(j)).true_count for j in range(1, data.num_columns)), default=0)
    if not own[0].as_py() or own.true_count > _GROUPED * data.num_rows or others < _FULL * data.num_rows:
        return []
    return [
        f"'{data.column_names[0]}' is blank in {data.num_rows - own.true_count:,} of {data.num_rows:,} rows. "
        "If each value holds for the rows below it too, fill it down in Excel and send the workbook again."
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
            said.append(f"'{names[j]}' is shown with {padded.digits} digits in the workbook, and read so.")
        elif padded.digits:
            said.append(f"Some cells of '{names[j]}' are shown with leading zeros; they are read without.")
        signs = sorted({known.currency for known in counts if known.currency})
        currencies += [f"'{names[j]}' in {' and '.join(signs)}"] if signs else []
        if len(signs) > 1:
            said.append(f"The cells of '{names[j]}' are formatted in several currencies: {', '.join(signs)}.")
    return data, said, {"currency format": "; ".join(currencies)} if currencies else {}


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
        return f"'{names[numbers[number]]}'" if number in numbers else f"column {column_letters(number)}"

    wrong: dict[int, list[str]] = {}
    for row, column, what in grid.errors:
        if row > first:
            wrong.setdefault(column, []).append(what)
    said = [
        f"{_cells(len(what))} of {called(column)} {_hold(len(what))} an error ({', '.join(sorted(set(what)))}); "
        "read as blank."
        for column, what in sorted(wrong.items())
    ]
    said += [
        f"{_cells(count)} of {called(column)} {_hold(count)} a formula that was saved without its value; "
        "read as blank. Open the workbook in Excel and save it, then send it again."
        for column, count in sorted(grid.formulas.items())
    ]
    said += [
        f"{_cells(count)} of {called(column)} {_hold(count)} a number of more than 15 digits. Excel keeps 15: "
        "if these are ids, they may be damaged; format such cells as text."
        for column, count in sorted(grid.long_numbers.items())
    ]
    hidden = [
        f"{count:,} {what if count == 1 else what + 's'}"
        for count, what in ((grid.hidden_rows, "hidden row"), (grid.hidden_columns, "hidden column"))
        if count
    ]
    return [*said, f"{' and '.join(hidden)} of the sheet are read like any other."] if hidden else said


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count:,} cells"


def _hold(count: int) -> str:
    return "holds" if count == 1 else "hold"
