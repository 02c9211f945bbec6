"""Did it work, drawn: every number that is shown is one of the result."""

from __future__ import annotations

import pandas as pd
import pytest

import retention as rt


@pytest.fixture
def groups():
    return pd.DataFrame(
        {
            "active": [41, 3, 0],
            "watched": [180, 9, 0],
            "rate": [41 / 180, 1 / 3, float("nan")],
            "lower": [0.17, 0.12, float("nan")],
            "upper": [0.29, 0.65, float("nan")],
        },
        index=["treated", "<b>held</b>", "nobody"],
    )


def test_groups_with_their_ranges(groups):
    ranges, dots = rt.charts.campaign_dots(groups).data
    assert list(ranges.x)[:2] == [0.17, 0.29]
    assert list(dots.text) == ["22.8 %", "33.3 %", "–"]
    assert dots.hovertext[0] == "treated: 41 of 180 came back, 22.8 % (likely 17-29 %)."
    assert dots.hovertext[2] == "nobody: nobody has been watched long enough."


def test_names_from_a_file_are_text(groups):
    figure = rt.charts.campaign_dots(groups)
    assert "<b>" not in figure.to_json()
    assert figure.layout.yaxis.ticktext[1] == "&lt;b&gt;held&lt;/b&gt;"


def test_the_treated_stand_out_in_both_themes(groups):
    for theme in (rt.charts.LIGHT, rt.charts.DARK):
        dots = rt.charts.campaign_dots(groups, theme=theme).data[1]
        assert list(dots.marker.line.color) == [theme.accent, theme.hatch, theme.hatch]  # grey below 10
        assert list(dots.marker.color) == [theme.accent, theme.paper, theme.paper]  # hollow below 30


def test_versions_stand_beside_their_control():
    frame = pd.DataFrame(
        {"version": ["a", "b"], "players": [100, 100], "did": [40, 50], "rate": [0.4, 0.5], "lower": [0.3, 0.4]}
    ).assign(upper=[0.5, 0.6])
    dots = rt.charts.experiment_dots(frame).data[1]
    assert list(dots.x) == [0.4, 0.5]
    assert list(dots.marker.color) == [rt.charts.LIGHT.muted, rt.charts.LIGHT.accent]


def test_before_and_after_by_age():
    events = rt.read_events(b"id,when\n" + b"".join(f"c{i},2024-{1 + i % 6:02}-05\n".encode() for i in range(60)))
    found = rt.before_after(events, "2024-04-01", rt.CohortSettings(warm_up=0))
    figure = rt.charts.before_after_lines(found.to_frame(), found.unit, title="Before and after")
    before, after = figure.data
    assert (before.name, after.name) == ("before", "after")
    assert list(after.x) == [one.age for one in found.ages]
    assert "Who began after, month 1: 0 of " in after.hovertext[0]
    assert before.line.dash != after.line.dash  # told apart without colour
    assert [note.text.rsplit("> ", 1)[1] for note in figure.layout.annotations] == ["before", "after"]


def test_nothing_to_draw_is_no_error():
    frame = rt.before_after(rt.read_events(b"id,when\na,2024-01-05\n"), "2024-01-05").to_frame()
    assert len(rt.charts.before_after_lines(frame, "month").data[0].x) == 0
