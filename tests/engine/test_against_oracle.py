"""The engine equals the slow definitions, for random rows and every setting crossed."""

from __future__ import annotations

import math
import os

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import retention as rt
from retention.errors import SettingsError
from tests.oracles import Row, cohort_table, pooled
from tests.strategies import ZONES, events_of, row_lists, settings

relaxed = hypothesis_settings(
    max_examples=int(os.environ.get("RETENTION_EXAMPLES", "100")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def engine_tables(events, chosen):
    found = rt.cohort_matrix(events, chosen)
    return found if isinstance(found, dict) else {"": found}


def assume_few_cohorts(found):
    """An oracle of Python loops is not made for many: every hour of a year by every hour takes seconds."""
    assume(all(len(matrix.cohorts) <= 800 for matrix in found.values()))


def assert_same(rows: list[Row], chosen: rt.CohortSettings, zone: str, until: int | None) -> None:
    events = events_of(rows, zone, until)
    found = engine_tables(events, chosen)
    assume_few_cohorts(found)
    expected = cohort_table(rows, chosen, zone, events.until)
    assert [name.replace("(blank)", "") for name in found] == list(expected)
    for (name, matrix), table in zip(found.items(), expected.values(), strict=True):
        assert matrix.sizes.tolist() == table.sizes, name
        assert matrix.eligible.tolist() == table.eligible, name
        assert matrix.active.tolist() == table.active, name
        assert matrix.open_active.tolist() == table.open_active, name
        assert matrix.complete.tolist() == table.complete, name
        if chosen.value != "none":
            wanted = np.array(table.values).reshape(matrix.values.shape)
            assert np.allclose(matrix.values, wanted, equal_nan=True), name
        curve = [c / n if n else math.nan for c, n in _pooled(matrix)]
        assert np.allclose(curve, pooled(table), equal_nan=True), name


def _pooled(matrix):
    known = matrix.complete
    return list(
        zip((matrix.active * known).sum(axis=0).tolist(), (matrix.eligible * known).sum(axis=0).tolist(), strict=True)
    )


@relaxed
@given(
    rows=row_lists(),
    chosen=settings(),
    zone=st.sampled_from(ZONES),
    shift=st.one_of(st.none(), st.integers(-40 * 24, 40 * 24)),
)
def test_every_setting(rows, chosen, zone, shift):
    until = None if shift is None else max(r.instant for r in rows) + shift * 3_600_000_000
    assert_same(rows, chosen, zone, until)


@relaxed
@given(
    rows=row_lists(most=60),
    chosen=settings(period="month", period_size=1, origin=None, cohort_period=None, max_age=None),
)
def test_months(rows, chosen):
    assert_same(rows, chosen, "Europe/Berlin", None)


@relaxed
@given(
    rows=row_lists(days=4, most=60),
    chosen=settings(
        period="day",
        period_size=1,
        origin=None,
        cohort_period="month",
        start=None,
        end=None,
        birth="first",
        start_event=None,
        return_event=None,
        start_where=(),
        return_where=(),
        measure="on",
        within=None,
        brackets=None,
        min_events=1,
        value="none",
        clock="calendar",
    ),
)
def test_plain_days_under_months(rows, chosen):
    assert_same(rows, chosen, "America/New_York", None)


@relaxed
@given(rows=row_lists(), chosen=settings(), data=st.data())
def test_lists_behind_a_cell_are_the_cell(rows, chosen, data):
    events = events_of(rows)
    found = engine_tables(events, chosen)
    assume_few_cohorts(found)
    expected = cohort_table(rows, chosen, "UTC", events.until)
    name = data.draw(st.sampled_from(list(found)))
    matrix, table = found[name], expected[name.replace("(blank)", "")]
    assume(matrix.eligible.size and matrix.sizes.any())
    i = data.draw(st.sampled_from(np.flatnonzero(matrix.sizes).tolist()))
    j = data.draw(st.integers(0, len(matrix.ages) - 1))
    assume(matrix.cohorts[i] not in matrix.cohorts[:i])  # clocks that go back name an hour twice: the first is meant
    cell = rt.matrix_cell_customers(events, chosen, matrix.cohorts[i], j, name if chosen.segment else None)
    states = table.members[table.cohorts[i], j]
    assert {
        "came_back": sorted(cell.came_back),
        "did_not": sorted(cell.did_not),
        "seen_so_far": sorted(cell.seen_so_far),
        "not_yet": sorted(cell.not_yet),
    } == {
        "came_back": sorted(c for c, s in states.items() if s == "back"),
        "did_not": sorted(c for c, s in states.items() if s == "not"),
        "seen_so_far": sorted(c for c, s in states.items() if s == "seen"),
        "not_yet": sorted(c for c, s in states.items() if s == "open"),
    }
    assert (len(cell.came_back), len(cell.came_back) + len(cell.did_not)) == (
        matrix.active[i, j],
        matrix.eligible[i, j],
    )


def test_the_second_of_two_hours_of_one_name_is_found_where_it_is_the_only_cohort():
    frame = pd.DataFrame({"who": ["a"], "when": pd.to_datetime(["2024-10-27T01:30Z"])})
    events = rt.events_from_frame(frame, rt.ColumnMapping("who", "when"), timezone="Europe/Berlin")
    hours = rt.CohortSettings(period="hour")
    matrix = rt.cohort_matrix(events, hours)
    assert str(matrix.cohorts[0]) == "2024-10-27T02:00:00"
    assert rt.matrix_cell_customers(events, hours, matrix.cohorts[0], 0).came_back == ["a"]


def test_a_cohort_that_does_not_exist_is_refused():
    events = events_of([Row("a", 0)])
    with pytest.raises(SettingsError, match="no cohort that starts at"):
        rt.matrix_cell_customers(events, rt.CohortSettings(), "1999-01-01", 0)
