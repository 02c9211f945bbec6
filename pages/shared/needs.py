"""How much memory reading a file takes, said before it is read: from its size and its kind. Nothing here draws.

The factors were measured (``tests/pages/test_budget.py`` measures them again) and rounded up: what a table unpacks to,
times what reading keeps beside it at its highest. What a packed file claims may be a lie; the limits of the reader,
``retention/reading/limits.py``, are for those.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pages.shared.given import Part

BASE = 32_000_000  # bytes that reading takes even for a small table
TEXT, WORKBOOK, COLUMNAR = 5, 5, 9  # bytes of memory for each byte of text, of unpacked XML, of unpacked columns
CELL = 60  # bytes of memory for each cell of such a file, whose repeated values take next to nothing in it
PACKED = 8  # bytes of text in a byte of what does not say how much it unpacks to
GZIP, PARQUET, ZIP = b"\x1f\x8b", b"PAR1", b"PK\x03\x04"
OTHER_PACKED = (b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")


def of(parts: Iterable[Part]) -> int:
    """Bytes that reading these files takes at its highest, all together."""
    return BASE + sum(_of_one(part) for part in parts)


def _of_one(part: Part) -> int:
    with open(part.source, "rb") if isinstance(part.source, str) else io.BytesIO(part.source) as file:
        head = file.read(6)
        try:
            if head.startswith(ZIP):
                return max(_zipped(file), TEXT * part.size)
            if head.startswith(PARQUET):
                return max(_columns(file), TEXT * part.size)
            if head.startswith(GZIP):
                return TEXT * _gzipped(file, part.size)
        except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
            return TEXT * PACKED * part.size
    return TEXT * part.size * (PACKED if head.startswith(OTHER_PACKED) else 1)


def _zipped(file: io.IOBase) -> int:
    """Of a workbook or an archive: what its members say they unpack to."""
    with zipfile.ZipFile(file) as archive:  # type: ignore[call-overload]
        return WORKBOOK * sum(max(member.file_size, member.compress_size) for member in archive.infolist())


def _columns(file: io.IOBase) -> int:
    import pyarrow.parquet as pq

    file.seek(0)
    about = pq.read_metadata(file)
    unpacked = sum(about.row_group(i).total_byte_size for i in range(about.num_row_groups))
    return max(COLUMNAR * unpacked, CELL * about.num_rows * about.num_columns)


def _gzipped(file: io.IOBase, size: int) -> int:
    """The last four bytes say it, modulo 4 GiB and for the last of several streams only."""
    file.seek(-4, io.SEEK_END)
    said = int.from_bytes(file.read(4), "little")
    return said if said >= size else PACKED * size
