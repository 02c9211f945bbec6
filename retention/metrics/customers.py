"""Purchase histories of customers: how often, how recently, for how long, and for how much each has bought."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from retention.counts import CustomerCounts, VisitSource
from retention.errors import SettingsError
from retention.languages import say
from retention.settings import CohortSettings

# A month of a customer's own time is 30 days, as everywhere; see definitions of elapsed windows.
DAYS_OF = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}


def customer_counts(
    source: VisitSource,
    unit: str = "day",
    until: Any = None,
    settings: CohortSettings | None = None,
    *,
    each: bool = True,
) -> pd.DataFrame:
    """Sum up the purchases of each customer: frequency, recency, T and monetary value.

    A purchase is a day on which a customer bought; several on one day are one.

    Parameters
    ----------
    source
        Events in memory, or anything with the same methods.
    unit
        Unit of ``recency`` and ``T``: "day", "week", "month" (30 days), "quarter" (91 days) or "year" (365 days).
        Whole days divided by the length of the unit, not rounded.
    until
        Local moment up to which purchases are counted, exclusive: "1997-10-01" takes in all of September. None is the
        moment up to which the data are whole. A day that is not over by then is left out.
    settings
        What counts as a purchase: ``return_event``, ``where``, ``return_where``, ``refunds_count``; the zone; and a
        ``segment``, which adds a column. The rest has no meaning here.
    each
        False sums up customers with the same history; without ``customer`` and ``monetary_value``, but with the
        number of ``customers`` of each.

    Returns
    -------
    pandas.DataFrame
        One row for each customer who bought by then, with ``attrs["unit"]``:

        - ``customer``: the id.
        - ``frequency`` (x): days with a purchase after the first one; 0 for customers seen once. No unit.
        - ``recency`` (t_x): time from the first purchase to the last one; 0 for customers seen once.
        - ``T``: time from the first purchase to the end of the last whole day counted, that day being day 0 for those
          who first bought on it.
        - ``monetary_value`` (m): money on days after the first purchase / frequency, refunds taken off; NaN for
          customers seen once and without an amount column.
        - ``purchases``: rows of purchase, several on one day counted each.

    Raises
    ------
    SettingsError
        For an unknown unit, or a moment outside the data.

    Notes
    -----
    Refunds lower the money and are no purchase. The first purchase is left out of the money, since spend on it differs
    from that on later ones. Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2005), "Counting your customers the easy
    way", Marketing Science 24, 275-284.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"who": ["a", "a", "a", "b"], "paid": [5.0, 10.0, 20.0, 7.0],
    ...                       "when": pd.to_datetime(["2024-01-01", "2024-01-08", "2024-01-15", "2024-01-29"])})
    >>> mapping = rt.ColumnMapping(customer="who", time="when", amount="paid")
    >>> print(rt.customer_counts(rt.events_from_frame(frame, mapping), unit="week"))
      customer  frequency  recency    T  monetary_value  purchases
    0        a          2      2.0  4.0            15.0          3
    1        b          0      0.0  0.0             NaN          1
    """
    length = days_of(unit)
    counts = source.customer_counts(settings or CohortSettings(), until, each=each)
    return history_frame(counts, unit, length)


def days_of(unit: str) -> int:
    """Days of one unit; refuses others."""
    if unit not in DAYS_OF:
        units = ", ".join(DAYS_OF)
        raise SettingsError(
            say("'{unit}' is no unit of a history.", unit=unit),
            where="unit",
            todo=say("Choose one of: {units}.", units=units),
        )
    return DAYS_OF[unit]


def history_frame(counts: CustomerCounts, unit: str, length: int) -> pd.DataFrame:
    """Counts in whole days as a table in the unit asked for."""
    columns: dict[str, Any] = {}
    if counts.ids is not None:
        columns["customer"] = pd.array(counts.ids, dtype="str")
    else:
        columns["customers"] = counts.customers
    if counts.segment is not None:
        columns["segment"] = pd.Categorical.from_codes(counts.segment, pd.Index(counts.segments, dtype="str"))
    columns |= {"frequency": counts.frequency, "recency": counts.recency / length, "T": counts.age / length}
    if counts.ids is not None:
        columns["monetary_value"] = _mean(counts)
    frame = pd.DataFrame(columns | {"purchases": counts.purchases})
    frame.attrs["unit"] = unit
    return frame


def _mean(counts: CustomerCounts) -> Any:
    if counts.money is None:
        return np.full(len(counts.frequency), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(counts.frequency > 0, counts.money / counts.frequency, np.nan)
