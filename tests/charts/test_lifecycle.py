"""Lifecycle and quick ratio: what is drawn above and below zero, and when there is no ratio."""

from __future__ import annotations

import numpy as np
import pytest

from retention import charts
from retention.charts.lifecycle import signed
from tests.charts import frames


def traces(figure):
    return {t.name: t for t in figure.data if t.name}


def test_moves_stack_above_zero_and_the_dormant_below():
    drawn = traces(charts.lifecycle_chart(frames.lifecycle()))
    assert list(drawn) == ["returning", "resurrected", "new", "dormant", "net"]
    assert list(drawn["new"].y) == [50, 40, 10, 5]
    assert list(drawn["dormant"].y) == [0, -25, -30, 0]  # nobody is dormant before the period is over
    np.testing.assert_array_equal(drawn["net"].y, [50, 25, -15, np.nan])


def test_hover_says_all_moves():
    said = charts.lifecycle_chart(frames.lifecycle()).data[0].hovertext
    assert said[2] == (
        "Aug 2026 (1-31 Aug 2026, complete):<br>60 active: 45 returning, 5 resurrected, 10 new.<br>"
        "30 went dormant; net −15."
    )
    assert said[3].startswith("Sep 2026 (1-30 Sep 2026, not over where the data end):<br>25 active so far:")


def test_names_stand_beside_the_bars_and_keep_apart():
    figure = charts.lifecycle_chart(frames.lifecycle())
    heights = sorted(note.yshift for note in figure.layout.annotations)
    assert [note.text.split("</span> ")[1] for note in figure.layout.annotations] == [
        *("returning", "resurrected", "new", "dormant", "net")
    ]
    assert np.diff(heights).min() >= 15.5
    assert {(note.xref, note.x) for note in figure.layout.annotations} == {("paper", 1)}
    assert figure.layout.showlegend is None


def test_below_zero_nobody_is_negative():
    axis = charts.lifecycle_chart(frames.lifecycle()).layout.yaxis
    assert min(axis.tickvals) < 0
    assert not any(text.startswith(("-", "−")) for text in axis.ticktext)


def test_without_data_nobody_is_dormant_and_the_month_after_has_no_net():
    frame = frames.lifecycle()
    frame["no_data"] = [False, True, False, False]
    drawn = traces(charts.lifecycle_chart(frame))
    assert list(drawn["dormant"].y) == [0, 0, -30, 0]
    np.testing.assert_array_equal(drawn["net"].y, [50, np.nan, np.nan, np.nan])
    assert drawn["new"].hovertext[1].endswith("the file holds no rows for this time.")
    assert drawn["new"].hovertext[2].endswith("The month before has no rows: who was there then is not known.")


def test_small_has_no_net_and_less_height():
    small, large = (charts.lifecycle_chart(frames.lifecycle(), small=small) for small in (True, False))
    assert "net" not in traces(small)
    assert small.layout.height < large.layout.height


def test_no_ratio_where_few_moved_or_the_period_is_not_over():
    figure = charts.quick_ratio_chart(frames.lifecycle(new=(50, 40, 10, 5), dormant=(0, 25, 5, 40)))
    # 40 + 10 + 25 moved in the second month, 10 + 5 + 5 in the third; the fourth is not over.
    np.testing.assert_array_equal(traces(figure)["quick ratio"].y, [np.nan, 2.0, np.nan, np.nan])


def test_one_is_named_beside_the_plot():
    figure = charts.quick_ratio_chart(frames.lifecycle())
    (note,) = figure.layout.annotations
    assert (note.xref, note.x, note.xanchor) == ("paper", 1, "left")
    assert (figure.layout.shapes[0].y0, figure.layout.shapes[0].y1) == (1, 1)
    assert 1.0 in figure.layout.yaxis.tickvals


def test_a_ratio_far_above_the_others_is_a_triangle_at_the_edge():
    figure = charts.quick_ratio_chart(
        frames.lifecycle(new=(100, 900, 40, 40, 40, 40, 5), resurrected=(0,) * 7, dormant=(0, 10, 40, 40, 40, 40, 0))
    )
    line = traces(figure)["quick ratio"]
    assert list(line.marker.symbol[1:3]) == ["triangle-up", "circle"]
    assert line.y[1] < figure.layout.yaxis.range[1] < 90
    assert line.hovertext[1].endswith("900 new and 0 resurrected for 10 gone dormant: 90.00.")


@pytest.mark.parametrize("rows", [0, 1])
@pytest.mark.parametrize("draw", [charts.lifecycle_chart, charts.quick_ratio_chart])
def test_nothing_and_a_single_period_can_be_drawn(draw, rows):
    draw(frames.lifecycle().iloc[:rows], title="Moves").to_json()


def test_a_change_carries_its_sign():
    assert [signed(n) for n in (1200, 0, -3)] == ["+1,200", "0", "−3"]
