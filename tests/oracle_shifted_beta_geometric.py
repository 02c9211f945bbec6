"""The shifted-beta-geometric model by its definition: every customer has one chance of leaving, drawn from a beta.

Everything is worked out from that sentence with plain loops and numerical integration, sharing nothing with the
library: the chance of leaving at age t is the mean over the beta of theta * (1 - theta) ** (t - 1).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

POINTS = 4000


def mean_over_beta(what: Callable[[float], float], alpha: float, beta: float) -> float:
    """Mean of a function of theta over a beta distribution.

    By the midpoint rule on u in (0, 1) with theta = u ** 12 / (u ** 12 + (1 - u) ** 12), which takes the sting out of
    densities that rise without bound at an end.
    """
    log_of_beta = math.lgamma(alpha) + math.lgamma(beta) - math.lgamma(alpha + beta)
    total = weight = 0.0
    for i in range(POINTS):
        u = (i + 0.5) / POINTS
        below, above = u**12, (1 - u) ** 12
        theta, rest = below / (below + above), above / (below + above)
        slope = 12 * (u * (1 - u)) ** 11 / (below + above) ** 2
        density = math.exp((alpha - 1) * math.log(theta) + (beta - 1) * math.log(rest) - log_of_beta) * slope / POINTS
        total += what(theta) * density
        weight += density
    return total / weight


def survival(alpha: float, beta: float, t: int) -> float:
    """Share of customers who are still there at age t."""
    return mean_over_beta(lambda theta: (1 - theta) ** t, alpha, beta)


def left_at(alpha: float, beta: float, t: int) -> float:
    """Share of customers who leave at age t."""
    return mean_over_beta(lambda theta: theta * (1 - theta) ** (t - 1), alpha, beta)


def log_likelihood(alpha: float, beta: float, cohorts: Sequence[Sequence[int]]) -> float:
    """Each customer who left counts with the chance of leaving then, each who stays with the chance of lasting."""
    total = 0.0
    for survivors in cohorts:
        for t in range(1, len(survivors)):
            lost = survivors[t - 1] - survivors[t]
            if lost:
                total += lost * math.log(left_at(alpha, beta, t))
        if survivors[-1] and len(survivors) > 1:
            total += survivors[-1] * math.log(survival(alpha, beta, len(survivors) - 1))
    return total


def discounted_lifetime(alpha: float, beta: float, discount: float) -> float:
    """Payments of a new customer, the first one now, by the meaning of each theta: a geometric sum."""
    return mean_over_beta(lambda theta: (1 + discount) / (discount + theta), alpha, beta)


def discounted_residual(alpha: float, beta: float, n: int, discount: float) -> float:
    """Payments still to come of a customer about to decide on renewal n, who renewed n - 1 times."""
    alive = survival(alpha, beta, n - 1)
    paid = mean_over_beta(lambda theta: (1 - theta) ** n * (1 + discount) / (discount + theta), alpha, beta)
    return paid / alive
