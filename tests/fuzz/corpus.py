"""Files that once broke a reader, each as small as it could be made: ``corpus/<reader>/<what it was>.<ending>``."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

FOLDER = Path(__file__).with_name("corpus")
_ENDINGS = (
    (b"PK\3\4", "zip"),
    (b"\x1f\x8b", "gz"),
    (b"PAR1", "parquet"),
    (b"<", "html"),
    (b"{", "json"),
    (b"[", "json"),
)


def files(folder: Path = FOLDER) -> list[tuple[str, Path]]:
    """Every file that is kept, with the reader that it broke."""
    return [(path.parent.name, path) for path in sorted(folder.glob("*/*")) if path.is_file()]


def save(reader: str, data: bytes, broken: str, folder: Path = FOLDER) -> Path:
    """Keep a file under a name that says what came out; once it is understood it deserves a better one."""
    ending = next((name for start, name in _ENDINGS if data.startswith(start)), "txt")
    path = folder / reader / f"{broken.lower()}-{hashlib.sha256(data).hexdigest()[:8]}.{ending}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def smallest(data: bytes, breaks: Callable[[bytes], bool], seconds: float = 20.0) -> bytes:
    """The file without all that can be left out while it still breaks the reader, as far as the time allows.

    Examples
    --------
    >>> smallest(b"customer,date\\n" * 50 + b"!" + b"a,1\\n" * 50, lambda data: b"!" in data)
    b'!'
    """
    until, size = time.monotonic() + seconds, max(1, len(data) // 2)
    while size:
        at = 0
        while at < len(data) and time.monotonic() < until:
            shorter = data[:at] + data[at + size :]
            if breaks(shorter):
                data = shorter
            else:
                at += size
        size //= 2
    return data
