"""Ids that are numbers behind one prefix ("C00042", "17850"): coded by a table instead of a hash.

Hashing ten million texts takes longer than reading them. Ids counted up by some system lie close together, so that
their numbers can index a table directly. Anything else is left to hashing.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa

_FEWEST = 50_000  # below, hashing is as fast
LONGEST = 24
_BLOCK = 1 << 16


def code_numbered(texts: pa.Array) -> tuple[NDArray[np.int32], pa.Array] | None:
    """Codes and distinct texts of ids of one length, alike but for digits; None where they are not like that.

    Examples
    --------
    >>> import pyarrow as pa
    >>> codes, ids = code_numbered(pa.array(["C0002", "C0001", "C0002"] * 20_000))
    >>> codes[:3].tolist(), ids.to_pylist()
    ([1, 0, 1], ['C0001', 'C0002'])
    """
    marks = _marks(texts) if len(texts) >= _FEWEST and not texts.null_count else None
    if marks is None:
        return None
    length = marks.shape[1]
    varies = (marks[:: max(1, len(texts) // 4096)] != marks[0]).any(axis=0)
    digits = length - int(np.argmax(varies)) if varies.any() else 0
    if not 0 < digits <= 9 or 10**digits > 4 * len(texts) + 1_000_000:
        return None
    numbers = _numbers(marks, digits)
    return None if numbers is None else _by_table(numbers, 10**digits, texts)


def _marks(texts: pa.Array) -> NDArray[np.uint8] | None:
    """Bytes of each text, one row each; None if they are not of one length."""
    import pyarrow as pa

    if pa.types.is_fixed_size_binary(texts.type):
        length = texts.type.byte_width
        return np.frombuffer(texts.buffers()[1], np.uint8, len(texts) * length, texts.offset * length).reshape(
            -1, length
        )
    if not pa.types.is_string(texts.type):
        return None
    _, ends, data = texts.buffers()
    offsets = np.frombuffer(ends, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    length = int(offsets[1] - offsets[0])
    if not 0 < length <= LONGEST or not np.array_equal(np.diff(offsets), np.full(len(texts), length, np.int32)):
        return None
    return np.frombuffer(data, np.uint8, len(texts) * length, int(offsets[0])).reshape(-1, length)


def _numbers(marks: NDArray[np.uint8], digits: int) -> NDArray[np.int32] | None:
    """Number in the last places of each text; None if the rest is not alike or these are no digits."""
    numbers = np.empty(len(marks), np.int32)
    prefix = marks.shape[1] - digits

    def work(start: int) -> bool:
        block = marks[start : start + _BLOCK]
        if prefix and not (block[:, :prefix] == marks[0, :prefix]).all():
            return False
        found = np.zeros(len(block), np.int32)
        for j in range(prefix, marks.shape[1]):
            digit = block[:, j] - np.uint8(ord("0"))
            if (digit > 9).any():
                return False
            found *= 10
            found += digit
        numbers[start : start + _BLOCK] = found
        return True

    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        good = all(pool.map(work, range(0, len(marks), _BLOCK)))
    return numbers if good else None


def _by_table(numbers: NDArray[np.int32], size: int, texts: Any) -> tuple[NDArray[np.int32], pa.Array]:
    """Codes in the order of the numbers."""
    import pyarrow as pa

    row = np.full(size, -1, np.int32)
    row[numbers] = np.arange(len(numbers), dtype=np.int32)
    used = row >= 0
    place = np.cumsum(used, dtype=np.int32) - np.int32(1)
    ids = texts.take(pa.array(row[used]))
    return place[numbers], ids if pa.types.is_string(ids.type) else ids.cast(pa.binary()).cast(pa.string())
