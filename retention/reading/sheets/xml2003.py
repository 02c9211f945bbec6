"""Workbooks in the XML of Excel 2003."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from retention.errors import ReadError
from retention.languages import later, say
from retention.reading.containers.files import OpenedFile
from retention.reading.opening import Opening
from retention.reading.sheets.check import HIDDEN
from retention.reading.sheets.choice import Tab, choose
from retention.reading.sheets.guard import refuse_entities
from retention.reading.sheets.parts import NumberFormat, number_format
from retention.reading.sheets.placed_cells import PlacedCells
from retention.reading.sheets.scan import Area
from retention.reading.tables import Table

_STEP = 1 << 20
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding=["']([\w.:\-]+)["'][^>]*\?>""")
_NATIVE = ("utf-8", "utf8", "utf-16", "utf16", "us-ascii", "ascii")  # what the parser knows by itself
_BARE = re.compile(r"&(?!#?\w+;)|[\x00-\x08\x0b\x0c\x0e-\x1f]")  # what some exports forget to escape
_LONG = re.compile(r"^(?:\d{16,}|\d(?:\.\d+)?[eE]\+(?:1[5-9]|2\d))$")
_MOST = 1_048_576  # rows of a sheet


def open_xml2003(file: OpenedFile, opening: Opening) -> Table:
    """Lay out one worksheet, or all of one shape.

    Raises
    ------
    ReadError
        If it is damaged.
    LimitError
        If it declares entities.
    """
    whole = memoryview(file.buffer)
    refuse_entities(bytes(whole[: 1 << 16]).replace(b"\0", b""), file.name)
    try:
        workbook = _parsed(_pieces(whole, opening), file.name)
    except expat.ExpatError as error:
        workbook = _repaired(bytes(whole), file.name, error)
    sheets = workbook.sheets
    grids = [cells.grid(opening.limits, file.name) for cells in sheets if cells.texts]
    tabs = [Tab(cells.name, HIDDEN if cells.name in workbook.hidden else "") for cells in sheets]
    table = choose(grids, tabs, opening, file.name)
    table.detected = {**file.detected, "format": later("Excel 2003 XML"), **table.detected}
    return table


def _pieces(whole: memoryview, opening: Opening) -> Iterator[bytes | str]:
    declared = _DECLARED.match(bytes(whole[:1024]))
    codec = declared[1].decode().lower() if declared else "utf-8"
    if declared and codec not in _NATIVE:
        yield _decoded(bytes(whole), codec, declared.end())
        return
    for start in range(0, len(whole), _STEP):
        opening.tell(0.4 * start / len(whole), say("Reading the sheets"))
        yield bytes(whole[start : start + _STEP])


def _decoded(whole: bytes, codec: str, start: int) -> str:
    try:
        return whole[start:].decode(codec, errors="replace")
    except LookupError:
        return whole[start:].decode(errors="replace")


def _parsed(pieces: Iterator[bytes | str], where: str) -> _Workbook:
    workbook = _Workbook(where)
    for piece in pieces:
        workbook.parser.Parse(piece, False)
    workbook.parser.Parse(b"", True)
    return workbook


def _repaired(whole: bytes, where: str, error: expat.ExpatError) -> _Workbook:
    """Read again with bare ampersands and control characters out of the way, if those were the trouble."""
    declared = _DECLARED.match(whole)
    text = _decoded(whole, declared[1].decode() if declared else "utf-8", declared.end() if declared else 0)
    try:
        return _parsed(iter([_BARE.sub(lambda m: "&amp;" if m[0] == "&" else " ", text)]), where)
    except expat.ExpatError:
        raise ReadError(
            say("The workbook is damaged at line {line}, or cut off there.", line=f"{error.lineno:,}"),
            where=where,
            todo=say("Send it again, or open it in Excel and save it as XLSX."),
        ) from error


class _Workbook:
    """Gathers the cells of every worksheet while the parser goes on."""

    def __init__(self, where: str) -> None:
        self.sheets: list[PlacedCells] = []
        self.hidden: set[str] = set()
        self._where = where
        self._formats: dict[str, NumberFormat] = {}
        self._row = self._column = 0
        self._style = self._row_style = self._type = ""
        self._text: list[str] | None = None
        self._said: list[str] | None = None
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse

    def _refuse(self, *_: Any) -> None:
        refuse_entities(b"<!DOCTYPE", self._where)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        given = {_local(name): value for name, value in attributes.items()}
        handle = getattr(self, f"_start_{_local(tag).lower()}", None)
        if handle is not None:
            handle(given)

    def _start_worksheet(self, given: dict[str, str]) -> None:
        self.sheets.append(PlacedCells(given.get("Name", f"Sheet{len(self.sheets) + 1}")))
        self._row = self._column = 0

    def _start_style(self, given: dict[str, str]) -> None:
        self._style = given.get("ID", "")

    def _start_numberformat(self, given: dict[str, str]) -> None:
        known = number_format(given.get("Format", ""))
        if known is not None:
            self._formats[self._style] = known

    def _start_column(self, given: dict[str, str]) -> None:
        if self.sheets and given.get("Hidden") == "1":
            self.sheets[-1].hidden_columns += 1 + _whole(given, "Span")

    def _start_row(self, given: dict[str, str]) -> None:
        self._row = min(_whole(given, "Index") or self._row + 1, _MOST)
        self._column = 0
        self._row_style = given.get("StyleID", "")
        if self.sheets and given.get("Hidden") == "1":
            self.sheets[-1].hidden_rows += 1

    def _start_cell(self, given: dict[str, str]) -> None:
        self._column = _whole(given, "Index") or self._column + 1
        self._style = given.get("StyleID", self._row_style)
        across, down = _whole(given, "MergeAcross"), _whole(given, "MergeDown")
        if self.sheets and (across or down):
            area = Area(self._row, self._column, min(self._row + down, _MOST), self._column + across)
            self.sheets[-1].merged.append(area)
        self._across = across

    def _start_data(self, given: dict[str, str]) -> None:
        self._type, self._text = given.get("Type", "String"), []

    def _start_visible(self, _: dict[str, str]) -> None:
        self._said = []

    def _data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)
        elif self._said is not None:
            self._said.append(text)

    def _end(self, tag: str) -> None:
        tag = _local(tag)
        if tag == "Data" and self._text is not None and self.sheets:
            self._put("".join(self._text))
            self._text = None
        elif tag == "Cell":
            self._column += self._across
        elif tag == "Row" and self.sheets:
            self._row = min(self._row, _MOST)
        elif tag == "Visible" and self._said is not None and self.sheets:
            if "Hidden" in "".join(self._said):
                self.hidden.add(self.sheets[-1].name)
            self._said = None

    def _put(self, text: str) -> None:
        sheet, column = self.sheets[-1], self._column
        if self._type == "Error":
            sheet.errors.append((self._row, column, text))
            return
        if self._type == "DateTime":
            text = text.removesuffix(".000").replace("1899-12-31T", "").replace("T", " ")
        elif self._type == "Boolean":
            text = {"1": "true", "0": "false"}.get(text, text)
        elif self._type == "Number" and _LONG.match(text):
            sheet.long_numbers[column] += 1
        sheet.put(self._row, column, text)
        if self._type == "Number" and self._style in self._formats:
            sheet.formats.setdefault(column, Counter())[self._formats[self._style]] += 1


def _local(name: str) -> str:
    return name.rsplit(":", 1)[-1]


def _whole(given: dict[str, str], name: str) -> int:
    text = given.get(name, "")
    return min(int(text), 1 << 24) if text.isdecimal() else 0
