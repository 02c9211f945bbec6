"""The receipt of a number: its formula, and exactly the customers that it counts."""

from __future__ import annotations

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


def test_contracts_have_no_list_of_a_period_but_a_formula(app):
    app.sample("subscriptions").go(CHURN)
    assert "kept / customers at the start = " in app.said
    assert "period-customers" not in {toggle.key for toggle in app.at.toggle}
