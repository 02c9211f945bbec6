"""Ids stay as they are written, but for what spreadsheets and exports add; what seems wrong is said."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retention as rt
from retention.reading.values.ids import NOBODY, STAND_INS, IdColumn, read_ids

MAPPING = rt.ColumnMapping(customer="id", time="date")


def ids(*values: str | None) -> IdColumn:
    return read_ids(pa.chunked_array([list(values)], pa.string()))


def names(*values: str | None) -> list[str | None]:
    column = ids(*values)
    return [column.ids[int(code)].as_py() if code >= 0 else None for code in column.codes]


def read(*values: str) -> rt.Events:
    lines = [f'"{value}",2024-01-{i % 28 + 1:02d}' for i, value in enumerate(values)]
    return rt.read_events("\n".join(["id,date", *lines, ""]).encode(), MAPPING)


@pytest.mark.parametrize(
    "value",
    [
        "007",
        "1234567890123456789",
        "12345678901234567890123",
        "AB-12",
        "user@example.com",
        "x" * 300,
        "고객1",
        "1.5",
        "0",
        "-1",
        "True",
    ],
)
def test_ids_are_kept_as_they_are_written(value: str) -> None:
    assert names(value, "other") == [value, "other"]
    assert (ids(value, "other").notes, ids(value, "other").warnings) == ((), ())


def test_leading_zeros_tell_customers_apart() -> None:
    assert names("007", "7", "07") == ["007", "7", "07"]


def test_blanks_around_and_marks_without_width_are_taken_off_and_counted() -> None:
    assert names(" 7", "7 ", "7\u00a0", "7\u200b", "\u30007", "7\ufeff", "7") == ["7"] * 7
    assert ids(" 7", "8\t", "9").notes == ("blanks around 2 ids were taken off",)
    assert names("two words", "x\u00a0y") == ["two words", "x y"]


def test_spellings_of_one_id_are_united() -> None:
    composed, apart = "\uace0\uac1d1", "\u1100\u1169\u1100\u1162\u11a81"
    assert names("１２３", "123", composed, apart) == ["123", "123", composed, composed]
    assert ids("１２３", "123").notes == ("1 id in full-width or composed letters was put in plain form",)


def test_a_point_and_zero_is_taken_off_where_all_are_numbers() -> None:
    assert names("17851.0", "17852", "17851", "n/a", "-3.00") == ["17851", "17852", "17851", None, "-3"]
    assert ids("17851.0", "17851").notes == ('1 id such as "17850.0" lost its ".0"',)
    assert names("1.0", "x") == ["1.0", "x"]
    assert names("1.0", "1.5") == ["1.0", "1.5"]


def test_numbers_of_a_parquet_file_are_whole_again() -> None:
    column = read_ids(pa.chunked_array([[17851.0, None, 17852.0]], pa.float64()))
    assert (column.codes.tolist(), column.ids.to_pylist()) == ([0, -1, 1], ["17851", "17852"])
    column = read_ids(pa.chunked_array([[True, False, True]]))
    assert column.ids.to_pylist() == ["true", "false"]
    column = read_ids(pa.chunked_array([[2**62 + 1, 7]], pa.int64()))
    assert column.ids.to_pylist() == ["4611686018427387905", "7"]


@pytest.mark.parametrize("text", [*NOBODY, "NULL", "N/A", "None", "NaN", "NA", "\\N", None])
def test_texts_that_stand_for_nobody(text: str | None) -> None:
    assert ids("a", text, "b").codes.tolist() == [0, -1, 1]


@pytest.mark.parametrize("text", [*STAND_INS, "Guest", "ANONYMOUS"])
def test_texts_that_stand_for_anybody(text: str) -> None:
    assert ids("a", text, "b").codes.tolist() == [0, -2, 1]


def test_both_are_left_out_for_a_reason_each() -> None:
    report = read("a", "guest", "비회원", "NULL", "b").report
    assert dict(report.dropped) == {"placeholder customer": 2, "no customer": 1}
    assert report.examples["placeholder customer"] == [(2, "guest, 2024-01-02"), (3, "비회원, 2024-01-03")]


def test_ids_that_a_spreadsheet_destroyed_are_warned_about() -> None:
    events = read("1.23457E+11", "1.23457E+11", "1.23458E+11", "17")
    (warning,) = [said for said in events.report.assumed if "destroyed" in said]
    assert warning.startswith("Excel has destroyed ids: 3 rows have one such as '1.23457E+11' (2 different)")
    assert warning in [a.evidence for a in events.report.assumptions]
    assert not ids("1E5", "12E4", "A+E10").warnings


def test_capitals_alone_do_not_unite_customers_but_are_told() -> None:
    column = ids("Anna", "anna", "Bob", "ANNA", "eve", "Guest", "guest")
    assert column.codes.tolist()[:4] == [0, 1, 2, 3]
    assert column.warnings == ("1 id occurs in spellings that differ in capitals only; each is a customer of its own.",)


def test_one_id_on_very_many_rows_is_told_and_kept() -> None:
    events = read(*["shop"] * 40, *(f"c{i}" for i in range(60)))
    assert events.n_customers == 61
    said = "One customer, 'shop', has 40% of all rows (40 of 100); this may be an account that many people share."
    assert f"{said} It is kept." in events.report.assumed
    assert not any("share" in said for said in read(*["shop"] * 15, *(f"c{i}" for i in range(60))).report.assumed)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(alphabet="abAB01.- \u00a0\u200b１Eé+\t", max_size=6), max_size=30))
def test_law_reading_ids_again_changes_nothing(values: list[str]) -> None:
    once = names(*values)
    assert names(*once) == once


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "C", "7", "007", "x y", "17"]), max_size=40))
def test_law_plain_ids_come_back(values: list[str]) -> None:
    assert names(*values) == values


IDS = ("id", "date", "total", "line")


def orders(*lines: str, **options: object) -> rt.Events:
    mapping = rt.ColumnMapping(customer="id", time="date", amount="total", event_id="line")
    return rt.read_events("\n".join([",".join(IDS), *lines, ""]).encode(), mapping, **options)


def test_copies_are_left_out_at_once_where_an_id_of_every_row_proves_them() -> None:
    lines = [f"c{i},2024-01-05,{i},L{i}" for i in range(10)]
    events = orders(*lines, lines[3], lines[3])
    assert (len(events), dict(events.report.dropped)) == (10, {"exact copy of an earlier row": 2})
    assert (
        "2 rows repeat the 'line' of an earlier row with every column alike: left out as copies."
        in events.report.assumed
    )


def test_copies_are_kept_where_the_id_is_not_one_of_every_row() -> None:
    lines = [f"c{i % 5},2024-01-05,{i % 5},L{i % 5}" for i in range(10)]
    others = [f"c{i},2024-01-06,1,L{i % 2}" for i in range(10)]
    events = orders(*lines, *others)
    assert (len(events), len(events.report.copies)) == (20, 5)
    blank = orders(*(["c1,2024-01-05,1,"] * 2), *(f"c{i},2024-01-07,1,L{i}" for i in range(9)))
    assert (len(blank), len(blank.report.copies)) == (11, 1)


def test_rows_that_differ_in_anything_are_no_copies() -> None:
    assert len(orders("a,2024-01-05,1,L1", "a,2024-01-05,1,L2", "a,2024-01-05,2,L1")) == 3


def test_marks_that_keep_a_spreadsheet_from_counting_are_no_part_of_an_id() -> None:
    assert names('="0012"', "'0012", "0012", "O'Neill", "'t Hooft") == ["0012", "0012", "0012", "O'Neill", "'t Hooft"]
    assert ids('="7"').notes == ("1 id lost a mark that keeps spreadsheets from reading it as a number",)


def test_an_id_with_a_point_and_zero_and_without_is_one_customer() -> None:
    assert names("17851.0", "17851", "TEST") == ["17851", "17851", "TEST"]


def test_sales_over_the_counter_are_nobody_in_particular() -> None:
    assert names("Walk-in", "guest checkout", "a") == [None, None, "a"]


def test_errors_of_a_spreadsheet_are_no_customers() -> None:
    assert names("#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#1") == [None, None, None, None, "#1"]
