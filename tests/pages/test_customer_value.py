"""The Customer value page: observed first, then a cross-check, then a projection with its own back-test."""

from __future__ import annotations

from pathlib import Path

import pytest

import retention as rt

VALUE = "pages/value/customer_value.py"
ROOT = Path(__file__).resolve().parents[2]
SAMPLES, CDNOW = ROOT / "sample_data", ROOT.parent / "shared" / "data" / "real" / "cdnow"


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def money(amount):
    return f"{amount:,.0f}" if amount >= 1000 else f"{amount:,.2f}"


def test_with_nothing_loaded_it_says_what_to_do(app):
    app.go(VALUE)
    assert "Nothing to show yet" in app.said
    assert "not your data" in app.said


def test_a_shop(app):
    app.sample("shop").go(VALUE)
    events = rt.read_events(SAMPLES / "shop_orders.csv")
    year = rt.observed_value(events).at(11)
    assert f"In the first 12 months customers have brought **{money(year['value'])}** each" in app.said
    assert f"{int(year['customers']):,} customers in {int(year['cohorts'])} cohorts" in app.said
    simple = rt.simple_value_of(events, margin=1.0, horizon=24, discount=0.1)
    assert plain(simple.words) in app.said
    projected = rt.projected_value(events, 0.1, 1.0, 24)
    assert f"expected to bring **{money(projected.value)}** (likely {money(projected.lower)} to" in app.said
    bought, paid = projected.check.parts
    assert f"forecast **{bought.forecast:,.0f}** purchases" in app.said
    assert f"forecast **{paid.forecast:,.0f}** in money" in app.said
    assert plain(projected.formula) in app.said
    assert len(app.at.get("plotly_chart")) == 4


def test_terms_move_without_another_fit(app, monkeypatch):
    app.sample("shop").go(VALUE)

    def forbidden(*_, **__):
        raise AssertionError("fitted again")

    monkeypatch.setattr(rt, "projected_value", forbidden)
    app.choose("slider", "margin", 60).choose("slider", "discount", 5.0).choose("select_slider", "horizon", 36)
    monkeypatch.undo()
    projected = rt.projected_value(rt.read_events(SAMPLES / "shop_orders.csv"), 0.05, 0.6, 36)
    assert f"**{money(projected.value)}** (likely {money(projected.lower)} to {money(projected.upper)})" in app.said
    assert "within 36 months, at a margin of 60 %, discounted at 5 % a year" in app.said


def test_customers_by_expected_value_and_by_cohort(app):
    app.sample("shop").go(VALUE)
    values = rt.customer_values(rt.read_events(SAMPLES / "shop_orders.csv"), 0.1, 1.0, 24)
    table = app.at.dataframe[-1].value
    assert table["Customer"].tolist() == values["customer"].head(1000).tolist()
    assert table["Expected value"].tolist() == pytest.approx(values["expected_value"].head(1000).round(2).tolist())
    app.choose("button_group", "worth", "cohorts")
    cohorts = app.at.dataframe[-1].value
    assert cohorts["Customers today"].sum() == len(values)
    assert cohorts["In all"].sum() == pytest.approx(values["expected_value"].sum(), rel=1e-4)


def test_by_group(app):
    app.sample("shop").go(VALUE).choose("selectbox", "by", "channel").choose("button_group", "worth", "groups")
    events = rt.read_events(SAMPLES / "shop_orders.csv")
    parts = rt.projected_value(events, 0.1, 1.0, 24, rt.CohortSettings(segment="channel"))
    table = app.at.dataframe[-1].value.set_index("Group")
    assert {name: table.at[name, "A new customer"] for name in parts} == {
        name: money(part.value) for name, part in parts.items()
    }
    observed = rt.observed_value(events, rt.CohortSettings(segment="channel"))
    assert all(f"**{name}**: **{money(part.at(11)['value'])}** each" in app.said for name, part in observed.items())


def test_another_part_can_be_hidden(app):
    app.sample("shop").go(VALUE).choose("button_group", "hidden", "last half")
    events = rt.read_events(SAMPLES / "shop_orders.csv")
    found = rt.projected_value(events, 0.1, 1.0, 24, at="2025-07-01").check.parts[0]
    assert "The last half of the data hidden (from 1 Jul 2025 on" in app.said
    assert f"forecast **{found.forecast:,.0f}** purchases" in app.said
    assert f"**{found.actual:,.0f}** came" in app.said


def test_contracts(app):
    app.sample("subscriptions").go(VALUE)
    contracts = rt.read_subscriptions(SAMPLES / "subscriptions.csv")
    projected = rt.projected_value(contracts, 0.1, 1.0, 24)
    assert f"expected to bring **{money(projected.value)}**" in app.said
    assert f"Without the horizon: {money(projected.endless)}." in app.said
    assert "hidden" not in {group.key for group in app.at.button_group}


def test_too_short_for_a_model_it_says_why_and_keeps_what_was_seen(app):
    app.sample("subscriptions").go(VALUE).choose("selectbox", "every", "year")
    assert "In the first year customers have brought" in app.said
    assert "**No projection.**" in app.said
    assert "only 2 complete ages follow age 0, and 3 are needed" in app.said


def test_too_few_customers(app, small):
    app.read("orders.csv", small).go(VALUE)
    assert "6 customers; the model needs 200." in app.said
    assert "Nothing can be said yet." in app.said
    assert "What today's customers are still expected to bring" not in app.said


def test_a_file_without_money_says_so(app):
    app.sample("app").go(VALUE)
    assert "no money in it" in app.said
    assert not app.at.get("plotly_chart")


@pytest.mark.skipif(not CDNOW.is_dir(), reason="the CDNOW files are not here")
def test_cdnow_missed_and_says_so(app):
    app.give("cdnow.csv", (CDNOW / "cdnowElog_BTYD.csv").read_bytes())
    app.choose_role("customer", "sampleid")
    app.press("read").go(VALUE).choose("button_group", "hidden", "last half")
    assert "from 1 Oct 1997 on, 2,357 customers" in app.said
    assert "**1,882** came: **outside its own range**" in app.said
    assert "The model leaves something out" in app.said
