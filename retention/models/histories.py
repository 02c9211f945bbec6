"""Purchase histories as models take them: frequency x, recency t_x, age T, and how many customers have them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from retention.errors import SettingsError
from retention.intervals import Floats
from retention.languages import say

MANY = 1000  # kinds of customers that draws of a sum are worked out for; more are put together first
X_APART, CLASSES = 12, 14  # histories put together: x apart up to here; T and T - t_x in so many classes


@dataclass(frozen=True, eq=False)
class Histories:
    """Kinds of customers, each with its number. Shapes (g,)."""

    x: Floats
    t_x: Floats
    T: Floats
    customers: Floats
    unit: str | None = None

    @property
    def n(self) -> float:
        """Customers."""
        return float(self.customers.sum())

    @property
    def repeaters(self) -> float:
        """Customers with a second purchase."""
        return float(self.customers[self.x > 0].sum())

    def grouped(self) -> Histories:
        """Identical histories as one kind."""
        order = np.lexsort([self.x, self.t_x, self.T])
        columns = [column[order] for column in (self.x, self.t_x, self.T)]
        new = np.ones(len(order), bool)
        new[1:] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
        begins = np.flatnonzero(new)
        customers = np.add.reduceat(self.customers[order], begins)
        x, t_x, age = (column[begins] for column in columns)
        return Histories(x, t_x, age, customers, self.unit)

    def alike(self) -> Histories:
        """Histories that are nearly the same put together, at their means, where there are many.

        Only how a sum moves with the parameters is taken from these, never the sum itself.
        """
        if len(self.x) <= MANY:
            return self
        often = np.where(self.x <= X_APART, self.x, X_APART + np.ceil(4 * np.log(np.maximum(self.x, 1) / X_APART)))
        key = often
        for column in (self.T, self.T - self.t_x):
            low, high = column.min(), column.max()
            place = np.minimum(CLASSES - 1, (column - low) / max(high - low, 1e-12) * CLASSES).astype(np.int64)
            key = key * CLASSES + place
        _, kind = np.unique(key, return_inverse=True)
        customers = np.asarray(np.bincount(kind, self.customers), np.float64)
        x, t_x, age = (np.bincount(kind, column * self.customers) / customers for column in (self.x, self.t_x, self.T))
        return Histories(x, t_x, age, customers, self.unit)


def histories(counts: pd.DataFrame, unit: str | None = None) -> Histories:
    """Take the histories from a table and check that they can be some.

    Parameters
    ----------
    counts
        As :func:`retention.customer_counts` gives it: ``frequency``, ``recency``, ``T``, and ``customers`` where a row
        stands for several.
    unit
        Unit of time; None takes that of the table.
    """
    missing = {"frequency", "recency", "T"} - set(counts.columns)
    if missing:
        raise _refused(
            say("there is no column {names}", names=", ".join(sorted(missing))),
            say("Make the table with customer_counts."),
        )
    x, t_x, age = (_numbers(counts, name) for name in ("frequency", "recency", "T"))
    customers = _numbers(counts, "customers") if "customers" in counts else np.ones(len(counts))
    if not len(x):
        raise _refused(say("it holds no customer"), say("Choose another range or condition."))
    if (x < 0).any() or (x != np.floor(x)).any() or (customers <= 0).any():
        raise _refused(say("a frequency is a whole number of repeat purchases"), say("Look at its column frequency."))
    if (t_x < 0).any() or (t_x > age).any():
        raise _refused(
            say("a last purchase lies before the first or after the end"), say("Look at its columns recency and T.")
        )
    if ((x == 0) & (t_x > 0)).any():
        raise _refused(
            say("customers without a repeat purchase have a recency"), say("It must be 0 where frequency is 0.")
        )
    return Histories(x, t_x, age, customers, unit or counts.attrs.get("unit"))


def _numbers(counts: pd.DataFrame, name: str) -> Floats:
    try:
        column: Any = counts[name].to_numpy(float)
    except (TypeError, ValueError) as error:
        raise _refused(
            say("its column {name} holds something that is no number", name=name), say("Look at that column.")
        ) from error
    if not np.isfinite(column).all():
        raise _refused(say("its column {name} has blank cells", name=name), say("Leave those customers out."))
    return np.asarray(column, float)


def _refused(what: str, todo: str) -> SettingsError:
    return SettingsError(say("this is no table of purchase histories: {what}.", what=what), where="counts", todo=todo)
