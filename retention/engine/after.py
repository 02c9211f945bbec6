"""What customers of a list did in the days after a day of their own: shared by answers and campaigns."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from retention.engine.plan import Plan
from retention.periods import Ints, to_instants

NOBODY = -1


def codes_in(ids: Any, source: Any) -> Ints:
    """The code that a source has for each of some ids; -1 for one it does not know."""
    import pyarrow.compute as pc

    found = pc.index_in(ids.cast("string"), value_set=source.customer_ids.cast("string")).fill_null(NOBODY)
    return np.asarray(found.to_numpy(zero_copy_only=False), np.int64)


def windows_after(days: Ints, zone: str, length: int) -> tuple[Ints, Ints]:
    """First instant of the local day after each day (days since 1970-01-01), and that after so many of them."""
    begin, end = (to_instants((days + step).astype("datetime64[D]"), zone) for step in (1, length + 1))
    return begin, end


def rows_between(plan: Plan, code: Ints, begin: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Position of each customer's first row from one instant on, and from another on."""
    events = plan.events
    low, high = events.offsets[code], events.offsets[code + 1]
    return _place(events.time, low, high, begin), _place(events.time, low, high, end)


def any_between(plan: Plan, code: Ints, begin: Ints, end: Ints) -> NDArray[np.bool_]:
    """Whether each customer has a row of activity from one instant to another."""
    first, last = rows_between(plan, code, begin, end)
    mask = plan.mask("return", slice(0, len(plan.events)))
    if mask is None:
        return np.asarray(last > first)
    before = np.concatenate([[0], np.cumsum(mask)])
    return np.asarray(before[last] > before[first])


def running(contracts: Any, code: Ints, instants: Ints) -> NDArray[np.bool_]:
    """Whether each customer (no one twice) has a contract running at an instant."""
    return np.asarray(running_sum(contracts, code, instants, None) > 0)


def running_sum(contracts: Any, code: Ints, instants: Ints, amount: Any) -> NDArray[np.float64]:
    """Money a month of the contracts that each customer (no one twice) has running at an instant; else their number."""
    at = np.full(contracts.n_customers, -1, np.int64)
    at[code] = instants
    mine = at[contracts.codes]
    runs = (contracts.start <= mine) & (mine < contracts.end)
    weights = None if amount is None else np.nan_to_num(amount[runs])
    return np.asarray(np.bincount(contracts.codes[runs], weights, minlength=contracts.n_customers)[code], float)


def _place(time: Ints, low: Ints, high: Ints, instants: Ints) -> Ints:
    """Where each instant belongs among the sorted times of its own stretch: a binary search for all at once."""
    low, high = low.copy(), high.copy()
    while (open_ := low < high).any():
        middle = (low + high) // 2
        later = open_.copy()
        later[open_] = time[middle[open_]] < instants[open_]
        low, high = np.where(later, middle + 1, low), np.where(open_ & ~later, middle, high)
    return low
