"""A small cohort table with every look in it, built by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from retention.intervals import wilson
from retention.results import CohortMatrix, MetricSeries
from retention.settings import CohortSettings


def pool(matrix):
    """The pooled curve, written out."""
    came = np.where(matrix.known, matrix.active, 0).sum(axis=0)
    could = np.where(matrix.known, matrix.eligible, 0).sum(axis=0)
    known = could > 0
    came, could = came[known], could[known]
    lower, upper = wilson(came, could)
    return MetricSeries(
        "Came back, all cohorts",
        matrix.ages[known],
        tuple(np.array(matrix.age_labels)[known].tolist()),
        came,
        could,
        matrix.known.sum(axis=0)[known],
        came / could,
        lower,
        upper,
    )


def triangle(n, period="month", **more):
    """A staircase of n cohorts of 100 customers, the last window of each still open."""
    first = np.datetime64("2024-01", "M") if period == "month" else np.datetime64("2024-01-01", "D")
    row, age = np.indices((n, n))
    complete, still_open = row + age < n - 1, row + age == n - 1
    active = np.where(age == 0, 100, 40 - np.minimum(age, 30))
    return CohortMatrix(
        cohorts=(first + np.arange(n)).astype("datetime64[s]"),
        ages=np.arange(n),
        age_labels=tuple(str(age) for age in range(n)),
        sizes=np.full(n, 100),
        eligible=np.where(complete, 100, 0),
        active=np.where(complete, active, 0),
        open_active=np.where(still_open, active // 2, 0),
        complete=complete,
        settings=CohortSettings(period=period),
        **more,
    )


@pytest.fixture
def matrix():
    """Four months to the middle of June 2026, watched for four ages.

    Mar: 180 customers, 41 back in month 1, no rows in month 2. Apr: 20, marked. May: 8, greyed. Jun: 90, open.
    """
    eligible = np.array([[180, 180, 180, 0], [20, 20, 0, 0], [8, 0, 0, 0], [0, 0, 0, 0]])
    active = np.array([[180, 41, 0, 0], [20, 5, 0, 0], [8, 0, 0, 0], [0, 0, 0, 0]])
    open_active = np.array([[0, 0, 0, 12], [0, 0, 3, 0], [0, 2, 0, 0], [90, 0, 0, 0]])
    return CohortMatrix(
        cohorts=np.array(["2026-03-01", "2026-04-01", "2026-05-01", "2026-06-01"], "datetime64[s]"),
        ages=np.arange(4),
        age_labels=("0", "1", "2", "3"),
        sizes=np.array([180, 20, 8, 90]),
        eligible=eligible,
        active=active,
        open_active=open_active,
        complete=eligible > 0,
        no_data=np.array([[False, False, True, False]] + [[False] * 4] * 3),
        values=np.where(eligible > 0, active * 10.0, np.nan),
        settings=CohortSettings(value="sum"),
        observed_until=pd.Timestamp("2026-06-16"),
        warm_up=1,
    )


@pytest.fixture
def make_triangle():
    return triangle


@pytest.fixture
def pooled():
    return pool
