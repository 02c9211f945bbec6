"""A report as a workbook: a sheet for each table, numbers as numbers, and charts of the spreadsheet's own."""

from __future__ import annotations

import io
import re
import unicodedata
from typing import Any

import numpy as np
import pandas as pd

from retention.export.workbook import MOST_LETTERS, MOST_ROWS, OPTIONS, Sheet
from retention.languages import say, use
from retention.reporting.document import Report
from retention.reporting.values import Plot, Section, Table, plain

LONGEST_NAME = 31  # letters in the name of a sheet
FORBIDDEN = re.compile(r"[\[\]:*?/\\［］：＊？／＼]+")  # in the name of a sheet, wide ones too
FORMS = {"percent": "share", "count": "count", "money": "money", "number": "number", "points": "points"}
NUMBERS = {"percent": "0%", "count": "#,##0", "money": "#,##0", "number": "0.0", "points": "+0;-0;0"}
COLOURS = ("#1F5F96", "#D9771E", "#3E7F5B", "#702B4C")
PALE = "#9FB6C9"  # the ends of a range


def xlsx_bytes(report: Report) -> bytes:
    """A report as a workbook: "Report" says everything in words, then a sheet for each table, with its own chart.

    Examples
    --------
    >>> xlsx_bytes(Report("Retention", "", (), ()))[:2]
    b'PK'
    """
    import xlsxwriter

    out = io.BytesIO()
    with use(report.language), xlsxwriter.Workbook(out, OPTIONS) as book:
        book.set_properties({"title": report.title, "created": FIRST})
        used: set[str] = set()
        _words(Sheet(book, _name(say("Report"), used)), report)
        for section in report.sections:
            for table in section.tables:
                _sheet(book, _name(table.title, used), table)
    return out.getvalue()


FIRST = pd.Timestamp("2000-01-01").to_pydatetime()  # equal reports give equal bytes


def _name(title: str, used: set[str]) -> str:
    """A name that a sheet may have, and that no other has."""
    base = FORBIDDEN.sub(" ", title).strip(" '") or say("Table")
    name, i = _cut(base, LONGEST_NAME), 2
    while name.lower() in used:
        name = f"{_cut(base, LONGEST_NAME - 3)} {i}"
        i += 1
    used.add(name.lower())
    return name


def _cut(name: str, letters: int) -> str:
    """The beginning of a name, no letter parted from the marks above and below it."""
    while 0 < letters < len(name) and unicodedata.category(name[letters]) == "Mn":
        letters -= 1
    return name[:letters].rstrip(" '")


# ------------------------------------------------------------------------------------------------- the words
def _words(sheet: Sheet, report: Report) -> None:
    """Title, facts, and what each section says and how it was computed."""
    sheet.sheet.set_column(0, 0, 30)
    sheet.sheet.set_column(1, 1, 110)
    lines: list[tuple[str, str]] = [(report.title, "")]
    lines += [(say("Note"), report.note)] if report.note else []
    lines += list(report.facts)
    for section in report.sections:
        lines += [("", ""), (section.title, ""), *_said(section)]
    if report.left_out:
        lines += [("", ""), (say("Not in this report"), ""), *report.left_out]
    for i, (name, words) in enumerate(lines):
        if name:
            sheet.words(i, 0, name[:MOST_LETTERS], sheet.title if i == 0 else None if words else sheet.head)
        if words:
            sheet.words(i, 1, words[:MOST_LETTERS], sheet.text)
    sheet.sheet.freeze_panes(1, 0)


def _said(section: Section) -> list[tuple[str, str]]:
    lines = [(say("In short"), plain(section.headline)), *(("", plain(one)) for one in section.lines)]
    lines += [(say("What stands out") if i == 0 else "", plain(one)) for i, one in enumerate(section.findings)]
    lines += [(say("Chart"), f"{one.title}. {one.alt}") for one in section.exhibits if one.figure is not None]
    return lines + [(say("How it was computed") if i == 0 else "", one) for i, one in enumerate(section.how)]


# ------------------------------------------------------------------------------------------------ the tables
def _sheet(book: Any, name: str, table: Table) -> None:
    sheet = Sheet(book, name)
    frame = table.frame.head(MOST_ROWS - 1)
    names = [str(column) for column in frame.columns]
    for j, text in enumerate(names):
        sheet.words(0, j, table.head(text), sheet.head)
        form = FORMS.get(table.kind(text))
        values = frame.iloc[:, j].tolist()
        for i, value in enumerate(values, start=1):
            sheet.put(i, j, _bare(value), form)
        sheet.sheet.set_column(j, j, _width(table.head(text), values))
    sheet.sheet.freeze_panes(1, 1)
    if len(frame):
        sheet.sheet.autofilter(0, 0, len(frame), len(names) - 1)
    if table.plot is not None and len(frame) > 1:
        sheet.sheet.insert_chart(1, len(names) + 1, _chart(book, name, table, table.plot, names, len(frame)))


def _bare(value: Any) -> Any:
    """A number, a text or a moment of Python's own."""
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    if isinstance(value, np.generic):
        return value.item()
    return None if isinstance(value, float) and not np.isfinite(value) else value


def _width(name: str, values: list[Any]) -> float:
    longest = max((_letters(value) if isinstance(value, str) else 9 for value in values[:200]), default=0)
    return float(max(9, min(60, 3 + max(_letters(name), longest))))


def _letters(text: str) -> int:
    """How many letters wide a text is: those of Chinese and Korean count twice, marks above a letter not at all."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(unicodedata.category(letter) == "Mn" for letter in text)


def _chart(book: Any, name: str, table: Table, plot: Plot, names: list[str], rows: int) -> Any:
    """A chart of the spreadsheet's own over the columns of the sheet."""
    chart = book.add_chart({"type": plot.kind})
    x = names.index(plot.x)
    for k, column in enumerate(plot.y):
        y = names.index(column)
        is_range = column in plot.ends
        colour = PALE if is_range else COLOURS[k % len(COLOURS)]
        look = (
            {"line": {"color": colour, "width": 1 if is_range else 2.25}}
            if plot.kind == "line"
            else {"fill": {"color": colour}, "gap": 60}
        )
        chart.add_series(
            {"name": [name, 0, y], "categories": [name, 1, x, rows, x], "values": [name, 1, y, rows, y], **look}
        )
    chart.set_title({"name": table.title, "name_font": {"size": 12}, "overlay": False})
    grid = {"visible": True, "line": {"color": "#E4EAEE"}}
    chart.set_y_axis(
        {"num_format": NUMBERS.get(table.kind(plot.y[0]), "General"), "major_gridlines": grid, "line": {"none": True}}
    )
    chart.set_x_axis({"name": table.head(plot.x), "name_font": {"bold": False}})
    chart.set_legend({"position": "bottom"} if len(plot.y) > 1 else {"none": True})
    chart.set_size({"width": 760, "height": 380})
    chart.show_na_as_empty_cell()
    return chart
