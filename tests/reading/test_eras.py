"""Years that are not counted from the birth of Christ are converted, and it is said."""

import pyarrow as pa
import pytest

import retention as rt
from retention.reading.dates.dates import GOOD, read_dates

WHO_WHEN = rt.ColumnMapping(customer="id", time="when")


def read(*values: str) -> rt.Events:
    lines = [f"c{i};{value}" for i, value in enumerate(values)]
    return rt.read_events("\n".join(["id;when", *lines, ""]).encode(), WHO_WHEN)


def days(*values: str) -> list[str]:
    micros, state = read_dates(pa.chunked_array([list(values)])).under("dmy")
    assert (state == GOOD).all()
    return micros.astype("datetime64[us]").astype("datetime64[D]").astype(str).tolist()


ERAS = {
    "29/02/2567": "2024-02-29",
    "2567-02-29": "2024-02-29",
    "2567-03-05": "2024-03-05",
    "๕/๓/๒๕๖๗": "2024-03-05",
    "5 มีนาคม พ.ศ. 2567": "2024-03-05",
    "5 มี.ค. 2567": "2024-03-05",
    "5 มี.ค. 67": "2024-03-05",
    "วันอังคาร 5 มีนาคม 2567": "2024-03-05",
    "25670305": "2024-03-05",
    "113/03/05": "2024-03-05",
    "113.3.5": "2024-03-05",
    "1130305": "2024-03-05",
    "民國113年3月5日": "2024-03-05",
    "113年3月5日": "2024-03-05",
    "中華民國99年12月31日": "2010-12-31",
    "令和6年3月5日": "2024-03-05",
    "令和元年5月1日": "2019-05-01",
    "平成31年4月30日": "2019-04-30",
    "昭和64年1月7日": "1989-01-07",
    "R6.3.5": "2024-03-05",
    "H31/4/30": "2019-04-30",
    "西暦2024年3月5日": "2024-03-05",
}


@pytest.mark.parametrize(("text", "day"), ERAS.items())
def test_years_of_other_eras(text: str, day: str) -> None:
    assert days(text) == [day]


def test_conversions_are_counted_and_said() -> None:
    report = read("29/02/2567", "01/03/2567", "13/03/2024").report
    assert "2 rows have a Buddhist year; 543 was taken off (2567 is 2024)." in report.assumed
    assert "1 row has a Minguo year; 1911 was added (113 is 2024)." in read("113/03/05").report.assumed
    said = "1 row has a year of a Japanese era; converted (Reiwa 6 is 2024)."
    report = read("令和6年3月5日").report
    assert said in report.assumed
    assert [a.evidence for a in report.assumptions if a.words == "Dates"] == [said]


def test_moments_of_a_strict_reader_are_converted_too() -> None:
    events = rt.read_events(b"id,when\na,2567-03-05\nb,2567-03-06\n", WHO_WHEN)
    assert str(events.span[0]) == "2024-03-05 00:00:00"
    assert any("Buddhist" in said for said in events.report.assumed)


def test_two_digit_years_are_buddhist_where_nothing_else_makes_sense() -> None:
    assert days("13/03/66", "14/03/67") == ["2023-03-13", "2024-03-14"]
    assert days("13/03/23", "14/03/24") == ["2023-03-13", "2024-03-14"]
    assert days("5 มี.ค. 23", "6 มี.ค. 24") == ["2023-03-05", "2024-03-06"]
    assert any("read as Buddhist" in said for said in read("13/03/66", "14/03/67").report.assumed)


def test_short_minguo_years_among_long_ones() -> None:
    assert days("113/03/05", "99/12/31") == ["2024-03-05", "2010-12-31"]


def test_a_leap_day_that_is_none_in_the_common_year() -> None:
    report = read("29/02/2566", "28/02/2566").report
    assert dict(report.dropped) == {"date does not exist": 1}
