"""How a text table is laid out: its delimiter, its header row, and where its data begin."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from retention.errors import EmptyFileError, ReadError
from retention.languages import later, say
from retention.reading.headers import NONE, Header, Records, clean_names, find_header, is_comment, kind, lay_out
from retention.reading.limits import Limits
from retention.reading.text.repair import Dialect, Usual, walk
from retention.reading.text.rewriting import is_ruler
from retention.reading.text.separators import DELIMITERS, Separation

__all__ = ["DELIMITERS", "LIMIT", "Layout", "clean_names", "find_header", "find_layout", "kind", "lines_of", "split"]

_LOOK = 200
_WHOLE, _PART = re.compile(r"^-?\d+$"), re.compile(r"^\d{2}$")
LIMIT = 2000  # records in the sample at most, those above the data included
_SAID = re.compile(r'^\ufeff?"?sep=(.)"?\s*$', re.IGNORECASE)
_FIELDS = re.compile(r"^\ufeff?#\s*fields\s*:\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Layout:
    """Where things are in a text table.

    Attributes
    ----------
    dialect
        How fields are told apart.
    names
        Cleaned column names, no two alike.
    header
        What stands above the data, and why.
    header_line
        Line of the header in the file (the first line being 1), or None without a header.
    data_start
        Byte at which the first data record begins.
    data_line
        Line of the file that this is.
    sample
        First data records.
    usual
        Width of a record and kinds of its columns.
    notes
        Sentences about names that were changed.
    complete
        Whether the sample is all there is.
    lines
        The first lines of the file, for choosing another header.
    """

    dialect: Dialect
    names: list[str]
    header: Header
    header_line: int | None
    data_start: int
    data_line: int
    sample: Records
    usual: Usual
    notes: tuple[str, ...]
    complete: bool
    lines: tuple[str, ...]


def lines_of(head: str, whole: bool) -> list[str]:
    """Lines with their ends; the last is left off where it may be cut."""
    lines = list(io.StringIO(head, newline=""))
    return lines if whole or len(lines) < 2 else lines[:-1]


def said_delimiter(lines: Sequence[str]) -> str | None:
    """The delimiter of the line ``sep=;`` that Excel understands."""
    found = _SAID.match(lines[0]) if lines else None
    return found.group(1) if found else None


def find_layout(
    lines: list[str], whole: bool, separation: Separation, told: int | None, limits: Limits, name: str
) -> Layout:
    """Lay out a text table from its first lines.

    Parameters
    ----------
    lines
        The beginning of the text.
    whole
        Whether that is all of it.
    separation
        What stands between its fields.
    told
        Line of the header, where it was chosen; 0 for none.
    limits
        How many columns there may be.
    name
        The file, for messages.
    """
    skip = 1 if said_delimiter(lines) else 0
    dialect = separation.dialect
    plain = (line for line in lines if not dialect.quote or dialect.quote not in line)
    _refuse_wide(max((line.count(dialect.delimiter) + 1 for line in plain), default=0), limits, name)
    records, ends = split(lines[skip:], dialect, whole=whole)
    _refuse_wide(max(map(len, records), default=0), limits, name)
    ends = [end + skip for end in ends]
    starts = [skip, *ends]
    header = lay_out(records, told=None if told is None else _record_at(starts, told, name))
    first = _after_rulers(records, header.first)
    data = records[first:]
    if not any(any(cell.strip() for cell in record) for record in data):
        raise EmptyFileError(
            say("The file has a header and no data rows."), where=name, todo=say("Export it again with its rows.")
        )
    _refuse_split_decimals(header, data, separation, name)
    names, notes = _names(header, records, data, separation)
    used = "".join(lines[: starts[first]])
    return Layout(
        dialect,
        names,
        header,
        starts[header.rows[-1]] + 1 if header.rows else None,
        len(used.encode()),
        starts[first] + 1,
        data,
        Usual.of([line for line in lines[starts[first] :] if line.strip()], dialect, len(names)),
        tuple(notes),
        whole and len(records) < LIMIT,
        tuple(line.strip() for line in lines[:10]),
    )


def _refuse_wide(width: int, limits: Limits, name: str) -> None:
    limits.refuse_above(
        "columns",
        width,
        say("The file has {n} columns.", n=f"{width:,}"),
        where=name,
        todo=say("Export only the columns that you need."),
    )


def _record_at(starts: Sequence[int], line: int, name: str) -> int:
    """Index of the record that begins on a line, the first being 1."""
    if line == 0:
        return NONE
    if line - 1 not in starts[:-1]:
        raise ReadError(
            say("No row begins on line {line} of the file's first {n} rows.", line=line, n=f"{len(starts) - 1:,}"),
            where=name,
            todo=say("Give the line on which the header stands, or 0 if there is none."),
        )
    return starts.index(line - 1)


def _after_rulers(records: Records, first: int) -> int:
    """Index of the first record that is more than a line drawn below the header."""
    while first < len(records) and is_ruler("".join(records[first])):
        first += 1
    return first


def _names(header: Header, records: Records, data: Records, separation: Separation) -> tuple[list[str], list[str]]:
    """Names for as many columns as the records have; the header counts, unless no record at all is as wide."""
    widths = Counter(len(r) for r in data if any(c.strip() for c in r))
    width = widths.most_common(1)[0][0]
    names = header.names
    notes = list(header.notes)
    if not header.rows:
        return clean_names([], width)[0], notes
    cells = records[header.rows[-1]]
    if is_comment(cells) and not any(is_comment(r) for r in data):
        names = [_FIELDS.sub("", names[0]).lstrip("#/ ") or "column 1", *names[1:]]
        if _FIELDS.match(cells[0]) and not _FIELDS.sub("", cells[0]).strip():
            names = names[1:]  # "#Fields:" stood there as a word of its own
    blank = not cells[-1].strip() and len(names) not in widths
    if blank and len(names) > width:
        return names[:width], notes
    if len(names) == width - 1 and len(names) not in widths and _counts(data):
        notes.append(
            later("The header has no name for the first column, which numbers the rows; it is called 'column 1'.")
        )
        return clean_names(["", *names], width)[0], notes
    if len(names) in widths or separation.key in (" ", "fixed"):
        width = len(names)
    if width > len(names) and any(len(r) >= width and r[width - 1].strip() for r in data):
        notes.append(
            later(
                "The header names {n} columns and the rows have {values} values: check that the names stand over the "
                "right values.",
                n=f"{len(names):,}",
                values=f"{width:,}",
            )
        )
    if len(names) > 1 and names[0] == "column 1" and _counts(data):
        notes.append(later("The first column has no name and numbers the rows; it is called 'column 1'."))
    return clean_names(names, max(width, len(names)))[0], notes


def _refuse_split_decimals(header: Header, data: Records, separation: Separation, name: str) -> None:
    """Amounts such as 12,50 between commas give each row a value more than the header has names."""
    full = [r for r in data if any(cell.strip() for cell in r)][:_LOOK]
    widths = Counter(map(len, full))
    if separation.key != "," or not header.rows or widths.most_common(1)[0][0] <= len(header.names):
        return
    if len(header.names) in widths or _counts(data) or header.names[-1] == f"column {len(header.names)}":
        return
    for j in range(min(map(len, full)) - 1):
        if all(_WHOLE.match(r[j].strip()) and _PART.match(r[j + 1].strip()) for r in full):
            split = ",".join(cell.strip() for cell in full[0][j : j + 2])
            raise ReadError(
                say(
                    "The header names {n} columns, but the rows have {values} values: a comma stands between the "
                    "values and inside numbers such as {example}.",
                    n=f"{len(header.names):,}",
                    values=f"{widths.most_common(1)[0][0]:,}",
                    example=split,
                ),
                where=name,
                todo=say("Export it again with semicolons between the values, or with points before the decimals."),
            )


def _counts(data: Records) -> bool:
    """Whether the first column holds the numbers 0, 1, 2 and so on, or 1, 2, 3."""
    cells = [r[0].strip() for r in data[:200] if r and any(c.strip() for c in r)]
    return any(cells == [str(i) for i in range(first, first + len(cells))] for first in (0, 1))


def split(lines: list[str], dialect: Dialect, *, whole: bool = True, limit: int = LIMIT) -> tuple[Records, list[int]]:
    """Split lines into records; also the number of lines used up to the end of each record.

    A quotation mark that would swallow other records is taken as an ordinary character, and a record that may be cut
    is left off.
    """
    records: Records = []
    ends: list[int] = []
    usual = None
    if dialect.quote and any(dialect.quote in line for line in lines):
        widths = Counter(len(record.cells) for record in walk(lines, dialect) if len(record.cells) > 1)
        usual = Usual.of(lines, dialect, widths.most_common(1)[0][0] if widths else None)
    for record in walk(lines, dialect, usual):
        cut = not whole and record.stop == len(lines) and record.stop - record.start > 1
        if len(records) == limit or cut:
            break
        records.append(record.cells)
        ends.append(record.stop)
    return records, ends
