"""Feature adoption: a worked example, and the sample app counted with plain pandas."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import retention as rt

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"
LINES = [
    *(("a", "01-03", "open"), ("a", "01-05", "export"), ("a", "01-06", "export"), ("a", "02-10", "open")),
    *(("b", "01-20", "open"), ("b", "02-01", "export"), ("b", "02-29", "export"), ("b", "03-02", "export")),
    *(("c", "02-07", "open"), ("c", "02-08", ""), ("c", "03-05", "")),
]


@pytest.fixture(scope="module")
def events() -> rt.Events:
    frame = pd.DataFrame([(who, f"2024-{day}", what) for who, day, what in LINES], columns=["who", "day", "what"])
    return rt.events_from_frame(frame, rt.ColumnMapping("who", "day", event="what"), observed_until="2024-03-20")


def table(frame):
    return {
        event: list(zip(mine["age"], mine["used"], mine["active"], strict=True))
        for event, mine in frame.groupby("event", sort=False)
    }


def test_a_worked_example(events):
    """March is not over: what b did in it is not looked at, and c has no age 1 yet."""
    assert table(rt.feature_adoption(events)) == {"export": [(0, 1, 3), (1, 1, 2)], "open": [(0, 3, 3), (1, 1, 2)]}


def test_more_than_once(events):
    found = rt.feature_adoption(events, times=2)
    assert table(found)["export"] == [(0, 1, 3), (1, 1, 2)]
    assert table(rt.feature_adoption(events, times=3))["export"] == [(0, 0, 3), (1, 0, 2)]


def test_ages_of_thirty_days_from_the_own_start(events):
    found = rt.feature_adoption(events, rt.CohortSettings(clock="elapsed"))
    assert table(found) == {"export": [(0, 2, 3), (1, 1, 2)], "open": [(0, 3, 3), (1, 1, 2)]}


def test_the_sample_app_by_plain_pandas():
    events = rt.read_events(SAMPLES / "app_events.csv")
    found = rt.feature_adoption(events, rt.CohortSettings(period="week"))
    rows = pd.read_csv(SAMPLES / "app_events.csv", parse_dates=["timestamp"])
    week = (rows["timestamp"].dt.normalize() - pd.Timestamp("2026-03-02")).dt.days // 7
    rows["age"] = week - week.groupby(rows["user_id"]).transform("min")
    rows = rows[week < 17]  # the file ends on a Tuesday
    active = rows.groupby("age")["user_id"].nunique()
    used = rows.groupby(["event", "age"])["user_id"].nunique()
    for row in found.itertuples():
        assert row.active == active[row.age]
        assert row.used == used.get((row.event, row.age), 0)
        assert row.lower <= row.share <= row.upper
    assert found["event"].unique().tolist() == rows["event"].value_counts().index.tolist()


def test_what_is_refused(events):
    with pytest.raises(rt.SettingsError, match="times"):
        rt.feature_adoption(events, times=0)
    with pytest.raises(rt.SettingsError, match="everybody at once"):
        rt.feature_adoption(events, rt.CohortSettings(segment="plan"))
