"""The Economics page: numbers typed or measured in, the library's sentences out."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

import retention as rt
from retention.metrics.own_numbers import own_numbers

ECONOMICS = "pages/value/economics.py"
SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def typed(app, **numbers):
    """Type numbers into the boxes of these keys."""
    for key, value in numbers.items():
        app.choose("number_input", key, value)
    return app


def test_with_nothing_loaded_it_is_a_calculator(app):
    app.go(ECONOMICS)
    assert "A calculator." in app.said
    assert "Payback still needs **what winning a customer costs and the revenue of a customer a month**" in app.said
    typed(app, cac=120.0, revenue=20.0).choose("slider", "margin", 80).choose("slider", "kept", 90.0)
    rate = (1 + 0.10) ** (1 / 12) - 1
    found = rt.payback(120, 20, 0.8, survival=[0.9**t for t in range(24)])
    assert plain(found.words) in app.said
    value = rt.simple_value(20, 0.1, 0.8, 24, rate)
    assert f"A customer brings **{value.value:.2f}** within 24 months, at a margin of 80 %" in app.said
    assert f"LTV : CAC {value.value / 120:.2f}" in app.said


def test_the_three_forms_of_each_goal(app):
    app.go(ECONOMICS).choose("selectbox", "every", "year").choose("slider", "kept", 90.0)
    found = rt.retention_gain(0.9, churn_cut=0.5, discount=0.1, horizon=3)
    assert all(plain(form.words) in app.said for form in found.forms)
    assert "10.0 % churn becomes 5.0 %, half the churn" in app.said
    app.choose("button_group", "gain", "+5 points")
    again = rt.retention_gain(0.9, points=0.05, discount=0.1, horizon=3)
    assert all(plain(form.words) in app.said for form in again.forms)
    app.choose("slider", "kept", 97.0)
    assert "More is not to be had: only 3.0 % leave in the first year." in app.said


def test_keep_or_acquire(app):
    typed(app.go(ECONOMICS), cac=60.0, contact=5.0, saved=4.0)
    assert "Still missing: what one who stays still brings." in app.said
    typed(app, stays=200.0)
    found = rt.keep_or_acquire(5, 0.04, 200, 60)
    assert plain(found.words) in app.said
    assert plain(found.formula) in app.said
    table = app.at.dataframe[-1].value
    assert table["that is"].tolist() == [0.02, 0.04, 0.06]
    assert table["Pays off"].tolist() == ["no", "yes", "yes"]


def test_slogans_are_claims_put_to_the_test(app):
    typed(app.go(ECONOMICS), cac=60.0, contact=5.0, saved=4.0)
    found = rt.slogans(
        0.8,
        discount=(1 + 0.10) ** (1 / 12) - 1,
        horizon=24,
        cac=60,
        cost_per_contact=5,
        incremental_save_rate=0.04,
        unit="month",
    )
    for claim in found.tested:
        assert plain(f"“{claim.claim}”** On your numbers: **{claim.verdict}**") in app.said
        assert plain(claim.words) in app.said


def test_a_shop_proposes_what_it_measures(app):
    typed(app.sample("shop").go(ECONOMICS), cac=120.0)
    events = rt.read_events(SAMPLES / "shop_orders.csv")
    own = own_numbers(events)
    assert app.at.number_input(key="revenue").value == pytest.approx(own.revenue, abs=0.005)
    assert app.at.slider(key="kept").value == pytest.approx(100 * own.retention, abs=0.05)
    assert f"{100 * own.retention:.1f} % stay from one month to the next" in app.said
    pooled = rt.observed_value(events).pooled
    assert rt.observed_payback(pooled, 120, 1.0).words in app.said
    simple = rt.simple_value_of(events, margin=1.0, horizon=24, discount=0.1)
    assert plain(simple.words) in app.said
    projected = rt.projected_value(events, 0.1, 1.0, 24)
    assert f"By the projection {projected.value / 120:.2f}." in app.said


def test_contracts_use_the_curve_that_was_measured_or_one_rate(app):
    app.sample("subscriptions").go(ECONOMICS)
    own = own_numbers(rt.read_subscriptions(SAMPLES / "subscriptions.csv"))
    rate = (1 + 0.10) ** (1 / 12) - 1
    each = own.revenue
    found = rt.retention_gain(
        rt.retention_of(own.survival)[:24], churn_cut=0.5, discount=rate, horizon=24, margin_per_period=each
    )
    assert all(plain(form.words) in app.said for form in found.forms)
    app.choose("button_group", "leaving", "one rate")
    found = rt.retention_gain(own.retention, churn_cut=0.5, discount=rate, horizon=24, margin_per_period=each)
    assert all(plain(form.words) in app.said for form in found.forms)


def test_a_curve_ends_where_too_few_were_watched(app):
    app.sample("subscriptions").go(ECONOMICS)
    own = own_numbers(rt.read_subscriptions(SAMPLES / "subscriptions.csv"))
    longest = len(own.survival) - 1
    app.choose("select_slider", "horizon", 60)
    assert f"Counted within {longest} months: for longer, too few customers have been watched." in app.said


def test_a_customer_table(app):
    rows = "".join(f"c{i},{1 + i % 12},{'Yes' if i % 4 == 0 else 'No'}\n" for i in range(400))
    app.read("customers.csv", f"customer_id,tenure,churn\n{rows}".encode()).go(ECONOMICS)
    assert "no column of money" in app.said
    assert "every" not in {box.key for box in app.at.selectbox}


def test_events_without_amounts_ask_for_revenue(app):
    typed(app.sample("app").go(ECONOMICS), cac=120.0)
    assert "Payback still needs **the revenue of a customer a month**" in app.said
    assert app.at.number_input(key="revenue").value is None


def test_one_month_only_says_so_and_calculates(app):
    data = b"customer,ordered_at,total\na,2024-01-01,5\nb,2024-01-02,7\n"
    typed(app.read("orders.csv", data).go(ECONOMICS), cac=10.0, revenue=5.0)
    assert "Your file does not say who stays" in app.said
    assert math.isclose(float(app.at.slider(key="kept").value), 80.0)
    assert "Counting those who leave" in app.said


def test_another_period_begins_with_its_own_numbers(app):
    app.sample("shop").go(ECONOMICS).choose("selectbox", "every", "quarter")
    own = own_numbers(rt.read_events(SAMPLES / "shop_orders.csv"), "quarter")
    assert app.at.number_input(key="revenue").value == pytest.approx(own.revenue, abs=0.005)
    assert app.at.slider(key="kept").value == pytest.approx(100 * own.retention, abs=0.05)
    assert app.at.select_slider(key="horizon").value == 8
