"""The axis of periods: units told from their starts, ticks by unit, places for names."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retention.charts.beside import LABEL, kept_apart
from retention.charts.timeline import Timeline, count_axis
from retention.settings import CohortSettings

UNITS = {
    "hour": ("h", "2026-01-05 03:00"),
    "day": ("D", "2026-01-05"),
    "week": ("7D", "2026-01-05"),
    "month": ("MS", "2026-01-01"),
    "quarter": ("QS", "2026-01-01"),
    "year": ("YS", "2026-01-01"),
}


def frame(unit, n=3):
    step, first = UNITS[unit]
    return pd.DataFrame({"complete": True}, index=pd.date_range(first, periods=n, freq=step))


@pytest.mark.parametrize("unit", UNITS)
def test_the_starts_tell_the_unit(unit):
    told, given = Timeline(frame(unit)), Timeline(frame(unit), CohortSettings(period=unit))
    assert (told.unit, told.size) == (given.unit, given.size) == (unit, 1)
    assert (told.names, told.windows, told.edges) == (given.names, given.windows, given.edges)


def test_a_sentence_begins_with_the_period_its_window_and_its_state():
    heads = {unit: Timeline(frame(unit)).head(1) for unit in UNITS}
    assert heads == {
        "hour": "5 Jan 2026, 04:00 (5 Jan 2026, 04:00-05:00, complete)",
        "day": "6 Jan 2026 (complete)",
        "week": "12 Jan 2026 (12-18 Jan 2026, complete)",
        "month": "Feb 2026 (1-28 Feb 2026, complete)",
        "quarter": "Q2 2026 (1 Apr - 30 Jun 2026, complete)",
        "year": "2027 (1 Jan - 31 Dec 2027, complete)",
    }


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("n", [1, 5, 6, 40])
def test_labels_are_never_turned(unit, n):
    axis = Timeline(frame(unit, n)).axis
    assert axis["tickangle"] == 0
    assert axis["type"] == "date"
    assert ("ticktext" in axis) == (n <= 5)


@given(st.lists(st.floats(0, 200), min_size=1, max_size=10))
def test_names_keep_apart_and_inside_where_there_is_room(heights):
    places = kept_apart(heights, 200)
    assert all(4 <= place <= 196 for place in places)
    ordered = sorted(places)
    assert all(b - a >= LABEL - 1e-6 for a, b in itertools.pairwise(ordered))
    assert sorted(range(len(heights)), key=heights.__getitem__) == sorted(range(len(heights)), key=places.__getitem__)


@given(st.floats(-1e7, 0), st.floats(1, 1e7))
def test_an_axis_of_customers_holds_everything_with_few_round_ticks(low, high):
    axis = count_axis(low, high)
    assert axis["range"][0] <= low
    assert high <= axis["range"][1]
    assert 1 <= len(axis["tickvals"]) <= 8
