"""Names as codes: work on the distinct values, never on the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.reading.values.numbered import code_numbered

if TYPE_CHECKING:
    import pyarrow as pa


def read_labels(column: pa.ChunkedArray) -> tuple[NDArray[Any], tuple[str, ...]]:
    """Names as codes of the sorted labels, -1 for blank.

    Examples
    --------
    >>> import pyarrow as pa
    >>> read_labels(pa.chunked_array([["b", None, "a", "b "]]))
    (array([ 1, -1,  0,  1], dtype=int16), ('a', 'b'))
    """
    codes, raw = coded(column)
    texts = [text.strip() for text in raw.to_pylist()]
    labels = tuple(sorted({text for text in texts if text}))
    place = {label: i for i, label in enumerate(labels)}
    kind = np.int16 if len(labels) < 32_767 else np.int32
    return np.array([*(place.get(text, -1) for text in texts), -1], kind)[codes], labels


def coded(column: pa.ChunkedArray) -> tuple[NDArray[np.int32], pa.Array]:
    """Codes (-1 for null) and distinct values as text."""
    import pyarrow as pa

    if not pa.types.is_dictionary(column.type):
        # Joined first: encoding many chunks repeats the growing dictionary for each of them.
        whole = column.combine_chunks()
        coded = None if isinstance(whole, pa.ChunkedArray) else code_numbered(whole)
        if coded is not None:
            return coded
        if pa.types.is_fixed_size_binary(column.type):
            whole = column.cast(pa.binary()).cast(pa.string()).combine_chunks()
        encoded = whole.dictionary_encode()
        column = encoded if isinstance(encoded, pa.ChunkedArray) else pa.chunked_array([encoded])
    column = column.unify_dictionaries()
    if not column.num_chunks:
        return np.zeros(0, np.int32), pa.array([], pa.string())
    parts = []
    for chunk in column.chunks:
        indices = chunk.indices.fill_null(-1) if chunk.indices.null_count else chunk.indices
        parts.append(indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False))
    codes = parts[0] if len(parts) == 1 else np.concatenate(parts)
    return codes, _as_text(column.chunk(0).dictionary)


def _as_text(values: pa.Array) -> pa.Array:
    """Distinct values as text; whole floating numbers without their point, as ids and years mean them."""
    import pyarrow as pa

    if pa.types.is_floating(values.type):
        numbers = values.to_numpy(zero_copy_only=False)
        if np.all((numbers == np.floor(numbers)) & (np.abs(numbers) < 2**53) | np.isnan(numbers)):
            texts = ["" if np.isnan(number) else str(int(number)) for number in numbers]
            return pa.array(texts, pa.string())
    return values.cast(pa.string()).fill_null("")
