"""Payback and what retention is worth: what is drawn and said."""

from __future__ import annotations

import pytest

import retention as rt
from retention.charts.theme import percent


def notes(figure):
    return [note.text for note in figure.layout.annotations]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_crossing_is_marked(theme):
    figure = rt.charts.payback_curve(rt.payback(120, 10, 0.8), theme=theme)
    line, mark = figure.data
    assert (line.x[0], line.y[0], line.y[1]) == (0, 0, 8)
    assert (mark.x[0], mark.y[0]) == (15, 120)
    assert notes(figure) == ["cost of winning a customer, 120", "paid back after 15.0 months"]
    assert [shape.y0 for shape in figure.layout.shapes] == [120]


def test_no_crossing_no_mark():
    figure = rt.charts.payback_curve(rt.payback(20, 10, 0.8, survival=[1, 0.5, 0]), title="Payback")
    assert len(figure.data) == 1
    assert notes(figure) == ["cost of winning a customer, 20"]
    assert figure.layout.yaxis.range[1] > 20


def test_those_who_leave_are_in_the_curve():
    found = rt.payback(20, 10, 0.8, survival=[1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
    figure = rt.charts.payback_curve(found)
    assert figure.data[1].x[0] == found.with_churn == 4
    assert "for each customer won" in figure.data[0].hovertext[1]
    assert len(figure.data[0].x) == 7, "half as far again as the crossing"


def test_each_form_with_its_cut_in_churn():
    found = rt.retention_gain([0.5, 0.8], points=0.1)
    (bars,) = rt.charts.gain_bars(found).data
    assert list(bars.x) == [form.gain for form in reversed(found.forms)]
    assert bars.text[0] == f"+{percent(0.267)}<br>{percent(0.25, 0)} less churn in all"
    assert "50.0" in bars.hovertext[0]
    assert [note.text for note in rt.charts.gain_bars(found).layout.annotations][-1] == "next period only"
