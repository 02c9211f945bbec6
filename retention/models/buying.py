"""What BG/NBD and MBG/NBD share: buying at random until leaving for good, with rates that differ between customers.

While a customer is there, purchases come at random with a rate of their own (gamma over customers: r, alpha). After a
purchase a customer leaves for good with a probability of their own (beta over customers: a, b). The two models differ
in one thing only: whether a customer can leave right after the first purchase.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from retention.errors import SettingsError
from retention.intervals import Floats
from retention.languages import mark, nouns, say
from retention.models.conditions import purchase_conditions, require
from retention.models.fitting import DRAWS, Fit, maximise, search
from retention.models.histories import Histories, histories

LONGEST = 10.0  # histories are scaled to this for the search, so that all parameters are near one
NODES = 24  # of an integral over time
NOISE = 25  # quantiles of the noise that each draw is given
PANEL = 64  # points in each of the four parts of an integral over the probability of leaving
NEAR = 1e-7  # the formulas divide by a - 1 and by a + b - 1, where their limits are smooth


@dataclass(frozen=True)
class Forecast:
    """A number of purchases to come.

    Attributes
    ----------
    purchases, lower, upper
        Expected number and its range: parameters that the data leave open, rates that the histories of customers
        leave open, and purchases that come at random.
    customers
        Customers who make them.
    time, unit
        How far ahead, in which unit.
    level
        Confidence of the range.
    """

    purchases: float
    lower: float
    upper: float
    customers: float
    time: float
    unit: str | None
    level: float


@dataclass(frozen=True, eq=False, repr=False)
class BuyingModel(Fit):
    """A fitted model of buying; see its children for their assumptions."""

    names: ClassVar[tuple[str, ...]] = ("r", "alpha", "a", "b")
    title: ClassVar[str] = ""
    meanings: ClassVar[tuple[str, ...]] = (  # what each parameter says, for the words of a refusal
        mark("how much customers differ in how often they buy"),
        mark("how often customers buy"),
        mark("how likely customers are to leave after a purchase"),
        mark("how likely customers are to leave after a purchase"),
    )
    chances_at_first: ClassVar[int] = 0  # chances to leave that the first purchase brings

    def expected_purchases(self, t: ArrayLike) -> Any:
        """Expected purchases of a new customer within time ``t`` after the first one, which is not counted.

        Parameters
        ----------
        t
            Times in the unit of the fit.

        Returns
        -------
        float or numpy.ndarray
        """
        r, alpha, a, b = self.values
        alive = b / (a + b) if self.chances_at_first else 1.0
        return _plain(alive * _while_there(a, b + self.chances_at_first, r, alpha, _times(t)))

    def expected_purchases_given(self, t: ArrayLike, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Any:  # noqa: N803
        """Expected purchases within time ``t`` from now of a customer with a history.

        Parameters
        ----------
        t
            How far ahead.
        x, t_x, T
            Repeat purchases so far, time of the last one and time now, both since the first purchase.

        Returns
        -------
        float or numpy.ndarray
        """
        r, alpha, a, b = self.values
        x, t_x, age = _history(x, t_x, T)
        there = _while_there(a, b + x + self.chances_at_first, r + x, alpha + age, _times(t))
        return _plain(there * self.probability_alive(x, t_x, age))

    def probability_alive(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Any:  # noqa: N803
        """Probability that a customer with a history has not left for good.

        Not for ranking who is at risk: BG/NBD says 1 of everybody seen once. Rank by
        :meth:`expected_purchases_given`.
        """
        r, alpha, a, b = self.values
        x, t_x, age = _history(x, t_x, T)
        return _plain(np.exp(-np.logaddexp(0, self._odds_left(r, alpha, a, b, x, t_x, age))))

    def total_purchases(self, t: float, counts: pd.DataFrame, level: float = 0.95, *, draws: int = DRAWS) -> Forecast:
        """Forecast the purchases of many customers together within time ``t`` from now.

        Parameters
        ----------
        t
            How far ahead, in the unit of the fit.
        counts
            Their histories, as :func:`retention.customer_counts` gives them, in the unit of the fit.
        level, draws
            Confidence, and how many times the parameters are drawn.

        Returns
        -------
        Forecast
            The range is that of parameters drawn from what the data leave open, each with the noise of customers who
            buy at random with rates that their histories leave open too: more than Poisson noise. It says nothing of a
            world that changes: hold it against a :func:`retention.backtest`.
        """
        table = histories(counts, self.unit)
        if table.unit != self.unit or counts.attrs.get("unit", self.unit) != self.unit:
            raise SettingsError(
                say(
                    "the histories are in {units}, the model in {others}.",
                    units=_unit_words(counts.attrs.get("unit")),
                    others=_unit_words(self.unit),
                ),
                where="counts",
                todo=say('Make them with unit="{unit}".', unit=self.unit),
            )
        from scipy.special import gammaincinv

        table = table.grouped()
        total, alike = _total(self, t, table), table.alike()
        near = _total(self, t, alike)
        if not near > 0:
            return Forecast(0.0, 0.0, 0.0, table.n, float(t), self.unit, level)
        means = np.array([_total(model, t, alike) for model in self.drawn(draws)]) * (total / near)
        over = self._variance(t, alike) / near
        noise = (np.arange(NOISE) + 0.5) / NOISE
        noisy = over * gammaincinv(means[:, None] / over, noise)
        lower, upper = np.quantile(noisy, [(1 - level) / 2, (1 + level) / 2])
        return Forecast(total, float(lower), float(upper), table.n, float(t), self.unit, level)

    def _variance(self, t: float, table: Histories) -> float:
        """Variance of the purchases of all within t, the parameters being what they are.

        Of somebody who is there, with rate l and probability p of leaving, the second factorial moment is 2 (1 - p)
        times the integral of l^2 s exp(-l p s) over s up to t; here its mean over l and p.
        """
        from scipy.special import hyp2f1

        r, alpha, a, b = self.values
        there, rate, scale = b + table.x + self.chances_at_first, r + table.x, alpha + table.T
        nodes, weights = np.polynomial.legendre.leggauss(NODES)
        pairs = np.zeros(len(table.x))
        for s, weight in zip((nodes + 1) * t / 2, weights * t / 2, strict=True):
            fading = np.exp(-a * np.log1p(s / scale)) * hyp2f1(a, a + there - rate - 1, a + there + 1, s / (scale + s))
            pairs += weight * 2 * s * rate * (rate + 1) / scale**2 * there / (a + there) * fading
        mean = self.expected_purchases_given(t, table.x, table.t_x, table.T)
        alive = self.probability_alive(table.x, table.t_x, table.T)
        return float(table.customers @ (alive * pairs + mean - mean**2))

    @classmethod
    def _odds_left(cls, r: float, alpha: float, a: float, b: float, x: Any, t_x: Any, age: Any) -> NDArray[np.float64]:
        """Logarithm of the odds of having left right after the last purchase."""
        chances = x + cls.chances_at_first
        longer = (r + x) * np.log1p((age - t_x) / (alpha + t_x))
        odds = np.log(a / (b + np.maximum(chances, 1) - 1)) + longer
        return np.where(chances > 0, odds, -np.inf)

    @classmethod
    def fit(cls, counts: pd.DataFrame, unit: str | None = None) -> Self:
        """Fit by maximum likelihood; refuses what does not meet the conditions."""
        table = histories(counts, unit)
        require(purchase_conditions(table), cls.title)
        return cls.fit_to(table.grouped())

    @classmethod
    def fit_to(cls, table: Histories) -> Self:
        """Fit to histories, whatever they are."""
        scale = LONGEST / table.T.max()
        scaled = Histories(table.x, table.t_x * scale, table.T * scale, table.customers)
        alike, start = scaled.alike(), np.zeros(len(cls.names))
        if alike is not scaled:  # near by at once, so that few steps look at every kind
            start = search(cls.likelihood(alike), start)
        logs, covariance, value = maximise(
            cls.likelihood(scaled), cls.names, table.n, cls.title, start, meanings=cls.meanings
        )
        values = np.exp(logs)
        values[1] /= scale
        value += float((table.customers * table.x).sum()) * math.log(scale)
        return cls(tuple(values.tolist()), covariance, value, round(table.n), table.unit)

    @classmethod
    def likelihood(cls, table: Histories) -> Any:
        """Mean log-likelihood and its gradient, as a function of the logarithms of r, alpha, a, b."""
        from scipy.special import digamma, gammaln

        x, t_x, age, share = table.x, table.t_x, table.T, table.customers / table.n
        distinct, place = np.unique(x, return_inverse=True)
        per_x = np.bincount(place, share)
        chances = distinct + cls.chances_at_first
        fell = np.maximum(chances, 1) - 1

        def at(logs: Floats) -> tuple[float, Floats]:
            r, alpha, a, b = np.exp(logs)
            now, then = alpha + age, alpha + t_x
            until_now, buys = np.log(now), r + x
            longer = until_now - np.log(then)
            odds = np.where(chances > 0, logs[2] - np.log(b + fell), -np.inf)[place] + buys * longer
            small = np.exp(-np.abs(odds))
            left = share * np.where(odds > 0, 1, small) / (1 + small)  # the share that is gone
            left_per_x = np.bincount(place, left)
            rates = gammaln(r + distinct) - gammaln(r) + r * logs[1]
            stays = gammaln(b + chances) - gammaln(b) - gammaln(a + b + chances) + gammaln(a + b)
            value = per_x @ (rates + stays) + share @ (np.maximum(odds, 0) + np.log1p(small) - buys * until_now)
            by_r = per_x @ (digamma(r + distinct) - digamma(r) + logs[1]) - share @ until_now + left @ longer
            by_alpha = r / alpha - ((share - left) / now + left / then) @ buys
            both = digamma(a + b) - digamma(a + b + chances)
            by_a = per_x @ both + left.sum() / a
            by_b = per_x @ (both + digamma(b + chances) - digamma(b)) - left_per_x @ (1 / (b + fell))
            return float(value), np.array([by_r * r, by_alpha * alpha, by_a * a, by_b * b])

        return at


def _total(model: BuyingModel, t: float, table: Histories) -> float:
    return float(table.customers @ model.expected_purchases_given(t, table.x, table.t_x, table.T))


def _while_there(a: float, b: Any, r: Any, alpha: Any, t: Any) -> NDArray[np.float64]:
    """Expected purchases within t of somebody who is there now.

    The published (a + b - 1) / (a - 1) * [1 - (alpha / (alpha + t))^r 2F1(r, b; a + b - 1; t / (alpha + t))], after
    Euler's transformation, in which less overflows; where it still does, the integral that it stands for.
    """
    from scipy.special import hyp2f1

    a = 1 + NEAR if abs(a - 1) < NEAR else a
    c = a + b - 1
    c = np.where(np.abs(c) < NEAR, NEAR, c)
    left = np.exp((a - 1) * -np.log1p(t / alpha))
    with np.errstate(invalid="ignore", over="ignore"):
        found = np.asarray(c / (a - 1) * (1 - left * hyp2f1(a - 1, c - r, c, t / (alpha + t))))
    lost = ~np.isfinite(found)
    if lost.any():
        rest = (part[lost] for part in np.broadcast_arrays(b, r, alpha, t))
        found[lost] = _integral(a, *rest)
    return found


def _integral(a: float, b: Floats, r: Floats, alpha: Floats, t: Floats) -> Floats:
    """Mean of [1 - (alpha / (alpha + p t))^r] / p over p, the probability of leaving: beta with a and b.

    In u = -log p, near the mean of p and beyond it, where the integrand is smooth.
    """
    from scipy.special import betaln

    nodes, weights = np.polynomial.legendre.leggauss(PANEL)
    middle = np.log1p(b / a)
    near = 8 * np.sqrt(1 / a - 1 / (a + b))  # of u, about
    below, above = np.maximum(middle - near, middle / 2), middle + near
    edges = np.stack([np.zeros_like(middle), below, middle, above, above + 40 / a + np.log1p(t / alpha)])
    total = np.zeros_like(middle)
    for low, high in pairwise(edges):
        half = (high - low)[:, None] / 2
        u = low[:, None] + half * (1 + nodes)
        bought = -np.expm1(-r[:, None] * np.log1p(np.exp(-u) * (t / alpha)[:, None]))
        density = np.exp((1 - a) * u + (b[:, None] - 1) * np.log(-np.expm1(-u)) - betaln(a, b)[:, None])
        total += (half * bought * density) @ weights
    return np.asarray(total)


def _unit_words(unit: str | None) -> str:
    return nouns(unit) if unit else say("an unnamed unit")


def _times(t: ArrayLike) -> Floats:
    times = np.asarray(t, float)
    if not (times >= 0).all():
        raise SettingsError(say("a time ahead is not below zero."), where="t", todo=say("Give 0 or more."))
    return times


def _history(x: ArrayLike, t_x: ArrayLike, age: ArrayLike) -> tuple[Floats, Floats, Floats]:
    purchases, recency, ages = (np.asarray(column, float) for column in (x, t_x, age))
    if not ((purchases >= 0).all() and (recency >= 0).all() and (recency <= ages).all()):
        raise SettingsError(
            say("this is no history."),
            where="x, t_x, T",
            todo=say("Give x and t_x from 0 on, and T no smaller than t_x."),
        )
    return purchases, recency, ages


def _plain(values: NDArray[np.float64]) -> Any:
    """A number for a number, an array for an array."""
    return float(values) if np.ndim(values) == 0 else np.asarray(values)
