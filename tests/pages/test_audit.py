"""The Audit page: what was read, what was left out, what copies would change."""

from __future__ import annotations

import pytest

from pages.shared import given


def test_rows_left_out_are_listed_by_reason(app):
    app.sample("shop").go(app.audit)
    report = app.at.session_state["_events"].report
    assert report.dropped == {"no customer": 5}
    tables = [table.value for table in app.at.dataframe if list(table.value) == ["where", "text"]]
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


# ------------------------------------------------------------------------------------------ reading it otherwise
@pytest.fixture
def proved():
    """Forty customers who come in one month and half of them again in the next; one day above 12 proves the order."""
    lines = ["customer,ordered_at,total"]
    for i in range(40):
        lines.append(f"c{i},{i % 12 + 1:02d}/{i % 2 + 1:02d}/2024,10")
        if i % 4 < 2:
            lines.append(f"c{i},03/{i % 2 + 2:02d}/2024,5")
    return "\n".join([*lines, "z,31/12/2024,1"]).encode() + b"\n"


def test_what_the_numbers_rest_on_is_shown_with_its_evidence(app, proved):
    app.read("orders.csv", proved).go(app.audit)
    assert "Order of day and month" in app.said
    assert "The day comes first, proved by 1 row." in app.said
    assert "No time in the file names a zone" in app.said


def test_another_reading_shows_what_it_does_before_it_counts(app, proved):
    app.read("orders.csv", proved).go(app.audit)
    before = app.at.session_state["_events"]
    app.choose("selectbox", "reading-date_order-dmy", "mdy")
    assert "Order of day and month: day first → month first" in app.said
    assert "50.0 % → " in app.said
    assert "41 → 40" in app.said
    assert "61 → 60" in app.said
    assert app.at.session_state["_events"] is before
    app.press("use-reading")
    after = app.at.session_state["_events"]
    assert (len(after), dict(after.report.dropped)) == (60, {"date does not exist": 1})
    assert "use-reading" not in [button.key for button in app.at.button]


def test_another_reading_can_be_let_be(app, proved):
    app.read("orders.csv", proved).go(app.audit)
    before = app.at.session_state["_events"].fingerprint
    app.choose("selectbox", "reading-date_order-dmy", "mdy").press("keep-reading")
    assert app.at.session_state["_events"].fingerprint == before
    assert app.at.selectbox(key="reading-date_order-dmy").value == "dmy"
    assert "→" not in app.said


def test_a_change_without_effect_says_so(app, proved):
    app.read("orders.csv", proved).go(app.audit).choose("selectbox", "reading-timezone-UTC", "Asia/Seoul")
    assert "None of these numbers would change" in app.said


def test_two_changes_after_one_another_are_both_kept(app, proved):
    app.read("orders.csv", proved).go(app.audit)
    app.choose("selectbox", "reading-date_order-dmy", "mdy").press("use-reading")
    app.choose("selectbox", "reading-timezone-UTC", "Asia/Seoul").press("use-reading")
    events = app.at.session_state["_events"]
    assert (events.timezone, len(events)) == ("Asia/Seoul", 60)


def test_a_moved_end_stays_where_the_last_day_is_the_same(app, small):
    app.read("orders.csv", small)
    app.at.date_input[0].set_value(app.at.date_input[0].value.replace(day=15))
    app.run().go(app.audit).choose("selectbox", "reading-timezone-UTC", "Asia/Seoul").press("use-reading")
    assert str(app.at.session_state["_events"].observed_until) == "2024-03-16 00:00:00"


def test_a_large_file_is_read_otherwise_beside_the_page(app, proved, monkeypatch):
    app.read("orders.csv", proved).go(app.audit)
    monkeypatch.setattr(given, "QUICK", 10)
    app.choose("selectbox", "reading-date_order-dmy", "mdy")
    for _ in range(50):
        if "41 → 40" in app.said:
            break
        app.run()
    assert "41 → 40" in app.said


def test_another_encoding_keeps_the_columns_by_their_place(app):
    rows = [f"c{i % 20},2024-{i % 6 + 1:02d}-{i % 28 + 1:02d},서울" for i in range(120)]
    data = "\n".join(["고객번호,주문일시,도시", *rows]).encode("cp949") + b"\n"
    app.read("orders.csv", data).go(app.audit)
    box = next(box for box in app.at.selectbox if str(box.key).startswith("reading-encoding"))
    app.choose("selectbox", box.key, "gb18030")
    assert "None of these numbers would change" in app.said
    app.press("use-reading")
    mapping = app.at.session_state["_events"].mapping
    assert mapping.customer == "고객번호".encode("cp949").decode("gb18030")
    assert mapping.time == "주문일시".encode("cp949").decode("gb18030")
    boxes = [box for box in app.at.selectbox if str(box.key).startswith("reading-encoding")]
    assert any("Korean" in option for option in boxes[0].options)


# ------------------------------------------------------------------------------------------------- how much is lost
def lossy(good, bad):
    rows = [f"c{i},2024-01-{i % 28 + 1:02d}" for i in range(good)]
    return "\n".join(["customer,ordered_at", *rows, *[",2024-01-05"] * bad]).encode() + b"\n"


@pytest.mark.parametrize(("bad", "warnings", "errors"), [(4, 0, 0), (10, 1, 0), (150, 0, 1)])
def test_the_more_is_left_out_the_louder_it_is_said(app, bad, warnings, errors):
    app.read("orders.csv", lossy(100, bad)).go(app.audit)
    assert (len(app.at.warning), len(app.at.error)) == (warnings, errors)


def test_blank_rows_are_no_loss(app):
    app.read("orders.csv", lossy(100, 0) + b"\n" * 50).go(app.audit)
    assert (len(app.at.warning), len(app.at.error)) == (0, 0)


def test_the_ledger_shows_places_and_texts_of_examples(app):
    app.read("orders.csv", b"customer,ordered_at\na,2024-01-05\nb,2024-02-30\na,2024-02-05\n").go(app.audit)
    assert "line 3: b, 2024-02-30" in app.said
