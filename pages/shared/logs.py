"""What the server says about itself: one line on stderr for each thing that happens, and no word of anybody's data.

A line is a kind of event and a few facts: numbers, and words from our own code. Names of files, columns, customers and
groups, their values, and the messages of errors, which may quote them, never get here. What libraries log is cut down
to who said it, how grave it is and where; of an error that nobody foresaw, its type and the lines of our own code stay.
Nothing here draws.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import secrets
import sys
import threading
import warnings
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

VARIABLE = "RETENTION_LOG"
JSON, TEXT, OFF = "json", "text", "off"
ROOT = Path(__file__).resolve().parents[2]
_WORD = re.compile(r"[\w.+/:<>-]{0,160}", re.ASCII)  # names of our own look so; a sentence does not
_SALT = secrets.token_bytes(16)
_visitor: ContextVar[str] = ContextVar("visitor", default="")


def mode() -> str:
    """How lines are written: as the server was started, and not at all where none was."""
    return os.environ.get(VARIABLE, OFF)


def tell(event: str, **facts: Any) -> None:
    """Write a line, in the name of the visitor whose work is done here."""
    how = mode()
    if how != OFF:
        _write(_line(event, facts, how))


def _write(line: str) -> None:
    sys.stderr.write(f"{line}\n")  # in one piece, so that threads do not cut into each other's lines
    sys.stderr.flush()


def _line(event: str, facts: dict[str, Any], how: str) -> str:
    now, visitor = datetime.now(UTC), _visitor.get()
    told = {key: _told(value) for key, value in facts.items() if value is not None and value != ()}
    told |= {"session": visitor} if visitor and "session" not in told else {}
    if how == JSON:
        return json.dumps({"time": now.isoformat(timespec="milliseconds"), "event": event, **told})
    return " ".join([f"{now:%H:%M:%S}", event, *(f"{key}={_written(value)}" for key, value in told.items())])


def _told(value: Any) -> Any:
    """Numbers as they are, words only if they look like ours."""
    if isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, list | tuple):
        return [_told(one) for one in value]
    return str(value) if _WORD.fullmatch(str(value)) else "?"


def _written(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


# --------------------------------------------------------------------------------------------------------- visitors
def number_of(session_id: str) -> str:
    """A number for a session. Its own id opens it, and so stays out of the log; the number cannot be turned back."""
    return hashlib.blake2b(session_id.encode(), key=_SALT, digest_size=4).hexdigest()


def in_the_name_of(session_id: str) -> None:
    """From here on lines are about this visitor; threads that take the context along carry it."""
    _visitor.set(number_of(session_id))


# ----------------------------------------------------------------------------------------------------------- errors
def unexpected(error: BaseException, **facts: Any) -> None:
    """An error that nobody foresaw: its type, what it came from, and the lines of our own code."""
    tell("unexpected", **facts, **described(error))


def described(error: BaseException) -> dict[str, Any]:
    """Type, causes and place of an error, without its message."""
    earlier = [type(one).__name__ for one in _causes(error)]
    return {"error": type(error).__name__, "after": earlier, **_places(error.__traceback__)}


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen = {id(error)}
    cause = error.__cause__ or error.__context__
    while cause is not None and id(cause) not in seen:
        yield cause
        seen.add(id(cause))
        cause = cause.__cause__ or cause.__context__


def _places(trace: TracebackType | None) -> dict[str, Any]:
    """Our own lines on the way to the error, and the module that raised it."""
    ours: list[str] = []
    last: FrameType | None = None
    while trace is not None:
        last = trace.tb_frame
        place = _ours(last.f_code.co_filename)
        if place:
            ours.append(f"{place}:{trace.tb_lineno}:{last.f_code.co_name}")
        trace = trace.tb_next
    return {"raised_in": last.f_globals.get("__name__", "?") if last else None, "lines": ours}


def _ours(file_name: str) -> str:
    path = Path(file_name)
    inside = path.is_relative_to(ROOT) and "site-packages" not in path.relative_to(ROOT).parts
    return path.relative_to(ROOT).as_posix() if inside else ""


# -------------------------------------------------------------------------------------------------------- libraries
def cover_libraries() -> None:
    """Take over what libraries and Python itself would write: log records, warnings, errors of threads.

    Streamlit logs an uncaught error with its message, and a warning of pandas can name a column.
    """
    logging.setLogRecordFactory(_record)
    warnings.showwarning = _warned
    threading.excepthook = _thread_failed
    if mode() == OFF:
        logging.disable()


def server_options() -> dict[str, Any]:
    """Streamlit's own settings that go with it."""
    return {"logger.level": "warning", "logger.messageFormat": "%(message)s", "logger.enableRich": False}


def _record(
    name: str,
    level: int,
    path: str,
    line: int,
    message: object,
    args: Any,
    error: Any,
    function: str | None = None,
    stack: str | None = None,
    **more: Any,
) -> logging.LogRecord:
    """A record whose message is a line of ours: the words of the library are left out."""
    del message, args, stack, more
    found = error[1] if isinstance(error, tuple) else None
    facts = {"logger": name, "level": logging.getLevelName(level), "place": f"{Path(path).stem}:{line}"}
    facts |= described(found) if found is not None else {}
    event = "library" if found is None else "unexpected"
    return logging.LogRecord(name, level, path, line, _line(event, facts, mode()), (), None, function)


def _warned(message: Any, category: type[Warning], filename: str, lineno: int, *_: Any, **__: Any) -> None:
    del message
    tell("warning", error=category.__name__, place=f"{_ours(filename) or Path(filename).name}:{lineno}")


def _thread_failed(failure: threading.ExceptHookArgs) -> None:
    if failure.exc_value is not None and failure.exc_type is not SystemExit:
        unexpected(failure.exc_value)


# ------------------------------------------------------------------------------------------------------------ files
FORMATS = frozenset(
    (
        *("csv", "tsv", "tab", "txt", "dat", "prn", "psv", "json", "jsonl", "ndjson", "parquet", "arrow", "feather"),
        *("xlsx", "xlsm", "xlsb", "xls", "ods", "fods", "xml", "html", "htm"),
        *("zip", "gz", "tgz", "tar", "bz2", "xz", "zst", "7z"),
    )
)


def format_of(name: str) -> str:
    """The ending of a file's name where it is a known one: nothing else of the name is told."""
    ending = Path(name).suffix.lower().removeprefix(".")
    return ending if ending in FORMATS else "other"


def file_told(step: str, name: str, size: int, seconds: float, rows: int | None, outcome: str) -> None:
    """What became of a file: that is all that is said of it."""
    tell("file", step=step, format=format_of(name), bytes=size, rows=rows, seconds=seconds, outcome=outcome)
