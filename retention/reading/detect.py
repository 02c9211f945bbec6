"""What was detected about a file, returned as data: proposals and open questions, nothing decided behind one's back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import pandas as pd

from retention.mapping import ColumnMapping
from retention.periods import Ints
from retention.reading.dates import GOOD, DateColumn, read_dates
from retention.reading.delimited import open_delimited
from retention.reading.files import OpenedFile, open_file
from retention.reading.order import Question, decide, question, telling_rows
from retention.reading.roles import Roles, guess_roles
from retention.reading.tables import ArrowTable, Table, Wanted
from retention.reading.workbooks import open_workbook

_ROLE_WORDS = {
    "customer": "who",
    "time": "when",
    "event": "what happened",
    "amount": "money",
    "price": "price of one",
    "quantity": "how many",
    "start": "when it began",
    "end": "when it ended",
    "signup": "when the customer joined",
    "score": "an answer from 0 to 10",
    "recurring": "money per month",
}


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
    rows, rows_exact
        Number of data rows, and whether it was counted rather than estimated.
    preview
        The first ten data rows, as text.
    detected
        Everything that was found out, in words.
    assumed
        Sentences about what was taken for granted.
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


def inspect(
    source: str | Path | bytes | BinaryIO, *, sheet: str | None = None, time: str | None = None, name: str | None = None
) -> FileGuess:
    """Say what a file seems to be, without reading more of it than that needs.

    The date order is decided over the whole time column, never from its first rows.

    Parameters
    ----------
    source
        A path, bytes, or a file opened in binary mode.
    sheet
        Sheet of a workbook; the biggest visible one by default.
    time
        Column of moments to look at, instead of the guessed one.
    name
        What to call the file in messages.

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
    table, sheets = open_table(source, sheet, name)
    roles = guess_roles(table.names, table.sample)
    column = time or roles.columns.get("time") or roles.columns.get("start")
    order, questions, examples, detected = _look_at_dates(table, column)
    return FileGuess(
        source=table.source,
        kind=roles.kind,
        mapping=roles.mapping,
        questions=questions,
        columns=_column_guesses(table, roles),
        date_order=order,
        parsed_examples=examples,
        delimiter=table.detected.get("delimiter"),
        encoding=table.detected.get("encoding"),
        sheet=table.detected.get("sheet"),
        sheets=sheets,
        rows=table.rows,
        rows_exact=table.rows_exact,
        preview=_preview(table),
        detected={**table.detected, **detected},
        assumed=table.assumed,
    )


def open_table(
    source: str | Path | bytes | BinaryIO, sheet: str | None, name: str | None
) -> tuple[Table, tuple[str, ...]]:
    """Lay out any file by its content; also the names of its sheets."""
    file = open_file(source, name)
    if file.kind == "workbook":
        return open_workbook(file, sheet)
    if file.kind == "parquet":
        return _open_parquet(file), ()
    return open_delimited(file), ()


def _open_parquet(file: OpenedFile) -> ArrowTable:
    import pyarrow as pa
    from pyarrow import parquet

    from retention.errors import EmptyFileError, ReadError

    try:
        table = parquet.read_table(pa.BufferReader(file.buffer))
    except (pa.ArrowException, OSError) as error:
        raise ReadError("The Parquet file is damaged or cut off.", where=file.name, todo="Write it again.") from error
    if table.num_rows == 0:
        raise EmptyFileError(
            "The Parquet file has no data rows.", where=file.name, todo="Write it again with its rows."
        )
    return ArrowTable(file.name, table, {**file.detected, "format": "Parquet"})


def _look_at_dates(
    table: Table, column: str | None
) -> tuple[str | None, tuple[Question, ...], dict[str, tuple[tuple[str, datetime], ...]], dict[str, str]]:
    if column is None or column not in table.names:
        return None, (), {}, {}
    loaded = table.load(Wanted((column,), time=column))
    dates = read_dates(loaded.columns[column], serials=table.workbook)
    decision = decide(dates)
    rows = telling_rows(dates, decision)
    raw = [str(v) for v in loaded.columns[column].take(rows).to_pylist()]
    orders = (decision.order,) if decision.order else decision.candidates
    examples = {order: _examples(dates, order, rows, raw) for order in orders}
    detected = {"dates": ", ".join(dates.families) or "none", "date order": decision.why}
    if decision.order is None:
        return None, (question(dates, raw, decision, column),), examples, detected
    known = bool((dates.under(decision.order)[1] == GOOD).any())
    return (decision.order if known else None), (), examples, detected


def _examples(dates: DateColumn, order: str, rows: Ints, raw: list[str]) -> tuple[tuple[str, datetime], ...]:
    micros, state = dates.under(order)
    pairs = []
    for text, i in zip(raw, rows, strict=True):
        if state[i] == GOOD:
            pairs.append((text, pd.Timestamp(int(micros[i]), unit="us").to_pydatetime()))
    return tuple(pairs)


def _column_guesses(table: Table, roles: Roles) -> tuple[ColumnGuess, ...]:
    role_of = {name: role for role, name in roles.columns.items()}
    guesses = []
    for column in roles.looked_at:
        role = role_of.get(column.name)
        if role is not None:
            reason, sure = f"{_ROLE_WORDS.get(role, role)}: {_why(column.scores.get(role, 0.0))}", roles.certainty[role]
        elif column.name in roles.segments:
            role, sure = "segment", "likely"
            reason = f"a few different words ({column.distinct:,} in the first {len(table.sample):,} rows)"
        else:
            reason, sure = "no role", "likely"
        guesses.append(ColumnGuess(column.name, role, reason, sure, column.examples))
    return tuple(guesses)


def _why(score: float) -> str:
    """Reason for a role, from how well name and values fit it."""
    if score >= 1:
        return "its name says so"
    if score > 0.2:
        return "its name and its values fit"
    return "its values are dates" if score > 0 else "its name says so, its values do not"


def _preview(table: Table) -> pd.DataFrame:
    width = len(table.names)
    records = [[*record[:width], *[""] * (width - len(record))] for record in table.sample[:10]]
    return pd.DataFrame(records, columns=table.names, dtype=str)
