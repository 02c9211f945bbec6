"""Two shares compared among equals: within strata, put together as Mantel and Haenszel do."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from retention.intervals import Floats, normal_quantile
from retention.metrics.comparison import SMALL_CELL, newcombe, two_sided


@dataclass(frozen=True)
class Stratified:
    """The difference of two shares within strata.

    Attributes
    ----------
    difference
        Mantel-Haenszel risk difference: the differences of the strata, each weighted with ``n1 n2 / (n1 + n2)``.
    lower, upper
        Its range.
    ratio
        Mantel-Haenszel risk ratio; NaN where nobody of the second side counts.
    p_value
        Of the test that no stratum has a difference; NaN where no stratum holds both sides.
    unmatched
        Customers in strata that hold one side only: they say nothing about the difference.
    """

    difference: float
    lower: float
    upper: float
    ratio: float
    p_value: float
    unmatched: int


def stratified(k1: ArrayLike, n1: ArrayLike, k2: ArrayLike, n2: ArrayLike, level: float = 0.95) -> Stratified:
    """Compare two shares within strata, so that only those are compared who are alike in what makes the strata.

    Parameters
    ----------
    k1, n1, k2, n2
        Numerator and denominator of both sides, one entry for each stratum.
    level
        Confidence of the range.

    Returns
    -------
    Stratified
        All NaN where no stratum holds customers of both sides.

    Notes
    -----
    The difference has the weights of Mantel and Haenszel and the variance of Sato (Greenland, S. and Robins, J. M.
    (1985), Biometrics 41, 55-68; Sato, T. (1989), Biometrics 45, 1323-1324), with the range that solves for the
    differences this variance does not rule out (Klingenberg, B. (2014), Statistics in Medicine 33, 2968-2983). The test
    is that of Cochran, Mantel and Haenszel without correction for continuity; where an expected count over all strata
    is below 5, the exact one of the same margins. Where the share is 0 or 1 throughout, nothing varies within strata,
    and the range is Newcombe's of the plain difference.

    Examples
    --------
    Admissions to Berkeley in 1973 by department, women and men: 30 % against 45 % in all, and no difference within.

    >>> women, of_women = [89, 17, 202, 131, 94, 24], [108, 25, 593, 375, 393, 341]
    >>> men, of_men = [512, 353, 120, 138, 53, 22], [825, 560, 325, 417, 191, 373]
    >>> found = stratified(women, of_women, men, of_men)
    >>> round(found.difference, 3), round(found.p_value, 3)
    (0.018, 0.217)
    """
    sides = [np.asarray(x, float) for x in (k1, n1, k2, n2)]
    both = (sides[1] > 0) & (sides[3] > 0)
    unmatched = int((sides[1] + sides[3])[~both].sum())
    if not both.any():
        return Stratified(math.nan, math.nan, math.nan, math.nan, math.nan, unmatched)
    a, n_a, b, n_b = (x[both] for x in sides)
    n = n_a + n_b
    difference, below = risk_difference(a, n_a, b, n_b), float((b * n_a / n).sum())
    lower, upper = _range(a, n_a, b, n_b, difference, level)
    ratio = float((a * n_b / n).sum()) / below if below else math.nan
    return Stratified(difference, lower, upper, ratio, _p_value(a, n_a, b, n_b), unmatched)


def risk_difference(k1: Floats, n1: Floats, k2: Floats, n2: Floats) -> float:
    """Mantel-Haenszel risk difference; NaN where no stratum holds both sides."""
    n = np.maximum(n1 + n2, 1)
    weight = float((n1 * n2 / n).sum())
    return float(((k1 * n2 - k2 * n1) / n).sum()) / weight if weight else math.nan


def score(k1: Floats, n1: Floats, k2: Floats, n2: Floats) -> float:
    """Standard normal deviate of the test; 0 where nothing can be told."""
    n, back = n1 + n2, k1 + k2
    both = (n1 > 0) & (n2 > 0)
    variance = n1 * n2 * back * (n - back) / np.where(both, n * n * (n - 1), 1)
    total = float(variance[both].sum())
    apart = float((k1 - n1 * back / np.maximum(n, 1))[both].sum())
    return apart / math.sqrt(total) if total else 0.0


def _range(k1: Floats, n1: Floats, k2: Floats, n2: Floats, difference: float, level: float) -> tuple[float, float]:
    n = n1 + n2
    weight = float((n1 * n2 / n).sum())
    slope = float(((n1**2 * k2 - n2**2 * k1 + n1 * n2 * (n2 - n1) / 2) / n**2).sum()) / weight**2
    level_part = float(((k1 * (n2 - k2) + k2 * (n1 - k1)) / (2 * n)).sum()) / weight**2
    if not level_part:
        lower, upper = newcombe(k1.sum(), n1.sum(), k2.sum(), n2.sum(), level)
        return float(lower), float(upper)
    z2 = normal_quantile(level) ** 2
    middle = difference + z2 * slope / 2
    half = math.sqrt(max(0.0, middle**2 - difference**2 + z2 * level_part))
    return max(-1.0, min(middle - half, difference)), min(1.0, max(middle + half, difference))


def _p_value(k1: Floats, n1: Floats, k2: Floats, n2: Floats) -> float:
    n, back = n1 + n2, k1 + k2
    expected = min(float((a * b / n).sum()) for a in (n1, n2) for b in (back, n - back))
    if expected < SMALL_CELL:
        return _exact(k1, n1, k2, n2)
    return two_sided(score(k1, n1, k2, n2))


def _exact(k1: Floats, n1: Floats, k2: Floats, n2: Floats) -> float:
    """All tables with the same margins that are no likelier than the one seen: strata fold into one distribution."""
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, int((n1 + n2).max()) + 1)))])
    weights, least = np.ones(1), 0
    for a, b, back in zip(n1.astype(int), n2.astype(int), (k1 + k2).astype(int), strict=True):
        low = max(0, back - b)
        k = np.arange(low, min(a, back) + 1)
        likely = -(logs[k] + logs[a - k] + logs[back - k] + logs[b - back + k])
        weights = np.convolve(weights, np.exp(likely - likely.max()))
        weights, least = weights / weights.max(), least + low
    seen = weights[int(k1.sum()) - least]
    return float(min(1.0, weights[weights <= seen * (1 + 1e-7)].sum() / weights.sum()))
