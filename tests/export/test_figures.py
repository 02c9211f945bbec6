"""A figure as a page: everything inside, nothing from outside."""

from __future__ import annotations

import re

import pytest

from retention import charts, export

EVIL = "</script><script>alert(1)</script><img src=x onerror=1>"


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
