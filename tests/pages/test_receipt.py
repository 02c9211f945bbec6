"""The receipt of a number: its formula, and exactly the customers that it counts."""

from __future__ import annotations

import io

import pandas as pd
import pytest

import retention as rt
from pages.shared import receipt, who
from retention import stages

CHURN, OVERVIEW = "pages/explore/churn.py", "pages/explore/overview.py"


def listed(app):
    """Ids in the tabs, by what the tab is called."""
    return {tab.label: tab.dataframe[0].value["Customer"].tolist() for tab in app.at.tabs if "Customer" in columns(tab)}


def columns(tab):
    return list(tab.dataframe[0].value.columns) if len(tab.dataframe) else []


def test_a_cell_says_what_it_is_made_of(app, small):
    app.read("orders.csv", small).go(app.cohorts)
    app.choose("selectbox", "cell", "Jan 2024")
    assert "came back / watched long enough = 2 / 3 = **66.7 %**" in app.said
    assert "all 3 customers of this cohort" in app.said
    assert "Every row of the file is counted." in app.said
    assert listed(app) == {"Came back (2)": ["ann", "cid"], "Did not (1)": ["bob"]}


def test_a_period_lists_who_was_kept_and_who_was_lost(app, small):
    app.read("orders.csv", small).go(CHURN)
    app.choose("selectbox", "at", "Feb 2024")
    assert "kept / customers of the month before = 2 / 3" in app.said
    app.choose("toggle", "period-customers", True)
    found = listed(app)
    assert found == {"Kept (2)": ["ann", "cid"], "Lost (1)": ["bob"]}


def test_the_first_numbers_say_who_is_behind_them(app):
    app.sample("shop").go(OVERVIEW)
    for part in (" new + ", "came back / watched long enough = 810 / 2,850", " points**", "money / customers = "):
        assert part in app.said
    assert "5 rows of the file are in no number (no customer: 5)." in app.said
    app.choose("toggle", "headline-customers", True)
    assert [len(ids) for ids in listed(app).values()] == [810, 2040]


def rows_of(app, key):
    """The file of a receipt, as it would be downloaded."""
    app.choose("toggle", key, True)
    return {tab.label: tab.dataframe[0].value["Customer"].tolist() for tab in app.at.tabs if "Customer" in columns(tab)}


def test_contracts_list_who_stayed_and_who_left(app):
    app.sample("subscriptions").go(CHURN)
    assert "kept / customers at the start = 414 / 421" in app.said
    found = rows_of(app, "period-customers")
    assert {label: len(ids) for label, ids in found.items()} == {"Kept (414)": 414, "Lost (7)": 7}


# Page, sample, switch, and how many customers its tabs hold: the numbers that the page says.
NUMBERS = [
    (OVERVIEW, "shop", "active-customers", [150, 467, 121, 270]),
    (OVERVIEW, "shop", "change-customers", [171, 288, 80, 280]),
    (OVERVIEW, "shop", "value-customers", [2850]),
    (OVERVIEW, "app", "value-customers", [247, 974, 66]),
    (OVERVIEW, "subscriptions", "active-customers", [15, 414, 7]),
    (OVERVIEW, "subscriptions", "value-customers", [414, 7]),
    ("pages/explore/cohorts.py", "shop", "pooled-customers", [810, 2040]),
    ("pages/explore/lifecycle.py", "shop", "moved-customers", [150, 467, 121, 270]),
    ("pages/value/revenue.py", "shop", "paying-customers", [459, 273]),
    ("pages/voice/nps.py", "answers", "nps-customers", [1166, 480, 341]),
    ("pages/act/customers.py", "shop", "slipping-customers", None),
]


@pytest.mark.parametrize(("page", "sample", "key", "numbers"), NUMBERS)
def test_each_number_lists_its_customers(app, page, sample, key, numbers):
    app.sample(sample).go(page)
    found = [len(ids) for ids in rows_of(app, key).values()]
    if numbers is None:
        events = rt.read_events("sample_data/shop_orders.csv")
        numbers = [n for n in rt.slipping(events).stages.loc[list(stages.SLIPPING), "customers"] if n]
    assert found == numbers


def test_a_change_lists_both_sides_of_it(app):
    app.sample("shop").go(OVERVIEW)
    assert "(171 of 459) − 22.2 % (80 of 360)" in app.said


def test_lists_that_would_not_add_up_are_none(app):
    events = rt.read_events("sample_data/shop_orders.csv")
    settings = rt.CohortSettings(period="month", min_events=2)
    frame = rt.lifecycle(events, settings)
    assert who.moved(events, settings, frame, frame.index[3]) is None


def test_the_file_of_a_receipt_leaves_out_who_asked_for_it(app):
    rows = ["customer,ordered_at,do_not_contact", "ann,2024-01-01,yes", "bob,2024-01-09,no", "bob,2024-02-03,no"]
    app.read("orders.csv", "\n".join([*rows, "ann,2024-02-29,yes", ""]).encode())
    app.go("pages/explore/lifecycle.py").choose("radio", "period", "month").choose("toggle", "moved-customers", True)
    assert "1 customer asked not to be contacted" in app.said


@pytest.mark.parametrize("how", ["as they are", "hashed"])
def test_the_file_of_a_receipt_holds_exactly_its_customers(app, how, monkeypatch):
    made = []
    monkeypatch.setattr(receipt.st, "download_button", lambda label, make, *a, **more: made.append((more["key"], make)))
    app.sample("shop").go(OVERVIEW).choose("toggle", "headline-customers", True)
    app.choose("button_group", "headline-customers-ids", how)
    make = next(make for key, make in reversed(made) if key == "headline-customers-file")
    table = pd.read_csv(io.BytesIO(make()))
    assert table["group"].value_counts().to_dict() == {"came": 810, "not": 2040}
    assert (table["customer"].str.len() == 64).all() == (how == "hashed")
