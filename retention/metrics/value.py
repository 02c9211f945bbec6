"""Observed value: what a customer has brought so far, by the time since the first period."""

from __future__ import annotations

import numpy as np
import pandas as pd

from retention.errors import SettingsError
from retention.languages import say
from retention.results import FEW_MARKED, CohortMatrix


def value_by_age(matrix: CohortMatrix) -> pd.DataFrame:
    """Pool the cumulative value per customer over cohorts: money up to an age / customers watched through it.

    Parameters
    ----------
    matrix
        Counted with ``value="cumulative"``.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``age``: ``cohorts``, ``customers`` (of the cohorts watched through that age), ``amount`` (their
        money from age 0 through it, refunds included) and ``value = amount / customers``. Ends before the first age
        that fewer than 2 cohorts or fewer than 30 customers have reached.

    Raises
    ------
    SettingsError
        If the matrix does not hold cumulative money.

    Notes
    -----
    Complete windows only. Customers seen once count with what they paid. Each age is an average over the cohorts that
    have reached it, so that the value can fall from one age to the next where older cohorts brought less.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"who": [f"{i}" for i in range(40)] + ["0"], "paid": [5.0] * 40 + [100.0],
    ...                       "when": pd.to_datetime(["2024-01-05"] * 20 + ["2024-02-05"] * 20 + ["2024-02-09"])})
    >>> mapping = rt.ColumnMapping(customer="who", time="when", amount="paid")
    >>> events = rt.events_from_frame(frame, mapping, observed_until="2024-04-01")
    >>> matrix = rt.cohort_matrix(events, rt.CohortSettings(value="cumulative"))
    >>> print(rt.value_by_age(matrix))
         cohorts  customers  amount  value
    age
    0          2         40   200.0    5.0
    1          2         40   300.0    7.5
    """
    if matrix.settings.value != "cumulative" or matrix.values is None:
        raise SettingsError(
            say("the matrix does not hold money added up by age."),
            where="value",
            todo=say('Count it with value="cumulative".'),
        )
    known = matrix.known & ~np.isnan(matrix.values)
    customers = np.where(known, matrix.eligible, 0).sum(axis=0)
    amount = np.where(known, matrix.values * matrix.eligible, 0).sum(axis=0)
    cohorts = known.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        columns = {"cohorts": cohorts, "customers": customers, "amount": amount, "value": amount / customers}
    frame = pd.DataFrame(columns, index=pd.Index(matrix.ages, name="age"))
    thin = np.flatnonzero((cohorts < 2) | (customers < FEW_MARKED))
    return frame.iloc[: int(thin[0]) if len(thin) else None]
