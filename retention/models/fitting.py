"""What fitting a model by maximum likelihood has in common: the search, its refusals, standard errors, draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.errors import ModelError
from retention.intervals import Floats, normal_quantile
from retention.languages import say

LIMIT = 10.0  # logarithms of parameters are looked for between -10 and 10
GRADIENT = 1e-5  # of the mean log-likelihood: larger at the end of the search, it has not arrived
STEP = 1e-4  # in logarithms, for second derivatives from first ones
DRAWS = 1000
Likelihood = Callable[[Floats], tuple[float, Floats]]


@dataclass(frozen=True, eq=False)
class Fit:
    """Parameters of a model with how sure they are. The base of all fitted models.

    Attributes
    ----------
    values
        The parameters, in the order of ``names``.
    covariance
        Covariance of their logarithms: the inverse of the observed information.
    log_likelihood
        At the maximum, in the unit given.
    n
        Customers fitted to.
    unit
        Unit of time (or None where the numbers came without one).
    """

    values: tuple[float, ...]
    covariance: NDArray[np.float64]
    log_likelihood: float
    n: int
    unit: str | None = None

    names: ClassVar[tuple[str, ...]] = ()

    def __repr__(self) -> str:
        letters = ", ".join(f"{name} = {value:.4g}" for name, value in zip(self.names, self.values, strict=True))
        return f"<{type(self).__name__}: {letters}; {self.n:,} customers, log-likelihood {self.log_likelihood:.3f}>"

    @property
    def params(self) -> pd.Series[float]:
        """The parameters by the letters of the paper."""
        return pd.Series(self.values, index=list(self.names), name="value")

    @property
    def standard_errors(self) -> pd.Series[float]:
        """Standard errors of the parameters."""
        return pd.Series(np.array(self.values) * self._log_errors, index=list(self.names), name="standard_error")

    def param_ranges(self, level: float = 0.95) -> pd.DataFrame:
        """Ranges of the parameters, ``lower`` and ``upper``: symmetric in logarithms, so that none is below zero."""
        wide = np.exp(normal_quantile(level) * self._log_errors)
        return pd.DataFrame(
            {"lower": np.array(self.values) / wide, "upper": np.array(self.values) * wide}, index=list(self.names)
        )

    def drawn(self, draws: int = DRAWS) -> list[Self]:
        """The model with parameters drawn from what the data leave open; the same ones each time."""
        root = np.linalg.cholesky(self.covariance)
        moved = np.exp(spread_normal(draws, len(self.values)) @ root.T) * np.array(self.values)
        return [replace(self, values=tuple(row)) for row in moved.tolist()]

    def ranges(
        self, what: Callable[[Self], Any], level: float = 0.95, *, draws: int = DRAWS
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Range of anything worked out from the model: how far it moves with parameters the data leave open.

        Parameters
        ----------
        what
            A function of the model, giving a number or an array.
        level, draws
            Confidence, and how many times the parameters are drawn.

        Returns
        -------
        lower, upper
            Of the shape that ``what`` gives. Not the noise of single customers, who buy more or less than expected.
        """
        found = np.array([what(model) for model in self.drawn(draws)])
        lower, upper = np.quantile(found, [(1 - level) / 2, (1 + level) / 2], axis=0)
        return np.asarray(lower), np.asarray(upper)

    @property
    def _log_errors(self) -> NDArray[np.float64]:
        return np.asarray(np.sqrt(np.diag(self.covariance)))


def spread_normal(draws: int, dimensions: int) -> Floats:
    """Standard normal draws that fill the space evenly, so that quantiles need few: an additive recurrence.

    Its steps are powers of the root of x^(d + 1) = x + 1, the golden ratio in one dimension.
    """
    from scipy.special import ndtri

    root = 2.0
    for _ in range(60):
        root = (1 + root) ** (1 / (dimensions + 1))
    steps = root ** -np.arange(1.0, dimensions + 1)
    return np.asarray(ndtri((0.5 + np.outer(np.arange(1, draws + 1), steps)) % 1))


def maximise(
    likelihood: Likelihood,
    names: tuple[str, ...],
    weight: float,
    model: str,
    start: Floats | None = None,
    *,
    meanings: tuple[str, ...] | None = None,
) -> tuple[Floats, Floats, float]:
    """Find the parameters under which the data are likeliest.

    Parameters
    ----------
    likelihood
        From the logarithms of the parameters to the mean log-likelihood and its gradient.
    names, model, meanings
        For the words of a refusal: letters, what is fitted, and what each parameter says.
    weight
        Number of customers that the mean is taken over.
    start
        Logarithms to begin from; None is 0.

    Returns
    -------
    logs, covariance, value
        Logarithms of the parameters, their covariance, and the whole log-likelihood.

    Raises
    ------
    ModelError
        Where the search does not arrive ("converged"), ends on a bound ("bound"), or where the data leave a direction
        open in which nothing changes ("flat").
    """
    logs = search(likelihood, np.zeros(len(names)) if start is None else start)
    for i in np.flatnonzero(np.abs(logs) > LIMIT - 1e-3):
        raise ModelError(
            _on_the_bound(names[i], meanings[i] if meanings else ""),
            where=model,
            condition="bound",
            todo=say("Use the observed numbers instead."),
        )
    logs, curvature = _polish(likelihood, logs)
    if not np.all(np.abs(likelihood(logs)[1]) < GRADIENT):
        raise ModelError(
            say("the search for its parameters did not arrive anywhere."),
            where=model,
            condition="converged",
            todo=say("Use the observed numbers instead."),
        )
    return logs, _covariance(curvature * weight, model), likelihood(logs)[0] * weight


def _on_the_bound(name: str, meaning: str) -> str:
    if not meaning:
        return say(
            "these data do not look like what it describes: parameter {name} ends on the bound of what was looked "
            "through.",
            name=name,
        )
    return say(
        "these data do not tell {meaning}: parameter {name} ends on the bound of what was looked through.",
        meaning=say(meaning),
        name=name,
    )


def search(likelihood: Likelihood, start: Floats) -> Floats:
    """Climb from given logarithms of parameters to where the likelihood is greatest."""
    from scipy.optimize import minimize

    def downhill(logs: Floats) -> tuple[float, Floats]:
        value, gradient = likelihood(logs)
        return -value, -gradient

    options: Any = {"ftol": 1e-13, "gtol": 1e-8, "maxiter": 2000, "maxls": 60}
    bounds = [(-LIMIT, LIMIT)] * len(start)
    found = minimize(downhill, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    return np.asarray(found.x, np.float64)


def _polish(likelihood: Likelihood, logs: Floats) -> tuple[Floats, Floats]:
    """A few steps of Newton's, so that where the search stopped does not decide the last digits; and the curvature."""
    curvature, gradient = _curvature(likelihood, logs), likelihood(logs)[1]
    for _ in range(4):
        if np.linalg.eigvalsh(curvature)[0] <= 0 or np.abs(gradient).max() < 1e-13:
            break
        nearer = logs + np.linalg.solve(curvature, gradient)
        left = likelihood(nearer)[1]
        if not np.abs(left).max() < np.abs(gradient).max() or np.abs(nearer).max() > LIMIT:
            break
        logs, gradient = nearer, left
    return logs, curvature


def _curvature(likelihood: Likelihood, logs: Floats) -> Floats:
    """Second derivatives of the mean log-likelihood, with the sign turned."""
    steps = STEP * np.eye(len(logs))
    rows = [(likelihood(logs - step)[1] - likelihood(logs + step)[1]) / (2 * STEP) for step in steps]
    table = np.array(rows)
    return np.asarray((table + table.T) / 2)


def _covariance(information: Floats, model: str) -> Floats:
    if not np.isfinite(information).all() or np.linalg.eigvalsh(information)[0] <= 1e-6:
        raise ModelError(
            say("several parameters fit these data equally well, so that nothing can be said of what is to come."),
            where=model,
            condition="flat",
            todo=say("Use the observed numbers instead."),
        )
    return np.asarray(np.linalg.inv(information), np.float64)
