"""Sheets of a workbook as text, parsed in another process that may die of them."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retention.errors import LimitError, ReadError
from retention.languages import say
from retention.reading.opening import Opening
from retention.reading.sheets.guard import damaged, locked

if TYPE_CHECKING:
    import pyarrow as pa

_PROGRAM = Path(__file__).with_name("child.py")
_OWN_BYTES = 768 << 20  # memory that the other process needs before it has read anything
_PER_BYTE = 30  # memory for each byte that the workbook unpacks to; 12 was seen
_SPEED = 60 << 20  # bytes parsed in a second, roughly, for the progress
_LOCKED = ("password", "encrypt")


@dataclass(frozen=True)
class Parsed:
    """One sheet: its cells as text from its first row and first filled column on, and its error cells by place."""

    name: str
    table: pa.Table
    state: str
    wrong: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True)
class Book:
    """Names of all sheets, the sheets that were asked for, and why others of these could not be read."""

    names: tuple[str, ...]
    sheets: tuple[Parsed, ...]
    failed: dict[str, str]


def read_book(
    data: memoryview | bytes, ending: str, sheets: list[str] | None, unpacked: int, opening: Opening, where: str
) -> Book:
    """Parse a workbook.

    Parameters
    ----------
    data
        Its bytes.
    ending
        What it is: "xlsx", "xlsb", "xls" or "ods".
    sheets
        Names of the sheets to read; None reads all.
    unpacked
        Size of what it unpacks to.
    opening
        Holds the limits, and whom to tell about the progress.
    where
        The file, for messages.

    Raises
    ------
    ReadError
        If it is damaged or locked, or the other process does not survive it.
    """
    allowed = min(opening.limits.reader_bytes, _OWN_BYTES + _PER_BYTE * unpacked)
    with tempfile.TemporaryDirectory(prefix="retention-workbook-") as name:
        folder = Path(name)
        (folder / f"book.{ending}").write_bytes(data)
        request = {"book": f"book.{ending}", "sheets": sheets, "bytes": allowed}
        (folder / "request.json").write_text(json.dumps(request), encoding="utf-8")
        _run(folder, unpacked / _SPEED, opening, where)
        answer = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
        if answer["error"]:
            raise _refusal(answer["error"], where)
        good = [sheet for sheet in answer["sheets"] if not sheet["error"]]
        failed = {sheet["name"]: sheet["error"] for sheet in answer["sheets"] if sheet["error"]}
        return Book(tuple(answer["names"]), tuple(_parsed(folder, sheet) for sheet in good), failed)


def _parsed(folder: Path, sheet: dict[str, Any]) -> Parsed:
    import pyarrow as pa

    with pa.OSFile(str(folder / sheet["file"])) as file:
        table = pa.ipc.open_file(file).read_all()
    return Parsed(sheet["name"], table, sheet["state"], tuple((r, c, what) for r, c, what in sheet["wrong"]))


def _run(folder: Path, expected: float, opening: Opening, where: str) -> None:
    quiet = {"MALLOC_ARENA_MAX": "2", "RUST_BACKTRACE": "0"}  # many arenas count as memory though they are empty
    program = [sys.executable, "-P", "-B", str(_PROGRAM), str(folder)]
    with (
        (folder / "said").open("wb") as said,
        subprocess.Popen(
            program, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env={**os.environ, **quiet}
        ) as child,
    ):
        try:
            _wait(child, expected, opening, where)
        finally:
            child.kill()
    if child.returncode != 0 or not (folder / "answer.json").exists():
        words = (folder / "said").read_text(encoding="utf-8", errors="replace")
        raise _died(words, child.returncode, where)


def _wait(child: subprocess.Popen[bytes], expected: float, opening: Opening, where: str) -> None:
    begun = time.monotonic()
    while True:
        try:
            child.wait(0.2)
            return
        except subprocess.TimeoutExpired:
            taken = time.monotonic() - begun
            opening.limits.refuse_above(
                "seconds",
                math.floor(taken),
                say("Parsing the workbook took more than {n} seconds.", n=opening.limits.seconds),
                where=where,
                todo=say("Save the data as CSV."),
            )
            opening.tell(0.15 + 0.25 * (1 - math.exp(-taken / max(expected, 0.5))), say("Reading the sheets"))


def _died(words: str, code: int, where: str) -> ReadError:
    if code < 0 or "memory" in words.lower() or "capacity overflow" in words:
        return LimitError(
            say("Parsing the workbook would take more memory than it may."),
            where=where,
            todo=say("Delete the empty rows and columns in Excel, or save the data as CSV."),
        )
    return damaged(where)


def _refusal(words: str, where: str) -> ReadError:
    if any(word in words.lower() for word in _LOCKED):
        return locked(where)
    if "memory" in words.lower():
        return _died(words, 0, where)
    return damaged(where)
