"""Calendar arithmetic: numbers, starts, zones with days of 23 and 25 hours, completeness."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from retention.errors import SettingsError
from retention.periods import (
    DAY,
    HOUR,
    Calendar,
    check_timezone,
    elapsed_length,
    end_of_day,
    local_days,
    span_text,
    to_instants,
    to_local,
)
from tests.oracles import period_number
from tests.strategies import ZONES, _spread

UNITS = ["hour", "day", "week", "month", "quarter", "year"]


def instants(*moments: str, zone: str = "UTC") -> np.ndarray:
    return to_instants(np.array(moments, "datetime64[us]"), zone)


def starts(unit: str, *moments: str, **options: object) -> list[str]:
    calendar = Calendar(unit, **options)
    found = calendar.starts(calendar.numbers(instants(*moments, zone=calendar.timezone)))
    return [str(s).replace("T00:00:00", "") for s in found]


def test_where_periods_start():
    moments = "2024-02-29T23:59:59", "2024-03-01", "2024-12-31"
    assert {
        "day": starts("day", *moments),
        "week from Monday": starts("week", *moments),
        "week from Sunday": starts("week", *moments, week_start="sunday"),
        "month": starts("month", *moments),
        "quarter": starts("quarter", *moments),
        "year": starts("year", *moments),
        "28 days from 2024-01-01": starts("day", *moments, size=28, origin=datetime(2024, 1, 1)),
        "2 months": starts("month", *moments, size=2),
    } == {
        "day": ["2024-02-29", "2024-03-01", "2024-12-31"],
        "week from Monday": ["2024-02-26", "2024-02-26", "2024-12-30"],
        "week from Sunday": ["2024-02-25", "2024-02-25", "2024-12-29"],
        "month": ["2024-02-01", "2024-03-01", "2024-12-01"],
        "quarter": ["2024-01-01", "2024-01-01", "2024-10-01"],
        "year": ["2024-01-01", "2024-01-01", "2024-01-01"],
        "28 days from 2024-01-01": ["2024-02-26", "2024-02-26", "2024-12-30"],
        "2 months": ["2024-01-01", "2024-03-01", "2024-11-01"],
    }


def test_days_of_23_and_25_hours():
    days = Calendar("day", timezone="America/New_York")
    number = days.number(int(instants("2024-03-10T12:00", zone="America/New_York")[0]))
    autumn = days.number(int(instants("2024-11-03T12:00", zone="America/New_York")[0]))
    hours = {
        "10 March 2024": np.diff(days.start_instants([number, number + 1]))[0] // HOUR,
        "3 November 2024": np.diff(days.start_instants([autumn, autumn + 1]))[0] // HOUR,
        "4 November 2024": np.diff(days.start_instants([autumn + 1, autumn + 2]))[0] // HOUR,
    }
    assert hours == {"10 March 2024": 23, "3 November 2024": 25, "4 November 2024": 24}


def test_midnight_that_does_not_exist():
    """Clocks in Sao Paulo jumped from midnight to one on 4 November 2018."""
    day = Calendar("day", timezone="America/Sao_Paulo")
    number = day.number(int(instants("2018-11-04T12:00", zone="America/Sao_Paulo")[0]))
    start = day.start_instants([number])
    assert str(to_local(start, "America/Sao_Paulo")[0]) == "2018-11-04T01:00:00.000000"
    assert day.number(int(start[0]) - 1) == number - 1


def test_a_day_never_ends_twice():
    """In St. John's clocks went back over midnight: 00:01 on 1 November 2009 became 23:01 on 31 October."""
    first = instants("2009-10-31T12:00", zone="America/St_Johns")[0]
    minutes = first + np.arange(0, 24 * 60) * 60_000_000
    days = local_days(minutes, "America/St_Johns")
    assert (np.diff(days) >= 0).all()
    assert len(set(days.tolist())) == 2


def test_the_repeated_hour_is_two_hours():
    hours = Calendar("hour", timezone="Europe/Berlin")
    first = instants("2024-10-27T00:00")[0]  # 02:00 summer time
    numbers = hours.numbers(first + np.arange(3) * HOUR)
    assert numbers.tolist() == [numbers[0], numbers[0] + 1, numbers[0] + 2]
    assert [str(s)[11:16] for s in hours.starts(numbers)] == ["02:00", "02:00", "03:00"]


def test_a_period_is_complete_at_the_instant_it_ends():
    months = Calendar("month")
    end = int(instants("2024-03-01")[0])
    february = months.number(end - 1)
    assert {
        "a microsecond before": months.last_complete(end - 1) - february,
        "at the end": months.last_complete(end) - february,
    } == {"a microsecond before": -1, "at the end": 0}


def test_first_period_from_a_date():
    weeks = Calendar("week")
    number = weeks.number(int(instants("2024-03-04")[0]))
    assert weeks.first_from(datetime(2024, 3, 4)) == number
    assert weeks.first_from(datetime(2024, 3, 5)) == number + 1
    assert weeks.first_from(None) is None


def test_end_of_the_last_day():
    moment = int(instants("2024-03-10T12:00", zone="America/New_York")[0])
    assert (
        str(to_local(np.array([end_of_day(moment, "America/New_York")]), "America/New_York")[0])[:16]
        == "2024-03-11T00:00"
    )


def test_elapsed_windows():
    assert {unit: elapsed_length(unit) / DAY for unit in UNITS} == {
        "hour": 1 / 24,
        "day": 1,
        "week": 7,
        "month": 30,
        "quarter": 91,
        "year": 365,
    }


def test_windows_in_words():
    def words(start: str, end: str) -> str:
        return span_text(np.datetime64(start), np.datetime64(end))

    assert {
        "a day": words("2026-06-01", "2026-06-02"),
        "a month": words("2026-06-01", "2026-07-01"),
        "over a month's end": words("2026-05-28", "2026-06-04"),
        "over a year's end": words("2025-12-29", "2026-01-05"),
        "hours": words("2026-06-03T14:00", "2026-06-03T15:00"),
    } == {
        "a day": "1 Jun 2026",
        "a month": "1-30 Jun 2026",
        "over a month's end": "28 May - 3 Jun 2026",
        "over a year's end": "29 Dec 2025 - 4 Jan 2026",
        "hours": "3 Jun 2026, 14:00-15:00",
    }


def test_names_of_periods():
    moment = np.datetime64("2026-03-09")
    assert {unit: Calendar(unit).name(moment) for unit in UNITS} == {
        "hour": "9 Mar 2026, 00:00",
        "day": "9 Mar 2026",
        "week": "9 Mar 2026",
        "month": "Mar 2026",
        "quarter": "Q1 2026",
        "year": "2026",
    }


def test_unknown_zone_is_a_sentence():
    with pytest.raises(SettingsError, match="'Mars/Base' is not a known time zone"):
        check_timezone("Mars/Base")


@hypothesis_settings(deadline=None, max_examples=200)
@given(
    moments=st.lists(_spread(400), min_size=2, max_size=30),
    unit=st.sampled_from(UNITS),
    zone=st.sampled_from([*ZONES, "America/St_Johns", "Pacific/Apia"]),
    week_start=st.sampled_from(["monday", "saturday"]),
    size=st.sampled_from([1, 1, 5]),
)
def test_numbers_equal_plain_calendar_arithmetic(moments, unit, zone, week_start, size):
    array = np.array(sorted(moments))
    numbers = Calendar(unit, size, None, week_start, zone).numbers(array)
    plain = np.array([period_number(m, unit, size, None, week_start, zone) for m in array.tolist()])
    assert (np.diff(numbers) >= 0).all()
    assert np.diff(numbers).tolist() == np.diff(plain).tolist()


@hypothesis_settings(deadline=None, max_examples=200)
@given(
    moment=_spread(400),
    unit=st.sampled_from(UNITS),
    zone=st.sampled_from(ZONES),
    size=st.sampled_from([1, 4]),
)
def test_a_moment_lies_in_its_own_period(moment, unit, zone, size):
    calendar = Calendar(unit, size, None, "monday", zone)
    number = calendar.number(moment)
    start, end = calendar.start_instants([number, number + 1])
    assert start <= moment < end
    assert end - start >= timedelta(hours=1) / timedelta(microseconds=1)
