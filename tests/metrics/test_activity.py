"""What a file holds by period, and a last day that ends early."""

from __future__ import annotations

import pandas as pd
import pytest

import retention as rt
from retention.metrics.activity import last_day_note, rows_and_customers

WHO, WHEN = "who", "when"


def events(rows, **options):
    frame = pd.DataFrame(rows, columns=[WHO, WHEN])
    frame[WHEN] = pd.to_datetime(frame[WHEN], format="ISO8601")
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


# ---------------------------------------------------------------------------------------------- active customers
def test_rows_days_and_customers_are_three_numbers():
    """Customer a comes twice on one day and once on another; b once: four rows, three days, two customers."""
    found = rt.active_customers(
        events([("a", "2024-01-05 10:00"), ("a", "2024-01-05 11:00"), ("a", "2024-01-31"), ("b", "2024-01-05")]),
        rt.CohortSettings(),
    )
    assert found[["active", "rows"]].to_dict("list") == {"active": [2], "rows": [4]}
    january = found.iloc[0]
    assert january[["rows_per_customer", "mean_daily_active", "stickiness"]].tolist() == pytest.approx(
        [2.0, 3 / 31, 3 / 62]
    )


def test_the_month_under_way_has_a_mean_of_the_days_begun():
    rows = [("a", "2024-01-05"), ("a", "2024-02-01"), ("b", "2024-02-01"), ("a", "2024-02-04")]
    found = rt.active_customers(events(rows)).loc["2024-02-01"]
    assert (found["complete"], found["active"], found["mean_daily_active"]) == (False, 2, 3 / 4)
    assert pd.isna(found["stickiness"])
    assert pd.isna(found["rows_per_customer"]), "an unfinished month is never a low number"


def test_least_rows_decide_whose_rows_and_days_count():
    rows = [("a", "2024-01-05"), ("a", "2024-01-06"), ("b", "2024-01-07"), ("b", "2024-02-07")]
    found = rt.active_customers(events(rows, observed_until="2024-02-01"), rt.CohortSettings(min_events=2))
    assert found.iloc[0][["active", "rows"]].tolist() == [1, 2]
    assert found.iloc[0]["mean_daily_active"] == pytest.approx(2 / 31)


@pytest.mark.parametrize(
    ("settings", "daily", "sticky"),
    [
        ({"period": "hour"}, None, None),
        ({"period": "day"}, 1.0, None),
        ({"period": "day", "period_size": 2, "origin": "2024-01-01"}, 1.0, 1.0),
        ({"period": "week"}, 4 / 7, 4 / 7),
    ],
)
def test_days_know_no_stickiness_and_hours_no_day(settings, daily, sticky):
    rows = [("a", f"2024-01-{day:02d}") for day in (1, 2, 3, 4)]
    found = rt.active_customers(events(rows, observed_until="2024-01-08"), rt.CohortSettings(**settings)).iloc[0]
    assert [None if pd.isna(found[name]) else found[name] for name in ("mean_daily_active", "stickiness")] == [
        daily,
        sticky,
    ]


def test_clocks_that_change_do_not_change_the_number_of_days():
    """March 2024 has 31 days in Berlin, although one has 23 hours."""
    rows = [("a", f"2024-03-{day:02d} 12:00") for day in range(1, 32)]
    found = rt.active_customers(events(rows, timezone="Europe/Berlin"))
    assert found["mean_daily_active"].tolist() == [1.0]
    assert found["stickiness"].tolist() == [1.0]


# ---------------------------------------------------------------------------------------------------- stickiness
WEEK = [("a", day) for day in (1, 2, 3, 4, 5, 6, 7)] + [("b", 1), ("b", 1), ("b", 3), ("c", 7), ("d", 8)]


def week(**options):
    return events([(who, f"2024-01-{day:02d}") for who, day in WEEK], **options)


def test_active_days_of_a_week():
    found = rt.stickiness(week(), rt.CohortSettings(period="day", start="2024-01-01", end="2024-01-08"))
    assert found.to_dict("list") == {
        "exactly": [1, 1, 0, 0, 0, 0, 1],
        "at_least": [3, 2, 1, 1, 1, 1, 1],
        "share": pytest.approx([1 / 3, 1 / 3, 0, 0, 0, 0, 1 / 3]),
        "share_at_least": pytest.approx([1, 2 / 3, 1 / 3, 1 / 3, 1 / 3, 1 / 3, 1 / 3]),
    }
    assert (found.index.name, found.index.tolist()) == ("active_periods", [1, 2, 3, 4, 5, 6, 7])


def test_without_a_range_it_is_28_days_or_12_periods_as_far_as_the_data_go_back():
    long = events([("a", "2022-01-01"), ("b", "2024-06-30"), ("b", "2024-06-29")])
    lengths = {
        "days": len(rt.stickiness(long, rt.CohortSettings(period="day"))),
        "months": len(rt.stickiness(long)),
        "days of a short file": len(rt.stickiness(week(), rt.CohortSettings(period="day"))),
    }
    assert lengths == {"days": 28, "months": 12, "days of a short file": 8}
    assert rt.stickiness(long, rt.CohortSettings(period="day"))["exactly"].to_dict()[2] == 1


def test_days_that_are_not_over_do_not_count():
    settings = rt.CohortSettings(period="day", start="2024-01-01", end="2024-01-31")
    source = week(observed_until="2024-01-07 12:00")
    counts = source.active_period_counts(settings)
    assert (counts.n_periods, counts.complete) == (6, False)
    assert rt.stickiness(source, settings)["exactly"].tolist() == [0, 1, 0, 0, 0, 1]
    assert week().active_period_counts(settings.replace(end="2024-01-08")).complete


def test_a_window_without_anybody_has_no_shares():
    found = rt.stickiness(week(), rt.CohortSettings(period="day", start="2023-01-01", end="2023-01-03"))
    assert found["at_least"].tolist() == [0, 0]
    assert found[["share", "share_at_least"]].isna().all(axis=None)


def test_a_window_after_the_data_is_empty():
    assert len(rt.stickiness(week(), rt.CohortSettings(period="day", start="2025-01-01", end="2025-01-03"))) == 0
