"""What every kind of file becomes before roles are looked at: named columns and a way back to whole rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from retention.mapping import Assumption
from retention.reading.questions import Question

if TYPE_CHECKING:
    import pyarrow as pa

Rows = NDArray[np.int32]
SAMPLE = 2000  # records that roles are guessed from
SHOWN = 1_000  # letters of a repeated value in rows that are shown


@dataclass(frozen=True)
class Loaded:
    """The columns asked for.

    Attributes
    ----------
    columns
        By name: text, codes of text, or numbers and moments where the file or a strict reader gave them.
    row
        Record number of each row, the first record under the header being 1.
    malformed
        ``(record number, text)`` of records with the wrong number of fields.
    whole
        All columns of some rows (positions, rising), as text: for copies and for showing what was left out.
    typed
        Whether a strict reader has proved the types, so that equal values mean equal text.
    assumed
        Sentences about how the file was read.
    set_aside
        Reason to a mark for each row that says nothing for that reason, such as the blank cells of a wide table.
    complete_until
        Local moment up to which the data are whole, where the layout says so.
    """

    columns: dict[str, pa.ChunkedArray]
    row: Rows
    malformed: list[tuple[int, str]]
    whole: Callable[[NDArray[np.int64]], pa.Table]
    typed: bool = False
    assumed: tuple[str, ...] = ()
    set_aside: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    complete_until: np.datetime64 | None = None

    def release(self, *names: str) -> None:
        """Let go of columns that have been understood: a large file should not be held twice."""
        for name in names:
            self.columns.pop(name, None)


@dataclass(frozen=True)
class Wanted:
    """Columns to load, and which of them may be read as moments or numbers at once."""

    columns: tuple[str, ...]
    time: str | None = None
    numbers: tuple[str, ...] = ()
    text_only: bool = False
    customer: str | None = None


class Table(Protocol):
    """A file that has been laid out but not read."""

    source: str
    detected: dict[str, str]
    assumed: tuple[str, ...]
    rows_exact: bool
    workbook: bool
    sheets: tuple[str, ...]  # of a workbook: all of them, whether read or not
    members: tuple[str, ...]  # of an archive: all files in it
    questions: tuple[Question, ...]
    assumptions: tuple[Assumption, ...]

    @property
    def names(self) -> list[str]:
        """Column names."""

    @property
    def sample(self) -> list[list[str]]:
        """Some records as text, the first ones first."""

    @property
    def rows(self) -> int:
        """Data rows, counted or estimated."""

    def load(self, wanted: Wanted) -> Loaded:
        """Read the columns asked for."""

    def lines(self, row: Rows) -> Rows:
        """Line of the file (row of the sheet) that each record begins on; the first is 1."""

    def parts(self, row: Rows) -> list[str]:
        """File or sheet of each record, where several are joined; else empty texts."""


@dataclass
class ArrowTable:
    """A table that has columns already: a data frame, a Parquet file, a sheet of a workbook."""

    source: str
    table: pa.Table
    detected: dict[str, str] = field(default_factory=dict)
    assumed: tuple[str, ...] = ()
    workbook: bool = False
    rows_exact: bool = True
    sheets: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    header_line: int = 0
    """Line just above the first record."""

    @property
    def names(self) -> list[str]:
        """Column names."""
        return list(self.table.column_names)

    @property
    def rows(self) -> int:
        """Number of rows."""
        return int(self.table.num_rows)

    @property
    def sample(self) -> list[list[str]]:
        """First rows as text."""
        head = as_text(self.table.slice(0, SAMPLE))
        columns = [head.column(i).to_pylist() for i in range(head.num_columns)]
        return [list(record) for record in zip(*columns, strict=True)]

    def load(self, wanted: Wanted) -> Loaded:
        """Hand out columns; nothing is copied."""
        table = self.table
        columns = {name: table.column(name) for name in wanted.columns}
        row = np.arange(1, table.num_rows + 1, dtype=np.int32)
        return Loaded(columns, row, [], lambda at: as_text(table.take(at)), typed=False)

    def lines(self, row: Rows) -> Rows:
        """Line of the file, or row of the sheet, of each record."""
        return row + np.int32(self.header_line)

    def parts(self, row: Rows) -> list[str]:
        """Nothing is joined here."""
        return [""] * len(row)


def as_text(table: pa.Table) -> pa.Table:
    """All columns as text, null as an empty text."""
    import pyarrow as pa

    columns = []
    for column in table.columns:
        try:
            text = _cut(column).cast(pa.string())
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            text = pa.chunked_array(
                [pa.array([None if v is None else str(v) for v in column.to_pylist()], pa.string())]
            )
        columns.append(text.fill_null(""))
    return pa.table(columns, names=list(table.column_names))


def _cut(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column whose repeated values are short: one long text may stand for the cells of a million rows."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_dictionary(column.type) or not pa.types.is_string(column.type.value_type):
        return column
    short = [
        pa.DictionaryArray.from_arrays(part.indices, pc.utf8_slice_codeunits(part.dictionary, 0, SHOWN))
        for part in column.chunks
    ]
    return pa.chunked_array(short, column.type)


def joined(table: pa.Table, separator: str = ", ") -> list[str]:
    """Each row as one text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if table.num_columns == 0 or table.num_rows == 0:
        return [""] * table.num_rows
    columns: Sequence[pa.ChunkedArray] = [c.cast(pa.large_string()) for c in table.columns]
    if len(columns) == 1:
        single: list[str] = columns[0].to_pylist()
        return single
    texts: list[str] = pc.binary_join_element_wise(*columns, pa.scalar(separator, pa.large_string())).to_pylist()
    return texts
