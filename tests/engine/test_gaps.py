"""Silences counted by the engine equal the slow definitions, and the laws that they must keep."""

from __future__ import annotations

import os
from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import retention as rt
from retention.periods import DAY
from tests.oracle_gaps import gaps, lapses, silences
from tests.oracles import Row, period_number
from tests.strategies import OF_COHORTS, ZONES, events_of, row_lists, settings

relaxed = hypothesis_settings(
    max_examples=int(os.environ.get("RETENTION_EXAMPLES", "80")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
PLAIN = {**OF_COHORTS, "min_events": 1}  # a silence has none of it
zones = st.sampled_from(ZONES)
moved = st.sampled_from([0, 0, -1, -30, -400, 3, 40])  # days by which the end of the data is moved


def moved_until(rows: list[Row], zone: str, days: int) -> int:
    return events_of(rows, zone).until + days * DAY


def counter(table: np.ndarray) -> Counter[int]:
    return Counter({int(d): int(table[d]) for d in np.flatnonzero(table)})


def without_zeros(counts: Counter[int]) -> Counter[int]:
    return Counter({d: n for d, n in counts.items() if n})


@relaxed
@given(rows=row_lists(), chosen=settings(**PLAIN), zone=zones, days=moved)
def test_gaps_equal_the_slow_ones(rows, chosen, zone, days):
    until = moved_until(rows, zone, days)
    found = events_of(rows, zone, until).gap_counts(chosen)
    expected = gaps(rows, chosen, zone, until)
    assert set(found.segments) - {""} == set(expected) - {""}
    for i, name in enumerate(found.segments):
        closed, still_open = expected.get(name, (Counter(), Counter()))
        assert counter(found.closed[i]) == closed
        assert counter(found.open[i]) == still_open


@relaxed
@given(rows=row_lists(), chosen=settings(**PLAIN, segment=None), zone=zones, days=moved)
def test_lapses_equal_the_slow_ones(rows, chosen, zone, days):
    if chosen.period == "hour":
        chosen = chosen.replace(period="day", period_size=1, origin=None)
    until = moved_until(rows, zone, days)
    events = events_of(rows, zone, until)
    found = events.lapse_counts(chosen)
    shift = chosen.calendar(zone).number(events.time[0]) - period_number(
        int(events.time[0]),
        chosen.period,
        chosen.period_size,
        chosen.origin,
        chosen.week_start,
        chosen.timezone or zone,
    )
    expected = lapses(rows, chosen, zone, until)
    assert {int(n) - shift for n in found.numbers[found.active > 0]} == set(expected)
    for i in np.flatnonzero(found.active):
        active, closed, still_open = expected[int(found.numbers[i]) - shift]
        assert found.active[i] == active
        assert counter(found.closed[i]) == closed
        assert counter(found.open[i]) == still_open


@relaxed
@given(
    rows=row_lists(),
    chosen=settings(**PLAIN, segment=None),
    zone=zones,
    at=st.integers(1, 400),
    later=st.integers(1, 400),
)
def test_looking_back_equals_the_slow_one(rows, chosen, zone, at, later):
    events = events_of(rows, zone)
    zone_of_days = chosen.timezone or zone
    first = np.datetime64(str(events.span[0]), "s")
    moment = first.astype("datetime64[D]") + np.timedelta64(at, "D")
    end = moment + np.timedelta64(later, "D")
    to = rt.periods.to_instants(np.array([moment, end]), zone_of_days)
    if not events.time.min() < to[0] < to[1] <= events.until:
        with pytest.raises(rt.SettingsError, match="inside the data"):
            events.silence_counts(chosen, moment, end)
        return
    found = events.silence_counts(chosen, moment, end)
    quiet, back = silences(rows, chosen, zone, int(to[0]), int(to[1]))
    assert counter(found.quiet) == quiet
    assert counter(found.came_back) == without_zeros(back)


# -------------------------------------------------------------------------------------------------------- the laws
@relaxed
@given(rows=row_lists(), zone=zones, days=moved)
def test_each_customer_has_one_open_gap(rows, zone, days):
    until = moved_until(rows, zone, days)
    events = events_of(rows, zone, until)
    seen = len({row.customer for row in rows if row.instant < until and not row.amount < 0})
    assert events.gap_counts(rt.CohortSettings()).open.sum() <= seen
    if days >= 0:
        assert events.gap_counts(rt.CohortSettings()).open.sum() == seen


@relaxed
@given(rows=row_lists(), chosen=settings(**PLAIN, segment=None, start=None, end=None), zone=zones)
def test_active_customers_are_those_of_the_series(rows, chosen, zone):
    if chosen.period == "hour":
        chosen = chosen.replace(period="day", period_size=1, origin=None)
    events = events_of(rows, zone)
    found, series = events.lapse_counts(chosen), events.period_counts(chosen)
    over = {
        int(n): int(end) for n, end in zip(series.numbers[series.complete], series.end[0][series.complete], strict=True)
    }
    assert dict(zip(found.numbers[found.complete].tolist(), found.active[found.complete].tolist(), strict=True)) == over


@relaxed
@given(rows=row_lists(), zone=zones, days=st.integers(1, 60))
def test_later_data_never_shorten_a_silence(rows, zone, days):
    """Moving the end on by some days lengthens every open gap by as many."""
    events, chosen = events_of(rows, zone), rt.CohortSettings()
    now = events.gap_counts(chosen)
    end = events.observed_until + np.timedelta64(days, "D")
    later = events.observed_to(end).gap_counts(chosen)
    assert counter(later.closed[0]) == counter(now.closed[0])
    assert counter(later.open[0]) == {d + days: n for d, n in counter(now.open[0]).items()}


# ----------------------------------------------------------------------------------------------- a worked example
@pytest.fixture(scope="module")
def visits() -> rt.Events:
    """Ann comes on the 1st (twice), the 4th and the 20th, Bob on the 2nd; the data are whole through the 31st."""
    import pandas as pd

    frame = pd.DataFrame(
        {
            "who": ["ann", "ann", "ann", "ann", "bob"],
            "when": [
                "2024-01-01 09:00",
                "2024-01-01 23:59",
                "2024-01-04 00:00",
                "2024-01-20 00:00",
                "2024-01-02 00:00",
            ],
        }
    )
    return rt.events_from_frame(frame, rt.ColumnMapping("who", "when"), observed_until="2024-02-01")


def test_days_between_visits(visits):
    found = visits.gap_counts(rt.CohortSettings())
    assert counter(found.closed[0]) == {3: 1, 16: 1}
    assert counter(found.open[0]) == {11: 1, 29: 1}


def test_silence_after_each_week(visits):
    found = visits.lapse_counts(rt.CohortSettings(period="week"))
    assert found.active.tolist() == [2, 0, 1, 0, 0]
    assert [counter(row) for row in found.closed] == [{16: 1}, {}, {}, {}, {}]
    assert [counter(row) for row in found.open] == [{29: 1}, {}, {11: 1}, {}, {}]
    assert found.complete.tolist() == [True, True, True, True, False]


def test_looking_back(visits):
    found = visits.silence_counts(rt.CohortSettings(), "2024-01-11", "2024-01-21")
    assert counter(found.quiet) == {6: 1, 8: 1}
    assert counter(found.came_back) == {6: 1}


def test_a_day_under_way_is_not_a_day_of_silence(visits):
    """At noon of the 20th the last whole day is the 19th: Ann's visit on the 20th is not counted yet."""
    found = visits.observed_to("2024-01-20 12:00").gap_counts(rt.CohortSettings())
    assert (counter(found.closed[0]), counter(found.open[0])) == ({3: 1}, {15: 1, 17: 1})


@pytest.mark.parametrize(
    ("chosen", "words"),
    [({"period": "hour"}, "counted in days"), ({"min_events": 2}, "one visit"), ({"segment": "x"}, "one group")],
)
def test_what_means_nothing_is_refused(visits, chosen, words):
    with pytest.raises(rt.SettingsError, match=words):
        visits.lapse_counts(rt.CohortSettings(**chosen))


def test_a_moment_outside_the_data_is_refused(visits):
    for at, until in (("2023-01-01", "2024-01-05"), ("2024-01-05", "2024-03-01"), ("2024-01-05", "2024-01-04")):
        with pytest.raises(rt.SettingsError, match="inside the data"):
            visits.silence_counts(rt.CohortSettings(), at, until)
