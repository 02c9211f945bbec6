"""A cohort table with every kind of cell, and a curve."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from retention.results import CohortMatrix, MetricSeries
from retention.settings import CohortSettings


@pytest.fixture
def matrix():
    """Mar: 180 customers, 41 back in month 1, no rows in month 2. Apr: 20 customers, month 1 still open."""
    return CohortMatrix(
        cohorts=np.array(["2026-03-01", "2026-04-01"], "datetime64[s]"),
        ages=np.arange(3),
        age_labels=("0", "1", "2"),
        sizes=np.array([180, 20]),
        eligible=np.array([[180, 180, 180], [20, 0, 0]]),
        active=np.array([[180, 41, 0], [20, 0, 0]]),
        open_active=np.array([[0, 0, 0], [0, 3, 0]]),
        complete=np.array([[True, True, True], [True, False, False]]),
        no_data=np.array([[False, False, True], [False, False, False]]),
        settings=CohortSettings(where=(("country", "==", "KR"),)),
        observed_until=pd.Timestamp("2026-05-16"),
        warm_up=1,
    )


@pytest.fixture
def curve():
    """Two points, the second unknown."""
    nan = float("nan")
    return MetricSeries(
        name="Came back, all cohorts",
        x=np.arange(2),
        labels=("0", "1"),
        numerator=np.array([200, 0]),
        denominator=np.array([200, 0]),
        cohorts=np.array([2, 0]),
        rates=np.array([1.0, nan]),
        lower=np.array([0.98, nan]),
        upper=np.array([1.0, nan]),
        note="Stops before month 1: only one cohort has been watched that long.",
    )
