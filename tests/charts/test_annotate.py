"""Notes on charts: where lines and numbers stand, what lies outside, and that text is text."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

import retention as rt

SALE, PRICE = rt.Annotation("2024-03-10", "Sale", "campaign"), rt.Annotation("2024-02-01", "Price", "change")
FRAME = pd.DataFrame(
    {
        "new": [3, 1, 1, 1],
        "returning": [0, 2, 2, 2],
        "resurrected": [0, 0, 0, 0],
        "dormant": [0, 1, 1, 1],
        "active": [3, 3, 3, 3],
        "net": [3, 0, 0, 0],
        "complete": [True, True, True, True],
    },
    index=pd.date_range("2024-01-01", periods=4, freq="MS"),
)


def series():
    return rt.charts.lifecycle_chart(FRAME)


def matrix(**settings):
    """Four monthly cohorts of ten, watched to the end of April 2024."""
    rows = [
        (f"c{cohort}-{i}", f"2024-{month:02}-05")
        for cohort in range(1, 5)
        for i in range(10)
        for month in range(cohort, 5)
    ]
    frame = pd.DataFrame(rows, columns=["customer", "time"])
    events = rt.events_from_frame(frame, rt.ColumnMapping("customer", "time"), observed_until="2024-05-01")
    return rt.cohort_matrix(events, rt.CohortSettings(**settings))


def lines(figure):
    """Days of the dashed lines."""
    return [shape.x0 for shape in figure.layout.shapes if shape.line.dash]


def labels(figure):
    return {one.text: one.hovertext for one in figure.layout.annotations if one.hovertext}


def test_a_line_and_a_number_at_its_day():
    figure = series()
    assert rt.charts.annotate(figure, [SALE, PRICE]) == ()
    assert lines(figure) == ["2024-02-01", "2024-03-10"]
    assert labels(figure) == {"1": "1. 1 Feb 2024, change: Price", "2": "2. 10 Mar 2024, campaign: Sale"}


def test_the_range_is_half_open_and_what_lies_outside_is_returned():
    at = {day: rt.Annotation(day, day) for day in ("2023-12-31", "2024-01-01", "2024-04-30", "2024-05-01")}
    figure = series()
    assert rt.charts.annotate(figure, at.values()) == (at["2023-12-31"], at["2024-05-01"])
    assert lines(figure) == ["2024-01-01", "2024-04-30"]
    assert list(labels(figure)) == ["2", "3"]


def test_notes_close_to_each_other_share_a_number_and_same_days_a_line():
    figure = series()
    rt.charts.annotate(figure, [PRICE, rt.Annotation("2024-02-02", "Mail"), rt.Annotation("2024-02-02", "Fault")])
    assert lines(figure) == ["2024-02-01", "2024-02-02"]
    assert labels(figure) == {"1-3": "1. 1 Feb 2024, change: Price<br>2. 2 Feb 2024: Mail<br>3. 2 Feb 2024: Fault"}


def test_text_is_text():
    figure = series()
    rt.charts.annotate(figure, [rt.Annotation("2024-02-01", '<a href="x">R&D</a>')])
    assert labels(figure)["1"] == '1. 1 Feb 2024: &lt;a href="x"&gt;R&amp;D&lt;/a&gt;'


def test_without_notes_nothing_changes_and_with_notes_the_plot_keeps_its_height():
    figure, bare = series(), series()
    rt.charts.annotate(figure, [])
    assert figure == bare
    small, bare = (rt.charts.lifecycle_chart(FRAME, small=True) for _ in range(2))
    rt.charts.annotate(small, [SALE])
    inner = [one.layout.height - one.layout.margin.t - one.layout.margin.b for one in (small, bare)]
    assert inner[0] == inner[1]
    assert len(small.data) == len(bare.data)


def test_a_figure_without_time_is_refused():
    with pytest.raises(rt.SettingsError, match="no axis of time"):
        rt.charts.annotate(go.Figure(), [SALE])


def path_of(figure):
    """Corners of the dashed staircase, as numbers."""
    path = next(shape.path for shape in figure.layout.shapes if shape.type == "path" and shape.line.dash)
    return [tuple(map(float, point.split(","))) for point in path[1:].split(" L")]


def test_on_a_matrix_the_line_goes_from_cell_to_cell():
    shown = matrix()
    figure = rt.charts.cohort_heatmap(shown)
    assert rt.charts.annotate(figure, [SALE], matrix=shown) == ()
    # March 2024 is age 2 of January's cohort, age 1 of February's, age 0 of March's.
    assert path_of(figure) == [(1.5, -0.5), (1.5, 0.5), (0.5, 0.5), (0.5, 1.5), (-0.5, 1.5), (-0.5, 2.5)]
    label = next(one for one in figure.layout.annotations if one.hovertext)
    assert (label.x, label.y) == (-0.5, 1.5)


def test_the_row_of_all_cohorts_moves_the_line_down():
    shown = matrix()
    pooled = rt.retention_curve(shown)
    bare, figure = (rt.charts.cohort_heatmap(shown, pooled=pooled) for _ in range(2))
    rt.charts.annotate(figure, [SALE], matrix=shown)
    first = next(trace for trace in bare.data if trace.name == "cells").y0
    assert path_of(figure)[0] == (1.5, pytest.approx(first - 0.5))


def test_a_part_of_a_matrix_shows_the_part_of_the_line_that_is_in_it():
    shown = matrix().rows(1, 3).columns(0)
    figure = rt.charts.cohort_heatmap(shown)
    assert rt.charts.annotate(figure, [SALE, PRICE], matrix=shown) == ()
    later = matrix().rows(2, 3)
    assert rt.charts.annotate(rt.charts.cohort_heatmap(later), [SALE, PRICE], matrix=later) == (PRICE,)


@pytest.mark.parametrize("day", ["2023-12-31", "2024-05-01", "1905-01-01"])
def test_before_and_after_the_table_is_outside(day):
    shown, note = matrix(), rt.Annotation(day, "x")
    figure = rt.charts.cohort_heatmap(shown)
    assert rt.charts.annotate(figure, [note], matrix=shown) == (note,)
    assert not labels(figure)


@pytest.mark.parametrize(
    "settings",
    [
        {"period": "week", "cohort_period": "month"},
        {"clock": "elapsed"},
        {"measure": "within", "within": 2},
        {"measure": "bracket", "brackets": (1, 2)},
    ],
)
def test_where_a_cell_is_no_single_period_the_number_stands_at_the_cohort(settings):
    shown = matrix(**settings)
    figure = rt.charts.cohort_heatmap(shown)
    assert rt.charts.annotate(figure, [SALE], matrix=shown) == ()
    assert not [shape for shape in figure.layout.shapes if shape.type == "path" and shape.line.dash]
    row = np.flatnonzero(shown.cohorts == np.datetime64("2024-03-01"))[0]
    label = next(one for one in figure.layout.annotations if one.hovertext)
    assert (label.x, label.y) == (-0.5, row - 0.5)


def test_an_empty_matrix_shows_nothing():
    shown = matrix().rows(5, 4)
    assert rt.charts.annotate(rt.charts.cohort_heatmap(shown), [SALE], matrix=shown) == (SALE,)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_number_can_be_read_in_both_themes(theme):
    figure = series()
    rt.charts.annotate(figure, [SALE], theme=theme)
    label = next(one for one in figure.layout.annotations if one.hovertext)
    tokens = rt.charts.THEMES[theme]
    assert (label.bgcolor, label.font.color) == (tokens.hover_ground, tokens.hover_text)
