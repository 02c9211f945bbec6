"""Revenue and retention as a file itself has them, worked by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest

import retention as rt
from retention.metrics.own_numbers import own_numbers


def visits(rows, amount="paid"):
    frame = pd.DataFrame(rows, columns=["who", "when", "paid"])
    mapping = rt.ColumnMapping(customer="who", time="when", amount=amount)
    return rt.events_from_frame(frame, mapping, observed_until="2024-04-01")


ROWS = [("a", "2024-01-05", 10.0), ("b", "2024-01-09", 30.0), ("a", "2024-02-02", 20.0), ("c", "2024-03-03", 8.0)]


def test_visits_compare_each_month_with_the_next():
    # January: a and b pay 40, a is kept. February: a pays 20, nobody is kept.
    found = own_numbers(visits(ROWS))
    assert (found.kind, found.unit, found.n, found.survival) == ("visits", "month", 3, ())
    assert found.revenue == pytest.approx(60 / 3)
    assert found.retention == pytest.approx(1 / 3)
    assert found.lower < found.retention < found.upper


def test_visits_without_money_still_say_who_stays():
    found = own_numbers(visits(ROWS, amount=None))
    assert math.isnan(found.revenue)
    assert (found.retention, found.n) == (pytest.approx(1 / 3), 3)


def test_one_month_says_nothing():
    with pytest.raises(rt.SettingsError):
        own_numbers(visits([("a", "2024-03-05", 10.0)]))
    with pytest.raises(rt.SettingsError):
        own_numbers(visits([("a", "2024-03-05", 10.0)], amount=None))


def contracts(n, left):
    """Customers from New Year on who pay 10 a month; the first ``left`` end on 10 March."""
    ends = ["2024-03-10" if i < left else None for i in range(n)]
    frame = pd.DataFrame({"who": range(n), "from": "2024-01-01", "to": ends, "mrr": 10.0})
    mapping = rt.SubscriptionMapping("who", "from", "to", "mrr")
    return rt.subscriptions_from_frame(frame, mapping, observed_until="2024-07-01")


def test_contracts_say_how_long_they_last():
    found = own_numbers(contracts(80, 20))
    assert found.kind == "contracts"
    assert found.revenue == pytest.approx(10)
    # Running at the beginning of February and March 80, of April, May and June 60.
    assert (found.retention, found.n) == (pytest.approx(1 - 20 / 340), 340)
    assert found.survival[:4] == (1.0, 1.0, 1.0, 0.75)


def test_a_quarter_brings_three_times_a_month():
    month, quarter = (own_numbers(contracts(80, 20), unit) for unit in ("month", "quarter"))
    assert quarter.revenue == pytest.approx(3 * month.revenue)


def test_tenures_count_the_periods_they_were_watched():
    rows = "".join(f"c{i},{1 + i % 4},{'Yes' if i % 4 == 0 else 'No'}\n" for i in range(40))
    found = own_numbers(rt.read_tenures(f"customer_id,tenure,churn\n{rows}".encode()))
    # Ten each stay 1, 2, 3 and 4 periods, 100 in all; the first ten leave.
    assert (found.retention, found.n) == (0.9, 100)
    assert found.survival == (1.0, 0.75, 0.75)


def test_the_survival_ends_where_fewer_than_thirty_were_watched():
    rows = "".join(f"c{i},{3 if i < 29 else 2},No\n" for i in range(40))
    found = own_numbers(rt.read_tenures(f"customer_id,tenure,churn\n{rows}c,1,Yes\n".encode()))
    assert len(found.survival) == 3
