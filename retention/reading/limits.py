"""How much a file may ask for before it is refused: every limit in one place, each with its sentence."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields

from retention.errors import LimitError
from retention.languages import say

_VARIABLE = "RETENTION_LIMIT_"


@dataclass(frozen=True)
class Limits:
    """What a file may ask for; an environment variable sets each, such as ``RETENTION_LIMIT_COLUMNS``.

    Attributes
    ----------
    file_bytes
        Size of the file as it was handed over.
    unpacked_bytes
        Size of what a packed file unpacks to.
    workbook_bytes
        Size of what a workbook unpacks to.
    part_bytes
        Size of what tells about a workbook, such as the list of its styles.
    expansion
        How many times its packed size it may unpack to, once it is larger than ``expansion_free_bytes``.
    expansion_free_bytes
        What a packed file may unpack to whatever its ratio.
    expansion_large, expansion_large_bytes
        The same for what unpacks to more than so many bytes, which real tables do not do from next to nothing.
    columns
        Columns of a table.
    cells
        Cells in the used area of a sheet.
    members
        Files in an archive.
    directory_bytes
        Size of the list of files in an archive.
    line_bytes
        Size of the first line of a text, and of the largest record.
    seconds
        Time that a workbook may take to be parsed.
    reader_bytes
        Memory that the process which parses a workbook may take.
    rows_shown
        Rows left out whose text is kept for showing and downloading; all are counted.

    Examples
    --------
    >>> Limits().columns
    5000
    """

    file_bytes: int = 4 << 30
    unpacked_bytes: int = 4 << 30
    workbook_bytes: int = 1 << 30
    part_bytes: int = 16 << 20
    expansion: int = 250
    expansion_free_bytes: int = 16 << 20
    expansion_large: int = 100
    expansion_large_bytes: int = 256 << 20
    columns: int = 5_000
    cells: int = 60_000_000
    members: int = 1_000
    directory_bytes: int = 4 << 20
    line_bytes: int = 64 << 20
    seconds: int = 300
    reader_bytes: int = 6 << 30
    rows_shown: int = 200_000

    @classmethod
    def from_environment(cls) -> Limits:
        """Limits as the environment sets them, the defaults elsewhere."""
        given = {}
        for field in fields(cls):
            text = os.environ.get(_VARIABLE + field.name.upper(), "").strip()
            if text:
                given[field.name] = _whole_number(field.name, text)
        return cls(**given)

    def refuse_above(self, limit: str, found: int, what: str, *, where: str, todo: str) -> None:
        """Raise if more is found than a limit allows, naming the limit and how to raise it."""
        if found > getattr(self, limit):
            raise LimitError(what, where=where, todo=self.or_raise(todo, limit))

    def or_raise(self, todo: str, limit: str) -> str:
        """What to do, and which limit to raise instead."""
        return f"{todo} {say('Or raise the limit {limit}.', limit=_VARIABLE + limit.upper())}"

    def refuse_expansion(self, unpacked: int, packed: int, *, where: str) -> None:
        """Raise if so many bytes come out of so few that it is no table."""
        if unpacked <= self.expansion_free_bytes:
            return
        limit = "expansion" if unpacked <= self.expansion_large_bytes else "expansion_large"
        self.refuse_above(
            limit,
            unpacked // max(1, packed),
            say("The file unpacks to more than {n} times its size, as no real table does.", n=getattr(self, limit)),
            where=where,
            todo=say("Check where it comes from; unpack it yourself if you trust it."),
        )


def _whole_number(name: str, text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise LimitError(
            say("'{value}' is not a whole number above 0.", value=text),
            where=_VARIABLE + name.upper(),
            todo=say("Write it in digits only."),
        )
    return int(text)
