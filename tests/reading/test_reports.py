"""Every row is kept or left out for one reason: ids, amounts, malformed rows, copies."""

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
    doubtful = read("a,2024-01-05,1.234", "b,2024-01-05,5.678 €")
    assert doubtful.amount.tolist() == [1.234, 5.678]
    assert any("'1.234' is read as a decimal number" in said for said in doubtful.report.assumed)


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
