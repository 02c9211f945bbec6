"""Tables as a workbook: numbers stay numbers, text stays text, and a sheet says what everything means."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from retention.errors import ExportError
from retention.export.frames import Result, matrices, tidy_frame, wide_frame
from retention.export.meaning import about
from retention.export.tables import save
from retention.languages import counted, mark, say

MOST_ROWS, MOST_COLUMNS, MOST_LETTERS = 1_048_576, 16_384, 32_767  # what the file format can hold
RATES = (
    *("rate", "lower", "upper", "retention_rate", "churn_rate", "formula_rate", "stickiness"),
    *("share", "share_at_least", "grr", "nrr", "grr_lower", "grr_upper", "nrr_lower", "nrr_upper"),
    *("chance", "chance_lower", "chance_upper"),
)
# A text stays a text, whatever it looks like.
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
NAMES = {"Table": mark("Table"), "Counts": mark("Counts"), "Data": mark("Data"), "About": mark("About")}  # of sheets
FIRST_DATE = datetime(1900, 3, 1)  # before, spreadsheets disagree on which day a number means


def write_xlsx(result: Result, path: str | Path, *, title: str | None = None) -> None:
    """Write a result as a workbook; see :func:`xlsx_bytes`.

    Raises
    ------
    ExportError
        If the result is no table, is larger than a sheet, or the file cannot be written.
    """
    save(xlsx_bytes(result, title), path)


def xlsx_bytes(result: Result, title: str | None = None) -> bytes:
    """A result as a workbook.

    A cohort matrix (or one for each segment) gives four sheets: "Table" (rates; blank and shaded where not
    complete), "Counts" (customers who came back), "Data" (one row per cell) and "About" (settings in words, what the
    columns mean). Any other result gives "Data" and "About".

    Examples
    --------
    >>> xlsx_bytes(pd.DataFrame({"a": [1]}))[:2]
    b'PK'
    """
    import xlsxwriter

    data = tidy_frame(result)
    sheets = {"Data": data}
    if matrices(result):
        sheets = {"Table": wide_frame(result, "rate"), "Counts": wide_frame(result, "count"), "Data": data}
    for name, frame in sheets.items():
        _check_size(frame, name)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        book.set_properties({"title": title or say("Retention")})
        for name, frame in sheets.items():
            _write(Sheet(book, say(NAMES[name])), frame, name)
        _write_about(Sheet(book, say(NAMES["About"])), about(result, title))
    return out.getvalue()


def _check_size(frame: pd.DataFrame, name: str) -> None:
    if len(frame) >= MOST_ROWS or frame.shape[1] > MOST_COLUMNS:
        raise ExportError(
            say(
                "{rows} and {columns} are more than a sheet can hold.",
                rows=counted(len(frame), "row"),
                columns=counted(frame.shape[1], "column"),
            ),
            where=say(NAMES.get(name, name)),
            todo=say("Write it as CSV, or choose a longer period."),
        )


class Sheet:
    """One sheet with the few formats that tables use."""

    def __init__(self, book: Any, name: str) -> None:
        self.name = name
        self.sheet = book.add_worksheet(name)
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": False})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.open = book.add_format({"bg_color": "#EFF2F4"})
        self.formats = {
            "share": book.add_format({"num_format": "0.0%"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            "count": book.add_format({"num_format": "#,##0"}),
            "money": book.add_format({"num_format": "#,##0.00"}),
            "number": book.add_format({"num_format": "0.00"}),
            "points": book.add_format({"num_format": "+0.0;-0.0;0"}),
        }

    def put(self, row: int, column: int, value: Any, form: str | None = None) -> None:
        """Write one value by its type, never by what it looks like; nothing for a missing one."""
        if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
            return
        if isinstance(value, bool):
            self.sheet.write_boolean(row, column, value)
        elif isinstance(value, (int, float)) and np.isfinite(value) and abs(value) < 10**15:
            self.sheet.write_number(row, column, value, self.formats.get(form or ""))
        elif isinstance(value, datetime) and value.tzinfo is None and value >= FIRST_DATE:
            whole = value == datetime(value.year, value.month, value.day)
            self.sheet.write_datetime(row, column, value, self.formats["day" if whole else "moment"])
        else:
            self.words(row, column, value.isoformat() if isinstance(value, date) else str(value))

    def words(self, row: int, column: int, text: str, form: Any = None) -> None:
        """Write text; text that a cell cannot hold is refused rather than cut."""
        if len(text) > MOST_LETTERS:
            raise ExportError(
                say("A text of {n} letters is more than a cell can hold.", n=f"{len(text):,}"),
                where=say("{sheet}, row {row}", sheet=self.name, row=row + 1),
                todo=say("Write it as CSV."),
            )
        self.sheet.write_string(row, column, text, form)


def _write(sheet: Sheet, frame: pd.DataFrame, name: str) -> None:
    names = [str(column) for column in frame.columns]
    ages = _age_columns(names) if name in ("Table", "Counts") else range(0)
    for j, text in enumerate(names):
        sheet.words(0, j, text, sheet.head)
        values = frame.iloc[:, j].tolist()
        form = "share" if (j in ages and name == "Table") or text in RATES else None
        for i, value in enumerate(values, start=1):
            sheet.put(i, j, value.to_pydatetime() if isinstance(value, pd.Timestamp) else value, form)
            if j in ages and (value is None or value != value):
                sheet.sheet.write_blank(i, j, None, sheet.open)
        wide = 8 if j in ages else max(10, min(32, 2 + max(len(text), *map(_width, values[:200]), 0)))
        sheet.sheet.set_column(j, j, wide)
    sheet.sheet.freeze_panes(1, ages.start if ages else 0)


def _age_columns(names: list[str]) -> range:
    """The columns of ages: those between the size and the last column."""
    return range(names.index("size") + 1, len(names) - 1)


def _width(value: Any) -> int:
    return len(value) if isinstance(value, str) else 11 if isinstance(value, datetime) else 6


def _write_about(sheet: Sheet, lines: list[tuple[str, str]]) -> None:
    sheet.sheet.set_column(0, 0, 26)
    sheet.sheet.set_column(1, 1, 90)
    for i, (name, words) in enumerate(lines):
        sheet.words(i, 0, name, sheet.title if i == 0 else sheet.head if not words else None)
        if words:
            sheet.words(i, 1, words, sheet.text)
