"""Every row is kept or left out for one reason: ids, amounts, malformed rows, copies."""

import gzip
import io

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retention as rt

MAPPING = rt.ColumnMapping(customer="id", time="date", amount="total")


def read(*lines: str, header: str = "id,date,total", mapping: rt.ColumnMapping = MAPPING, **options) -> rt.Events:
    return rt.read_events("\n".join([header, *lines, ""]).encode(), mapping, **options)


def test_blank_and_placeholder_ids_are_left_out() -> None:
    events = read(
        "a,2024-01-05,1", ",2024-01-05,1", "NaN,2024-01-05,1", "None,2024-01-05,1", "N/A,2024-01-05,1", "-,2024-01-05,1"
    )
    assert (len(events), dict(events.report.dropped)) == (1, {"no customer": 5})


def test_no_id_at_all_names_the_column() -> None:
    with pytest.raises(rt.EmptyFileError, match="customer in the column 'id'"):
        read(",2024-01-05,1", "null,2024-01-06,1")


def test_ids_stay_text_and_lose_only_a_point_that_all_have() -> None:
    assert read("007,2024-01-05,1", "7,2024-01-05,1").customers([0, 1]) == ["007", "7"]
    floats = read("17850.0,2024-01-05,1", "17851.0,2024-01-05,1", ",2024-01-05,1")
    assert floats.customers([0, 1]) == ["17850", "17851"]
    assert "17850.0" in floats.report.detected["ids"]
    assert read("1.0,2024-01-05,1", "x,2024-01-05,1").customers([0, 1]) == ["1.0", "x"]


AMOUNTS = {
    "$ 50.67": 50.67,
    "₩1,200": 1200,
    "-3": -3,
    "(1,500.25)": -1500.25,
    "1,23,456.00": 123456,
    "€12.5": 12.5,
    "5-": -5,
    "1e3": 1000,
}


@pytest.mark.parametrize(("text", "value"), AMOUNTS.items())
def test_amounts_as_people_write_them(text: str, value: float) -> None:
    assert read(f'a,2024-01-05,"{text}"', 'b,2024-01-05,"0.5"').amount.tolist() == [value, 0.5]


def test_decimal_commas_are_decided_over_the_column() -> None:
    assert read('a,2024-01-05,"1.234 €"', 'b,2024-01-05,"1.234,56 €"').amount.tolist() == [1234.0, 1234.56]
    with pytest.raises(rt.UndecidedError, match="Which mark comes before decimals in the column 'total'"):
        read("a,2024-01-05,1.234", "b,2024-01-05,5.678 €")
    assert read("a,2024-01-05,1.234", "b,2024-01-05,5.678 €", decimal=".").amount.tolist() == [1.234, 5.678]


def test_rows_without_a_readable_amount_are_visits_with_no_money() -> None:
    events = read("a,2024-01-05,5", "b,2024-01-05,free", "c,2024-01-05,", "d,2024-01-05,12abc")
    assert events.amount.tolist() == [5, 0, 0, 0]
    assert [said for said in events.report.assumed if "no money" in said] == [
        "2 rows have an unreadable amount (for example 'free', '12abc'); counted as visits with no money.",
        "1 row has no amount; counted as visits with no money.",
    ]


def test_price_times_quantity() -> None:
    mapping = rt.ColumnMapping(customer="id", time="date", amount="price", quantity="qty")
    events = read("a,2024-01-05,2.5,4", "b,2024-01-05,3,-1", header="id,date,price,qty", mapping=mapping)
    assert events.amount.tolist() == [10.0, -3.0]


def test_malformed_and_blank_rows_are_numbered_and_shown() -> None:
    events = read("a,2024-01-05,1", "b,2024-01-06", "", "c,2024-01-07,3,4", ",,", "d,2024-01-08,4")
    assert events.row.tolist() == [1, 6]
    assert dict(events.report.dropped) == {"malformed row": 2, "blank row": 2}
    assert events.report.examples["malformed row"] == [(2, "b,2024-01-06"), (4, "c,2024-01-07,3,4")]
    assert events.report.left_out["reason"].tolist() == ["malformed row", "blank row", "malformed row", "blank row"]


def test_the_header_says_how_many_fields_a_row_has() -> None:
    report = read("a,2024-01-05,1", "a,2024-01-05,1,2", "a,2024-01-05,1,2").report
    assert (report.rows_kept, dict(report.dropped)) == (1, {"malformed row": 2})


def test_an_unclosed_quotation_mark_loses_no_row() -> None:
    lines = [f"c{i},2024-01-{i % 28 + 1:02d},{i}" for i in range(200)]
    lines[50] = '"c50,2024-01-23,50'
    events = read(*lines)
    assert (len(events), events.n_customers) == (200, 200)
    assert any("quotation mark" in said for said in events.report.assumed)
    lines[120] = 'c120,2024-01-09,"120"'  # and closed 70 rows later
    assert len(read(*lines)) == 200


def test_line_breaks_inside_quotation_marks_are_part_of_the_value() -> None:
    events = read('a,2024-01-05,1,"two\nlines"', "b,2024-01-06,2,x", header="id,date,total,note")
    assert (len(events), events.row.tolist(), dict(events.report.dropped)) == (2, [1, 2], {})


def test_copies_are_whole_rows_and_are_kept_unless_told() -> None:
    lines = ["a,2024-01-05,1,x", "a,2024-01-05,1,y", "b,2024-01-06,2,x", "a,2024-01-05,1,x", "a,2024-01-05,1,x"]
    kept = read(*lines, header="id,date,total,order")
    assert (len(kept), kept.report.copies.tolist()) == (5, [4, 5])
    dropped = read(*lines, header="id,date,total,order", duplicates="drop")
    assert (len(dropped), dropped.report.rows_kept, dict(dropped.report.dropped)) == (
        3,
        3,
        {"exact copy of an earlier row": 2},
    )
    assert dropped.report.left_out["row"].tolist() == [4, 5]


def test_copies_where_every_column_is_mapped() -> None:
    events = read("a,2024-01-05,1", "b,2024-01-05,1", "a,2024-01-05,1", "a,2024-01-05,2", "a,2024-01-05,1")
    assert events.report.copies.tolist() == [3, 5]


def test_mappings_that_do_not_fit() -> None:
    with pytest.raises(rt.MappingError, match=r"no column 'idd' for customer.*Did you mean 'id'"):
        read("a,2024-01-05,1", mapping=rt.ColumnMapping(customer="idd", time="date"))
    with pytest.raises(rt.MappingError, match="'id' is used for customer and for event"):
        read("a,2024-01-05,1", mapping=rt.ColumnMapping(customer="id", time="date", event="id"))
    with pytest.raises(rt.ReadError, match="duplicates"):
        read("a,2024-01-05,1", duplicates="maybe")


def test_labels_are_sorted_and_blank_ones_marked() -> None:
    mapping = rt.ColumnMapping(customer="id", time="date", event="what", segments=("land",))
    lines = ["a,2024-01-05,view,KR", "b,2024-01-06,,DE", "c,2024-01-07,buy,", ",2024-01-08,never,XX"]
    events = read(*lines, header="id,date,what,land", mapping=mapping)
    assert (events.event_names, events.event.tolist()) == (("buy", "view"), [1, -1, 0])
    assert (events.segments["land"].labels, events.segments["land"].codes.tolist()) == (("DE", "KR"), [1, 0, -1])


FAULTS = {
    "a,2024-01-05,1": None,
    "b,2024-02-29,2.5": None,
    ",2024-01-05,1": "no customer",
    "a,,1": "no date",
    "a,2024-02-30,1": "date does not exist",
    "a,yesterday,1": "date cannot be read",
    "a,1066-10-14,1": "year outside 1970 to 2100",
    "a,2024-01-05": "malformed row",
    "a,2024-01-05,1,2": "malformed row",
    "": "blank row",
}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(list(FAULTS)), max_size=40))
def test_law_no_row_is_lost_and_each_has_its_reason(lines: list[str]) -> None:
    lines = ["z,2024-01-01,9", *lines]
    report = read(*lines).report
    reasons = [FAULTS.get(line) for line in lines]
    expected = {reason: reasons.count(reason) for reason in reasons if reason}
    assert (report.rows_read, report.rows_kept) == (len(lines), reasons.count(None))
    assert dict(report.dropped) == expected
    assert report.left_out["row"].tolist() == [i for i, reason in enumerate(reasons, start=1) if reason]


# ---------------------------------------------------------------------------------------------------- the ledger
MESSY = (
    "a,2024-01-05,1",
    ",2024-01-06,2",
    "b,2024-02-30,3",
    "c,2024-01-07",
    "a,2024-01-05,1",
    "d,1066-10-14,4",
    "",
    "=e,,5",
    "f,2024-02-01,6",
)


def ledger(report: rt.ReadReport) -> list[tuple[str, int, dict[str, int]]]:
    return [(step.name, step.rows, dict(step.left_out)) for step in report.steps]


def test_the_ledger_goes_from_the_rows_in_the_file_to_the_rows_used() -> None:
    assert ledger(read(*MESSY, duplicates="drop").report) == [
        ("file", 9, {}),
        ("parsed", 7, {"malformed row": 1, "blank row": 1}),
        ("customer", 6, {"no customer": 1}),
        ("date", 4, {"no date": 1, "date does not exist": 1}),
        ("copies", 3, {"exact copy of an earlier row": 1}),
        ("range", 2, {"year outside 1970 to 2100": 1}),
        ("used", 2, {}),
    ]


def test_copies_left_out_later_take_their_place_in_the_same_ledger() -> None:
    kept, dropped = read(*MESSY), read(*MESSY, duplicates="drop")
    assert ledger(kept.without_copies().report) == ledger(dropped.report)
    later = kept.without_copies().report
    pd.testing.assert_frame_equal(later.left_out, dropped.report.left_out)
    pd.testing.assert_frame_equal(later.rejected(), dropped.report.rejected())


def test_examples_say_where_they_stand() -> None:
    steps = {step.name: step.examples for step in read(*MESSY).report.steps}
    assert steps["parsed"]["malformed row"] == (("line 5", "c,2024-01-07"),)
    assert steps["date"] == {
        "no date": (("line 9", "=e, , 5"),),
        "date does not exist": (("line 4", "b, 2024-02-30, 3"),),
    }


def test_five_examples_of_each_reason_whatever_the_order() -> None:
    report = read("a,2024-01-05,1", *[",2024-01-06,2"] * 7, "b,x,3").report
    counted = {reason: len(rows) for step in report.steps for reason, rows in step.examples.items()}
    assert counted == {"no customer": 5, "date cannot be read": 1}


def test_a_ledger_as_a_table() -> None:
    table = read(*MESSY).report.to_frame()
    assert table[["step", "left_out"]].groupby("step", sort=False)["left_out"].sum().to_dict() == {
        "file": 0,
        "parsed": 2,
        "customer": 1,
        "date": 2,
        "copies": 0,
        "range": 1,
        "used": 0,
    }
    assert table["rows"].tolist()[-1] == 3


def test_every_reason_of_the_reader_has_its_step() -> None:
    from retention.reading.assemble import _REASONS
    from retention.report import _STEPS

    known = {reason for _, _, reasons in _STEPS for reason in reasons}
    assert [reason for reason in _REASONS if reason and reason not in known] == []


def test_a_report_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(rt.ReadError, match="5 rows were read, but 3 kept and 1 left out do not add up"):
        rt.ReadReport(rows_read=5, rows_kept=3, dropped={"no customer": 1}).check()


def test_a_reason_nobody_has_placed_is_still_counted() -> None:
    report = rt.ReadReport(rows_read=5, rows_kept=4, dropped={"eaten by the dog": 1})
    report.check()
    assert ledger(report)[-1] == ("used", 4, {"eaten by the dog": 1})


# ----------------------------------------------------------------------------------- rows left out, to take away
def test_rows_left_out_come_back_as_the_file_has_them() -> None:
    table = read(*MESSY, duplicates="drop").report.rejected()
    assert table.to_dict("list") == {
        "line in the file": [3, 4, 5, 6, 7, 8, 9],
        "why left out": [
            "no customer",
            "date does not exist",
            "malformed row",
            "exact copy of an earlier row",
            "year outside 1970 to 2100",
            "blank row",
            "no date",
        ],
        "text as written": ["", "", "c,2024-01-07", "", "", "", ""],
        "id": ["", "b", "", "a", "d", "", "=e"],
        "date": ["2024-01-06", "2024-02-30", "", "2024-01-05", "1066-10-14", "", ""],
        "total": ["2", "3", "", "1", "4", "", "5"],
    }


def test_the_download_cannot_be_run_by_a_spreadsheet() -> None:
    written = rt.export.csv_bytes(read(*MESSY).report.rejected())
    assert written.startswith(b"\xef\xbb\xbfline in the file,why left out,text as written,id,date,total\r\n")
    assert b"\r\n9,no date,,'=e,,5\r\n" in written


def test_columns_that_nobody_asked_for_are_in_the_download_too() -> None:
    report = read("a,2024-01-05,1,x", ",2024-01-06,1,=SUM(A1)", header="id,date,total,reason").report
    assert report.rejected().to_dict("records") == [
        {
            "line in the file": 3,
            "why left out": "no customer",
            "id": "",
            "date": "2024-01-06",
            "total": "1",
            "reason": "=SUM(A1)",
        }
    ]


def test_rows_of_several_files_say_which_file() -> None:
    first = io.BytesIO(b"id,date,total\na,2024-01-05,1\n,2024-01-06,1\n")
    second = io.BytesIO(b"id,date,total\nb,2024-02-05,1\nc,2024-02-30,1\n,2024-02-06,1\n")
    first.name, second.name = "january.csv", "february.csv"
    report = rt.read_events([first, second], MAPPING).report
    assert report.places(report.left_out) == ["january.csv, line 3", "february.csv, line 3", "february.csv, line 4"]
    assert report.rejected()["part of the file"].tolist() == ["january.csv", "february.csv", "february.csv"]


def test_a_data_frame_has_rows_not_lines() -> None:
    frame = pd.DataFrame({"id": ["a", None], "date": ["2024-01-05", "2024-01-06"]})
    report = rt.events_from_frame(frame, rt.ColumnMapping(customer="id", time="date")).report
    assert report.places(report.left_out) == ["row 2"]


def test_more_rows_than_may_be_shown_are_counted_and_every_reason_is_shown() -> None:
    lines = [*[",2024-01-05,1"] * 50, "a,2024-01-05,1", "b,soon,1"]
    report = read(*lines, limits=rt.Limits(rows_shown=20)).report
    assert dict(report.dropped) == {"no customer": 50, "date cannot be read": 1}
    assert report.left_out["reason"].value_counts().to_dict() == {"no customer": 20, "date cannot be read": 1}
    assert "The text of the first 21 rows left out is kept; all are counted." in report.assumed


def test_what_means_nothing_does_not_count_as_lost() -> None:
    assert read("a,2024-01-05,1", *[""] * 3, "b,2024-01-06,1").report.share_lost == 0
    assert read("a,2024-01-05,1", "", ",2024-01-06,1", "b,x,1", "c,2024-02-01,1").report.share_lost == 0.5


# ----------------------------------------------------------------------------------------------- what it rests on
def resting_on(events: rt.Events) -> dict[str, tuple[str, str, str]]:
    return {a.key: (a.value, a.certainty, a.evidence) for a in events.report.assumptions if a.key}


def test_the_order_of_dates_is_proved_by_rows_and_can_be_chosen() -> None:
    lines = ["a,25/01/2024,1", "b,03/02/2024,1"]
    assert resting_on(read(*lines))["date_order"] == ("dmy", "proved", "The day comes first, proved by 1 row.")
    chosen = read("a,05/01/2024,1", "b,03/02/2024,1", date_order="mdy")
    assert resting_on(chosen)["date_order"][:2] == ("mdy", "chosen")
    choices = next(dict(a.choices) for a in read(*lines).report.assumptions if a.key == "date_order")
    assert choices == {"dmy": "day first", "mdy": "month first (leaves 1 row without a date)"}


def test_dates_that_name_their_parts_leave_nothing_to_choose() -> None:
    found = next(a for a in read("a,2024-01-05,1").report.assumptions if a.key == "date_order")
    assert (found.words, found.certainty, found.choices) == ("every date names its parts", "proved", ())


def test_the_zone_says_what_the_times_name() -> None:
    local, named, mixed = "a,2024-01-05 10:00,1", "b,2024-01-05 10:00+09:00,1", "c,2024-01-06 10:00+09:00,1"
    assert resting_on(read(local))["timezone"][:2] == ("UTC", "assumed")
    assert resting_on(read(named, timezone="Asia/Seoul"))["timezone"] == (
        "Asia/Seoul",
        "chosen",
        "Every time names its offset from UTC; only where a day begins is assumed.",
    )
    assert "2 times name their offset from UTC; 1 are taken" in resting_on(read(local, named, mixed))["timezone"][2]


def test_copies_rest_on_a_decision_only_where_there_are_any() -> None:
    assert "duplicates" not in resting_on(read("a,2024-01-05,1"))
    twice = ["a,2024-01-05,1"] * 2
    assert resting_on(read(*twice))["duplicates"][:2] == ("keep", "assumed")
    assert resting_on(read(*twice).without_copies())["duplicates"][:2] == ("drop", "chosen")


# ----------------------------------------------------------------------------- the same file gives the same result
def test_bytes_path_and_packed_are_one_and_the_same(tmp_path) -> None:
    data = ("\n".join(["id,date,total", *MESSY]) + "\n").encode()
    path = tmp_path / "orders.csv"
    path.write_bytes(data)
    readings = [data, path, str(path), io.BytesIO(data), gzip.compress(data), data]
    events = [rt.read_events(source, MAPPING) for source in readings]
    assert len({e.fingerprint for e in events}) == 1
    for other in events[1:]:
        pd.testing.assert_frame_equal(other.report.to_frame(), events[0].report.to_frame())
        pd.testing.assert_frame_equal(other.report.rejected(), events[0].report.rejected())
    assert [e.report.assumptions for e in events[:4]] == [events[0].report.assumptions] * 4


def test_another_answer_is_another_fingerprint() -> None:
    lines = ["a,05/01/2024,1", "b,03/02/2024,1"]
    first, again, other = (read(*lines, date_order=order).fingerprint for order in ("dmy", "dmy", "mdy"))
    assert first == again != other


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*FAULTS, "a,2024-01-05,1"]), max_size=30), st.sampled_from(["keep", "drop"]))
def test_law_the_ledger_adds_up_and_every_row_can_be_taken_away(lines: list[str], duplicates: str) -> None:
    report = read("z,2024-01-01,9", *lines, duplicates=duplicates).report
    left = [sum(step.left_out.values()) for step in report.steps]
    rows = [step.rows for step in report.steps]
    assert rows[0] == report.rows_read == len(lines) + 1
    assert all(before - here == after for before, here, after in zip(rows, left[1:], rows[1:], strict=False))
    assert rows[-1] == report.rows_kept
    table = report.rejected()
    assert table["why left out"].value_counts().to_dict() == dict(report.dropped)
    assert table["line in the file"].tolist() == (report.left_out["row"] + 1).tolist()
