"""Marks of what others published: grey, with their year, only at ages that are drawn."""

from __future__ import annotations

import numpy as np
import pytest

from retention.charts import DARK, LIGHT, Mark, retention_curves, small_curve
from retention.results import MetricSeries


def curve(rates=(1.0, 0.3, 0.2)):
    n = np.full(len(rates), 100)
    rates = np.array(rates)
    return MetricSeries(
        "Came back", np.arange(len(rates)), tuple(map(str, range(len(rates)))), (rates * n).astype(int), n, n // 50,
        rates, rates - 0.05, rates + 0.05, "Stops before month 3: only one cohort.", "month",
    )  # fmt: skip


ONE = Mark(1, 0.25, 0.25, "2025", "Shops: 25 % (2025, grade C).")
SPAN = Mark(2, 0.4, 0.6, "2020", "Apps: 40 to 60 %.")


def marks_of(figure):
    return [trace for trace in figure.data if trace.hoverinfo == "text"]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_mark_is_grey_and_says_its_year(theme):
    figure = retention_curves(curve(), theme=theme, marks=[ONE])
    (mark,) = marks_of(figure)
    assert mark.line.color == theme.muted
    assert set(mark.y) == {0.25}
    assert "2025" in [note.text for note in figure.layout.annotations]


def test_the_axis_grows_to_show_a_span():
    without, with_it = (retention_curves(curve(), marks=marks).layout.yaxis.range[1] for marks in ([], [SPAN]))
    assert without < 0.6 < with_it


def test_ages_that_are_not_drawn_have_no_marks():
    """Age 0 is left out where it is 100 %, and the curve ends at age 2."""
    figure = retention_curves(curve(), marks=[Mark(0, 0.9, 0.9, "2025", ""), Mark(7, 0.9, 0.9, "2025", "")])
    assert marks_of(figure) == []
    assert figure.layout.yaxis.range[1] < 0.5


def test_markup_is_shown_and_not_obeyed():
    figure = retention_curves(curve(), marks=[Mark(1, 0.2, 0.2, "<i>", "<img src=x>")])
    assert marks_of(figure)[0].text == "&lt;img src=x&gt;"
    assert "&lt;i&gt;" in [note.text for note in figure.layout.annotations]


def test_a_small_curve_keeps_the_years_and_nothing_else():
    assert [note.text for note in small_curve(curve(), marks=[ONE]).layout.annotations] == ["2025"]
    assert [note.text for note in small_curve(curve()).layout.annotations] == []


def test_a_small_curve_is_low_and_its_ticks_are_not_turned():
    figure = small_curve(curve())
    assert figure.layout.height < retention_curves(curve()).layout.height
    assert figure.layout.xaxis.tickangle == 0
