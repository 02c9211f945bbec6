"""Tables of a web page, such as the exports of shops that are named .xls."""

from __future__ import annotations

import codecs
import re
from html.parser import HTMLParser

from retention.errors import ReadError
from retention.languages import later, mark, say
from retention.reading.containers.files import OpenedFile
from retention.reading.encodings.encoding import to_utf8
from retention.reading.limits import Limits
from retention.reading.opening import Opening
from retention.reading.sheets.choice import Tab, choose
from retention.reading.sheets.placed_cells import PlacedCells
from retention.reading.sheets.scan import Area
from retention.reading.tables import Table

_CHARSET = re.compile(rb"""<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:\-]+)""", re.IGNORECASE)
# What pages call an encoding, and the larger one that such pages are really written in.
_LARGER = {
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "cp950",
    "shift_jis": "cp932",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "tis-620": "cp874",
    "iso8859-11": "cp874",
}
_ASIDE = re.compile(r"<!--.*?(?:-->|\Z)|<[!?][^>]*(?:>|\Z)", re.DOTALL)  # comments, declarations, what only Excel reads
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
_CELLS = ("td", "th")
_SILENT = ("script", "style", "noscript", "template")
_BREAKS = ("br", "p", "div", "li")
_STEP = 1 << 16


def open_html(file: OpenedFile, opening: Opening) -> Table:
    """Lay out the largest table of a web page, or the one that was asked for.

    Raises
    ------
    ReadError
        If there is no table in it.
    """
    text, encoding = _text(file, opening)
    text = _ASIDE.sub("", text)
    page = _Page(opening.limits, file.name)
    for start in range(0, len(text), _STEP):
        page.feed(text[start : start + _STEP])
        opening.tell(0.4 * start / len(text), say("Reading the tables of the page"))
    page.close()
    tables = [cells for cells in page.tables if cells.texts]
    if not tables:
        raise ReadError(
            say("This is a web page without a table, whatever its name says."),
            where=file.name,
            todo=say("Export the data as CSV or XLSX."),
        )
    grids = [cells.grid(opening.limits, file.name) for cells in tables]
    table = choose(grids, [Tab(cells.name) for cells in tables], opening, file.name)
    table.workbook = False
    table.detected = {
        **file.detected,
        mark("format"): later("HTML table"),
        mark("encoding"): encoding,
        **table.detected,
    }
    return table


def _text(file: OpenedFile, opening: Opening) -> tuple[str, str]:
    whole = bytes(memoryview(file.buffer))
    if opening.encoding is None:
        for codec in _declared(whole):
            try:
                return whole.decode(codec).removeprefix("\ufeff"), later("{encoding}, as the page says", encoding=codec)
            except UnicodeDecodeError:
                continue  # pages are often wrong about themselves
    decoded = to_utf8(file.buffer, file.name, opening.encoding)
    return bytes(memoryview(decoded.buffer)).decode(errors="replace"), decoded.encoding


def _declared(whole: bytes) -> list[str]:
    if whole.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ["utf-16"]
    found = _CHARSET.search(whole[:8192])
    try:
        codec = codecs.lookup(found[1].decode("ascii")).name if found else "utf-8"
    except LookupError:
        codec = "utf-8"
    return list(dict.fromkeys(["utf-8", _LARGER.get(codec, codec)] if codec != "utf-16" else ["utf-8"]))


class _Open:
    """A table whose end has not come yet."""

    def __init__(self, cells: PlacedCells) -> None:
        self.cells = cells
        self.row = self.column = 0
        self.text: list[str] | None = None  # of the cell that is open
        self.span = (1, 1)
        self.taken: dict[int, int] = {}  # column to the last row that a cell above reaches down to


class _Page(HTMLParser):
    """Gathers the cells of every table; a table inside a cell is a table of its own."""

    def __init__(self, limits: Limits, where: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[PlacedCells] = []
        self._open: list[_Open] = []
        self._silent = 0
        self._limits, self._where = limits, where

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            self.tables.append(PlacedCells(f"table {len(self.tables) + 1}"))
            self._open.append(_Open(self.tables[-1]))
        elif self._open:
            self._inside(tag, dict(attrs))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif self._open and tag in (*_CELLS, "tr", "table"):
            self._end_cell()
            if tag == "table":
                self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1].text is not None and not self._silent:
            self._open[-1].text.append(data)

    def close(self) -> None:
        """End what the page left open."""
        super().close()
        while self._open:
            self._end_cell()
            self._open.pop()

    def _inside(self, tag: str, attrs: dict[str, str | None]) -> None:
        table = self._open[-1]
        if tag == "tr":
            self._end_cell()
            table.row, table.column = table.row + 1, 0
        elif tag in _CELLS:
            self._end_cell()
            table.row = max(table.row, 1)
            table.column += 1
            while table.taken.get(table.column, 0) >= table.row:
                table.column += 1
            table.text = []
            table.span = (_number(attrs.get("rowspan"), 65_534), _number(attrs.get("colspan"), 1_000))
        elif tag in _BREAKS and table.text is not None:
            table.text.append(" ")

    def _refuse_wide(self, columns: int) -> None:
        what = say("A table of the page has more than {n} columns.", n=f"{self._limits.columns:,}")
        self._limits.refuse_above("columns", columns, what, where=self._where, todo=say("Delete those not needed."))

    def _end_cell(self) -> None:
        table = self._open[-1]
        if table.text is None:
            return
        down, across = table.span
        last = table.column + across - 1
        if last > self._limits.columns:
            self._refuse_wide(last)
        table.cells.put(table.row, table.column, _SPACE.sub(" ", "".join(table.text)).strip())
        if (down, across) != (1, 1):
            table.cells.merged.append(Area(table.row, table.column, table.row + down - 1, last))
            if down > 1:
                table.taken.update(dict.fromkeys(range(table.column, last + 1), table.row + down - 1))
        table.column, table.text = last, None


def _number(text: str | None, most: int) -> int:
    return max(1, min(int(text), most)) if text and text.strip().isdecimal() else 1
