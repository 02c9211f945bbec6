"""Real files handed over in the browser: the first row of the matrix equals a truth worked out without this library."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

REAL = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "real"
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not REAL.is_dir(), reason="the folder ../shared with real files is not here"),
]


def first_row(path, *keys):
    """The oldest cohort in a truth file, as numbers in a chart: size, then who came back month by month."""
    facts = json.loads((REAL / path).read_text(encoding="utf-8"))
    for key in keys:
        facts = facts[key]
    return [f"{number:,}" for number in next(iter(facts["cohort_matrix_month"].values()))]


def counts_of(visitor, name):
    """Hand a file over, read it as proposed, and look at its matrix in customers."""
    return show_counts(visitor.give(name.split("/")[-1], (REAL / name).read_bytes()))


def show_counts(visitor):
    visitor.read().to_matrix().page.get_by_role("radio", name="Count", exact=True).click()
    return visitor.url_has(show="Count")


def test_relay_foods_with_days_first_and_dollar_signs(visit):
    visitor = counts_of(visit(), "relay_foods/relay-foods.csv")
    visitor.sees_row(0, first_row("relay_foods/relay-foods.csv.truth.json", "truth"))


def test_cdnow_separated_by_blanks(visit):
    visitor = counts_of(visit(), "cdnow/CDNOW_master.txt")
    visitor.sees_row(0, first_row("cdnow/CDNOW_master.truth.json", "truth"))


def test_online_retail_with_and_without_its_money(visit):
    """Price times quantity is money, and what was sent back is no visit; without money every row is one."""
    truth = "online_retail/online_retail.truth.json"
    visitor = counts_of(visit(), "online_retail/online_retail.csv.gz")
    visitor.sees_row(0, first_row(truth, "B_also_drop_quantity_le_0"))

    visitor.go("Upload").give("online_retail.csv.gz", (REAL / "online_retail" / "online_retail.csv.gz").read_bytes())
    visitor.choose("How much", "not in the file").choose("Quantity", "not in the file")
    show_counts(visitor).sees_row(0, first_row(truth, "A_drop_null_customer"))
