"""Tables inside an archive: the only one, the chosen one, or all of one shape. Nothing is ever written to a disk."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from retention.errors import EmptyFileError, LimitError, ReadError
from retention.languages import later, say
from retention.reading.containers.files import OpenedFile
from retention.reading.containers.listing import Entry, entries_of
from retention.reading.containers.members import choose, told
from retention.reading.opening import ALL, Opening
from retention.reading.roles.roles import guess_roles
from retention.reading.tables import Table

if TYPE_CHECKING:
    import pyarrow as pa

_PROSE = re.compile(r"(?:\.(?:txt|md|log|html?)|^[^.]*)$", re.IGNORECASE)  # names of files that may be a letter
Open = Callable[[OpenedFile, Opening], Table]


def open_archive(file: OpenedFile, opening: Opening, open_one: Open) -> Table:
    """Read the only table of an archive, the one that was chosen, or all of one shape.

    Raises
    ------
    ReadError
        If it is damaged or locked, no file in it is a table, or none has the chosen name.
    """
    entries, said = entries_of(file, opening.limits)
    if not entries:
        raise EmptyFileError(say("The archive is empty."), where=file.name, todo=say("Pack the files again."))
    labels = tuple(entry.label for entry in entries)
    inner = None
    if opening.member not in (None, ALL):
        entry, inner = _chosen(entries, str(opening.member), file.name)
        entries = [entry]
    tables, refused = _open_all(file, entries, replace(opening, member=inner), open_one)
    if len(entries) == 1 and not tables:
        raise next(iter(refused.values()))
    if not tables:
        listed = "; ".join(f"{label}: {error.what}" for label, error in list(refused.items())[:5])
        raise ReadError(
            say("The archive holds {n} files, and none of them is a table. {why}", n=f"{len(entries):,}", why=listed),
            where=file.name,
            todo=say("Put the table itself into it."),
        )
    table = choose(tables, opening.member, file.name)
    if len(labels) == 1:
        table.source = file.name
    table.members = tuple(part for label in labels for part in ([t for t in tables if _is_in(t, label)] or [label]))
    not_read = (later("Not read from the archive: {files}.", files=_listed(refused)),) if refused else ()
    return told(table, *said, *not_read)


def _is_in(label: str, archive: str) -> bool:
    return label.startswith(f"{archive}/")


def _chosen(entries: list[Entry], member: str, where: str) -> tuple[Entry, str | None]:
    """The entry of that name, and what to choose inside it, where it holds several tables in turn."""
    wanted = member.replace("\\", "/")
    for entry in entries:
        if wanted in (entry.label, entry.path):
            return entry, None
    for entry in entries:
        if _is_in(wanted, entry.label):
            return entry, wanted.removeprefix(f"{entry.label}/")
    listed = ", ".join(f"'{entry.label}'" for entry in entries[:12])
    raise ReadError(
        say("There is no file '{file}'. The archive has: {files}.", file=member, files=listed),
        where=where,
        todo=say("Choose one."),
    )


def _open_all(
    file: OpenedFile, entries: list[Entry], opening: Opening, open_one: Open
) -> tuple[dict[str, Table], dict[str, ReadError]]:
    """The tables by label, and why the other files are none."""
    meter = file.meter(opening.limits)
    tables: dict[str, Table] = {}
    refused: dict[str, ReadError] = {}
    seen: list[tuple[str, pa.Buffer]] = []
    for entry in entries:
        buffer = entry.unpack(meter)
        twin = next((label for label, other in seen if other.equals(buffer)), None)
        if twin is not None and buffer.size:
            refused[entry.label] = ReadError(say("It is the same file as '{file}'; that is read once.", file=twin))
            continue
        seen.append((entry.label, buffer))
        try:
            if buffer.size == 0:
                raise EmptyFileError(say("The file is empty."), where=entry.label, todo=say("Export it again."))
            member = file.member(entry.label, buffer, opening.limits)
            tables |= _with_parts(entry.label, member, opening, open_one)
        except LimitError:
            raise
        except ReadError as error:
            refused[entry.label] = error
    prose = {label for label, table in tables.items() if _is_prose(label, table)} if len(tables) > 1 else set()
    if len(prose) < len(tables):
        refused |= {label: ReadError(say("It is text, and no table.")) for label in prose}
        tables = {label: table for label, table in tables.items() if label not in prose}
    return tables, {entry.label: refused[entry.label] for entry in entries if entry.label in refused}


def _with_parts(label: str, member: OpenedFile, opening: Opening, open_one: Open) -> dict[str, Table]:
    """The table of a member; or all of its tables, where it is an archive or a document that holds several."""
    table = open_one(member, opening)
    parts = [choice.value for asked in table.questions if asked.key == "member" for choice in asked.choices]
    if not parts:
        return {label: table}
    return {f"{label}/{part}": open_one(member, replace(opening, member=part)) for part in parts if part != ALL}


def _is_prose(label: str, table: Table) -> bool:
    """Whether a text that could be split into columns is rather a letter that came along."""
    if len(table.names) < 2:
        return True
    return bool(_PROSE.search(label)) and not guess_roles(table.names, table.sample).columns


def _listed(refused: dict[str, ReadError], most: int = 6) -> str:
    shown = "; ".join(f"{label} ({error.what.rstrip('.')})" for label, error in list(refused.items())[:most])
    if len(refused) <= most:
        return shown
    return later("{files}; and {n} more", files=shown, n=f"{len(refused) - most:,}")
