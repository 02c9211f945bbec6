"""A report in a browser: every chart is drawn, nothing is asked for, it fits a phone, and it prints."""

from __future__ import annotations

import re

import pytest

import retention as rt

NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1400, "height": 1000}


@pytest.fixture(scope="module")
def report(root):
    samples = root / "sample_data"
    orders = rt.read_events(samples / "shop_orders.csv")
    return rt.make_report(orders, answers=rt.read_answers(samples / "answers.csv"), title="Who stays & <why>")


@pytest.fixture(scope="module")
def path(report, tmp_path_factory):
    file = tmp_path_factory.mktemp("report") / "report.html"
    rt.write_report(report, file)
    return file


@pytest.fixture
def opened(browser, path):
    """Open the page; at the end nothing may have been asked for, and nothing may have gone wrong."""
    asked, wrong, pages = [], [], []

    def open_page(**options):
        page = browser.new_page(**options)
        pages.append(page)
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
        page.goto(path.as_uri())
        page.wait_for_function("() => document.documentElement.dataset.drawn")
        return page

    yield open_page
    for page in pages:
        page.close()
    assert {url for url in asked if not url.startswith(("data:", "blob:"))} == {path.as_uri()}
    assert wrong == []


def charts(report):
    return [exhibit for section in report.sections for exhibit in section.exhibits if exhibit.figure is not None]


def test_every_chart_is_drawn_in_light_colours_even_for_a_dark_browser_and_it_prints(opened, report):
    page = opened(viewport=WIDE, color_scheme="dark")
    drawn = page.locator(".chart.js-plotly-plot svg.main-svg:first-child")
    assert drawn.count() == len(charts(report))
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    grounds = page.eval_on_selector_all(".chart .main-svg:first-child", "all => all.map(one => one.style.background)")
    assert set(grounds) == {"rgb(255, 255, 255)"}
    assert page.text_content("h1") == "Who stays & <why>"
    it_prints_in_pages_with_charts_as_wide_as_the_paper(page, report)
    summary = page.locator("details summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("details").first.get_attribute("open") is not None


def it_prints_in_pages_with_charts_as_wide_as_the_paper(page, report):
    pages = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
    assert len(report.sections) <= pages <= 2 * len(report.sections)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    widths = page.eval_on_selector_all(
        ".chart .main-svg:first-child", "all => all.map(one => one.getAttribute('width'))"
    )
    assert set(widths) == {"808"}
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.wait_for_function("() => document.querySelector('.chart .main-svg').getAttribute('width') !== '808'")
    assert page.locator("details[open]").count() == 0


def test_a_phone_shows_all_of_it(opened):
    page = opened(viewport=NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    widths = page.eval_on_selector_all(".chart:not(.wide)", "all => all.map(one => one.getBoundingClientRect().right)")
    assert max(widths) <= NARROW["width"]


def test_a_page_that_was_tampered_with_runs_nothing(browser, path, tmp_path):
    """The policy lets its own scripts run and no other, wherever they come from."""
    evil = tmp_path / "evil.html"
    text = path.read_text(encoding="utf-8")
    evil.write_text(text.replace("<main>", "<main><script>document.title = 'run'</script>"), encoding="utf-8")
    page = browser.new_page()
    page.goto(evil.as_uri())
    page.wait_for_function("() => document.documentElement.dataset.drawn")
    title = page.title()
    page.close()
    assert title == "Who stays & <why>"
