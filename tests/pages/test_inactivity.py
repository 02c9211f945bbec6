"""The rule of silence at the foot of the page Retention & churn: its interval, its slider, its check on the past."""

from __future__ import annotations

import pytest

import retention as rt
from tests.pages.conftest import orders

CHURN = "pages/explore/churn.py"
SLIDER = "Days of silence after which a customer counts as lapsed"


def every(days, times, customers="abcdef"):
    """Customers who come every so many days, beginning on different ones."""
    import pandas as pd

    start = pd.Timestamp("2024-01-01")
    visits = [(who, start + pd.Timedelta(days=i + days * k)) for i, who in enumerate(customers) for k in range(times)]
    return orders(*(f"{who},{when:%Y-%m-%d},10" for who, when in visits))


def heading(app):
    return "When is a silent customer lost?" in app.said


def position(app, words):
    """Which chart is described by these words."""
    alts = [chart.proto.alt for chart in app.at.get("plotly_chart")]
    return next(i for i, alt in enumerate(alts) if words in alt)


@pytest.mark.parametrize("sample", ["shop", "app"])
def test_the_card_says_what_the_library_counts(app, sample):
    app.sample(sample).go(CHURN)
    events = rt.read_events(f"sample_data/{'shop_orders' if sample == 'shop' else 'app_events'}.csv")
    gaps = rt.visit_gaps(events)
    check = rt.lapse_check(events, None, gaps.threshold)
    assert gaps.sentence(0.8).replace("\N{NO-BREAK SPACE}", " ") in app.said
    assert app.at.select_slider(key="silence").value == gaps.threshold
    assert f"**{100 * check.rate:.1f} %** came back in the next" in app.said
    assert f"n = {check.flagged:,})" in app.said


def test_the_slider_moves_the_check_and_the_chart(app):
    app.sample("shop").go(CHURN)
    before, said = app.figure(position(app, "Silent for more")), app.said
    app.choose("select_slider", "silence", 90)
    assert app.figure(position(app, "Silent for more than 90 days")) != before
    assert app.said != said
    events = rt.read_events("sample_data/shop_orders.csv")
    assert f"n = {rt.lapse_check(events, None, 90).flagged:,})" in app.said


def test_the_last_days_are_hatched(app):
    app.sample("shop").go(CHURN).choose("select_slider", "silence", 100)
    figure = app.figure(position(app, "Silent for more"))
    shapes = next(trace for trace in figure["data"] if trace.get("name") == "not back so far")["marker"]["pattern"][
        "shape"
    ]
    assert (shapes[0], shapes[-4:]) == ("", ["/"] * 4)
    assert "Hatched: fewer than 100 days have passed since" in app.said


def test_the_slider_is_a_setting_of_the_link(app):
    from pages.shared import state

    assert "silence" in state.SETTINGS


def test_a_new_file_begins_with_its_own_interval(app):
    app.sample("shop").go(CHURN).choose("select_slider", "silence", 100)
    app.go(app.upload).read("weekly.csv", every(7, 20)).go(CHURN)
    assert app.at.select_slider(key="silence").value == 7


def test_nobody_came_twice(app):
    app.go(app.upload).read("once.csv", orders("a,2024-01-01,1", "b,2024-02-01,1", "c,2024-03-05,2")).go(CHURN)
    assert heading(app)
    assert "Nobody has come back on another day yet" in app.said
    assert not [slider for slider in app.at.select_slider if slider.key == "silence"]


def test_a_rule_longer_than_everybody_was_silent(app):
    """Nobody can be flagged: it is said, not shown as 0 %."""
    app.go(app.upload).read("weekly.csv", every(7, 20)).go(CHURN)
    app.choose("select_slider", "silence", 30)
    assert "nobody had been silent for longer" in app.said


def test_hours_are_counted_in_days(app):
    rows = [f"{who},2024-01-{day:02d} {hour:02d}:00,1" for who in "abc" for day in range(1, 15) for hour in (8, 20)]
    app.go(app.upload).read("hours.csv", orders(*rows)).go(CHURN).choose("radio", "period", "hour")
    assert heading(app)
    assert "after their last visit in the day" in app.said


def test_groups_and_conditions_do_not_stop_it(app):
    app.sample("app").go(CHURN)
    app.choose("selectbox", "by", app.at.selectbox(key="by").options[1])
    assert heading(app)
    app.choose("number_input", "min_events", 3)
    assert "of those who return do so within" in app.said
