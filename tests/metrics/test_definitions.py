"""The same headline under several definitions: each equals the matrix of its settings, and plain loops over rows."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retention as rt
from tests.oracle_definitions import headline

ROWS = [
    *(("a", datetime(2024, 1, 31, 23)), ("a", datetime(2024, 2, 1, 1)), ("a", datetime(2024, 4, 2))),
    *(("b", datetime(2024, 1, 5)), ("b", datetime(2024, 2, 20))),
    *(("c", datetime(2024, 1, 9)), ("c", datetime(2024, 5, 1))),
    *(("d", datetime(2024, 2, 3)), ("d", datetime(2024, 3, 3)), ("d", datetime(2024, 3, 20))),
    *(("e", datetime(2024, 2, 8)), ("f", datetime(2024, 3, 1)), ("g", datetime(2024, 6, 30))),
]


def events_of(rows):
    frame = pd.DataFrame(rows, columns=["who", "when"])
    return rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when"))


def counted(points):
    return {point.key: (point.came, point.n) for point in points}


def test_a_worked_example():
    """Of a to f, at month 1: a came after two hours, but in the next month; d came back in March, on day 29 and 46."""
    points = rt.definition_check(events_of(ROWS), rt.CohortSettings(warm_up=1))
    assert counted(points) == {
        "own": (3, 6),  # a, b, d
        "clock": (2, 6),  # b on day 46, d on day 46; a's second visit was two hours after the first
        "within": (3, 6),  # c came in month 4, beyond months 1 to 3
        "on_or_after": (4, 6),
        "without_warm_up": (1, 3),
        "every": (3, 11),
    }


def test_the_own_choice_comes_first_and_is_marked():
    points = rt.definition_check(events_of(ROWS), rt.CohortSettings(warm_up=0))
    assert [point.own for point in points] == [True] + [False] * (len(points) - 1)
    assert points[0].label == "In month 1"
    assert all(point.words.endswith(".") for point in points)


@pytest.mark.parametrize(
    ("own", "age"),
    [
        (rt.CohortSettings(), 1),
        (rt.CohortSettings(), 3),
        (rt.CohortSettings(period="week"), 2),
        (rt.CohortSettings(clock="elapsed"), 1),
        (rt.CohortSettings(measure="within", within=2), 1),
        (rt.CohortSettings(measure="on_or_after"), 1),
        (rt.CohortSettings(measure="bracket", brackets=(1, 2)), 2),
        (rt.CohortSettings(birth="every"), 1),
    ],
)
def test_every_point_is_the_column_of_the_matrix_of_its_settings(own, age):
    events = events_of(ROWS)
    points = rt.definition_check(events, own, age)
    for point in points:
        matrix = rt.cohort_matrix(events, point.settings)
        first = matrix.warm_up if point.key == "without_warm_up" else 0
        known = matrix.known[first:, point.age]
        assert point.came == matrix.active[first:, point.age][known].sum()
        assert point.n == matrix.eligible[first:, point.age][known].sum()
        assert point.lower <= point.rate <= point.upper
    assert len({point.settings for point in points if point.key != "without_warm_up"}) >= len(points) - 1


def test_a_segment_and_money_do_not_change_the_headline():
    points = rt.definition_check(events_of(ROWS), rt.CohortSettings(warm_up=0))
    assert all(point.settings.segment is None and point.settings.value == "none" for point in points)


def test_an_age_that_nobody_reached_is_refused():
    with pytest.raises(rt.SettingsError, match="nobody has been watched up to month 9"):
        rt.definition_check(events_of(ROWS), age=9)


def test_one_row():
    with pytest.raises(rt.SettingsError, match="nobody has been watched"):
        rt.definition_check(events_of(ROWS[:1]))


moments = st.datetimes(datetime(2024, 1, 1), datetime(2024, 9, 30, 23, 59, 59))


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), moments), min_size=1, max_size=40))
def test_it_counts_what_plain_loops_count(rows):
    events = events_of(rows)
    until = events.observed_until.to_pydatetime()
    ways = {
        "own": {},
        "clock": {"clock": "elapsed"},
        "within": {"end": 4},
        "on_or_after": {"end": None},
        "without_warm_up": {"skip": 1},
        "every": {"every": True},
    }
    expected = {key: headline(rows, until, **way) for key, way in ways.items()}
    expected = {key: (back, n) for key, (back, n) in expected.items() if n}
    try:
        points = rt.definition_check(events, rt.CohortSettings(warm_up=1))
    except rt.SettingsError:
        assert "own" not in expected
        return
    found = counted(points)
    if not any(rt.cohort_matrix(events, point.settings).no_data.any() for point in points):
        assert found == expected


def test_rates_are_wilson():
    points = rt.definition_check(events_of(ROWS), rt.CohortSettings(warm_up=0))
    curve = rt.cohort_matrix(events_of(ROWS), rt.CohortSettings(max_age=1))
    assert np.isclose(points[0].rate, curve.active[:, 1][curve.known[:, 1]].sum() / points[0].n)
