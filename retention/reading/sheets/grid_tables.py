"""A sheet as a grid of text becomes a table: its header, and its cells as they are shown."""

from __future__ import annotations

import numpy as np

from retention.errors import EmptyFileError
from retention.languages import later, mark, say
from retention.mapping import Assumption
from retention.reading import headers
from retention.reading.opening import Opening
from retention.reading.sheets.cells import as_shown, fill_down, looks_grouped, warnings_of
from retention.reading.sheets.grids import Grid, filled
from retention.reading.tables import ArrowTable
from retention.reading.wording import listed

_LOOK = 300  # rows that the header is looked for in, with those below it
_MERGED = 0.8  # share of the columns that a merged title spans at least


def lay_out(grid: Grid, opening: Opening, where: str) -> ArrowTable:
    """Turn a sheet into a table of named columns.

    Raises
    ------
    EmptyFileError
        If it holds no data rows.
    LimitError
        If it has too many columns.
    """
    cells = _Cells(grid)
    if not cells.numbers:
        raise EmptyFileError(
            say("The sheet '{sheet}' is empty.", sheet=grid.name), where=where, todo=say("Choose another sheet.")
        )
    what = say("The sheet '{sheet}' has {n} columns.", sheet=grid.name, n=f"{len(cells.numbers):,}")
    opening.limits.refuse_above("columns", len(cells.numbers), what, where=where, todo=say("Delete those not needed."))
    header = _header(cells, opening.header)
    data = cells.table.slice(header.first)
    if data.num_rows == 0:
        raise EmptyFileError(
            say("The sheet '{sheet}' has a header and no data rows.", sheet=grid.name),
            where=where,
            todo=say("Export it again."),
        )
    titled = _titled(header, cells)
    used = [j for j in range(data.num_columns) if titled[j] or filled(data.column(j)).true_count]
    data, names = data.select(used), [header.names[j] for j in used]
    numbers = {cells.numbers[j]: i for i, j in enumerate(used)}
    data, merged = fill_down(data.rename_columns(names), grid.merged, numbers, header.first)
    data, shown, formats = as_shown(data, grid, numbers, names)
    shown += looks_grouped(data)
    row = later("row {n}", n=header.rows[-1] + 1) if header.rows else later("none")
    said = (*grid.notes, *header.notes, *merged, *shown, *warnings_of(grid, numbers, names, header.first))
    return ArrowTable(
        where,
        data,
        {mark("header"): row, **formats},
        said,
        workbook=True,
        header_line=header.first,
        assumptions=(_assumed(header),),
    )


class _Cells:
    """The grid without blank columns and without the blank rows at its end."""

    def __init__(self, grid: Grid) -> None:
        masks = [filled(column) for column in grid.table.columns]
        kept = [j for j, mask in enumerate(masks) if mask.true_count]
        last = max((int(np.flatnonzero(masks[j].to_numpy(zero_copy_only=False))[-1]) for j in kept), default=-1)
        self.table = grid.table.select(kept).slice(0, last + 1)
        self.numbers = [grid.left + j for j in kept]
        self.head = [[cell or "" for cell in row.values()] for row in self.table.slice(0, _LOOK).to_pylist()]
        self.merged = [m for m in grid.merged if m.top <= len(self.head)]


# ------------------------------------------------------------------------------------------------- the header
def _header(cells: _Cells, told: int | None) -> headers.Header:
    """Find the header; merged cells of its rows hold for every column that they span."""
    at = None if told is None else (headers.NONE if told == 0 else told - 1)
    if at is not None and at >= len(cells.head):
        at = len(cells.head) - 1
    found = headers.lay_out(cells.head, len(cells.numbers), at)
    if len(found.rows) < 2 or not cells.merged:
        return found
    upper, lower = (_spread(cells, row) for row in found.rows)
    pairs = zip(upper, lower, strict=True)
    names = [low if low.casefold().startswith(up.casefold()) else f"{up} {low}".strip() for up, low in pairs]
    clean, _ = headers.clean_names(names, len(names))
    return headers.Header(found.rows, clean, found.first, found.units, found.notes, found.evidence, found.certainty)


def _spread(cells: _Cells, row: int) -> list[str]:
    record = [cell.strip() for cell in cells.head[row]]
    for area in cells.merged:
        if area.top <= row + 1 <= area.bottom and area.left in cells.numbers:
            text = cells.head[area.top - 1][cells.numbers.index(area.left)].strip()
            inside = [j for j, number in enumerate(cells.numbers) if area.left <= number <= area.right]
            for j in inside if len(inside) < _MERGED * len(record) or len(record) < 4 else ():
                record[j] = record[j] or text
    return record


def _titled(header: headers.Header, cells: _Cells) -> list[bool]:
    """Which columns have a name of their own."""
    return [any(cells.head[row][j].strip() for row in header.rows) for j in range(len(cells.numbers))]


def _assumed(header: headers.Header) -> Assumption:
    row = header.rows[-1] + 1 if header.rows else 0
    words = later("no header")
    if header.rows:
        numbers = listed(str(at + 1) for at in header.rows)
        words = later("row {n}", n=row) if len(header.rows) == 1 else later("rows {numbers}", numbers=numbers)
    others = ((str(i), later("row {n}", n=i)) for i in range(1, 6) if i != row)
    choices = (*others, *((("0", later("no header")),) if row else ()))
    return Assumption("header", str(row), words, header.evidence, header.certainty, choices)
