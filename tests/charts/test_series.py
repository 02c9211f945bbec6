"""Curves and trends: their axes, their labels, their sentences."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from retention import charts
from retention.charts.theme import DARK, LIGHT
from retention.errors import SettingsError
from retention.intervals import wilson
from retention.results import MetricSeries

EVIL = "<b>x</b><img src=x onerror=1>"


def curve(*came, n=200, name="Came back, all cohorts", note=""):
    came = np.array(came)
    n = np.full(len(came), n)
    lower, upper = wilson(came, n)
    labels = tuple(str(age) for age in range(len(came)))
    return MetricSeries(name, np.arange(len(came)), labels, came, n, n * 0 + 12, came / n, lower, upper, note)


def lines(figure):
    """Named lines: their colour, dash and marker."""
    return {t.name: (t.line.color, t.line.dash, t.marker.symbol) for t in figure.data if t.name}


def notes(figure):
    return [note.text for note in figure.layout.annotations]


def test_one_curve_is_named_on_its_line_and_says_why_it_stops():
    figure = charts.retention_curves(curve(200, 80, 60, note="Stops before month 3: only one cohort."), unit="month")
    assert notes(figure) == ["Came back, all cohorts", "Stops before month 3: only one cohort."]
    band, line = figure.data
    assert (band.fill, line.line.color) == ("toself", LIGHT.categorical[0])
    assert line.hovertext[0] == "month 1:<br>80 of 200 came back, 40.0 % (likely 33-47 %),<br>from 12 cohorts."


@pytest.mark.parametrize("came", [(200, 80, 60), (200, 60, 80, 120, 150), (200, 190, 192), (200, 3, 2)])
def test_a_name_crosses_neither_its_line_nor_the_edge(came):
    figure = charts.retention_curves(curve(*came))
    name, (_, last) = figure.layout.annotations[0], figure.layout.xaxis.range
    band = figure.data[0]
    half = len(band.x) // 2
    x, upper, lower = band.x[:half], band.y[:half], band.y[half:][::-1]
    where = np.linspace(name.x, x[-1], 20)
    above = name.yanchor == "bottom" and name.y >= np.interp(where[0], x, upper) - 1e-9
    below = name.yanchor == "top" and name.y <= np.interp(where, x, lower).min() + 1e-9
    assert above or below
    assert 0 < name.y < figure.layout.yaxis.range[1]
    assert name.x < last


def test_age_0_is_left_out_where_it_is_always_everybody():
    trivial, measured = charts.retention_curves(curve(200, 80, 60)), charts.retention_curves(curve(150, 80, 60))
    assert (list(trivial.data[1].x), list(measured.data[1].x)) == ([1, 2], [0, 1, 2])
    assert trivial.layout.xaxis.title.text == "whole periods since the first (age 0 is 100 %)"


def test_the_axis_begins_at_0_and_ends_above_the_data():
    axis = charts.retention_curves(curve(200, 20, 10)).layout.yaxis
    assert axis.range[0] == 0
    assert 0.14 < axis.range[1] < 0.18
    assert axis.ticktext == ("0 %", "5 %", "10 %", "15 %")


def test_segments_differ_in_colour_dash_and_marker():
    figure = charts.retention_curves({f"s{i}": curve(200, 100 - 4 * i, 90 - 4 * i) for i in range(11)}, theme="dark")
    looks = lines(figure)
    assert len(set(looks.values())) == 11
    assert {colour for colour, *_ in looks.values()} == set(DARK.categorical)


def test_labels_at_the_ends_where_they_keep_apart_otherwise_a_legend():
    apart = charts.retention_curves({"Search": curve(200, 90, 80), "Social": curve(200, 40, 30)})
    close = charts.retention_curves({f"s{i}": curve(200, 90, 80 + i) for i in range(6)})
    assert (notes(apart), apart.layout.showlegend) == (["Search", "Social"], None)
    assert (notes(close), close.layout.showlegend) == ([], True)


def test_a_matrix_becomes_thin_lines_with_the_newest_and_the_pooled_one_named(make_triangle, pooled):
    matrix = make_triangle(6)
    figure = charts.retention_curves(matrix, pooled=pooled(matrix))
    assert set(lines(figure)) == {"Mar 2024", "All cohorts"}
    assert len(figure.data) == 6
    assert figure.layout.xaxis.title.text == "months since the first month (month 0 is 100 %)"


def test_a_line_beside_all_cohorts_is_named_too():
    figure = charts.retention_curves(curve(200, 80, 60, name="Search"), pooled=curve(400, 120, 90, n=400))
    assert set(lines(figure)) == {"Search", "All cohorts"}


def test_matrices_by_segment_are_sent_to_be_pooled(make_triangle):
    with pytest.raises(SettingsError, match="Search: a curve is needed for each segment"):
        charts.retention_curves({"Search": make_triangle(3)})


def trend(*came, n=(200, 20, 5)):
    came, n = np.array(came), np.array(n)
    lower, upper = wilson(came, n)
    starts = (np.datetime64("2024-01", "M") + np.arange(len(n))).astype("datetime64[s]")
    labels = tuple(f"cohort {i}" for i in range(len(n)))
    with np.errstate(invalid="ignore"):
        return MetricSeries("Month 1", starts, labels, came, n, n * 0 + 1, came / n, lower, upper)


def test_a_trend_has_points_with_ranges_and_gaps():
    series = trend(50, 0, 4, n=(200, 0, 20))
    points = charts.retention_trend(series).data[1]
    assert points.hovertext == ("cohort 0:<br>50 of 200 came back, 25.0 % (likely 20-31 %).", "", points.hovertext[2])
    assert np.isnan(points.y[1])
    assert points.error_y.array[0] == pytest.approx(series.upper[0] - 0.25)


def test_small_points_are_hollow_and_very_small_ones_grey():
    marker = charts.retention_trend(trend(50, 5, 2)).data[1].marker
    assert list(marker.color) == [LIGHT.accent, LIGHT.paper, LIGHT.paper]
    assert list(marker.line.color) == [LIGHT.accent, LIGHT.accent, LIGHT.hatch]


def test_labels_of_a_long_trend_are_thinned_and_never_turned():
    n = 120
    axis = charts.retention_trend(trend(*[5] * n, n=[20] * n)).layout.xaxis
    assert len(axis.ticktext) <= 8
    assert (axis.tickangle, axis.type) == (0, "linear")


def test_nothing_known_is_still_a_figure():
    nothing = replace(curve(0), x=np.zeros(0, int), labels=(), rates=np.zeros(0), lower=np.zeros(0), upper=np.zeros(0))
    assert charts.retention_curves(nothing).layout.yaxis.range == (0, 0.1)
    assert charts.retention_trend(trend(0, n=(0,))).layout.yaxis.range == (0, 0.1)
    assert charts.retention_curves({}).layout.height > 0


def test_markup_from_files_is_never_obeyed():
    evil = replace(curve(200, 80, name=EVIL, note=EVIL), labels=("0", EVIL))
    figures = [
        charts.retention_curves(evil, title=EVIL),
        charts.retention_curves({EVIL: evil, "b": curve(200, 20)}),
        charts.retention_curves({f"{EVIL}{i}": evil for i in range(8)}),
        charts.retention_trend(evil, title=EVIL),
    ]
    assert [("<img" in str(f.to_plotly_json()), "<b>x" in str(f.to_plotly_json())) for f in figures] == [
        (False, False)
    ] * 4


def test_a_cut_name_keeps_its_escapes_whole():
    figure = charts.retention_curves({"a" * 26 + "<b>": curve(200, 90, 80), "b": curve(200, 20, 10)})
    assert notes(figure)[0] == "a" * 26 + "&lt;…"
