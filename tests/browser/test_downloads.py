"""What can be taken away from the Cohorts page: each file holds the numbers of the page and keeps its promises."""

from __future__ import annotations

import csv
import io
import re
import struct

import numpy as np
import pytest
from playwright.sync_api import expect

import retention as rt


@pytest.fixture(scope="module")
def matrix(orders):
    return rt.cohort_matrix(rt.read_events(orders))


def test_pictures_tables_and_a_page_hold_the_numbers_of_the_chart(visit, new_page, orders, matrix):
    visitor = visit().give("my orders.csv", orders).read().to_matrix().sees(matrix)
    sharp_picture(visitor)
    drawing(visitor)
    visitor.press("Download")
    tidy_table(visitor, matrix)
    tables_by_age(visitor, matrix)
    workbook(visitor, matrix)
    page_without_a_network(visitor, new_page())


def tidy_table(visitor, matrix):
    name, data = visitor.download("Table, one row per value (CSV)")
    assert name == "my-orders-cohorts-month.csv"
    assert data.startswith(b"\xef\xbb\xbf")
    again = rt.export.read_matrix_csv(data)
    for part in ("cohorts", "ages", "sizes", "eligible", "active", "open_active", "complete", "rates"):
        np.testing.assert_array_equal(getattr(again, part), getattr(matrix, part), err_msg=part)


def tables_by_age(visitor, matrix):
    name, data = visitor.download("Matrix of counts (CSV)")
    assert name == "my-orders-cohorts-month-counts.csv"
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    expected = {
        str(cohort)[:10]: [str(n) if known else "" for n, known in zip(active, knowns, strict=True)]
        for cohort, active, knowns in zip(matrix.cohorts, matrix.active, matrix.known, strict=True)
    }
    assert {row["cohort"]: [row[label] for label in matrix.age_labels] for row in rows} == expected

    name, data = visitor.download("Matrix of rates (CSV)")
    assert name == "my-orders-cohorts-month-rates.csv"
    first = next(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [float(first[label]) for label in matrix.age_labels[:4]] == matrix.rates[0, :4].tolist()


def workbook(visitor, matrix):
    """Numbers are numbers, and nothing is a formula."""
    import openpyxl

    name, data = visitor.download("Workbook (XLSX)")
    assert name == "my-orders-cohorts-month.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    numbers = {round(cell.value, 9) for cell in cells if cell.data_type == "n"}
    rates = {round(rate, 9) for rate in matrix.rates[matrix.known].tolist()}
    assert rates <= numbers, "every rate of the matrix stands in the workbook as a number"
    assert set(matrix.active[matrix.known].tolist()) <= numbers
    labels = set(matrix.age_labels)
    texts = [cell.value for cell in cells if cell.data_type == "s" and cell.value not in labels]
    assert [text for text in texts if re.fullmatch(r"[\d.,]+ ?%?", text)] == []


def sharp_picture(visitor):
    box = visitor.figure.locator(".js-plotly-plot").bounding_box()
    name, data = visitor.download("Download plot as a PNG")
    assert name == "my-orders-cohorts-month.png"
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", data[16:24])
    assert (width, height) == pytest.approx((2 * box["width"], 2 * box["height"]), abs=4)


def drawing(visitor):
    visitor.page.get_by_role("radio", name="SVG", exact=True).click()
    expect(visitor.figure.get_by_role("button", name="Download plot", exact=True)).to_be_visible()
    name, data = visitor.wait().download("Download plot")
    assert name == "my-orders-cohorts-month.svg"
    assert data.startswith(b"<svg")
    assert b"Jan 2024" in data


def page_without_a_network(visitor, page):
    name, data = visitor.download("Chart, opens offline (HTML)")
    assert name == "my-orders-cohorts-month.html"
    address = f"{visitor.server.url}/{name}"
    page.route("**/*", lambda route: route.fulfill(body=data, content_type="text/html"), times=1)
    page.context.set_offline(True)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    assert visitor.numbers(page) == visitor.numbers()
    assert asked == [address]
