"""``retention-dashboard report``: files, progress on stderr, and exit codes."""

from __future__ import annotations

import io

import openpyxl
import pytest

import retention as rt
from retention import cli
from retention.reporting.pdf import VARIABLE

ORDERS = "customer,date,amount\n" + "".join(f"c{i % 40},2026-0{i % 6 + 1}-{i % 28 + 1:02},{i}.00\n" for i in range(400))


@pytest.fixture
def orders(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "orders.csv").write_text(ORDERS)
    return tmp_path


def report(*arguments):
    return cli.main(["report", *map(str, arguments)])


def test_a_page_and_a_workbook_with_progress(orders, capsys):
    assert report("orders.csv", "-o", "page.html", "-o", "book.xlsx", "--title", "Ours") == 0
    page = (orders / "page.html").read_text(encoding="utf-8")
    assert "<h1>Ours</h1>" in page
    assert 'id="revenue"' in page
    assert "Cohorts by month" in openpyxl.load_workbook(io.BytesIO((orders / "book.xlsx").read_bytes())).sheetnames
    said = capsys.readouterr()
    assert said.out == ""
    lines = said.err.splitlines()
    shares = [int(line[:3]) for line in lines if line[3:5] == " %"]
    assert shares == sorted(shares)
    assert shares[-1] == 100
    assert any("Cohorts" in line for line in lines)
    assert "Not in the report: Net promoter score. No answers to a survey were given." in lines


def test_the_page_is_the_one_of_the_library(orders):
    assert report("orders.csv", "-o", "page.html", "--quiet") == 0
    assert (orders / "page.html").read_bytes() == rt.reporting.html_bytes(rt.make_report(rt.read_events("orders.csv")))


def test_settings_sections_and_notes_come_from_files_and_options(orders, capsys):
    notes = [rt.Annotation("2026-03-01", "New price", "change")]
    (orders / "settings.json").write_text(rt.export.settings_json(rt.CohortSettings(period="week"), notes))
    assert (
        report("orders.csv", "-o", "p.html", "--settings", "settings.json", "--sections", "churn, data", "--quiet") == 0
    )
    page = (orders / "p.html").read_text(encoding="utf-8")
    assert "week by week" in page
    assert "New price" in page
    assert 'id="cohorts"' not in page
    assert capsys.readouterr().err == ""


def test_every_kind_of_table_is_read_as_what_it_is(root, orders):
    samples = root / "sample_data"
    assert report(samples / "subscriptions.csv", "-o", "c.html", "--sections", "survival", "--quiet") == 0
    assert report(samples / "answers.csv", "-o", "a.html", "--quiet") == 0
    assert "Kaplan-Meier" in (orders / "c.html").read_text(encoding="utf-8")
    assert 'id="nps"' in (orders / "a.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["missing.csv", "-o", "p.html"], "missing.csv: There is no such file."),
        (["orders.csv", "-o", "p.docx"], "p.docx: '.docx' is no form of a report."),
        (["orders.csv", "-o", "p.html", "--sections", "cohort"], "sections: 'cohort' is no section."),
        (["orders.csv", "-o", "p.html", "--settings", "orders.csv"], "settings file: it is not JSON text"),
        (["orders.csv", "-o", "p.html", "--settings", "planet.json"], "planet"),
        (["empty.csv", "-o", "p.html"], "empty.csv"),
        (["orders.csv", "-o", "nowhere/p.html"], "nowhere/p.html: The file cannot be written"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_exit_code_1(orders, capsys, arguments, sentence):
    (orders / "empty.csv").write_text("")
    (orders / "planet.json").write_text(rt.export.settings_json(rt.CohortSettings(segment="planet")))
    assert report(*arguments) == 1
    lines = capsys.readouterr().err.splitlines()
    said = [line for line in lines if line.startswith("retention-dashboard: ")]
    assert len(said) == 1
    assert sentence in said[0]
    assert not (orders / "p.html").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["orders.csv"],
        ["orders.csv", "-o", "p.html", "--ids", "all"],
        ["orders.csv", "-o", "p.html", "--language", "xx"],
    ],
)
def test_misuse_is_exit_code_2(orders, arguments):
    with pytest.raises(SystemExit) as end:
        report(*arguments)
    assert end.value.code == 2


def test_a_pdf_that_cannot_be_made_keeps_nothing_else_from_being_written(orders, capsys, monkeypatch):
    monkeypatch.setenv(VARIABLE, "no such browser")
    assert report("orders.csv", "-o", "p.pdf", "-o", "p.html", "--sections", "churn") == 1
    assert "names no program that can be started" in capsys.readouterr().err
    assert (orders / "p.html").exists()
    assert not (orders / "p.pdf").exists()
