"""Reading a file of events, with or without a mapping."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from retention.errors import UndecidedError
from retention.events import Events
from retention.languages import say, spoken
from retention.mapping import ColumnMapping
from retention.reading.assemble import read_table
from retention.reading.formats import Source, open_table
from retention.reading.limits import Limits
from retention.reading.memory import give_back
from retention.reading.opening import Opening
from retention.reading.request import Request, check_kind
from retention.reading.roles.proposal import proposed_mapping
from retention.reading.roles.shaped import shaped
from retention.reading.tables import Table
from retention.reading.wording import say_which


def read_events(
    source: Source,
    mapping: ColumnMapping | None = None,
    *,
    customer: str | None = None,
    time: str | None = None,
    date_order: str | None = None,
    decimal: str | None = None,
    timezone: str = "UTC",
    observed_until: Any = None,
    sheet: str | None = None,
    member: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header: int | None = None,
    duplicates: str = "keep",
    name: str | None = None,
    progress: Callable[[float, str], None] | None = None,
    limits: Limits | None = None,
) -> Events:
    """Read a file of events.

    Text tables of every kind; workbooks (XLSX, XLSM, XLSB, XLS, ODS, XML of Excel 2003, HTML tables); Parquet, Arrow,
    Feather and ORC; JSON and JSON lines; each as it is or packed by gzip, bzip2, xz, Zstandard, LZ4, ZIP or tar.

    Every row of the file is either kept or left out for one stated reason; ``events.report`` says which.

    Parameters
    ----------
    source
        A path, bytes, or a file opened in binary mode; or a list of such with the same columns, which are joined. The
        content decides what it is, not the name.
    mapping
        Which column plays which role; None takes the guess of :func:`inspect`.
    customer, time
        Columns that say who and when, where only that is not clear and no mapping is given.
    date_order
        "dmy", "mdy" or "ymd", where the dates leave it open.
    decimal
        "." or ",", where the amounts leave open which one begins the decimals.
    timezone
        Zone of times that name none, and of what a day is.
    observed_until
        Local moment up to which the data are whole; the end of the last day by default.
    sheet
        Sheet of a workbook, or table of a web page. By default the visible one that can be read as events, together
        with all that have its columns; "*" asks for those.
    member
        File inside an archive; "*" joins all that have the same columns.
    encoding, delimiter
        Of a text file, where the reader shall not find out: such as "cp949", and one character.
    header
        Line of the header, the first being 1; 0 says that there is none.
    duplicates
        "keep" or "drop" exact copies of an earlier row.
    name
        What to call the file in messages.
    progress
        Called with a fraction and a phrase. What it raises stops the reading, e.g. to cancel.
    limits
        How much the file may ask for.

    Returns
    -------
    Events

    Raises
    ------
    ReadError
        If the file is no table; :class:`EmptyFileError` if nothing usable is in it.
    UndecidedError
        If the dates can be read in two ways, or several columns could be the customer; it carries the question.
    MappingError
        If the mapping does not fit the file, or none can be guessed.

    Examples
    --------
    >>> data = b"customer,date,total\\na,2024-01-05,5\\na,2024-02-30,6\\nb,2024-02-03,7\\n"
    >>> events = read_events(data)
    >>> len(events), events.report.dropped
    (2, {'date does not exist': 1})
    """
    check_kind(mapping, ColumnMapping)
    progress = rising(progress)
    if progress is not None:
        progress(0.0, say("Opening the file"))
    opening = Opening(sheet, member, encoding, delimiter, header, limits or Limits.from_environment(), progress)
    table = shaped(open_table(source, opening, name), mapping)
    ask(table)
    mapping = mapping if mapping is not None else proposed_mapping(table, customer, time)
    request = Request(mapping, date_order, timezone, observed_until, duplicates, progress, decimal, opening.limits)
    events = read_table(table, request)
    del table, source
    give_back()
    return events


def rising(progress: Callable[[float, str], None] | None) -> Callable[[float, str], None] | None:
    """Never go back: formats take different shares of the time to open."""
    if progress is None:
        return None
    reached = 0.0

    def tell(fraction: float, phrase: str) -> None:
        nonlocal reached
        reached = max(reached, fraction)
        progress(reached, phrase)

    return tell


def ask(table: Table) -> None:
    """Stop at what nothing in the file decides."""
    if table.questions:
        asked = table.questions[0]
        raise UndecidedError(
            spoken(asked.text),
            where=table.source,
            todo=say_which(asked.key, [choice.value for choice in asked.choices[:6]]),
            questions=table.questions,
        )
