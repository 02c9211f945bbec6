"""Workbooks: checked, parsed in another process, and laid out sheet by sheet; every cell as text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from retention.errors import EmptyFileError, ReadError
from retention.languages import later, say
from retention.reading.containers.files import OpenedFile
from retention.reading.opening import ALL, Opening
from retention.reading.sheets.check import CHARTS, HIDDEN, MACROS, STATES, Checked, check, why_not
from retention.reading.sheets.choice import Tab, choose
from retention.reading.sheets.grids import Grid
from retention.reading.sheets.ods_scan import OdsSheet
from retention.reading.sheets.parts import NumberFormat
from retention.reading.sheets.reader import Book, Parsed, read_book
from retention.reading.sheets.trim import find_table
from retention.reading.tables import Table

_ENOUGH = 4  # megabytes of a sheet that show which column is its first
_ERROR = re.compile(r"Error\((\w+)\)")
_ERRORS = {
    "NA": "#N/A",
    "Div0": "#DIV/0!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
    "Name": "#NAME?",
    "Num": "#NUM!",
    "Null": "#NULL!",
    "GettingData": "#GETTING_DATA",
}


def open_workbook(file: OpenedFile, opening: Opening) -> Table:
    """Lay out one sheet, or all of one shape.

    Raises
    ------
    ReadError
        If it is damaged, locked or too large, or has no such sheet.
    """
    opening.tell(0.01, say("Checking the workbook"))
    checked = check(file, opening)
    opening.tell(0.15, say("Reading the sheets"))
    wanted = _wanted(checked, opening, file.name)
    book = read_book(checked.data, checked.ending, wanted, checked.unpacked, opening, file.name)
    tabs = _tabs(checked, book)
    _refuse_unreadable(book, tabs, opening, file.name)
    table = choose([_grid(sheet, checked) for sheet in book.sheets], tabs, opening, file.name)
    table.detected = {**file.detected, "format": later("workbook"), **table.detected}
    return table


def _wanted(checked: Checked, opening: Opening, where: str) -> list[str] | None:
    if not checked.sheets:
        return None
    wanted = [name for name, scan in checked.scans.items() if scan.cells]
    if not wanted and opening.sheet in (None, ALL):
        kinds = {why_not(sheet) for sheet in checked.sheets}
        what = say("The workbook has no sheet with cells.")
        if kinds <= {CHARTS, MACROS}:
            what = say("The workbook has sheets of charts or macros only.")
        raise EmptyFileError(what, where=where, todo=say("Save the data on a sheet."))
    return wanted


def _tabs(checked: Checked, book: Book) -> list[Tab]:
    if checked.sheets:
        return [Tab(sheet.name, why_not(sheet)) for sheet in checked.sheets]
    states = {sheet.name: STATES.get(sheet.state, HIDDEN) for sheet in book.sheets}
    return [Tab(name, states.get(name, "")) for name in book.names]


def _refuse_unreadable(book: Book, tabs: Sequence[Tab], opening: Opening, where: str) -> None:
    """A sheet that cannot be parsed is left aside only where others are read and nobody asked for it."""
    if book.failed and (not book.sheets or opening.sheet in book.failed):
        name = opening.sheet if opening.sheet in book.failed else next(iter(book.failed))
        raise ReadError(
            say("The sheet '{sheet}' cannot be read.", sheet=name),
            where=where,
            todo=say("Save it again in Excel, then upload that."),
        )
    hidden = {tab.name for tab in tabs if tab.why}
    lost = [name for name in book.failed if name not in hidden]
    if lost and opening.sheet is None:
        raise ReadError(
            say("The sheet '{sheet}' cannot be read.", sheet=lost[0]),
            where=where,
            todo=say("Save it again in Excel, or name the sheet that shall be read."),
        )


def _grid(sheet: Parsed, checked: Checked) -> Grid:
    scan, cut = checked.scans.get(sheet.name), checked.cuts.get(sheet.name)
    left = _first_column(sheet, checked)
    wrong = tuple((row + 1, left + column, _error(what)) for row, column, what in sheet.wrong)
    if scan is None:
        return Grid(sheet.name, sheet.table, left, tuple(checked.ods.get(sheet.name, OdsSheet()).merged), wrong)
    formats: dict[int, Counter[NumberFormat]] = {}
    for (column, style), count in scan.styles.items():
        formats.setdefault(column, Counter())[checked.formats[style]] += count
    return Grid(
        sheet.name,
        sheet.table,
        left,
        tuple(scan.merged),
        wrong,
        scan.formulas,
        scan.long_numbers,
        formats,
        scan.hidden_rows,
        scan.hidden_columns,
        cut.words if cut is not None else (),
    )


def _first_column(sheet: Parsed, checked: Checked) -> int:
    """Readers begin with the first column that holds something, and do not say which one that is."""
    scan, cut = checked.scans.get(sheet.name), checked.cuts.get(sheet.name)
    if scan is None or checked.package is None:
        return checked.ods[sheet.name].area.left if sheet.name in checked.ods else 1
    if cut is None and scan.area.right - scan.area.left + 1 != sheet.table.num_columns:
        path = next(s.path for s in checked.sheets if s.name == sheet.name)
        pieces = islice(checked.package.pieces(path), _ENOUGH)
        cut = find_table(pieces, checked.package.where)
        return cut.filled.left
    return cut.area.left if cut is not None else scan.area.left


def _error(detail: str) -> str:
    found = _ERROR.search(detail)
    return _ERRORS.get(found[1], found[1]) if found else "unreadable"
