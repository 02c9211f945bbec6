"""Subscriptions and customer tables: handed over, read, audited, and looked at on the pages that can count them."""

from __future__ import annotations

from pathlib import Path

import pytest

import retention as rt
from retention.export.meaning import about

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
DIRTY = SHARED / "messy" / "subscriptions_dirty.csv"
TELCO = SHARED / "real" / "telco_churn" / "WA_Fn-UseC_-Telco-Customer-Churn.csv"
needs_files = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder ../shared with real files is not here")
TENURE = "pages/value/tenure.py"
VISITS_ONLY = "pages/explore/activity.py"


@pytest.fixture
def contracts():
    """Five customers: one leaves and returns, one changes what they pay, one never leaves."""
    rows = (
        *("ann,2024-01-10,2024-02-20,10", "ann,2024-04-05,,12", "bob,2024-01-15,2024-03-15,20", "bob,2024-03-15,,25"),
        *("cid,2024-02-01,2024-03-31,8", "dee,2024-02-11,,9", "eve,2024-03-07,2024-05-20,15"),
        *(",2024-03-01,,5", "fay,2024-05-01,2024-04-01,5"),
    )
    return "\n".join(["account,start_date,end_date,mrr", *rows]).encode() + b"\n"


@pytest.fixture
def customers():
    """Sixty customers with their months so far; every third has left."""
    rows = [f"c{i:02},{i % 24 + 1},{'Yes' if i % 3 == 0 else 'No'},{'A' if i % 2 else 'B'}" for i in range(60)]
    return "\n".join(["customerID,tenure,Churn,Contract", *rows]).encode() + b"\n"


def kept(app):
    return app.at.session_state["_events"]


def kind(app):
    """The control that says what one row is."""
    return next(box for box in app.at.button_group if str(box.key).startswith("role-kind-"))


# -------------------------------------------------------------------------------------------------------- reading
def test_a_file_of_subscriptions_takes_one_click(app, contracts):
    app.give("accounts.csv", contracts)
    assert kind(app).value == "subscriptions"
    roles = ("customer", "start", "end", "amount", "plan")
    assert [app.role(role).value for role in roles] == ["account", "start_date", "end_date", "mrr", ""]
    assert "every subscription still runs" not in app.said
    app.press("read")
    found = kept(app)
    assert isinstance(found, rt.Subscriptions)
    assert found.fingerprint == rt.read_subscriptions(contracts).fingerprint
    assert "7 contracts, 5 customers" in app.said


def test_the_ledger_of_subscriptions_adds_up(app, contracts):
    app.read("accounts.csv", contracts)
    report = kept(app).report
    assert (report.rows_read, report.rows_kept, sum(report.dropped.values())) == (9, 7, 2)
    for words in ("No customer", "End before start", "line 9", "line 10", "Rows used"):
        assert words in app.said


def test_a_customer_table_takes_one_click(app, customers):
    app.give("customers.csv", customers)
    assert kind(app).value == "tenures"
    assert [app.role(role).value for role in ("customer", "tenure", "churned")] == ["customerID", "tenure", "Churn"]
    app.press("read")
    found = kept(app)
    assert isinstance(found, rt.Tenures)
    assert (len(found), int(found.ended.sum()), found.unit) == (60, 20, "month")
    assert app.at.button(key="way-on").label == "See how long they stay"
    assert "20 of them have left" in app.said


def test_the_unit_of_a_customer_table_can_be_said(app, customers):
    app.give("customers.csv", customers).choose("selectbox", "file-unit", "weeks").press("read")
    assert kept(app).unit == "week"


def test_what_one_row_is_can_be_said_otherwise(app, contracts):
    app.give("accounts.csv", contracts).choose("button_group", kind(app).key, "events")
    assert app.role("customer").value == "account"
    assert app.at.button(key="read").disabled
    app.choose_role("time", "start_date").choose_role("amount", "mrr").press("read")
    assert isinstance(kept(app), rt.Events)
    assert len(kept(app)) == 8


def test_visits_can_be_read_as_subscriptions(app, small):
    app.give("orders.csv", small).choose("button_group", kind(app).key, "subscriptions")
    assert app.role("customer").value == "customer"
    assert "Choose the column that says start." in app.said
    app.choose_role("start", "ordered_at").press("read")
    assert isinstance(kept(app), rt.Subscriptions)
    assert app.run().said.count("every subscription still runs") == 0


def test_dates_that_nothing_decides_are_asked_about_once_for_both_ends(app):
    data = b"account,start_date,end_date\na,03/04/2024,05/06/2024\nb,01/02/2024,\nc,02/05/2024,04/07/2024\n"
    app.give("accounts.csv", data)
    assert app.at.button(key="read").disabled
    app.press("date_order-dmy").press("read")
    first, last = kept(app).span
    assert (f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}") == ("2024-02-01", "2024-05-02")


@pytest.mark.parametrize("data", [b"account,start_date,end_date\n", b"account,start_date,end_date\n,2024-01-01,\n"])
def test_a_file_without_one_usable_subscription_is_a_sentence(app, data):
    app.give("accounts.csv", data)
    if any(button.key == "read" for button in app.at.button):
        app.press("read")
    assert "_events" not in app.at.session_state
    assert "Traceback" not in app.said


@needs_files
def test_a_dirty_file_is_read_but_for_what_cannot_be(app):
    app.read(DIRTY.name, DIRTY.read_bytes())
    found = kept(app)
    assert (len(found), found.n_customers, found.report.rows_read) == (10, 8, 12)
    for page in (app.audit, app.cohorts, app.curves, TENURE):
        app.go(page)
        assert "Nothing to show" not in app.said


@needs_files
def test_a_real_customer_table_gives_the_known_curve(app):
    app.read(TELCO.name, TELCO.read_bytes())
    assert (kept(app).n_customers, int(kept(app).ended.sum())) == (7043, 1869)
    app.go(TENURE)
    assert "More than half of the customers still stay after the longest time watched, 72 months" in plain(app)
    assert "After 12 months 15.7 % had left" in plain(app)
    app.choose("selectbox", "by", "Contract")
    assert "more than chance" in app.said


def plain(app):
    return app.said.replace("**", "")


# ------------------------------------------------------------------------------------------------- the other pages
def test_the_audit_page_of_subscriptions(app):
    app.sample("subscriptions").go(app.audit)
    tables = [table.value for table in app.at.dataframe if "Won back" in table.value]
    frame = rt.period_retention(kept(app), rt.CohortSettings())
    assert tables[0]["At the end"].tolist() == frame["end"].tolist()
    for words in ("What the numbers rest on", "Order of day and month", "Complete through", "end before start (3)"):
        assert words in app.said or any(words in tab.label for tab in app.at.tabs)


def test_the_audit_page_of_a_customer_table(app, customers):
    app.read("customers.csv", customers).go(app.audit)
    assert "Have left" in app.said
    assert "Complete through" not in app.said
    assert app.choose("selectbox", "reading-unit-month", "week").at.button(key="use-reading")
    app.press("use-reading")
    assert kept(app).unit == "week"


def test_another_reading_of_subscriptions_shows_what_it_does(app, contracts):
    app.read("accounts.csv", contracts).go(app.audit)
    app.choose("selectbox", "reading-timezone-UTC", "Asia/Seoul")
    assert "None of these numbers would change" in app.said
    app.press("use-reading")
    assert kept(app).timezone == "Asia/Seoul"


def test_the_complete_through_date_of_subscriptions_can_be_moved(app, contracts):
    app.read("accounts.csv", contracts)
    app.at.date_input[0].set_value(app.at.date_input[0].value.replace(day=10))
    app.run()
    assert "Complete through 10 May 2024" in app.said
    assert str(kept(app).observed_until) == "2024-05-11 00:00:00"


def test_the_matrix_of_subscriptions_is_the_librarys(app):
    app.sample("subscriptions").go(app.cohorts)
    matrix = rt.cohort_matrix(kept(app), rt.CohortSettings(max_age=24))
    curve = rt.retention_curve(matrix)
    came, could = int(curve.numerator[1]), int(curve.denominator[1])
    assert f"Of {could:,} customers watched long enough, {came:,} were still customers at the end of month 1" in plain(
        app
    )
    assert "came back" not in app.said.lower()
    assert "came back" not in str(app.figure()["data"]).lower()
    assert len(app.at.get("plotly_chart")) == 2


@pytest.mark.parametrize("show", ["Count", "Value", "Against all"])
def test_ways_to_show_the_matrix_of_subscriptions(app, show):
    app.sample("subscriptions").go(app.cohorts)
    assert "Cumulative value" not in app.at.button_group(key="show").options
    before = app.figure()
    app.choose("button_group", "show", show)
    assert app.figure() != before


def test_a_cell_of_subscriptions_lists_its_customers(app, contracts):
    app.read("accounts.csv", contracts).go(app.cohorts).choose("selectbox", "cell", "Jan 2024")
    lists = [set(table.value["Customer"]) for table in app.at.dataframe if "Customer" in table.value]
    assert lists == [{"bob"}, {"ann"}]
    assert any("Had left" in tab.label for tab in app.at.tabs)


def test_settings_of_visits_in_a_link_do_not_break_subscriptions(app):
    for key, value in {"measure": "within", "clock": "elapsed", "birth": "every", "show": "Cumulative value"}.items():
        app.at.query_params[key] = value
    app.sample("subscriptions").go(app.cohorts)
    assert len(app.at.get("plotly_chart")) == 2


def test_curves_of_subscriptions(app):
    app.sample("subscriptions").go(app.curves).choose("selectbox", "by", "billed")
    assert "Were still customers, month 1" in app.said
    assert "came back" not in app.said.lower()


def test_pages_that_need_visits_say_so_and_show_the_way(app, contracts, customers):
    app.read("accounts.csv", contracts).go(VISITS_ONLY)
    assert "This page needs another kind of file" in app.said
    assert "What is loaded: subscriptions" in plain(app)
    assert "not your data" in app.said
    app.go(app.upload).read("customers.csv", customers)
    for page in (VISITS_ONLY, app.cohorts, app.curves):
        assert "What is loaded: a customer table" in plain(app.go(page))


def test_another_file_begins_with_its_own_settings_of_another_kind(app, small, contracts):
    app.sample("subscriptions").go(app.cohorts).choose("selectbox", "by", "plan")
    app.go(app.upload).read("orders.csv", small).go(app.cohorts)
    assert "came back" in app.said
    app.go(app.upload).read("accounts.csv", contracts).go(app.cohorts)
    assert "were still customers" in app.said


def test_what_is_taken_away_says_what_was_counted(contracts):
    matrix = rt.cohort_matrix(rt.read_subscriptions(contracts))
    said = dict(about(matrix, None))
    assert said["Came back means"] == "were still customers at the end of that window"
    assert rt.retention_curve(matrix).name == "Were still customers, all cohorts"


def test_who_asked_not_to_be_contacted_is_a_role_and_is_said(app, contracts):
    lines = contracts.decode().split("\n")
    marked = [f"{line},{'yes' if line.startswith('bob') else ''}" for line in lines[1:-1]]
    app.give("accounts.csv", "\n".join([f"{lines[0]},unsubscribed", *marked]).encode())
    assert app.role("do_not_contact").value == "unsubscribed"
    app.press("read")
    found = kept(app)
    assert found.customers(found.blocked.nonzero()[0]) == ["bob"]
    app.go("pages/data/audit.py")
    assert "1 customer asked not to be contacted: they are in no list" in app.said
