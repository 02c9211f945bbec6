"""Retention & churn, Lifecycle, Activity: settings in, the library's numbers out, in words and figures."""

from __future__ import annotations

import pytest

import retention as rt

CHURN, LIFECYCLE = "pages/explore/churn.py", "pages/explore/lifecycle.py"
ACTIVITY = "pages/explore/activity.py"
PAGES = {"churn": CHURN, "lifecycle": LIFECYCLE, "activity": ACTIVITY}


@pytest.fixture
def back():
    """May: ann, bob, cid, dan. June: ann, eve. July: ann, bob, cid, fay (bob and cid won back). Until 31 July."""
    rows = [
        *("ann,2024-05-02", "bob,2024-05-03", "cid,2024-05-04", "dan,2024-05-31"),
        *("ann,2024-06-02", "eve,2024-06-03"),
        *("ann,2024-07-02", "bob,2024-07-03", "cid,2024-07-04", "cid,2024-07-04", "fay,2024-07-31"),
    ]
    return ("customer,ordered_at\n" + "\n".join(rows) + "\n").encode()


def by_month(app, page):
    """The page, counted in months whatever the file's own rhythm is."""
    return app.go(page).choose("radio", "period", "month")


def loaded(app):
    return app.at.session_state["_events"]


@pytest.mark.parametrize("page", PAGES)
def test_with_nothing_loaded_each_page_says_what_to_do(app, page):
    app.go(PAGES[page])
    assert "Nothing to show yet" in app.said
    assert "not your data" in app.said


@pytest.mark.parametrize("sample", ["shop", "app"])
@pytest.mark.parametrize(("page", "charts"), [("churn", 1), ("lifecycle", 2), ("activity", 4)])
def test_each_page_with_each_sample(app, sample, page, charts):
    app.sample(sample).go(PAGES[page])
    assert len(app.at.get("plotly_chart")) >= charts
    assert "Nothing can be said" not in app.said


# --------------------------------------------------------------------------------------------- retention and churn
def test_the_last_complete_month_is_said_with_its_range_and_n(app, back):
    by_month(app.read("orders.csv", back), CHURN)
    assert "In Jul 2024, **1** of the 2 customers of Jun 2024 came again: **50.0 %** kept" in app.said
    assert "(likely 9.5 to 90.5 %), 50.0 % lost." in app.said
    assert "Against Jun 2024: 50.0 % of 2 against 25.0 % of 4" in app.said


def test_the_textbook_formula_is_spelled_out_on_the_own_numbers(app, back):
    by_month(app.read("orders.csv", back), CHURN)
    assert "kept / CS = 1 / 2 = **50.0 %**" in app.said
    assert "(CE − CN) / CS = (4 − 1) / 2 = **150.0 %**" in app.said
    assert "The 2 customers won back make the difference" in app.said


def test_another_period_can_be_chosen(app, back):
    by_month(app.read("orders.csv", back), CHURN).choose("selectbox", "at", "Jun 2024")
    assert "kept / CS = 1 / 4 = **25.0 %**" in app.said
    assert "(CE − CN) / CS = (2 − 1) / 4 = **25.0 %**" in app.said
    assert "Nobody was won back in this month, so both agree." in app.said


def test_the_page_says_what_the_library_counts(app):
    by_month(app.sample("shop"), CHURN)
    row = rt.period_retention(loaded(app)).iloc[-1]
    assert f"**{row['kept']:,.0f}** of the {row['start']:,.0f} customers of May 2026" in app.said
    assert f"**{100 * row['retention_rate']:.1f} %** kept" in app.said
    assert "Against May 2026:" in app.said
    assert "Against Jun 2025, the year before:" in app.said


def test_a_shorter_range_ends_with_another_month(app):
    by_month(app.sample("shop"), CHURN).choose("select_slider", "periods", ("Jan 2025", "Dec 2025"))
    row = rt.period_retention(loaded(app)).loc["2025-12-01"]
    assert f"In Dec 2025, **{row['kept']:,.0f}** of the {row['start']:,.0f} customers of Nov 2025" in app.said
    assert app.at.selectbox(key="at").options[0] == "Jan 2025"
    bars = next(trace for trace in app.figure()["data"] if trace.get("name") == "new")
    assert len(bars["x"]) == 12


def test_churn_instead_of_retention(app):
    by_month(app.sample("shop"), CHURN)
    before = app.figure()
    app.choose("button_group", "rate", "Churn")
    assert app.figure() != before
    assert "Customers lost, month by month" in app.said


def test_a_month_under_way_has_no_rate(app, back):
    by_month(app.read("orders.csv", back + b"ann,2024-08-02\n"), CHURN)
    assert "In Jul 2024, **1** of the 2 customers" in app.said
    assert "Hatched: the month is not over where the data end." in app.said
    assert app.at.selectbox(key="at").options == ["Jun 2024", "Jul 2024"]


def test_groups_have_a_line_each_and_a_comparison(app):
    by_month(app.sample("shop"), CHURN).choose("selectbox", "by", "channel")
    parts = rt.period_retention(loaded(app), rt.CohortSettings(segment="channel"))
    table = next(table.value for table in app.at.dataframe if "channel" in table.value)
    assert table["Retention"].tolist() == [frame["retention_rate"].iloc[-1] for frame in parts.values()]
    assert "Search against Friends:" in app.said or "Friends against Search:" in app.said


def test_all_periods_stand_in_a_table_newest_first(app, back):
    by_month(app.read("orders.csv", back), CHURN)
    table = next(table.value for table in app.at.dataframe if "Textbook formula" in table.value)
    assert table["Month"].tolist() == ["Jul 2024", "Jun 2024", "May 2024"]
    assert table["Won back"].tolist() == [2, 0, 0]


def test_settings_go_from_cohorts_to_churn(app):
    app.sample("shop").go(app.cohorts).choose("radio", "period", "quarter").go(CHURN).run()
    assert app.at.radio(key="period").value == "quarter"
    assert "In Q2 2026," in app.said


def test_an_event_and_a_number_of_times(app):
    by_month(app.sample("app"), CHURN).choose("selectbox", "return_event", "export").choose(
        "number_input", "min_events", 2
    )
    row = rt.period_retention(loaded(app), rt.CohortSettings(return_event="export", min_events=2)).iloc[-1]
    assert f"**{row['kept']:,.0f}** of the {row['start']:,.0f} customers of May 2026 did it again" in app.said


@pytest.mark.parametrize("size", [2, 28])
def test_blocks_are_named_by_their_first_day(app, size):
    app.sample("app").go(CHURN).choose("radio", "period", "day").choose("number_input", "size", size)
    assert f"In the {size}-day block from " in app.said


# ------------------------------------------------------------------------------------------------------- lifecycle
def test_the_moves_of_the_last_month(app, back):
    by_month(app.read("orders.csv", back), LIFECYCLE)
    assert (
        "In Jul 2024, **4 customers** were active: 1 returning, 2 resurrected, 1 new. 1 went dormant: **+2** in all."
    ) in app.said
    assert "Only 4 customers moved: too few for a quick ratio. A longer period has more." in app.said


def test_the_quick_ratio_in_words(app):
    by_month(app.sample("app"), LIFECYCLE)
    row = rt.lifecycle(loaded(app)).iloc[-1]
    assert f"/ {row['dormant']:,.0f} dormant = {row['quick_ratio']:.2f}: more came than went." in app.said


def test_one_group_at_a_time(app):
    by_month(app.sample("shop"), LIFECYCLE).choose("selectbox", "by", "channel").choose("selectbox", "group", "Friends")
    row = rt.lifecycle(loaded(app), rt.CohortSettings(segment="channel"))["Friends"].iloc[-1]
    assert f"**{row['active']:,.0f} customers** of Friends were active" in app.said


# -------------------------------------------------------------------------------------------------------- activity
def test_stickiness_and_frequency_in_words(app, back):
    by_month(app.read("orders.csv", back), ACTIVITY)
    # July: one day of activity each, cid's two rows on the same one: 4 in 31 days; 5 rows.
    assert "In Jul 2024, **4 customers** were active. On an average day 0.13 of them are there" in app.said
    assert "stickiness **3.2 %**" in app.said
    assert "Each has 1.25 rows in the month on average." in app.said


@pytest.mark.parametrize("window", ["7 days", "90 days", "12 weeks"])
def test_windows_of_active_days(app, window):
    app.sample("app").go(ACTIVITY).choose("selectbox", "window", window)
    n, unit = int(window.split()[0]), window.split()[1].rstrip("s")
    first = {"7 days": "2026-06-24", "90 days": "2026-04-02", "12 weeks": "2026-04-06"}[window]
    last = "2026-06-29" if unit == "week" else "2026-07-01"
    found = rt.stickiness(loaded(app), rt.CohortSettings(period=unit, start=first, end=last))
    assert len(found) == n
    assert f"**{found['at_least'].iloc[0]:,} customers** were active: {found['exactly'].iloc[0]:,} " in app.said


def test_only_windows_that_lie_in_the_file_are_offered(app, back):
    by_month(app.read("orders.csv", back), ACTIVITY)
    assert app.at.selectbox(key="window").options == ["7 days", "14 days", "28 days", "30 days", "90 days", "12 weeks"]


def test_so_many_days_or_more(app):
    app.sample("app").go(ACTIVITY)
    before = app.figure(1)
    app.choose("button_group", "tally", "So many or more")
    assert app.figure(1) != before


# ------------------------------------------------------------------------------------------------------- contracts
CONTRACTS = b"""customer,plan,start,end,amount per month
ann,Basic,2024-01-01,,10
bob,Basic,2024-01-10,2024-03-15,10
cid,Plus,2024-02-01,2024-03-31,20
cid,Plus,2024-05-01,,20
dan,Plus,2024-04-02,,20
"""


def test_contracts_are_counted_where_the_month_begins_and_ends(app):
    app.read("subscriptions.csv", CONTRACTS)
    app.at.date_input[0].set_value(app.at.date_input[0].value.replace(month=5, day=31))
    by_month(app, CHURN)
    # Where March begins: ann, bob, cid. Where it ends: ann and cid, whose last day is the 31st.
    app.choose("selectbox", "at", "Mar 2024")
    assert "have a running contract at the beginning and at the end of each" in app.said
    frame = rt.period_retention(loaded(app))
    row = frame.loc["2024-03-01"]
    assert f"kept / CS = {row['kept']:.0f} / 3 = " in app.said
    assert "were still there at its end" in app.said
    app.go(LIFECYCLE)
    assert "had a running contract at the end" in app.said


def test_contracts_have_no_visits_to_count(app):
    app.read("subscriptions.csv", CONTRACTS).go(ACTIVITY)
    assert "This page needs another kind of file" in app.said


# ----------------------------------------------------------------------------------------- little and broken files
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("rows", [["a,2024-01-05"], ["a,2024-01-05", "b,2024-01-05", "b,2024-01-05"]])
def test_a_file_of_one_row_or_one_day(app, page, rows):
    app.read("orders.csv", ("customer,ordered_at\n" + "\n".join(rows) + "\n").encode()).go(PAGES[page])
    assert "Traceback" not in app.said
    if page == "churn":
        assert "a rate needs two whole days" in app.said


@pytest.mark.parametrize("page", PAGES)
def test_a_file_of_one_month(app, page, back):
    app.read("orders.csv", back.split(b"ann,2024-06-02")[0]).go(PAGES[page]).choose("radio", "period", "month")
    assert app.at.get("plotly_chart")


@pytest.mark.parametrize("page", PAGES)
def test_conditions_that_leave_nothing_are_a_sentence(app, page):
    app.sample("shop").go(PAGES[page])
    app.choose("number_input", "min_events", 100)
    assert "no row counts as activity" in app.said.lower()
    assert "Choose another event" in app.said


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "query", [{"period": "fortnight"}, {"periods": "Foo 2020"}, {"at": "never"}, {"by": "nobody"}, {"window": "1 day"}]
)
def test_a_link_that_means_nothing_shows_the_usual_view(app, page, query):
    app.sample("shop")
    for key, value in query.items():
        app.at.query_params[key] = value
    app.go(PAGES[page])
    assert app.at.get("plotly_chart")
