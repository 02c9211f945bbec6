"""From whatever was handed over to one buffer of bytes, known by its content and not by its name."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from retention.errors import EmptyFileError, ReadError

if TYPE_CHECKING:
    import pyarrow as pa

UNPACKED_LIMIT = 2 << 30
_STEP = 16 << 20
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# First bytes of files that people upload by mistake, and what to call them.
_NOT_TABLES = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
)


@dataclass(frozen=True)
class OpenedFile:
    """One file as bytes.

    Attributes
    ----------
    name
        What to call it in messages.
    kind
        "text", "workbook" or "parquet", by content.
    buffer
        The unpacked bytes; for a path, the file mapped into memory.
    detected
        What was found out on the way, in words.
    """

    name: str
    kind: str
    buffer: pa.Buffer
    detected: dict[str, str]


def open_file(source: str | Path | bytes | BinaryIO, name: str | None = None) -> OpenedFile:
    """Open a path, bytes or a binary file object, and unpack it where it is packed.

    Raises
    ------
    ReadError
        If it cannot be opened, or is no table; the message says what it looks like.
    EmptyFileError
        If there is nothing in it.
    """
    buffer, own_name = _buffer(source)
    name = name or own_name
    if buffer.size == 0:
        raise EmptyFileError("The file is empty.", where=name, todo="Export it again.")
    detected: dict[str, str] = {}
    for _ in range(3):  # a gzip inside a zip is real, a fourth layer is not
        kind = _kind(buffer, name)
        if kind not in ("gzip", "zip"):
            return OpenedFile(name, kind, buffer, detected)
        detected["packed"] = kind
        buffer = _gunzip(buffer, name) if kind == "gzip" else _unzip(buffer, name)
    raise ReadError(
        "The file is packed several times over.", where=name, todo="Unpack it, then upload the table itself."
    )


def _buffer(source: Any) -> tuple[pa.Buffer, str]:
    import pyarrow as pa

    if isinstance(source, (str, Path)):
        path = Path(source)
        if not path.is_file():
            what = "This is a folder, not a file." if path.is_dir() else "There is no such file."
            raise ReadError(what, where=str(source), todo="Check the path.")
        if path.stat().st_size == 0:  # there is nothing to map
            return pa.py_buffer(b""), path.name
        try:
            return pa.memory_map(str(path)).read_buffer(), path.name
        except OSError as error:
            raise ReadError(
                "The file cannot be opened.", where=path.name, todo="Check that you may read it."
            ) from error
    if hasattr(source, "read"):
        name = Path(str(getattr(source, "name", "") or "the file")).name
        source = source.read()
    else:
        name = "the file"
    if not isinstance(source, (bytes, bytearray, memoryview)):
        raise ReadError(
            f"This is {type(source).__name__}, not a path, bytes or a file opened in binary mode.",
            where=name,
            todo='Open it with mode "rb", or use events_from_frame for a data frame.',
        )
    return pa.py_buffer(source), name


def _kind(buffer: pa.Buffer, name: str) -> str:
    head = bytes(memoryview(buffer)[:4096])
    for start, what in _NOT_TABLES:
        if head.startswith(start):
            raise ReadError(f"This looks like {what}, not a table.", where=name, todo="Export the data as CSV or XLSX.")
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK"):
        return _zip_kind(buffer, name)
    if head.startswith(_OFFICE):
        return _office_kind(buffer, name)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise ReadError(
            "This is a web page or XML, whatever its name says.",
            where=name,
            todo="Open it in Excel and save it as XLSX.",
        )
    if start.startswith((b"{", b"[")) and b'"' in start:
        raise ReadError(
            "This looks like JSON, which is not read yet.", where=name, todo="Export the data as CSV or XLSX."
        )
    return "text"


def _zip_kind(buffer: pa.Buffer, name: str) -> str:
    members = _members(buffer, name)
    if any(m.startswith(("xl/", "xl\\")) for m in members) or "content.xml" in members:
        return "workbook"
    return "zip"


def _members(buffer: pa.Buffer, name: str) -> list[str]:
    import pyarrow as pa

    try:
        with zipfile.ZipFile(pa.BufferReader(buffer)) as archive:
            return [m.filename for m in archive.infolist() if not m.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise ReadError(
            "The workbook or archive is damaged: its end is missing.",
            where=name,
            todo="The upload was cut off; send it again.",
        ) from error


def _office_kind(buffer: pa.Buffer, name: str) -> str:
    if _ENCRYPTED in bytes(memoryview(buffer)[: 8 << 20]):
        raise ReadError(
            "The workbook is protected by a password.",
            where=name,
            todo="Save a copy without a password, then upload that.",
        )
    return "workbook"


def _gunzip(buffer: pa.Buffer, name: str) -> pa.Buffer:
    import gzip
    import zlib

    import pyarrow as pa

    try:
        with gzip.GzipFile(fileobj=pa.BufferReader(buffer)) as packed:
            return _drain(packed, name)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ReadError("The gzip file is damaged or cut off.", where=name, todo="Send it again.") from error


def _unzip(buffer: pa.Buffer, name: str) -> pa.Buffer:
    import zlib

    import pyarrow as pa

    members = [m for m in _members(buffer, name) if not m.startswith("__MACOSX/") and not m.endswith(".DS_Store")]
    if len(members) != 1:
        listed = ", ".join(Path(m).name for m in members[:5]) or "nothing"
        raise ReadError(
            f"The archive holds {len(members)} files ({listed}), not one.",
            where=name,
            todo="Unpack it, then upload one.",
        )
    try:
        with zipfile.ZipFile(pa.BufferReader(buffer)) as archive, archive.open(members[0]) as packed:
            return _drain(packed, name)
    except RuntimeError as error:
        raise ReadError(
            "The archive is protected by a password.", where=name, todo="Unpack it, then upload it."
        ) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise ReadError("The archive is damaged.", where=name, todo="Send it again.") from error


def _drain(packed: Any, name: str) -> pa.Buffer:
    """Unpack in steps, so that a small file that unpacks without end is stopped in time."""
    import pyarrow as pa

    out = pa.BufferOutputStream()
    reader = io.BufferedReader(packed, _STEP) if isinstance(packed, io.RawIOBase) else packed
    while block := reader.read(_STEP):
        out.write(block)
        if out.tell() > UNPACKED_LIMIT:
            raise ReadError(
                f"The file unpacks to more than {UNPACKED_LIMIT >> 30} GB.",
                where=name,
                todo="Split it, or send fewer columns.",
            )
    buffer = out.getvalue()
    if buffer.size == 0:
        raise EmptyFileError("The packed file is empty.", where=name, todo="Export it again.")
    return buffer
