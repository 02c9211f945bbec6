"""Two tables written as CSV, compared cell by cell: every digit counts."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from dataclasses import dataclass

import pandas as pd

from retention.errors import ExportError
from retention.languages import mark, say
from retention.spreadsheets import unprotected

COLUMNS = ("table", "row", "column", "then", "now", "rounding")
CLOSE = 1e-9  # numbers that differ by less, relatively, were added up in another order
Key = tuple[str, ...]


@dataclass(frozen=True)
class _Table:
    names: list[str]
    rows: list[list[str]]

    def tells(self, k: int) -> bool:
        """Whether the first k columns tell all rows apart."""
        return len({tuple(row[:k]) for row in self.rows}) == len(self.rows)

    def keyed(self, k: int) -> dict[Key, dict[str, str]]:
        """Rows by their first k columns; by their number where nothing tells them apart."""
        cells = [dict(zip(self.names, row, strict=True)) for row in self.rows]
        if k < 0:
            return {(str(i),): row for i, row in enumerate(cells, start=1)}
        return {tuple(row[:k]): cell for row, cell in zip(self.rows, cells, strict=True)}


def differing_cells(then: bytes, now: bytes, table: str = "") -> pd.DataFrame:
    """Compare two tables that :func:`csv_bytes` has written.

    Numbers are written with every digit, so that equal text is an equal number and other text another one. Rows belong
    together if the first columns that tell the rows of both tables apart are the same, such as cohort and age.

    Parameters
    ----------
    then, now
        The tables as CSV.
    table
        What to call them.

    Returns
    -------
    pandas.DataFrame
        One row for each cell that differs: ``table``, ``row`` (such as "cohort 2024-01-01, age 3"), ``column``, and
        its text ``then`` and ``now``, blank where there is none; and ``rounding``, whether both are numbers that differ
        in their last digits only: sums of money do, where a computer with more cores adds them up in another order.

    Examples
    --------
    >>> then = b"cohort,age,rate\\n2024-01,0,1.0\\n2024-01,1,0.5\\n2024-02,0,1.0\\n"
    >>> differing_cells(then, then.replace(b"0.5", b"0.25")).values.tolist()
    [['', 'cohort 2024-01, age 1', 'rate', '0.5', '0.25', False]]
    """
    if then == now:
        return pd.DataFrame(columns=list(COLUMNS))
    old, new = _read(then), _read(now)
    k = _labels(old, new)
    rows = (old.keyed(k), new.keyed(k))
    names = list(dict.fromkeys([*old.names, *new.names]))
    labels = old.names[: max(k, 0)]
    found = [
        (table, _row_words(labels, key, k), unprotected(name), unprotected(a), unprotected(b), _is_rounding(a, b))
        for key in dict.fromkeys([*rows[0], *rows[1]])
        for name in names
        if name not in labels
        for a, b in [(rows[0].get(key, {}).get(name, ""), rows[1].get(key, {}).get(name, ""))]
        if a != b
    ]
    return pd.DataFrame(found, columns=list(COLUMNS))


def numbers_in(data: bytes) -> int:
    """How many numbers a table holds, apart from those that name its rows.

    Examples
    --------
    >>> numbers_in(b"cohort,age,rate,complete\\n2024-01,0,1.0,true\\n2024-01,1,,false\\n")
    1
    """
    table = _read(data)
    k = max(_labels(table, table), 0)
    return sum(_is_number(cell) for row in table.rows for cell in row[k:])


def _read(data: bytes) -> _Table:
    try:
        lines = [line for line in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")) if line]
    except (UnicodeDecodeError, csv.Error) as error:
        raise ExportError(
            say("This is not one of our tables: {reason}.", reason=error),
            where=mark("table"),
            todo=say("Give a CSV as csv_bytes writes it."),
        ) from error
    names = _distinct(lines[0]) if lines else []
    if any(len(line) != len(names) for line in lines):
        raise ExportError(
            say("The rows of a table have different lengths."),
            where=mark("table"),
            todo=say("Give a CSV as csv_bytes writes it."),
        )
    return _Table(names, lines[1:])


def _distinct(names: list[str]) -> list[str]:
    """Names of columns, the second of a name with its number."""
    seen: Counter[str] = Counter()
    distinct = []
    for name in names:
        seen[name] += 1
        distinct.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return distinct


def _labels(old: _Table, new: _Table) -> int:
    """How many first columns tell the rows of both apart; -1 where nothing does."""
    shared = next((i for i, (a, b) in enumerate(zip(old.names, new.names, strict=False)) if a != b), None)
    most = min(len(old.names), len(new.names)) if shared is None else shared
    # The last column is never a label, so that something is left to compare.
    return next((k for k in range(most) if old.tells(k) and new.tells(k)), -1)


def _row_words(labels: list[str], key: Key, k: int) -> str:
    if k < 0:
        return say("row {number}", number=key[0])
    return ", ".join(f"{unprotected(name)} {unprotected(value)}" for name, value in zip(labels, key, strict=True))


def _is_rounding(then: str, now: str) -> bool:
    if not (_is_number(then) and _is_number(now)):
        return False
    return math.isclose(float(then), float(now), rel_tol=CLOSE)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
