"""The numbers of a first look: money per customer at one age, and the newest cohorts against earlier ones."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

import retention as rt
from retention.metrics.overview import change_at_age, value_per_customer


def matrix_of(n, back, *, warm_up=0, complete=None, values=None, start="2023-01"):
    """One age, one row a month."""
    n, back = np.array(n).reshape(-1, 1), np.array(back).reshape(-1, 1)
    cohorts = np.arange(start, np.datetime64(start, "M") + len(n), dtype="datetime64[M]").astype("datetime64[s]")
    complete = np.ones(n.shape, bool) if complete is None else np.array(complete).reshape(-1, 1)
    values = None if values is None else np.array(values, float).reshape(-1, 1)
    return rt.CohortMatrix(
        cohorts, np.array([0]), ("0",), n[:, 0], n, back, n * 0, complete, warm_up=warm_up, values=values
    )


# ---------------------------------------------------------------------------------------------------- change
def test_three_months_against_the_three_before():
    found = change_at_age(matrix_of([100] * 6, [10, 20, 30, 40, 50, 60]), 0)
    change = found.blocks.change
    assert (found.size, change.k1, change.n1, change.k2, change.n2) == (3, 150, 300, 60, 300)
    assert found.rates == (0.2, 0.5)
    assert found.blocks.year_change is None


def test_the_year_before_where_the_data_reach_back():
    found = change_at_age(matrix_of([100] * 15, range(15)), 0)
    year = found.blocks.year_change
    assert (year.k1, year.k2) == (12 + 13 + 14, 0 + 1 + 2)


def test_a_single_cohort_where_there_are_no_two_blocks():
    found = change_at_age(matrix_of([100] * 4, [10, 20, 30, 40]), 0)
    assert (found.size, found.blocks.change.k1, found.blocks.change.k2) == (1, 40, 30)
    assert found.rates == (0.1, 0.2, 0.3, 0.4)


def test_old_customers_and_open_windows_are_left_out():
    matrix = matrix_of([100] * 4, [90, 20, 30, 0], warm_up=1, complete=[True, True, True, False])
    found = change_at_age(matrix, 0)
    assert (found.blocks.change.k1, found.blocks.change.k2, found.rates) == (30, 20, (0.2, 0.3))


@pytest.mark.parametrize(
    "matrix",
    [
        matrix_of([100], [10]),
        matrix_of([100, 100], [10, 20], warm_up=1),
        matrix_of([100, 100], [10, 20], warm_up=2),
        matrix_of([100, 100], [10, 20], complete=[False, False]),
        matrix_of([100, 0, 100], [10, 0, 20]),
    ],
)
def test_nothing_to_compare(matrix):
    assert change_at_age(matrix, 0) is None


def test_an_age_that_is_not_there():
    assert change_at_age(matrix_of([100, 100], [1, 2]), 1) is None
    assert value_per_customer(matrix_of([100], [1], values=[2]), 1) is None


# ----------------------------------------------------------------------------------------------------- value
def test_money_is_pooled_over_customers_and_not_over_cohorts():
    found = value_per_customer(matrix_of([100, 50, 10], [0, 0, 0], values=[10, 40, 400]), 0)
    assert (found.mean, found.n, found.cohorts) == ((1000 + 2000 + 4000) / 160, 160, 3)
    assert (found.lowest, found.highest) == (10, 40), "a cohort of ten is too small to name"


def test_money_of_open_windows_is_left_out():
    matrix = matrix_of([100, 50], [0, 0], values=[10, math.nan], complete=[True, False])
    found = value_per_customer(matrix, 0)
    assert (found.mean, found.n, found.cohorts) == (10, 100, 1)
    assert math.isnan(found.lowest)


def test_without_money_there_is_nothing_to_say():
    assert value_per_customer(matrix_of([100], [1]), 0) is None


def test_it_equals_plain_sums_over_rows():
    rows = [("a", "2024-01-05", 10), ("a", "2024-02-01", 5), ("a", "2024-03-01", 100), ("b", "2024-01-09", 20)]
    rows += [("c", "2024-02-03", 1), ("c", "2024-03-03", 2), ("d", "2024-03-09", 7)]
    frame = pd.DataFrame(rows, columns=["who", "when", "paid"]).assign(when=lambda f: pd.to_datetime(f["when"]))
    mapping = rt.ColumnMapping(customer="who", time="when", amount="paid")
    events = rt.events_from_frame(frame, mapping, observed_until="2024-04-01")
    found = value_per_customer(rt.cohort_matrix(events, rt.CohortSettings(value="cumulative")), 1)
    assert (found.mean, found.n) == ((10 + 5 + 20 + 1 + 2) / 3, 3)
