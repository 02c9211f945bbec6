"""Observed value by age: money so far by the customers watched that long."""

from __future__ import annotations

import pandas as pd
import pytest

import retention as rt

CUMULATIVE = rt.CohortSettings(value="cumulative")


def shop(until="2024-04-01"):
    """Twenty customers in January and twenty in February, 5 each; one of January gives 3 back and pays 23 in March."""
    rows = [(f"j{i}", "2024-01-05", 5.0) for i in range(20)] + [(f"f{i}", "2024-02-05", 5.0) for i in range(20)]
    rows += [("j0", "2024-02-01", -3.0), ("j0", "2024-03-09", 23.0)]
    frame = pd.DataFrame(rows, columns=["who", "when", "paid"])
    frame["when"] = pd.to_datetime(frame["when"])
    return rt.events_from_frame(frame, rt.ColumnMapping("who", "when", amount="paid"), observed_until=until)


def test_money_so_far_by_customers_watched_that_long():
    found = rt.value_by_age(rt.cohort_matrix(shop(), CUMULATIVE))
    assert found.to_dict("list") == {
        "cohorts": [2, 2],
        "customers": [40, 40],
        "amount": [200.0, 197.0],
        "value": [5.0, 4.925],
    }


def test_an_unfinished_window_is_left_out():
    found = rt.value_by_age(rt.cohort_matrix(shop("2024-03-20"), CUMULATIVE))
    assert found["cohorts"].tolist() == [2]


def test_other_money_is_refused():
    with pytest.raises(rt.SettingsError, match="added up by age"):
        rt.value_by_age(rt.cohort_matrix(shop(), CUMULATIVE.replace(value="sum")))
