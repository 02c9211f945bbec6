"""Bytes of any encoding to UTF-8, a step at a time, counting what could not be read."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa

STEP = 1 << 20
_LOST = "\N{REPLACEMENT CHARACTER}"
_LINES = 5  # lines that are named


@dataclass(frozen=True)
class Transcoded:
    """Text as UTF-8.

    Attributes
    ----------
    buffer
        The text.
    bad_bytes
        Places that are no character of the encoding; each is a replacement character now.
    bad_lines
        The first few lines that hold one, the first of the file being 1.
    zeros
        NUL characters that were left out.
    """

    buffer: pa.Buffer
    bad_bytes: int = 0
    bad_lines: tuple[int, ...] = ()
    zeros: int = 0


def transcode(buffer: pa.Buffer, codec: str) -> Transcoded:
    """Decode everything; what cannot be decoded is replaced, so that no row is lost for it.

    Examples
    --------
    >>> import pyarrow as pa
    >>> done = transcode(pa.py_buffer("날짜\\n봄\\n".encode("cp949") + b"\\xff"), "cp949")
    >>> done.buffer.to_pybytes().decode(), done.bad_bytes, done.bad_lines
    ('날짜\\n봄\\n\ufffd', 1, (3,))
    """
    import pyarrow as pa

    out = pa.BufferOutputStream()
    bad = zeros = 0
    for text in _texts(buffer, codec):
        bad += text.count(_LOST)
        if "\0" in text:
            zeros += text.count("\0")
            text = text.replace("\0", "")
        out.write(text.encode())
    done = out.getvalue()
    return Transcoded(done, bad, _first_lines(done) if bad else (), zeros)


def _first_lines(buffer: pa.Buffer) -> tuple[int, ...]:
    """Numbers of the first lines that hold a replacement character."""
    newline = b"\n" if has_byte(buffer, 10) else b"\r"
    marks, found, line, at = np.frombuffer(buffer, np.uint8), list[int](), 1, 0
    for lost in re.finditer(_LOST.encode() + rb"[^" + newline + rb"]*", memoryview(buffer)):
        line += int(np.count_nonzero(marks[at : lost.start()] == newline[0]))
        at = lost.start()
        found.append(line)
        if len(found) == _LINES:
            break
    return tuple(found)


def _texts(buffer: pa.Buffer, codec: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(codec)(errors="replace")
    for start in range(0, buffer.size, STEP):
        data = bytes(memoryview(buffer)[start : start + STEP])
        text = decoder.decode(data, final=start + STEP >= buffer.size)
        yield text.removeprefix("\ufeff") if start == 0 else text


def steps(buffer: pa.Buffer) -> Iterator[NDArray[np.uint8]]:
    """The bytes in pieces that stay in the processor's cache; nothing is copied."""
    marks = np.frombuffer(buffer, np.uint8)
    for start in range(0, len(marks), STEP):
        yield marks[start : start + STEP]


def has_byte(buffer: pa.Buffer, value: int) -> bool:
    """Whether a byte occurs anywhere."""
    return any((step == value).any() for step in steps(buffer))


def is_ascii(buffer: pa.Buffer) -> bool:
    """Whether every byte is ASCII."""
    return all(step.max() < 128 for step in steps(buffer))


def is_utf8(buffer: pa.Buffer) -> bool:
    """Whether every byte is valid UTF-8, checked in place and without a copy."""
    import pyarrow as pa

    offsets = pa.py_buffer(np.array([0, buffer.size], np.int64))
    try:
        pa.LargeStringArray.from_buffers(1, offsets, buffer).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True
