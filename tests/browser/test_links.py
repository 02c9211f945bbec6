"""A copied link is the same view for whoever opens it: settings, range, cell, once the same file is there."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

import retention as rt


def test_a_copied_link_opens_the_same_view_for_somebody_else(visit, orders):
    events = rt.read_events(orders)
    settings = rt.CohortSettings(max_age=3, end="2024-04-01")
    matrix = rt.cohort_matrix(events, settings.replace(segment="channel"))["Friends"]
    mine = visit().give("orders.csv", orders).read().to_matrix()
    mine.slide("Months followed", "ArrowLeft").url_has(ages="3")
    mine.slide("Cohorts — end", "ArrowLeft").url_has(cohorts=["Jan 2024", "Mar 2024"])
    mine.choose("Split by", "channel").url_has(by="channel").choose("channel", "Friends").url_has(group="Friends")
    mine.page.get_by_role("radio", name="Count", exact=True).click()
    mine.url_has(show="Count").sees(matrix, counts=True)
    link, code = copied(mine)
    assert f"{link.scheme}://{link.netloc}" == mine.server.url
    assert parse_qs(link.query) == parse_qs(urlsplit(mine.page.url).query) | {"lang": ["en"]}
    assert "max_age=3" in code
    mine.page.keyboard.press("Escape")

    mine.click_cell(1, 2, cell="Feb 2024", age="2")
    expect(mine.main).to_contain_text("1-30 Apr 2024, complete")
    link = urlsplit(mine.page.url)
    said = f"{matrix.active[1, 2]} of {matrix.eligible[1, 2]} came back"
    expect(mine.main).to_contain_text(said)

    other = visit(address=f"{link.path}?{link.query}")
    page = other.page
    expect(page.get_by_role("navigation").get_by_role("link", name="Cohorts")).to_be_visible()
    expect(other.main).to_contain_text("Your link is kept")
    assert page.get_by_role("dialog").count() == 0
    assert page.get_by_text("Page not found").count() == 0

    other.main.get_by_role("link", name="Go to Upload").click()
    expect(page.locator("input[type=file]")).to_be_attached()
    other.give("orders.csv", orders).read().to_matrix()
    other.sees(matrix, counts=True)
    expect(other.main).to_contain_text(said)
    assert parse_qs(urlsplit(page.url).query) == parse_qs(link.query)
    assert urlsplit(page.url).path == link.path
    expect(page.get_by_role("combobox", name="Cohort", exact=True)).to_have_value("Feb 2024")
    expect(page.get_by_role("combobox", name="Split by", exact=True)).to_have_value("channel")


def copied(visitor):
    """What the card of the chart offers to copy: the link and the code."""
    visitor.page.get_by_role("button", name="Copy", exact=True).first.click()
    blocks = visitor.page.get_by_test_id("stPopoverBody").get_by_test_id("stCode")
    expect(blocks).to_have_count(2)
    link, code = blocks.all_inner_texts()
    return urlsplit("".join(link.split())), code


@pytest.mark.long
def test_a_link_that_asks_for_what_the_file_does_not_have_opens_with_the_defaults(visit, orders):
    matrix = rt.cohort_matrix(rt.read_events(orders))
    nonsense = "/cohorts?period=fortnight&ages=999&cohorts=May+1999&cohorts=Jun+1999&cell=x&age=-1&show=Nothing&by=me"
    visitor = visit(address=nonsense)
    visitor.main.get_by_role("link", name="Go to Upload").click()
    expect(visitor.page.locator("input[type=file]")).to_be_attached()
    visitor.give("orders.csv", orders).read().to_matrix().sees(matrix)
    assert visitor.page.get_by_test_id("stException").count() == 0
