"""Purchase histories counted by the engine equal the slow definition, and the laws that they must keep."""

from __future__ import annotations

import os

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import retention as rt
from retention.periods import DAY
from tests.oracle_customers import histories
from tests.oracles import Row
from tests.strategies import OF_COHORTS, ZONES, events_of, row_lists, settings

relaxed = hypothesis_settings(
    max_examples=int(os.environ.get("RETENTION_EXAMPLES", "80")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
PLAIN = {**OF_COHORTS, "min_events": 1}  # a history has none of it
zones = st.sampled_from(ZONES)
moved = st.sampled_from([0, 0, -1, -30, 3])  # days by which the end of the data is moved


def found(counts, codes_to_ids=True):
    """Counts as plain values by customer."""
    columns = [counts.frequency, counts.recency, counts.age, counts.purchases]
    rows = zip(counts.ids.to_pylist(), *(c.tolist() for c in columns), strict=True)
    return {who: tuple(values) for who, *values in rows}


def money(values):
    return [] if values is None else [round(v, 6) for v in values.tolist()]


@relaxed
@given(rows=row_lists(), chosen=settings(**PLAIN), zone=zones, days=moved)
def test_histories_equal_the_slow_ones(rows, chosen, zone, days):
    until = events_of(rows, zone).until + days * DAY
    counts = events_of(rows, zone, until).customer_counts(chosen)
    expected = histories(rows, chosen, zone, until)
    assert found(counts) == {w: (h.frequency, h.recency, h.age, h.purchases) for w, h in expected.items()}
    assert money(counts.money) == [round(expected[w].money, 6) for w in counts.ids.to_pylist()]
    assert (counts.customers == 1).all()
    assert counts.later is None


@relaxed
@given(rows=row_lists(), chosen=settings(**PLAIN), zone=zones, cut=st.integers(1, 300), ahead=st.integers(0, 200))
def test_what_follows_a_moment_equals_the_slow_count(rows, chosen, zone, cut, ahead):
    events = events_of(rows, zone)
    moment = np.datetime64(str(events.span[0]), "D") + np.timedelta64(cut, "D")
    end = moment + np.timedelta64(ahead, "D")
    at = rt.periods.to_instants(np.array([moment, end]), chosen.timezone or zone)
    if not events.time.min() < at[0] <= at[1] <= events.until:
        with pytest.raises(rt.SettingsError, match="lies outside the data"):
            events.customer_counts(chosen, moment, followed_to=end)
        return
    counts = events.customer_counts(chosen, moment, followed_to=end)
    expected = histories(rows, chosen, zone, int(at[0]), int(at[1]))
    assert dict(zip(counts.ids.to_pylist(), counts.later.tolist(), strict=True)) == {
        w: h.later for w, h in expected.items()
    }
    if ahead:
        assert money(counts.later_money) == [round(expected[w].later_money, 6) for w in counts.ids.to_pylist()]


@relaxed
@given(rows=row_lists(), chosen=settings(**PLAIN), zone=zones)
def test_kinds_of_customers_are_the_customers_put_together(rows, chosen, zone):
    each = events_of(rows, zone).customer_counts(chosen)
    kinds = events_of(rows, zone).customer_counts(chosen, each=False)
    assert kinds.ids is None
    assert kinds.customers.sum() == len(each.frequency)
    assert kinds.purchases.sum() == each.purchases.sum()
    assert kinds.money.sum() == pytest.approx(each.money.sum())
    names = ("segment", "frequency", "recency", "age") if each.segment is not None else ("frequency", "recency", "age")
    keys = list(zip(*(getattr(kinds, name).tolist() for name in names), strict=True))
    assert len(set(keys)) == len(keys)
    listed = list(zip(*(getattr(each, name).tolist() for name in names), strict=True))
    assert dict(zip(keys, kinds.customers.tolist(), strict=True)) == {key: listed.count(key) for key in listed}


@relaxed
@given(rows=row_lists(), zone=zones)
def test_laws(rows, zone):
    events = events_of(rows, zone)
    counts = events.customer_counts(rt.CohortSettings())
    assert (counts.recency <= counts.age).all()
    assert ((counts.recency == 0) == (counts.frequency == 0)).all()
    assert (counts.frequency <= counts.recency).all()  # one purchase a day at most
    assert (counts.purchases > counts.frequency).all()
    assert (counts.money[counts.frequency == 0] <= 0).all()  # refunds may follow the only purchase


def test_large_files_on_several_threads_equal_small_blocks(monkeypatch):
    random = np.random.default_rng(5)
    rows = [
        Row(f"c{who}", int(when), amount=float(paid))
        for who, when, paid in zip(
            random.integers(0, 300, 4000), random.integers(0, 400 * DAY, 4000), random.normal(20, 15, 4000), strict=True
        )
    ]
    events = events_of(rows)
    whole = events.customer_counts(rt.CohortSettings(), "1970-10-01", followed_to="1971-01-01")
    monkeypatch.setattr("retention.engine.workers.BLOCK_ROWS", 64)
    parts = events.customer_counts(rt.CohortSettings(), "1970-10-01", followed_to="1971-01-01")
    for name in ("frequency", "recency", "age", "purchases", "money", "later", "later_money"):
        np.testing.assert_array_equal(getattr(parts, name), getattr(whole, name))
    assert len(whole.frequency) > 250


def test_a_moment_outside_the_data_is_refused():
    events = events_of([Row("a", 0), Row("a", 5 * DAY)])
    for until in ("1969-12-01", "1971-01-01", "soon"):
        with pytest.raises(rt.SettingsError, match="until"):
            events.customer_counts(rt.CohortSettings(), until)
    with pytest.raises(rt.SettingsError, match="ends before it begins"):
        events.customer_counts(rt.CohortSettings(), "1970-01-05", followed_to="1970-01-03")
