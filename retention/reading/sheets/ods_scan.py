"""One pass over an OpenDocument spreadsheet: how far its cells reach, and which are merged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

from retention.reading.sheets.guard import damaged
from retention.reading.sheets.scan import NOWHERE, Area, around

_MOST = 1_000_000  # merged ranges of a sheet
_FREE = 1_000_000  # cells that may be written as repeats of others
_REPEATS = 100  # how many cells one that is written may stand for, beyond that


@dataclass
class OdsSheet:
    """What one sheet holds.

    Attributes
    ----------
    area
        Smallest area of all cells that hold something.
    merged
        Merged ranges.
    written, meant
        Cells in the file, and cells that these stand for: one may be repeated over rows and columns.
    """

    area: Area = NOWHERE
    merged: list[Area] = field(default_factory=list)
    written: int = 0
    meant: int = 0

    @property
    def swells(self) -> bool:
        """Whether a few cells stand for very many."""
        return self.meant > max(_FREE, _REPEATS * self.written)


def scan_ods(pieces: Iterable[bytes], where: str) -> dict[str, OdsSheet]:
    """Look at all cells, by sheet."""
    walk = _Walk()
    try:
        for piece in pieces:
            walk.parser.Parse(piece, False)
        walk.parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise damaged(where) from error
    return walk.sheets


class _Walk:
    def __init__(self) -> None:
        self.sheets: dict[str, OdsSheet] = {}
        self._sheet = OdsSheet()
        self._row = self._rows = self._next_row = self._next_column = 1
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start

    def _start(self, tag: str, given: dict[str, str]) -> None:
        if tag in ("table:table-cell", "table:covered-table-cell"):
            self._cell(given)
        elif tag == "table:table-row":
            self._rows = _count(given, "table:number-rows-repeated")
            self._row, self._next_column = self._next_row, 1
            self._next_row += self._rows
        elif tag == "table:table":
            self._sheet = self.sheets.setdefault(given.get("table:name", ""), OdsSheet())
            self._next_row = 1

    def _cell(self, given: dict[str, str]) -> None:
        sheet, row, column = self._sheet, self._row, self._next_column
        columns = _count(given, "table:number-columns-repeated")
        self._next_column += columns
        if "office:value-type" in given:
            here = Area(row, column, row + self._rows - 1, column + columns - 1)
            sheet.area = around(sheet.area, here)
            sheet.written += 1
            sheet.meant += here.cells
        if "table:number-rows-spanned" in given and len(sheet.merged) < _MOST:
            bottom = row + _count(given, "table:number-rows-spanned") - 1
            right = column + _count(given, "table:number-columns-spanned") - 1
            if (bottom, right) != (row, column):
                sheet.merged.append(Area(row, column, bottom, right))


def _count(given: dict[str, str], name: str) -> int:
    return max(1, int(given.get(name, "1")))
