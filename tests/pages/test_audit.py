"""The Audit page: what was read, what was left out, what copies would change."""

from __future__ import annotations


def test_rows_left_out_are_listed_by_reason(app):
    app.sample("shop").go(app.audit)
    report = app.at.session_state["_events"].report
    assert report.dropped == {"no customer": 5}
    tables = [table.value for table in app.at.dataframe if list(table.value) == ["row", "text"]]
    assert [len(table) for table in tables] == [5]
    assert any("no customer (5)" in tab.label for tab in app.at.tabs)


def test_copies_say_what_leaving_them_out_would_change(app):
    app.sample("shop").go(app.audit)
    assert "12 rows" in app.said
    assert "less money" in app.said
    assert "the month-1 rate would " in app.said


def test_copies_can_be_left_out_and_the_ledger_still_adds_up(app):
    app.sample("shop").go(app.audit)
    before = app.at.session_state["_events"]
    app.press("drop-copies")
    after = app.at.session_state["_events"]
    assert len(before) - len(after) == 12
    assert after.report.rows_read == after.report.rows_kept + sum(after.report.dropped.values())
    assert len(after.report.left_out) == 17
    assert "12 rows left out as exact copies" in app.said


def test_a_file_without_faults_says_so(app, small):
    app.read("orders.csv", small).go(app.audit)
    assert "Every row of the file is used" in app.said
    assert "No row is an exact copy" in app.said


def test_a_last_day_cut_short_is_pointed_out(app):
    days = [f"2024-01-{day:02d}" for day in range(1, 21)]
    rows = [f"{who},{day} {hour:02d}:30" for day in days for who, hour in (("a", 9), ("b", 22))]
    cut = "customer,ordered_at\n" + "\n".join([*rows, "a,2024-01-21 08:10"]) + "\n"
    app.read("orders.csv", cut.encode()).go(app.audit)
    assert "looks cut short" in app.said
    assert "08:10" in app.said


def test_periods_without_rows_are_named(app):
    app.read("orders.csv", b"customer,ordered_at\na,2024-01-05\nb,2024-02-05\na,2024-05-09\n").go(app.audit)
    assert "Without a single row: Mar 2024, Apr 2024" in app.said
