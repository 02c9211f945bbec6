"""Taken away: a report and a bundle that hold what the page showed, a view saved, and the tour."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from playwright.sync_api import expect

import retention as rt

ID = b"patron-"


@pytest.fixture(scope="module")
def named_orders(orders):
    """The same orders, of customers whose ids are like nothing else in a file."""
    return re.sub(rb"(?m)^c(?=\d)", ID, orders)


@pytest.fixture
def visitor(visit, named_orders):
    """Someone whose file is read."""
    return visit().give("orders.csv", named_orders).read()


def hand_in(visitor, label, name, data):
    chosen = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    visitor.page.get_by_label(label).locator("input[type=file]").set_input_files(chosen)
    return visitor.wait()


def open_offline(browser, path):
    """A page opened from the disk: its title, its charts, those drawn, what was asked for, what went wrong."""
    asked, wrong = [], []
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
    page.goto(path.as_uri())
    page.wait_for_function("() => document.documentElement.dataset.drawn")
    charts, drawn = (
        page.locator(".chart").count(),
        page.locator(".chart.js-plotly-plot svg.main-svg:first-child").count(),
    )
    title = page.text_content("h1")
    context.close()
    asked = [url for url in asked if not url.startswith(("data:", "blob:"))]
    return title, charts, drawn, asked, wrong


# ----------------------------------------------------------------------------------------------------- the report
def test_a_report_is_made_and_opens_without_a_network(visitor, browser, tmp_path):
    visitor.go("Report")
    visitor.page.get_by_label("Title", exact=True).fill("For the board")
    visitor.page.get_by_label("Title", exact=True).press("Enter")
    visitor.wait().press("Make the report")
    expect(visitor.main).to_contain_text("No customer is named in it.")
    name, data = visitor.wait().download("Page, opens offline (HTML)")
    assert name == "orders-report.html"
    path = tmp_path / name
    path.write_bytes(data)
    title, charts, drawn, asked, wrong = open_offline(browser, path)
    assert title == "For the board"
    assert charts == drawn > 3
    assert asked == [path.as_uri()]
    assert wrong == []
    assert ID not in data

    name, data = visitor.download("Workbook (XLSX)")
    assert name == "orders-report.xlsx"
    assert not any(ID in content for content in members(data).values())


def members(data):
    """What lies in a ZIP file, unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# ----------------------------------------------------------------------------------------------------- the bundle
def test_a_bundle_is_identical_until_somebody_changes_a_byte(visitor):
    visitor.go("Proof")
    name, data = visitor.download("Bundle (ZIP)")
    assert name == "orders-bundle.zip"
    held = members(data)
    assert not any(ID in content for content in held.values())
    visitor.page.get_by_role("radio", name="Check a bundle").click()
    hand_in(visitor, "A bundle (ZIP) that was made here", name, data)
    expect(visitor.main).to_contain_text("Identical")

    table = held["tables/cohorts.csv"]
    place = next(i for i in range(len(table) - 1, 0, -1) if table[i : i + 1].isdigit())
    held["tables/cohorts.csv"] = table[:place] + bytes([table[place] ^ 1]) + table[place + 1 :]
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in held.items():
            archive.writestr(member, content)
    hand_in(visitor, "A bundle (ZIP) that was made here", "changed.zip", changed.getvalue())
    expect(visitor.main).to_contain_text("cohorts.csv")
    expect(visitor.main).not_to_contain_text("Identical")


# ------------------------------------------------------------------------------------------------ a saved view
def test_a_view_is_saved_and_opened_again(visit, orders):
    matrix = rt.cohort_matrix(rt.read_events(orders), rt.CohortSettings(max_age=3))
    mine = visit().give("orders.csv", orders).read().to_matrix()
    mine.slide("Months followed", "ArrowLeft").url_has(ages="3").sees(matrix)
    mine.page.get_by_role("button", name="Save this view").click()
    mine.page.get_by_label("Name of the view").fill("Three months")
    mine.press("Save")
    expect(mine.page.get_by_text("Saved: the view stands on the page Upload.")).to_be_visible()

    later = visit().give("orders.csv", orders).read()
    expect(later.main).to_contain_text("Your saved views of this file")
    later.press("Three months").url_has(ages="3").sees(matrix)


# ------------------------------------------------------------------------------------------------------ the tour
@pytest.mark.long
def test_the_tour_leads_through_the_app_once(visit):
    visitor = visit()
    visitor.press("Show me")
    expect(visitor.main).to_contain_text("Step 1 of 5")
    visitor.press("Read the file")
    for step, page in enumerate(("Overview", "Cohorts", "Customers", "Report"), start=2):
        visitor.press(f"Next: {page}")
        expect(visitor.page.get_by_role("heading", level=1, name=page)).to_be_visible()
        expect(visitor.main).to_contain_text(f"Step {step} of 5")
        visitor.wait()
    visitor.press("Done")
    expect(visitor.main).not_to_contain_text("Step 5 of 5")
    newcomer = visit()
    expect(newcomer.page.get_by_role("heading", level=1, name="Your file")).to_be_visible()
    expect(newcomer.wait().main).not_to_contain_text("New here?")
