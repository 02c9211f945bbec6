"""Totals, subtotals, footnotes, comments and repeated headers are no customers."""

import pytest

import retention as rt
from retention.reading.asides import reason_of_text, totals_reason

MAPPING = rt.ColumnMapping(customer="id", time="date", amount="total")
DATA = "".join(f"c{i},2024-01-{i % 28 + 1:02d},{i}\n" for i in range(40))


def read(rows: str, header: str = "id,date,total", mapping: rt.ColumnMapping = MAPPING) -> rt.ReadReport:
    report = rt.read_events(f"{header}\n{rows}".encode(), mapping).report
    assert report.rows_read == report.rows_kept + sum(report.dropped.values())
    return report


ASIDES = {
    "Total,,780": "totals row",
    "Grand Total:,,780": "totals row",
    "합계,,780": "totals row",
    "总计,,780": "totals row",
    "รวมทั้งสิ้น,,780": "totals row",
    "Итого,,780": "totals row",
    "الإجمالي,,780": "totals row",
    "Tổng cộng,,780": "totals row",
    "Summe,,780": "totals row",
    ",,Total: 780": "totals row",
    "Total,2024-06-30,780": "totals row",
    "Subtotal,,780": "subtotal row",
    "소계,2024-06-30,780": "subtotal row",
    "c1 Total,,780": "subtotal row",
    "* without cancelled orders,,": "footnote",
    "Source: internal ERP; printed 2024-07-01,,": "footnote",
    "Exported on 2024-07-01 by the shop,,": "footnote",
    "Total;780": "totals row",
    "Page 3 of 5": "footnote",
    "40 rows": "footnote",
    "# exported by the shop": "comment line",
    "# exported by the shop, with care,": "comment line",
    "-----------": "comment line",
    "id,date,total": "repeated header",
    '"ID","Date","Total"': "repeated header",
    ",,": "blank row",
    "c7,,": "no date",
    "Total Wine,,5": "no date",
    "John Smith,,": "no date",
    ",2024-01-05,5": "no customer",
    "c7,2024-01-05": "malformed row",
}


@pytest.mark.parametrize(("line", "reason"), ASIDES.items())
def test_a_row_that_is_no_data_has_one_reason(line: str, reason: str) -> None:
    for rows in (f"{DATA}{line}\n", DATA + line, f"{DATA}{line}\n{DATA.replace('c', 'd')}"):
        report = read(rows)
        assert (report.rows_kept, dict(report.dropped)) == (report.rows_read - 1, {reason: 1})


def test_customers_whose_name_is_a_word_for_a_total_stay() -> None:
    report = read("Total Wine,2024-01-05,5\nSumma,2024-01-06,6\n" + DATA)
    assert (report.rows_kept, dict(report.dropped)) == (42, {})
    named = "".join(f"Total,2024-01-{i:02d},{i}\n" for i in range(1, 10))  # an oil company, with nine orders
    report = read(named + DATA)
    assert report.rows_kept == 49
    assert [said for said in report.assumed if said.startswith("A customer is called 'Total'")]


def test_a_subtotal_in_a_column_without_a_role_is_seen() -> None:
    rows = "".join(f"{'North' if i % 2 else 'South'},c{i},2024-01-05,{i}\n" for i in range(40))
    report = read(rows + "Total,c1,2024-06-30,780\n", "region,id,date,total")
    assert dict(report.dropped) == {"totals row": 1}


def test_totals_in_workbooks_are_left_out_too(tmp_path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for record in [["id", "date", "total"], *([f"c{i}", "2024-01-05", i] for i in range(5)), ["합계", None, 10]]:
        book.active.append(record)
    book.save(tmp_path / "orders.xlsx")
    report = rt.read_events(tmp_path / "orders.xlsx", MAPPING).report
    assert (report.rows_kept, dict(report.dropped)) == (5, {"totals row": 1})


def test_words_alone() -> None:
    words = [
        "TOTAL",
        "Sub-Total",
        "小計",
        "總計",
        "Gesamt",
        "total général",
        "Totale",
        "Suma",
        "Totals of 2024",
        "007",
        "",
    ]
    assert [totals_reason(word) for word in words] == [
        "totals row",
        "subtotal row",
        "subtotal row",
        "totals row",
        "totals row",
        "totals row",
        "totals row",
        "totals row",
        "",
        "",
        "",
    ]
    assert reason_of_text("a;2024-01-05") == "malformed row"


def test_a_subtotal_with_a_date_is_seen_where_the_customer_is_not_the_first_column() -> None:
    text = "date,id,total\n2024-01-05,a,1\n2024-01-31,Subtotal,1\n2024-02-05,b,4\n2024-02-29,소계,4\n"
    events = rt.read_events(f"{text}2024-02-29,Grand Total,5\n".encode())
    assert (events.customer_ids.to_pylist(), float(events.amount.sum())) == (["a", "b"], 5.0)
    assert dict(events.report.dropped) == {"subtotal row": 2, "totals row": 1}
