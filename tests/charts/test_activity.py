"""Active customers, stickiness, frequency, and the histogram of active days."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from retention import charts
from tests.charts import frames


def test_active_customers_and_how_many_of_them_on_a_day():
    active, daily = charts.active_chart(frames.activity()).data[:2]
    assert list(active.y) == [300, 0, 310, 40]
    np.testing.assert_array_equal(daily.y, [20, np.nan, 31, np.nan])  # not of a month under way, nor of no data
    assert active.marker.pattern.shape == ("", "", "", "/")
    assert active.hovertext[0] == (
        "Jun 2026 (1-30 Jun 2026, complete):<br>300 active customers, 20 of them on a usual day, with 600 rows."
    )
    assert active.hovertext[1].endswith("the file holds no rows for this time.")
    assert active.hovertext[3].endswith("40 active customers so far, with 50 rows.")


@pytest.mark.parametrize(
    ("draw", "values", "said"),
    [
        (charts.stickiness_chart, [20 / 300, np.nan, 0.1, np.nan], "31 of 310 customers on a usual day, 10.0 %."),
        (charts.frequency_chart, [2, np.nan, 3, np.nan], "930 rows of 310 customers, 3.00 for each."),
    ],
)
def test_a_line_waits_for_the_end_of_the_period(draw, values, said):
    line = draw(frames.activity()).data[0]
    np.testing.assert_array_equal(line.y, values)
    assert line.hovertext[2].endswith(said)


def test_the_histogram_of_active_days():
    frame = pd.DataFrame({"exactly": [6, 3, 0, 1], "at_least": [10, 4, 1, 1]}, index=[1, 2, 3, 4])
    exactly, at_least = (charts.active_days_chart(frame, show=show).data[0] for show in ("exactly", "at_least"))
    assert (list(exactly.y), list(at_least.y)) == ([6, 3, 0, 1], [10, 4, 1, 1])
    assert exactly.hovertext[0] == "6 of 10 active customers on exactly 1 day, 60.0 %."
    assert at_least.hovertext[1] == "4 of 10 active customers on at least 2 days, 40.0 %."


def test_nobody_active_can_be_drawn():
    frame = pd.DataFrame({"exactly": [0, 0], "at_least": [0, 0]}, index=[1, 2])
    assert charts.active_days_chart(frame).data[0].hovertext[0] == "0 of 0 active customers on exactly 1 day."


@pytest.mark.parametrize("rows", [0, 1])
@pytest.mark.parametrize("draw", [charts.active_chart, charts.stickiness_chart, charts.frequency_chart])
def test_nothing_and_a_single_period_can_be_drawn(draw, rows):
    draw(frames.activity().iloc[:rows], title="Active", small=True).to_json()
