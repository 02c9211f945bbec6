"""The mean of all cohorts under other rules than ours, so that a number from elsewhere can be tied to this one."""

from __future__ import annotations

import numpy as np

from retention.errors import SettingsError
from retention.intervals import Floats
from retention.languages import say
from retention.results import CohortMatrix

RULES = ("pooled", "simple", "by size twice")


def mean_of_cohorts(matrix: CohortMatrix, rule: str = "pooled") -> Floats:
    """Average the rates of all cohorts at each age, over cells that have a rate.

    With r customers back of n in a cohort: "pooled" is ``sum(r) / sum(n)``, the only one that is a share of customers
    and the one that :func:`retention.retention_curve` draws. "simple" is the mean of ``r / n``, in which a cohort of
    one customer weighs as much as one of a thousand. "by size twice" is ``sum(n * r) / sum(n * n)``, as one product
    documents its weighted average.

    Parameters
    ----------
    matrix
        Cohorts by age. Windows still open, cohorts without customers and times without data are left out.
    rule
        "pooled", "simple" or "by size twice".

    Returns
    -------
    float64 (k,)
        Fractions; NaN at ages where no cohort has a rate.

    Raises
    ------
    SettingsError
        For a rule that is not known.

    Examples
    --------
    >>> import numpy as np
    >>> n, back = np.array([[1000], [500]]), np.array([[500], [400]])
    >>> matrix = CohortMatrix(np.array(["2024-01-01", "2024-02-01"], "datetime64[s]"), np.array([1]), ("1",),
    ...                       n[:, 0], n, back, n * 0, n > 0)
    >>> [round(float(mean_of_cohorts(matrix, rule)[0]), 2) for rule in RULES]
    [0.6, 0.65, 0.56]
    """
    if rule not in RULES:
        raise SettingsError(
            say("'{rule}' is not a rule.", rule=rule),
            where="rule",
            todo=say("Choose one of: {choices}.", choices=", ".join(RULES)),
        )
    size = np.where(matrix.known, matrix.eligible, 0).astype(float)
    weight = {"pooled": size, "simple": matrix.known.astype(float), "by size twice": size**2}[rule]
    total = weight.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total > 0, np.nansum(weight * matrix.rates, axis=0) / total, np.nan)
