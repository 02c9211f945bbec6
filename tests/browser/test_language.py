"""Another language in a browser: every setting stays, the address says so, and links open in the words of the page."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Error, expect

import retention as rt
from retention.languages import say, use

KOREAN = "한국어"


def korean(words):
    """What a choice is called in Korean, whether or not somebody has put it into Korean yet."""
    with use("ko"):
        return say(words)


def speak(visitor, name):
    """Choose another language: the only box in the sidebar that asks for one."""
    visitor.wait()
    box = visitor.page.get_by_test_id("stSidebar").locator(".st-key-language").get_by_role("combobox")
    option = visitor.page.get_by_role("option", name=name, exact=True)
    for _ in range(8):  # a page that is still being drawn can take the key away from the box
        box.press("ArrowDown")
        with suppress(Error):
            option.wait_for(timeout=5000)
            break
    option.click()
    return visitor


def follow(visitor, page):
    """Follow the menu to a page, whatever it is called."""
    visitor.page.get_by_role("navigation").locator(f"a[href$='/{page}']").click()
    visitor.page.wait_for_url(f"**/{page}**")
    return visitor.wait()


def read(visitor, data):
    """Hand over the file that a link needs, without a word of any language."""
    page = visitor.page
    page.get_by_test_id("stMain").get_by_test_id("stPageLink").locator("a").first.click()
    chosen = {"name": "orders.csv", "mimeType": "text/csv", "buffer": data}
    page.locator("input[type=file]").set_input_files(chosen)
    for key in ("read", "way-on"):
        page.locator(f".st-key-{key}").get_by_role("button").click()
    page.locator(".js-plotly-plot").first.wait_for()
    return visitor.wait()


def query(visitor):
    return parse_qs(urlsplit(visitor.page.url).query)


@pytest.mark.long
def test_switching_keeps_every_setting_of_the_cohorts(visit, orders):
    events = rt.read_events(orders)
    settings = rt.CohortSettings(measure="on_or_after", max_age=3, end="2024-04-01")
    matrix = rt.cohort_matrix(events, settings.replace(segment="channel"))["Friends"]
    mine = visit().give("orders.csv", orders).read().to_matrix()
    mine.press("in")
    mine.page.get_by_test_id("stPopoverBody").get_by_text("on or after", exact=True).click()
    mine.url_has(measure="on or after").page.keyboard.press("Escape")
    mine.slide("Months followed", "ArrowLeft").url_has(ages="3")
    mine.slide("Cohorts — end", "ArrowLeft").url_has(cohorts=["Jan 2024", "Mar 2024"])
    mine.choose("Split by", "channel").url_has(by="channel").choose("channel", "Friends").url_has(group="Friends")
    mine.page.get_by_role("radio", name="Count", exact=True).click()
    mine.url_has(show="Count").sees(matrix, counts=True)
    before = query(mine)

    speak(mine, KOREAN).url_has(
        lang="ko",
        measure=korean("on or after"),
        cohorts=["2024년 1월", "2024년 3월"],
        ages="3",
        by="channel",
        group="Friends",
        show=korean("Count"),
    )
    mine.sees(matrix, counts=True)

    follow(mine, "churn").url_has(lang="ko", by="channel")
    follow(mine, "cohorts").url_has(lang="ko", cohorts=["2024년 1월", "2024년 3월"], show=korean("Count"))
    mine.sees(matrix, counts=True)

    speak(mine, "English").url_has(cohorts=["Jan 2024", "Mar 2024"], show="Count", measure="on or after")
    mine.sees(matrix, counts=True)
    assert {key: values for key, values in query(mine).items() if key != "lang"} == before
    assert mine.page.get_by_test_id("stException").count() == 0


@pytest.mark.long
def test_switching_keeps_the_range_and_the_period_that_was_chosen(visit, orders):
    mine = visit().give("orders.csv", orders).read().go("Retention & churn")
    mine.slide("Periods — start", "ArrowRight").url_has(periods=["Feb 2024", "May 2024"])
    mine.choose("Click a bar, or choose", "Mar 2024").url_has(at="Mar 2024")

    speak(mine, KOREAN).url_has(lang="ko", periods=["2024년 2월", "2024년 5월"], at="2024년 3월")
    expect(mine.page.locator(".st-key-at").get_by_role("combobox")).to_have_value("2024년 3월")
    assert mine.page.get_by_test_id("stException").count() == 0


@pytest.mark.long
def test_a_link_in_english_opens_in_the_words_of_the_page(visit, orders):
    asked = "period=week&cohorts=8+Jan+2024&cohorts=4+Mar+2024&show=Count"
    mine = visit(address=f"/cohorts?lang=ko&{asked}")
    read(mine, orders)
    mine.url_has(lang="ko", period=korean("week"), cohorts=["2024년 1월 8일", "2024년 3월 4일"], show=korean("Count"))
    assert mine.page.get_by_test_id("stException").count() == 0


def test_a_browser_that_asks_for_another_language_gets_it(visit):
    mine = visit(locale="ko-KR")
    mine.url_has(lang="ko")
    box = mine.page.get_by_test_id("stSidebar").locator(".st-key-language").get_by_role("combobox")
    expect(box).to_have_value(KOREAN)
