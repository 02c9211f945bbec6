"""Dates are decided over the whole column and checked against the calendar."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retention as rt

WHO_WHEN = rt.ColumnMapping(customer="id", time="when")


def read(values: list[str], **options) -> rt.Events:
    text = "id;when\n" + "".join(f"c{i:05d};{value}\n" for i, value in enumerate(values))
    return rt.read_events(text.encode(), WHO_WHEN, **options)


def moments(events: rt.Events) -> list[str]:
    return events.time.astype("datetime64[us]").astype("datetime64[s]").astype(str).tolist()


ONE_WAY = {
    "2024-03-05": "2024-03-05T00:00:00",
    "2024-3-5": "2024-03-05T00:00:00",
    "2024/03/05 9:07": "2024-03-05T09:07:00",
    "2024.03.05": "2024-03-05T00:00:00",
    "20240305": "2024-03-05T00:00:00",
    "20240305101530": "2024-03-05T10:15:30",
    "2024-03-05T10:15:30Z": "2024-03-05T10:15:30",
    "2024-03-05 10:15:30.5+09:00": "2024-03-05T01:15:30",
    "2024-03-05T10:15:30-0530": "2024-03-05T15:45:30",
    "25/03/2024": "2024-03-25T00:00:00",
    "25.03.24": "2024-03-25T00:00:00",
    "03/25/2024 1:05 PM": "2024-03-25T13:05:00",
    "03-25-2024 12:05 am": "2024-03-25T00:05:00",
    "5 March 2024": "2024-03-05T00:00:00",
    "05-Mar-24": "2024-03-05T00:00:00",
    "Tue, 5 Mar 2024 10:15:30 GMT": "2024-03-05T10:15:30",
    "March 5, 2024 10:15": "2024-03-05T10:15:00",
    "1709633730": "2024-03-05T10:15:30",
    "1709633730000": "2024-03-05T10:15:30",
    "29/02/2024": "2024-02-29T00:00:00",
    "31/12/69": "1969",
    "31/12/70": "1970-12-31T00:00:00",
}


@pytest.mark.parametrize(("text", "meaning"), ONE_WAY.items())
def test_what_can_be_read_in_one_way_only(text: str, meaning: str) -> None:
    if meaning == "1969":
        with pytest.raises(rt.EmptyFileError):
            read([text])
        return
    assert moments(read([text])) == [meaning]


def test_one_late_value_decides_for_all() -> None:
    assert moments(read(["03/05/2024", "04/05/2024", "25/05/2024"]))[0] == "2024-05-03T00:00:00"
    assert moments(read(["03/05/2024", "04/05/2024", "05/25/2024"]))[0] == "2024-03-05T00:00:00"


def test_an_open_order_is_asked_and_the_answer_taken() -> None:
    values = ["03/05/2024", "04/06/2024"]
    with pytest.raises(rt.UndecidedError, match=r"3 May 2024.*5 March 2024") as caught:
        read(values)
    (question,) = caught.value.questions
    assert question.key == "date_order"
    assert [(c.value, c.shows) for c in question.choices] == [
        ("dmy", ("3 May 2024", "4 June 2024")),
        ("mdy", ("5 March 2024", "6 April 2024")),
    ]
    assert question.choices[0].note == "would span 3 May 2024 to 4 June 2024, 2 distinct days"
    assert moments(read(values, date_order="dmy")) == ["2024-05-03T00:00:00", "2024-06-04T00:00:00"]
    assert moments(read(values, date_order="mdy")) == ["2024-03-05T00:00:00", "2024-04-06T00:00:00"]


def test_a_conflict_is_asked_and_says_what_would_be_lost() -> None:
    values = ["25/03/2024", "03/26/2024", "03/27/2024"]
    with pytest.raises(rt.UndecidedError, match="1 row can only be day first and 2 rows only month first") as caught:
        read(values)
    assert [c.note.split(", and ")[-1] for c in caught.value.questions[0].choices] == [
        "leave 2 rows unread",
        "leave 1 row unread",
    ]
    assert dict(read(values, date_order="mdy").report.dropped) == {"date does not exist": 1}


def test_nothing_is_asked_where_both_readings_agree() -> None:
    assert moments(read(["05/05/2024", "07/07/2024"])) == ["2024-05-05T00:00:00", "2024-07-07T00:00:00"]


def test_two_digit_years_in_front_are_not_taken_for_days() -> None:
    assert moments(read(["24-01-05", "24-02-28", "99-12-31"]))[0] == "2024-01-05T00:00:00"
    with pytest.raises(rt.UndecidedError, match="may come first or last"):
        read(["24-01-05", "24-01-17", "24-02-28"])


def test_each_unusable_date_has_its_reason() -> None:
    values = ["2024-01-05", "2024-02-30", "now", "today", "", "2150-01-01", "1969-12-31", "2024-01-05 25:00", "n/a"]
    report = read(values).report
    assert dict(report.dropped) == {
        "no date": 2,
        "date does not exist": 2,
        "date cannot be read": 2,
        "year outside 1970 to 2100": 2,
    }
    assert report.examples["date cannot be read"] == [(3, "c00002, now"), (4, "c00003, today")]
    assert report.left_out["row"].tolist() == [2, 3, 4, 5, 6, 7, 8, 9]


def test_a_column_without_dates_is_named_and_shown() -> None:
    with pytest.raises(rt.EmptyFileError, match="column 'when': 'soon', 'later'"):
        read(["soon", "later", "soon"])


def test_times_without_an_offset_are_local_and_those_with_one_are_not() -> None:
    events = read(["2024-07-01 10:00", "2024-07-01T10:00:00Z"], timezone="Asia/Seoul")
    assert moments(events) == ["2024-07-01T01:00:00", "2024-07-01T10:00:00"]
    assert "1 row has no offset from UTC; read as local time in Asia/Seoul." in events.report.assumed


FORMATS = [
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y%m%d",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%d-%m-%y",
    "%d %b %Y",
    "%B %d, %Y",
]
DAYS = st.dates(date(2010, 1, 1), date(2037, 12, 31))


@settings(max_examples=60, deadline=None)
@given(st.lists(DAYS, min_size=1, max_size=40), st.sampled_from(FORMATS), st.booleans())
def test_law_a_decidable_column_comes_back_exactly(days: list[date], form: str, clock: bool) -> None:
    days = [*days, date(2024, 3, 25), date(2023, 1, 31)]
    if form.endswith("%y"):
        # Years in two digits are decidable when the first numbers vary more than the years do.
        days = [date(2024, 1, 1) + timedelta(days=d.toordinal() % 300) for d in days] + [
            date(2024, 1, 31),
            date(2024, 5, 30),
        ]
    written = [d.strftime(form) + (" 08:30" if clock and form != "%Y%m%d" else "") for d in days]
    hour = 8.5 if clock and form != "%Y%m%d" else 0
    expected = [datetime(d.year, d.month, d.day) + timedelta(hours=hour) for d in days]
    assert moments(read(written)) == [str(np.datetime64(m, "s")) for m in expected]


def test_a_conflict_shows_one_row_of_each() -> None:
    with pytest.raises(rt.UndecidedError) as caught:
        read(["01/02/2024", "25/03/2024", "26/03/2024", "03/26/2024"])
    assert [choice.shows for choice in caught.value.questions[0].choices] == [
        ("25 March 2024", "'03/26/2024' cannot be read"),
        ("'25/03/2024' cannot be read", "26 March 2024"),
    ]


def test_the_question_says_what_each_answer_gives_for_month_1() -> None:
    text = "id,when\na,01/02/2024\na,02/03/2024\nb,03/02/2024\nb,04/04/2024\nc,11/05/2024\nc,12/06/2024\n"
    with pytest.raises(rt.UndecidedError) as caught:
        rt.read_events(text.encode(), WHO_WHEN)
    notes = [choice.note for choice in caught.value.questions[0].choices]
    assert notes[0].endswith("with a month-1 retention of 50.0 %")
    assert notes[1].endswith("with a month-1 retention of 100.0 %")
    assert [choice.note for choice in rt.inspect(text.encode()).questions[0].choices] == notes


def test_months_without_days_are_said() -> None:
    events = read(["2024-03", "2024-04"])
    assert moments(events) == ["2024-03-01T00:00:00", "2024-04-01T00:00:00"]
    said = "2 rows have a month but no day; read as its first day. Choose months or longer periods."
    assert said in events.report.assumed
    assert said in rt.inspect(b"customer,month\na,2024-03\nb,2024-04\n", time="month").assumed


def test_a_column_that_a_spreadsheet_half_swapped_is_told() -> None:
    swapped = [f"2024-{m:02d}-{d:02d} 00:00:00" for m, d in [(3, 1), (4, 2), (5, 12), (6, 7), (7, 9), (8, 3)]]
    left = ["25/03/2024", "13/04/2024", "31/05/2024", "14/06/2024", "15/07/2024"]
    report = read([*swapped, *left]).report
    assert any("has probably swapped day and month" in said for said in report.assumed)
    assert not any("swapped" in said for said in read([*swapped, "2024-01-25", *left]).report.assumed)


def test_local_times_that_a_clock_change_skips_or_repeats_are_kept() -> None:
    values = ["2024-03-31 02:30", "2024-10-27 02:30", "2024-06-01 12:00"]
    events = read(values, timezone="Europe/Berlin")
    assert len(events) == 3
    assert moments(events)[1:] == ["2024-10-27T00:30:00", "2024-06-01T10:00:00"] or len(set(moments(events))) == 3


def test_a_mistyped_year_is_pointed_out() -> None:
    rows = "".join(f"c{i % 7},2024-0{i % 6 + 1}-05\n" for i in range(60))
    report = rt.read_events(f"customer,date\n{rows}c1,2042-01-05\n".encode()).report
    assert any(s.startswith("1 row lies 17 years after all others, on 5 January 2042") for s in report.assumed)
    report = rt.read_events(f"customer,date\nc1,2006-01-05\n{rows}".encode()).report
    assert any(s.startswith("1 row lies 18 years before all others, on 5 January 2006") for s in report.assumed)
    assert not any("mistyped" in s for s in rt.read_events(f"customer,date\n{rows}".encode()).report.assumed)
