"""Survival: the share of customers who stay longer than each time, and whether groups differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from retention.errors import SettingsError
from retention.languages import say
from retention.models.kaplan_meier import SurvivalCurve, kaplan_meier
from retention.models.log_rank import LogRank, log_rank

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from retention.tenures import Tenures


def survival(tenures: Tenures, segment: str | None = None, level: float = 0.95) -> Any:
    """Estimate the share of customers who stay longer than each time (Kaplan-Meier).

    At each time at which customers left, the share falls by those who left / those still there and watched just before.
    Customers who have not left count as long as they were watched and never as lost.

    Parameters
    ----------
    tenures
        How long customers stayed: from a customer table, or ``subscriptions.tenures()``.
    segment
        Name of a segment column: one curve for each of its values.
    level
        Confidence of the ranges (log-log).

    Returns
    -------
    SurvivalCurve or dict of str to SurvivalCurve
        Times in ``tenures.unit``. With a segment, the largest first; blank is a group of its own, and of more than 12
        values the smallest are together as "other".

    Raises
    ------
    SettingsError
        If there is no such segment column, or for anything but tenures.

    Notes
    -----
    A tenure of 0 is at risk at time 0 and at no later one. Kaplan, E. L. and Meier, P. (1958), Journal of the American
    Statistical Association 53, 457-481.

    Examples
    --------
    >>> import retention as rt
    >>> rows = "".join(f"c{i},{1 + i % 4},{'Yes' if i % 4 == 0 else 'No'}\\n" for i in range(40))
    >>> tenures = rt.read_tenures(f"customer_id,tenure,churn\\n{rows}".encode())
    >>> curve = survival(tenures)
    >>> curve.at_risk.tolist(), curve.survival.tolist()
    ([40.0, 30.0, 20.0, 10.0], [0.75, 0.75, 0.75, 0.75])
    """
    if not hasattr(tenures, "duration"):
        contracts = hasattr(tenures, "tenures")
        todo = say("Give subscriptions.tenures().") if contracts else say("Read the file with read_tenures.")
        raise SettingsError(say("{kind} holds no durations.", kind=type(tenures).__name__), where="tenures", todo=todo)
    if segment is None:
        return _curve(tenures, slice(None), level)
    return {name: _curve(tenures, at, level) for name, at in tenures.groups(segment).items()}


def _curve(tenures: Tenures, at: slice | NDArray[np.int64], level: float) -> SurvivalCurve:
    entry = None if tenures.entry is None else tenures.entry[at]
    return kaplan_meier(tenures.duration[at], tenures.ended[at], entry=entry, level=level)


def survival_test(tenures: Tenures, segment: str) -> LogRank:
    """Test whether the groups of a segment column stay equally long (log-rank).

    Parameters
    ----------
    tenures
        How long customers stayed.
    segment
        Name of a segment column; the groups are those of :func:`survival`.

    Returns
    -------
    LogRank

    Raises
    ------
    SettingsError
        If there is no such column, or it has fewer than two groups.

    Examples
    --------
    >>> import retention as rt
    >>> rows = "".join(f"c{i},{1 + i % 8},{'Yes' if i % 3 else 'No'},{'ab'[i % 2]}\\n" for i in range(48))
    >>> tenures = rt.read_tenures(f"customer_id,tenure,churn,plan\\n{rows}".encode(), segments=("plan",))
    >>> round(survival_test(tenures, "plan").p_value, 3) > 0.05
    True
    """
    return log_rank(survival(tenures, segment))
