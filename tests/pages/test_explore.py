"""The Cohorts and Curves pages: settings in, the right figure out."""

from __future__ import annotations

import numpy as np
import pytest

import retention as rt


@pytest.mark.parametrize("sample", ["shop", "app"])
@pytest.mark.parametrize("page", ["audit", "cohorts", "curves"])
def test_every_page_with_each_sample(app, sample, page):
    app.sample(sample).go(getattr(app, page))
    assert "Nothing to show" not in app.said
    assert len(app.at.get("plotly_chart")) == {"audit": 0, "cohorts": 2, "curves": 2}[page]


def test_the_default_period_follows_the_span(app, small):
    expected = {"2024-01-01 2024-01-15": "day", "2024-01-01 2024-02-15": "week", "2024-01-01 2024-04-15": "month"}
    found = {}
    for span in expected:
        first, last = span.split()
        app.go(app.upload).read("orders.csv", f"customer,ordered_at\na,{first}\na,{last}\nb,{last}\n".encode())
        found[span] = app.go(app.cohorts).at.radio(key="period").value
    assert found == expected


def test_sliders_change_the_figure(app):
    app.sample("shop").go(app.cohorts)
    before = app.figure()
    app.choose("select_slider", "ages", 6)
    assert app.figure() != before
    fewer = app.figure()
    app.choose("select_slider", "cohorts", ("Jan 2025", "Dec 2025"))
    assert app.figure() != fewer
    assert "Jul 2024" not in str(app.figure()["layout"])


def test_the_page_counts_what_the_library_counts(app, small):
    app.read("orders.csv", small).go(app.cohorts).choose("selectbox", "cell", "Jan 2024")
    assert "2 of 3" in app.said
    assert "66.7 %" in app.said
    assert "1-29 Feb 2024, complete" in app.said


def test_a_cell_lists_its_customers(app, small):
    app.read("orders.csv", small).go(app.cohorts).choose("selectbox", "cell", "Jan 2024")
    lists = [set(table.value["Customer"]) for table in app.at.dataframe if "Customer" in table.value]
    assert lists == [{"ann", "cid"}, {"bob"}]


def test_cells_ahead_and_under_way_are_not_rates(app, small):
    app.read("orders.csv", small)
    app.at.date_input[0].set_value(app.at.date_input[0].value.replace(day=15))
    app.run().go(app.cohorts).choose("selectbox", "cell", "Feb 2024")
    assert "1 of 3" in app.said
    assert "seen so far" in app.said


@pytest.mark.parametrize("show", ["Count", "Value", "Cumulative value", "Against all"])
def test_every_way_to_show(app, show):
    app.sample("shop").go(app.cohorts)
    before = app.figure()
    app.choose("button_group", "show", show)
    assert app.figure() != before


def test_money_is_offered_only_where_there_is_money(app):
    app.sample("app").go(app.cohorts)
    assert app.at.button_group(key="show").options == ["%", "Count", "Against all"]


@pytest.mark.parametrize("measure", ["on", "on or after", "within", "bracket"])
@pytest.mark.parametrize("clock", ["calendar", "elapsed"])
def test_every_measure_and_clock(app, measure, clock):
    app.sample("app").go(app.cohorts).choose("radio", "measure", measure).choose("radio", "clock", clock)
    assert app.at.get("plotly_chart")
    app.go(app.curves)
    assert app.at.get("plotly_chart")


def test_on_or_after_carries_its_warning(app):
    app.sample("shop").go(app.cohorts)
    assert "favours cohorts that were watched longer" not in app.said
    app.choose("radio", "measure", "on or after")
    assert "favours cohorts that were watched longer" in app.said


def test_cumulative_money_cannot_be_chosen_where_it_means_nothing(app):
    app.sample("shop").go(app.cohorts).choose("button_group", "show", "Cumulative value")
    app.choose("radio", "measure", "within")
    assert "Cumulative value" not in app.at.button_group(key="show").options
    assert app.at.button_group(key="show").value == "%"


def test_lengths_that_are_no_numbers_are_a_sentence(app):
    app.sample("shop").go(app.cohorts).choose("radio", "measure", "bracket")
    app.at.text_input(key="brackets").set_value("one, two")
    app.run()
    assert "is not a list of lengths" in app.said


def test_events_that_start_and_count(app):
    app.sample("app").go(app.cohorts)
    whole = app.figure()
    app.choose("selectbox", "start_event", "signup").choose("selectbox", "return_event", "export")
    assert app.figure() != whole
    assert "did export" in app.said


def test_a_new_period_resets_what_means_something_else_now(app):
    app.sample("shop").go(app.cohorts).choose("select_slider", "ages", 6)
    app.choose("radio", "period", "quarter")
    assert app.at.select_slider(key="ages").value == 7


def test_splitting_shows_one_group_on_a_common_scale(app):
    app.sample("shop").go(app.cohorts).choose("selectbox", "by", "channel")
    groups = app.at.selectbox(key="group").options
    assert set(groups) == {"Friends", "Search"}
    app.choose("selectbox", "group", "Search")
    assert len(app.at.get("plotly_chart")) == 2


def test_settings_go_from_cohorts_to_curves(app):
    app.sample("shop").go(app.cohorts).choose("radio", "period", "quarter").go(app.curves)
    assert app.at.radio(key="period").value == "quarter"


def test_curves_state_their_numbers_with_range_and_n(app):
    app.sample("shop").go(app.curves)
    events = app.at.session_state["_events"]
    curve = rt.retention_curve(rt.cohort_matrix(events, rt.CohortSettings(max_age=23)))
    rate, n = curve.rates[1], curve.denominator[1]
    assert f"{100 * rate:.1f} %" in app.said
    assert f"n = {n:,}" in app.said


def test_curves_split_by_group_and_by_cohort(app):
    app.sample("shop").go(app.curves).choose("selectbox", "by", "channel")
    assert "Friends" in app.said
    app.choose("toggle", "lines", True)
    assert len(app.at.get("plotly_chart")) == 3


def test_the_trend_follows_the_chosen_age(app):
    app.sample("shop").go(app.curves)
    before = app.figure(1)
    app.choose("selectbox", "age", "3")
    assert app.figure(1) != before


def test_a_table_too_large_to_draw_is_a_sentence(app):
    days = np.arange("2022-01-01", "2025-01-01", dtype="datetime64[D]")
    rows = "".join(f"{i},{day}\n" for i, day in enumerate(days))
    app.read("orders.csv", f"customer,ordered_at\n{rows}".encode()).go(app.cohorts).choose("radio", "period", "day")
    assert len(app.at.get("plotly_chart"))
    app.choose("select_slider", "ages", 1000)
    assert "more than a browser can draw" in app.said


def test_cohorts_end_where_nobody_joins_any_more(app):
    data = b"customer,ordered_at\na,2024-01-05\nb,2024-02-05\na,2024-05-09\n"
    app.read("orders.csv", data).go(app.cohorts)
    assert app.at.select_slider(key="cohorts").options == ["Jan 2024", "Feb 2024"]


def test_one_customer_once(app):
    app.read("orders.csv", b"customer,ordered_at\na,2024-01-05\n")
    for page in (app.audit, app.cohorts, app.curves):
        app.go(page)
