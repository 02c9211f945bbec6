"""The first page after a file: what it says is what the library counts, and its doors lead on."""

from __future__ import annotations

import retention as rt


def test_from_a_file_to_the_overview_and_through_a_door(visit, orders):
    visitor = visit()
    visitor.give("orders.csv", orders).read()
    visitor.way_on.click()
    page = visitor.page
    visitor.expect(page.get_by_role("heading", level=1, name="Overview")).to_be_visible()

    curve = rt.retention_curve(rt.cohort_matrix(rt.read_events(orders)))
    visitor.expect().to_contain_text("Came back in month 1")
    visitor.expect().to_contain_text(f"{100 * curve.rates[1]:.1f}\N{NO-BREAK SPACE}%")
    visitor.expect().to_contain_text("The same question, counted otherwise")

    # Another age, by the sentence: the numbers follow, and the address carries it.
    page.get_by_role("button", name="month 1").first.click()
    visitor.choose("Months after the first", "2").url_has(age="2")
    visitor.expect().to_contain_text("Came back in month 2")
    page.keyboard.press("Escape")

    door = visitor.main.get_by_role("link", name="Cohorts").last
    door.click()
    visitor.expect(page.get_by_role("heading", level=1, name="Cohorts")).to_be_visible()
    visitor.expect(visitor.figure).to_be_visible()
