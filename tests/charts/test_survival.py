"""Survival curves: steps, bands, the median, and how many were still watched."""

from __future__ import annotations

import math

import numpy as np
import pytest

import retention as rt


def notes(figure):
    return [note.text for note in figure.layout.annotations]


def steps(figure, name=None):
    return next(trace for trace in figure.data if trace.line.shape == "hv" and trace.name == name)


@pytest.fixture
def curve():
    """Of ten, two leave after 2 months, four after 5; the others still stay after 3 and 9."""
    return rt.kaplan_meier([2, 2, 3, 5, 5, 5, 5, 9, 9, 9], [1, 1, 0, 1, 1, 1, 1, 0, 0, 0])


def test_the_curve_falls_in_steps_from_everybody(curve):
    line = steps(rt.charts.survival_curves(curve, unit="month"))
    assert list(line.x) == [0, 2, 3, 5, 9]
    assert list(line.y) == pytest.approx([1, 0.8, 0.8, 0.8 * 3 / 7, 0.8 * 3 / 7])


def test_the_band_has_the_same_steps(curve):
    band = rt.charts.survival_curves(curve, unit="month").data[0]
    x, y = np.array(band.x), np.array(band.y)
    assert x[: len(x) // 2].tolist() == [2, 3, 3, 5, 5, 9, 9, 9]
    assert not np.isnan(y).any()
    assert (y[: len(y) // 2] >= y[len(y) // 2 :][::-1]).all(), "the upper end lies above the lower one"


def test_numbers_at_risk_stand_under_their_times(curve):
    figure = rt.charts.survival_curves(curve, unit="month")
    ticks = list(figure.layout.xaxis.tickvals)
    under = {note.x: note.text for note in figure.layout.annotations if note.xref == "x" and note.yref == "paper"}
    assert under == {tick: f"{sum(d >= tick for d in [2, 2, 3, 5, 5, 5, 5, 9, 9, 9])}" for tick in ticks}
    assert "Still watched" in notes(figure)
    assert "Still watched" not in notes(rt.charts.survival_curves(curve, at_risk=False))


def test_the_median_is_marked_and_said(curve):
    figure = rt.charts.survival_curves(curve, unit="month")
    assert "half have left by month 5" in notes(figure)
    assert [list(trace.x) for trace in figure.data if trace.marker.size is not None] == [[5, 5]]


def test_without_a_median_nothing_is_said():
    figure = rt.charts.survival_curves(rt.kaplan_meier([1, 2, 3, 4], [1, 0, 0, 0]))
    assert not any("half" in text for text in notes(figure))


def test_groups_are_named_at_their_ends_and_differ_without_colour(curve):
    other = rt.kaplan_meier([1, 2, 3], [1, 1, 1])
    figure = rt.charts.survival_curves({"<b>basic</b>": curve, "pro": other}, unit="month")
    named = [text for text in notes(figure) if "■" in text and len(text) > 40]
    assert any("&lt;b&gt;basic&lt;/b&gt;" in text for text in named), "markup from a file is shown, never obeyed"
    assert steps(figure, "pro").line.dash != steps(figure, "&lt;b&gt;basic&lt;/b&gt;").line.dash


def test_every_step_says_share_range_and_number(curve):
    said = steps(rt.charts.survival_curves(curve, unit="month", staying="still paying")).hovertext
    assert said[0] == "month 0:<br>all 10 still paying."
    assert said[3].startswith("month 5:<br>34.3 % still paying (likely ")
    assert said[3].endswith("7 watched until then.")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nobody_and_one_person_can_be_drawn(theme):
    for curve in (rt.kaplan_meier([], []), rt.kaplan_meier([3], [1]), rt.kaplan_meier([0], [0])):
        figure = rt.charts.survival_curves(curve, theme=theme)
        assert all(math.isfinite(edge) for edge in figure.layout.xaxis.range)
    rt.charts.survival_curves({}, theme=theme)


def test_long_curves_have_few_ticks():
    long = rt.kaplan_meier(np.arange(1, 3001), np.ones(3000, bool))
    assert len(rt.charts.survival_curves(long, unit="day").layout.xaxis.tickvals) <= 6
