"""The Report page: what goes in is what comes out, and nobody is named unless asked."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest

REPORT = "pages/share/report.py"


def press_make(app):
    return app.press("make-report")


def test_a_title_that_ends_with_the_press_of_the_button_is_the_title_of_the_report(app):
    app.sample("answers").go(REPORT)
    app.at.text_input(key="report_title").set_value("For the board")
    press_make(app)
    assert "What it says" in app.said
    assert "You changed what goes in" not in app.said


@pytest.mark.parametrize("sample", ["shop", "subscriptions", "answers"])
def test_a_report_of_each_sample_is_told_in_its_headlines(app, sample):
    app.sample(sample).go(REPORT)
    assert "Nothing is made yet" in app.said
    press_make(app)
    assert "What it says" in app.said
    assert "What the numbers rest on" in app.said
    assert "No customer is named in it." in app.said


def test_what_was_made_is_not_shown_for_something_else(app):
    press_make(app.sample("shop").go(REPORT))
    app.choose("radio", "report_ids", "hashed")
    assert "You changed what goes in" in app.said
    press_make(app)
    assert "those who asked not to be contacted are left out" in app.said


@pytest.mark.parametrize(("ids", "named"), [("none", False), ("hashed", False), ("plain", True)])
def test_an_id_is_in_the_report_only_if_it_was_asked_for(app, monkeypatch, ids, named):
    from pages.shared import report_made

    kept = {}
    monkeypatch.setattr(report_made, "_files", lambda report, stem: kept.update(report=report))
    app.sample("shop").go(REPORT)
    if ids != "none":
        app.choose("radio", "report_ids", ids)
    press_make(app)
    page, book = report_made.html_bytes(kept["report"]), report_made.xlsx_bytes(kept["report"])
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = [archive.read(name) for name in archive.namelist()]
    customer = re.compile(rb"\bC\d{5}\b")
    assert (bool(customer.search(page)), any(map(customer.search, parts))) == (named, named)


def test_no_section_is_no_report(app):
    app.sample("answers").go(REPORT)
    app.at.button_group(key="report_sections_answers_2").set_value([])
    app.run()
    assert "Choose at least one section" in "".join(info.value for info in app.at.info)


def test_the_files_hold_what_was_asked_for(app, monkeypatch):
    """The same call that the download button makes."""
    from pages.shared import report_made

    kept = {}
    monkeypatch.setattr(report_made, "_files", lambda report, stem: kept.update(report=report, stem=stem))
    app.sample("shop").go(REPORT)
    app.at.text_input(key="report_title").set_value("For the board")
    app.at.text_area(key="report_note").set_value("Numbers of the <b>shop</b>.")
    app.run()
    press_make(app)
    page = report_made.html_bytes(kept["report"]).decode()
    assert "For the board" in page
    assert "&lt;b&gt;shop&lt;/b&gt;" in page
    assert kept["stem"] == "shop_orders-report"
    book = openpyxl.load_workbook(io.BytesIO(report_made.xlsx_bytes(kept["report"])))
    assert len(book.sheetnames) > 5
