"""The Overview: four numbers, what stands out, small charts with doors, and the headline counted otherwise."""

from __future__ import annotations

import pytest

import retention as rt

OVERVIEW = "pages/explore/overview.py"
CARDS = (
    "What stands out",
    "Who came back, by cohort",
    "How the curve bends",
    "New, back, gone quiet",
    "Growth: quick ratio",
    "The same question, counted otherwise",
    "Compared with the past, and with others",
)


def loaded(app):
    return app.at.session_state["_events"]


def test_nothing_loaded(app):
    app.go(OVERVIEW)
    assert "Nothing to show yet" in app.said
    assert "not your data" in app.said


@pytest.mark.parametrize("sample", ["shop", "app"])
def test_with_each_sample(app, sample):
    app.sample(sample).go(OVERVIEW)
    assert [card for card in CARDS if card not in app.said] == []
    assert len(app.at.metric) == 4
    assert len(app.at.get("plotly_chart")) == 5
    assert "First in the file" in app.said or "first in the file is not first ever" in app.said


def test_a_few_customers_make_no_quick_ratio_here_nor_on_the_page_of_its_door(app):
    app.sample("subscriptions").go(OVERVIEW)
    assert "Last complete month: 15 gained for 7 gone. Too few for a ratio." in app.said
    assert "Only 22 customers moved: too few for a quick ratio." in app.go("pages/explore/lifecycle.py").said


def test_a_week_is_named_as_one(app):
    app.sample("app").go(OVERVIEW)
    assert "Customers active in the week of 22 Jun 2026" in [metric.label for metric in app.at.metric]


def test_a_file_leads_here_first(app):
    app.sample("shop").press("way-on")
    assert "# Overview" in app.said
    assert "Complete through 30 Jun 2026" in app.said


def test_the_strip_says_what_is_counted_and_what_is_not(app):
    app.sample("shop").go(OVERVIEW)
    assert "19,579 rows read, 19,574 used" in app.said
    assert "3,000 customers" in app.said
    assert "5 rows set aside" in [link.label for link in app.at.get("page_link")]


def test_the_four_numbers_are_the_library_s(app):
    app.sample("shop").go(OVERVIEW)
    events = loaded(app)
    curve = rt.retention_curve(rt.cohort_matrix(events))
    frame = rt.lifecycle(events)
    last = frame[frame["complete"]].iloc[-1]
    found = {metric.label: metric.value for metric in app.at.metric}
    assert found["Customers active in Jun 2026"] == f"{last['active']:,.0f}"
    assert found["Came back in month 1"] == f"{100 * curve.rates[1]:.1f}\N{NO-BREAK SPACE}%"
    assert f"n = {curve.denominator[1]:,}" in app.said
    assert "Change of month 1" in found
    assert "Revenue per customer up to month 1" in found


def test_revenue_is_what_the_rows_add_up_to(app):
    app.sample("shop").go(OVERVIEW)
    events = loaded(app)
    matrix = rt.cohort_matrix(events, rt.CohortSettings(value="cumulative", max_age=1))
    known = matrix.known[:, 1]
    mean = (matrix.values[known, 1] * matrix.eligible[known, 1]).sum() / matrix.eligible[known, 1].sum()
    assert {m.label: m.value for m in app.at.metric}["Revenue per customer up to month 1"] in (
        f"{mean:,.2f}",
        f"{mean:,.0f}",
    )


def test_without_amounts_it_says_how_often_they_are_there(app):
    app.sample("app").go(OVERVIEW)
    assert "There on an average day" in [metric.label for metric in app.at.metric]


def test_the_age_is_chosen_for_all_numbers(app):
    app.sample("shop").go(OVERVIEW).choose("selectbox", "age", "3")
    labels = [metric.label for metric in app.at.metric]
    assert labels[1:] == ["Came back in month 3", "Change of month 3", "Revenue per customer up to month 3"]
    assert "In month 3" in app.said


def test_the_period_is_chosen_here_and_holds_elsewhere(app):
    app.sample("app").go(OVERVIEW).choose("radio", "period", "week")
    assert "Came back in week 1" in app.said
    app.go(app.cohorts)
    assert app.at.radio(key="period").value == "week"


def test_an_age_from_a_longer_table_falls_back(app):
    app.sample("shop").go(app.cohorts).choose("selectbox", "age", "20")
    app.go(OVERVIEW).choose("radio", "period", "year")
    assert app.at.selectbox(key="age").value in app.at.selectbox(key="age").options


def test_the_headline_under_each_definition(app):
    app.sample("shop").go(OVERVIEW)
    points = rt.definition_check(loaded(app), rt.CohortSettings(period="month"))
    assert len(points) == 6
    assert [p.label for p in points if f"{p.label}: {100 * p.rate:.1f} %".replace(":", ":**", 1) not in app.said] == []


def test_subscriptions(app):
    app.press("sample-subscriptions").press("read").press("way-on")
    assert "# Overview" in app.said
    assert "How many were still customers at the end of" in app.said
    labels = [metric.label for metric in app.at.metric]
    assert labels[1:] == ["Still customers, month 1", "Change of month 1", "Net revenue retention, Jun 2026"]
    frame = rt.revenue_retention(loaded(app), rt.CohortSettings())
    nrr = frame[frame["nrr"].notna()]["nrr"].iloc[-1]
    assert app.at.metric[3].value == f"{100 * nrr:.1f}\N{NO-BREAK SPACE}%"


def test_findings_are_the_library_s_and_each_has_a_door(app):
    app.sample("shop").go(OVERVIEW)
    findings = rt.find(loaded(app), rt.CohortSettings(period="month"))
    said = app.said.replace("**", "")
    assert 3 <= len(findings) <= 5
    assert [f.text for f in findings if f.text.replace("\N{NO-BREAK SPACE}", " ") not in said] == []
    doors = [link.label for link in app.at.get("page_link")]
    assert doors.count("Cohorts") == 1 + sum(finding.page == "cohorts" for finding in findings)


def test_one_s_own_past_comes_before_others(app):
    app.sample("shop").go(OVERVIEW)
    assert "Month 1 of Mar 2026 to May 2026 against Dec 2025 to Feb 2026:" in app.said
    assert "Against Mar 2025 to May 2025:" in app.said


def test_one_row(app):
    app.read("orders.csv", b"customer,ordered_at\na,2024-01-05\n").go(OVERVIEW)
    assert len(app.at.metric) == 4
    assert "not yet" in [metric.value for metric in app.at.metric]


def test_two_days(app):
    app.read("orders.csv", b"customer,ordered_at\na,2024-01-05\na,2024-01-06\nb,2024-01-05\n").go(OVERVIEW)
    assert len(app.at.metric) == 4


def test_names_from_a_file_are_never_markup(app):
    rows = "".join(f"c{i},2024-0{m}-1{i % 9},<b>x</b>![a](b)\n" for i in range(60) for m in range(1, 5 - i % 2))
    app.read("[x](y).csv", f"customer,ordered_at,channel\n{rows}".encode()).go(OVERVIEW)
    raw = "\n".join(str(e.value) for kind in ("markdown", "caption") for e in getattr(app.at, kind))
    assert "![a](b)" not in raw
    assert "[x](y)" not in raw


def test_a_file_that_is_broken_never_gets_here(app):
    app.give("broken.csv", b"\x00\x01\x02\x03")
    app.go(OVERVIEW)
    assert "Nothing to show yet" in app.said


def test_benchmarks_are_off_until_somebody_asks(app):
    app.sample("app").go(OVERVIEW).choose("radio", "period", "day")
    assert "amplitude" not in app.said
    assert "own past is the better comparison" in app.said
    app.choose("toggle", "benchmarks", True)
    assert "7 %** in day 7 (2025, grade B" in app.said
