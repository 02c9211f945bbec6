"""Files written whole or not at all: whoever is interrupted, even by the end of the process, leaves the old file."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

UNFINISHED = ".part"  # how the name of a file ends while it is being written
FOLDERS = ("retention-workbook-", "retention-report-")  # how names of folders for a while begin
_BINARY = getattr(os, "O_BINARY", 0)  # on Windows line ends would be changed without it
STALE = 3600  # seconds after which nobody works on such a thing any more


def write_whole(path: str | Path, data: bytes, *, mode: int = 0o666) -> None:
    """Write bytes beside the file, then put them in its place at once.

    What an interrupted write has left beside the same file goes away with the next one.

    Parameters
    ----------
    path
        File to write; an existing one is replaced, a link is followed, and to what is no plain file it is written as
        it is.
    data
        All of it.
    mode
        Who may read and write a new file, less what the process forbids (its umask).

    Raises
    ------
    OSError
        If the folder cannot be written to; the old file stays as it was.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(Path(folder) / "report.html", b"<html>")
    ...     sorted(found.name for found in Path(folder).iterdir())
    ['report.html']
    """
    path = Path(path).resolve()
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    remove_unfinished(path)
    written = path.with_name(f".{path.name[:100]}.{secrets.token_hex(6)}{UNFINISHED}")
    try:
        with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode), "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        if path.exists():
            shutil.copymode(path, written)
        written.replace(path)
    except BaseException:
        with suppress(OSError):
            written.unlink()
        raise


def remove_unfinished(path: Path, *, older_than: float = STALE) -> None:
    """Remove what interrupted writes have left beside a file."""
    with suppress(OSError):
        names = [name for name in os.listdir(path.parent) if name.endswith(UNFINISHED)]
        for name in names:
            if name.startswith(f".{path.name[:100]}.") and _is_stale(path.parent / name, older_than):
                (path.parent / name).unlink()


def remove_folders(place: str | Path | None = None, *, older_than: float = STALE) -> None:
    """Remove folders for a while that a killed process has left among the system's temporary files."""
    place = Path(tempfile.gettempdir() if place is None else place)
    with suppress(OSError):
        for name in os.listdir(place):
            if name.startswith(FOLDERS) and _is_stale(place / name, older_than):
                shutil.rmtree(place / name, ignore_errors=True)  # follows no link, and another user's stays


def _is_stale(path: Path, older_than: float) -> bool:
    with suppress(OSError):
        return time.time() - path.lstat().st_mtime >= older_than
    return False
