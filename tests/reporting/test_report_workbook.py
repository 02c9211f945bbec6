"""The workbook: read again it equals the tables, and nothing in it is a formula."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest

import retention as rt
from retention.reporting import Exhibit, Report, Section, Table, xlsx_bytes


@pytest.fixture(scope="module")
def book(shop_report):
    return openpyxl.load_workbook(io.BytesIO(xlsx_bytes(shop_report)))


def tables(report):
    return [table for section in report.sections for table in section.tables]


def test_a_sheet_for_each_table_under_its_name(book, shop_report):
    names = book.sheetnames
    assert names[0] == "Report"
    assert len(names) == 1 + len(tables(shop_report))
    assert names[1:4] == ["At a glance", "What stands out", "Cohorts by month"]


@pytest.mark.parametrize("which", ["shop_report", "contract_report"])
def test_read_again_it_equals_the_tables(which, request):
    report = request.getfixturevalue(which)
    found = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(report)))
    for sheet, table in zip(found.worksheets[1:], tables(report), strict=True):
        header, *rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        assert header == list(table.frame.columns)
        assert len(rows) == len(table.frame)
        for j, column in enumerate(header):
            for value, written in zip(table.frame[column], (row[j] for row in rows), strict=True):
                same(value, written)


def same(value, written):
    if value == "" or pd.isna(value):
        assert written in (None, "")
    elif isinstance(value, pd.Timestamp):
        assert written == value.to_pydatetime()
    elif isinstance(value, (int, float, np.number)):
        assert written == pytest.approx(float(value), rel=1e-14)
    else:
        assert written == value


def test_numbers_have_formats_and_headers_stay(book):
    sheet = book["Retention and churn"]
    formats = {cell.value: sheet.cell(2, cell.column).number_format for cell in sheet[1]}
    assert formats["Before"] == "#,##0"
    assert formats["Starts"] == "yyyy-mm-dd"
    assert sheet.cell(5, list(formats).index("Churn") + 1).number_format == "0.0%"
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref is not None
    assert sheet.column_dimensions["A"].width >= 9


def test_series_have_charts_of_the_spreadsheet_itself(shop_report):
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(shop_report))) as file:
        charts = [name for name in file.namelist() if name.startswith("xl/charts/chart")]
        drawn = [file.read(name).decode() for name in charts]
    assert len(charts) == sum(table.plot is not None for table in tables(shop_report))
    assert sum("<c:lineChart>" in one for one in drawn) >= 6
    assert sum("<c:barChart>" in one for one in drawn) == 2


def test_text_is_never_a_formula_and_names_of_sheets_are_mended():
    frame = pd.DataFrame({"=1+1": ['=HYPERLINK("http://x")', "@SUM(1)"]})
    section = Section(
        "data",
        "x",
        "=2+2",
        exhibits=tuple(Exhibit("x", table=Table("a/b:c*[d]? " + "long " * 10, frame)) for _ in range(2)),
    )
    found = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(Report("=3+3", "=4+4", (section,), (("=5", "=6"),)))))
    assert len(found.sheetnames) == 3
    assert all(len(name) <= 31 for name in found.sheetnames)
    cells = [cell for sheet in found.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}


def test_ids_are_not_in_it_and_bytes_are_equal_for_equal_data(shop, shop_report):
    data = xlsx_bytes(shop_report)
    assert data == xlsx_bytes(shop_report)
    everybody = set(shop.customers(np.arange(shop.n_customers)))
    found = openpyxl.load_workbook(io.BytesIO(data))
    values = {str(cell) for sheet in found.worksheets for row in sheet.iter_rows(values_only=True) for cell in row}
    assert values & everybody == set()


def test_a_list_that_was_asked_for_is_a_sheet(shop):
    report = rt.make_report(shop, sections=["slipping"], ids="plain")
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(report)))["Customers slipping away"]
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == rt.slipping(shop).listed()[
        "customer"
    ].tolist()
