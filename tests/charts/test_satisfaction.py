"""Figures of answers: scores with ranges, shares that fill the bar, no red beside green, no markup obeyed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import retention as rt
from retention import charts
from retention.charts.theme import DARK, LIGHT

EVIL = "<b>x</b><img src=x onerror=1>"
MONTHS = ["2026-01-10", "2026-02-10", "2026-04-10"]


def answers(numbers=(60, 20, 5), segment=None):
    """Answers in January, February and April 2026: half 10, a third 8, the rest 2."""
    scores = [10 if i % 6 < 3 else 8 if i % 6 < 5 else 2 for n in numbers for i in range(n)]
    times = [month for month, n in zip(MONTHS, numbers, strict=True) for _ in range(n)]
    frame = pd.DataFrame({"score": scores, "time": pd.to_datetime(times)})
    if segment is not None:
        frame["shop"] = [segment[i % len(segment)] for i in range(len(frame))]
    mapping = rt.AnswersMapping("score", "time", segments=("shop",) if segment is not None else ())
    return rt.answers_from_frame(frame, mapping)


@pytest.fixture
def by_month():
    return rt.nps(answers(), "month")


def test_scores_over_time(by_month):
    line = charts.nps_chart(by_month).data[-1]
    assert np.nan_to_num(line.y, nan=999).tolist() == np.nan_to_num(by_month["score"], nan=999).tolist()
    assert not line.connectgaps, "a month without answers is a gap"
    assert line.marker.color == (LIGHT.categorical[0], LIGHT.paper, LIGHT.paper, LIGHT.paper), "few answers are hollow"
    assert line.marker.line.color[3] == LIGHT.hatch, "very few are grey"


def test_points_say_everything(by_month):
    said = charts.nps_chart(by_month).data[-1].hovertext
    assert said[0] == "Jan 2026 (1-31 Jan 2026, complete):<br>+33 of 60 answers (likely +14 to +52)."
    assert said[2] == "Mar 2026 (1-31 Mar 2026, complete):<br>no answers."
    assert said[3].endswith("of 5 answers so far (likely +17 to +100).")


def test_the_month_under_way_is_hatched(by_month):
    under_way = charts.nps_chart(by_month).data[0]
    assert (under_way.type, len(under_way.x), under_way.marker.pattern.shape) == ("bar", 1, "/")
    done = rt.nps(answers().observed_to("2026-05-01"), "month")
    assert all(trace.type != "bar" for trace in charts.nps_chart(done).data)


def test_a_range_of_no_width_is_not_drawn():
    alike = rt.nps(rt.answers_from_frame(pd.DataFrame({"s": [9, 9, 9]}), rt.AnswersMapping("s")))
    alike.index = pd.to_datetime(["2026-01-01"])
    figure = charts.nps_chart(alike)
    assert [trace.mode for trace in figure.data] == ["lines+markers"]
    assert "all alike, which gives no range" in figure.data[0].hovertext[0]


def test_a_line_for_each_segment_named_as_text():
    figure = charts.nps_chart(rt.nps(answers(segment=["a", EVIL]), "month", "shop"))
    lines = [trace for trace in figure.data if "lines+markers" in str(trace.to_plotly_json().get("mode"))]
    assert len(lines) == 2
    assert len({line.line.dash for line in lines}) == len({line.marker.symbol for line in lines}) == 2
    drawn = figure.to_json()
    assert "<img" not in drawn
    assert "\\u003cimg" not in drawn
    notes = [note.text for note in figure.layout.annotations]
    assert len(notes) == 2


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_shares_fill_the_bar_and_are_never_red_and_green(theme, by_month):
    figure = charts.nps_shares(by_month, theme=theme)
    total = sum(np.asarray(bar.y) for bar in figure.data)
    assert total.tolist() == pytest.approx([1, 1, 0, 1])
    tokens = {"light": LIGHT, "dark": DARK}[theme]
    assert [bar.marker.color for bar in figure.data] == [tokens.diverging[1], tokens.hatch, tokens.diverging[7]]
    assert (
        figure.data[0]
        .hovertext[0]
        .endswith("of 60 answers 50.0 % promoters (30), 33.3 % passives (20), 16.7 % detractors (10): +33.")
    )
    assert figure.data[0].hovertext[2].endswith("no answers.")


def test_distribution():
    figure = charts.score_distribution(rt.score_counts(answers()))
    bars = figure.data[0]
    assert list(bars.x) == list(range(11))
    assert bars.y[[2, 8, 10]].tolist() == [13, 28, 44]
    assert bars.hovertext[10] == "10, promoters: 44 of 85 answers, 51.8 %."
    assert [note.text.split("<br>")[1] for note in figure.layout.annotations] == ["15 %", "33 %", "52 %"]
    assert len(set(bars.marker.color)) == 3


def test_segments_as_dots():
    found = rt.nps(answers(segment=["a", "b", EVIL]), segment="shop")
    figure = charts.nps_segments(found, title="By shop")
    assert figure.data[1].x.tolist() == found["score"].tolist()
    assert all("<" not in text for text in figure.layout.yaxis.ticktext)
    assert figure.layout.title.text == "By shop"


def test_what_came_after_the_answer():
    found = rt.RetentionByAnswer(90, *(np.array(c) for c in ([9, 9, 99], [9, 9, 99], [8, 0, 90], [2, 0, 45])), 0)
    figure = charts.answer_retention(found.to_frame())
    assert figure.data[1].hovertext == (
        "45 of 90 promoters were active after their answer, 50.0 % (likely 40-60 %).",
        "No passives were watched long enough.",
        "2 of 8 detractors were active after their answer, 25.0 % (likely 7-59 %).",
    )
    assert figure.data[1].text == ("50.0 %", "–", "25.0 %")
    assert figure.data[1].marker.line.color[2] == LIGHT.hatch


def test_nobody_was_watched():
    none = rt.RetentionByAnswer(90, *(np.zeros(3, int) for _ in range(4)), 0)
    assert charts.answer_retention(none.to_frame()).data[1].text == ("–", "–", "–")


@pytest.mark.parametrize("unit", ["day", "week", "month", "quarter", "year"])
def test_every_unit_can_be_drawn(unit):
    found = rt.nps(answers(), unit)
    assert charts.nps_chart(found, small=True).layout.height < charts.nps_chart(found, title="x").layout.height
    charts.nps_shares(found)
