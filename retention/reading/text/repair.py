"""Splitting lines into records, and mending what breaks that: quotation marks never closed, fields left off at the end.

A mended text has the same lines as before, so that the way back to the file stays what it was.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from retention.reading.headers import Records, kind

if TYPE_CHECKING:
    import pyarrow as pa

_LOOK = 600  # lines that say what the columns look like
_LONG = 1 << 20  # a line that says nothing about the others
_INNER = 200  # lines inside a record that are looked at
_ALIKE = 0.9  # share of cells of one kind that makes it the kind of the column
_BLOCK = 1 << 20
csv.field_size_limit(1 << 30)


@dataclass(frozen=True)
class Dialect:
    """How fields are told apart; an empty ``quote`` or ``escape`` stands for none."""

    delimiter: str
    quote: str = '"'
    escape: str = ""

    def reader(
        self, lines: Iterator[str] | Sequence[str], *, strict: bool = False, trim: bool = False
    ) -> Iterator[list[str]]:
        """Records of lines that keep their line ends; with ``trim``, blanks before a field do not belong to it."""
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote or None,
            escapechar=self.escape or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            strict=strict,
            skipinitialspace=trim,
        )

    def split(self, line: str) -> list[str] | None:
        """Fields of one line that is a whole record; None if it is not."""
        try:
            records = list(self.reader([line], strict=True))
        except csv.Error:
            return None
        return records[0] if records else []

    def split_plainly(self, line: str) -> list[str]:
        """Fields of a line whose quotation marks mean nothing."""
        return [cell.strip(self.quote) for cell in line.rstrip("\r\n").split(self.delimiter)]


@dataclass(frozen=True)
class Usual:
    """What records usually look like: their width, and the kind of each column where it has one."""

    width: int
    kinds: tuple[str, ...] = ()

    @classmethod
    def of(cls, lines: Sequence[str], dialect: Dialect, width: int | None = None) -> Usual:
        """Learn from lines that are whole records by themselves, whatever the quotation marks of others do."""
        records = [r for line in lines[:_LOOK] if len(line) < _LONG and (r := dialect.split(line)) and len(r) > 1]
        if width is None:
            widths = Counter(map(len, records))
            width = widths.most_common(1)[0][0] if widths else 1
        records = [r for r in records if len(r) == width]
        return cls(width, tuple(_kind_of([r[j] for r in records]) for j in range(width)))

    def fits(self, cells: Sequence[str]) -> bool | None:
        """Whether cells are of the kinds of their columns; None where that says little."""
        pairs = [(k, kind(c)) for k, c in zip(self.kinds, cells, strict=False) if k != "text" and c.strip()]
        if not all(own == wanted for wanted, own in pairs):
            return False
        return True if len(pairs) > 1 or any(wanted == "date" for wanted, _ in pairs) else None

    def swallows(self, lines: Sequence[str], cells: Sequence[str], dialect: Dialect, *, last: bool) -> bool:
        """Whether a record of several lines has taken in others, by a quotation mark that was never meant to open."""
        broken = len(cells) != self.width
        if last and broken:  # perhaps it never closes
            first = dialect.split_plainly(lines[0])
            if len(first) == self.width and self.fits(first):
                return True
        for line in (*lines[1:_INNER], lines[-1]):
            inner = dialect.split(line) or dialect.split_plainly(line)
            if len(inner) == self.width > 1:
                fits = self.fits(inner)
                if fits or (fits is None and broken):
                    return True
        return False


def _kind_of(cells: list[str]) -> str:
    kinds = Counter(kind(cell) for cell in cells if cell.strip())
    if not kinds:
        return "text"
    name, count = kinds.most_common(1)[0]
    return name if count >= _ALIKE * sum(kinds.values()) else "text"


@dataclass(frozen=True)
class Record:
    """A record and its lines, the first line of all being 0; ``mended`` if it had a stray quotation mark."""

    start: int
    stop: int
    cells: list[str]
    mended: bool = False


def walk(lines: Sequence[str], dialect: Dialect, usual: Usual | None = None) -> Iterator[Record]:
    """Records of lines. With ``usual``, a quotation mark that swallows records spoils only its own line."""
    at = 0

    def feed() -> Iterator[str]:
        nonlocal at
        while at < len(lines):
            at += 1
            yield lines[at - 1]

    reader = dialect.reader(feed())
    while True:
        start = at
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a stray line end or a cell beyond all measure: the line stands alone
            at = start + 1
            cells, reader = dialect.split_plainly(lines[start]), dialect.reader(feed())
        if (
            usual is not None
            and at - start > 1
            and usual.swallows(lines[start:at], cells, dialect, last=at == len(lines))
        ):
            at = start + 1
            reader = dialect.reader(feed())
            yield Record(start, at, dialect.split_plainly(lines[start]), mended=True)
        else:
            yield Record(start, at, cells)


@dataclass(frozen=True)
class Mended:
    """A text after mending.

    Attributes
    ----------
    data
        The text.
    written
        Lines that were changed, as they were, by line (0 is the first).
    quotes
        Records whose quotation marks were taken as ordinary characters.
    filled
        Records that got blank fields at their end.
    """

    data: bytes
    written: dict[int, str] = field(default_factory=dict)
    quotes: int = 0
    filled: int = 0


def mend(data: bytes, dialect: Dialect, usual: Usual, *, fill: bool = False) -> Mended:
    """Undo stray quotation marks; with ``fill``, make records as wide as usual that end early or in blanks too many."""
    lines = text_lines(data)
    written: dict[int, str] = {}
    filled = 0
    for record in walk(lines, dialect, usual):
        if record.mended:
            written[record.start] = lines[record.start]
            lines[record.start] = _as_line(record.cells, lines[record.start], dialect)
        cells = _as_wide(record.cells, usual.width) if fill else None
        if cells is not None:
            filled += 1
            last = record.stop - 1
            lines[last] = _lengthened(lines[last], len(cells) - len(record.cells), dialect.delimiter)
    return Mended("".join(lines).encode("latin-1"), written, len(written), filled)


def contains(data: pa.Buffer, needle: bytes) -> bool:
    """Whether some bytes occur anywhere in a text; much faster than an expression if the first of them is rare."""
    view = memoryview(data)
    blocks = (bytes(view[i : i + _BLOCK + len(needle)]) for i in range(0, len(view), _BLOCK))
    return any(needle[:1] in block and needle in block for block in blocks)


def text_lines(data: bytes) -> list[str]:
    """Lines with their ends, one character for each byte, whatever the line ends are."""
    return list(io.StringIO(data.decode("latin-1"), newline=""))


def _as_wide(cells: list[str], width: int) -> list[str] | None:
    """The record made as wide as it should be, if it is not and no value is lost by that."""
    if len(cells) == width or not any(cell.strip() for cell in cells):
        return None
    if any(cell.strip() for cell in cells[width:]):
        return None
    return (cells + [""] * width)[:width]


def _lengthened(line: str, by: int, delimiter: str) -> str:
    text = line.rstrip("\r\n")
    end = line[len(text) :]
    if by > 0:
        return text + delimiter * by + end
    for _ in range(-by):
        text = text[: text.rindex(delimiter)]
    return text + end


def _as_line(cells: list[str], line: str, dialect: Dialect) -> str:
    out = io.StringIO()
    end = line[len(line.rstrip("\r\n")) :]
    csv.writer(out, delimiter=dialect.delimiter, quotechar=dialect.quote, lineterminator="").writerow(cells)
    return out.getvalue() + end


def drops_blanks(records: Records, width: int, kinds: Usual) -> bool:
    """Whether short records are the rule of the file: it leaves off blank fields at the end, and no others.

    Such a file has many of them, no full record that ends in a blank field, and cells of the right kind in all.
    """
    full = [r for r in records if any(c.strip() for c in r)]
    short = [r for r in full if 1 < len(r) < width or (len(r) > width and not any(c.strip() for c in r[width:]))]
    if len(full) < 50 or len(short) < 0.1 * len(full):
        return False
    if any(len(r) == width and not r[-1].strip() for r in full) and any(len(r) < width for r in short):
        return False
    return sum(kinds.fits(r) is not False for r in short) >= 0.95 * len(short)
