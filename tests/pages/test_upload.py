"""Handing over a file: good ones, broken ones, and one that can be read in two ways."""

from __future__ import annotations

import struct
import threading
import zlib
from dataclasses import replace
from inspect import signature

import pytest

import retention as rt
from pages.shared import given


def png():
    """The smallest picture there is."""

    def part(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = part(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + part(b"IDAT", zlib.compress(b"\0\0")) + part(b"IEND", b"")


def test_a_plain_file_takes_one_click(app, small):
    app.give("orders.csv", small)
    assert app.role("customer").value == "customer"
    assert app.role("time").value == "ordered_at"
    assert app.role("amount").value == "total"
    assert "1 Jan 2024" in app.said
    app.press("read")
    assert "orders.csv is read" in app.said.replace("**", "")
    assert app.at.button(key="way-on").label == "See the overview"


def test_what_was_filled_in_is_let_go_once_read_and_large_bytes_too(app, small, monkeypatch):
    role = app.give("orders.csv", small).role("customer").key
    app.press("read")
    kept = ("_given", "_guess", "_answers", role)
    assert [key for key in kept if key in app.at.session_state] == []
    assert app.at.session_state["_reading"][0].size == len(small)
    monkeypatch.setattr(given, "KEPT", 10)
    app.read("orders.csv", small)
    assert app.at.session_state["_reading"][0] is None
    assert "load it again" in app.go(app.audit).said


def test_the_ledger_adds_up(app):
    lines = ["customer,ordered_at", "a,2024-01-05", ",2024-01-06", "b,2024-02-30", "b,2024-02-03"]
    app.read("orders.csv", "\n".join(lines).encode())
    events = app.at.session_state["_events"]
    report = events.report
    assert report.rows_read == report.rows_kept + sum(report.dropped.values())
    assert (report.rows_read, report.rows_kept) == (4, 2)
    for word in (
        "Rows in the file",
        "no customer",
        "date does not exist",
        "Rows used",
        "line 3",
        "With a customer",
        "With a date",
    ):
        assert word.lower() in app.said.lower()
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
    app.choose_role("customer", "buyer").press("read")
    assert app.at.session_state["_events"].mapping.customer == "buyer"


def test_one_column_in_two_roles_is_said_before_reading(app, small):
    app.give("orders.csv", small).choose_role("amount", "customer")
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


# ------------------------------------------------------------------------------------------------ several files
def test_several_files_are_read_as_one(app):
    january = b"customer,ordered_at\na,2024-01-05\n,2024-01-06\n"
    february = b"customer,ordered_at\na,2024-02-05\nb,2024-02-06\n"
    app.at.file_uploader[0].upload("january.csv", january, "text/csv").upload("february.csv", february, "text/csv")
    app.run()
    assert "Read as one: january.csv, february.csv" in app.said
    app.press("read")
    assert (len(app.at.session_state["_events"]), "january.csv, line 3" in app.said) == (3, True)


def test_files_of_other_columns_are_told_apart(app, small):
    app.at.file_uploader[0].upload("a.csv", small, "text/csv").upload("b.csv", b"x,y\n1,2\n", "text/csv")
    app.run()
    assert "b.csv" in app.said
    assert not [button for button in app.at.button if button.key == "read"]


# ---------------------------------------------------------------------------------------- how the file was read
def test_the_text_of_the_file_is_shown_as_it_is_read(app):
    data = "고객,주문일,도시\n김,2024-01-05,서울\n이,2024-02-03,부산\n김,2024-02-09,서울\n".encode()
    app.give("orders.csv", data)
    assert "Text of the file as it is read: 고객 · 주문일 · 도시" in app.said


def test_a_low_confidence_question_leaves_the_column_empty(app, small, monkeypatch):
    look = rt.inspect

    def unsure(*args, **more):
        guess = look(*args, **more)
        question = rt.Question("customer", "Which column says who?", (rt.Choice("customer", "customer"),))
        return replace(guess, questions=(question,))

    monkeypatch.setattr(rt, "inspect", unsure)
    app.give("orders.csv", small)
    assert app.role("customer").value is None
    assert "Which column says who?" in app.said
    assert app.at.button(key="read").disabled
    app.choose_role("customer", "customer")
    assert not app.at.button(key="read").disabled


def test_a_question_that_only_reading_brings_up_is_asked_then(app, small, monkeypatch):
    read, question = (
        rt.read_events,
        rt.Question("decimal", "Is 1.234 a thousand?", (rt.Choice(".", "No"), rt.Choice(",", "Yes"))),
    )

    def ask(*args, decimal=None, **more):
        if decimal is None:
            raise rt.UndecidedError("It can be read in two ways.", questions=(question,))
        return read(*args, decimal=decimal, **more)

    ask.__signature__ = signature(read)
    monkeypatch.setattr(rt, "read_events", ask)
    app.give("orders.csv", small).press("read")
    assert "Is 1.234 a thousand?" in app.said
    assert app.at.button(key="read").disabled
    app.press("decimal-.").press("read")
    assert len(app.at.session_state["_events"]) == 10


def test_a_choice_that_leads_nowhere_can_be_taken_back(app, small, monkeypatch):
    look = rt.inspect

    def choosy(*args, encoding=None, **more):
        if encoding == "utf-16":
            raise rt.ReadError("This is no UTF-16.")
        guess = look(*args, **more)
        choices = (("utf-8", "UTF-8"), ("utf-16", "UTF-16"))
        return replace(guess, assumptions=(rt.Assumption("encoding", "utf-8", "UTF-8", "It fits.", "likely", choices),))

    choosy.__signature__ = signature(look)
    monkeypatch.setattr(rt, "inspect", choosy)
    app.give("orders.csv", small)
    assert "It fits." in app.said
    app.choose("selectbox", "reading-encoding-utf-8", "utf-16")
    assert "This is no UTF-16" in app.said
    app.press("forget-answers")
    assert app.at.button(key="read")


# --------------------------------------------------------------------------------------------- progress and cancel
class Slow:
    """A reader that waits in the middle until it is told to go on."""

    def __init__(self, read):
        self.read, self.go_on, self.ended = read, threading.Event(), threading.Event()
        self.__signature__ = signature(read)

    def __call__(self, *args, progress=None, **more):
        try:
            progress(0.4, "Understanding dates")
            self.go_on.wait(20)
            progress(0.5, "Sorting")
            return self.read(*args, progress=progress, **more)
        finally:
            self.ended.set()


@pytest.fixture
def slow(monkeypatch):
    monkeypatch.setattr(given, "QUICK", 10)
    reader = Slow(rt.read_events)
    monkeypatch.setattr(rt, "read_events", reader)
    yield reader
    reader.go_on.set()


def patiently(app):
    """Rerun until the file was looked at."""
    for _ in range(50):
        if any(button.key == "read" for button in app.at.button):
            return app
        app.run()
    raise AssertionError(app.said)


def test_a_large_file_is_read_beside_the_page(app, small, slow):
    patiently(app.give("orders.csv", small)).press("read")
    assert app.at.button(key="cancel")
    assert app.role("customer").disabled
    slow.go_on.set()
    assert slow.ended.wait(20)
    app.run()
    assert "orders.csv is read" in app.said.replace("**", "")


def test_cancel_leaves_the_form_as_it_was_filled_in(app, small, slow):
    patiently(app.give("orders.csv", small)).choose("selectbox", "file-timezone", "Asia/Seoul").press("read")
    app.press("cancel")
    app.run()
    assert app.at.selectbox(key="file-timezone").value == "Asia/Seoul"
    assert not app.at.button(key="read").disabled
    slow.go_on.set()
    assert slow.ended.wait(20)
    assert "_events" not in app.run().at.session_state


def test_a_failure_beside_the_page_is_a_sentence_too(app, small, slow, monkeypatch):
    patiently(app.give("orders.csv", small))
    slow.read = lambda *args, **more: (_ for _ in ()).throw(rt.ReadError("This is a picture of a table."))
    slow.go_on.set()
    app.press("read")
    assert slow.ended.wait(20)
    if "picture of a table" not in app.said:
        app.run()
    assert "This is a picture of a table" in app.said
    assert app.at.button(key="read")


# --------------------------------------------------------------------------------------------- other kinds of table
COUNTED = b"Cohort,Users,M0,M1,M2\n2024-01,40,100%,50%,25%\n2024-02,60,100%,40%,\n2024-03,50,100%,,\n"


def test_a_table_counted_already_is_drawn_as_it_stands(app):
    app.give("cohorts.csv", COUNTED)
    assert "counted already" in "".join(box.value for box in app.at.info)
    app.press("show-table").run()
    assert "it was counted elsewhere" in app.said
    assert "The customers behind it are not in the file" in app.said
    drawn = next(trace for trace in app.figure()["data"] if trace.get("name") == "cells")
    assert drawn["type"] == "heatmap"
    assert "44 came back" in app.said.replace("**", "")
    assert "it is shown on the page Cohorts" in app.go(app.curves).said
    app.go(app.cohorts).press("close-table")
    assert "Nothing to show yet" in app.said


def test_events_take_the_place_of_a_table_counted_already(app, small):
    app.give("cohorts.csv", COUNTED).press("show-table")
    app.go(app.upload).read("orders.csv", small).go(app.cohorts)
    assert "counted elsewhere" not in app.said


def test_a_column_for_each_month_is_read_as_visits(app):
    wide = b"customer,2024-01,2024-02,2024-03\na,1,0,3\nb,,2,1\nc,1,1,1\n"
    app.give("wide.csv", wide)
    assert "a column for each period" in "".join(box.value for box in app.at.info)
    app.press("read")
    assert (len(app.at.session_state["_events"]), len(app.at.warning), len(app.at.error)) == (7, 0, 0)
    assert "not active in that period" in app.said.lower()


def test_a_table_of_customers_says_what_is_missing(app):
    rows = [f"c{i},Name {i},2024-01-{i % 28 + 1:02d},{'web' if i % 2 else 'shop'}" for i in range(40)]
    app.give("customers.csv", "\n".join(["customer_id,name,signup_date,channel", *rows]).encode())
    assert "one row for each customer" in "".join(box.value for box in app.at.info)
