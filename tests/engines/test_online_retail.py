"""Half a million rows of a real shop, counted in memory and where they lie: every count table is the same."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

import retention as rt
from tests.engines.same import same

FILE = (
    Path(__file__).resolve().parents[2].parent / "shared" / "data" / "real" / "online_retail" / "online_retail.csv.gz"
)
pytestmark = [
    pytest.mark.engines,
    pytest.mark.skipif(not FILE.is_file(), reason="the folder ../shared with real files is not here"),
]
MAPPING = rt.ColumnMapping("CustomerID", "InvoiceDate", amount="UnitPrice", quantity="Quantity", segments=("Country",))
UNITS = pytest.mark.parametrize("unit", ["month", "week", "day"])


@pytest.fixture(scope="module")
def shop():
    """The file, read by us."""
    return rt.read_events(FILE, MAPPING)


@pytest.fixture(scope="module")
def raw():
    """The file as a database would hold it: times without a zone, and rows of nobody."""
    frame = pd.read_csv(FILE, usecols=MAPPING.columns, dtype={"CustomerID": "str"}, parse_dates=["InvoiceDate"])
    frame["InvoiceDate"] = frame["InvoiceDate"].astype("datetime64[us]")
    return pa.Table.from_pandas(frame, preserve_index=False)


@pytest.fixture(scope="module")
def table(engine, raw):
    """The same in the engine."""
    return rt.SqlEvents(engine.table(raw, "online_retail"), MAPPING)


def test_the_same_rows_and_the_same_days(shop, table):
    assert (len(table), table.n_customers, table.span) == (len(shop), shop.n_customers, shop.span)
    assert table.rows_a_day().tolist() == shop.rows_a_day().tolist()
    assert table.usual_interval_days == shop.usual_interval_days


@UNITS
@pytest.mark.parametrize("count", ["cohort_counts", "period_counts", "active_period_counts", "revenue_counts"])
def test_every_count_of_a_series(shop, table, unit, count):
    chosen = rt.CohortSettings(period=unit)
    same(getattr(shop, count)(chosen), getattr(table, count)(chosen))


@pytest.mark.parametrize("unit", ["month", "week"])
def test_money_by_first_payment(shop, table, unit):
    chosen = rt.CohortSettings(period=unit, max_age=12)
    same(shop.revenue_cohort_counts(chosen), table.revenue_cohort_counts(chosen))


@pytest.mark.parametrize(
    "chosen", [{"segment": "Country"}, {"value": "sum"}, {"clock": "elapsed", "measure": "on_or_after"}]
)
def test_cohorts_in_other_ways(shop, table, chosen):
    chosen = rt.CohortSettings(period="month", **chosen)
    same(shop.cohort_counts(chosen), table.cohort_counts(chosen))


def test_series_of_countries(shop, table):
    chosen = rt.CohortSettings(period="month", segment="Country")
    same(shop.period_counts(chosen), table.period_counts(chosen))
    same(shop.revenue_counts(chosen), table.revenue_counts(chosen))


def test_what_customers_bought(shop, table):
    chosen = rt.CohortSettings(period="month")
    same(shop.customer_counts(chosen, each=False), table.customer_counts(chosen, each=False))
