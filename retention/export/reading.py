"""A tidy cohort CSV read back: the same counts, cell by cell."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import IO, Any

import numpy as np

from retention.errors import ExportError
from retention.export.tables import unprotected
from retention.languages import mark, say
from retention.results import CohortMatrix

NEEDED = ("cohort", "age", "age_label", "size", "eligible", "active", "open_active", "complete", "no_data")
ADVICE = mark('Give a file that write_csv(matrix, path, shape="tidy") has written.')
Row = dict[str, str]


def read_matrix_csv(source: str | Path | bytes | IO[bytes]) -> CohortMatrix:
    """Read back a cohort matrix that :func:`write_csv` has written in the tidy shape.

    Counts, flags, labels and values are identical. Settings are not in the file: the matrix has the default ones.

    Parameters
    ----------
    source
        Path, bytes, or a file opened in binary mode; holding one matrix, not several segments.

    Raises
    ------
    ExportError
        If it is something else.

    Examples
    --------
    >>> read_matrix_csv(b"customer,date\\n1,2024-01-01\\n")
    Traceback (most recent call last):
    retention.errors.ExportError: cohort table: This is not a tidy cohort table: it has no column 'cohort'.
    """
    where = str(source) if isinstance(source, (str, Path)) else mark("cohort table")
    rows, names = _rows(_text(source, where), where)
    segments = list(dict.fromkeys(row["segment"] for row in rows)) if "segment" in names else []
    if len(segments) > 1:
        raise ExportError(
            say("The file holds {n} segments, not one matrix.", n=len(segments)),
            where=where,
            todo=say("Keep the rows of one segment."),
        )
    try:
        return _matrix(rows, names, unprotected(segments[0]) if segments else None)
    except (ValueError, KeyError, OverflowError) as error:
        damaged = say("The cohort table is damaged: {reason}.", reason=error)
        raise ExportError(damaged, where=where, todo=say(ADVICE)) from error


def _text(source: Any, where: str) -> str:
    try:
        if isinstance(source, (str, Path)):
            data = Path(source).read_bytes()
        else:
            data = source if isinstance(source, bytes) else source.read()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise ExportError(
            say("The file cannot be read ({reason}).", reason=error.strerror or error),
            where=where,
            todo=say("Check it."),
        ) from error
    except (UnicodeDecodeError, AttributeError) as error:
        raise ExportError(say("This is not a CSV file in UTF-8."), where=where, todo=say(ADVICE)) from error


def _rows(text: str, where: str) -> tuple[list[Row], list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        lines = [line for line in reader if line]
    except csv.Error as error:
        no_csv = say("This is not a CSV file: {reason}.", reason=error)
        raise ExportError(no_csv, where=where, todo=say(ADVICE)) from error
    names = lines[0] if lines else []
    for name in NEEDED:
        if name not in names:
            no_table = say("This is not a tidy cohort table: it has no column '{name}'.", name=name)
            raise ExportError(no_table, where=where, todo=say(ADVICE))
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(names):
            uneven = say("Row {row} has {n} fields, not {expected}.", row=number, n=len(line), expected=len(names))
            raise ExportError(uneven, where=where, todo=say(ADVICE))
    return [dict(zip(names, line, strict=True)) for line in lines[1:]], names


def _matrix(rows: list[Row], names: list[str], segment: str | None) -> CohortMatrix:
    cohorts = list(dict.fromkeys(row["cohort"] for row in rows))
    ages = list(dict.fromkeys(row["age"] for row in rows))
    shape = (len(cohorts), len(ages))
    if [(row["cohort"], row["age"]) for row in rows] != [(cohort, age) for cohort in cohorts for age in ages]:
        raise ValueError(say("it does not hold every age of every cohort exactly once, in order"))

    def grid(column: str, convert: Any, dtype: Any) -> Any:
        return np.array([convert(row[column]) for row in rows], dtype).reshape(shape)

    sizes = grid("size", int, np.int64)
    if (sizes != sizes[:, :1]).any():
        raise ValueError(say("a cohort has more than one size"))
    return CohortMatrix(
        cohorts=np.array(cohorts, "datetime64[s]"),
        ages=np.array([int(age) for age in ages], np.int64),
        age_labels=tuple(unprotected(row["age_label"]) for row in rows[: len(ages)]),
        sizes=sizes[:, 0] if len(ages) else np.zeros(0, np.int64),
        eligible=grid("eligible", int, np.int64),
        active=grid("active", int, np.int64),
        open_active=grid("open_active", int, np.int64),
        complete=grid("complete", _flag, bool),
        no_data=grid("no_data", _flag, bool),
        values=grid("value", _number, np.float64) if "value" in names else None,
        segment=segment,
    )


def _flag(text: str) -> bool:
    # Spreadsheets write flags in capitals when they save the file again.
    return {"true": True, "false": False}[text.lower()]


def _number(text: str) -> float:
    return float(text) if text else float("nan")
