"""The served app in a real browser: a first link to a fresh server, its headers, its fonts, its manners."""

from __future__ import annotations

from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from pages.shared.headers import HEADERS


def test_the_first_link_to_a_fresh_server_opens_its_page_in_the_frame_and_its_file_is_offered(
    cold_server, page, idle, tmp_path
):
    orders = tmp_path / "given orders.csv"
    orders.write_text("customer,ordered_at\na,2024-01-05\nb,2024-01-09\na,2024-02-03\n", encoding="utf-8")
    server = cold_server(orders)
    page.goto(f"{server.url}/cohorts?ages=7")
    idle(page)
    menu = page.get_by_role("navigation")
    expect(menu.get_by_role("link", name="Upload")).to_be_visible()
    expect(menu.get_by_role("link", name="Cohorts")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("heading").first).to_be_visible()
    assert page.url.split("?")[0].endswith("/cohorts")
    assert page.get_by_role("dialog").count() == 0
    assert page.get_by_text("Page not found").count() == 0

    page.goto(server.url)
    idle(page)
    expect(page.get_by_text("given orders.csv").first).to_be_visible()


def test_every_answer_carries_the_headers(server):
    for path in ("/", "/_stcore/health", "/cohorts"):
        with urlopen(f"{server.url}{path}", timeout=10) as answer:
            assert {name: answer.headers[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_text_is_drawn_in_the_font_that_is_served(server, new_page, idle, color_scheme):
    page = new_page(color_scheme=color_scheme)
    page.goto(server.url)
    idle(page)
    expect(page.get_by_role("heading").first).to_be_visible()
    drawn = page.context.new_cdp_session(page)
    drawn.send("DOM.enable")
    drawn.send("CSS.enable")
    document = drawn.send("DOM.getDocument")["root"]["nodeId"]
    for text in ("h1", "[data-testid=stMarkdownContainer] p"):
        node = drawn.send("DOM.querySelector", {"nodeId": document, "selector": text})["nodeId"]
        fonts = drawn.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        assert {font["familyName"].startswith("SourceSans") for font in fonts if font["isCustomFont"]} == {True}, text
