"""Exact copies of rows: what leaving them out would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from retention.metrics.readings import month_1

if TYPE_CHECKING:
    from retention.events import Events


@dataclass(frozen=True)
class CopiesEffect:
    """What leaving out exact copies would change.

    Attributes
    ----------
    rows, customers
        How many fewer there would be.
    money
        How much less; 0 without amounts.
    rate_with, rate_without
        Share of customers who came back in month 1, with the copies and without; NaN where it is not known.
    """

    rows: int
    customers: int
    money: float
    rate_with: float
    rate_without: float


def copies_effect(source: Events) -> CopiesEffect:
    """Compare events with and without their exact copies.

    Parameters
    ----------
    source
        Events in memory, with ``report.copies`` telling which rows are copies.

    Returns
    -------
    CopiesEffect

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"who": ["a", "a", "b"], "when": pd.to_datetime(["2024-01-05"] * 2 + ["2024-01-31"]),
    ...                       "paid": [5.0, 5.0, 7.0]})
    >>> events = rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when", amount="paid"))
    >>> effect = copies_effect(events)
    >>> effect.rows, effect.customers, effect.money
    (1, 0, 5.0)
    """
    without = source.without_rows(source.report.copies)
    return CopiesEffect(
        rows=len(source) - len(without),
        customers=source.n_customers - without.n_customers,
        money=_money(source) - _money(without),
        rate_with=month_1(source),
        rate_without=month_1(without),
    )


def _money(source: Events) -> float:
    return 0.0 if source.amount is None else float(source.amount.sum())
