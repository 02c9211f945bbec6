"""Tables of customers with a tenure and a mark of those who left."""

from __future__ import annotations

import pytest

import retention as rt


def table(header: str, rows: list[str]) -> bytes:
    more = [rows[0].replace("c0", f"m{i}") for i in range(30)]  # enough rows for each customer to occur once
    return "\n".join([header, *rows, *more]).encode()


def test_the_roles_are_guessed() -> None:
    found = rt.inspect(table("customerID,tenure,Contract,MonthlyCharges,Churn", ["c0,5,A,10.5,No", "c1,7,B,9.5,Yes"]))
    assert (found.kind, found.mapping) == ("customers", None)
    assert found.tenures == rt.TenureMapping("customerID", "tenure", "Churn", "MonthlyCharges", ("Contract",))


@pytest.mark.parametrize(
    ("header", "stays", "left"),
    [
        ("Churn", "No", "Yes"),
        ("Churn", "0", "1"),
        ("churned", "False", "True"),
        ("is_active", "1", "0"),  # named for staying: yes is not left
        ("Customer Status", "Stayed", "Churned"),
        ("Customer Status", "Active", "Inactive"),
        ("이탈여부", "아니오", "예"),
        ("是否流失", "否", "是"),
        ("解約", "いいえ", "はい"),
        ("Exited", "0", "1"),
        ("inactive", "0", "1"),
    ],
)
def test_marks_of_leaving(header, stays, left) -> None:
    data = table(f"customer_id,tenure,{header}", [f"c0,5,{stays}", f"c1,7,{left}"])
    tenures = rt.read_tenures(data, rt.TenureMapping("customer_id", "tenure", header))
    assert tenures.ended.tolist() == [False, True, *[False] * 30]
    assert tenures.duration[:2].tolist() == [5.0, 7.0]


def test_each_row_left_out_has_its_reason() -> None:
    rows = ["c0,5,No", "c1,,No", "c2,-1,No", "c3,long,Yes", "c4,3,", "c5,3,perhaps", "c0,9,Yes", ",4,No", "c6,0,No"]
    mapping = rt.TenureMapping("customer_id", "tenure", "churn")
    tenures = rt.read_tenures(table("customer_id,tenure,churn", rows), mapping)
    assert tenures.report.dropped == {
        "no customer": 1,
        "no tenure": 1,
        "tenure cannot be read": 1,
        "negative tenure": 1,
        "no mark of leaving": 1,
        "mark not understood": 1,
        "customer of an earlier row": 1,
    }
    assert tenures.report.rows_kept == len(tenures) == 32
    assert tenures.duration[1] == 0  # a tenure of nothing is kept


@pytest.mark.parametrize(
    ("header", "unit"),
    [("tenure", "month"), ("tenure_days", "day"), ("TenureWeeks", "week"), ("tenure in years", "year")],
)
def test_the_unit_is_taken_from_the_header(header, unit) -> None:
    data = table(f"customer_id,{header},churn", ["c0,5,No", "c1,7,Yes"])
    mapping = rt.TenureMapping("customer_id", header, "churn")
    assert rt.read_tenures(data, mapping).unit == unit
    assert rt.read_tenures(data, mapping, unit="quarter").unit == "quarter"
    with pytest.raises(rt.SettingsError, match="'hour' is not a unit of tenure"):
        rt.read_tenures(data, mapping, unit="hour")


def test_a_report_of_a_table_without_dates_speaks_of_none() -> None:
    report = rt.read_tenures(table("customer_id,tenure,churn", ["c0,5,No", "c1,7,Yes"])).report
    assert not {"date_order", "timezone"} & {a.key for a in report.assumptions}
    assert not {"dates", "date order"} & set(report.detected)
    assert "'Yes' is left, 'No' is not." in [a.evidence for a in report.assumptions]


def test_other_tables_are_refused() -> None:
    with pytest.raises(rt.MappingError, match="does not look like customers with the time"):
        rt.read_tenures(b"customer,ordered_at\na,2024-01-05\n")
    with pytest.raises(rt.EmptyFileError, match="No row is usable"):
        rt.read_tenures(b"a,b,c\nx,y,z\n", rt.TenureMapping("a", "b", "c"))


def test_what_was_read_can_be_shown() -> None:
    tenures = rt.read_tenures(table("customer_id,tenure,plan,mrr,churn", ["c0,5,A,10,No", "c1,7,B,9,Yes"]))
    first = tenures.frame(slice(0, 2))
    assert first.to_dict("list") == {
        "row": [1, 2],
        "customer_id": ["c0", "c1"],
        "duration": [5.0, 7.0],
        "ended": [False, True],
        "mrr": [10.0, 9.0],
        "plan": ["A", "B"],
    }
    assert repr(tenures) == "<Tenures: 32 customers, 1 have left, in months>"
    assert tenures.nbytes > 0
    assert len(tenures.fingerprint) == 32
