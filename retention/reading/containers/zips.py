"""ZIP archives, opened and unpacked without believing what they say about themselves."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from retention.reading.containers.packing import FRESH, LZMA_MEMORY, each_stream
from retention.reading.limits import Limits

if TYPE_CHECKING:
    import pyarrow as pa

USUAL = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # what the standard library unpacks in steps of bounded size
_STEP = 1 << 20
_LOCAL = 30  # bytes of the fixed part in front of a member
_ENDS_ITSELF = 2  # of the flags of a member packed by LZMA: a mark stands at its end
DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, OverflowError)


class DirectoryError(zipfile.BadZipFile):
    """The list of members is larger than that of any honest archive."""


def opened(buffer: pa.Buffer, limits: Limits) -> zipfile.ZipFile:
    """An archive whose list of members is small enough to be looked at.

    Raises
    ------
    DirectoryError
        If it is not: each entry takes a kilobyte of memory, and a file may hold millions.
    """
    return zipfile.ZipFile(_careful(buffer, limits.directory_bytes))


def _careful(buffer: pa.Buffer, most: int) -> Any:
    """The bytes as a file that gives only so many at once; the list of members is asked for as a whole."""
    import pyarrow as pa

    class Careful(pa.BufferReader):  # type: ignore[misc]
        def read(self, nbytes: int | None = None) -> bytes:
            if nbytes is not None and nbytes > most:
                raise DirectoryError
            given: bytes = super().read(nbytes)
            return given

    return Careful(buffer)


def steps(archive: zipfile.ZipFile, info: zipfile.ZipInfo, buffer: pa.Buffer) -> Iterator[tuple[bytes, int]]:
    """A member in pieces of bounded size, each with the packed bytes taken so far.

    Raises
    ------
    NotImplementedError
        If it is packed in a way that is not known here.
    zipfile.BadZipFile
        If it is damaged; other errors of ``DAMAGE`` are possible too.
    """
    if info.compress_type not in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        yield from _by_library(archive, info)
        return
    with archive.open(info):  # compares both places where the member is described
        start = _data_start(archive, info)
    end = start + info.compress_size
    if end > buffer.size:
        raise EOFError
    packed = buffer.slice(start, info.compress_size)
    pieces = _bzip2(packed) if info.compress_type == zipfile.ZIP_BZIP2 else _lzma(packed, info)
    found, size = 0, 0
    for piece, taken in pieces:
        found, size = zlib.crc32(piece, found), size + len(piece)
        yield piece, max(1, min(info.compress_size, taken))
    if found != info.CRC or size != info.file_size:
        raise zipfile.BadZipFile


def _by_library(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[tuple[bytes, int]]:
    raw = archive.fp
    with archive.open(info) as packed:
        while block := packed.read(_STEP):
            taken = raw.tell() - info.header_offset if raw is not None else info.compress_size
            yield block, max(1, min(info.compress_size, taken))


def _data_start(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> int:
    """Where the bytes of a member begin, behind its name."""
    raw = archive.fp
    if raw is None:
        raise EOFError
    raw.seek(info.header_offset)
    name, extra = struct.unpack("<26x2H", raw.read(_LOCAL))
    return int(info.header_offset) + _LOCAL + int(name) + int(extra)


def _bzip2(packed: pa.Buffer) -> Iterator[tuple[bytes, int]]:
    return each_stream(FRESH["bzip2"], packed, [])


def _lzma(packed: pa.Buffer, info: zipfile.ZipInfo) -> Iterator[tuple[bytes, int]]:
    """As a stream of the older form ``.lzma``, whose reader can be told how much memory it may take."""
    import pyarrow as pa

    view = memoryview(packed)
    (length,) = struct.unpack("<2xH", view[:4])
    size = (1 << 64) - 1 if info.flag_bits & _ENDS_ITSELF else info.file_size
    alone = bytes(view[4 : 4 + length]) + struct.pack("<Q", size) + bytes(view[4 + length :])
    fresh: Callable[[], Any] = partial(lzma.LZMADecompressor, lzma.FORMAT_ALONE, LZMA_MEMORY)
    return each_stream(fresh, pa.py_buffer(alone), [])
