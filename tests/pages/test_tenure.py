"""How long they stay: the sentence, the curve, the groups and the table say what the library says."""

from __future__ import annotations

import json
import math

import pytest

import retention as rt
from pages.shared import tenure_words

TENURE = "pages/value/tenure.py"


@pytest.fixture
def stay(app):
    """Somebody with the sample of subscriptions on this page."""
    return app.sample("subscriptions").go(TENURE)


@pytest.fixture(scope="module")
def tenures():
    return rt.read_subscriptions("sample_data/subscriptions.csv").tenures("month")


def plain(app):
    return app.said.replace("**", "")


def test_without_data_and_with_visits_it_says_what_it_needs(app, small):
    assert "Nothing to show yet" in app.go(TENURE).said
    app.go(app.upload).read("orders.csv", small).go(TENURE)
    assert "It counts subscriptions" in plain(app)
    assert "What is loaded: visits" in plain(app)


def test_the_sentence_is_the_librarys_number(stay, tenures):
    curve = rt.survival(tenures)
    low, high = curve.median_range
    said = f"Half of the customers stay at least {curve.median:.0f} months (likely {low:.0f} to {high:.0f})"
    assert said in plain(stay)
    assert f"After 12 months {100 * (1 - curve.at(12)):.1f} % had left" in plain(stay)
    assert f"620 customers, {int(curve.numbers_at_risk([12])[0])} of them watched that long" in plain(stay)


def test_the_time_that_is_said_can_be_moved(stay, tenures):
    stay.choose("select_slider", "after", 24)
    assert f"After 24 months {100 * (1 - rt.survival(tenures).at(24)):.1f} % had left" in plain(stay)


def test_the_table_holds_the_curve_at_a_few_times(stay, tenures):
    curve = rt.survival(tenures)
    table = next(table.value for table in stay.at.dataframe if "Still there" in table.value)
    times = table["After months"].tolist()
    assert times == [1, 3, 6, 12, 18, 24]
    shown = [text.replace("\N{NO-BREAK SPACE}", " ") for text in table["Still there"]]
    assert shown == [f"{100 * curve.at(time):.1f} %" for time in times]
    assert table["Watched"].tolist() == curve.numbers_at_risk(times).astype(int).tolist()


def test_the_figure_is_the_librarys(stay, tenures):
    expected = rt.charts.survival_curves(rt.survival(tenures), unit="month")
    drawn = [[trace.get("x"), trace.get("y")] for trace in stay.figure()["data"]]
    assert drawn == [[trace.get("x"), trace.get("y")] for trace in json.loads(expected.to_json())["data"]]


def test_groups_that_differ_and_groups_that_do_not(stay, tenures):
    assert rt.survival_test(tenures, "billed").p_value < 0.001
    assert rt.survival_test(tenures, "sold_by").p_value > 0.05
    stay.choose("selectbox", "by", "billed")
    assert "more than chance" in stay.said
    assert "annual: more than half still stay" in plain(stay)
    stay.choose("selectbox", "by", "sold_by")
    assert "could be chance" in stay.said


def test_a_new_unit_begins_with_its_own_time(stay):
    stay.choose("select_slider", "after", 30).choose("selectbox", "unit", "quarter")
    assert stay.at.select_slider(key="after").value == 4
    assert "After 4 quarters" in plain(stay)
    stay.choose("selectbox", "unit", "day")
    assert stay.at.select_slider(key="after").value == 90


@pytest.mark.parametrize(
    "rows",
    [
        "a,2024-01-01,9999-12-31\nb,2024-01-02,9999-12-31\n",
        "a,2024-01-01,\nb,2024-01-01,2024-01-01\n",
        "a,2024-01-01,2024-01-09\nb,2024-01-02,2024-01-10\n",
    ],
    ids=["all stay", "one who left at once", "nobody stays"],
)
@pytest.mark.parametrize("unit", ["day", "month", "year"])
def test_very_little_data(app, rows, unit):
    app.read("accounts.csv", f"account,start_date,end_date\n{rows}".encode()).go(TENURE)
    app.choose("selectbox", "unit", unit)
    assert "What this takes for granted" in app.said


# --------------------------------------------------------------------------------------------------------- sentences
def test_words_of_a_curve_with_and_without_a_median():
    all_left = rt.kaplan_meier([1, 2, 3, 4], [1, 1, 1, 1])
    assert (
        tenure_words.half(all_left, "month")
        .replace("**", "")
        .startswith("Half of the customers stay at least 2 months")
    )
    staying = rt.kaplan_meier([5, 6, 7], [0, 0, 0])
    assert "still stay after the longest time watched, 7 months" in tenure_words.half(staying, "month")
    assert tenure_words.verdict(rt.log_rank({"a": staying, "b": staying})).startswith("Nobody has left yet")


def test_the_curve_at_times_before_the_first_step_and_between_steps():
    curve = rt.kaplan_meier([2, 4, 6], [1, 1, 0])
    rows = tenure_words.at_times(curve, [1, 2, 3, 5])
    assert [round(rate, 4) for rate in rows["survival"]] == [1.0, 0.6667, 0.6667, 0.3333]
    assert rows["at_risk"].tolist() == [3, 3, 2, 1]


def test_names_of_groups_are_never_marks():
    curve = rt.kaplan_meier([1, 2], [1, 1])
    assert "](http" not in tenure_words.said("[x](http://evil.example)", curve, "month")


def test_a_range_that_is_not_known_is_not_a_number():
    assert tenure_words.rates(math.nan, 0.5) == "unknown"
