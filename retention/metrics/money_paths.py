"""Money of a customer as it falls due, period by period: what any margin, discount and shorter horizon make of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retention.intervals import Floats

if TYPE_CHECKING:
    from retention.metrics.projection import Terms


@dataclass(frozen=True, eq=False)
class MoneyPaths:
    """What a customer is expected to pay 0, 1, 2 ... periods after the start, before margin and discount.

    Attributes
    ----------
    fitted : float64 (k,)
        From the fitted models.
    drawn : float64 (draws, k)
        From models with other parameters that the data leave open.
    then : float64 (k,)
        From the models as they were without the hidden part of the history.
    often : float64 (k,)
        Purchases, or paid periods, at each of these times; the first purchase is not counted.
    lead
        1 where a period's money is due at its end, after a first payment at the start; 0 where it is due at its
        beginning.
    """

    fitted: Floats
    drawn: Floats
    then: Floats
    often: Floats
    lead: int

    def on(self, terms: Terms, level: float) -> dict[str, Any]:
        """What they are worth on these terms: value, its range, the curve, and how often is paid."""
        k = terms.horizon + self.lead
        weights = terms.margin * (1 + terms.rate) ** -np.arange(k, dtype=float)
        value = self._so_far(self.fitted[:k] * weights)
        ends = np.array([0.5 - level / 2, 0.5 + level / 2])
        revenues = np.quantile(self._so_far(self.drawn[:, :k]), ends, axis=0)
        values = np.quantile(self._so_far(self.drawn[:, :k] * weights), ends, axis=0)
        curve = pd.DataFrame(
            {
                "revenue": self._so_far(self.fitted[:k]),
                "revenue_lower": revenues[0],
                "revenue_upper": revenues[1],
                "value": value,
                "value_lower": values[0],
                "value_upper": values[1],
                "then": self._so_far(self.then[:k]),
            },
            index=pd.RangeIndex(1, terms.horizon + 1, name="since"),
        )
        return {
            "value": float(value[-1]),
            "lower": float(values[0, -1]),
            "upper": float(values[1, -1]),
            "first": float(self.fitted[0] * terms.margin),
            "often": float(self.often[:k].sum()),
            "curve": curve,
        }

    def _so_far(self, money: Floats) -> Floats:
        """Sums after 1, 2 ... periods."""
        return np.asarray(np.cumsum(money, axis=-1)[..., self.lead :])
