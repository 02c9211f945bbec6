"""Files that have typed columns already: Parquet, Arrow, Feather, ORC."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from retention.errors import EmptyFileError, ReadError
from retention.languages import later, say
from retention.reading.containers.files import OpenedFile
from retention.reading.containers.packing import in_words
from retention.reading.documents.records import short_names, written
from retention.reading.documents.repeats import as_codes, is_text, packed_bytes, repeated_bytes
from retention.reading.limits import Limits
from retention.reading.opening import Opening
from retention.reading.tables import ArrowTable
from retention.reading.text.layout import clean_names

if TYPE_CHECKING:
    import pyarrow as pa

_CODE = 4  # bytes that a value takes at least, once it is read
_NESTED = 5  # columns inside columns that are laid side by side
_STREAM_END = b"\xff\xff\xff\xff\0\0\0\0"
_YEARS = (-62_135_596_800, 253_402_300_799)  # first and last second of the years 1 to 9999
_FORMATS = {"parquet": "Parquet", "arrow": "Arrow", "orc": "ORC"}


def open_columnar(file: OpenedFile, opening: Opening) -> ArrowTable:
    """Read a file of typed columns.

    Raises
    ------
    ReadError
        If it is damaged; :class:`EmptyFileError` if it has no rows.
    LimitError
        If a small file asks for much memory.
    """
    import pyarrow as pa

    words = _FORMATS[file.kind]
    try:
        table, notes = _sound(_READERS[file.kind](file, opening.limits))
        table = _side_by_side(table)
        columns = [_plain(table.column(j)) for j in range(table.num_columns)]
        names = list(table.column_names)
    except ReadError:
        raise
    except Exception as error:  # each reader has its own errors for a file that is damaged
        raise ReadError(
            say("The {format} file is damaged or cut off.", format=words),
            where=file.name,
            todo=say("Write it again, or send it again."),
        ) from error
    if not columns or table.num_rows == 0:
        raise EmptyFileError(
            say("The {format} file has no data rows.", format=words),
            where=file.name,
            todo=say("Write it again with its rows."),
        )
    _refuse_wide(len(columns), file.name, opening.limits)
    names, renamed = clean_names(short_names(names), len(columns))
    detected = {**file.detected, "format": words}
    said = (*renamed, *notes, *_unended(file))
    return ArrowTable(file.name, pa.table(columns, names=names), detected, assumed=said)


def _unended(file: OpenedFile) -> tuple[str, ...]:
    """A sentence for a stream that may have been cut between two of its parts."""
    view = memoryview(file.buffer)
    if file.kind != "arrow" or bytes(view[:6]) == b"ARROW1" or bytes(view[-8:]) == _STREAM_END:
        return ()
    return (later("The file has no mark at its end, so that rows at its end may be missing."),)


def _sound(table: pa.Table) -> tuple[pa.Table, list[str]]:
    """The table, its text proved to be text; bytes that are no letters are replaced and told."""
    import pyarrow as pa

    notes: list[str] = []
    table.validate()
    for j, field in enumerate(table.schema):
        column = table.column(j)
        try:
            column.validate(full=True)
        except pa.ArrowInvalid:
            if not (pa.types.is_string(field.type) or pa.types.is_large_string(field.type)):
                raise
            raw = column.cast(pa.large_binary())
            raw.validate(full=True)
            table = table.set_column(j, field.name, _as_text(raw))
            notes.append(
                later(
                    "The column '{column}' holds bytes that are no letters; they are shown as '\ufffd'.",
                    column=field.name,
                )
            )
    return table, notes


def _parquet(file: OpenedFile, limits: Limits) -> pa.Table:
    import pyarrow as pa
    from pyarrow import parquet

    reader = parquet.ParquetFile(pa.BufferReader(file.buffer))
    meta = reader.metadata
    _refuse_wide(meta.num_columns, file.name, limits)
    stored = sum(meta.row_group(i).total_byte_size for i in range(meta.num_row_groups))
    _refuse_large(max(stored, meta.num_rows * meta.num_columns * _CODE), file, limits)
    _refuse_large(repeated_bytes(file.buffer, meta, limits.unpacked_bytes), file, limits)
    return reader.read()


def _arrow(file: OpenedFile, limits: Limits) -> pa.Table:
    """Arrow as a file, which Feather is too, or as a stream."""
    import pyarrow as pa
    from pyarrow import ipc

    start = bytes(memoryview(file.buffer)[:6])
    source = pa.BufferReader(file.buffer)
    if start.startswith(b"ARROW1"):
        reader = ipc.open_file(source)
        batches: Any = (reader.get_batch(i) for i in range(reader.num_record_batches))
    else:
        reader = batches = ipc.open_stream(source)
    _refuse_wide(len(reader.schema), file.name, limits)
    _refuse_large(packed_bytes(file.buffer), file, limits)
    taken, size = [], 0
    for batch in batches:
        size += batch.nbytes
        _refuse_large(size, file, limits)
        taken.append(batch)
    return pa.Table.from_batches(taken, reader.schema)


def _orc(file: OpenedFile, limits: Limits) -> pa.Table:
    import pyarrow as pa
    from pyarrow import orc

    reader = orc.ORCFile(pa.BufferReader(file.buffer))
    _refuse_wide(len(reader.schema), file.name, limits)
    _refuse_large(reader.nrows * len(reader.schema) * _CODE, file, limits)
    return reader.read()


_READERS: dict[str, Any] = {"parquet": _parquet, "arrow": _arrow, "orc": _orc}


def _refuse_wide(columns: int, name: str, limits: Limits) -> None:
    limits.refuse_above(
        "columns",
        columns,
        say("The file has {n} columns; at most {most} are read.", n=f"{columns:,}", most=f"{limits.columns:,}"),
        where=name,
        todo=say("Write only those that are needed."),
    )


def _refuse_large(size: int, file: OpenedFile, limits: Limits) -> None:
    """A column of a million equal values takes a few bytes in such a file, and megabytes once it is read."""
    limits.refuse_above(
        "unpacked_bytes",
        size,
        say("The file unpacks to more than {size}.", size=in_words(limits.unpacked_bytes)),
        where=file.name,
        todo=say("Write fewer rows or columns."),
    )
    limits.refuse_expansion(size, file.origin, where=file.name)


def _side_by_side(table: pa.Table) -> pa.Table:
    """Columns inside columns become columns with dots in their names."""
    import pyarrow as pa

    for _ in range(_NESTED):
        if not any(pa.types.is_struct(field.type) for field in table.schema):
            break
        table = table.flatten()
    return table


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text, numbers, moments and truth values stay; everything else becomes text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if isinstance(kind, pa.BaseExtensionType):
        column = pa.chunked_array([chunk.storage for chunk in column.chunks], kind.storage_type)
        return _plain(column)
    if pa.types.is_dictionary(kind):
        return as_codes(column) if is_text(kind.value_type) else column.cast(kind.value_type)
    if pa.types.is_run_end_encoded(kind):
        return _plain(pc.run_end_decode(column))
    if pa.types.is_timestamp(kind):
        return _possible_moments(column)
    keep = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal, pa.types.is_date)
    if pa.types.is_string(kind) or any(test(kind) for test in keep):
        return column
    return _as_text(column)


def _possible_moments(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Moments; where some lie beyond the years 1 to 9999, text, in which those are bare numbers."""
    import pyarrow as pa
    import pyarrow.compute as pc

    seconds = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}[column.type.unit]
    numbers = column.cast(pa.int64())
    low, high = (max(-(1 << 63), min((1 << 63) - 1, edge * seconds)) for edge in _YEARS)
    fits = pc.and_(pc.greater_equal(numbers, low), pc.less_equal(numbers, high))
    if pc.all(fits).as_py() is not False:
        return column
    moments = pc.if_else(fits, column, pa.scalar(None, column.type))
    return pc.if_else(fits, moments.cast(pa.string()), numbers.cast(pa.string()))


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow as pa

    if not pa.types.is_nested(column.type):
        try:
            return column.cast(pa.string())
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            pass
    texts = [_text(value) for value in column.to_pylist()]
    return pa.chunked_array([pa.array(texts, pa.string())])


def _text(value: Any) -> str | None:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return written(value) if isinstance(value, (list, dict, bool)) else None if value is None else str(value)
