"""What was detected about a file, returned as data: proposals and open questions, nothing decided behind one's back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from retention.mapping import AnswersMapping, Assumption, ColumnMapping, SubscriptionMapping, TenureMapping
from retention.reading.assumptions import together
from retention.reading.formats import Source, open_table
from retention.reading.limits import Limits
from retention.reading.looking import look_at
from retention.reading.opening import Opening
from retention.reading.questions import Question
from retention.reading.roles.order_lines import lines_told
from retention.reading.roles.questions import role_questions
from retention.reading.roles.roles import Roles, certainty_of, guess_roles
from retention.reading.roles.shaped import kind_before, shaped
from retention.reading.tables import Table


@dataclass(frozen=True)
class ColumnGuess:
    """One column: its guessed role, why, how certain ("sure", "likely", "unsure"), and three of its values."""

    name: str
    role: str | None
    reason: str
    certainty: str
    examples: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class FileGuess:
    """What a file seems to be.

    Attributes
    ----------
    source
        Name of the file.
    kind
        "events", "subscriptions", "answers", "customers", "wide", "aggregated" or "unknown".
    mapping
        Proposed roles, or None where the file does not look like events.
    questions
        What nothing in the file decides.
    columns
        One guess per column.
    date_order
        "ymd", "dmy" or "mdy"; None while it is open.
    parsed_examples
        By date order: three pairs of text and what it would mean. One order if decided, else each possible one.
    delimiter, encoding
        Of a text table, in words; else None.
    sheet, sheets
        The sheet that is read, and all of a workbook.
    members
        All files of an archive.
    subscriptions
        Proposed roles where the file looks like subscriptions with a start; else None.
    tenures
        Proposed roles where it has one row for each customer with a tenure and a mark of those who left; else None.
    answers
        Proposed roles where the file looks like answers to a survey, from 0 to 10; else None.
    rows, rows_exact
        Number of data rows, and whether it was counted rather than estimated.
    preview
        The first ten data rows, as text.
    detected
        Everything that was found out, in words.
    assumed
        Sentences about what was taken for granted.
    assumptions
        The same as data: each with its evidence and what else it could be.
    """

    source: str
    kind: str
    mapping: ColumnMapping | None
    questions: tuple[Question, ...]
    columns: tuple[ColumnGuess, ...]
    date_order: str | None
    parsed_examples: dict[str, tuple[tuple[str, datetime], ...]]
    delimiter: str | None
    encoding: str | None
    sheet: str | None
    sheets: tuple[str, ...]
    rows: int
    rows_exact: bool
    preview: pd.DataFrame
    detected: dict[str, str] = field(default_factory=dict)
    assumed: tuple[str, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    members: tuple[str, ...] = ()
    subscriptions: SubscriptionMapping | None = None
    tenures: TenureMapping | None = None
    answers: AnswersMapping | None = None


def inspect(
    source: Source,
    *,
    sheet: str | None = None,
    member: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header: int | None = None,
    customer: str | None = None,
    time: str | None = None,
    name: str | None = None,
    limits: Limits | None = None,
) -> FileGuess:
    """Say what a file seems to be, without reading more of it than that needs.

    The date order is decided over the whole time column, never from its first rows.

    Parameters
    ----------
    source
        A path, bytes, or a file opened in binary mode; or a list of such, which are joined.
    sheet
        Sheet of a workbook, or table of a web page. By default the visible one that can be read as events, together
        with all that have its columns; "*" asks for those.
    member
        File inside an archive; "*" joins all that have the same columns.
    encoding, delimiter
        Of a text file, where the reader shall not find out: such as "cp949", and one character.
    header
        Line of the header, the first being 1; 0 says that there is none.
    customer, time
        Columns that say who and when, instead of the guessed ones.
    name
        What to call the file in messages.
    limits
        How much the file may ask for.

    Returns
    -------
    FileGuess

    Raises
    ------
    ReadError
        If it is no table; :class:`EmptyFileError` if there is nothing in it.

    Examples
    --------
    >>> guess = inspect(b"customer,date,total\\na,03/01/2024,5\\nb,25/01/2024,7\\n")
    >>> guess.kind, guess.date_order, guess.mapping.amount, guess.questions
    ('events', 'dmy', 'total', ())
    """
    opening = Opening(sheet, member, encoding, delimiter, header, limits or Limits.from_environment())
    table = shaped(open_table(source, opening, name))
    roles = guess_roles(table.names, table.sample, customer, time)
    column = time or roles.columns.get("time") or roles.columns.get("start") or _signup(roles)
    end = roles.subscriptions.end if roles.subscriptions is not None else None
    look = look_at(table, column, roles.mapping or _money_of(roles), None if end == column else end)
    orders, doubts = lines_told(table.names, table.sample, roles)
    return FileGuess(
        source=table.source,
        kind=kind_before(table) or roles.kind,
        mapping=roles.mapping,
        questions=(*table.questions, *role_questions(roles), *look.questions),
        columns=_column_guesses(roles),
        date_order=look.date_order,
        parsed_examples=look.parsed_examples,
        delimiter=table.detected.get("delimiter"),
        encoding=table.detected.get("encoding"),
        sheet=table.detected.get("sheet"),
        sheets=table.sheets,
        members=table.members,
        rows=table.rows,
        rows_exact=table.rows_exact,
        preview=_preview(table),
        detected={**table.detected, **look.detected, **roles.said, **orders},
        assumed=(*table.assumed, *look.assumed, *doubts),
        assumptions=together(table.assumptions, look.assumptions),
        subscriptions=roles.subscriptions,
        tenures=roles.tenures,
        answers=roles.answers if roles.kind == "answers" else None,
    )


def _signup(roles: Roles) -> str | None:
    return None if roles.subscriptions is None else roles.subscriptions.start


def _money_of(roles: Roles) -> ColumnMapping | None:
    """Who and how much, of a table with other rows than events: its amounts are looked at all the same."""
    found = roles.subscriptions or roles.tenures
    if found is None or found.amount is None:
        return None
    return ColumnMapping(found.customer, getattr(found, "start", None) or found.columns[1], amount=found.amount)


def _column_guesses(roles: Roles) -> tuple[ColumnGuess, ...]:
    guesses = []
    for column in roles.looked_at:
        guess = certainty_of(roles, column)
        guesses.append(ColumnGuess(column.name, guess.role or None, guess.reason, guess.certainty, column.examples))
    return tuple(guesses)


def _preview(table: Table) -> pd.DataFrame:
    width = len(table.names)
    records = [[*record[:width], *[""] * (width - len(record))] for record in table.sample[:10]]
    return pd.DataFrame(records, columns=table.names, dtype=str)
