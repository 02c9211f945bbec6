"""A moment in several columns: a date and a time of day; year, month and day."""

import pytest

import retention as rt


def read(text: str) -> rt.Events:
    return rt.read_events(text.encode())


def moments(text: str) -> list[str]:
    events = read(text)
    return sorted(str(moment) for moment in events.time.astype("datetime64[us]").astype("datetime64[s]"))


STORIES = {
    "customer,date,time,amount\na,2024-01-05,08:15,3\nb,2024-02-06,19:10:11,4\n": (
        "date + time",
        ["2024-01-05T08:15:00", "2024-02-06T19:10:11"],
    ),
    "고객번호,주문일자,주문시간\n001,2024.01.05,08:15\n002,2024.02.06,19:10\n": (
        "주문일자 + 주문시간",
        ["2024-01-05T08:15:00", "2024-02-06T19:10:00"],
    ),
    "customer,order date,hour\na,2024-01-05,8\nb,2024-02-06,19\n": (
        "order date + hour",
        ["2024-01-05T08:00:00", "2024-02-06T19:00:00"],
    ),
    "customer,year,month,day\na,2024,1,5\nb,2024,12,6\n": (
        "year + month + day",
        ["2024-01-05T00:00:00", "2024-12-06T00:00:00"],
    ),
    "cliente,año,mes,día\na,2024,enero,5\nb,2024,diciembre,6\n": (
        "año + mes + día",
        ["2024-01-05T00:00:00", "2024-12-06T00:00:00"],
    ),
    "顧客番号,年,月,日,金額\n001,2024年,1月,5日,300\n002,2024年,12月,6日,400\n": (
        "年 + 月 + 日",
        ["2024-01-05T00:00:00", "2024-12-06T00:00:00"],
    ),
    "고객,연도,월,금액\na,2024,1,300\nb,2024,12,400\n": ("연도 + 월", ["2024-01-01T00:00:00", "2024-12-01T00:00:00"]),
}


@pytest.mark.parametrize("text", STORIES, ids=[name for name, _ in STORIES.values()])
def test_parts_are_read_as_one_moment(text: str) -> None:
    name, expected = STORIES[text]
    found = rt.inspect(text.encode())
    assert found.mapping is not None
    assert (found.kind, found.mapping.time, found.questions) == ("events", name, ())
    assert moments(text) == expected
    assert any(name.split(" + ")[0] in said for said in read(text).report.assumed)


def test_a_mapping_may_name_the_derived_column_or_a_part() -> None:
    data = b"customer,date,time\na,2024-01-05,08:15\n"
    derived = rt.read_events(data, rt.ColumnMapping("customer", "date + time"))
    part = rt.read_events(data, rt.ColumnMapping("customer", "date"))
    assert (str(derived.span[0]), str(part.span[0])) == ("2024-01-05 08:15:00", "2024-01-05 00:00:00")


def test_odd_parts_are_left_out_and_shown_as_the_file_has_them() -> None:
    events = read("customer,year,month,day\na,2024,2,30\nb,2024,1,5\nc,,1,5\n")
    assert dict(events.report.dropped) == {"date does not exist": 1, "no date": 1}
    assert events.report.left_out["text"].tolist() == ["a, 2024, 2, 30", "c, , 1, 5"]


def test_a_blank_time_of_day_leaves_the_day() -> None:
    assert moments("customer,date,time\na,2024-01-05,08:15\nb,2024-01-06,\nc,2024-01-07,09:00\n") == [
        "2024-01-05T08:15:00",
        "2024-01-06T00:00:00",
        "2024-01-07T09:00:00",
    ]


def test_a_year_and_a_month_are_whole_months() -> None:
    events = read("customer,year,month\na,2024,1\nb,2024,12\n")
    assert str(events.observed_until) == "2025-01-01 00:00:00"
    assert any("Each month is counted on its first day" in said for said in events.report.assumed)


UNTOUCHED = [
    "customer,timestamp,hour\na,2024-01-05 08:15,8\nb,2024-01-06 09:15,9\n",
    "customer,date,month,year\na,2024-01-05,1,2024\nb,2024-02-05,2,2024\n",
    "customer,date,duration\na,2024-01-05,12\nb,2024-01-06,14\n",
    "respondent,survey date,Month,NPS\na,2024-01-05,1,9\nb,2024-02-05,2,10\n",
]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_files_with_a_whole_moment_gain_no_column(text: str) -> None:
    names = [column.name for column in rt.inspect(text.encode()).columns]
    assert names == text.split("\n")[0].split(",")
