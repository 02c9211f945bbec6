"""Events: what is kept, what changes the fingerprint, what the file's names come back as."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import retention as rt

MAPPING = rt.ColumnMapping("who", "when", event="what", amount="paid", segments=("plan",))
FRAME = pd.DataFrame(
    {
        "who": ["b", "a", "b", "a", "b"],
        "when": pd.to_datetime(["2024-01-03", "2024-01-02", "2024-01-01", "2024-01-09", "2024-01-01"]),
        "what": ["buy", "look", "look", None, "look"],
        "paid": [5.0, np.nan, 0.0, 2.0, 0.0],
        "plan": ["pro", "free", None, "free", None],
    }
)


@pytest.fixture
def events() -> rt.Events:
    return rt.events_from_frame(FRAME, MAPPING)


def test_what_it_says_of_itself(events):
    assert {
        "rows": len(events),
        "customers": events.n_customers,
        "span": [str(t) for t in events.span],
        "whole until": str(events.observed_until),
        "repr": repr(events),
    } == {
        "rows": 5,
        "customers": 2,
        "span": ["2024-01-01 00:00:00", "2024-01-09 00:00:00"],
        "whole until": "2024-01-10 00:00:00",
        "repr": "<Events: 5 rows, 2 customers, 2024-01-01 to 2024-01-09>",
    }


def test_rows_come_back_by_customer_then_time_with_their_place_in_the_file(events):
    back = events.frame().sort_values(["who", "row"], ignore_index=True)
    assert {
        "row": back["row"].tolist(),
        "who": back["who"].tolist(),
        "what": back["what"].tolist(),
        "plan": back["plan"].tolist(),
    } == {
        "row": [2, 4, 1, 3, 5],
        "who": ["a", "a", "b", "b", "b"],
        "what": ["look", "", "buy", "look", "look"],
        "plan": ["free", "free", "pro", "", ""],
    }
    within = events.frame().groupby("who", sort=False)["when"]
    assert within.is_monotonic_increasing.all()


def test_the_fingerprint_changes_with_the_data_only(events):
    again = rt.events_from_frame(FRAME, MAPPING)
    other = rt.events_from_frame(FRAME.assign(paid=1.0), MAPPING)
    moved = events.observed_to("2024-01-05")
    assert events.fingerprint == again.fingerprint
    assert len({events.fingerprint, other.fingerprint, moved.fingerprint}) == 3
    assert moved.observed_to("2024-01-10").fingerprint == events.fingerprint


def test_complete_through_moves_what_is_complete(events):
    daily = rt.CohortSettings(period="day", max_age=3)
    before = rt.cohort_matrix(events.observed_to("2024-01-03"), daily).complete[0].tolist()
    assert (before, rt.cohort_matrix(events, daily).complete[0].tolist()) == (
        [True, True, False, False],
        [True, True, True, True],
    )
    with pytest.raises(rt.SettingsError, match="'soon' is not a moment"):
        events.observed_to("soon")


def test_rows_can_be_left_out(events):
    rest = events.without_rows(np.array([2, 4, 5], np.int32))
    assert {"rows": rest.row.tolist(), "customers": rest.customers(np.arange(1))} == {
        "rows": [3, 1],
        "customers": ["b"],
    }


def test_copies_are_kept_unless_told(events):
    dropped = rt.events_from_frame(FRAME, MAPPING, duplicates="drop")
    assert (events.report.copies.tolist(), len(dropped), dict(dropped.report.dropped)) == (
        [5],
        4,
        {"exact copy of an earlier row": 1},
    )


def test_the_usual_interval_between_visits(events):
    assert events.usual_interval_days == 2  # two days for b, seven for a: the lower of the two middle ones
    alone = rt.events_from_frame(FRAME.head(1), MAPPING)
    assert (alone.usual_interval_days, alone.warm_up_periods("month")) == (None, 0)


def test_few_bytes_a_row():
    n = 50_000
    frame = pd.DataFrame(
        {
            "who": [f"C{i % 4000:05d}" for i in range(n)],
            "when": pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(n), unit="min"),
            "what": np.tile(["buy", "look"], n // 2),
            "paid": 1.5,
        }
    )
    events = rt.events_from_frame(frame, rt.ColumnMapping("who", "when", "what", "paid"))
    rt.cohort_matrix(events)
    assert events.nbytes / n <= 40


def test_an_end_with_an_offset_of_its_own_is_moved_into_the_zone_of_the_data():
    seoul = rt.events_from_frame(FRAME, MAPPING, timezone="Asia/Seoul")
    assert str(seoul.observed_to("2024-01-09T15:00+00:00").observed_until) == "2024-01-10 00:00:00"
