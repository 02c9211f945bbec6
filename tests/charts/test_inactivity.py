"""How soon customers return, and who stayed silent: what is drawn is what was counted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import retention as rt


def visits(until, **days):
    rows = [(who, pd.Timestamp(f"2024-{day}")) for who, theirs in days.items() for day in theirs]
    frame = pd.DataFrame(rows, columns=["who", "when"])
    return rt.events_from_frame(frame, rt.ColumnMapping("who", "when"), observed_until=until)


@pytest.fixture(scope="module")
def source():
    """Ann lapses in January and comes back, Bob for good, Cid not; Dan cannot be told yet."""
    return visits("2024-03-11", ann=["01-05", "01-30", "02-29"], bob=["01-10"], cid=["01-20", "02-03"], dan=["03-01"])


# ------------------------------------------------------------------------------------------------------ who returns
def test_the_curve_of_returns(source):
    gaps = rt.visit_gaps(source)
    line = rt.charts.return_curve(gaps).data[0]
    assert (line.x[0], line.y[0]) == (0, 0)
    drawn = dict(zip(line.x, line.y, strict=True))
    assert drawn == pytest.approx({days: gaps.share_back(days) for days in drawn})
    assert list(line.y) == sorted(line.y)


def test_the_rule_is_marked(source):
    figure = rt.charts.return_curve(rt.visit_gaps(source), days=20)
    assert [note.text for note in figure.layout.annotations] == ["20 days:<br>33.3 % are back"]
    assert figure.layout.shapes[0].x0 == 20
    assert figure.layout.xaxis.range[1] >= 20


def test_nobody_returned():
    figure = rt.charts.return_curve(rt.visit_gaps(visits("2024-02-01", ann=["01-01"])), title="Returns")
    assert (len(figure.data), len(figure.layout.annotations)) == (0, 0)


# -------------------------------------------------------------------------------------------------------- who lapsed
def bars(figure):
    return {trace.name: trace for trace in figure.data if trace.name}


def test_lapsed_customers_are_stacked_by_what_came_after(source):
    drawn = bars(rt.charts.lapse_chart(rt.lapses(source, None, 20), days=20))
    assert list(drawn["not back so far"].y) == pytest.approx([1 / 3, 0.5, 0])
    assert list(drawn["came back later"].y) == pytest.approx([1 / 3, 0, 0])
    assert list(drawn["came back later"].base) == list(drawn["not back so far"].y)


def test_immature_periods_are_hatched(source):
    figure = rt.charts.lapse_chart(rt.lapses(source, None, 20), days=20)
    assert list(bars(figure)["not back so far"].marker.pattern.shape) == ["", "/", "/"]
    assert len(figure.data[0].x) == 2, "a hatched column behind each of the last two months"


def test_sentences(source):
    said = bars(rt.charts.lapse_chart(rt.lapses(source, None, 20), days=20))["not back so far"].hovertext
    assert said[0] == (
        "Jan 2024 (1-31 Jan 2024):<br>2 of 3 customers stayed silent for more than 20 days,<br>66.7 % "
        "(likely 21-94 %); 1 of them came back later."
    )
    assert said[1] == (
        "Feb 2024 (1-29 Feb 2024):<br>fewer than 20 days have passed since.<br>1 of 2 customers have been silent for "
        "longer so far,<br>1 cannot be told yet."
    )


def test_a_period_without_anybody():
    frame = rt.lapses(visits("2024-04-01", ann=["01-05", "03-05"]), None, 10)
    drawn = bars(rt.charts.lapse_chart(frame, days=10, theme="dark"))
    assert drawn["not back so far"].hovertext[1] == "Feb 2024 (1-29 Feb 2024):<br>nobody was active."
    assert not np.isnan(np.array(drawn["not back so far"].y, float)).any()


def test_weeks_are_named_by_their_settings(source):
    settings = rt.CohortSettings(period="week")
    figure = rt.charts.lapse_chart(rt.lapses(source, settings, 5), days=5, settings=settings, title="Lapsed")
    assert bars(figure)["not back so far"].hovertext[0].startswith("1 Jan 2024 (1-7 Jan 2024):")
    assert figure.layout.title.text == "Lapsed"
