"""What customers do after their start, counted by the engine, equals the slow definitions; and the laws of it."""

from __future__ import annotations

import os
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import retention as rt
from retention.engine import adoption as engine_adoption
from retention.engine import starts
from retention.periods import DAY
from tests.oracle_behaviours import adoption, behaviours, first_times
from tests.oracles import Row, period_number
from tests.strategies import ANCHORS, ZONES, events_of, micros, row_lists, settings

relaxed = hypothesis_settings(
    max_examples=int(os.environ.get("RETENTION_EXAMPLES", "80")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
# What a matrix has and a customer's first days have not.
PLAIN = {"birth": "first", "measure": "on", "within": None, "brackets": None, "min_events": 1, "value": "none"}
zones = st.sampled_from(ZONES)
moved = st.sampled_from([0, 0, -1, -30, -400, 3, 40])  # days by which the end of the data is moved
windows = st.tuples(st.sampled_from([1, 2, 7, 30]), st.sampled_from([0, 0, 3]), st.sampled_from([1, 7, 60]))


def moved_until(rows: list[Row], zone: str, days: int) -> int:
    return events_of(rows, zone).until + days * DAY


def rows_of(*given: tuple[str, float, str]) -> list[Row]:
    """Customer, days since a midnight, event."""
    return [Row(who, micros(ANCHORS[2]) + round(days * DAY), event) for who, days, event in given]


# ------------------------------------------------------------------------------------------- against the slow ones
@relaxed
@given(rows=row_lists(), chosen=settings(**PLAIN, segment=None), zone=zones, days=moved, spans=windows)
def test_first_days_equal_the_slow_ones(rows, chosen, zone, days, spans):
    until = moved_until(rows, zone, days)
    events = events_of(rows, zone, until)
    found = events.behaviour_counts(chosen, *spans)
    expected, unwatched = behaviours(rows, chosen, zone, until, *spans)
    assert found.unwatched == unwatched
    assert events.customers(found.codes) == sorted(expected)
    for i, who in enumerate(sorted(expected)):
        have = {
            "times": {e: int(n) for e, n in zip(found.events, found.times[i], strict=True) if n},
            **{name: int(getattr(found, name)[i]) for name in ("days", "last", "rows")},
            "back": bool(found.back[i]),
            "ever": {e for e, did in zip(found.events, found.ever[i], strict=True) if did},
        }
        assert have == expected[who]


@relaxed
@given(
    rows=row_lists(),
    chosen=settings(**PLAIN),
    zone=zones,
    days=moved,
    event=st.sampled_from(["buy", "look", "join"]),
    times=st.sampled_from([1, 1, 2, 3]),
)
def test_first_times_equal_the_slow_ones(rows, chosen, zone, days, event, times):
    until = moved_until(rows, zone, days)
    events = events_of(rows, zone, until)
    found = events.first_time_counts(chosen, event, times)
    expected = first_times(rows, chosen, zone, until, event, times)
    first = int(events.time[0])
    unit = (chosen.period, chosen.period_size, chosen.origin)
    if chosen.cohort_period not in (None, chosen.period):
        unit = (chosen.cohort_period, 1, None)
    shift = chosen.cohort_calendar(zone).number(first) - period_number(
        first, *unit, chosen.week_start, chosen.timezone or zone
    )
    have: dict[str, Counter] = {name: Counter() for name in ("reached", "waiting", "watched")}
    want: dict[str, Counter] = {name: Counter() for name in ("reached", "waiting", "watched")}
    for name in have:
        for s, n, d in np.argwhere(getattr(found, name)):
            segment = found.segments[s] if chosen.segment else ""
            have[name][segment, int(found.numbers[n]), int(d)] += int(getattr(found, name)[s, n, d])
    for cohort, label, day, watched in expected:
        place = (label if chosen.segment else "", cohort + shift)
        if day is None:
            want["waiting"][(*place, watched)] += 1
        else:
            want["reached"][(*place, day)] += 1
            want["watched"][(*place, watched)] += 1
    assert have == want
    sizes = (found.reached + found.waiting).sum(axis=(0, 2))
    for i in range(len(found.numbers)):  # complete for d days: everybody in it has been watched that long
        mine = [watched for cohort, _, _, watched in expected if cohort + shift == found.numbers[i]]
        assert len(mine) == sizes[i]
        for d in np.flatnonzero(found.complete[i]):
            assert all(watched >= d for watched in mine)


@relaxed
@given(rows=row_lists(), chosen=settings(**PLAIN, segment=None), zone=zones, days=moved, times=st.sampled_from([1, 2]))
def test_adoption_equals_the_slow_one(rows, chosen, zone, days, times):
    until = moved_until(rows, zone, days)
    found = events_of(rows, zone, until).adoption_counts(chosen, times)
    expected = adoption(rows, chosen, zone, until, times)
    active = {int(a): int(n) for a, n in zip(found.ages, found.active, strict=True) if n}
    assert active == {age: n for age, (n, _) in expected.items()}
    for age in active:
        used = {e: int(n) for e, n in zip(found.events, found.used[:, age], strict=True) if n}
        assert used == dict(expected[age][1])


# -------------------------------------------------------------------------------------------------------- edges
def test_windows_are_half_open_to_the_microsecond():
    tiny = 1 / DAY
    rows = rows_of(
        *(("a", 0.5, "join"), ("a", 7.5, "buy")),  # exactly 7 days: too late for the first days, in time for the later
        *(("b", 0.5, "join"), ("b", 7.5 - tiny, "buy")),
        *(("c", 0.5, "join"), ("c", 14.5, "buy")),  # exactly 14 days: too late to come back
        *(("d", 0.5, "join"), ("d", 14.5 - tiny, "buy")),
    )
    end = micros(ANCHORS[2]) + round(14.5 * DAY)
    found = events_of(rows, "UTC", end).behaviour_counts(rt.CohortSettings(), 7, 0, 7, "buy")
    assert found.times[:, 0].tolist() == [0, 1, 0, 0]
    assert found.back.tolist() == [True, False, False, True]
    assert found.unwatched == 0
    assert events_of(rows, "UTC", end - 1).behaviour_counts(rt.CohortSettings(), 7, 0, 7, "buy").unwatched == 4


def test_the_start_is_no_behaviour_and_a_second_one_is():
    rows = rows_of(("a", 0, "join"), ("b", 0, "join"), ("b", 1, "join"), ("c", 0, "join"), ("c", 0, "look"))
    found = events_of(rows, "UTC", micros(ANCHORS[2]) + 30 * DAY).behaviour_counts(rt.CohortSettings(), 7, 0, 7)
    times = dict(zip(found.events, found.times.T.tolist(), strict=True))
    assert times == {"join": [0, 1, 0], "look": [0, 0, 1]}
    assert found.days.tolist() == [1, 2, 1]


def test_with_dates_and_no_times_the_start_is_what_everybody_has():
    """Not the first in the alphabet: a and b did "buy" on the day they joined, and that is what they did."""
    rows = rows_of(("a", 0, "buy"), ("a", 0, "join"), ("b", 0, "join"), ("b", 0, "buy"), ("c", 0, "join"))
    found = events_of(rows, "UTC", micros(ANCHORS[2]) + 30 * DAY).behaviour_counts(rt.CohortSettings(), 7, 0, 7)
    assert dict(zip(found.events, found.times.T.tolist(), strict=True)) == {"join": [0, 0, 0], "buy": [1, 1, 0]}


@relaxed
@given(rows=row_lists(), seed=st.integers(0, 10_000))
def test_neither_the_order_of_rows_nor_other_customers_move_anybody_to_the_other_half(rows, seed):
    order = np.random.default_rng(seed).permutation(len(rows))

    def halves(given_rows):
        events = events_of(given_rows, "UTC", micros(ANCHORS[-1]) + 900 * DAY)
        found = events.behaviour_counts(rt.CohortSettings(), 7, 0, 7)
        return dict(zip(events.customers(found.codes), found.half.tolist(), strict=True))

    everybody = halves(rows)
    assert halves([rows[i] for i in order]) == everybody
    some = [row for row in rows if row.customer <= rows[0].customer]
    assert halves(some) == {who: half for who, half in everybody.items() if who <= rows[0].customer}


def test_halves_are_halves():
    rows = [Row(f"customer {i}", micros(ANCHORS[2]), "join") for i in range(4_000)]
    found = events_of(rows, "UTC", micros(ANCHORS[-1])).behaviour_counts(rt.CohortSettings(), 7, 0, 7)
    assert abs(found.half.mean() - 0.5) < 0.03


def test_of_very_many_events_those_with_most_rows_are_counted(monkeypatch):
    monkeypatch.setattr(engine_adoption, "chosen_events", lambda plan: starts.chosen_events(plan, 2))
    rows = rows_of(("a", 0, "join"), ("a", 1, "buy"), ("a", 2, "buy"), ("b", 0, "join"), ("b", 1, "look"))
    found = events_of(rows, "UTC", micros(ANCHORS[-1])).adoption_counts(rt.CohortSettings())
    assert (found.events, found.passed_over) == (("buy", "join"), ("look",))


@pytest.mark.parametrize("method", ["behaviour_counts", "first_time_counts", "adoption_counts"])
def test_a_file_without_events_says_which_column_is_needed(method):
    frame = pd.DataFrame({"who": ["a", "b"], "when": pd.to_datetime(["2024-01-01", "2024-01-02"])})
    events = rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when"))
    rest = {"behaviour_counts": (7, 0, 7), "first_time_counts": ("buy",), "adoption_counts": ()}[method]
    with pytest.raises(rt.SettingsError, match=r"no column that says what each row is.*ColumnMapping\(.*event="):
        getattr(events, method)(rt.CohortSettings(), *rest)


@pytest.mark.parametrize(
    ("settings_given", "message"),
    [
        ({"birth": "every"}, "birth.*starts once"),
        ({"measure": "on_or_after"}, "measure"),
        ({"min_events": 2}, "min_events"),
        ({"segment": "plan"}, "segment.*everybody at once"),
        ({"start_event": "nothing"}, "no row has the event 'nothing'"),
    ],
)
def test_settings_that_mean_nothing_here_are_refused(settings_given, message):
    events = events_of(rows_of(("a", 0, "join"), ("a", 1, "buy")))
    with pytest.raises(rt.SettingsError, match=message):
        events.behaviour_counts(rt.CohortSettings(**settings_given), 7, 0, 7)


@pytest.mark.parametrize(
    ("spans", "message"),
    [
        ((0, 0, 7), "first: 0 is not a whole number of at least 1"),
        ((7, -1, 7), "wait: -1 is not a whole number of at least 0"),
        ((7, 0, 0), "later: 0 is not a whole number of at least 1"),
        ((2.5, 0, 7), "first: 2.5 is not a whole number"),
        ((True, 0, 7), "first: True is not a whole number"),
        ((7, 0, 10**6), "later: 1000000 is more than is counted. Choose 3650 or less."),
    ],
)
def test_days_that_are_no_number_of_days_are_refused(spans, message):
    with pytest.raises(rt.SettingsError, match=message):
        events_of(rows_of(("a", 0, "join"))).behaviour_counts(rt.CohortSettings(), *spans)
