"""Money in figures: bars that add up, sentences that say everything, and nothing obeyed that a file says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from retention import charts
from retention.charts.money import LOSSES, MOVES, colours, money_axis
from retention.charts.theme import DARK, LIGHT
from retention.intervals import wilson
from retention.results import MetricSeries
from retention.settings import CohortSettings

EVIL = "<b>x</b><img src=x onerror=1>"


def flow(*rows, last_complete=True):
    """A frame as revenue_retention gives it, from (start, new, reactivated, expansion, contraction, churned)."""
    names = ["start", "new", "reactivated", "expansion", "contraction", "churned"]
    frame = pd.DataFrame(rows, columns=names, dtype=float)
    frame.index = pd.date_range("2026-01-01", periods=len(rows), freq="MS", name="period")
    gains, losses = frame[names[1:4]].sum(axis=1), frame[names[4:]].sum(axis=1)
    frame["end"] = frame["start"] + gains - losses
    kept = frame["start"] - losses
    with np.errstate(invalid="ignore", divide="ignore"):
        frame["grr"] = np.where(frame["start"] > 0, kept / frame["start"], np.nan)
        frame["nrr"] = np.where(frame["start"] > 0, (kept + frame["expansion"]) / frame["start"], np.nan)
    for rate in ("grr", "nrr"):
        frame[f"{rate}_lower"], frame[f"{rate}_upper"] = frame[rate] - 0.1, frame[rate] + 0.1
    frame["customers"] = (frame["start"] / 10).astype(int)
    frame["complete"] = [True] * (len(rows) - 1) + [last_complete]
    frame["no_data"] = False
    frame.loc[~frame["complete"], ["grr", "nrr", "grr_lower", "grr_upper", "nrr_lower", "nrr_upper"]] = np.nan
    return frame


@pytest.fixture
def frame():
    return flow((0, 900, 0, 0, 0, 0), (900, 120, 30, 70, 40, 280), (800, 50, 20, 300, 10, 90))


# ------------------------------------------------------------------------------------------------------- the bridge
def ends_of(bar):
    """Where each bar begins and ends."""
    return [(base, base + width) for base, width in zip(bar.base, bar.x, strict=True)]


def test_each_step_begins_where_the_one_before_ended(frame):
    bar = charts.revenue_bridge(frame, "2026-02-01").data[0]
    assert ends_of(bar) == [(0, 900), (900, 1020), (1020, 1050), (1050, 1120), (1080, 1120), (800, 1080), (0, 800)]


def test_steps_are_named_in_full_and_say_their_money(frame):
    figure = charts.revenue_bridge(frame, "2026-02-01")
    names = ("Jan 2026", "New", "Reactivated", "Expansion", "Contraction", "Churned", "Feb 2026")
    assert figure.layout.yaxis.ticktext == names
    assert figure.data[0].text == ("900", "+120", "+30", "+70", "−40", "−280", "800")
    assert figure.data[0].hovertext[5] == "Churned: −280,<br>customers who did not pay any more."


def test_the_last_complete_period_is_the_one_explained_unless_told(frame):
    under_way = flow((0, 900, 0, 0, 0, 0), (900, 0, 0, 0, 0, 100), (800, 5, 0, 0, 0, 0), last_complete=False)
    assert charts.revenue_bridge(under_way).layout.yaxis.ticktext[-1] == "Feb 2026"
    assert charts.revenue_bridge(frame).layout.yaxis.ticktext[-1] == "Mar 2026"


def test_small_steps_on_much_money_are_seen_and_the_axis_says_so():
    small = flow((0, 1e6, 0, 0, 0, 0), (1e6, 3000, 0, 2000, 1000, 9000))
    axis = charts.revenue_bridge(small).layout.xaxis
    assert axis.range[0] > 900_000
    assert axis.title.text.startswith("begins at 990k")
    assert charts.revenue_bridge(flow((0, 9, 0, 0, 0, 0), (9, 5, 0, 0, 0, 4))).layout.xaxis.range[0] == 0


def test_nothing_complete_draws_an_empty_bridge():
    empty = flow((0, 5, 0, 0, 0, 0), last_complete=False)
    assert len(charts.revenue_bridge(empty).data) == 0
    assert len(charts.revenue_bridge(empty.iloc[:0]).data) == 0


# ------------------------------------------------------------------------------------------------- rates over time
def test_net_and_gross_with_their_ranges(frame):
    figure = charts.revenue_rates(frame)
    lines = {trace.name: trace for trace in figure.data if trace.name}
    assert set(lines) == {"net", "gross"}
    assert lines["gross"].hovertext[1] == (
        "Feb 2026 (1-28 Feb 2026, complete):<br>64.4 % gross (likely 54-74 %), of 900 from 90 customers."
    )
    assert np.isnan(lines["net"].y[0])
    assert figure.layout.yaxis.range[1] > np.nanmax(frame["nrr"])


def test_a_period_under_way_is_hatched_and_has_no_rate():
    figure = charts.revenue_rates(
        flow((0, 900, 0, 0, 0, 0), (900, 0, 0, 0, 0, 9), (891, 5, 0, 0, 0, 0), last_complete=False)
    )
    hatched = [trace for trace in figure.data if trace.type == "bar"]
    assert [trace.marker.pattern.shape for trace in hatched] == ["/"]
    assert "no rate before it is over" in hatched[0].hovertext[0]


def test_a_rate_beyond_the_edge_is_drawn_there_and_told():
    figure = charts.revenue_rates(flow((0, 900, 0, 0, 0, 0), (900, 0, 0, 8100, 0, 0)), show="nrr")
    net = next(trace for trace in figure.data if trace.name)
    assert net.y[1] == figure.layout.yaxis.range[1] == 3.0
    assert "1000.0 % net" in net.hovertext[1]


def test_groups_are_told_apart_without_colour(frame):
    figure = charts.revenue_rates({"y": frame, EVIL: frame})
    lines = [trace for trace in figure.data if trace.name]
    assert len({(trace.line.dash, trace.marker.symbol) for trace in lines}) == 2
    assert "<img" not in figure.to_json()
    assert "<b>x" not in figure.to_json()


# -------------------------------------------------------------------------------------------- movements over time
def test_gains_stand_above_and_losses_below(frame):
    bars = {trace.name: trace for trace in charts.revenue_movements(frame).data if trace.type == "bar"}
    assert list(bars) == list(MOVES)
    for name, bar in bars.items():
        sign = -1 if name in LOSSES else 1
        assert bar.y.tolist() == (sign * frame[name]).tolist()
    change = next(trace for trace in charts.revenue_movements(frame).data if trace.name == "change")
    assert change.y.tolist() == (frame["end"] - frame["start"]).tolist()


def test_nobody_has_gone_before_the_period_is_over():
    under_way = flow((0, 900, 0, 0, 0, 0), (900, 5, 0, 0, 30, 600), last_complete=False)
    bars = {trace.name: trace for trace in charts.revenue_movements(under_way).data if trace.type == "bar"}
    assert bars["churned"].y[1] == 0
    assert bars["new"].marker.pattern.shape[1] == "/"
    assert "so far" in bars["new"].hovertext[1]


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_movements_have_five_colours(tokens):
    assert len(set(colours(tokens).values())) == 5


@pytest.mark.parametrize(("low", "high"), [(0, 0), (0, 0.3), (-5, 12), (-3e6, 9e6), (0, 7e9)])
def test_the_axis_of_money_has_a_few_ticks(low, high):
    axis = money_axis(low, high)
    assert 1 <= len(axis["tickvals"]) <= 8
    assert len(set(axis["ticktext"])) == len(axis["ticktext"])
    assert axis["range"][0] <= low
    assert axis["range"][1] > high


# ------------------------------------------------------------------------------------------------ value and repeats
def test_value_ends_where_a_cohort_has_been_watched_no_longer(make_triangle):
    matrix = make_triangle(5)
    values = np.cumsum(np.full((5, 5), 10.0), axis=1)
    matrix = replace(matrix, values=values, settings=CohortSettings(value="cumulative"))
    pooled = pd.DataFrame(
        {"cohorts": [4, 3], "customers": [400, 300], "value": [10.0, 20.0]}, index=pd.Index([0, 1], name="age")
    )
    figure = charts.value_curves(matrix, pooled)
    lengths = sorted(len(trace.y) for trace in figure.data if trace.name != "All cohorts")
    assert lengths == [1, 2, 3, 4]
    bold = next(trace for trace in figure.data if trace.name == "All cohorts")
    assert bold.hovertext[1] == "All cohorts, month 1:<br>20 for each of 300 customers so far,<br>from 3 cohorts."


def repeats(n=60):
    days, watched = np.arange(1, n + 1), np.linspace(400, 100, n).astype(int)
    came = (watched * 0.3).astype(int)
    lower, upper = wilson(came, watched)
    labels = tuple(map(str, days))
    return MetricSeries("Ordered again", days, labels, came, watched, days * 0 + 9, came / watched, lower, upper)


def test_the_curve_ends_where_fewer_than_half_are_watched():
    series = repeats()
    drawn = charts.repeat_curve(series, 7).data[1]
    assert series.denominator[len(drawn.x) - 1] >= 200 > series.denominator[len(drawn.x)]
    assert charts.repeat_curve(series, 55).data[1].x[-1] == 55


def test_the_chosen_days_are_marked_and_said():
    figure = charts.repeat_curve(repeats(), 7)
    assert figure.layout.annotations[0].text == "29.8 % within 7 days"
    assert "Within 7 days:<br>110 of 369 ordered again, 29.8 % (likely" in figure.data[1].hovertext[6]
