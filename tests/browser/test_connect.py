"""A database in a browser: from its path to a cohort table, and a count that is stopped on the way."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.long
MANY = 1_000_000


@pytest.fixture
def orders(tmp_path):
    """A DuckDB file with many orders."""
    import duckdb

    path = tmp_path / "shop.duckdb"
    with duckdb.connect(str(path)) as made:
        made.execute(
            "CREATE TABLE orders AS SELECT 'c' || (hash(i) % 60000) AS customer_id, "
            "TIMESTAMP '2023-01-01' + to_seconds((i * 25)::BIGINT) AS ordered_at, 'order' AS event, "
            f"(i % 90) + 0.5 AS amount FROM range({MANY}) t(i)"
        )
        made.execute("CREATE TABLE shelves AS SELECT 1 AS shelf")
    return path


def test_a_table_becomes_a_cohort_table_and_a_count_can_be_stopped(visit, orders):
    visitor = visit(address="/connect")
    page = visitor.page
    page.get_by_role("textbox", name="Path").fill(str(orders))
    page.locator(".st-key-open-path button").click()
    page.locator(".st-key-connect-table input").click()
    page.get_by_role("option", name="main.orders").click()
    page.get_by_role("button", name="Count this table").click()
    page.get_by_role("button", name="Look again").wait_for()
    page.get_by_role("navigation").get_by_role("link", name="Retention & churn").click()
    page.get_by_role("button", name="Stop counting").click()
    visitor.expect(page.get_by_text("The count was stopped.")).to_be_visible()
    page.get_by_role("button", name="Count again").click()
    visitor.expect(page.get_by_role("figure").first).to_be_visible()
    visitor.go("Cohorts").expect(visitor.figure).to_be_visible()
    assert str(orders.parent) not in page.content() + page.url
