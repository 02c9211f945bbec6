"""Gamma-Gamma: what a customer spends in a purchase, when few purchases say little."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from retention.errors import ModelError, SettingsError
from retention.intervals import Floats
from retention.languages import mark, say
from retention.models.conditions import require, spend_conditions, spenders
from retention.models.fitting import Fit, Likelihood, maximise


@dataclass(frozen=True, eq=False, repr=False)
class GammaGamma(Fit):
    """Gamma-Gamma fitted to mean spends.

    Assumes that what a customer spends varies from purchase to purchase around a mean of their own (gamma, shape
    ``p``); that means differ between customers (shape ``q``, scale ``gamma`` in money); and that how much has nothing
    to do with how often. ``n`` counts the repeat customers fitted to.
    """

    names: ClassVar[tuple[str, ...]] = ("p", "q", "gamma")
    title: ClassVar[str] = "Gamma-Gamma"
    meanings: ClassVar[tuple[str, ...]] = (
        mark("how much spend varies from purchase to purchase"),
        mark("how much customers differ in what they spend"),
        mark("how much customers differ in what they spend"),
    )

    @property
    def mean_spend(self) -> float:
        """Mean spend in a purchase over all customers: p gamma / (q - 1)."""
        p, q, gamma = self.values
        return p * gamma / (q - 1) if q > 1 else math.inf

    def expected_spend(self, x: ArrayLike, m: ArrayLike) -> Any:
        """Expected spend in a purchase to come: between a customer's own mean and that of all, nearer with more seen.

        Parameters
        ----------
        x
            Repeat purchases so far.
        m
            Their mean spend; without meaning, and NaN, where x is 0. Below zero, after refunds, it counts as 0.

        Returns
        -------
        float or numpy.ndarray
            (gamma + x m) p / (p x + q - 1): for customers seen once the mean of all.

        Raises
        ------
        SettingsError
            For purchases below zero, or a repeat customer without a mean spend.
        """
        p, q, gamma = self.values
        times, spend = np.asarray(x, float), np.asarray(m, float)
        if not (times >= 0).all() or (np.isnan(spend) & (times > 0)).any():
            raise SettingsError(
                say("these are no purchases and spends."),
                where="x, m",
                todo=say("Give x from 0 on, and m wherever x is above 0."),
            )
        paid = np.where(times > 0, times * np.maximum(spend, 0), 0)
        expected = (gamma + paid) * p / (p * times + q - 1)
        return float(expected) if np.ndim(expected) == 0 else np.asarray(expected)


def fit_gamma_gamma(counts: pd.DataFrame) -> GammaGamma:
    """Fit the Gamma-Gamma model of spend by maximum likelihood.

    Parameters
    ----------
    counts
        As :func:`retention.customer_counts` gives it: ``frequency`` and ``monetary_value`` of customers with a repeat
        purchase; others are left out, as are those whose refunds leave nothing above zero.

    Returns
    -------
    GammaGamma
        With ``params`` p, q, gamma, ``standard_errors``, ``log_likelihood``; ``mean_spend`` over all customers,
        ``expected_spend`` of one.

    Raises
    ------
    ModelError
        For fewer than 30 repeat customers who spent something ("spenders"), frequency and spend correlated beyond 0.3
        ("correlation"), a search that does not arrive or ends on a bound, or spends so uneven that their mean has no
        finite value ("mean"); ``condition`` says which.
    SettingsError
        If the table holds no spends.

    Notes
    -----
    Deterministic. Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2005), "RFM and CLV: using iso-value curves for
    customer base analysis", Journal of Marketing Research 42, 415-430; Fader, P. S. and Hardie, B. G. S. (2013), "The
    gamma-gamma model of monetary value", a note.

    Examples
    --------
    >>> random = np.random.default_rng(2)
    >>> means = 6 * 40 / random.gamma(4.0, size=500)
    >>> counts = pd.DataFrame({"frequency": random.integers(1, 9, 500), "recency": 9.0, "T": 9.0})
    >>> counts["monetary_value"] = means * random.gamma(6.0 * counts["frequency"]) / (6 * counts["frequency"])
    >>> fit = fit_gamma_gamma(counts)
    >>> fit.params.index.tolist(), fit.n
    (['p', 'q', 'gamma'], 500)
    >>> bool(fit.mean_spend < fit.expected_spend(3, 200.0) < 200)
    True
    """
    if "monetary_value" not in counts:
        raise SettingsError(
            say("there is no column monetary_value."), where="counts", todo=say("Make the table with customer_counts.")
        )
    x, spend, customers = spenders(counts)
    require(spend_conditions(x, spend, customers), GammaGamma.title)
    scale = float(np.average(spend, weights=customers))
    n = float(customers.sum())
    likelihood = spend_likelihood(x, spend / scale, customers)
    logs, covariance, value = maximise(
        likelihood, GammaGamma.names, n, GammaGamma.title, np.array([1.0, 1.0, 0.0]), meanings=GammaGamma.meanings
    )
    p, q, gamma = np.exp(logs).tolist()
    if not q > 1:
        raise ModelError(
            say(
                "a few customers spend so much more than others that the mean has no finite value (q = {q}).",
                q=f"{q:.2f}",
            ),
            where=GammaGamma.title,
            condition="mean",
            todo=say("Use the observed numbers instead."),
        )
    return GammaGamma((p, q, gamma * scale), covariance, value - n * math.log(scale), round(n))


def spend_likelihood(x: Floats, spend: Floats, customers: Floats) -> Likelihood:
    """Mean log-likelihood and its gradient, as a function of the logarithms of p, q, gamma."""
    from scipy.special import digamma, gammaln

    share = customers / customers.sum()
    distinct, place = np.unique(x, return_inverse=True)
    per_x, paid = np.bincount(place, share), x * spend
    log_paid, log_spend = float(share @ (x * np.log(paid))), float(share @ np.log(spend))

    def at(logs: Floats) -> tuple[float, Floats]:
        p, q, gamma = np.exp(logs)
        both = np.log(paid + gamma)
        shapes = gammaln(p * distinct + q) - gammaln(p * distinct) - gammaln(q)
        value = per_x @ shapes + q * logs[2] + p * log_paid - log_spend - share @ ((p * x + q) * both)
        more = digamma(p * distinct + q)
        by_p = per_x @ (distinct * (more - digamma(p * distinct))) + log_paid - share @ (x * both)
        by_q = per_x @ more - digamma(q) + logs[2] - share @ both
        by_gamma = q / gamma - share @ ((p * x + q) / (paid + gamma))
        return float(value), np.array([by_p * p, by_q * q, by_gamma * gamma])

    return at
