"""More settings: blocks of periods, refunds, money for each customer, and conditions on rows."""

from __future__ import annotations

import pytest

import retention as rt

ROWS = (
    *("ann,2024-01-01,10,web", "ann,2024-02-03,20,web", "bob,2024-01-09,30,shop", "cid,2024-01-20,5,web"),
    *("cid,2024-02-11,-5,web", "dan,2024-02-14,7,shop", "dan,2024-03-02,7,", "eve,2024-02-20,-8,shop"),
    "ann,2024-03-31,1,shop",
)
DATA = "\n".join(["customer,ordered_at,total,channel", *ROWS]).encode() + b"\n"


@pytest.fixture
def loaded(app):
    """Orders with refunds and a channel, on the Cohorts page."""
    return app.read("orders.csv", DATA).go(app.cohorts)


def matrix(app, **settings):
    """What the library counts with these settings."""
    return rt.cohort_matrix(app.at.session_state["_events"], rt.CohortSettings(max_age=2, **settings))


def test_the_headline_is_a_sentence_with_range_and_n(app):
    app.sample("shop").go(app.cohorts)
    events = app.at.session_state["_events"]
    curve = rt.retention_curve(rt.cohort_matrix(events, rt.CohortSettings()))
    came, could = curve.numerator[1], curve.denominator[1]
    assert f"Of {could:,} customers watched long enough, **{came:,}** came back in month 1" in app.said
    assert f"(likely {100 * curve.lower[1]:.1f} to {100 * curve.upper[1]:.1f} %)" in app.said


def test_the_headline_is_given_without_cohorts_that_may_hold_old_customers(app):
    app.sample("shop").go(app.curves)
    events = app.at.session_state["_events"]
    found = rt.cohort_matrix(events, rt.CohortSettings())
    curve = rt.retention_curve(found.rows(found.warm_up, len(found.cohorts) - 1))
    assert f"{100 * curve.rates[1]:.1f} %, likely" in app.said
    assert f"n = {curve.denominator[1]:,}." in app.said
    assert "which may hold old customers" in app.said


def test_customers_with_refunds_only_are_missed_aloud(loaded):
    assert "1 customer of 5 in no cohort: their rows are refunds only." in loaded.said
    loaded.choose("toggle", "refunds", True)
    assert "in no cohort" not in loaded.said
    assert "Refunds count as activity." in loaded.said


def test_refunds_are_asked_about_only_where_there_are_some(app, small):
    app.read("orders.csv", small).go(app.cohorts)
    assert "refunds" not in {toggle.key for toggle in app.at.toggle}


def test_value_for_each_customer_who_came_back(loaded):
    loaded.choose("button_group", "show", "Value").choose("radio", "money", "for each who came back")
    found = loaded.figure()["layout"]["annotations"]
    assert any("money per customer who came back" in note["text"] for note in found)


def test_a_condition_leaves_rows_out_and_says_so(loaded):
    loaded.choose("selectbox", "column1", "channel").choose("multiselect", "values1", ["web"])
    assert "Only rows where channel is **web**." in loaded.said
    loaded.choose("selectbox", "cell", "Jan 2024")
    expected = matrix(loaded, where=[("channel", "==", "web")])
    assert f"**{expected.active[0, 1]} of {expected.eligible[0, 1]}** came back" in loaded.said


def test_a_condition_can_hold_for_starts_or_returns_alone(loaded):
    loaded.choose("selectbox", "column1", "channel").choose("selectbox", "how1", "is not")
    loaded.choose("multiselect", "values1", ["web", ""]).choose("selectbox", "scope1", "rows that begin a cohort")
    assert "A cohort begins with a row where channel is not **web** and channel is not **(blank)**." in loaded.said
    loaded.choose("selectbox", "scope1", "rows that count as coming back")
    assert "Coming back is a row where" in loaded.said


def test_two_conditions_hold_together(loaded):
    loaded.choose("selectbox", "column1", "channel").choose("multiselect", "values1", ["web", "shop"])
    loaded.choose("selectbox", "column2", "channel").choose("selectbox", "how2", "is not")
    loaded.choose("multiselect", "values2", ["shop"])
    assert "channel is **shop** or **web** and channel is not **shop**" in loaded.said.replace(
        "**web** or **shop**", "**shop** or **web**"
    )


def test_another_column_begins_without_values(app):
    app.sample("app").go(app.cohorts).choose("selectbox", "column1", "plan")
    app.choose("multiselect", "values1", ["team"]).choose("selectbox", "column1", "platform")
    assert app.at.multiselect(key="values1").value == []


def test_conditions_that_leave_nobody_are_a_sentence(loaded):
    loaded.choose("selectbox", "column1", "channel").choose("multiselect", "values1", ["web"])
    loaded.choose("selectbox", "column2", "channel").choose("multiselect", "values2", ["shop"])
    assert "look at the conditions in More settings" in loaded.said


def test_blocks_of_days_are_counted_from_the_first_day(app):
    app.sample("app").go(app.cohorts).choose("radio", "period", "day").choose("number_input", "size", 28)
    assert "in 28-day block 1" in app.said
    first = app.at.session_state["_events"].span[0]
    assert app.at.date_input(key="origin").value == first.date()
    assert f"{first.day} Mar 2026" in app.at.select_slider(key="cohorts").options


def test_blocks_and_coarser_cohorts_exclude_each_other(app):
    app.sample("app").go(app.cohorts).choose("radio", "period", "day")
    assert "month" in app.at.radio(key="cohort_period").options
    app.choose("number_input", "size", 7)
    assert app.at.radio(key="cohort_period").options == ["same as the ages"]
    app.choose("number_input", "size", 1).choose("radio", "cohort_period", "month")
    assert "size" not in {box.key for box in app.at.number_input}


def test_a_new_period_has_no_blocks(app):
    app.sample("app").go(app.cohorts).choose("radio", "period", "day").choose("number_input", "size", 7)
    app.choose("radio", "period", "week")
    assert app.at.number_input(key="size").value == 1


def test_settings_go_from_a_link_to_the_page(app):
    app.read("orders.csv", DATA)
    app.at.query_params.update({"column1": "channel", "values1": ["web"], "refunds": "true", "size": "2"})
    app.go(app.cohorts)
    assert "Only rows where channel is **web**. Refunds count as activity." in app.said
    assert "in 2-month block 1" in app.said or "Nothing can be said yet" in app.said


def test_a_phone_begins_with_fewer_ages(app, monkeypatch):
    from pages.shared import cards

    app.sample("shop").go(app.cohorts)
    assert app.at.select_slider(key="ages").value > 6
    monkeypatch.setattr(cards, "on_a_phone", lambda: True)
    visitor = type(app)().sample("shop")
    assert visitor.go(visitor.cohorts).at.select_slider(key="ages").value == 6
