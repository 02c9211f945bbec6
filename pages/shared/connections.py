"""What can be connected to: files where the program runs, and databases by the names that its owner gave them.

An address, a host or a password is never shown: errors of drivers may hold them, so only the kind of an error is told.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from pages.shared import read_only
from pages.shared.connected import Watch
from pages.shared.saved_views import LOCAL_VARIABLE
from retention.engine.sql.about import engine_name
from retention.errors import ReadError, RetentionError
from retention.languages import say
from retention.report import CountedTable

FOLDERS_VARIABLE = "RETENTION_DATA_FOLDERS"  # folders of a server that its visitors may open files of
DUCKDB, PARQUET, CSV = (".duckdb", ".ddb", ".db"), (".parquet", ".pq"), (".csv", ".csv.gz", ".tsv", ".tsv.gz")
MOST_FILES = 20_000
SECONDS, ROWS, BYTES = 120.0, 200_000_000, 20_000_000_000


@dataclass(frozen=True)
class Limits:
    """What one count may take: seconds until it is given up, rows and bytes above which it is asked about first."""

    seconds: float = SECONDS
    rows: int = ROWS
    bytes: int = BYTES


@dataclass(frozen=True)
class Named:
    """A connection that the owner of the program has named."""

    name: str
    description: str = ""
    table: str = ""
    timezone: str = ""
    limits: Limits = Limits()
    url: str = field(default="", repr=False)


@dataclass(frozen=True, eq=False)
class Opened:
    """A connection that is open, and the tables in it."""

    name: str
    backend: Any = field(repr=False)
    tables: tuple[str, ...]
    timezone: str = ""
    chosen: str = ""  # the table that is proposed
    limits: Limits = Limits()
    files: tuple[Path, ...] = field(default=(), repr=False)  # where it is a folder of these
    written: bool = False  # whether the engine itself does not refuse to write

    @property
    def engine(self) -> str:
        """The engine as people call it."""
        return engine_name(self.backend.name)

    @cached_property
    def watch(self) -> Watch:
        """What guards the connection."""
        return Watch(self.backend, self.limits.seconds)

    def table(self, name: str) -> Any:
        """One of its tables, as an expression."""
        with self.watch.question():
            return read_only.table_of(self.backend, name)

    def place(self, table: str) -> CountedTable:
        """Where a table of it is, by names only."""
        kind = "" if not self.files else "parquet" if _ends(self.files[0], PARQUET) else "csv"
        return CountedTable(self.name, self.name if kind else table, self.engine, pd.Timestamp.now(), kind)


# ----------------------------------------------------------------------------------------------- paths of this computer
def is_own_computer() -> bool:
    """Whether the program can be reached from this computer alone."""
    return os.environ.get(LOCAL_VARIABLE) == "1"


def folders() -> tuple[Path, ...]:
    """Folders that the owner of the server lets everybody read."""
    named = os.environ.get(FOLDERS_VARIABLE, "").split(os.pathsep)
    return tuple(Path(one).expanduser().resolve() for one in named if one.strip())


def may_type_paths() -> bool:
    """Whether a path may be typed at all."""
    return is_own_computer() or bool(folders())


def allowed_path(text: str) -> Path:
    """The file or folder that was typed, links followed; refused where it lies outside of what may be read."""
    given = Path(text.strip().strip("\"'")).expanduser()
    within = folders()
    tried = [given] if given.is_absolute() or not within else [folder / given for folder in within]
    found = [_resolved(path) for path in tried]
    inside = [path for path in found if is_own_computer() or _is_within(path, within)]
    there = next((path for path in inside if path.exists()), None)
    if there is None:
        raise ReadError(
            say("there is no file or folder of that name that may be opened."),
            where=text,
            todo=say("Write its whole path.")
            if is_own_computer()
            else say("Write its path inside one of the folders that this server offers."),
        )
    return there


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):  # a loop of links, a null byte
        return Path("/nonexistent")


def _is_within(path: Path, within: tuple[Path, ...]) -> bool:
    return any(path.is_relative_to(folder) for folder in within)


def open_path(text: str) -> Opened:
    """A DuckDB file, a Parquet or CSV file, or a folder of these."""
    path = allowed_path(text)
    try:
        return _open(path)
    except RetentionError:
        raise
    except Exception as error:  # what an engine says may show what is in a file
        raise ReadError(
            say("it could not be opened ({kind}).", kind=type(error).__name__),
            where=path.name,
            todo=say("See that it is a DuckDB file, or Parquet or CSV files that all have the same columns."),
        ) from None


def _open(path: Path) -> Opened:
    scratch = Path(tempfile.gettempdir()) / "retention-duckdb"
    if path.is_file() and _ends(path, DUCKDB):
        backend = read_only.duckdb_file(path, scratch)
        return Opened(path.name, backend, read_only.tables_of(backend))
    kind, files = _files_of(path)
    backend = read_only.duckdb_over(files, kind, "rows", scratch)
    return Opened(path.name, backend, ("rows",), files=files)


def _files_of(path: Path) -> tuple[str, tuple[Path, ...]]:
    """The files that make up one table, and whether they are Parquet or CSV."""
    every = [path] if path.is_file() else list(_below(path))
    for kind, endings in (("parquet", PARQUET), ("csv", CSV)):
        files = tuple(file for file in every if _ends(file, endings))
        if files:
            return kind, files
    raise ReadError(
        say("there is nothing in it that can be counted."),
        where=path.name,
        todo=say("Name a DuckDB file (.duckdb), a Parquet or CSV file, or a folder of Parquet or CSV files."),
    )


def _below(folder: Path) -> Iterator[Path]:
    """Files in a folder and below it, in order; none that a link takes out of it."""
    for n, file in enumerate(sorted(folder.rglob("*"))):
        if n >= MOST_FILES:
            raise ReadError(
                say("it holds more than {n} files.", n=f"{MOST_FILES:,}"),
                where=folder.name,
                todo=say("Name a folder further down."),
            )
        if file.is_file() and not file.name.startswith((".", "_")) and file.resolve().is_relative_to(folder):
            yield file


def _ends(path: Path, endings: tuple[str, ...]) -> bool:
    return path.name.lower().endswith(endings)


# ----------------------------------------------------------------------------------------------- databases by name
def named() -> dict[str, Named]:
    """The connections under ``[retention.connections.…]`` in Streamlit's secrets, by name."""
    try:
        found = st.secrets.get("retention", {}).get("connections", {})
    except (FileNotFoundError, AttributeError):  # no secrets, or none of that shape
        return {}
    except Exception:  # a file of secrets that is broken: what is wrong with it would be told with its text
        return {}
    return {str(name): _named(str(name), about) for name, about in found.items() if "url" in about}


def _named(name: str, about: Mapping[str, Any]) -> Named:
    own = about.get("limits", {})
    limits = Limits(
        float(own.get("seconds", SECONDS)), int(float(own.get("rows", ROWS))), int(float(own.get("bytes", BYTES)))
    )
    texts = {key: str(about.get(key, "")) for key in ("description", "table", "timezone", "url")}
    return Named(name, limits=limits, **texts)


def open_named(name: str) -> Opened:
    """The connection of that name."""
    one = named().get(name)
    if one is None:
        raise ReadError(say("there is no connection of that name."), where=name, todo=say("Choose another one."))
    try:
        backend = read_only.by_url(one.url)
        tables = (one.table,) if one.table else read_only.tables_of(backend)
    except read_only.MissingError:
        raise
    except Exception as error:  # a driver's own words may hold the address and the password
        raise ReadError(
            say("the connection could not be opened ({kind}).", kind=type(error).__name__),
            where=name,
            todo=say(
                "Ask whoever runs this program whether the database can be reached, and whether its user may read."
            ),
        ) from None
    writes = backend.name not in ("duckdb", "postgres")
    return Opened(name, backend, tables, one.timezone, one.table, one.limits, written=writes)
