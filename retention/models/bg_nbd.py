"""BG/NBD: how often customers of a shop will buy, when nobody says that they have left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from retention.models.buying import BuyingModel


@dataclass(frozen=True, eq=False, repr=False)
class BgNbd(BuyingModel):
    """BG/NBD fitted to purchase histories.

    Assumes that, while there, a customer buys at random with a steady rate; that rates differ as a gamma distribution
    (shape ``r``, scale ``alpha`` in the unit of time); that after each repeat purchase a customer leaves for good with
    a steady probability; that these differ as a beta distribution (``a``, ``b``); and that rate and probability have
    nothing to do with each other. Nobody leaves before the second purchase, so that everybody seen once is still there.
    No season, no trend, no campaign.
    """

    title: ClassVar[str] = "BG/NBD"


def fit_bg_nbd(counts: pd.DataFrame, unit: str | None = None) -> BgNbd:
    """Fit the BG/NBD model of repeat buying by maximum likelihood.

    Parameters
    ----------
    counts
        Purchase histories as :func:`retention.customer_counts` gives them: ``frequency``, ``recency``, ``T``, and
        ``customers`` where a row stands for several. Customers seen once belong to them.
    unit
        Unit of ``recency`` and ``T``; None takes that of the table.

    Returns
    -------
    BgNbd
        With ``params`` r, alpha, a, b, ``standard_errors``, ``log_likelihood``; ``expected_purchases`` of a new
        customer, ``expected_purchases_given`` a history, ``probability_alive``, ``total_purchases`` with a range.
        Another unit changes alpha and the log-likelihood, and no forecast.

    Raises
    ------
    ModelError
        For fewer than 200 customers or 50 with a repeat purchase, a history under 3 median gaps between purchases, or
        a search that does not arrive or ends on a bound; ``condition`` says which.
    SettingsError
        If the table holds no purchase histories.

    Notes
    -----
    Deterministic. Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2005), "'Counting your customers' the easy way: an
    alternative to the Pareto/NBD model", Marketing Science 24, 275-284.

    Examples
    --------
    >>> import numpy as np
    >>> random = np.random.default_rng(1)
    >>> weeks = random.exponential(1 / random.gamma(0.5, 0.2, 900), (200, 900)).cumsum(axis=0)
    >>> stays = np.vstack([np.ones(900, bool), random.random((199, 900)) > random.beta(0.8, 2.5, 900)])
    >>> bought = np.logical_and.accumulate(stays) & (weeks < 52)
    >>> counts = pd.DataFrame({"frequency": bought.sum(axis=0), "recency": (weeks * bought).max(axis=0), "T": 52.0})
    >>> fit = fit_bg_nbd(counts, unit="week")
    >>> fit.params.index.tolist(), fit.unit, fit.n
    (['r', 'alpha', 'a', 'b'], 'week', 900)
    >>> bool(fit.expected_purchases(26) < fit.expected_purchases(52))
    True
    """
    return BgNbd.fit(counts, unit)
