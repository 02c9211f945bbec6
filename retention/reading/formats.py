"""From whatever was handed over to one table, by its content: the one place that knows every format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from retention.errors import ReadError
from retention.languages import later, say
from retention.reading.containers.archives import open_archive
from retention.reading.containers.files import OpenedFile, open_file
from retention.reading.containers.members import told
from retention.reading.documents.columnar import open_columnar
from retention.reading.documents.documents import open_document
from retention.reading.documents.records import aligned
from retention.reading.joined import JoinedTable
from retention.reading.opening import ALL, Opening
from retention.reading.sheets.html_tables import open_html
from retention.reading.sheets.workbooks import open_workbook
from retention.reading.sheets.xml2003 import open_xml2003
from retention.reading.tables import Table
from retention.reading.text.opened import open_delimited

One = str | Path | bytes | BinaryIO
Source = One | list[One] | tuple[One, ...]


def open_table(source: Source, opening: Opening, name: str | None = None) -> Table:
    """Lay out a file, or several of the same columns.

    Raises
    ------
    ReadError
        If it is no table; the message says what it looks like.
    """
    if isinstance(source, (list, tuple)):
        return _join(source, opening, name)
    file = open_file(source, name, opening.limits)
    table = _open(file, opening)
    if opening.member not in (None, ALL) and not table.members:
        raise ReadError(
            say("There is no '{member}' to choose: the file holds one table.", member=opening.member),
            where=table.source,
            todo=say("Leave the member out."),
        )
    return table


def _open(file: OpenedFile, opening: Opening) -> Table:
    """Lay out a file whose kind is known."""
    table = _OPENERS[file.kind](file, opening)
    opening.limits.refuse_above(
        "columns",
        len(table.names),
        say(
            "The table has {n} columns; at most {most} are read.",
            n=f"{len(table.names):,}",
            most=f"{opening.limits.columns:,}",
        ),
        where=table.source,
        todo=say("Keep only those that are needed."),
    )
    return told(table, *file.assumed)


def _join(sources: Sequence[Any], opening: Opening, name: str | None) -> Table:
    """Several files below each other; one that was given twice is read once."""
    if not sources:
        raise ReadError(say("No file was given."), todo=say("Give at least one."))
    files: dict[str, OpenedFile] = {}
    twice: list[str] = []
    for i, source in enumerate(sources):
        file = open_file(source, None, opening.limits)
        label = file.name if file.name != "the file" else f"file {i + 1}"
        if any(file.buffer.equals(other.buffer) for other in files.values()):
            twice.append(later("'{file}' has the same content as a file before it; it is read once.", file=label))
            continue
        files[_free(label, files)] = file
    tables = aligned([_open(file, opening) for file in files.values()])
    labels = list(files)
    if len(tables) == 1:
        return told(tables[0], *twice)
    return told(JoinedTable(name or later("{n} files", n=f"{len(tables):,}"), tables, labels), *twice)


def _free(label: str, taken: dict[str, OpenedFile]) -> str:
    """A label that no other file has."""
    free, copy = label, 1
    while free in taken:
        copy += 1
        free = f"{label} ({copy})"
    return free


def _open_archive(file: OpenedFile, opening: Opening) -> Table:
    return open_archive(file, opening, _open)


_OPENERS: dict[str, Callable[[OpenedFile, Opening], Table]] = {
    "text": open_delimited,
    "json": open_document,
    "workbook": open_workbook,
    "html": open_html,
    "xml2003": open_xml2003,
    "parquet": open_columnar,
    "arrow": open_columnar,
    "orc": open_columnar,
    "archive": _open_archive,
}
