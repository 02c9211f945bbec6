"""The guard of costs: small tables are never asked about, large ones once for as much as a count takes."""

from __future__ import annotations

import pytest

import retention as rt
from pages.shared import connections, guard
from pages.shared.connected import Connected
from pages.shared.connections import Limits
from pages.shared.cost import Cost
from pages.shared.guard import Guard, Plan, TooMuchError

MAPPING = rt.ColumnMapping("customer_id", "ordered_at", amount="amount")
ROWS = 2_000
pytestmark = [
    pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture
def orders(tmp_path, monkeypatch):
    """Makes a table of a DuckDB file with a guard that allows so many rows."""
    import duckdb

    monkeypatch.setenv("RETENTION_LOCAL", "1")
    with duckdb.connect(str(tmp_path / "shop.duckdb")) as made:
        made.execute(
            "CREATE TABLE orders AS SELECT 'c' || (i * 31 % 90) AS customer_id, "
            "TIMESTAMP '2024-01-01' + to_minutes((i * 197)::BIGINT) AS ordered_at, "
            f"(i % 50) + 0.5 AS amount FROM range({ROWS}) t(i)"
        )
    opened = connections.open_path(str(tmp_path / "shop.duckdb"))

    def make(rows):
        once = Cost(ROWS, ROWS * 24)
        its = Guard(opened.backend, lambda _: once, MAPPING.columns, Limits(rows=rows))
        place = opened.place("main.orders")
        return Connected(opened.table("main.orders"), MAPPING, place=place, watch=opened.watch, guard=its)

    return make


def test_a_small_table_is_not_even_asked_for_a_plan(orders, monkeypatch):
    monkeypatch.setattr(guard, "planned", None)
    found = orders(ROWS * guard.AT_MOST)
    assert len(rt.slipping(found.measure()).frame) == 90


def test_what_is_asked_when_a_table_is_opened_was_agreed_to_there(orders):
    found = orders(10).measure()
    assert len(rt.period_retention(found))
    assert len(rt.cohort_matrix(found).cohorts)


def test_a_count_that_takes_more_is_asked_about_once(orders):
    found = orders(10).measure()
    with pytest.raises(TooMuchError) as refused:
        rt.slipping(found)
    assert "It goes over the table" in refused.value.what
    assert refused.value.cost.rows > guard.AT_THE_START * ROWS
    found.guard.agree(refused.value.cost)
    assert len(rt.slipping(found).frame) == 90


def test_the_engine_tells_how_often_it_goes_over_a_table_and_which_columns_it_reads(orders):
    found = orders(10)
    rows, backend = found.rows, found.watch.backend
    asked = rows.aggregate(n=rows["customer"].nunique(), last=rows["at"].max())
    assert guard.planned(backend, asked, MAPPING.columns) == Plan(1, ("customer_id", "ordered_at"))
    twice = found.table.select("amount").cross_join(found.table.select("customer_id"))
    assert guard.planned(backend, twice.count(), MAPPING.columns).times == 2


def test_an_engine_that_tells_no_plan_goes_over_the_table_once():
    class Other:
        name = "duckdb"

    assert guard.planned(Other(), None, ()) == Plan()


@pytest.mark.parametrize(
    ("one", "other", "above"),
    [
        (Cost(5, 10), Cost(5, 10), False),
        (Cost(6, None), Cost(5, 10), True),
        (Cost(None, 11), Cost(5, 10), True),
        (Cost(6, 6), Cost(None, 10), False),
        (Cost(), Cost(5, 10), False),
    ],
)
def test_what_is_not_known_is_above_nothing(one, other, above):
    assert one.is_above(other) is above
    assert not one.is_above(other.or_more(one))


def test_the_page_says_what_a_count_takes_and_counts_it_when_told(app, orders):
    app.at.session_state["_events"] = orders(10).measure()
    app.go("pages/act/customers.py")
    assert "This count takes much more than those so far" in app.said
    next(button for button in app.at.button if str(button.key).startswith("count-much")).click()
    app.run()
    assert "much more than those so far" not in app.said
    assert "slipping away" in app.said
