"""What typed columns unpack to: values that are stored once and stand for many, and buffers that are packed."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

_PACKED = (b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18")  # how Zstandard and LZ4 begin
_SIZE = 8  # bytes in front of a packed buffer of Arrow, which say what it unpacks to
_MOST = 1 << 48  # no size: chance, inside something else


def is_text(kind: pa.DataType) -> bool:
    """Whether values are of no fixed length."""
    import pyarrow as pa

    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary, pa.types.is_large_binary)
    return any(test(kind) for test in (*tests, pa.types.is_string_view, pa.types.is_binary_view))


def as_codes(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Coded text whose values are of the usual type, still coded."""
    import pyarrow as pa

    if pa.types.is_string(column.type.value_type):
        return column
    parts = [pa.DictionaryArray.from_arrays(part.indices, part.dictionary.cast(pa.string())) for part in column.chunks]
    return pa.chunked_array(parts, pa.dictionary(column.type.index_type, pa.string()))


def packed_bytes(buffer: pa.Buffer) -> int:
    """What the packed buffers of an Arrow file or stream say that they unpack to, together."""
    return sum(size for mark in _PACKED for size in _sizes(buffer, mark))


def _sizes(buffer: pa.Buffer, mark: bytes) -> Iterator[int]:
    view, step = memoryview(buffer), 1 << 24
    for start in range(0, len(view), step):
        block = bytes(view[start : start + step + _SIZE + len(mark)])
        at = block.find(mark, _SIZE)
        while 0 <= at < step + _SIZE:
            (size,) = struct.unpack_from("<q", block, at - _SIZE)
            if (start + at) % _SIZE == 0 and 0 < size < _MOST:
                yield size
            at = block.find(mark, at + 1)


def repeated_bytes(buffer: pa.Buffer, meta: Any, enough: int) -> int:
    """Size of the text of a Parquet file once every row has its own; an upper bound where that is below ``enough``.

    A value is stored once for each group of rows, and the file does not say how long it is. First the longest value
    of each group is taken for all; only where that gives too much are the codes themselves looked at.
    """
    total = 0
    for leaf in range(meta.num_columns):
        chunks = [meta.row_group(i).column(leaf) for i in range(meta.num_row_groups)]
        if not any(chunk.physical_type == "BYTE_ARRAY" and chunk.has_dictionary_page for chunk in chunks):
            continue
        path = chunks[0].path_in_schema
        size = sum(chunk.num_values * _longest(buffer, path, i) for i, chunk in enumerate(chunks))
        total += size if size < enough // 16 else sum(_exact(buffer, path, i) for i in range(len(chunks)))
    return total


def _longest(buffer: pa.Buffer, path: str, group: int) -> int:
    """Length of the longest value that a column stores once in a group of rows."""
    import pyarrow.compute as pc

    first = next(_batches(buffer, path, 1, group), None)
    values = None if first is None else getattr(first, "dictionary", None)
    return 0 if values is None or not len(values) else int(pc.max(pc.binary_length(values)).as_py() or 0)


def _exact(buffer: pa.Buffer, path: str, group: int) -> int:
    """Size of all values of a column in a group of rows."""
    import pyarrow.compute as pc

    total = 0
    for part in _batches(buffer, path, 1 << 16, group):
        lengths = pc.binary_length(getattr(part, "dictionary", part))
        total += int(pc.sum(lengths.take(part.indices) if hasattr(part, "indices") else lengths).as_py() or 0)
    return total


def _batches(buffer: pa.Buffer, path: str, rows: int, group: int) -> Iterator[Any]:
    """One column as codes, its cells laid out of what they are nested in."""
    import pyarrow as pa
    from pyarrow import parquet

    reader = parquet.ParquetFile(pa.BufferReader(buffer), read_dictionary=[path])
    for batch in reader.iter_batches(rows, row_groups=[group], columns=[path], use_threads=False):
        column = batch.column(0)
        while pa.types.is_nested(column.type):
            column = column.flatten()[0] if pa.types.is_struct(column.type) else column.flatten()
        yield column
