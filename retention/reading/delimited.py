"""Text tables: comma, semicolon, tab, vertical bar or blanks between the fields.

A strict typed read comes first, since it is what most large files allow. If any value refuses, everything is read
again as text and every odd row is accounted for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.errors import ReadError
from retention.reading.encoding import to_utf8
from retention.reading.files import OpenedFile
from retention.reading.layout import DELIMITERS, Layout, find_layout, split
from retention.reading.numbered import LONGEST
from retention.reading.tables import SAMPLE, Loaded, Wanted

if TYPE_CHECKING:
    import pyarrow as pa

_HEAD = 1 << 18
_BLOCK = 16 << 20
_READ_BLOCK = 1 << 20  # small enough to stay in the processor's cache
_PLACES, _PLACE = 8, 16 << 10
_LARGEST_BLOCK = 256 << 20
_ISO = re.compile(r"^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)?$")
_ISO_WITH_OFFSET = re.compile(r"^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2})$")
_PLAIN_NUMBER = re.compile(r"^\s*-?\d+(?:\.\d+)?\s*$")
NO_QUOTES = "A quotation mark is opened and not closed; quotation marks are read as ordinary characters."


@dataclass
class DelimitedTable:
    """A text table, laid out."""

    source: str
    layout: Layout
    data: pa.Buffer
    rows: int
    rows_exact: bool
    detected: dict[str, str]
    assumed: tuple[str, ...]
    workbook: bool = False
    _quotes: bool | None = field(default=None, repr=False)

    @property
    def names(self) -> list[str]:
        """Column names."""
        return self.layout.names

    @cached_property
    def sample(self) -> list[list[str]]:
        """First data records, and of a long file some from later on, since files are often sorted by something."""
        first = self.layout.sample[:SAMPLE]
        return first if self.rows_exact else [*first, *self._later_records()]

    def _later_records(self) -> Iterator[list[str]]:
        view, width = memoryview(self.data), len(self.names)
        delimiter = "\t" if self.layout.delimiter == " " else self.layout.delimiter
        for i in range(1, _PLACES + 1):
            start = len(view) * i // (_PLACES + 1)
            text = bytes(view[start : start + _PLACE]).decode("utf-8", errors="ignore")
            lines = text.splitlines(keepends=True)[1:-1]  # the first and the last may be cut
            yield from (record for record in split(lines, delimiter)[0] if len(record) == width)

    @property
    def quotes(self) -> bool:
        """Whether the data hold quotation marks at all; without any, the file can be cut anywhere and read faster."""
        if self._quotes is None:
            marks, step = np.frombuffer(self.data, np.uint8), 1 << 20
            self._quotes = any((marks[i : i + step] == ord('"')).any() for i in range(0, len(marks), step))
        return self._quotes

    def load(self, wanted: Wanted) -> Loaded:
        """Read the columns asked for, strictly typed if that works, else as text."""
        import pyarrow as pa

        types = self._types(wanted)
        if wanted.time in types:
            for extra, threads in ((self._id_type(wanted), True), ({}, True), ({}, False)):
                odd: list[Any] = []  # records of odd width have no number when several threads read
                try:
                    return self._checked(self._read(wanted, {**types, **extra}, threads=threads, odd=odd), wanted)
                except pa.ArrowInvalid:
                    if not odd and not extra:
                        break
        try:
            return self._checked(self._read(wanted, {}, threads=False), wanted)
        except pa.ArrowInvalid as error:
            if not self.quotes:
                raise ReadError("The file cannot be split into records.", where=self.source, todo=str(error)) from error
            return self._read(wanted, {}, threads=False, quote=False)

    def _types(self, wanted: Wanted) -> dict[str, pa.DataType]:
        """Types that the first records allow."""
        import pyarrow as pa

        types: dict[str, pa.DataType] = {}
        if wanted.text_only:
            return types
        cells = {name: [r[j].strip("\r\n") for r in self.sample if len(r) > j] for j, name in enumerate(self.names)}
        if wanted.time is not None:
            times = [c for c in cells[wanted.time] if c]
            if times and all(_ISO.match(c) for c in times):
                types[wanted.time] = pa.timestamp("us")
            elif times and all(_ISO_WITH_OFFSET.match(c) for c in times):
                types[wanted.time] = pa.timestamp("us", "UTC")
        for name in wanted.numbers:
            if all(_PLAIN_NUMBER.match(c) for c in cells[name] if c):
                types[name] = pa.float64()
        return types

    def _id_type(self, wanted: Wanted) -> dict[str, pa.DataType]:
        """Ids of one length, as far as the sample goes, need no offsets and are read faster."""
        import pyarrow as pa

        at = self.names.index(wanted.customer) if wanted.customer is not None else -1
        lengths = {len(record[at].encode()) for record in self.sample if len(record) > at >= 0}
        if self.quotes or len(lengths) != 1 or not 0 < min(lengths) <= LONGEST:
            return {}
        return {str(wanted.customer): pa.binary(min(lengths))}

    def _read(
        self, wanted: Wanted, types: dict[str, Any], *, threads: bool, quote: bool = True, odd: list[Any] | None = None
    ) -> Loaded:
        import pyarrow as pa
        from pyarrow import csv

        malformed: list[tuple[int, str]] = []
        numbered = dict(types)
        names = pa.dictionary(pa.int32(), pa.string())
        for name in wanted.columns:  # ids are coded later: large dictionaries of many blocks are slow to unite
            plain = name in (wanted.customer, wanted.time, *wanted.numbers)
            numbered.setdefault(name, pa.string() if plain else names)
        handler = partial(_refuse, odd) if threads else partial(_note_down, malformed)
        read = partial(
            csv.read_csv,
            parse_options=self._parse_options(quote, handler),
            convert_options=csv.ConvertOptions(
                include_columns=list(wanted.columns),
                column_types=numbered,
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
        block = _READ_BLOCK
        while True:
            options = csv.ReadOptions(use_threads=threads, block_size=block, column_names=self.names)
            try:
                table = read(pa.BufferReader(self.data), read_options=options)
                break
            except pa.ArrowInvalid as error:
                if "straddling" not in str(error) or block >= min(_LARGEST_BLOCK, self.data.size):
                    raise
                malformed.clear()
                block *= 4
        total = table.num_rows + len(malformed)
        row = np.arange(1, total + 1, dtype=np.int32)
        if malformed:
            row = np.delete(row, [number - 1 for number, _ in malformed])
        proved = wanted.time in types and all(name in types for name in wanted.numbers)
        columns = {name: table.column(name) for name in wanted.columns}
        if not quote:
            columns = {name: _without_marks(column) for name, column in columns.items()}
        said = () if quote else (NO_QUOTES,)
        return Loaded(columns, row, malformed, partial(self._whole, quote), typed=proved, assumed=said)

    def _parse_options(self, quote: bool, handler: Any) -> Any:
        from pyarrow import csv

        delimiter = "\t" if self.layout.delimiter == " " else self.layout.delimiter
        escaped = self.quotes and quote and bytes(memoryview(self.data)[:_HEAD]).find(b'\\"') >= 0
        return csv.ParseOptions(
            delimiter=delimiter,
            quote_char='"' if quote else False,
            escape_char="\\" if escaped else False,
            newlines_in_values=quote and self.quotes,
            ignore_empty_lines=False,
            invalid_row_handler=handler,
        )

    def _checked(self, loaded: Loaded, wanted: Wanted) -> Loaded:
        """Look for records swallowed by a quotation mark that was closed much later, and undo it."""
        if not self.quotes:
            return loaded
        records = len(loaded.row) + len(loaded.malformed)
        if sum(block.count(b"\n") for block in _blocks(self.data)) <= records or not self._swallowed(loaded):
            return loaded
        return self._read(wanted, {}, threads=False, quote=False)

    def _swallowed(self, loaded: Loaded) -> bool:
        import pyarrow.compute as pc

        mark = re.escape("\t" if self.layout.delimiter == " " else self.layout.delimiter)
        pattern = rf"\n[^\n]*(?:{mark}[^\n]*){{{len(self.names) - 1}}}"
        if any(re.search(pattern, text) for _, text in loaded.malformed):
            return True
        return any(pc.any(pc.match_substring_regex(c, pattern)).as_py() for b in self._batches(True) for c in b.columns)

    def _batches(self, quote: bool) -> Iterator[Any]:
        """All columns as text, piece by piece; the same records in the same order as the first read."""
        import pyarrow as pa
        from pyarrow import csv

        reader = csv.open_csv(
            pa.BufferReader(self.data),
            read_options=csv.ReadOptions(
                use_threads=False,
                column_names=self.names,
                block_size=min(_LARGEST_BLOCK, max(_BLOCK, _longest(self.data))),
            ),
            parse_options=self._parse_options(quote, _skip),
            convert_options=csv.ConvertOptions(
                column_types={name: pa.string() for name in self.names}, strings_can_be_null=False
            ),
        )
        yield from reader

    def _whole(self, quote: bool, at: NDArray[np.int64]) -> pa.Table:
        import pyarrow as pa

        picked, start = [], 0
        for batch in self._batches(quote):
            low, high = np.searchsorted(at, [start, start + batch.num_rows])
            if high > low:
                picked.append(batch.take(pa.array(at[low:high] - start)))
            start += batch.num_rows
            if high == len(at):
                break
        schema = pa.schema([(name, pa.string()) for name in self.names])
        return pa.Table.from_batches(picked, schema=schema)


def _without_marks(column: Any) -> Any:
    """Text without the quotation marks around it, where they were read as ordinary characters."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.utf8_trim(column.cast(pa.string()), '"')


def _refuse(odd: list[Any] | None, record: Any) -> str:
    if odd is not None:
        odd.append(record)
    return "error"


def _skip(_: Any) -> str:
    return "skip"


def _note_down(malformed: list[tuple[int, str]], record: Any) -> str:
    malformed.append((record.number, record.text))
    return "skip"


def _blocks(data: pa.Buffer) -> Iterator[bytes]:
    view = memoryview(data)
    for i in range(0, len(view), _BLOCK):
        yield bytes(view[i : i + _BLOCK])


def _longest(data: pa.Buffer) -> int:
    """Block size that one record surely fits in: the file itself when it is small."""
    return int(min(data.size + 1, _BLOCK))


def open_delimited(file: OpenedFile) -> DelimitedTable:
    """Decode and lay out a text table."""
    decoded = to_utf8(file.buffer, file.name)
    text = bytes(memoryview(decoded.buffer)[:_HEAD]).decode("utf-8", errors="ignore")
    whole = decoded.buffer.size <= _HEAD
    layout = find_layout(text, whole, file.name)
    data = decoded.buffer.slice(layout.data_start)
    if layout.delimiter == " ":
        data = _with_tabs(data)
    detected = {
        **file.detected,
        "encoding": decoded.encoding,
        "delimiter": DELIMITERS.get(layout.delimiter, layout.delimiter),
        "header": f"line {layout.header_line}" if layout.header_line else "none",
    }
    assumed = [decoded.assumed] if decoded.assumed else []
    if layout.header_line is None:
        assumed.append("The file has no header; columns are called 'column 1' and so on.")
    rows, exact = _count_rows(layout, data)
    return DelimitedTable(file.name, layout, data, rows, exact, detected, (*assumed, *layout.notes))


def _count_rows(layout: Layout, data: pa.Buffer) -> tuple[int, bool]:
    """Number of records, and whether it is exact: lines are counted where that is quick and a line is a record."""
    rows = len(layout.sample)
    if layout.complete:
        return rows, True
    if data.size <= _BLOCK:
        text = bytes(memoryview(data))
        if b'"' not in text and b"\n" in text:
            return text.count(b"\n") + (not text.endswith(b"\n")), True
    length = sum(len(",".join(record)) + 1 for record in layout.sample)
    return max(rows, round(data.size / length * rows)), False


def _with_tabs(data: pa.Buffer) -> pa.Buffer:
    """Runs of blanks become one tab."""
    import pyarrow as pa

    text = re.sub(rb"(?m)^[ \t]+|[ \t]+(?=\r?$)", b"", data.to_pybytes())
    return pa.py_buffer(re.sub(rb"[ \t]+", b"\t", text))
