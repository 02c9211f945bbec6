"""No export holds a text that a spreadsheet runs, whatever ids, segments, events, comments and headers look like."""

from __future__ import annotations

import ast
import csv
import io
import zipfile

import openpyxl
import pandas as pd
import pytest

import retention as rt
from retention.export.differences import differing_cells
from retention.spreadsheets import protected, unprotected

EVIL = ("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", " =1", "'=1", "''+1")
RUNS = tuple("=+-@＝＋－＠\t\r\n")


def shop() -> rt.Events:
    """Visits whose every text is a formula; headers too."""
    texts = [text for text in EVIL if text.strip() == text]
    rows = [
        (f"{texts[i % len(texts)]}{i}", f"2024-0{m}-{1 + i:02d}", texts[i % 2], f"{texts[i % 3]}", i + 1.5)
        for i in range(24)
        for m in range(1, 5 - i % 3)
    ]
    frame = pd.DataFrame(rows, columns=["=customer", "date", "+event", "@plan", "amount"])
    mapping = rt.ColumnMapping("=customer", "date", event="+event", amount="amount", segments=("@plan",))
    return rt.read_events(frame.to_csv(index=False).encode(), mapping, name="=cmd|' /C calc'!A0.csv")


@pytest.fixture(scope="module")
def events() -> rt.Events:
    return shop()


def cells(data: bytes) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")) for cell in row]


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def running(data: bytes) -> list[str]:
    """Cells of a CSV that a spreadsheet would run; numbers below zero are numbers."""
    return [cell for cell in cells(data) if cell.lstrip().startswith(RUNS) or cell[:1] in RUNS if not is_number(cell)]


def frame() -> pd.DataFrame:
    return pd.DataFrame({"customer": EVIL, "stage": "cooling", "=head": EVIL, "number": -1.5, "reason": EVIL})


def csvs(events: rt.Events) -> dict[str, bytes]:
    """Every CSV that the library writes."""
    settings = rt.CohortSettings(segment="@plan")
    by_plan = rt.cohort_matrix(events, settings)
    note = rt.Annotation("2024-02-01", "=1+1")
    held = zipfile.ZipFile(io.BytesIO(rt.export.bundle(events, {"plans": rt.Recipe("cohort_matrix", settings)})))
    return {
        "cohorts": rt.export.csv_bytes(by_plan),
        "cohorts as a matrix": rt.export.csv_bytes(by_plan, shape="matrix"),
        "a frame": rt.export.csv_bytes(frame()),
        "rows left out": rt.export.csv_bytes(events.report.rejected()),
        "list": rt.export.list_csv_bytes(frame(), never=()),
        "list with hashed ids": rt.export.list_csv_bytes(frame(), never=(), ids="hashed", salt="x"),
        "customers of a cell": rt.export.customers_csv_bytes(
            rt.counts.CellCustomers(came_back=list(EVIL), did_not=[], seen_so_far=[], not_yet=[])
        ),
        "notes": rt.annotations.annotations_csv([note]).encode(),
        **{name: held.read(name) for name in held.namelist() if name.endswith(".csv")},
    }


def test_no_csv_holds_a_formula(events: rt.Events) -> None:
    found = csvs(events)
    assert {name: running(data) for name, data in found.items() if running(data)} == {}
    assert any(cell.startswith("'=") for cell in cells(found["cohorts"]))


def test_numbers_below_zero_stay_numbers() -> None:
    assert "-1.5" in cells(rt.export.csv_bytes(frame()))


@pytest.mark.parametrize("text", EVIL)
def test_what_is_protected_comes_back(text: str) -> None:
    assert protected(text).startswith("'")
    assert unprotected(protected(text)) == text


def test_a_table_read_back_has_the_names_of_the_file(events: rt.Events) -> None:
    one = next(iter(rt.cohort_matrix(events, rt.CohortSettings(segment="@plan")).items()))
    data = rt.export.csv_bytes({one[0]: one[1]})
    assert rt.export.read_matrix_csv(data).segment == one[0]
    assert len(differing_cells(data, data, "plans")) == 0


def test_no_workbook_holds_a_formula_or_a_link(events: rt.Events) -> None:
    by_plan = rt.cohort_matrix(events, rt.CohortSettings(segment="@plan"))
    report = rt.make_report(events, title="=1+1", note="@SUM(A1)")
    books = {
        "cohorts": rt.export.xlsx_bytes(by_plan, title="=1+1"),
        "list": rt.export.list_xlsx_bytes(frame(), never=(), title="+1"),
        "report": rt.reporting.workbook.xlsx_bytes(report),
    }
    for name, data in books.items():
        book = openpyxl.load_workbook(io.BytesIO(data))
        types = {
            cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None
        }
        assert "f" not in types, name
        assert not any(cell.hyperlink for sheet in book for row in sheet.iter_rows() for cell in row), name
    assert -1.5 in [cell.value for cell in openpyxl.load_workbook(io.BytesIO(books["list"])).worksheets[0]["D"]]


def test_nobody_writes_tables_past_the_one_helper(root) -> None:
    """``DataFrame.to_csv`` and its like protect nothing."""
    found = [
        f"{path.relative_to(root)}:{node.lineno}"
        for folder in ("retention", "pages")
        for path in (root / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("to_csv", "to_excel", "to_clipboard")
    ]
    assert found == []
