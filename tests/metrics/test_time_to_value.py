"""Time to value: worked examples, the slow product-limit, cohorts, and the sample app."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import retention as rt
from tests.oracle_behaviours import first_times, product_limit
from tests.strategies import events_of, row_lists

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"


@pytest.fixture(scope="module")
def app() -> rt.Events:
    return rt.read_events(SAMPLES / "app_events.csv")


def made(rows, until):
    """Events of (customer, days since 1 January, event, plan)."""
    frame = pd.DataFrame(rows, columns=["who", "day", "what", "plan"])
    frame["when"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(frame.pop("day"), unit="D")
    mapping = rt.ColumnMapping("who", "when", event="what", segments=("plan",))
    return rt.events_from_frame(frame, mapping, observed_until=until)


FOUR = [
    *(("a", 0, "join", "x"), ("a", 2.5, "export", "x"), ("a", 3, "export", "x")),
    *(("b", 0, "join", "x"), ("b", 9.9, "export", "x")),  # the day is not over for them
    *(("c", 5, "join", "y"),),
    *(("d", 1, "join", "y"), ("d", 1, "export", "y")),
]


def test_a_worked_example():
    found = rt.time_to_value(made(FOUR, "2024-01-10 12:00"), "export")  # 9.5 days
    assert (found.n, found.reached) == (4, 2)
    assert found.to_frame()[["days", "at_risk", "reached", "share"]].to_dict("list") == {
        "days": [1, 3, 4, 9],
        "at_risk": [4, 3, 2, 1],
        "reached": [1, 1, 0, 0],
        "share": [0.25, 0.5, 0.5, 0.5],
    }
    assert found.median == 3
    assert [found.within(days)[0] for days in (0, 1, 2, 3, 9)] == [0, 0.25, 0.25, 0.5, 0.5]
    assert math.isnan(found.within(10)[0])
    assert found.words.endswith("of 4 customers do 'export' within 7 days; half of them within 3 days.")


def test_a_median_that_is_not_reached_is_said():
    found = rt.time_to_value(made(FOUR, "2024-01-10 12:00"), "export", times=2)
    assert (found.reached, found.median) == (1, None)
    assert found.words.endswith("of 4 customers do 'export' 2 times within 7 days; median not reached.")


def test_by_segment_largest_first():
    found = rt.time_to_value(made(FOUR, "2024-01-10 12:00"), "export", rt.CohortSettings(segment="plan"))
    assert {name: (one.n, one.reached) for name, one in found.items()} == {"x": (2, 1), "y": (2, 1)}


def test_by_cohort_only_those_watched_long_enough():
    settings = rt.CohortSettings(period="day")
    frame = rt.time_to_value_by_cohort(made(FOUR, "2024-01-10 12:00"), "export", settings, days=5)
    assert frame.index.strftime("%d").tolist() == ["01", "02", "03", "04", "05", "06"]
    assert frame["size"].tolist() == [2, 1, 0, 0, 0, 1]
    assert frame["n"].tolist() == [2, 1, 0, 0, 0, 0]
    assert frame["reached"].tolist() == [1, 1, 0, 0, 0, 0]
    assert frame["complete"].tolist() == [True, True, True, True, False, False]
    assert frame["share"].fillna(-1).tolist() == [0.5, 1.0, -1, -1, -1, -1]


@given(
    rows=row_lists(),
    event=st.sampled_from(["buy", "look"]),
    times=st.sampled_from([1, 2]),
    days=st.sampled_from([1, 3, 20]),
)
@hypothesis_settings(max_examples=80, deadline=None)
def test_the_slow_definition_gives_the_same(rows, event, times, days):
    events = events_of(rows)
    settings = rt.CohortSettings()
    slow = first_times(rows, settings, "UTC", events.until, event, times)
    found = rt.time_to_value(events, event, times=times)
    expected = product_limit([(day + 1, True) if day is not None else (watched, False) for _, _, day, watched in slow])
    assert dict(zip(found.curve.times.tolist(), found.curve.survival.tolist(), strict=True)) == pytest.approx(expected)
    assert (found.n, found.reached) == (len(slow), sum(day is not None for _, _, day, _ in slow))
    frame = rt.time_to_value_by_cohort(events, event, times=times, days=days)
    watched_long = [(day, watched) for _, _, day, watched in slow if watched >= days]
    assert frame["n"].sum() == len(watched_long)
    assert frame["reached"].sum() == sum(day is not None and day < days for day, _ in watched_long)
    sure = frame[frame["complete"]]
    assert (sure["n"] == sure["size"]).all()
    assert frame.loc[~frame["complete"], "share"].isna().all()


def test_the_share_within_some_days_is_the_plain_one_where_everybody_is_watched(app):
    """Nobody is open within 7 days among those who started 7 days or more before the end."""
    settings = rt.CohortSettings(end="2026-06-01")
    found = rt.time_to_value(app, "create_project", settings)
    frame = rt.time_to_value_by_cohort(app, "create_project", settings, days=7)
    share, lower, upper = found.within(7)
    assert frame["complete"].all()
    assert share == pytest.approx(frame["reached"].sum() / frame["n"].sum())
    assert share - 0.03 < lower < share < upper < share + 0.03


def test_what_is_refused(app):
    with pytest.raises(rt.SettingsError, match="no row has the event 'x'"):
        rt.time_to_value(app, "x")
    with pytest.raises(rt.SettingsError, match="times"):
        rt.time_to_value(app, "open", times=0)
    with pytest.raises(rt.SettingsError, match="days"):
        rt.time_to_value_by_cohort(app, "open", days=0)
    with pytest.raises(rt.SettingsError, match="contracts"):
        rt.time_to_value(rt.read_subscriptions(SAMPLES / "subscriptions.csv"), "open")
