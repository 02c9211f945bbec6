"""Tables as CSV: numbers as numbers with every digit, dates as ISO, text that a spreadsheet cannot run."""

from __future__ import annotations

import csv
import io
import math
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from retention.counts import CellCustomers
from retention.errors import ExportError
from retention.export.frames import Result, tidy_frame, wide_frame
from retention.languages import say
from retention.spreadsheets import protected as protected
from retention.spreadsheets import unprotected as unprotected
from retention.writing import write_whole

SHAPES = ("tidy", "matrix")


def write_csv(result: Result, path: str | Path, *, shape: str = "tidy", show: str = "rate") -> None:
    """Write a result as CSV (UTF-8 with a byte order mark, as spreadsheets expect).

    Parameters
    ----------
    result
        A CohortMatrix, a frame of any metric, a curve, a comparison, findings, or a dict of one of these by segment.
    path
        File to write; an existing one is replaced.
    shape
        "tidy": one row per cell, with counts, rate, range and whether it is complete; :func:`read_matrix_csv` reads
        it back. "matrix": one row per cohort, one column per age, blank where not complete.
    show
        For the matrix shape: "rate" (fractions), "count" of customers who came back, or "value".

    Raises
    ------
    ExportError
        If the result has no such shape, or the file cannot be written.
    """
    save(csv_bytes(result, shape=shape, show=show), path)


def csv_bytes(result: Result, *, shape: str = "tidy", show: str = "rate") -> bytes:
    """The same, as bytes.

    Examples
    --------
    >>> frame = pd.DataFrame({"who": ["=1+1", "b"], "rate": [0.1, None]})
    >>> print(csv_bytes(frame).decode("utf-8-sig").replace("\\r", ""))
    who,rate
    '=1+1,0.1
    b,
    <BLANKLINE>
    """
    if shape not in SHAPES:
        raise ExportError(
            say("'{name}' is not a shape.", name=shape),
            where="shape",
            todo=say("Choose one of: {names}.", names=", ".join(SHAPES)),
        )
    return _encode(tidy_frame(result) if shape == "tidy" else wide_frame(result, show))


def customers_csv_bytes(customers: CellCustomers) -> bytes:
    """The customers behind one cell, one row each, with what they did.

    Examples
    --------
    >>> found = CellCustomers(came_back=["a"], did_not=["b"], seen_so_far=[], not_yet=[])
    >>> print(customers_csv_bytes(found).decode("utf-8-sig").replace("\\r", ""))
    customer,status
    a,came back
    b,did not
    <BLANKLINE>
    """
    groups = {
        "came back": customers.came_back,
        "did not": customers.did_not,
        "seen so far": customers.seen_so_far,
        "not yet": customers.not_yet,
    }
    rows = [(who, status) for status, people in groups.items() for who in people]
    return _encode(pd.DataFrame(rows, columns=["customer", "status"], dtype=object))


def save(data: bytes, path: str | Path) -> None:
    """Write bytes to a file, whole or not at all, or say why not."""
    try:
        write_whole(path, data)
    except OSError as error:
        raise ExportError(
            say("The file cannot be written ({reason}).", reason=error.strerror or error),
            where=str(path),
            todo=say("Choose another folder, or close the file where it is open."),
        ) from error


def _encode(frame: pd.DataFrame) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([protected(str(name)) for name in frame.columns])
    columns = [_texts(frame.iloc[:, j]) for j in range(frame.shape[1])]
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue().encode("utf-8-sig", errors="replace")


def _texts(column: pd.Series[Any]) -> list[str]:
    """The column as CSV fields."""
    if column.dtype.kind == "M":
        return _dates(column)
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "f":
        return ["" if math.isnan(value) else repr(value) for value in column.tolist()]
    return [_text(value) for value in column.tolist()]


def _dates(column: pd.Series[Any]) -> list[str]:
    """ISO dates; with the time where any value has one."""
    known = column.dropna()
    whole = bool((known == known.dt.normalize()).all()) and getattr(column.dt, "tz", None) is None
    return ["" if value is pd.NaT else _moment(value, whole) for value in column]


def _moment(value: Any, whole: bool) -> str:
    return str(value.date().isoformat() if whole else value.isoformat())


def _text(value: Any) -> str:
    if isinstance(value, str):
        return protected(value)
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (float, np.floating)):
        return "" if math.isnan(value) else repr(float(value))
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return protected(str(value))
