"""Workbooks: the biggest visible sheet unless told, every cell as text."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from retention.errors import EmptyFileError, ReadError
from retention.reading.files import OpenedFile
from retention.reading.layout import clean_names, find_header
from retention.reading.tables import ArrowTable

if TYPE_CHECKING:
    import pyarrow as pa

MAX_CELLS = 60_000_000
MAX_UNPACKED = 1 << 30
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_LOOK = 60


def open_workbook(file: OpenedFile, sheet: str | None) -> tuple[ArrowTable, tuple[str, ...]]:
    """Lay out one sheet; also the names of all sheets.

    Raises
    ------
    ReadError
        If it is damaged, locked or too large, or has no such sheet.
    """
    import fastexcel
    import pyarrow as pa

    _refuse_huge(file)
    try:
        book = fastexcel.read_excel(file.buffer.to_pybytes())
    except Exception as error:  # the reader below has its own errors for each format
        raise ReadError(
            "The workbook cannot be opened: it is damaged or protected.",
            where=file.name,
            todo="Open it in Excel, save a copy without a password, then upload that.",
        ) from error
    names = tuple(book.sheet_names)
    loaded, note = _choose(book, names, sheet, file.name)
    batch = loaded.to_arrow()
    table = pa.Table.from_batches([batch]) if isinstance(batch, pa.RecordBatch) else batch
    arrow = _laid_out(table, file, loaded.name)
    arrow.detected["sheet"] = loaded.name
    arrow.assumed = (*arrow.assumed, *note)
    return arrow, names


def _choose(book: Any, names: tuple[str, ...], sheet: str | None, where: str) -> tuple[Any, tuple[str, ...]]:
    if sheet is not None:
        if sheet not in names:
            listed = ", ".join(f"'{name}'" for name in names)
            raise ReadError(
                f"There is no sheet '{sheet}'. The workbook has: {listed}.", where=where, todo="Choose one."
            )
        return _load(book, sheet, where), ()
    sheets = [_load(book, name, where) for name in names]
    seen = [s for s in sheets if s.visible == "visible"] or sheets
    if not seen:
        raise EmptyFileError("The workbook has no sheets with cells.", where=where, todo="Save the data on a sheet.")
    best = max(seen, key=lambda s: s.total_height * max(s.width, 1) if s.width > 1 else 0)
    others = [s.name for s in sheets if s.name != best.name]
    note = f"The sheet '{best.name}' is read, the biggest of {len(sheets)}; not read: {', '.join(others)}."
    return best, (note,) if others else ()


def _load(book: Any, name: str, where: str) -> Any:
    try:
        return book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    except Exception as error:
        raise ReadError(
            f"The sheet '{name}' cannot be read.", where=where, todo="Save it again in Excel, then upload that."
        ) from error


def _laid_out(table: pa.Table, file: OpenedFile, sheet: str) -> ArrowTable:
    if table.num_rows == 0:
        raise EmptyFileError(f"The sheet '{sheet}' is empty.", where=file.name, todo="Choose another sheet.")
    head = [[cell or "" for cell in record.values()] for record in table.slice(0, _LOOK).to_pylist()]
    at = find_header(head)
    first = 0 if at is None else at + 1
    names, notes = clean_names(head[at] if at is not None else [], table.num_columns)
    data = table.slice(first).rename_columns(names)
    if data.num_rows == 0:
        raise EmptyFileError(
            f"The sheet '{sheet}' has a header and no data rows.", where=file.name, todo="Export it again."
        )
    detected = {**file.detected, "format": "workbook", "header": f"row {at + 1}" if at is not None else "none"}
    return ArrowTable(file.name, data, detected, tuple(notes), workbook=True)


def _refuse_huge(file: OpenedFile) -> None:
    """Two far cells in a file of 837 bytes make readers ask for 549 GB: count before reading."""
    import pyarrow as pa

    if bytes(memoryview(file.buffer)[:2]) != b"PK":
        return
    with zipfile.ZipFile(pa.BufferReader(file.buffer)) as archive:
        members = archive.infolist()
        if sum(m.file_size for m in members) > MAX_UNPACKED:
            raise ReadError("The workbook unpacks to more than 1 GB.", where=file.name, todo="Save the data as CSV.")
        for member in members:
            if re.search(r"worksheets/[^/]+\.xml$", member.filename):
                rows, columns = _used_area(_pieces(archive, member.filename, file.name))
                if rows * columns > MAX_CELLS:
                    raise ReadError(
                        f"A sheet uses {rows:,} rows and {columns:,} columns, since a cell far away holds something.",
                        where=file.name,
                        todo="Delete the empty rows and columns in Excel, or save the data as CSV.",
                    )


def _pieces(archive: zipfile.ZipFile, member: str, where: str) -> Iterator[bytes]:
    import zlib

    tail, total = b"", 0
    try:
        with archive.open(member) as part:
            while block := part.read(1 << 20):
                total += len(block)
                if total > MAX_UNPACKED:
                    raise ReadError("A sheet unpacks to more than 1 GB.", where=where, todo="Save the data as CSV.")
                yield tail + block
                tail = block[-64:]
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise ReadError(
            "The workbook is damaged or protected.",
            where=where,
            todo="Open it in Excel and save a copy without a password.",
        ) from error


def _used_area(pieces: Iterator[bytes]) -> tuple[int, int]:
    low, high, left, right = 1 << 30, 0, 1 << 30, 0
    for piece in pieces:
        found = _CELL.findall(piece)
        if not found:
            continue
        rows = [int(row) for _, row in found]
        columns = [_column_number(letters) for letters in {letters for letters, _ in found}]
        low, high = min(low, *rows), max(high, *rows)
        left, right = min(left, *columns), max(right, *columns)
    return max(0, high - low + 1), max(0, right - left + 1)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
