"""The shifted-beta-geometric model of contracts: how long customers stay, seen from how long they have stayed.

Everybody decides on renewal once a period, with a chance of leaving that is their own and never changes; over customers
these chances follow a beta distribution. Retention then rises with age although nobody changes: those who leave easily
are gone first.

Fader, P. S. and Hardie, B. G. S. (2007), "How to project customer retention", Journal of Interactive Marketing 21(1),
76-90, for one cohort; (2010), "Customer-base valuation in a contractual setting: the perils of ignoring heterogeneity",
Marketing Science 29(1), 85-93, for several cohorts, DEL and DERL. The letters are theirs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from retention.errors import ModelError, SettingsError
from retention.intervals import Floats
from retention.languages import many, percent_text, say
from retention.models.fitting import Fit, Likelihood, maximise
from retention.models.survivors import Ages, count_ages, survivors_of

MODEL = "shifted-beta-geometric"
LEAST_AGES, LEAST_STARTERS = 3, 100
_OPEN = 3.0  # a standard error of a logarithm beyond this leaves the parameter open


@dataclass(frozen=True, eq=False, repr=False)
class ShiftedBetaGeometric(Fit):
    """How long customers of contracts stay: a fitted shifted-beta-geometric model.

    Time is counted in renewals: at age t a customer has had t chances to leave.

    Attributes
    ----------
    values, covariance, log_likelihood, n, unit
        As in every fitted model: alpha and beta of the beta distribution of the chance to leave at one renewal, how
        sure they are, and the customers who were followed over one renewal or more.
    ages : int
        Renewals that the oldest cohort was followed over.

    Examples
    --------
    >>> model = fit_sbg([1000, 869, 743, 653, 593, 551, 517, 491])
    >>> round(model.alpha, 3), round(model.beta, 3), round(model.log_likelihood, 3)
    (0.668, 3.806, -1611.158)
    >>> model.survival([1, 12]).round(3).tolist(), round(model.derl(8, 0.1), 3)
    ([0.851, 0.378], 7.53)
    """

    ages: int = 0

    names: ClassVar[tuple[str, ...]] = ("alpha", "beta")

    @property
    def alpha(self) -> float:
        """First parameter of the beta distribution."""
        return self.values[0]

    @property
    def beta(self) -> float:
        """Second parameter of the beta distribution."""
        return self.values[1]

    @property
    def mean_churn(self) -> float:
        """Mean chance to leave at one renewal, which is the share that leaves at the first."""
        return self.alpha / (self.alpha + self.beta)

    def survival(self, t: ArrayLike) -> Floats:
        """Share of new customers who are still there after t renewals: ``B(alpha, beta + t) / B(alpha, beta)``."""
        from scipy.special import betaln

        ages = _whole(t, 0, "t")
        return np.asarray(np.exp(betaln(self.alpha, self.beta + ages) - betaln(self.alpha, self.beta)))

    def retention(self, t: ArrayLike) -> Floats:
        """Share who renew the t-th time, of those who did t - 1 times: ``(beta + t - 1) / (alpha + beta + t - 1)``."""
        ages = _whole(t, 1, "t")
        return np.asarray((self.beta + ages - 1) / (self.alpha + self.beta + ages - 1))

    def expected_lifetime(self, horizon: int, discount: float = 0.0) -> float:
        """Periods that a new customer is expected to pay for out of the next ``horizon``, the first one now.

        Parameters
        ----------
        horizon
            Periods looked at, the first one included.
        discount
            Rate per period by which later periods count less.
        """
        return self._payments(0, int(_whole(horizon, 0, "horizon")), _rate(discount))

    def del_(self, discount: float, horizon: int | None = None) -> float:
        """Discounted expected lifetime (DEL): payments of 1 a period of a new customer, worth now, the first one now.

        Parameters
        ----------
        discount
            Rate per period. At 0 the sum is finite only where alpha is above 1.
        horizon
            Number of payments counted; None is all there will ever be.

        Raises
        ------
        SettingsError
            If the rate is negative, or if it is 0 and the sum has no end.
        """
        if horizon is not None:
            return self.expected_lifetime(horizon, discount)
        return self._forever(0, _rate(discount))

    def derl(self, n: int, discount: float, horizon: int | None = None) -> float:
        """Discounted expected residual lifetime (DERL): payments of 1 a period still to come of a customer of today.

        The customer has renewed n - 1 times and is about to decide on renewal n; the payment that goes with it is the
        first one counted, and is not discounted. ``derl(1, d)`` is ``(del_(d) - 1) * (1 + d)``.

        Parameters
        ----------
        n
            The renewal to be decided next, at least 1.
        discount, horizon
            As in :meth:`del_`.
        """
        n = int(_whole(n, 1, "n"))
        if horizon is not None:
            return self._payments(n, int(_whole(horizon, 0, "horizon")), _rate(discount)) / self._alive(n)
        return self._forever(n, _rate(discount)) / self._alive(n)

    def _alive(self, n: int) -> float:
        return float(self.survival(n - 1))

    def _payments(self, first: int, number: int, discount: float) -> float:
        """Sum of ``S(t)`` for so many ages from the first on, each period discounted once more."""
        steps = np.arange(number)
        return float(np.sum(self.survival(first + steps) * (1 + discount) ** -steps.astype(float)))

    def _forever(self, first: int, discount: float) -> float:
        if discount == 0 and self.alpha <= 1:
            raise SettingsError(
                say("Without discount the expected lifetime has no end."),
                where="discount",
                todo=say("Choose a rate above 0, or a horizon."),
            )
        alive, beta = float(self.survival(first)), self.beta + first
        if discount == 0:
            return alive * (self.alpha + beta - 1) / (self.alpha - 1)
        return alive * _gauss(beta, self.alpha + beta, 1 / (1 + discount))


def fit_sbg(survivors: Any) -> ShiftedBetaGeometric:
    """Fit the shifted-beta-geometric model to counts of customers who are still there at each age.

    The likelihood takes each customer who left with the chance of leaving at that age, and each who is still there with
    the chance of lasting so long. Customers seen at age 0 only tell nothing and are not counted.

    Parameters
    ----------
    survivors
        Customers still there at age 0, 1, 2, ... of one cohort; or a list of such lists, whose lengths may differ; or a
        :class:`retention.CohortMatrix` of contracts, or of visits with ``measure="on_or_after"``, of which the complete
        ages of each cohort are taken. A window still open is never used.

    Returns
    -------
    ShiftedBetaGeometric
        The same for the same counts, always.

    Raises
    ------
    SettingsError
        If the counts rise, are negative or are shares and not counts.
    ModelError
        If fewer than 3 complete ages follow age 0, fewer than 100 customers were followed, nobody left, the
        best parameters lie on a bound, or the fit does not converge: ``condition`` says which.

    Notes
    -----
    Fader and Hardie (2007, 2010). The likelihood is flat along a ridge: parameters far apart may say the same about the
    ages seen and differ far beyond them.

    Examples
    --------
    >>> later = [[10000, 8000, 6480, 5307, 4391][:n] for n in (5, 4, 3, 2)]
    >>> model = fit_sbg(later)
    >>> round(model.alpha, 2), round(model.beta, 1), model.n
    (3.8, 15.2, 40000)
    """
    ages = count_ages(survivors_of(survivors))
    _check(ages)
    if not _rises(ages):
        raise _alike(ages)
    try:
        logs, covariance, value = maximise(likelihood_of(ages), ShiftedBetaGeometric.names, ages.starters, MODEL)
    except ModelError as refused:
        if refused.condition == "converged":
            raise
        raise _alike(ages) from refused
    if np.sqrt(np.diag(covariance)).max() > _OPEN:
        raise _alike(ages)
    alpha, beta = np.exp(logs).tolist()
    return ShiftedBetaGeometric((alpha, beta), covariance, value, ages.starters, ages=len(ages.lost))


def _rises(ages: Ages) -> bool:
    """Whether customers who differ a little are likelier than customers who are all alike: the slope at that bound."""
    churn = ages.lost.sum() / ages.at_risk.sum()
    earlier = np.arange(len(ages.lost))
    return bool(np.sum(earlier * (ages.kept * churn / (1 - churn) - ages.lost)) > 1e-9 * ages.starters)


def _alike(ages: Ages) -> ModelError:
    """Data that are best described, or as well, by customers who all leave with the same chance."""
    constant = ages.lost.sum() / ages.at_risk.sum()
    return ModelError(
        say("the best parameters lie on a bound: retention does not rise with age as it does where customers differ."),
        where=MODEL,
        todo=say("A constant churn of {rate} a period says as much.", rate=percent_text(f"{100 * constant:.1f}")),
        condition="bound",
    )


def _check(ages: Ages) -> None:
    """Refuse what no curve can be read from."""
    if len(ages.lost) < LEAST_AGES:
        raise ModelError(
            many(
                "only {n} complete age follows age 0, and {needed} are needed.",
                "only {n} complete ages follow age 0, and {needed} are needed.",
                len(ages.lost),
                needed=LEAST_AGES,
            ),
            todo=say("Wait for more, or choose a shorter period."),
            where=MODEL,
            condition="ages",
        )
    if ages.starters < LEAST_STARTERS:
        raise ModelError(
            say(
                "only {starters} customers were followed, and {needed} are needed.",
                starters=f"{ages.starters:,}",
                needed=LEAST_STARTERS,
            ),
            todo=say("Take more cohorts together."),
            where=MODEL,
            condition="starters",
        )
    if not ages.lost.any():
        raise ModelError(
            say("nobody left, so that there is no curve to follow."),
            todo=say("Look at the measured counts."),
            where=MODEL,
            condition="nobody left",
        )


def likelihood_of(ages: Ages) -> Likelihood:
    """From the logarithms of alpha and beta to the log-likelihood of a mean customer, and its gradient.

    Whoever is there at age t - 1 renews with chance (beta + t - 1) / (alpha + beta + t - 1). The product of these over
    ages is the likelihood of the papers, and needs no beta function.
    """

    def likelihood(logs: Floats) -> tuple[float, Floats]:
        alpha, beta = np.exp(logs)
        renewed = beta + np.arange(len(ages.lost))
        both = alpha + renewed
        value = np.sum(ages.lost * np.log(alpha / both) + ages.kept * np.log(renewed / both))
        shared = np.sum(ages.at_risk / both)
        slope = np.array([ages.lost.sum() / alpha - shared, np.sum(ages.kept / renewed) - shared])
        return float(value) / ages.starters, slope * (alpha, beta) / ages.starters

    return likelihood


def _gauss(b: float, c: float, z: float) -> float:
    """The hypergeometric function 2F1(1, b; c; z) for 0 < z < 1, by the continued fraction of Gauss.

    Its terms fall as fast for parameters in the millions, where the usual series and recurrences give up.
    """
    root = math.sqrt(1 - z)
    depth = 20 + math.ceil(40 / math.log((1 + root) / (1 - root)))
    rest = 1.0
    for k in range(depth, 0, -1):
        rest = 1 - z * k * (c - b + k - 1) / ((c + 2 * k - 2) * (c + 2 * k - 1)) / rest
        rest = 1 - z * (c + k - 2) * (b + k - 1) / ((c + 2 * k - 3) * (c + 2 * k - 2)) / rest if k > 1 else rest
    return 1 / (1 - z * b / c / rest)


def _whole(values: ArrayLike, least: int, where: str) -> NDArray[np.float64]:
    numbers = np.asarray(values, float)
    if np.any(numbers != np.floor(numbers)) or np.any(numbers < least):
        raise SettingsError(
            say("{values} is no whole number from {least} on.", values=repr(values), least=least),
            where=where,
            todo=say("Count renewals in whole periods."),
        )
    return numbers


def _rate(discount: float) -> float:
    if not discount >= 0:
        raise SettingsError(
            say("{discount} is no rate of discount.", discount=repr(discount)),
            where="discount",
            todo=say("Give a fraction such as 0.1 per period."),
        )
    return float(discount)
