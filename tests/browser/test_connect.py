"""A database in a browser: from its path to a cohort table, and a count that is stopped on the way."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.long
MANY, FEW = 1_000_000, 100_000


def orders_in(path, rows):
    """A DuckDB file with orders and another table."""
    import duckdb

    with duckdb.connect(str(path)) as made:
        made.execute(
            "CREATE TABLE orders AS SELECT 'c' || (hash(i) % 60000) AS customer_id, "
            "TIMESTAMP '2023-01-01' + to_seconds((i * 25)::BIGINT) AS ordered_at, 'order' AS event, "
            f"(i % 90) + 0.5 AS amount FROM range({rows}) t(i)"
        )
        made.execute("CREATE TABLE shelves AS SELECT 1 AS shelf")
    return path


def connect(visitor, path):
    """From the path to what is counted."""
    page = visitor.page
    page.get_by_role("textbox", name="Path").fill(str(path))
    page.locator(".st-key-open-path button").click()
    page.locator(".st-key-connect-table input").click()
    page.get_by_role("option", name="main.orders").click()
    page.get_by_role("button", name="Count this table").click()
    page.get_by_role("button", name="Look again").wait_for()
    return page


def test_a_table_becomes_a_cohort_table_and_a_count_can_be_stopped(visit, tmp_path):
    visitor = visit(address="/connect")
    page = connect(visitor, orders_in(tmp_path / "shop.duckdb", MANY))
    page.get_by_role("navigation").get_by_role("link", name="Retention & churn").click()
    page.get_by_role("button", name="Stop counting").click()
    visitor.expect(page.get_by_text("The count was stopped.")).to_be_visible()
    page.get_by_role("button", name="Count again").click()
    visitor.expect(page.get_by_role("figure").first).to_be_visible()
    visitor.go("Cohorts").expect(visitor.figure).to_be_visible()
    assert str(tmp_path) not in page.content() + page.url


def test_a_table_becomes_a_report_and_a_bundle_that_it_agrees_with(visit, tmp_path):
    visitor = visit(address="/connect")
    page = connect(visitor, orders_in(tmp_path / "shop.duckdb", FEW))
    page.get_by_role("navigation").get_by_role("link", name="Report").click()
    page.get_by_role("button", name="Make the report").click()
    report = taken(page, "report-html", tmp_path / "report.html").decode()
    assert "Snapshot" in report
    page.get_by_role("navigation").get_by_role("link", name="Proof").click()
    page.get_by_role("button", name="Count these tables").click()
    taken(page, "bundle", tmp_path / "bundle.zip")
    page.get_by_text("Check a bundle").click()
    page.locator("input[type=file]").set_input_files(tmp_path / "bundle.zip")
    visitor.expect(
        page.get_by_text(re.compile("^(Identical:|The same snapshot.*All else is identical)"))
    ).to_be_visible()
    assert str(tmp_path) not in report + page.content() + page.url


def taken(page, key, path):
    """The file behind a button, as it was saved."""
    with page.expect_download() as download:
        page.locator(f".st-key-{key} button").click()
    download.value.save_as(path)
    return path.read_bytes()
