"""What is taken away in other languages: words for people follow the language, what programs read stays the same."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

import retention as rt
from retention import export
from retention.errors import ExportError
from retention.export.meaning import about
from retention.languages import messages, use
from tests.languages.marked import Marked

VISITS = b"customer,date,amount\na,2024-01-05,3\na,2024-02-03,4\nb,2024-02-04,5\nb,2024-03-09,6\n"
RECIPES = {
    "cohorts": rt.Recipe("cohort_matrix"),
    "curve": rt.Recipe("retention_curve"),
    "churn": rt.Recipe("period_retention"),
    "repeat": rt.Recipe("repeat_rate", arguments={"days": 30}),
    "definitions": rt.Recipe("definition_check"),
}


@pytest.fixture
def marked(monkeypatch):
    monkeypatch.setattr(messages, "catalogue", lambda _: Marked("<{}>"))
    with use("ko"):
        yield


@pytest.fixture
def visits():
    return rt.read_events(VISITS, name="orders.csv", timezone="UTC")


def members(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_tables_and_script_of_a_bundle_are_the_same_in_every_language(visits, marked):
    here = members(export.bundle(visits, RECIPES))
    with use("en"):
        there = members(export.bundle(visits, RECIPES))
    assert {name for name in here if here[name] != there[name]} == {"README.txt", "manifest.json"}
    assert here["README.txt"].decode().startswith("<Tables counted from orders.csv>")


def test_a_result_that_was_counted_in_another_language_is_counted_again(visits, marked):
    recipe = RECIPES["definitions"]
    here = members(export.bundle(visits, {"x": (recipe, recipe.run(visits))}))
    with use("en"):
        there = members(export.bundle(visits, {"x": recipe}))
    assert here["tables/x.csv"] == there["tables/x.csv"]


def test_a_bundle_is_identical_whoever_opens_it(visits, marked):
    data = export.bundle(visits, RECIPES)
    assert rt.verify_bundle(rt.open_bundle(data), visits).identical
    with use("en"):
        assert rt.verify_bundle(rt.open_bundle(data), visits).identical


def test_a_bundle_is_refused_in_the_language_of_the_reader(visits, marked):
    with pytest.raises(ExportError, match=r"<The note has 20,000 letters\.> <Keep to 10,000\.>"):
        export.bundle(visits, RECIPES, note="x" * 20_000)


def test_columns_keep_their_names_and_their_meaning_is_said(matrix, marked):
    lines = dict(about(matrix, None))
    assert lines["eligible"] == "<Customers whose window is fully observed.>"
    assert lines["<Rows>"] == "<customers by <months> of their first start event in the file>"
    assert lines["<Table>"].startswith("<Sheet: ")
    assert "<Settings>" in lines


def test_sheets_are_named_in_the_language_and_columns_are_not(matrix, monkeypatch):
    monkeypatch.setattr(messages, "catalogue", lambda _: Translated())
    with use("zh"):
        book = openpyxl.load_workbook(io.BytesIO(export.xlsx_bytes(matrix)))
    assert book.sheetnames == ["表", "Counts", "Data", "About"]
    assert [cell.value for cell in book["表"][1]][:2] == ["cohort", "size"]
    assert book["表"]["D2"].number_format == "0.0%"


class Translated(Marked):
    """A catalogue that knows one word."""

    def gettext(self, message):
        return {"Table": "表"}.get(message, message)

    def pgettext(self, _context, message):
        return message

    def ngettext(self, _one, several, _n):
        return several


@pytest.mark.parametrize(("language", "tag"), [("en", "en"), ("ko", "ko"), ("zh", "zh-Hans"), ("th", "th")])
def test_the_page_of_a_figure_tells_its_language(language, tag):
    import plotly.graph_objects as go

    with use(language):
        page = export.html_bytes(go.Figure(), "x", plotly="plotly.js").decode()
    assert f'<html lang="{tag}">' in page
