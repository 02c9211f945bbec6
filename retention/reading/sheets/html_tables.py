"""Tables of a web page, such as the exports of shops that are named .xls."""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Callable

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
# A whole tag; quotation marks count only where a value begins, and what has no end is text.
_TAG = re.compile(
    r"""<(/?)([a-zA-Z][^\s<>/"'=]*+)((?:=\s*+"[^"]*+"|=\s*+'[^']*+'|[^<>])*+)>""",
)
_SPANS = re.compile(r"""\b(row|col)span\s*+=\s*+["']?\s*+(\d{1,9})""", re.IGNORECASE)
_NO_LETTER = re.compile(r"&#(?:\d{8,}|[xX][0-9a-fA-F]{7,});?")  # numbers that are larger than that of any letter
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
    page.read(text, lambda share: opening.tell(0.4 * share, say("Reading the tables of the page")))
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


class _Page:
    """Gathers the cells of every table; a table inside a cell is a table of its own.

    The parser of the standard library needs hours for some pages of a few kilobytes; here each letter is looked at
    once or twice.
    """

    def __init__(self, limits: Limits, where: str) -> None:
        self.tables: list[PlacedCells] = []
        self._open: list[_Open] = []
        self._silent = ""
        self._limits, self._where = limits, where

    def read(self, text: str, tell: Callable[[float], None]) -> None:
        """Take in a whole page."""
        at = told = 0
        for tag in _TAG.finditer(text):
            end, name = tag[1], tag[2].lower()
            if not self._silent:
                self._data(text[at : tag.start()])
                self._end(name) if end else self._start(name, tag[3])
            elif end and name == self._silent:
                self._silent = ""
            at = tag.end()
            if at > told + _STEP:
                told = at
                tell(at / len(text))
        self._data(text[at:])
        while self._open:  # what the page left open
            self._end("table")

    def _start(self, tag: str, attributes: str) -> None:
        if tag in _SILENT:
            self._silent = "" if attributes.endswith("/") else tag
        elif tag == "table":
            self._limits.refuse_above(
                "members",
                len(self.tables) + 1,
                say("The page holds more than {n} tables.", n=f"{self._limits.members:,}"),
                where=self._where,
                todo=say("Export the data as CSV or XLSX."),
            )
            self.tables.append(PlacedCells(f"table {len(self.tables) + 1}"))
            self._open.append(_Open(self.tables[-1]))
        elif self._open:
            self._inside(tag, attributes)

    def _end(self, tag: str) -> None:
        if self._open and tag in (*_CELLS, "tr", "table"):
            self._end_cell()
            if tag == "table":
                self._open.pop()

    def _data(self, text: str) -> None:
        if self._open and self._open[-1].text is not None and not self._silent:
            self._open[-1].text.append(html.unescape(_NO_LETTER.sub("\ufffd", text)) if "&" in text else text)

    def _inside(self, tag: str, attributes: str) -> None:
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
            spans = {name.lower(): digits for name, digits in _SPANS.findall(attributes)}
            table.text = []
            table.span = (_number(spans.get("row"), 65_534), _number(spans.get("col"), 1_000))
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
    return max(1, min(int(text), most)) if text else 1
