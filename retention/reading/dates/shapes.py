"""Texts that differ in their digits only are understood together: once for their shape, and not one by one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retention.periods import Ints

if TYPE_CHECKING:
    import pyarrow as pa

Span = tuple[int, int]
_ZERO = ord("0")
_HIDDEN = "[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"  # marks without width, and of writing direction
_ODD_DIGITS = {chr(start + i): str(i) for start in (0x0E50, 0x0660, 0x06F0, 0x0966) for i in range(10)}
_ODD = re.compile(_HIDDEN + "|[" + "".join(_ODD_DIGITS) + "]")
_TO_ZERO = np.arange(256, dtype=np.uint8)
_TO_ZERO[ord("0") : ord("9") + 1] = _ZERO


@dataclass(frozen=True)
class Shapes:
    """Texts grouped by what is left of them when every digit is a zero.

    Attributes
    ----------
    templates
        The different shapes, such as "00/00/0000".
    """

    templates: list[str]
    _marks: NDArray[np.uint8]
    _starts: Ints
    _sorted: Ints
    _bounds: Ints

    def members(self, i: int) -> Ints:
        """Positions of the texts of one shape, rising."""
        return self._sorted[self._bounds[i] : self._bounds[i + 1]]

    def numbers(self, at: Ints, span: Span) -> Ints:
        """Digits between two byte positions, as numbers."""
        start, end = span
        first = self._starts[at] + start
        found = np.zeros(len(at), np.int64)
        for k in range(end - start):
            found *= 10
            found += self._marks[first + k] - np.uint8(_ZERO)
        return found


def shapes_of(texts: pa.Array) -> Shapes:
    """Group texts by shape.

    Examples
    --------
    >>> import pyarrow as pa
    >>> shapes = shapes_of(pa.array(["5/3", "17/3", "6/4"]))
    >>> shapes.templates, shapes.members(0).tolist(), shapes.numbers(shapes.members(0), (2, 3)).tolist()
    (['0/0', '00/0'], [0, 2], [3, 4])
    """
    import pyarrow as pa

    texts = texts.cast(pa.string())
    _, ends, data = texts.buffers()
    offsets = np.frombuffer(ends, np.int32)[texts.offset : texts.offset + len(texts) + 1].astype(np.int64)
    low, high = (int(offsets[0]), int(offsets[-1])) if len(texts) else (0, 0)
    marks = np.frombuffer(data, np.uint8)[low:high] if data is not None else np.zeros(0, np.uint8)
    starts = offsets - low
    plain = pa.StringArray.from_buffers(
        len(texts), pa.py_buffer(starts.astype(np.int32)), pa.py_buffer(_TO_ZERO[marks])
    ).dictionary_encode()
    codes = plain.indices.to_numpy(zero_copy_only=False)
    many = len(plain.dictionary)
    order = np.arange(len(codes)) if many <= 1 else np.argsort(codes, kind="stable")
    bounds = np.concatenate([[0], np.cumsum(np.bincount(codes, minlength=many))])
    return Shapes(plain.dictionary.to_pylist(), marks, starts, order.astype(np.int64), bounds.astype(np.int64))


def byte_span(template: str, span: Span) -> Span:
    """Byte positions of a span of characters."""
    start, end = span
    if template.isascii():
        return span
    first = len(template[:start].encode())
    return first, first + len(template[start:end].encode())


def plain_text(text: str) -> str:
    """A text with full-width letters and digits, and composed letters, in their plain form."""
    return unicodedata.normalize("NFKC", text)


def in_plain_form(texts: pa.Array, shapes: Shapes) -> tuple[pa.Array, Shapes]:
    """Texts in plain form, with the digits of other scripts as ours; as they are where they are so already."""
    import pyarrow.compute as pc

    if all(t.isascii() or (plain_text(t) == t and not _ODD.search(t)) for t in shapes.templates):
        return texts, shapes
    texts = pc.replace_substring_regex(pc.utf8_normalize(texts, "NFKC"), _HIDDEN, "")
    if pc.any(pc.match_substring_regex(texts, f"[{''.join(_ODD_DIGITS)}]")).as_py():
        for odd, digit in _ODD_DIGITS.items():
            texts = pc.replace_substring(texts, odd, digit)
    texts = pc.utf8_trim_whitespace(texts)
    return texts, shapes_of(texts)
