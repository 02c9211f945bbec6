"""Retention and churn along time: rates with their range, the customers behind them, what is not known yet."""

from __future__ import annotations

import numpy as np
import pytest

from retention import charts
from retention.charts.theme import DARK, LIGHT
from retention.settings import CohortSettings
from tests.charts import frames

EVIL = "<b>x</b>"


def trace(figure, name):
    return next(t for t in figure.data if t.name == name)


def test_a_point_says_its_numbers_in_full():
    figure = charts.retention_chart(frames.churn())
    assert trace(figure, "kept").hovertext[1] == (
        "Jul 2026 (1-31 Jul 2026, complete):<br>465 of 980 customers kept, 47.4 % (likely 44-51 %)."
    )


def test_churn_is_the_counterpart_with_its_own_range():
    kept, lost = (
        trace(charts.retention_chart(frames.churn(), show=show), name)
        for show, name in (("retention", "kept"), ("churn", "lost"))
    )
    np.testing.assert_allclose(np.array(kept.y[1:3]) + np.array(lost.y[1:3]), 1)
    assert lost.hovertext[1].endswith("515 of 980 customers lost, 52.6 % (likely 49-56 %).")


def test_a_period_under_way_has_no_rate_and_is_hatched():
    figure = charts.retention_chart(frames.churn())
    assert np.isnan(trace(figure, "kept").y[3])
    hatched = [t for t in figure.data if t.type == "bar"]
    assert [(t.marker.pattern.shape, len(t.x)) for t in hatched] == [("/", 1)]
    assert hatched[0].hovertext == (
        "Sep 2026 (1-30 Sep 2026, not over where the data end):<br>"
        "No rate yet: 12 of 900 customers kept so far. It counts when the month is over.",
    )
    assert "so far" in [note.text for note in figure.layout.annotations]


def test_a_period_without_rows_is_a_dash_and_a_gap():
    figure = charts.retention_chart(frames.churn(kept=(0, 10, 0, 12), no_data=(False, False, True, False)))
    assert np.isnan(trace(figure, "kept").y[2])
    assert not trace(figure, "kept").connectgaps
    dash = next(t for t in figure.data if t.type == "scatter" and t.mode == "text")
    assert dash.text == ("–",)
    assert dash.hovertext[0].endswith("the file holds no rows for this time.")


@pytest.mark.parametrize(
    ("start", "fill", "edge"), [(980, "accent", "accent"), (29, "paper", "accent"), (9, "paper", "hatch")]
)
def test_few_customers_are_hollow_and_very_few_grey(start, fill, edge):
    marker = trace(
        charts.retention_chart(frames.churn(kept=(0, 5), start=(0, start), complete=(True, True))), "kept"
    ).marker
    assert (marker.color[1], marker.line.color[1]) == (getattr(LIGHT, fill), getattr(LIGHT, edge))


def test_bars_are_kept_won_back_and_new_above_zero_and_lost_below():
    bars = {t.name: list(t.y) for t in charts.retention_bars(frames.churn()).data}
    assert bars == {
        "kept": [0, 465, 30, 12],
        "won back": [0, 539, 539, 539],
        "new": [298, 298, 298, 298],
        "lost": [0, -515, -1272, 0],  # nobody is lost before the period is over
    }


def test_bars_of_a_period_under_way_are_hatched():
    shapes = {t.name: t.marker.pattern.shape for t in charts.retention_bars(frames.churn()).data}
    assert set(shapes.values()) == {("", "", "", "/")}


def test_bars_say_what_they_are_made_of():
    assert charts.retention_bars(frames.churn()).data[0].hovertext[1] == (
        "Jul 2026 (1-31 Jul 2026, complete):<br>of 980 customers at the start 465 kept, 515 lost;<br>"
        "539 won back and 298 new make 1,302."
    )


def test_rate_and_bars_share_one_axis_of_periods():
    figure = charts.churn_chart(frames.churn())
    assert {t.xaxis for t in figure.data} == {None}
    assert {t.name for t in figure.data if t.yaxis == "y2"} == {"kept", "won back", "new", "lost"}
    assert figure.layout.yaxis2.domain[1] < figure.layout.yaxis.domain[0]


def test_a_click_gives_the_position_of_the_period():
    figure = charts.churn_chart(frames.churn())
    assert [list(pair) for pair in trace(figure, "new").customdata] == [[0, 0], [1, 0], [2, 0], [3, 0]]


def test_the_chosen_period_is_marked():
    shape = charts.churn_chart(frames.churn(), selected=1).layout.shapes[0]
    assert (shape.x0, shape.x1) == ("2026-07-01T00:00:00", "2026-08-01T00:00:00")
    assert not charts.churn_chart(frames.churn(), selected=None).layout.shapes


def test_groups_have_a_line_a_mark_and_a_name_each():
    figure = charts.retention_chart({"Search": frames.churn(), "": frames.churn(kept=(0, 100, 100, 0))})
    lines = [t for t in figure.data if t.type == "scatter" and t.mode == "lines+markers"]
    assert [line.name for line in lines] == ["Search", "(blank)"]
    assert len({line.line.dash for line in lines}) == 2
    assert len({line.marker.symbol for line in lines}) == 2
    texts = " ".join(note.text for note in figure.layout.annotations)
    assert "Search" in texts
    assert "(blank)" in texts


def test_names_of_groups_never_become_markup():
    figure = charts.retention_chart({EVIL: frames.churn(), "b": frames.churn()})
    said = " ".join([note.text for note in figure.layout.annotations] + list(figure.data[2].hovertext))
    assert EVIL not in said
    assert "&lt;b&gt;" in said


def test_the_settings_name_the_periods():
    blocks = frames.churn()
    blocks.index = [np.datetime64("2026-01-05") + np.timedelta64(28 * i, "D") for i in range(4)]
    given = charts.retention_chart(blocks, settings=CohortSettings(period="day", period_size=28))
    assert trace(given, "kept").hovertext[1].startswith("2 Feb 2026 (2 Feb - 1 Mar 2026, complete)")
    assert trace(given, "kept").hovertext == trace(charts.retention_chart(blocks), "kept").hovertext


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_figure_brings_its_own_ground(theme):
    for draw in (charts.retention_chart, charts.retention_bars, charts.churn_chart):
        figure = draw(frames.churn(), theme=theme, title="Kept")
        assert figure.layout.template.layout.paper_bgcolor == {"light": LIGHT, "dark": DARK}[theme].paper
        assert figure.layout.title.text == "Kept"


@pytest.mark.parametrize("rows", [0, 1])
def test_nothing_and_a_single_period_can_be_drawn(rows):
    for draw in (charts.retention_chart, charts.retention_bars, charts.churn_chart):
        draw(frames.churn().iloc[:rows]).to_json()


def test_small_is_lower():
    small, large = (charts.retention_chart(frames.churn(), small=small) for small in (True, False))
    assert small.layout.height < large.layout.height
