"""Reading a file of events, with or without a mapping."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from retention.errors import MappingError
from retention.events import Events
from retention.mapping import ColumnMapping
from retention.reading.assemble import Request, read_table
from retention.reading.detect import open_table
from retention.reading.memory import give_back
from retention.reading.roles import Roles, guess_roles
from retention.reading.tables import Table

_OTHER_KINDS = {
    "subscriptions": "The file looks like subscriptions with a start and an end, not like events.",
    "customers": "The file has one row per customer, not one per event.",
    "wide": "The file has a column for each month, not a row for each event.",
    "aggregated": "The file holds totals, not events of single customers.",
}


def read_events(
    source: str | Path | bytes | BinaryIO,
    mapping: ColumnMapping | None = None,
    *,
    date_order: str | None = None,
    timezone: str = "UTC",
    observed_until: Any = None,
    sheet: str | None = None,
    duplicates: str = "keep",
    name: str | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> Events:
    """Read a file of events: CSV and its relatives, XLSX, Parquet, packed or not.

    Every row of the file is either kept or left out for one stated reason; ``events.report`` says which.

    Parameters
    ----------
    source
        A path, bytes, or a file opened in binary mode. The content decides what it is, not the name.
    mapping
        Which column plays which role; None takes the guess of :func:`inspect`.
    date_order
        "dmy", "mdy" or "ymd", where the dates leave it open.
    timezone
        Zone of times that name none, and of what a day is.
    observed_until
        Local moment up to which the data are whole; the end of the last day by default.
    sheet
        Sheet of a workbook; the biggest visible one by default.
    duplicates
        "keep" or "drop" exact copies of an earlier row.
    name
        What to call the file in messages.
    progress
        Called with a fraction and a phrase.

    Returns
    -------
    Events

    Raises
    ------
    ReadError
        If the file is no table; :class:`EmptyFileError` if nothing usable is in it.
    UndecidedError
        If the dates can be read in two ways; it carries the question.
    MappingError
        If the mapping does not fit the file, or none can be guessed.

    Examples
    --------
    >>> data = b"customer,date,total\\na,2024-01-05,5\\na,2024-02-30,6\\nb,2024-02-03,7\\n"
    >>> events = read_events(data)
    >>> len(events), events.report.dropped
    (2, {'date does not exist': 1})
    """
    if progress is not None:
        progress(0.0, "Opening the file")
    table, _ = open_table(source, sheet, name)
    mapping = mapping if mapping is not None else _guessed(table)
    events = read_table(table, Request(mapping, date_order, timezone, observed_until, duplicates, progress))
    del table, source
    give_back()
    return events


def _guessed(table: Table) -> ColumnMapping:
    roles = guess_roles(table.names, table.sample)
    if roles.mapping is None:
        raise MappingError(
            _why_not(table, roles), where=table.source, todo="Give a ColumnMapping that names the columns."
        )
    return roles.mapping


def _why_not(table: Table, roles: Roles) -> str:
    listed = ", ".join(table.names[:20])
    if roles.kind in _OTHER_KINDS:
        return _OTHER_KINDS[roles.kind]
    if len(table.names) == 1:
        return f"The file has one column only: {listed}. Events need a customer and a time."
    lacking = [words for role, words in (("customer", "a customer"), ("time", "a time")) if role not in roles.columns]
    return f"No column looks like {' or '.join(lacking)}. The file has: {listed}."
