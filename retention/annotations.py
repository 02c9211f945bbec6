"""Annotations: what happened outside the file, on the axis of time."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

import pandas as pd

from retention.errors import ReadError
from retention.languages import many, mark, say
from retention.spreadsheets import protected, unprotected

KINDS = (mark("change"), mark("campaign"), mark("incident"), mark("other"))
COLUMNS = ("date", "text", "kind")
LONGEST = 200
MOST = 500
TOLD = 5  # rows whose fault is told, before the rest is only counted


@dataclass(frozen=True)
class Annotation:
    """One thing that happened.

    Attributes
    ----------
    date
        The local day, as "2026-03-01".
    text
        What happened, in a few words: at most 200 characters, one line.
    kind
        "change" (of the product or the price), "campaign", "incident" or "other".

    Raises
    ------
    ReadError
        For a day that is none, a blank or very long text, and a kind that is not known.

    Examples
    --------
    >>> Annotation("2026-03-01", "New price", "change")
    Annotation(date='2026-03-01', text='New price', kind='change')
    >>> Annotation("1 March", "New price")
    Traceback (most recent call last):
    retention.errors.ReadError: date: '1 March' is not a day. Write it as 2026-03-31.
    """

    date: str
    text: str
    kind: str = "other"

    def __post_init__(self) -> None:
        object.__setattr__(self, "date", _day(self.date))
        object.__setattr__(self, "text", _text(self.text))
        if self.kind not in KINDS:
            raise ReadError(
                say("'{name}' is not known.", name=_short(self.kind)),
                where="kind",
                todo=say("Choose one of: {choices}.", choices=", ".join(KINDS)),
            )


def check_annotations(rows: pd.DataFrame | Iterable[Mapping[str, Any]]) -> tuple[Annotation, ...]:
    """Make annotations of rows, such as those of an editor, in the order of their days.

    Rows that are wholly blank are left out; a missing kind is "other".

    Raises
    ------
    ReadError
        With the number and the fault of each row that is none.

    Examples
    --------
    >>> check_annotations([{"date": "2026-03-01", "text": "New price"}, {"date": None, "text": ""}])
    (Annotation(date='2026-03-01', text='New price', kind='other'),)
    >>> check_annotations([{"date": "2026-03-01", "text": " "}])
    Traceback (most recent call last):
    retention.errors.ReadError: notes: row 1: the text is blank. Say in a few words what happened.
    """
    records = rows.to_dict("records") if isinstance(rows, pd.DataFrame) else [dict(row) for row in rows]
    cells = [{str(key).strip().lower(): _cell(value) for key, value in row.items()} for row in records]
    if len(cells) > MOST:
        raise ReadError(
            say("{n} rows are too many.", n=f"{len(cells):,}"),
            where=mark("notes"),
            todo=say("Keep at most {most}.", most=MOST),
        )
    found, faults = [], []
    for i, row in enumerate(cells, 1):
        if not row.get("date") and not row.get("text"):
            continue
        try:
            found.append(Annotation(row.get("date") or "", row.get("text") or "", (row.get("kind") or "other").lower()))
        except ReadError as error:
            faults.append((i, error))
    if faults:
        raise _faulty(faults)
    return tuple(sorted(found, key=lambda one: one.date))


def _faulty(faults: Sequence[tuple[int, ReadError]]) -> ReadError:
    """What is wrong with each of the first rows that are no annotations."""
    if len(faults) == 1:
        [(row, error)] = faults
        return ReadError(say("row {row}: {fault}", row=row, fault=error.what), where=mark("notes"), todo=error.todo)
    told = [say("row {row}: {fault}", row=i, fault=f"{error.what} {error.todo}") for i, error in faults[:TOLD]]
    if len(faults) > TOLD:
        told.append(many("And {n} more row.", "And {n} more rows.", len(faults) - TOLD))
    return ReadError(" ".join(told), where=mark("notes"), todo=say("Correct these rows."))


def read_annotations(file: str | Path | bytes | IO[bytes]) -> tuple[Annotation, ...]:
    """Read annotations from a CSV file with the columns date, text and kind (which may be missing).

    Parameters
    ----------
    file
        A path, bytes, or a file opened in binary mode; UTF-8, separated by commas or semicolons.

    Returns
    -------
    tuple of Annotation
        In the order of their days.

    Raises
    ------
    ReadError
        If it is no such table, and with the number and the fault of each row that is no annotation.

    Examples
    --------
    >>> read_annotations(b"date,text,kind\\n2026-03-01,New price,change\\n")
    (Annotation(date='2026-03-01', text='New price', kind='change'),)
    """
    text = _decoded(file)
    header = text.split("\n", 1)[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if header.count(";") > header.count(",") else ",")
    names = [str(name).strip().lower() for name in rows.fieldnames or ()]
    missing = [name for name in COLUMNS[:2] if name not in names]
    if missing:
        raise ReadError(
            say("there is no column '{name}'.", name=missing[0]),
            where=mark("notes"),
            todo=say("The columns are {names}.", names=", ".join(COLUMNS)),
        )
    try:
        return check_annotations({key: unprotected(row[key] or "") for key in row if key} for row in rows)
    except csv.Error as error:
        raise ReadError(
            say("this is not a table of notes ({error}).", error=error),
            where=mark("notes"),
            todo=say("Save it as CSV."),
        ) from error


def annotations_csv(annotations: Iterable[Annotation]) -> str:
    """Annotations as CSV text that :func:`read_annotations` reads back; a spreadsheet runs nothing in it.

    Examples
    --------
    >>> annotations_csv([Annotation("2026-03-01", "=1+1")])
    "date,text,kind\\r\\n2026-03-01,'=1+1,other\\r\\n"
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([protected(cell) for cell in astuple(one)] for one in annotations)
    return out.getvalue()


def annotations_frame(annotations: Iterable[Annotation]) -> pd.DataFrame:
    """Lay annotations out as a table: a column of days, the text, the kind."""
    rows = [astuple(one) for one in annotations]
    frame = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    return frame.assign(date=pd.to_datetime(frame["date"]).astype("datetime64[s]"))


def _decoded(file: Any) -> str:
    try:
        data = file if isinstance(file, bytes) else Path(file).read_bytes() if isinstance(file, (str, Path)) else None
        return (file.read() if data is None else data).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except (OSError, UnicodeDecodeError, AttributeError) as error:
        raise ReadError(
            say("this file cannot be read."), where=mark("notes"), todo=say("Save it as CSV in UTF-8.")
        ) from error


def _day(value: Any) -> str:
    text = value.isoformat() if isinstance(value, date) else str(value).strip()
    try:
        return date.fromisoformat(text[:10] if re.fullmatch(r"\d{4}-\d\d-\d\d[T ][\d:.]+", text) else text).isoformat()
    except ValueError as error:
        raise ReadError(
            say("'{text}' is not a day.", text=_short(text)), where="date", todo=say("Write it as 2026-03-31.")
        ) from error


def _text(value: Any) -> str:
    text = " ".join(str(value).split())
    if not text:
        raise ReadError(say("the text is blank."), where="text", todo=say("Say in a few words what happened."))
    if len(text) > LONGEST:
        raise ReadError(
            say("the text has {n} characters.", n=len(text)),
            where="text",
            todo=say("Keep to {longest}: it is read on a chart.", longest=LONGEST),
        )
    return text


def _cell(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value).strip()


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
