"""Bytes to UTF-8: the whole file decides, not its first lines."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retention.errors import EmptyFileError, ReadError

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Decoded:
    """Text as UTF-8 without a byte order mark; ``assumed`` is a sentence where the encoding was a guess."""

    buffer: pa.Buffer
    encoding: str
    assumed: str = ""


def to_utf8(buffer: pa.Buffer, name: str) -> Decoded:
    """Decode a text file.

    A byte order mark decides; else UTF-8 if every byte allows it; else Korean (CP949) where most of what is not ASCII
    would be Korean letters; else Western European (Windows-1252), which is said.
    """
    import pyarrow as pa

    head = bytes(memoryview(buffer)[:4])
    if head.startswith(codecs.BOM_UTF8):
        rest = buffer.slice(3)
        if is_utf8(rest):
            return Decoded(_not_empty(rest, name), "UTF-8 with a byte order mark")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = _whole(buffer).decode("utf-16", errors="replace")
        return Decoded(_not_empty(pa.py_buffer(text.encode()), name), "UTF-16")
    _refuse_binary(buffer, name)
    if is_utf8(buffer):
        return Decoded(_not_empty(buffer, name), "UTF-8")
    return _guessed(_whole(buffer), name)


def is_utf8(buffer: pa.Buffer) -> bool:
    """Whether every byte is valid UTF-8, checked in place and without a copy."""
    import pyarrow as pa

    offsets = pa.py_buffer(np.array([0, buffer.size], np.int64))
    try:
        pa.LargeStringArray.from_buffers(1, offsets, buffer).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _guessed(data: bytes, name: str) -> Decoded:
    import pyarrow as pa

    try:
        text = data.decode("cp949")
        foreign = [c for c in text[: 1 << 20] if ord(c) > 127] or [c for c in text if ord(c) > 127]
        if sum("가" <= c <= "힣" for c in foreign) >= len(foreign) / 2:
            said = "The text is read as Korean (CP949), since it is not UTF-8 and reads as Korean."
            return Decoded(_not_empty(pa.py_buffer(text.encode()), name), "CP949", said)
    except UnicodeDecodeError:
        pass
    text = data.decode("cp1252", errors="replace")
    lost = text.count("�")
    said = "The text is not UTF-8; it is read as Western European (Windows-1252)."
    if lost:
        said += f" {lost:,} characters could not be read."
    return Decoded(_not_empty(pa.py_buffer(text.encode()), name), "Windows-1252", said)


def _whole(buffer: pa.Buffer) -> bytes:
    data: bytes = buffer.to_pybytes()
    return data


def _refuse_binary(buffer: pa.Buffer, name: str) -> None:
    """Control characters never occur in a table; a share of them means that it is none."""
    head = np.frombuffer(buffer, np.uint8)[: 1 << 16]
    control = (head < 32) & ~np.isin(head, [9, 10, 11, 12, 13, 27])
    if control.mean() > 0.02 or (head == 0).any():
        raise ReadError("The file is not text, nor a workbook.", where=name, todo="Export the data as CSV or XLSX.")


def _not_empty(buffer: pa.Buffer, name: str) -> pa.Buffer:
    if not bytes(memoryview(buffer)[: 1 << 16]).strip():
        raise EmptyFileError("There is nothing in the file.", where=name, todo="Export it again.")
    return buffer
