"""The whole path in a browser: hand over a file, read it, look at the matrix, turn its controls, ask for customers."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

import retention as rt

SHOP = (Path(__file__).resolve().parents[2] / "sample_data" / "shop_orders.csv").read_bytes()
MONTHS = rt.CohortSettings(max_age=23)

# Customers by month of their orders: January's twelve, February's eleven; two rows that nobody can use.
SMALL = "\n".join(
    [
        "customer,ordered_at,total",
        *(f"jan{i},2024-01-{i + 3:02},20" for i in range(12)),
        *(f"jan{i},2024-02-{i + 5:02},20" for i in range(6)),
        *(f"feb{i},2024-02-{i + 9:02},20" for i in range(11)),
        *(f"jan{i},2024-03-{i + 1:02},20" for i in range(3)),
        *(f"feb{i},2024-03-{i + 20:02},20" for i in range(9)),
        "mar0,2024-03-31,20",
        ",2024-03-30,20",
        "jan1,some day,20",
    ]
)


def test_a_small_file_from_upload_to_matrix(visit):
    visitor = visit().give("orders.csv", SMALL).read()
    main = visitor.main.inner_text()
    assert re.search(r"Rows in the file\s+44\b", main)
    assert re.search(r"Rows used\s+42\b", main)
    visitor.to_matrix()
    visitor.page.get_by_role("radio", name="Count", exact=True).click()
    # The matrix as anybody can count it above; the windows of March are over, since the file ends on its last day.
    expected = {"Jan 2024": ["12", "6", "3"], "Feb 2024": ["11", "9"], "Mar 2024": ["1"]}
    numbers = [[row, age, text] for row, cells in enumerate(expected.values()) for age, text in enumerate(cells)]
    visitor.sees(rt.cohort_matrix(rt.read_events(SMALL.encode())), counts=True)
    assert visitor.numbers() == numbers


def test_the_matrix_of_the_shop_follows_its_controls(visit):
    events = rt.read_events(SHOP)
    visitor = visit().give("shop_orders.csv", SHOP).read().to_matrix()
    visitor.sees(rt.cohort_matrix(events, MONTHS))

    visitor.slide("Months followed", *["ArrowLeft"] * 3).url_has(ages="20")
    visitor.sees(rt.cohort_matrix(events, rt.CohortSettings(max_age=20)))

    visitor.slide("Cohorts — start", "ArrowRight", "ArrowRight").slide("Cohorts — end", "ArrowLeft")
    visitor.url_has(ages="20", cohorts=["Sep 2024", "May 2026"])
    ranged = rt.CohortSettings(max_age=20, start="2024-09-01", end="2026-06-01")
    visitor.sees(rt.cohort_matrix(events, ranged))

    visitor.page.get_by_role("radio", name="Count", exact=True).click()
    visitor.url_has(show="Count").sees(rt.cohort_matrix(events, ranged), counts=True)

    visitor.press("month")
    visitor.page.get_by_role("radiogroup", name="Count in").get_by_text("quarter", exact=True).click()
    visitor.url_has(period="quarter", ages=None, cohorts=None, show="Count")
    quarters = rt.CohortSettings(period="quarter", max_age=7)
    visitor.sees(rt.cohort_matrix(events, quarters), counts=True)
    visitor.page.keyboard.press("Escape")
    expect(visitor.page.get_by_role("button", name="quarter", exact=True)).to_be_visible()

    visitor.choose("Split by", "channel").url_has(by="channel")
    groups = rt.cohort_matrix(events, quarters.replace(segment="channel"))
    visitor.sees(next(iter(groups.values())), counts=True)
    other = list(groups)[1]
    visitor.choose("channel", other).url_has(group=other).sees(groups[other], counts=True)

    visitor.page.get_by_role("radio", name="Against all").click()
    visitor.url_has(show="Against all", period="quarter", by="channel", group=other)
    visitor.page.wait_for_function("() => document.querySelector('.js-plotly-plot')._fullData[0].zmin < 0")


def test_a_click_on_a_cell_names_it_and_lists_its_customers(visit, orders):
    row, age = 1, 2
    matrix = rt.cohort_matrix(rt.read_events(orders))
    came, could = int(matrix.active[row, age]), int(matrix.eligible[row, age])
    visitor = visit().give("orders.csv", orders).read().to_matrix().sees(matrix)

    visitor.click_cell(row, age, cell="Feb 2024", age="2")
    expect(visitor.main).to_contain_text(f"{came} of {could} came back")
    expect(visitor.main).to_contain_text("1-30 Apr 2024, complete")
    shown = {}
    for name, number in {"Came back": came, "Did not": could - came}.items():
        visitor.page.get_by_role("tab", name=f"{name} ({number})", exact=True).click()
        table = visitor.page.get_by_role("tabpanel", name=f"{name} ({number})").locator("[role=grid]")
        expect(table).to_have_attribute("aria-rowcount", str(number + 1))  # with its header
        shown[name] = number
    name, data = visitor.download("These customers (CSV)")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert name == "orders-feb-2024-month-2.csv"
    assert {status: sum(r["status"] == status.lower() for r in rows) for status in shown} == shown
    assert len(rows) == could == len({r["customer"] for r in rows})


NO_TABLES = {  # name: what is in it, what the page says
    "picture.csv": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "This looks like a PNG picture, not a table."),
    "empty.csv": (b"", "The file is empty."),
    "header.csv": (b"customer,ordered_at\n", "The file has a header and no data rows."),
}


@pytest.mark.long
def test_a_file_that_is_no_table_is_a_sentence(visit):
    visitor = visit()
    for name, (data, sentence) in NO_TABLES.items():
        visitor.give(name, data)
        expect(visitor.main.get_by_text(sentence)).to_be_visible()
        said = visitor.main.inner_text()
        assert not re.search(r"Traceback|Error\b|Exception|line \d+, in", said), said
        assert visitor.page.get_by_test_id("stException").count() == 0
        visitor.press("Choose another file")
        expect(visitor.page.locator("input[type=file]")).to_be_attached()
        visitor.wait()
