"""One pass over the XML of a sheet: how far its cells reach, and what readers of values do not tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from retention.errors import LimitError
from retention.languages import say

_LONGEST = 16 << 20  # bytes of one cell; Excel keeps 32,767 characters
_MARKS = (b"<c ", b"<x:c ", b"<row", b"<mergeCell ", b"<")  # where a block may end
_PREFIX = re.compile(rb"<(\w+:)?(?:worksheet|sheetData)\b")
_BODY = re.compile(rb"<(?:\w+:)?(?:v|t)(?:\s[^>]*)?>\s*[^<\s]")
_TOKEN = re.compile(
    rb"<(?:\w+:)?(?:(?P<row>row)(?P<of_row>\s[^>]*)?>"
    rb"|c(?P<of_cell>\s[^>]*?)?(?:/>|>(?P<body>.*?)</(?:\w+:)?c>))",
    re.DOTALL,
)
_REFERENCE = re.compile(rb"""\br=["']([A-Z]{0,3})(\d{0,7})["']""")


class Area(NamedTuple):
    """Rows and columns of a sheet, the first being 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def cells(self) -> int:
        """How many cells lie in it."""
        return max(0, self.bottom - self.top + 1) * max(0, self.right - self.left + 1)

    def __str__(self) -> str:
        first = f"{column_letters(self.left)}{self.top}"
        last = f"{column_letters(self.right)}{self.bottom}"
        return first if first == last else f"{first}:{last}"


NOWHERE = Area(1, 1, 0, 0)


@dataclass
class Scan:
    """What one sheet holds.

    Attributes
    ----------
    cells
        Cells in the file, blank ones too.
    area
        Smallest area that holds them all.
    placed
        Whether every cell says where it lies.
    merged
        Merged ranges.
    hidden_rows, hidden_columns
        How many are hidden.
    formulas
        Formulas that were saved without a value, by column.
    long_numbers
        Numbers of more than 15 digits, by column.
    styles
        Cells of the styles asked for, by column and style.
    """

    cells: int = 0
    area: Area = NOWHERE
    placed: bool = True
    merged: list[Area] = field(default_factory=list)
    hidden_rows: int = 0
    hidden_columns: int = 0
    formulas: Counter[int] = field(default_factory=Counter)
    long_numbers: Counter[int] = field(default_factory=Counter)
    styles: Counter[tuple[int, int]] = field(default_factory=Counter)


def scan_sheet(pieces: Iterator[bytes], styles: frozenset[int], where: str) -> Scan:
    """Look at all cells of a sheet.

    Parameters
    ----------
    pieces
        The XML of the sheet, in pieces of any size.
    styles
        Numbers of the cell styles to count.
    where
        The file, for messages.
    """
    scan = Scan()
    patterns: _Patterns | None = None
    for block in whole_cells(pieces, where):
        patterns = patterns or _Patterns(_prefix(block), styles)
        _add_cells(scan, patterns, block)
        _add_marks(scan, patterns, block)
    return scan


def whole_cells(pieces: Iterator[bytes], where: str) -> Iterator[bytes]:
    """The same bytes in blocks that each end where a cell ends."""
    tail = b""
    for piece in pieces:
        block = tail + piece
        cut = next((at for mark in _MARKS if (at := block.rfind(mark)) > 0), 0)
        if cut:
            yield block[:cut]
        tail = block[cut:]
        if len(tail) > _LONGEST:
            raise LimitError(
                say("A cell holds more than 16 MB of text."),
                where=where,
                todo=say("Shorten it, or save the data as CSV."),
            )
    yield tail


class _Patterns:
    def __init__(self, prefix: bytes, styles: frozenset[int]) -> None:
        p = re.escape(prefix)
        self.styles = styles
        self.opening = b"<" + prefix + b"c"
        self.cell = re.compile(rb'<%sc r="([A-Z]{1,3})(\d{1,7})"' % p)
        self.any_cell = re.compile(rb"<%sc[\s/>]" % p)
        self.styled = re.compile(rb'<%sc r="([A-Z]{1,3})\d+"[^>]*? s="(\d+)"[^>]*[^/]>' % p)
        self.long = re.compile(rb"<%sv>(?:\d{16,}|\d(?:\.\d+)?[eE]\+(?:1[5-9]|2\d))</" % p)
        self.long_cell = re.compile(
            rb'<%sc r="([A-Z]{1,3})\d+"(?![^>]* t="(?:s|str)")[^>]*>(?:<%sf\b[^<]*(?:</%sf>)?)?'
            rb"<%sv>(?:\d{16,}|\d(?:\.\d+)?[eE]\+(?:1[5-9]|2\d))</" % (p, p, p, p)
        )
        self.formula = b"<" + prefix + b"f"
        self.unsaved = re.compile(
            rb'<%sc r="([A-Z]{1,3})\d+"[^>]*>\s*<%sf(?:\s[^>]*)?(?:/>|>[^<]*</%sf>)\s*'
            rb"(?:<%sv\s*/>|<%sv>\s*</%sv>)?\s*</%sc>" % ((p,) * 7)
        )
        self.merged = re.compile(rb'<%smergeCell ref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"' % p)
        self.hidden_row = re.compile(rb'<%srow\b[^>]*? hidden="(?:1|true)"' % p)
        self.hidden_column = re.compile(rb'<%scol\b[^>]*? hidden="(?:1|true)"[^>]*>' % p)


def _prefix(block: bytes) -> bytes:
    found = _PREFIX.search(block)
    return (found.group(1) or b"") if found else b""


def _add_cells(scan: Scan, patterns: _Patterns, block: bytes) -> None:
    found = patterns.cell.findall(block)
    count = len(found)
    if block.count(patterns.opening) != count:  # other tags begin alike; and cells need not say where they are
        count = len(patterns.any_cell.findall(block))
    scan.placed &= count == len(found)
    scan.cells += count
    if found:
        rows = [int(row) for row in {row for _, row in found}]
        columns = [column_number(letters) for letters in {letters for letters, _ in found}]
        here = Area(min(rows), min(columns), max(rows), max(columns))
        scan.area = around(scan.area, here)


def _add_marks(scan: Scan, patterns: _Patterns, block: bytes) -> None:
    if b"mergeCell " in block:
        for left, top, right, bottom in patterns.merged.findall(block):
            scan.merged.append(Area(int(top), column_number(left), int(bottom), column_number(right)))
    if b' hidden="' in block:
        scan.hidden_rows += len(patterns.hidden_row.findall(block))
        scan.hidden_columns += sum(_columns_of(tag) for tag in patterns.hidden_column.findall(block))
    if patterns.formula in block:
        scan.formulas.update(map(column_number, patterns.unsaved.findall(block)))
    if patterns.long.search(block):
        scan.long_numbers.update(map(column_number, patterns.long_cell.findall(block)))
    if patterns.styles:
        for letters, style in patterns.styled.findall(block):
            if int(style) in patterns.styles:
                scan.styles[column_number(letters), int(style)] += 1


def _columns_of(tag: bytes) -> int:
    ends = re.findall(rb'\b(?:min|max)="(\d+)"', tag)
    return abs(int(ends[0]) - int(ends[1])) + 1 if len(ends) == 2 else 1


def around(one: Area, other: Area) -> Area:
    """Smallest area that holds both."""
    if one == NOWHERE:
        return other
    return Area(
        min(one.top, other.top),
        min(one.left, other.left),
        max(one.bottom, other.bottom),
        max(one.right, other.right),
    )


class Walk:
    """The cells of a sheet in turn, block by block, whether or not they say where they lie."""

    def __init__(self) -> None:
        self._row = self._column = 0

    def cells(self, block: bytes) -> Iterator[tuple[re.Match[bytes], int, int, bool]]:
        """Each cell as it is written, with its row, its column, and whether anything is in it."""
        for token in _TOKEN.finditer(block):
            told = _REFERENCE.search(token["of_row"] or token["of_cell"] or b"")
            if token["row"]:
                self._row, self._column = (int(told[2]) if told and told[2] else self._row + 1), 0
                continue
            self._column += 1
            if told and told[1] and told[2]:
                self._row, self._column = int(told[2]), column_number(told[1])
            yield token, self._row, self._column, bool(token["body"]) and _BODY.search(token["body"]) is not None


def column_number(letters: bytes) -> int:
    """Number of a column by its letters.

    Examples
    --------
    >>> column_number(b"A"), column_number(b"XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def column_letters(number: int) -> str:
    """Letters of a column by its number.

    Examples
    --------
    >>> column_letters(1), column_letters(16384)
    ('A', 'XFD')
    """
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
