"""Matrices of real files, cell by cell, against truths that plain loops worked out without this library.

A truth counts the last month although it is not over. So the data are told to be whole up to its end: then no window
is open, and every cell can be compared.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import retention as rt

REAL = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "real"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the folder ../shared with real files is not here")

MONTHS = rt.CohortSettings(period="month")
RETAIL = rt.ColumnMapping("CustomerID", "InvoiceDate", amount="UnitPrice", quantity="Quantity", segments=("Country",))
WHO_AND_WHEN = rt.ColumnMapping("CustomerID", "InvoiceDate")
RETAIL_FILE, RETAIL_END = REAL / "online_retail" / "online_retail.csv.gz", "2012-01-01"
RELAY_BOOK = "relay_foods/relay-foods.truth.json"


@dataclass(frozen=True)
class Case:
    """A file, how to read it, and where its truth lies."""

    path: str
    columns: tuple[str, str, str]  # who, when, how much
    end: str | None  # of the last month; None is the end of the last day
    truth: tuple[str, ...]
    sheet: str | None = None

    def events(self) -> rt.Events:
        customer, time, amount = self.columns
        mapping = rt.ColumnMapping(customer, time, amount=amount)
        return rt.read_events(REAL / self.path, mapping, sheet=self.sheet, observed_until=self.end)


CASES = {
    "CDNOW": Case(
        "cdnow/CDNOW_master.txt",
        ("customer_id", "date", "dollar_value"),
        "1998-07-01",
        ("cdnow/CDNOW_master.truth.json", "truth"),
    ),
    "CDNOW sample": Case(
        "cdnow/cdnowElog_BTYD.csv",
        ("sampleid", "date", "sales"),
        "1998-07-01",
        ("cdnow/CDNOW_sample.truth.json", "truth"),
    ),
    "Relay Foods CSV": Case(
        "relay_foods/relay-foods.csv",
        ("UserId", "OrderDate", "TotalCharges"),
        "2010-04-01",
        ("relay_foods/relay-foods.csv.truth.json", "truth"),
    ),
    "Relay Foods XLSX": Case(
        "relay_foods/relay-foods.xlsx",
        ("UserId", "OrderDate", "TotalCharges"),
        "2010-04-01",
        (RELAY_BOOK, "Purchase Data - Full Study", "truth"),
        sheet="Purchase Data - Full Study",
    ),
    "Relay Foods XLSX, pilot": Case(
        "relay_foods/relay-foods.xlsx",
        ("UserId", "OrderDate", "Total Charges"),
        "2010-04-01",
        (RELAY_BOOK, "Pilot Study Data", "truth"),
        sheet="Pilot Study Data",
    ),
}


def truth(path: str, *keys: str) -> dict:
    """One part of a truth file."""
    found = json.loads((REAL / path).read_text(encoding="utf-8"))
    for key in keys:
        found = found[key]
    return found


def retail_truth(*keys: str) -> dict:
    return truth("online_retail/online_retail.truth.json", *keys)


def triangle(matrix: rt.CohortMatrix, cells: np.ndarray) -> dict[str, list]:
    """Cells as the truth writes them: from a cohort's own month to the last one, cohorts without anybody left out."""
    last = len(matrix.ages)
    return {
        str(cohort)[:7]: cells[i, : last - i].tolist() for i, cohort in enumerate(matrix.cohorts) if matrix.sizes[i] > 0
    }


def sizes(matrix: rt.CohortMatrix) -> dict[str, int]:
    return {str(c)[:7]: int(n) for c, n in zip(matrix.cohorts, matrix.sizes, strict=True) if n}


def numbers(table: dict[str, list]) -> dict[str, list]:
    """Amounts as numbers that may differ by rounding only."""
    return {month: pytest.approx([float(value) for value in row], abs=1e-6) for month, row in table.items()}


def assert_counts(matrix: rt.CohortMatrix, facts: dict) -> None:
    expected = facts["cohort_matrix_month"]
    assert triangle(matrix, matrix.active) == expected
    assert sizes(matrix) == {month: row[0] for month, row in expected.items()}
    assert not matrix.open_active.any(), "no window may be open up to the end of the last month"
    known = list(triangle(matrix, matrix.known).values())
    assert all(all(row) for row in known), "every cell of the truth must have a rate"


def assert_money(events: rt.Events, facts: dict, settings: rt.CohortSettings = MONTHS) -> None:
    total = rt.cohort_matrix(events, settings.replace(value="sum"))
    assert triangle(total, total.values) == numbers(facts["cohort_revenue_month"])
    per_customer = rt.cohort_matrix(events, settings.replace(value="cumulative"))
    assert triangle(per_customer, per_customer.values) == numbers(facts["cumulative_revenue_per_cohort_user"])


# ------------------------------------------------------------------------------------- files as they are
@pytest.fixture(scope="module", params=CASES)
def case(request) -> tuple[rt.Events, dict]:
    found = CASES[request.param]
    return found.events(), truth(*found.truth)


def test_customers_of_every_cell(case):
    events, facts = case
    assert_counts(rt.cohort_matrix(events, MONTHS), facts)


def test_money_of_every_cell(case):
    assert_money(*case)


def test_the_last_month_is_open_until_told_otherwise():
    """Relay Foods ends on the 9th of March 2010: that month is seen so far, not counted, yet nothing is lost."""
    found = CASES["Relay Foods CSV"]
    matrix = rt.cohort_matrix(replace(found, end=None).events(), MONTHS)
    assert triangle(matrix, matrix.active + matrix.open_active) == truth(*found.truth)["cohort_matrix_month"]
    complete = triangle(matrix, matrix.complete).values()
    assert {row[-1] for row in complete} == {False}
    assert all(all(row[:-1]) for row in complete)


# ------------------------------------------------------------------------------------------- Online Retail
@pytest.fixture(scope="module")
def retail() -> rt.Events:
    """Online Retail with price times quantity as money; cancelled items have negative quantities."""
    return rt.read_events(RETAIL_FILE, RETAIL, observed_until=RETAIL_END)


@pytest.fixture(scope="module")
def sales() -> rt.Events:
    """Variant B by hand: rows with a customer and a quantity above 0, through pandas."""
    frame = pd.read_csv(RETAIL_FILE, dtype={"CustomerID": "string", "InvoiceNo": "string", "StockCode": "string"})
    frame = frame[frame["CustomerID"].notna() & (frame["Quantity"] > 0)]
    return rt.events_from_frame(frame, RETAIL, observed_until=RETAIL_END)


def test_variant_a_every_row_with_a_customer():
    """Without an amount nothing tells a cancelled item from a bought one: every row is activity."""
    events = rt.read_events(RETAIL_FILE, WHO_AND_WHEN, observed_until=RETAIL_END)
    assert_counts(rt.cohort_matrix(events, MONTHS), retail_truth("A_drop_null_customer"))


def test_variant_a_with_its_money(retail):
    """With an amount, the same once refunds are told to count as activity."""
    settings, facts = MONTHS.replace(refunds_count=True), retail_truth("A_drop_null_customer")
    assert_counts(rt.cohort_matrix(retail, settings), facts)
    assert_money(retail, facts, settings)


def test_variant_b_filtered_beforehand(sales):
    facts = retail_truth("B_also_drop_quantity_le_0")
    assert (len(sales), sales.n_customers) == (facts["rows_used"], facts["distinct_users"])
    assert_counts(rt.cohort_matrix(sales, MONTHS), facts)
    assert_money(sales, facts)


def test_variant_b_is_what_the_file_gives_by_default(retail):
    """Refunds are money, not activity: leaving out quantities below 0 by hand gives the same customers in every cell.

    That holds since no row with a customer has a quantity of 0 or a price below 0, and none with a price of 0 has a
    quantity below 0: a row's money is negative exactly where its quantity is.
    """
    frame = pd.read_csv(RETAIL_FILE, usecols=["Quantity", "UnitPrice", "CustomerID"]).dropna(subset="CustomerID")
    taken_back = frame["Quantity"] <= 0
    assert taken_back.equals(frame["Quantity"] * frame["UnitPrice"] < 0)
    matrix = rt.cohort_matrix(retail, MONTHS)
    assert_counts(matrix, retail_truth("B_also_drop_quantity_le_0"))
    assert retail.n_customers - int(matrix.sizes.sum()) == 4372 - 4339, "some only ever gave something back"


@pytest.mark.parametrize("country", ["United Kingdom", "Germany", "France", "EIRE"])
def test_variant_b_of_one_country(sales, country):
    settings, facts = MONTHS.replace(where=(("Country", "==", country),)), retail_truth("B_by_country", country)
    assert_counts(rt.cohort_matrix(sales, settings), facts)
    assert_money(sales, facts, settings)
