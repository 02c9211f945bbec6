"""Handing over a file: good ones, broken ones, and one that can be read in two ways."""

from __future__ import annotations

import struct
import zlib

import pytest

import retention as rt


def png():
    """The smallest picture there is."""

    def part(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = part(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + part(b"IDAT", zlib.compress(b"\0\0")) + part(b"IEND", b"")


def test_a_plain_file_takes_one_click(app, small):
    app.give("orders.csv", small)
    assert app.at.selectbox(key="role-customer").value == "customer"
    assert app.at.selectbox(key="role-time").value == "ordered_at"
    assert app.at.selectbox(key="role-amount").value == "total"
    assert "1 Jan 2024" in app.said
    app.press("read")
    assert "orders.csv is read" in app.said.replace("**", "")
    assert app.at.button(key="way-on").label == "See the cohort matrix"


def test_the_bytes_are_let_go_once_read(app, small):
    app.read("orders.csv", small)
    kept = ("_given", "_guess", "_answers", "role-customer")
    assert [key for key in kept if key in app.at.session_state] == []


def test_the_ledger_adds_up(app):
    lines = ["customer,ordered_at", "a,2024-01-05", ",2024-01-06", "b,2024-02-30", "b,2024-02-03"]
    app.read("orders.csv", "\n".join(lines).encode())
    events = app.at.session_state["_events"]
    report = events.report
    assert report.rows_read == report.rows_kept + sum(report.dropped.values())
    assert (report.rows_read, report.rows_kept) == (4, 2)
    for word in ("Rows in the file", "no customer", "date does not exist", "Rows used", "such as row 2"):
        assert word in app.said
    assert app.at.get("download_button")


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("empty.csv", b"", "empty"),
        ("header.csv", b"customer,ordered_at\n", "header"),
        ("picture.csv", png(), "PNG"),
    ],
)
def test_a_broken_file_is_a_sentence(app, name, data, word):
    app.give(name, data)
    assert word.lower() in app.said.lower()
    assert "Traceback" not in app.said
    app.at.button[0].click()  # the only way on: another file
    app.run()
    assert app.at.file_uploader


def test_dates_that_nothing_decides_are_asked_about(app, ambiguous):
    app.give("orders.csv", ambiguous)
    assert "03/04/2024 is **3 April 2024**" in app.said
    assert "03/04/2024 is **4 March 2024**" in app.said
    assert app.at.button(key="read").disabled
    app.press("date_order-dmy")
    assert not app.at.button(key="read").disabled
    app.press("read")
    first, last = app.at.session_state["_events"].span
    assert (f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}") == ("2024-02-01", "2024-06-05")


def test_the_other_answer_gives_the_other_dates(app, ambiguous):
    app.give("orders.csv", ambiguous).press("date_order-mdy").press("read")
    first, last = app.at.session_state["_events"].span
    assert (f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}") == ("2024-01-02", "2024-05-06")


def test_a_column_can_be_given_another_role(app):
    data = b"who,buyer,ordered_at\na,x,2024-01-05\na,y,2024-02-03\nb,y,2024-02-04\n"
    app.give("orders.csv", data)
    app.choose("selectbox", "role-customer", "buyer").press("read")
    assert app.at.session_state["_events"].mapping.customer == "buyer"


def test_one_column_in_two_roles_is_said_before_reading(app, small):
    app.give("orders.csv", small).choose("selectbox", "role-amount", "customer")
    assert "chosen twice" in app.said
    assert app.at.button(key="read").disabled


def test_an_unforeseen_failure_is_a_sentence_too(app, small, monkeypatch):
    app.give("orders.csv", small)

    def fail(*args, **more):
        raise KeyError("something odd")

    monkeypatch.setattr(rt, "read_events", fail)
    app.press("read")
    assert "This file could not be read" in app.said
    assert app.at.button(key="read")


def test_names_from_the_file_are_never_marks(app):
    data = b"customer,ordered_at,[x](http://evil.example)\na,2024-01-05,1\nb,2024-02-05,2\na,2024-02-06,2\n"
    app.give("![](http://evil.example/x.png).csv", data)
    marked = [m.value for m in (*app.at.markdown, *app.at.caption)]
    assert not [text for text in marked if "](http" in text or "://evil" in text]


def test_the_complete_through_date_can_be_moved(app, small):
    app.read("orders.csv", small)
    assert "Complete through 31 Mar 2024" in app.said
    app.at.date_input[0].set_value(app.at.date_input[0].value.replace(day=15))
    app.run()
    assert "Complete through 15 Mar 2024" in app.said
    assert str(app.at.session_state["_events"].observed_until) == "2024-03-16 00:00:00"


def test_the_file_of_the_command_line_is_offered_once(monkeypatch, tmp_path, small, app):
    path = tmp_path / "mine.csv"
    path.write_bytes(small)
    monkeypatch.setenv("RETENTION_FILE", str(path))
    visitor = type(app)()
    assert "mine.csv" in visitor.said
    assert "waits there" in visitor.go(visitor.cohorts).said
    visitor.go(visitor.upload).press("read")
    assert "mine.csv is read" in visitor.said.replace("**", "")
    assert visitor.run().at.file_uploader


def test_another_file_begins_with_its_own_settings(app, small):
    app.sample("shop").go(app.cohorts).choose("radio", "period", "quarter")
    app.go(app.upload).read("orders.csv", small).go(app.cohorts)
    assert app.at.radio(key="period").value == "month"
