"""The Revenue page: money in, the right sentences and figures out."""

from __future__ import annotations

import numpy as np
import pytest

import retention as rt
from pages.shared import repeat_card

REVENUE = "pages/value/revenue.py"


@pytest.fixture
def textbook():
    """100 at the start, 12 more, 3 less, 5 gone, on forty customers in each of the four groups."""
    january = [(f"{name}{i}", "2024-01-10", paid) for name, paid in GROUPS for i in range(40)]
    february = [(f"{name}{i}", "2024-02-10", PAYS[name]) for name, _ in GROUPS for i in range(40) if PAYS[name]]
    lines = [f"{who},{day},{paid}" for who, day, paid in [*january, *february, ("z", "2024-03-31", 1)]]
    return "\n".join(["customer,ordered_at,total", *lines]).encode() + b"\n"


def monthly(app):
    """The page, counted in months whatever the file's own rhythm is."""
    return app.go(REVENUE).choose("radio", "period", "month")


GROUPS = (("more", 50), ("less", 40), ("same", 5), ("gone", 5))
PAYS = {"more": 62, "less": 37, "same": 5, "gone": 0}


def test_with_nothing_loaded_it_says_what_to_do(app):
    app.go(REVENUE)
    assert "Nothing to show yet" in app.said
    assert "not your data" in app.said


def test_a_shop(app):
    monthly(app.sample("shop"))
    events = rt.read_events("sample_data/shop_orders.csv")
    frame = rt.revenue_retention(events)
    last = frame[frame["nrr"].notna()].iloc[-1]
    assert f"**{100 * last['grr']:.0f}** came again from them" in app.said
    assert f"**{100 * last['nrr']:.0f}** with increases" in app.said
    assert len(app.at.get("plotly_chart")) == 6
    assert "The second order" in app.said


def test_the_textbook_is_spelled_out(app, textbook):
    monthly(app.read("orders.csv", textbook)).choose("selectbox", "moved", "Feb 2024")
    assert "(4,000 − 120 − 200) / 4,000 = **92.0 %**" in app.said
    assert "(4,000 + 480 − 120 − 200) / 4,000 = **104.0 %**" in app.said
    assert "n = 160" in app.said
    bars = app.figure(0)["data"][0]
    assert bars["text"] == ["4,000", "0", "0", "+480", "−120", "−200", "4,160"]


def test_groups(app):
    monthly(app.sample("shop"))
    column = app.at.selectbox(key="by").options[1]
    app.choose("selectbox", "by", column)
    assert f"By {column}" in app.said
    net = app.figure(3)
    app.choose("button_group", "retained", "Gross")
    assert app.figure(3) != net


def test_the_days_of_the_second_order(app, small):
    app.read("orders.csv", small).go(REVENUE).choose("select_slider", "again", 30)
    found = rt.repeat_rate(rt.read_events(small), days=30)
    assert repeat_card.sentence(found).replace("\N{NO-BREAK SPACE}", " ") in app.said
    assert "Of 6 customers watched for 30 days after the first order, **2** ordered again" in app.said


def test_a_file_without_money_says_so(app):
    app.sample("app").go(REVENUE)
    assert "no money in it" in app.said
    assert not app.at.get("plotly_chart")


def test_one_period_only(app):
    app.read("orders.csv", b"customer,ordered_at,total\na,2024-01-01,5\nb,2024-01-01,7\n").go(REVENUE)
    assert "Nothing can be said yet" in app.said


def test_refunds_only(app):
    data = b"customer,ordered_at,total\na,2024-01-01,-5\nb,2024-02-01,-7\na,2024-03-05,0\n"
    app.read("orders.csv", data).go(REVENUE)
    assert "Nothing can be said yet" in app.said


def test_names_from_a_file_are_shown_and_never_obeyed(app):
    evil = "<b>x</b>[a](http://b.example)"
    rows = [f"c{i},2024-0{m}-05,10,{evil if i % 2 else 'y'}" for i in range(40) for m in (1, 2, 3)]
    monthly(app.read("orders.csv", "\n".join(["customer,ordered_at,total,country", *rows]).encode()))
    app.choose("selectbox", "by", "country")
    assert "<b>x</b>" not in str(app.figure(3)["layout"]["annotations"])


def test_contracts(app):
    monthly(app.press("sample-subscriptions").press("read"))
    source = rt.read_subscriptions("sample_data/subscriptions.csv")
    frame = rt.revenue_retention(source)
    last = frame[frame["nrr"].notna()].iloc[-1]
    assert f"**{100 * last['grr']:.0f}** still ran" in app.said
    assert not np.isnan(last["nrr_lower"])
    assert "The second order" not in app.said
    assert len(app.at.get("plotly_chart")) == 4
