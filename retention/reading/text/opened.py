"""Opening a text table: decode, clean, rewrite rare forms, lay out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from retention.languages import later, later_many, mark, say
from retention.mapping import Assumption
from retention.reading.containers.files import OpenedFile
from retention.reading.containers.packing import in_words
from retention.reading.encodings.encoding import to_utf8
from retention.reading.limits import Limits
from retention.reading.opening import Opening
from retention.reading.text.delimited import DelimitedTable
from retention.reading.text.layout import Layout, find_layout, lines_of, said_delimiter
from retention.reading.text.repair import contains, drops_blanks, mend
from retention.reading.text.rewriting import FIXED_WIDTH, SEPARATOR, Form
from retention.reading.text.separators import DELIMITERS, FIXED, Separation, escapes, find_separation
from retention.reading.wording import kept_word

if TYPE_CHECKING:
    import pyarrow as pa

_HEAD = 1 << 18
_FEW = 30  # lines that the head must have, if the file has as many
_BLOCK = 16 << 20
_MARK = "\ufeff".encode()
_END = re.compile(rb"[\r\n]")


@dataclass(frozen=True)
class _Text:
    """A text before and after rewriting; ``notes`` say what was cleaned away."""

    data: pa.Buffer
    written: pa.Buffer | None
    notes: tuple[str, ...]


def open_delimited(file: OpenedFile, opening: Opening) -> DelimitedTable:
    """Decode and lay out a text table.

    Raises
    ------
    ReadError
        If it has no data rows, or more columns than are allowed, or what was chosen about it does not fit.
    """
    decoded = to_utf8(file.buffer, file.name, opening.encoding)
    buffer, notes = _cleaned(decoded.buffer)
    lines, whole = _first_lines(buffer, opening.limits, file.name)
    separation = find_separation(lines, opening.delimiter, said_delimiter(lines))
    separation = separation if whole else _with_later_escapes(separation, buffer)
    text = _rewritten(buffer, separation.form, notes)
    if text.written is not None:
        lines, whole = _first_lines(text.data, opening.limits, file.name)
    layout = find_layout(lines, whole, separation, opening.header, opening.limits, file.name)
    detected = {
        **file.detected,
        mark("encoding"): decoded.encoding,
        mark("delimiter"): separation.words,
        mark("header"): later("line {n}", n=layout.header_line) if layout.header_line else later("none"),
    }
    assumed = [decoded.assumed] if decoded.assumed else []
    if layout.header_line is None:
        assumed.append(later("The file has no header; columns are called 'column 1' and so on."))
    data = text.data.slice(layout.data_start)
    table = DelimitedTable(
        file.name,
        layout,
        data,
        *_count_rows(layout, data),
        detected,
        (*assumed, *layout.notes, *text.notes),
        questions=decoded.questions,
        assumptions=(decoded.assumption, *assumptions_of(separation, layout)),
        written=None if text.written is None else _from_line(text.written, layout.data_line),
    )
    return _without_blank_columns(_filled(table))


def _first_lines(buffer: pa.Buffer, limits: Limits, name: str) -> tuple[list[str], bool]:
    """The first lines of a text, and whether they are all of it."""
    head, whole = _head(buffer, limits.line_bytes)
    lines = lines_of(head, whole)
    if not whole and len(lines) < 2:
        limits.refuse_above(
            "line_bytes",
            buffer.size,
            say("One of the first two lines is longer than {size}.", size=in_words(limits.line_bytes)),
            where=name,
            todo=say("Check that it is a table of rows, and export it again with an end to each row."),
        )
    return lines, whole


def _head(buffer: pa.Buffer, most: int) -> tuple[str, bool]:
    """The beginning of a text with some lines at least, and whether that is all of it."""
    size = min(_HEAD, most)
    while True:
        part = bytes(memoryview(buffer)[:size])
        if size >= buffer.size or size >= most or part.count(b"\n") + part.count(b"\r") >= _FEW:
            return part.decode("utf-8", errors="ignore" if size < buffer.size else "replace"), size >= buffer.size
        size = min(4 * size, most)


# ------------------------------------------------------------------------------------------ cleaning, rewriting
def _cleaned(buffer: pa.Buffer) -> tuple[pa.Buffer, tuple[str, ...]]:
    """Without byte order marks inside, which files have that were made by joining others."""
    import pyarrow as pa

    if not contains(buffer, _MARK):
        return buffer, ()
    inside = contains(buffer.slice(len(_MARK)), _MARK)
    notes = (later("Byte order marks inside the file were taken out."),) if inside else ()
    return pa.py_buffer(buffer.to_pybytes().replace(_MARK, b"")), notes


def _rewritten(buffer: pa.Buffer, form: Form | None, notes: tuple[str, ...]) -> _Text:
    import pyarrow as pa

    if form is None:
        return _Text(buffer, None, notes)
    lines = lines_of(buffer.to_pybytes().decode("utf-8", errors="replace"), whole=True)
    return _Text(pa.py_buffer("".join(form.rewrite(lines)).encode()), buffer, notes)


def _from_line(buffer: pa.Buffer, line: int) -> pa.Buffer:
    """The text from some line on, the first being 1."""
    import pyarrow as pa

    lines = lines_of(buffer.to_pybytes().decode("utf-8", errors="replace"), whole=True)
    return pa.py_buffer("".join(lines[line - 1 :]).encode())


def _with_later_escapes(separation: Separation, buffer: pa.Buffer) -> Separation:
    """Backslashes before quotation marks may first occur late in a file."""
    dialect = separation.dialect
    if not dialect.quote or dialect.escape or not contains(buffer, b"\\" + dialect.quote.encode()):
        return separation
    found, view = [], memoryview(buffer)
    for match in re.finditer(rb"\\" + dialect.quote.encode(), view):
        start, stop = max(0, match.start() - 4096), match.end() + 4096
        before, after = bytes(view[start : match.start()]), bytes(view[match.start() : stop])
        line = _END.split(before)[-1] + _END.split(after)[0]
        found.append(line.decode("utf-8", errors="replace") + "\n")
        if len(found) == 100:
            break
    if found and escapes(found, dialect.delimiter, dialect.quote):
        return replace(separation, dialect=replace(dialect, escape="\\"))
    return separation


def _filled(table: DelimitedTable) -> DelimitedTable:
    """With blank fields at the end of short records, where the file leaves such fields off as a rule."""
    import pyarrow as pa

    layout = table.layout
    if not drops_blanks(layout.sample, len(layout.names), layout.usual):
        return table
    mended = mend(table.data.to_pybytes(), layout.dialect, layout.usual, fill=True)
    said = later(
        "{n} rows end early and no full row ends in a blank, so the file leaves off blank fields at the end of a row; "
        "they are read as blank.",
        n=f"{mended.filled:,}",
    )
    written = table.data if table.written is None else table.written
    return replace(table, data=pa.py_buffer(mended.data), written=written, assumed=(*table.assumed, said))


def _without_blank_columns(table: DelimitedTable) -> DelimitedTable:
    """Without columns that have neither a name nor a single value, such as delimiters at the end of rows leave."""
    names = table.layout.names
    unnamed = [j for j, name in enumerate(names) if name == f"column {j + 1}"]
    if not table.layout.header.rows or not unnamed:
        return table
    blank = [j for j in unnamed if not any(len(r) > j and r[j].strip() for r in table.layout.sample)]
    if not table.layout.complete and blank:
        blank = [j for j in blank if not table.has_values(names[j])]
    if not blank or len(blank) == len(names):
        return table
    said = later_many(
        "{n} column has neither a name nor a value and is left out.",
        "{n} columns have neither a name nor a value and are left out.",
        len(blank),
    )
    return replace(table, hidden=frozenset(names[j] for j in blank), assumed=(*table.assumed, said))


def _count_rows(layout: Layout, data: pa.Buffer) -> tuple[int, bool]:
    """Number of records, and whether it is exact: lines are counted where that is quick and a line is a record."""
    rows = len(layout.sample)
    if layout.complete:
        return rows, True
    if data.size <= _BLOCK:
        text = bytes(memoryview(data))
        quote = layout.dialect.quote.encode()
        if not (quote and quote in text) and b"\n" in text:
            return text.count(b"\n") + (not text.endswith(b"\n")), True
    length = sum(len(",".join(record)) + 1 for record in layout.sample)
    return max(rows, round(data.size / length * rows)), False


# ------------------------------------------------------------------------------------------------- assumptions
def assumptions_of(separation: Separation, layout: Layout) -> Iterable[Assumption]:
    """What was taken as true about delimiter and header, why, and what else it could be."""
    delimiters = [*DELIMITERS.items(), (FIXED, FIXED_WIDTH)]
    yield Assumption(
        "delimiter",
        separation.key,
        separation.words,
        separation.evidence,
        separation.certainty,
        tuple((key, kept_word(words)) for key, words in delimiters if key != separation.key),
    )
    line = layout.header_line or 0
    shown = [
        (str(i), later("line {n}: {text}", n=i, text=text[:60].replace(SEPARATOR, " ")))
        for i, text in enumerate(layout.lines, start=1)
        if text and i != line
    ]
    yield Assumption(
        "header",
        str(line),
        later("line {n}", n=line) if line else later("no header"),
        layout.header.evidence,
        layout.header.certainty,
        (*((("0", later("no header")),) if line else ()), *shown),
    )
