"""What a file holds by period, and a last day that ends early."""

from __future__ import annotations

import pandas as pd
import pytest

import retention as rt
from retention.metrics.activity import last_day_note, rows_and_customers

WHO, WHEN = "who", "when"


def events(rows, **options):
    frame = pd.DataFrame(rows, columns=[WHO, WHEN])
    frame[WHEN] = pd.to_datetime(frame[WHEN])
    return rt.events_from_frame(frame, rt.ColumnMapping(customer=WHO, time=WHEN), **options)


def busy_days(last):
    """Twenty days from 9 to 22:30, then rows of one more day at the hours given."""
    days = [f"2024-01-{day:02d}" for day in range(1, 21)]
    rows = [(who, f"{day} {hour}") for day in days for who, hour in (("a", "09:00"), ("b", "22:30"))]
    return events([*rows, *(("a", f"2024-01-21 {hour}") for hour in last)])


def test_a_customer_counts_once_in_a_period_and_empty_periods_are_listed():
    found = rows_and_customers(
        events([("a", "2024-01-05"), ("b", "2024-01-06"), ("a", "2024-01-09"), ("b", "2024-04-01")])
    )
    assert found.to_dict("list") == {
        "period": ["Jan 2024", "Feb 2024", "Mar 2024", "Apr 2024"],
        "rows": [3, 0, 0, 1],
        "customers": [2, 0, 0, 1],
    }


def test_two_customers_who_meet_in_one_period_are_two():
    assert rows_and_customers(events([("a", "2024-01-31"), ("b", "2024-01-31")]))["customers"].tolist() == [2]


def test_the_day_is_that_of_the_zone():
    late = [("a", "2024-01-01T20:00Z"), ("a", "2024-01-02T01:00Z")]
    found = {
        zone: rows_and_customers(events(late, timezone=zone), "day")["rows"].tolist() for zone in ("UTC", "Asia/Seoul")
    }
    assert found == {"UTC": [1, 1], "Asia/Seoul": [2]}


@pytest.mark.parametrize(
    ("last", "noted"),
    [(["08:10"], True), (["22:00"], False), (["08:10", "21:00"], False)],
)
def test_a_last_day_that_ends_early_is_noted(last, noted):
    assert ("at 08:10" in last_day_note(busy_days(last))) is noted


def test_few_days_and_dates_without_times_are_not_judged():
    few = events([("a", "2024-01-01 22:00"), ("a", "2024-01-02 08:00")])
    dates = events([("a", f"2024-01-{day:02d}") for day in range(1, 31)])
    assert (last_day_note(few), last_day_note(dates)) == ("", "")
