"""Unicode in units of two or four bytes, and the marks that a file may begin with."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

import numpy as np

from retention.languages import later

if TYPE_CHECKING:
    import pyarrow as pa

_HEAD = 1 << 16
MARKS = (  # the longer ones first: that of UTF-32 begins like that of UTF-16
    (codecs.BOM_UTF32_LE, "utf_32_le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf_32_be", "UTF-32"),
    (codecs.BOM_UTF8, "utf_8", later("UTF-8 with a byte order mark")),
    (codecs.BOM_UTF16_LE, "utf_16_le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf_16_be", "UTF-16"),
)


def wide_codec(buffer: pa.Buffer) -> str:
    """UTF-16 or UTF-32 without a mark: the digits and commas of a table have zero bytes at fixed places.

    Examples
    --------
    >>> import pyarrow as pa
    >>> [wide_codec(pa.py_buffer("id,날짜\\n1,2024-01-05\\n".encode(codec))) for codec in ("utf-16-be", "utf-8")]
    ['utf_16_be', '']
    """
    head = np.frombuffer(buffer, np.uint8)[:_HEAD]
    return _four_bytes(head) or _two_bytes(head)


def _four_bytes(head: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> str:
    if len(head) < 8:
        return ""
    zero = (head[: len(head) // 4 * 4].reshape(-1, 4) == 0).mean(axis=0)
    if zero[3] > 0.99 and zero[2] > 0.9 and zero[0] < 0.5:
        return "utf_32_le"
    return "utf_32_be" if zero[0] > 0.99 and zero[1] > 0.9 and zero[3] < 0.5 else ""


def _two_bytes(head: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> str:
    pairs = head[: len(head) // 2 * 2].reshape(-1, 2) == 0
    first, second = pairs.sum(axis=0).tolist()
    for codec, high, low in (("utf_16_le", second, first), ("utf_16_be", first, second)):
        many = high >= len(pairs) * 0.2 or high >= len(pairs) * 0.03 > 8
        if high >= 2 and low <= high * 0.3 and many and _is_text(bytes(head[: len(pairs) * 2]), codec):
            return codec
    return ""


def _is_text(data: bytes, codec: str) -> bool:
    text = data.decode(codec, errors="replace")
    return text.count("�") <= max(1, len(text) // 100) and any(character in text for character in "\n\r,;\t")
