"""What a file itself says about the numbers that economics ask for: revenue per customer, and who stays."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from retention.errors import SettingsError
from retention.intervals import wilson
from retention.languages import say
from retention.metrics.churn import period_retention
from retention.metrics.customer_value import DAYS_A_YEAR, MONTHS_A_YEAR, PERIODS_A_YEAR
from retention.metrics.simple_value import simple_value_of
from retention.metrics.survival import survival
from retention.results import FEW_MARKED
from retention.settings import CohortSettings

if TYPE_CHECKING:
    from retention.tenures import Tenures

VISITS, CONTRACTS, TENURES = "visits", "contracts", "tenures"


@dataclass(frozen=True)
class OwnNumbers:
    """Revenue per customer and retention of one period, as measured.

    Attributes
    ----------
    kind
        "visits", "contracts" or "tenures".
    unit
        What one period is called.
    revenue
        Of one paying customer in one period; NaN where the file has no money.
    retention, lower, upper
        Share of customers still there one period later, over all whole periods, and its range.
    n
        Customers at the beginning of those periods, added up.
    survival
        Share still there after 0, 1, 2 ... periods, as far as thirty customers have been watched; empty for visits,
        where nobody says that they leave.
    """

    kind: str
    unit: str
    revenue: float
    retention: float
    lower: float
    upper: float
    n: int
    survival: tuple[float, ...] = ()


def own_numbers(source: Any, period: str = "month", level: float = 0.95) -> OwnNumbers:
    """Measure revenue per customer and retention of one period: sum of those kept / sum of those at the start.

    Parameters
    ----------
    source
        Events, contracts or tenures.
    period
        "day", "week", "month", "quarter" or "year". Tenures bring their own.
    level
        Confidence of the range of retention (Wilson).

    Returns
    -------
    OwnNumbers

    Raises
    ------
    SettingsError
        Where no period can be compared with the one before, or nobody was watched for one.

    Notes
    -----
    Whole periods only. Of visits, kept is who came in two periods in a row, so that whoever skips one counts as lost.
    Of tenures, retention is 1 - customers who left / periods they were watched in, those in which they left included.

    Examples
    --------
    >>> import retention as rt
    >>> rows = "".join(f"c{i},{1 + i % 4},{'Yes' if i % 4 == 0 else 'No'}\\n" for i in range(40))
    >>> found = own_numbers(rt.read_tenures(f"customer_id,tenure,churn\\n{rows}".encode()))
    >>> found.retention, found.n, found.survival
    (0.9, 100, (1.0, 0.75, 0.75))
    """
    if hasattr(source, "duration"):
        return _of_tenures(cast("Tenures", source), level)
    kind = VISITS if hasattr(source, "customer_counts") else CONTRACTS
    settings = CohortSettings(period=period)  # type: ignore[arg-type]
    revenue, kept, n = _between_periods(source, settings)
    lower, upper = (float(end) for end in wilson(kept, n, level))
    still = _survival(source.tenures(period)) if kind == CONTRACTS else ()
    return OwnNumbers(kind, settings.unit_name, revenue, kept / n, lower, upper, n, still)


def _between_periods(source: Any, settings: CohortSettings) -> tuple[float, int, int]:
    """Revenue per customer, customers kept, and customers at the start, over all periods that can be compared."""
    if source.mapping.amount is not None:
        found = simple_value_of(source, settings, margin=1.0, horizon=1)
        return found.revenue_per_period, round((1 - found.churn) * found.n), found.n
    frame = period_retention(source, settings)
    known = frame[frame["retention_rate"].notna()]
    n = int(known["start"].sum())
    if not n:
        raise SettingsError(
            say("no whole period follows one with customers."), where="period", todo=say("Choose a shorter one.")
        )
    return math.nan, int(known["kept"].sum()), n


def _of_tenures(tenures: Tenures, level: float) -> OwnNumbers:
    seen = np.where(tenures.ended, np.maximum(np.ceil(tenures.duration), 1), np.floor(tenures.duration))
    before = 0.0 if tenures.entry is None else np.floor(tenures.entry)
    n, left = int(np.maximum(seen - before, 0).sum()), int(tenures.ended.sum())
    if not n:
        raise SettingsError(say("nobody was watched for a whole period."), where="tenures", todo=say("Wait for one."))
    revenue = math.nan
    if tenures.amount is not None and np.isfinite(tenures.amount).any():
        days = DAYS_A_YEAR / PERIODS_A_YEAR[tenures.unit]
        revenue = float(np.nanmean(tenures.amount)) * days / (DAYS_A_YEAR / MONTHS_A_YEAR)
    lower, upper = (float(end) for end in wilson(n - left, n, level))
    return OwnNumbers(TENURES, tenures.unit, revenue, 1 - left / n, lower, upper, n, _survival(tenures))


def _survival(tenures: Tenures) -> tuple[float, ...]:
    """Share still there at whole periods, as far as enough customers were watched; from the first moment on."""
    curve = survival(tenures)
    if not len(curve):
        return ()
    times = np.arange(int(curve.times[-1]) + 1)
    enough = int((curve.numbers_at_risk(times) >= FEW_MARKED).sum())
    still = [curve.at(float(time)) for time in times[:enough]]
    return tuple(float(share / still[0]) for share in still) if still and still[0] > 0 else ()
