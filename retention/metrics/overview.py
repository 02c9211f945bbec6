"""The few numbers of a first look, made from results that are counted already."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from retention.intervals import Floats
from retention.metrics.changes import BlockComparison, compare_blocks
from retention.metrics.cohorts import retention_trend
from retention.results import FEW_MARKED, CohortMatrix

BLOCKS = {"hour": 24, "day": 7, "week": 4, "month": 3, "quarter": 2, "year": 1}


@dataclass(frozen=True, eq=False)
class ValuePerCustomer:
    """Money per customer of the cohorts up to and including one age.

    Attributes
    ----------
    age
        The age.
    mean
        Money of all cohorts that have been watched that long, divided by their customers.
    n, cohorts
        Those customers, and their cohorts.
    lowest, highest
        The cohort with the least and the most per customer, among those of 30 customers or more; NaN below two.
    by_cohort
        The same for each cohort in order, NaN where it is not known.
    """

    age: int
    mean: float
    n: int
    cohorts: int
    lowest: float
    highest: float
    by_cohort: Floats


def value_per_customer(matrix: CohortMatrix, age: int) -> ValuePerCustomer | None:
    """Pool the cumulative money of a matrix at one age: sum of money / sum of customers, complete windows only.

    Parameters
    ----------
    matrix
        Counted with ``value="cumulative"``.
    age
        The age; customers seen once are in the denominator at every age.

    Returns
    -------
    ValuePerCustomer or None
        None where the matrix holds no money, no such age, or no cohort has been watched that long.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"who": ["a", "b", "a", "c"], "paid": [10, 20, 6, 1],
    ...                       "when": pd.to_datetime(["2024-01-05", "2024-01-09", "2024-02-03", "2024-03-31"])})
    >>> events = rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when", amount="paid"))
    >>> value_per_customer(rt.cohort_matrix(events, rt.CohortSettings(value="cumulative")), 1).mean
    18.0
    """
    if matrix.values is None or not 0 <= age < len(matrix.ages):
        return None
    per_customer = np.where(matrix.known[:, age], matrix.values[:, age], np.nan)
    people = np.where(np.isnan(per_customer), 0, matrix.eligible[:, age])
    n = int(people.sum())
    if not n:
        return None
    enough = per_customer[people >= FEW_MARKED]
    lowest, highest = (float(enough.min()), float(enough.max())) if len(enough) > 1 else (np.nan, np.nan)
    mean = float(np.nansum(per_customer * people) / n)
    return ValuePerCustomer(age, mean, n, int((people > 0).sum()), lowest, highest, per_customer)


@dataclass(frozen=True)
class AgeChange:
    """The newest cohorts that have been watched long enough, compared at one age.

    Attributes
    ----------
    age, size
        The age, and the number of cohorts in a block.
    blocks
        The comparison with the block before, and with the same one a year before where the data reach back.
    rates
        Pooled rates of the blocks in a row that end with the last one, oldest first.
    """

    age: int
    size: int
    blocks: BlockComparison
    rates: tuple[float, ...]


def change_at_age(matrix: CohortMatrix, age: int) -> AgeChange | None:
    """Compare the last block of complete cohorts at one age with the block before it, and with that of a year before.

    A block is three months, four weeks, seven days, or one cohort where the data hold no two of these. The first
    cohorts, which may hold old customers, are left out.

    Returns
    -------
    AgeChange or None
        None where there are no two blocks in a row.

    Examples
    --------
    >>> from retention.results import CohortMatrix
    >>> n = np.full((2, 1), 100)
    >>> matrix = CohortMatrix(np.array(["2024-01-01", "2024-02-01"], "datetime64[s]"), np.array([0]), ("0",), n[:, 0],
    ...                       n, np.array([[50], [30]]), n * 0, n > 0)
    >>> found = change_at_age(matrix, 0)
    >>> found.size, found.blocks.change.verdict, found.rates
    (1, 'more than chance', (0.5, 0.3))
    """
    if not 0 <= age < len(matrix.ages) or matrix.warm_up >= len(matrix.cohorts):
        return None
    surely_new = matrix.rows(matrix.warm_up, len(matrix.cohorts) - 1)
    trend = retention_trend(surely_new, int(matrix.ages[age])).to_frame()
    frame = trend.set_index(pd.DatetimeIndex(trend["x"])).assign(complete=lambda rows: rows["rate"].notna())
    for size in (BLOCKS[matrix.settings.cohort_period or matrix.settings.period], 1):
        blocks = compare_blocks(frame, size, "came_back", "eligible", "rate")
        if blocks is not None:
            return AgeChange(age, size, blocks, _rates_of_blocks(frame, size))
    return None


def _rates_of_blocks(frame: pd.DataFrame, size: int) -> tuple[float, ...]:
    """Rates of whole blocks, counted back from the last complete cohort to the first gap."""
    last = int(np.flatnonzero(frame["complete"])[-1]) + 1
    rates: list[float] = []
    for end in range(last, size - 1, -size):
        block = frame.iloc[end - size : end]
        if not block["complete"].all():
            break
        rates.append(float(block["came_back"].sum() / block["eligible"].sum()))
    return tuple(reversed(rates))
