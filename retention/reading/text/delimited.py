"""Text tables: comma, semicolon, tab, vertical bar, blanks or fixed width between the fields.

A strict typed read comes first, since it is what most large files allow. If any value refuses, everything is read
again as text and every odd row is accounted for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.errors import LimitError, ReadError
from retention.languages import later, later_many, say
from retention.mapping import Assumption
from retention.reading.containers.packing import in_words
from retention.reading.questions import Question
from retention.reading.tables import SAMPLE, Loaded, Rows, Wanted
from retention.reading.text.layout import Layout
from retention.reading.text.repair import contains, mend, text_lines, walk
from retention.reading.values.numbered import LONGEST

if TYPE_CHECKING:
    import pyarrow as pa

_BLOCK = 16 << 20
_READ_BLOCK = 1 << 20  # small enough to stay in the processor's cache
_PLACES, _PLACE = 8, 16 << 10
_LARGEST_BLOCK = 256 << 20
_TOO_LONG = "straddling"  # of what Arrow says where a record is longer than a block
_ISO = re.compile(r"^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)?$")
_ISO_WITH_OFFSET = re.compile(r"^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2})$")
_PLAIN_NUMBER = re.compile(r"^\s*-?\d+(?:\.\d+)?\s*$")
_DOUBTFUL_NUMBER = re.compile(r"^\s*-?[1-9]\d{0,2}\.\d{3}\s*$")  # "1.234", which is a thousand to many
NO_QUOTES = later("A quotation mark is opened and not closed; quotation marks are read as ordinary characters.")


@dataclass
class DelimitedTable:
    """A text table, laid out.

    Attributes
    ----------
    data
        The text below the header, as UTF-8.
    written
        The same before it was rewritten or mended, where it was; its lines are the same.
    hidden
        Columns without a name and without a single value.
    """

    source: str
    layout: Layout
    data: pa.Buffer
    rows: int
    rows_exact: bool
    detected: dict[str, str]
    assumed: tuple[str, ...]
    workbook: bool = False
    sheets: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    written: pa.Buffer | None = None
    hidden: frozenset[str] = frozenset()
    _records: int = field(default=-1, repr=False)
    _counted: int = field(default=-1, repr=False)
    _mended: str = field(default="", repr=False)
    _block: int = field(default=_READ_BLOCK, repr=False)

    @property
    def names(self) -> list[str]:
        """Column names."""
        return [name for name in self.layout.names if name not in self.hidden]

    @cached_property
    def sample(self) -> list[list[str]]:
        """First data records, and of a long file some from later on, since files are often sorted by something."""
        if not self.hidden:
            return self._sample
        shown = [j for j, name in enumerate(self.layout.names) if name not in self.hidden]
        return [[record[j] for j in shown if j < len(record)] for record in self._sample]

    @cached_property
    def _sample(self) -> list[list[str]]:
        first = self.layout.sample[:SAMPLE]
        return first if self.rows_exact else [*first, *self._later_records()]

    def _later_records(self) -> Iterator[list[str]]:
        view, width = memoryview(self.data), len(self.layout.names)
        for i in range(1, _PLACES + 1):
            start = len(view) * i // (_PLACES + 1)
            text = bytes(view[start : start + _PLACE]).decode("utf-8", errors="ignore")
            lines = text.splitlines(keepends=True)[1:-1]  # the first and the last may be cut
            records = map(self.layout.dialect.split, lines)
            yield from (record for record in records if record is not None and len(record) == width)

    @cached_property
    def quotes(self) -> bool:
        """Whether the data hold quotation marks at all; without any, the file can be cut anywhere and read faster."""
        quote = self.layout.dialect.quote
        return bool(quote) and contains(self.data, quote.encode())

    def load(self, wanted: Wanted) -> Loaded:
        """Read the columns asked for, strictly typed if that works, else as text."""
        import pyarrow as pa

        try:
            loaded = self._typed(wanted) or self._read(wanted, {}, threads=False)
            if self._swallowed(loaded) and self._mend():
                loaded = self._typed(wanted) or self._read(wanted, {}, threads=False)
        except pa.ArrowInvalid as error:
            if not self.quotes:
                raise self._no_records(error) from error
            loaded = self._mended_anyhow(wanted)
        self._records = len(loaded.row) + len(loaded.malformed)
        return self._as_written(loaded)

    def _mended_anyhow(self, wanted: Wanted) -> Loaded:
        """Read with stray quotation marks as ordinary characters; where there are none, with all of them as such."""
        import pyarrow as pa

        try:
            return self._read(wanted, {}, threads=False, quote=not self._mend())
        except pa.ArrowInvalid as error:
            raise self._no_records(error) from error

    def _no_records(self, error: Exception) -> ReadError:
        """What to say of a text that cannot be split into records."""
        if _TOO_LONG in str(error):
            return LimitError(
                say("A row of the file is longer than {size}.", size=in_words(_LARGEST_BLOCK)),
                where=self.source,
                todo=say("Export it again without the column that holds so much."),
            )
        return ReadError(say("The file cannot be split into records."), where=self.source, todo=say("Export it again."))

    def _typed(self, wanted: Wanted) -> Loaded | None:
        """Strictly typed columns, if the first records allow types and no later one refuses."""
        import pyarrow as pa

        types = self._types(wanted)
        if wanted.time not in types:
            return None
        for extra, threads in ((self._id_type(wanted), True), ({}, True), ({}, False)):
            odd: list[Any] = []  # records of odd width have no number when several threads read
            try:
                return self._read(wanted, {**types, **extra}, threads=threads, odd=odd)
            except pa.ArrowInvalid:
                if not odd and not extra:
                    return None
        return None

    def _types(self, wanted: Wanted) -> dict[str, pa.DataType]:
        """Types that the first records allow."""
        import pyarrow as pa

        types: dict[str, pa.DataType] = {}
        if wanted.text_only:
            return types
        cells = {
            name: [r[j].strip("\r\n") for r in self._sample if len(r) > j] for j, name in enumerate(self.layout.names)
        }
        if wanted.time is not None:
            times = [c for c in cells[wanted.time] if c]
            if times and all(_ISO.match(c) for c in times):
                types[wanted.time] = pa.timestamp("us")
            elif times and all(_ISO_WITH_OFFSET.match(c) for c in times):
                types[wanted.time] = pa.timestamp("us", "UTC")
        for name in wanted.numbers:
            if all(_PLAIN_NUMBER.match(c) for c in cells[name] if c) and not _may_be_thousands(cells[name]):
                types[name] = pa.float64()
        return types

    def _id_type(self, wanted: Wanted) -> dict[str, pa.DataType]:
        """Ids of one length, as far as the sample goes, need no offsets and are read faster."""
        import pyarrow as pa

        at = self.layout.names.index(wanted.customer) if wanted.customer is not None else -1
        lengths = {len(record[at].encode()) for record in self._sample if len(record) > at >= 0}
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
        block = self._block
        while True:
            options = csv.ReadOptions(use_threads=threads, block_size=block, column_names=self.layout.names)
            try:
                table = read(pa.BufferReader(self.data), read_options=options)
                self._block = block
                break
            except pa.ArrowInvalid as error:
                if _TOO_LONG not in str(error) or block >= min(_LARGEST_BLOCK, self.data.size):
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
        said = tuple(note for note in (self._mended, "" if quote else NO_QUOTES) if note)
        return Loaded(columns, row, malformed, partial(self._whole, quote), typed=proved, assumed=said)

    def _parse_options(self, quote: bool, handler: Any) -> Any:
        from pyarrow import csv

        dialect, quote = self.layout.dialect, quote and self.quotes
        return csv.ParseOptions(
            delimiter=dialect.delimiter,
            quote_char=dialect.quote if quote else False,
            escape_char=dialect.escape if quote and dialect.escape else False,
            newlines_in_values=quote,
            ignore_empty_lines=False,
            invalid_row_handler=handler,
        )

    def has_values(self, name: str) -> bool:
        """Whether any record has a value in a column."""
        import pyarrow.compute as pc

        return any(
            pc.any(pc.not_equal(pc.utf8_trim_whitespace(batch.column(name)), "")).as_py()
            for batch in self._batches(True)
        )

    # ------------------------------------------------------------------------------------- swallowed records
    def _swallowed(self, loaded: Loaded) -> bool:
        """Whether a quotation mark that was closed much later, or never, may have swallowed whole records."""
        import pyarrow.compute as pc

        if not self.quotes or self._lines <= len(loaded.row) + len(loaded.malformed):
            return False
        quote = self.layout.dialect.quote
        if any(len(text.splitlines()) > 1 or text.count(quote) % 2 for _, text in loaded.malformed):
            return True
        mark = re.escape(self.layout.dialect.delimiter)
        pattern = rf"(?:{mark}[^{mark}]*){{{min(len(self.layout.names) - 1, 999)}}}"
        try:
            for batch in self._batches(True):
                for column in batch.columns:
                    broken = column.filter(pc.match_substring_regex(column, r"[\r\n]"))
                    if len(broken) and pc.any(pc.match_substring_regex(broken, pattern)).as_py():
                        return True
        except ReadError:  # a record larger than any block
            return True
        return False

    def _mend(self) -> bool:
        """Take stray quotation marks as ordinary characters; whether there were any."""
        import pyarrow as pa

        mended = mend(self.data.to_pybytes(), self.layout.dialect, self.layout.usual)
        if not mended.quotes:
            return False
        self.written = self.written or self.data
        self.data = pa.py_buffer(mended.data)
        self._mended = later_many(
            "A quotation mark is opened and not closed; read as an ordinary character, so that no row is lost.",
            "{n} quotation marks are opened and not closed; read as an ordinary character, so that no row is lost.",
            mended.quotes,
        )
        return True

    # ------------------------------------------------------------------------------------------ back to the file
    def lines(self, row: Rows) -> Rows:
        """Line of the file that each record begins on."""
        if not len(row) or not self.quotes or self._records == self._lines:
            return row + np.int32(self.layout.data_line - 1)
        starts = self._starts(int(row.max()))
        return starts[np.minimum(row - 1, len(starts) - 1)] + np.int32(self.layout.data_line)

    @property
    def _lines(self) -> int:
        """Lines of the data; mending changes none."""
        if self._counted < 0:
            self._counted = _count_lines(self.data)
        return self._counted

    def _starts(self, most: int) -> Rows:
        """Line that each of the first records begins on, the first of the data being 0."""
        lines = text_lines(self.data.to_pybytes())
        return np.fromiter((record.start for record in islice(walk(lines, self.layout.dialect), most)), np.int32)

    def _as_written(self, loaded: Loaded) -> Loaded:
        """Malformed records as they stand in the file, where the text was rewritten or mended."""
        if self.written is None or not loaded.malformed:
            return loaded
        lines = text_lines(self.written.to_pybytes())
        at = self.lines(np.array([number for number, _ in loaded.malformed], np.int32)) - self.layout.data_line
        texts = (lines[i].encode("latin-1").decode("utf-8", "replace") for i in at.tolist())
        numbers = (number for number, _ in loaded.malformed)
        loaded.malformed[:] = zip(numbers, texts, strict=True)
        return loaded

    def parts(self, row: Rows) -> list[str]:
        """Nothing is joined here."""
        return [""] * len(row)

    def _batches(self, quote: bool) -> Iterator[Any]:
        """All columns as text, piece by piece; the same records in the same order as the first read."""
        import pyarrow as pa
        from pyarrow import csv

        reader = csv.open_csv(
            pa.BufferReader(self.data),
            read_options=csv.ReadOptions(
                use_threads=False,
                column_names=self.layout.names,
                block_size=min(self.data.size + 1, max(_BLOCK, self._block)),
            ),
            parse_options=self._parse_options(quote, _skip),
            convert_options=csv.ConvertOptions(
                include_columns=self.names,
                column_types={name: pa.string() for name in self.names},
                strings_can_be_null=False,
            ),
        )
        try:
            yield from reader
        except pa.ArrowInvalid as error:
            raise self._no_records(error) from error

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


def _may_be_thousands(cells: list[str]) -> bool:
    """Whether every point stands before three digits, so that it need not begin the decimals."""
    pointed = [cell for cell in cells if "." in cell]
    return bool(pointed) and all(_DOUBTFUL_NUMBER.match(cell) for cell in pointed)


def _refuse(odd: list[Any] | None, record: Any) -> str:
    if odd is not None:
        odd.append(record)
    return "error"


def _skip(_: Any) -> str:
    return "skip"


def _note_down(malformed: list[tuple[int, str]], record: Any) -> str:
    malformed.append((record.number, record.text))
    return "skip"


def _count_lines(data: pa.Buffer) -> int:
    """Lines of a text, whatever ends them."""
    count, last = 0, b"\n"
    view = memoryview(data)
    for i in range(0, len(view), _BLOCK):
        block = bytes(view[i : i + _BLOCK])
        count += block.count(b"\n")
        if b"\r" in block:
            count += block.count(b"\r") - block.count(b"\r\n")
        count -= last == b"\r" and block[:1] == b"\n"
        last = block[-1:]
    return count + (last not in (b"\n", b"\r"))
