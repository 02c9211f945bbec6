"""What a page must never do with foreign text, and what it must do for eyes and hands: dark ground, keyboard."""

from __future__ import annotations

import csv
import io

import pytest
from playwright.sync_api import expect

import retention as rt
from retention.charts.theme import DARK

MARKUP = (
    '<img src=x onerror="alert(1)">',
    "**bold**",
    "=1+1",
    "![picture](http://example.invalid/picture.png)",
    "<span style=\"background:url('http://example.invalid/span.png')\">red</span>",
)
TABS = 200  # more than a page has places to stop at: each cell of a table is one


@pytest.fixture
def marked_up():
    """A file whose ids, events and groups would be pictures, scripts, bold text and formulas."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["customer", "ordered_at", "what happened", "channel"])
    for i in range(60):
        label = MARKUP[i % len(MARKUP)]
        for month in (1, 2, 4)[: 2 + i % 2]:
            table.writerow([f"{label} {i}", f"2024-{month:02}-{i % 27 + 1:02}", label, label])
    return out.getvalue()


def test_markup_in_a_file_is_shown_and_never_obeyed(visit, marked_up):
    """That nothing is fetched from elsewhere is checked for every page at the end of each test."""
    visitor = visit()
    page, dialogs = visitor.page, []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    visitor.give(f"{MARKUP[1]}.csv", marked_up)
    for box, column in {"Who": "customer", "When": "ordered_at", "What happened": "what happened"}.items():
        if page.get_by_role("combobox", name=box, exact=True).input_value() != column:
            visitor.choose(box, column)
    group = page.get_by_role("combobox", name="Groups")
    if page.get_by_test_id("stMultiSelect").get_by_text("channel").count() == 0:
        group.click()
        page.get_by_role("option", name="channel", exact=True).click()
        page.keyboard.press("Escape")
    visitor.wait().read().to_matrix()

    visitor.choose("Split by", "channel").url_has(by="channel")
    for label in MARKUP[:1] + MARKUP[3:]:
        visitor.choose("channel", label)
        expect(page.get_by_role("combobox", name="channel", exact=True)).to_have_value(label)
        visitor.click_cell(0, 1, cell="Jan 2024")
        expect(page.get_by_role("tab").first).to_be_visible()
        expect(page.locator("[role=grid] [role=gridcell]").filter(has_text=label).first).to_be_attached()
    visitor.go("Curves").go("Audit").wait()
    assert dialogs == []
    assert page.locator("img[src='x'], img[src*='example.invalid'], [style*='example.invalid']").count() == 0
    assert page.get_by_role("strong").get_by_text("bold", exact=True).count() == 0


def tab_to(page, target):
    """Press Tab until a control has the focus."""
    for _ in range(TABS):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"Tab never came to {target}")


def test_the_controls_work_with_the_keyboard_alone_in_the_dark(visit, orders):
    events = rt.read_events(orders)
    visitor = visit(color_scheme="dark").give("orders.csv", orders).read()
    page = visitor.page
    tab_to(page, visitor.way_on)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Overview")).to_be_visible()
    tab_to(page, page.get_by_role("navigation").get_by_role("link", name="Cohorts"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Cohorts")).to_be_visible()
    visitor.wait().sees(rt.cohort_matrix(events))
    ground, seen = page.evaluate(
        """() => [document.querySelector('.js-plotly-plot')._fullLayout.paper_bgcolor,
                  getComputedStyle(document.querySelector('[data-testid=stApp]')).colorScheme]"""
    )
    assert (ground.upper(), seen) == (DARK.paper.upper(), "dark")

    tab_to(page, page.get_by_role("button", name="month", exact=True))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("radiogroup", name="Count in").get_by_role("radio", name="month", exact=True))
    page.keyboard.press("ArrowDown")
    visitor.url_has(period="quarter").sees(rt.cohort_matrix(events, rt.CohortSettings(period="quarter")))
    page.keyboard.press("ArrowUp")
    visitor.url_has(period=None).sees(rt.cohort_matrix(events))
    page.keyboard.press("Escape")

    tab_to(page, page.get_by_role("slider", name="Months followed"))
    page.keyboard.press("ArrowLeft")
    fewer = rt.CohortSettings(max_age=3)
    visitor.url_has(ages="3").sees(rt.cohort_matrix(events, fewer))

    tab_to(page, page.get_by_role("radio", name="%", exact=True))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    visitor.url_has(show="Count").sees(rt.cohort_matrix(events, fewer), counts=True)

    tab_to(page, page.get_by_role("combobox", name="Split by", exact=True))
    page.keyboard.type("chan")
    page.keyboard.press("Enter")
    visitor.url_has(by="channel")

    tab_to(page, page.get_by_role("combobox", name="Cohort", exact=True))
    page.keyboard.type("Mar")
    page.keyboard.press("Enter")
    visitor.url_has(cell="Mar 2024")
    expect(visitor.main).to_contain_text("came back")


def test_a_box_keeps_the_focus_when_something_was_chosen_in_it(visit, orders):
    """What comes or goes above it must not put another box in its place."""
    visitor = visit().give("orders.csv", orders)

    def still_there(name, letters, then):
        box = visitor.page.get_by_role("combobox", name=name, exact=True)
        box.click()
        same = box.element_handle()
        box.fill(letters)
        box.press("Enter")
        visitor.expect().to_contain_text(then)
        visitor.wait()
        return same.evaluate("box => box === document.activeElement")

    kept = {"form": still_there("What happened", "chan", "your choice")}
    visitor.read().go("Audit")
    kept["tried first"] = still_there("Time zone", "Seoul", "UTC → Asia/Seoul")
    kept["tried again"] = still_there("Time zone", "Bangkok", "UTC → Asia/Bangkok")
    assert kept == {"form": True, "tried first": True, "tried again": True}
