"""Workbooks of every kind hold the same story, and what their cells show beyond values is read or said."""

import datetime as dt
import io
import json
from pathlib import Path

import pytest

import retention as rt
from tests.reading.books import (
    HEADER,
    ROWS,
    ods,
    ods_cell,
    ods_rows,
    package,
    page,
    rows_xml,
    sheet_xml,
    xls,
    xlsb,
    xml2003,
    xml2003_rows,
)

TABLE = [HEADER, *ROWS]
AT_C5 = {(4 + i, 2 + j): value for i, row in enumerate(TABLE) for j, value in enumerate(row)}


def made(write, **options) -> bytes:
    """A workbook written by xlsxwriter."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        write(book)
    return out.getvalue()


def saved(change) -> bytes:
    """A workbook written by openpyxl."""
    import openpyxl

    book = openpyxl.Workbook()
    for row in [HEADER, *([r[0], dt.date.fromisoformat(r[1]), float(r[2])] for r in ROWS)]:
        book.active.append(row)
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


KINDS = {
    "xlsx": (package({"S": sheet_xml(rows_xml(TABLE))}), 1),
    "xlsx from C5": (package({"S": sheet_xml(rows_xml(TABLE, 5, 3))}), 5),
    "xlsx by openpyxl": (saved(lambda book: None), 1),
    "xlsb": (xlsb({(i, j): v for i, row in enumerate(TABLE) for j, v in enumerate(row)}), 1),
    "xlsb from C5": (xlsb(AT_C5), 5),
    "xls": (xls(TABLE), 1),
    "ods": (ods({"S": ods_rows(TABLE)}), 1),
    "ods from C5": (ods({"S": ods_rows([[], [], [], [], *([["", "", *row] for row in TABLE])])}), 5),
    "xml 2003": (xml2003({"S": xml2003_rows(TABLE)}).encode(), 1),
    "page": (page(TABLE).encode(), 1),
}


@pytest.mark.parametrize(("data", "header"), KINDS.values(), ids=KINDS.keys())
def test_the_same_story_in_every_kind_of_workbook(data: bytes, header: int) -> None:
    events = rt.read_events(data)
    assert [str(moment.date()) for moment in events.span] == ["2024-01-05", "2024-03-12"]
    assert (events.customers([0, 1, 2]), events.amount.tolist()) == (["a", "b", "c"], [5.0, 7.0, 6.5, 9.0, 8.0])
    assert events.report.detected["header"] == f"row {header}"
    assert (events.report.rows_read, dict(events.report.dropped)) == (5, {})


LINES = {
    "xlsx": package({"S": sheet_xml(rows_xml([["title"], [], HEADER, *ROWS, ["", "2024-03-01", "1"]], 2, 2))}),
    "xls": xls([[], ["title"], [], HEADER, *ROWS, ["", "2024-03-01", "1"]]),
    "ods": ods({"S": ods_rows([[], ["title"], [], HEADER, *ROWS, ["", "2024-03-01", "1"]])}),
    "page": page([[], ["title"], [], HEADER, *ROWS, ["", "2024-03-01", "1"]]).encode(),
}


@pytest.mark.parametrize("data", LINES.values(), ids=LINES.keys())
def test_line_numbers_are_rows_of_the_sheet(data: bytes) -> None:
    left_out = rt.read_events(data).report.left_out
    assert left_out[["row", "line", "reason"]].to_dict("records") == [{"row": 6, "line": 10, "reason": "no customer"}]


# ------------------------------------------------------------------------------------------------ what cells show
def said(data: bytes, *words: str) -> list[str]:
    return [text for text in rt.read_events(data).report.assumed if all(word in text for word in words)]


def test_error_cells_are_blank_and_counted() -> None:
    def change(book) -> None:
        book.active["C2"], book.active["C4"] = "#N/A", "#DIV/0!"

    data = saved(change)
    assert said(data, "error") == ["2 cells of 'amount' hold an error (#DIV/0!, #N/A); read as blank."]
    assert float(rt.read_events(data).amount.sum()) == 23.5


def test_formulas_saved_without_a_value_are_counted() -> None:
    def change(book) -> None:
        for row in (2, 3, 4):
            book.active[f"C{row}"] = "=1+1"

    assert said(saved(change), "formula") == [
        "3 cells of 'amount' hold a formula that was saved without its value; read as blank. "
        "Open the workbook in Excel and save it, then send it again."
    ]


def test_formulas_saved_with_a_value_are_read() -> None:
    def write(book) -> None:
        sheet = book.add_worksheet()
        for i, row in enumerate(TABLE):
            sheet.write_row(i, 0, row)
        for i in range(1, 6):
            sheet.write_formula(i, 2, "=3*4", None, 12)

    data = made(write)
    assert (float(rt.read_events(data).amount.sum()), said(data, "formula")) == (60.0, [])


def test_ids_shown_with_leading_zeros_keep_them() -> None:
    def change(book) -> None:
        for row in range(2, 7):
            book.active[f"A{row}"] = row * 3
            book.active[f"A{row}"].number_format = "00000"

    data = saved(change)
    assert rt.read_events(data).customers(range(5)) == ["00006", "00009", "00012", "00015", "00018"]
    assert said(data, "digits") == ["'customer' is shown with 5 digits in the workbook, and read so."]


def test_ids_shown_with_leading_zeros_in_some_rows_only_are_said() -> None:
    def change(book) -> None:
        for row in range(2, 7):
            book.active[f"A{row}"] = row * 3
        book.active["A3"].number_format = "00000"

    data = saved(change)
    assert rt.read_events(data).customers([0, 1]) == ["6", "9"]
    assert said(data, "zeros") == ["Some cells of 'customer' are shown with leading zeros; they are read without."]


def test_ids_of_more_digits_than_excel_keeps_are_warned_about() -> None:
    def change(book) -> None:
        book.active["A2"], book.active["A3"] = 12345678901234567, 2e19

    assert said(saved(change), "15 digits") == [
        "2 cells of 'customer' hold a number of more than 15 digits. Excel keeps 15: "
        "if these are ids, they may be damaged; format such cells as text."
    ]


def test_long_ids_kept_as_text_are_left_alone() -> None:
    data = package({"S": sheet_xml(rows_xml([HEADER, ["1234567890123456789", "2024-01-05", "5"], *ROWS]))})
    assert "1234567890123456789" in rt.read_events(data).customers(range(4))
    assert said(data, "digits") == []


@pytest.mark.parametrize(
    ("code", "words"),
    [('"₩"#,##0', "'amount' in ₩"), ("[$€-407] #,##0.00", "'amount' in €"), ("[$THB] 0.00", "'amount' in THB")],
)
def test_currencies_of_number_formats_are_named(code: str, words: str) -> None:
    def change(book) -> None:
        for row in range(2, 7):
            book.active[f"C{row}"].number_format = code

    assert rt.read_events(saved(change)).report.detected["currency format"] == words


def test_dates_times_truth_and_percent() -> None:
    def change(book) -> None:
        for row in range(2, 7):
            book.active[f"D{row}"], book.active[f"E{row}"] = dt.time(9, row), True
            book.active[f"F{row}"] = 0.25
            book.active[f"F{row}"].number_format = "0%"
        book.active["D1"], book.active["E1"], book.active["F1"] = "clock", "paid", "rate"

    preview = rt.inspect(saved(change)).preview
    assert preview.iloc[0].tolist()[2:6] == ["5", "09:02:00", "true", "0.25"]


@pytest.mark.parametrize("date_1904", [False, True])
def test_both_date_systems(date_1904: bool) -> None:
    def write(book) -> None:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, HEADER)
        for i, row in enumerate(ROWS, 1):
            sheet.write(i, 0, row[0])
            sheet.write_datetime(i, 1, dt.datetime.fromisoformat(row[1]), day)

    events = rt.read_events(made(write, date_1904=date_1904))
    assert [str(moment.date()) for moment in events.span] == ["2024-01-05", "2024-03-12"]


# --------------------------------------------------------------------------------------- files made by other programs
SAME_AS_BASE = [
    "plain.xlsx",
    "xlsx_named.csv",
    "csv_named.xlsx",
    "date1904.xlsx",
    "libre.ods",
    "merged_cells_grouped.xlsx",
    "multi_sheet_cover_hidden.xlsx",
    "one_sheet_per_month.xlsx",
    "phantom_used_range.xlsx",
    "xml_spreadsheet_2003.xls",
]


def facts(shared: Path, name: str) -> dict:
    return json.loads((shared / "data/messy/TRUTH.json").read_text(encoding="utf-8"))["files"][name]


@pytest.mark.parametrize("name", SAME_AS_BASE)
def test_workbooks_of_other_programs(shared: Path, name: str) -> None:
    events, truth = rt.read_events(shared / "data/messy" / name), facts(shared, name)
    assert {
        "data_rows": len(events),
        "distinct_users": events.n_customers,
        "first_date": str(events.span[0].date()),
        "last_date": str(events.span[1].date()),
        "amount_sum": f"{events.amount.sum():.2f}",
    } == {key: truth[key] for key in ("data_rows", "distinct_users", "first_date", "last_date", "amount_sum")}
    assert (events.report.rows_read, dict(events.report.dropped)) == (300, {})


SAID = {
    "phantom_used_range.xlsx": "1 cell lies far away from the table and is not read: XFD1.",
    "multi_sheet_cover_hidden.xlsx": "Sheets not read: 표지, 빈 시트, 숨김 (hidden), Pivot.",
    "error_cells.xlsx": "5 cells of 'amount' hold an error (#DIV/0!, #N/A, #NAME?, #REF!, #VALUE!); read as blank.",
    "merged_cells_grouped.xlsx": "'Customer' has 39 merged ranges: "
    "260 blank cells in them are read as the value that is shown over them.",
}


@pytest.mark.parametrize(("name", "sentence"), SAID.items())
def test_what_is_said_of_them(shared: Path, name: str, sentence: str) -> None:
    assert sentence in rt.read_events(shared / "data/messy" / name).report.assumed


def test_error_cells_beside_day_numbers(shared: Path) -> None:
    events = rt.read_events(shared / "data/messy/error_cells.xlsx")
    truth = facts(shared, "error_cells.xlsx")
    assert (len(events), events.n_customers, f"{events.amount.sum():.2f}") == (
        truth["data_rows"],
        truth["distinct_users"],
        truth["amount_sum"],
    )


# ------------------------------------------------------------------------------------------------- merged ranges
GROUPED = [HEADER, ["a", "2024-01-05", "5"], ["", "2024-01-06", "6"], ["b", "2024-01-07", "7"], ["", "2024-01-08", "8"]]
MERGED = {
    "xlsx": package(
        {"S": sheet_xml(rows_xml(GROUPED), '<mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="A4:A5"/></mergeCells>')}
    ),
    "ods": ods(
        {
            "S": ods_rows(GROUPED)
            .replace('string"><text:p>a<', 'string" table:number-rows-spanned="2"><text:p>a<')
            .replace('string"><text:p>b<', 'string" table:number-rows-spanned="2"><text:p>b<')
        }
    ),
    "xml 2003": xml2003(
        {
            "S": xml2003_rows(GROUPED)
            .replace('<Cell><Data ss:Type="String"></Data></Cell><Cell>', '<Cell ss:Index="2">')
            .replace('<Cell><Data ss:Type="String">a<', '<Cell ss:MergeDown="1"><Data ss:Type="String">a<')
            .replace('<Cell><Data ss:Type="String">b<', '<Cell ss:MergeDown="1"><Data ss:Type="String">b<')
        }
    ).encode(),
    "page": page(GROUPED)
    .replace("<tr><td></td>", "<tr>")
    .replace("<td>a<", '<td rowspan="2">a<')
    .replace("<td>b<", '<td rowspan="2">b<')
    .encode(),
}


@pytest.mark.parametrize("data", MERGED.values(), ids=MERGED.keys())
def test_merged_ranges_are_filled_down_and_said(data: bytes) -> None:
    events = rt.read_events(data)
    assert (len(events), events.n_customers, dict(events.report.dropped)) == (4, 2, {})
    assert said(data, "merged") == [
        "'customer' has 2 merged ranges: 2 blank cells in them are read as the value that is shown over them."
    ]


def test_blanks_outside_merged_ranges_stay_blank() -> None:
    data = package({"S": sheet_xml(rows_xml(GROUPED), '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>')})
    assert dict(rt.read_events(data).report.dropped) == {"no customer": 1}


def test_groups_that_are_not_merged_are_left_blank_with_a_hint() -> None:
    assert said(xls([*GROUPED, ["", "2024-01-09", "9"]]), "fill it down") == [
        "'customer' is blank in 3 of 5 rows. "
        "If each value holds for the rows below it too, fill it down in Excel and send the workbook again."
    ]


def test_hidden_rows_and_columns_are_read_and_said() -> None:
    data = sheet_xml(rows_xml(TABLE).replace('<row r="3"', '<row r="3" hidden="1"'))
    data = data.replace("<sheetData>", '<cols><col min="3" max="4" hidden="1"/></cols><sheetData>')
    assert len(rt.read_events(package({"S": data}))) == 5
    assert said(package({"S": data}), "hidden") == [
        "1 hidden row and 2 hidden columns of the sheet are read like any other."
    ]


def test_spreadsheets_that_repeat_cells_are_counted_right() -> None:
    row = f"<table:table-row>{ods_cell('a')}{ods_cell('2024-01-05')}{ods_cell('5')}</table:table-row>"
    thrice = row.replace("<table:table-row>", '<table:table-row table:number-rows-repeated="3">')
    end = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
    assert len(rt.read_events(ods({"S": ods_rows([HEADER]) + thrice + end}))) == 3
