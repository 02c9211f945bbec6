"""The page: one file, nothing to fetch, text as text, and equal bytes for equal data."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import numpy as np
import plotly.graph_objects as go
import pytest

import retention as rt
from retention.reporting import Exhibit, Report, Section, Table, html_bytes
from retention.reporting.cells import cell

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"


class Elements(HTMLParser):
    """Every element with its attributes, and the text of scripts."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.found, self.open, self.scripts = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))
        if tag == "script":
            self.scripts.append("")
        self.open.append(tag)

    def handle_data(self, data):
        if self.open and self.open[-1] == "script":
            self.scripts[-1] += data

    def handle_endtag(self, tag):
        self.open.append(f"/{tag}")

    def named(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture(scope="module")
def page(shop_report):
    return html_bytes(shop_report).decode()


@pytest.fixture(scope="module")
def elements(page):
    return Elements(page)


def test_plotly_is_inside_exactly_once_and_nothing_is_fetched(page, elements):
    assert page.count("plotly.js v") == 1
    assert [one.get("src") for one in elements.named("script")] == [None, None, None]
    assert elements.named("link") == elements.named("img") == elements.named("iframe") == []
    assert not [one for one in elements.named("a") if not one["href"].startswith("#")]


def test_only_its_own_scripts_may_run(page, elements):
    policy = next(one["content"] for one in elements.named("meta") if "http-equiv" in one)
    assert "default-src 'none'" in policy
    assert "connect-src 'none'" in policy
    allowed = re.search(r"script-src ([^;]+)", policy)[1].split()
    runs = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert allowed == [f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in runs]


def test_headings_contents_and_a_twin_for_each_chart(elements, shop_report):
    levels = [tag for tag, _ in elements.found if re.fullmatch(r"h\d", tag)]
    assert levels[0] == "h1"
    assert levels.count("h1") == 1
    assert {f"#{section.key}" for section in shop_report.sections} < {one["href"] for one in elements.named("a")}
    charts = [one for one in elements.named("div") if "chart" in (one.get("class") or "").split()]
    drawn = [one for section in shop_report.sections for one in section.exhibits if one.figure is not None]
    assert [one["aria-label"] for one in charts] == [one.alt for one in drawn]
    assert len(elements.named("details")) == len(charts) == 12


def test_figures_are_data_with_one_template(page, shop_report):
    held = json.loads(re.search(r'<script type="application/json" id="figures">(.*?)</script>', page, re.DOTALL)[1])
    assert len(held["templates"]) == 1
    assert all(one["layout"].get("template") is None for one in held["figures"])
    assert held["templates"][0]["layout"]["paper_bgcolor"] == "#FFFFFF"


def test_text_is_shown_letter_by_letter():
    table = Table(EVIL, __import__("pandas").DataFrame({EVIL: [EVIL]}))
    figure = go.Figure(go.Bar(x=[1], y=[1], name=EVIL), layout={"title": {"text": EVIL}})
    section = Section("data", EVIL, EVIL, (EVIL,), exhibits=(Exhibit(EVIL, EVIL, figure, table, (EVIL,)),), how=(EVIL,))
    page = html_bytes(Report(EVIL, EVIL, (section,), ((EVIL, EVIL),), ((EVIL, EVIL),))).decode()
    found = Elements(page)
    assert found.named("img") == []
    assert len(found.named("script")) == 3
    assert "<h1>&lt;/script&gt;" in page


def test_a_title_cannot_leave_the_style_sheet():
    page = html_bytes(Report('"} body { display: none } @page { x: "', "", (), ())).decode()
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    assert "display: none } @page" not in style


def test_equal_data_give_equal_bytes(shop, shop_report, answers):
    again = rt.make_report(shop, answers=answers, title=shop_report.title, note=shop_report.note)
    assert html_bytes(again) == html_bytes(shop_report)


def test_cells_are_written_as_people_read_them():
    assert {kind: cell(0.5, kind) for kind in ("percent", "money", "number", "points")} == {
        "percent": "50.0\xa0%",
        "money": "0.50",
        "number": "0.50",
        "points": "+0.5",
    }
    assert [cell(value, "percent") for value in (None, float("nan"), np.inf)] == ["", "", ""]
    assert cell(np.datetime64("2026-03-01"), "day").startswith("2026-03-01")


def test_long_tables_are_cut_on_the_page_and_say_so(contract_report):
    days = rt.CohortSettings(period="day", max_age=7, start="2026-01-01")
    orders = b"customer,date\n" + b"".join(
        b"c%d,2026-%02d-%02d\n" % (i, i // 28 % 6 + 1, i % 28 + 1) for i in range(400)
    )
    page = html_bytes(rt.make_report(rt.read_events(orders), settings=days, sections=["cohorts"])).decode()
    assert "The newest 120 of" in page
    assert "the workbook holds all" in page
    assert "paper" in html_bytes(contract_report).decode()
