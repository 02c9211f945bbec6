"""Money of real files against truths that plain loops worked out without this library."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import retention as rt
from tests.test_real_data import CASES, MONTHS, REAL, RETAIL, RETAIL_END, RETAIL_FILE, retail_truth, triangle, truth

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the folder ../shared with real files is not here")


def by_month(column):
    return {str(day)[:7]: value for day, value in column.items()}


def numbers(facts):
    return {month: pytest.approx(float(value), abs=1e-6) for month, value in facts.items()}


@pytest.fixture(scope="module")
def retail():
    return rt.read_events(RETAIL_FILE, RETAIL, observed_until=RETAIL_END)


@pytest.mark.parametrize("name", ["CDNOW", "CDNOW sample", "Relay Foods CSV"])
def test_money_of_every_month(name):
    """Nobody gives anything back in these files: the money of paying customers is all the money."""
    case = CASES[name]
    frame = rt.revenue_retention(case.events())
    facts = truth(*case.truth)
    assert by_month(frame["end"]) == numbers(facts["revenue_month"])
    assert (frame["below_zero"] == 0).all()


def test_money_of_every_month_with_cancelled_items(retail):
    """What customers pay and what the others were given back are together all the money of the file."""
    frame = rt.revenue_retention(retail)
    assert by_month(frame["end"] + frame["below_zero"]) == numbers(
        retail_truth("A_drop_null_customer")["revenue_month"]
    )
    assert (frame["below_zero"] < 0).any()


def test_new_money_and_age_0_of_cohorts_without_refunds():
    """Without refunds the month of the first payment is that of the first order, and its money that of the cohort."""
    case = CASES["CDNOW sample"]
    events, facts = case.events(), truth(*case.truth)
    expected = facts["cohort_revenue_month"]
    frame = rt.revenue_cohorts(events)
    found = {}
    for cohort, rows in frame[frame["customers"] > 0].groupby("cohort"):
        found[str(cohort)[:7]] = pytest.approx(rows.sort_values("age")["money"].tolist())
    assert {month: [float(v) for v in row] for month, row in expected.items()} == found
    new = rt.revenue_retention(events)["new"]
    assert {m: v for m, v in by_month(new).items() if v} == numbers({m: row[0] for m, row in expected.items()})


def test_value_per_customer_of_a_cohort():
    case = CASES["CDNOW sample"]
    matrix = rt.cohort_matrix(case.events(), MONTHS.replace(value="cumulative"))
    facts = truth(*case.truth)["cumulative_revenue_per_cohort_user"]
    assert triangle(matrix, matrix.values) == {m: pytest.approx([float(v) for v in row]) for m, row in facts.items()}


def test_movements_of_a_shop_equal_a_plain_pivot():
    """Online Retail from scratch: a table of customers by months, and the definitions read off it."""
    frame = pd.read_csv(RETAIL_FILE, dtype={"CustomerID": "string", "InvoiceNo": "string", "StockCode": "string"})
    frame = frame[frame["CustomerID"].notna()]
    frame["money"] = frame["Quantity"] * frame["UnitPrice"]
    month = pd.to_datetime(frame["InvoiceDate"]).dt.strftime("%Y-%m")
    net = frame.groupby(["CustomerID", month])["money"].sum().unstack(fill_value=0.0).round(6)
    pays = net.clip(lower=0)
    found = rt.revenue_retention(rt.events_from_frame(frame, RETAIL, observed_until=RETAIL_END))
    assert len(found) == pays.shape[1]
    for i in range(1, pays.shape[1]):
        x, y, row = pays.iloc[:, i - 1], pays.iloc[:, i], found.iloc[i]
        ever = pays.iloc[:, :i].max(axis=1) > 0
        expected = {
            "start": x.sum(),
            "new": y[~ever].sum(),
            "reactivated": y[ever & (x == 0)].sum(),
            "expansion": (y - x)[(x > 0) & (y > x)].sum(),
            "contraction": (x - y)[(y > 0) & (y < x)].sum(),
            "churned": x[y == 0].sum(),
            "end": y.sum(),
            "grr": np.minimum(x, y).sum() / x.sum(),
            "nrr": y[x > 0].sum() / x.sum(),
            "customers": (x > 0).sum(),
            "kept": ((x > 0) & (y > 0)).sum(),
        }
        assert row[list(expected)].tolist() == pytest.approx(list(expected.values()), abs=1e-6), found.index[i]


@pytest.mark.parametrize("days", [30, 90])
def test_repeat_rate_of_cdnow_equals_a_plain_loop(days):
    """Dates without times: the second order is the next day with one."""
    case = CASES["CDNOW sample"]
    table = pd.read_csv(REAL / case.path, dtype=str)
    when = pd.to_datetime(table["date"], format="%Y%m%d")
    end, came, watched = pd.Timestamp(case.end), 0, 0
    for _, theirs in when.groupby(table["sampleid"]):
        first = theirs.min()
        after = theirs[theirs > first]
        if first + pd.Timedelta(days=days) <= end:
            watched += 1
            came += len(after) > 0 and after.min() < first + pd.Timedelta(days=days)
    found = rt.repeat_rate(case.events(), days=days)
    assert (found.came, found.n, found.waiting) == (came, watched, 0)
    assert watched == 2357
