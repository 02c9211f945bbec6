"""Repeat purchase rate: a second order within so many days, among those watched that long."""

from __future__ import annotations

from math import isnan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import retention as rt
from tests.engine.test_money import law, rows_of_money, series_settings, zones
from tests.strategies import events_of


def orders(*rows, until=None, amounts=False):
    frame = pd.DataFrame(rows, columns=["who", "when", *(["paid"] if amounts else [])])
    frame["when"] = pd.to_datetime(frame["when"], format="ISO8601")
    mapping = rt.ColumnMapping("who", "when", amount="paid" if amounts else None)
    return rt.events_from_frame(frame, mapping, observed_until=until)


def said(found):
    return found.came, found.n, found.waiting


def test_only_those_watched_that_long_count():
    events = orders(
        ("a", "2024-01-01"), ("a", "2024-01-20"), ("b", "2024-01-02"), ("c", "2024-03-20"), until="2024-03-31"
    )
    assert said(rt.repeat_rate(events, days=30)) == (1, 2, 1)
    assert said(rt.repeat_rate(events, days=11)) == (0, 3, 0)
    assert said(rt.repeat_rate(events, days=12)) == (0, 2, 1)


def test_an_order_exactly_so_many_days_later_comes_too_late():
    events = orders(("a", "2024-01-01T10:00"), ("a", "2024-01-08T10:00"), until="2024-03-01")
    assert [rt.repeat_rate(events, days=days).came for days in (7, 8)] == [0, 1]


def test_lines_of_one_order_are_one_order():
    events = orders(("a", "2024-01-01T10:00"), ("a", "2024-01-01T10:00"), ("b", "2024-01-01T10:00"), until="2024-03-01")
    assert rt.repeat_rate(events, days=30).came == 0
    later = orders(("a", "2024-01-01T10:00"), ("a", "2024-01-01T10:00"), ("a", "2024-01-01T11:00"), until="2024-03-01")
    assert rt.repeat_rate(later, days=30).came == 1


def test_refunds_are_no_orders():
    rows = [("a", "2024-01-01", 10), ("a", "2024-01-05", -10), ("b", "2024-01-01", -1)]
    assert said(rt.repeat_rate(orders(*rows, until="2024-03-01", amounts=True), days=30)) == (0, 1, 0)


def test_a_cohort_has_a_rate_once_all_of_it_is_watched():
    rows = [("a", "2024-01-01"), ("a", "2024-01-09"), ("b", "2024-02-01"), ("b", "2024-02-02")]
    frame = rt.repeat_rate(orders(*rows, until="2024-03-15"), days=30).by_cohort
    assert frame["complete"].tolist() == [True, False, False]
    assert frame[["size", "n", "came"]].to_numpy().tolist() == [[1, 1, 1], [1, 1, 1], [0, 0, 0]]
    assert frame["rate"].isna().tolist() == [False, True, True]


def test_nobody_watched_that_long_is_unknown_not_zero():
    found = rt.repeat_rate(orders(("a", "2024-01-01"), ("b", "2024-01-03")), days=400)
    assert isnan(found.rate)
    assert said(found) == (0, 0, 2)


def test_by_segment():
    frame = pd.DataFrame(
        {
            "who": list("aabbc"),
            "when": pd.to_datetime(["2024-01-01", "2024-01-03"] * 2 + ["2024-01-01"]),
            "land": list("xxyyy"),
        }
    )
    events = rt.events_from_frame(
        frame, rt.ColumnMapping("who", "when", segments=("land",)), observed_until="2024-03-01"
    )
    found = rt.repeat_rate(events, rt.CohortSettings(segment="land"), days=5)
    assert {name: said(part) for name, part in found.items()} == {"y": (1, 2, 0), "x": (1, 1, 0)}


@law
@given(rows_of_money, series_settings(), zones, st.integers(1, 60))
def test_the_rate_is_a_point_of_the_curve_and_the_sum_of_its_cohorts(rows, settings, zone, days):
    found = rt.repeat_rate(events_of(rows, zone), settings, days)
    for part in found.values() if settings.segment else [found]:
        assert (part.by_cohort["came"].sum(), part.by_cohort["n"].sum()) == (part.came, part.n)
        assert (part.by_cohort["n"] <= part.by_cohort["size"]).all()
        at = np.flatnonzero(part.by_days.x == days)
        if part.n:
            assert (part.by_days.numerator[at].tolist(), part.by_days.denominator[at].tolist()) == (
                [part.came],
                [part.n],
            )
            assert part.lower <= part.rate <= part.upper


@pytest.mark.parametrize("days", [0, 2.5, "30"])
def test_days_are_whole(days):
    with pytest.raises(rt.SettingsError, match="whole number"):
        rt.repeat_rate(orders(("a", "2024-01-01")), days=days)
