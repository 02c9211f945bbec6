"""Workbooks, opened by another library than the one that wrote them."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime

import openpyxl
import pandas as pd
import pytest

from retention import export
from retention.errors import ExportError


def book(result, **options):
    return openpyxl.load_workbook(io.BytesIO(export.xlsx_bytes(result, **options)))


def values(sheet):
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_a_matrix_gives_four_sheets_with_numbers_as_numbers(matrix):
    found = book(matrix)
    assert found.sheetnames == ["Table", "Counts", "Data", "About"]
    assert values(found["Table"]) == [
        ["cohort", "size", "0", "1", "2", "complete_through_age"],
        [datetime(2026, 3, 1), 180, 1, pytest.approx(41 / 180), None, "2"],
        [datetime(2026, 4, 1), 20, 1, None, None, "0"],
    ]
    assert values(found["Counts"])[1][2:5] == [180, 41, None]
    assert values(found["Data"])[2][:7] == [datetime(2026, 3, 1), 1, "1", 180, 180, 41, pytest.approx(41 / 180)]


def test_rates_are_percents_and_unknown_cells_are_blank_and_shaded(matrix):
    sheet = book(matrix)["Table"]
    assert (sheet["D2"].number_format, sheet["A2"].number_format) == ("0.0%", "yyyy-mm-dd")
    assert {cell: (sheet[cell].value, sheet[cell].fill.fgColor.rgb) for cell in ("D3", "E2")} == {
        "D3": (None, "FFEFF2F4"),
        "E2": (None, "FFEFF2F4"),
    }


def test_nothing_in_a_workbook_is_a_formula_or_a_link(matrix):
    evil = ["=1+1", "@SUM(1)", "http://example.com", "-2", "007", "_x0041_"]
    sheet = book(pd.DataFrame({"=head": evil}))["Data"]
    assert [row[0] for row in values(sheet)] == ["=head", *evil]
    assert {(cell.data_type, cell.hyperlink) for cell in sheet["A"]} == {("s", None)}
    segments = book({"=cmd": replace(matrix, segment="=cmd")})
    assert segments["Table"]["A2"].data_type == "s"


def test_about_says_the_settings_in_words(matrix):
    lines = dict(row[:2] for row in values(book(matrix, title="My shop")["About"]))
    assert next(iter(lines)) == "My shop"
    names = ("Rows", "Came back means", "Only rows where", "Complete through", "Customers", "Bear in mind")
    assert {name: lines[name] for name in names} == {
        "Rows": "customers by month of their first start event in the file",
        "Came back means": "came back in exactly that window",
        "Only rows where": "country == KR",
        "Complete through": "2026-05-16 00:00",
        "Customers": "200, in 2 cohorts",
        "Bear in mind": "The first cohort may hold old customers: first in the file is not first ever.",
    }


def test_a_curve_and_a_frame_give_their_data_and_what_they_mean(curve):
    found = book({"Search": curve})
    assert found.sheetnames == ["Data", "About"]
    about = dict(row[:2] for row in values(found["About"]))
    assert (about["Search"], about["Note"]) == (curve.name, curve.note)
    assert book(pd.DataFrame({"a": [1.5, None]}))["Data"]["A3"].value is None


def test_odd_values_are_written_as_text():
    frame = pd.DataFrame({"x": [10**18, float("inf"), datetime(1850, 1, 1), None, True]}, dtype=object)
    assert [row[0] for row in values(book(frame)["Data"])] == [
        "x",
        str(10**18),
        "inf",
        "1850-01-01T00:00:00",
        None,
        True,
    ]


def test_what_a_sheet_cannot_hold_is_refused_and_never_cut(tmp_path):
    with pytest.raises(ExportError, match="more than a cell can hold"):
        export.xlsx_bytes(pd.DataFrame({"a": ["x" * 40_000]}))
    with pytest.raises(ExportError, match="more than a sheet can hold"):
        export.xlsx_bytes(pd.DataFrame({"a": range(1_048_576)}))


def test_a_workbook_is_written_to_a_file(matrix, tmp_path):
    export.write_xlsx(matrix, tmp_path / "cohorts.xlsx", title="My shop")
    assert openpyxl.load_workbook(tmp_path / "cohorts.xlsx").properties.title == "My shop"
