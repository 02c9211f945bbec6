"""The rising curve and its mark, groups beside each other, and start cohorts that are complete."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from retention.charts import first_value_cohorts, first_value_curve
from retention.models.kaplan_meier import kaplan_meier

# 100 customers: 40 get there on day 1, 20 on day 5, the others are watched for 30 days.
CURVE = kaplan_meier([1, 5, 30], [True, True, False], weights=[40, 20, 40])
NAN = float("nan")


def line(figure, name=None):
    return next(trace for trace in figure.data if trace.line.shape == "hv" and trace.name == name)


def test_the_share_rises_from_nobody():
    drawn = line(first_value_curve(CURVE))
    assert list(drawn.x) == [0, 1, 5, 30]
    assert list(drawn.y) == pytest.approx([0, 0.4, 0.6, 0.6])


def test_the_marked_days_are_written():
    figure = first_value_curve(CURVE, 7)
    assert [note.text for note in figure.layout.annotations] == ["60.0 % within 7 days"]
    assert list(figure.data[-1].y) == pytest.approx([0.6])
    assert first_value_curve(CURVE, 1).layout.annotations[0].text == "40.0 % within 1 day"


def test_the_band_is_the_range_of_the_curve_upside_down():
    figure = first_value_curve(CURVE)
    band = figure.data[0]
    assert max(band.y) == pytest.approx(1 - CURVE.lower[1])
    assert band.fill == "toself"


def test_hover_says_who_still_waits():
    said = line(first_value_curve(CURVE)).hovertext
    assert said[0] == "day 0:<br>0 % have got there,<br>100 still waiting and watched until then."
    assert said[2].startswith("day 5:<br>60.0 % have got there (likely ")
    assert said[2].endswith(",<br>60 still waiting and watched until then.")


def test_it_ends_where_few_are_watched_unless_the_mark_lies_beyond():
    curve = kaplan_meier([1, 20, 50], [True, True, True], weights=[71, 20, 9])
    assert line(first_value_curve(curve)).x[-1] == 1
    assert line(first_value_curve(curve, 25)).x[-1] == 20


def test_groups_are_named_at_the_end_of_their_lines():
    figure = first_value_curve({"web": CURVE, "<i>ios</i>": CURVE, "": CURVE})
    assert [line(figure, name).name for name in ("web", "&lt;i&gt;ios&lt;/i&gt;")] == ["web", "&lt;i&gt;ios&lt;/i&gt;"]
    texts = " ".join(note.text for note in figure.layout.annotations)
    assert "web" in texts
    assert "(blank)" in texts
    assert "<i>" not in texts


def test_nobody_is_an_empty_figure():
    assert len(first_value_curve(kaplan_meier([], [])).data) == 0


def test_only_complete_cohorts_are_drawn_and_few_customers_are_hollow():
    frame = pd.DataFrame(
        {
            "n": [100, 20, 5, 40],
            "reached": [62, 10, 1, 30],
            "share": [0.62, 0.5, 0.2, NAN],
            "lower": [0.52, 0.3, 0.04, NAN],
            "upper": [0.71, 0.7, 0.62, NAN],
            "complete": [True, True, True, False],
        },
        index=["<b>Jan</b>", "Feb", "Mar", "Apr"],
    )
    ranges, dots = first_value_cohorts(frame).data
    assert list(dots.y) == [0.62, 0.5, 0.2]
    assert len(set(dots.marker.line.color)) == 2
    assert dots.marker.color[1] == dots.marker.color[2] != dots.marker.color[0]
    assert dots.hovertext[0] == "&lt;b&gt;Jan&lt;/b&gt;: 62 of 100 got there, 62.0 % (likely 52-71 %)."
    assert np.isfinite([y for y in ranges.y if y is not None]).all()
