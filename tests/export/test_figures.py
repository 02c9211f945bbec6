"""A figure as a page: everything inside, nothing from outside."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from retention import charts, export

EVIL = "</script><script>alert(1)</script><img src=x onerror=1>"
CHROMIUM = Path("/usr/bin/chromium")


def test_the_page_is_whole_and_shares_nothing(matrix):
    page = export.html_bytes(charts.cohort_heatmap(matrix), "My shop").decode()
    assert "plotly.js v" in page
    assert '"showSendToCloud": false' in page
    assert re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=", page) == []


def test_the_title_and_labels_are_text(matrix):
    page = export.html_bytes(charts.cohort_heatmap(matrix, title=EVIL), EVIL).decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<title>&lt;/script&gt;" in page


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_has_the_ground_of_its_figure(matrix, theme):
    page = export.html_bytes(charts.cohort_heatmap(matrix, theme=theme), "x").decode()
    assert f"background: {charts.THEMES[theme].paper}; color: {charts.THEMES[theme].text};" in page


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium")
def test_a_browser_draws_the_page_and_asks_no_address(matrix, tmp_path):
    from playwright.sync_api import sync_playwright

    path = tmp_path / "page.html"
    path.write_bytes(export.html_bytes(charts.cohort_heatmap(matrix, title=EVIL), EVIL))
    asked, errors = [], []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(path.as_uri())
        page.wait_for_selector(".js-plotly-plot .heatmaplayer image", state="attached")
        title = page.text_content(".gtitle")
        browser.close()
    assert {url for url in asked if not url.startswith(("file:", "data:", "blob:"))} == set()
    assert (errors, title) == ([], EVIL)
