"""Rhythms and silences by class, counted by the engine, equal the slow definitions."""

from __future__ import annotations

import os
from collections import Counter
from math import exp, isnan

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import retention as rt
from retention.periods import to_local
from tests.oracle_slipping import group, rhythms
from tests.strategies import ZONES, events_of, row_lists, settings

relaxed = hypothesis_settings(
    max_examples=int(os.environ.get("RETENTION_EXAMPLES", "60")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
PLAIN = dict.fromkeys(("start_event", "within", "brackets", "cohort_period", "max_age")) | {
    "start_where": (),
    "birth": "first",
    "measure": "on",
    "clock": "calendar",
    "min_events": 1,
    "value": "none",
}
zones = st.sampled_from(ZONES)


def counter(table: np.ndarray) -> Counter[int]:
    return Counter({int(i): int(table[i]) for i in np.flatnonzero(table)})


@st.composite
def moments(draw, chosen, zone):
    """Random events with a moment inside them and one to follow to, as local texts and instants."""
    rows = draw(row_lists())
    events = events_of(rows, zone)
    first, until = int(events.time.min()), events.until
    at, final = sorted(first + 1 + int((until - first - 1) * draw(st.floats(0, 1))) for _ in range(2))
    return rows, events, at, final


@relaxed
@given(data=st.data(), chosen=settings(**PLAIN), zone=zones, first_value=st.sampled_from([None, "buy", "join"]))
def test_rhythms_equal_the_slow_ones(data, chosen, zone, first_value):
    rows, events, at, final = data.draw(moments(chosen, zone))
    there = chosen.timezone or zone
    at_text, final_text = (to_local(np.array([t]), there)[0] for t in (at, final))
    try:
        found = events.rhythm_counts(chosen, at_text, followed_to=final_text, first_value=first_value)
    except rt.SettingsError:  # a clock that is set back can turn two moments around
        return
    expected = rhythms(rows, chosen, zone, found.at, final, first_value) if found.at == at else None
    if expected is None:  # a local time that exists twice means another instant
        return
    who = events.customers(found.codes)
    assert who == sorted(expected)
    slow = [expected[name] for name in who]
    assert found.visits.tolist() == [r.visits for r in slow]
    assert found.age.tolist() == [r.age for r in slow]
    assert found.silent.tolist() == [r.silent for r in slow]
    assert found.log_sum.tolist() == pytest.approx([sum(np.log(r.gaps)) for r in slow])
    assert found.log_squares.tolist() == pytest.approx([sum(np.log(r.gaps) ** 2) for r in slow])
    assert found.recent_gaps.tolist() == [len(r.recent) for r in slow]
    assert found.recent_sum.tolist() == [sum(r.recent) for r in slow]
    assert found.recent_longest.tolist() == [max(r.recent, default=0) for r in slow]
    assert found.money.tolist() == pytest.approx([r.money for r in slow])
    assert found.money_year.tolist() == pytest.approx([r.money_year for r in slow])
    assert found.visits_year.tolist() == [r.visits_year for r in slow]
    assert found.reached_after.tolist() == [r.reached_after for r in slow]
    assert [(*found.event_names, "")[e] for e in found.last_event] == [r.last_event for r in slow]
    assert found.later.tolist() == [r.later for r in slow]
    if chosen.segment is not None:
        assert [found.segments[i] for i in found.segment] == [r.segment for r in slow]


@relaxed
@given(rows=row_lists(), chosen=settings(**PLAIN, segment=None, start=None, end=None), zone=zones)
def test_silences_by_class_equal_the_slow_ones(rows, chosen, zone):
    events = events_of(rows, zone)
    found = events.silence_class_counts(chosen)
    slow = group(rhythms(rows, chosen, zone, events.until, events.until))
    for i in range(len(found.bounds)):
        assert counter(found.closed[i]) == slow.closed[i]
        assert counter(found.open[i]) == slow.open[i]
    assert counter(found.all_closed) == slow.all_closed
    assert counter(found.all_open) == slow.all_open
    if slow.all_closed:
        assert found.group == pytest.approx(exp(slow.mean))
    else:
        assert isnan(found.group)
    assert found.spread == pytest.approx(slow.spread, abs=1e-7, nan_ok=True)


@relaxed
@given(rows=row_lists(days=400, most=80), chosen=settings(**PLAIN, segment=None, start=None, end=None), zone=zones)
def test_every_gap_lies_in_one_class(rows, chosen, zone):
    """Classes share out all gaps: as many closed as visits beyond each customer's first, one open for each customer."""
    events = events_of(rows, zone)
    found, known = events.silence_class_counts(chosen), events.rhythm_counts(chosen)
    assert found.closed.sum() == found.all_closed.sum() == (known.visits - 1).sum()
    assert found.open.sum() == found.all_open.sum() == len(known.visits)


def test_later_rows_change_nothing_about_a_moment_in_the_past():
    rows = [("a", "2024-01-01"), ("a", "2024-01-08"), ("b", "2024-01-03"), ("a", "2024-03-01"), ("c", "2024-02-20")]

    def events(rows):
        frame = pd.DataFrame(rows, columns=["who", "when"])
        frame["when"] = pd.to_datetime(frame["when"])
        return rt.events_from_frame(frame, rt.ColumnMapping("who", "when"), observed_until="2024-04-01")

    cut, whole = (e.rhythm_counts(rt.CohortSettings(), "2024-01-31") for e in (events(rows[:3]), events(rows)))
    for name in ("visits", "age", "silent", "log_sum", "recent_sum", "visits_year", "reached_after"):
        assert getattr(cut, name).tolist() == getattr(whole, name).tolist()
    assert cut.visits.tolist() == [2, 1]
    assert cut.silent.tolist() == [22, 27]
    asked = events(rows).rhythm_counts(rt.CohortSettings(), "2024-01-31", followed_to="2024-04-01")
    assert asked.later.tolist() == [True, False]
