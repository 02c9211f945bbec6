"""Ranges: how far a measured share may lie from the true one."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from retention.errors import SettingsError
from retention.languages import say

Floats = NDArray[np.float64]


def normal_quantile(level: float) -> float:
    """Two-sided standard normal quantile: 1.96 for a level of 0.95."""
    if not 0 < level < 1:
        raise SettingsError(
            say("{level} does not lie between 0 and 1.", level=level), where="level", todo=say("Give 0.95 for 95 %.")
        )
    return NormalDist().inv_cdf(0.5 + level / 2)


def wilson(successes: ArrayLike, n: ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """Wilson score range of a share.

    Parameters
    ----------
    successes, n
        Numerator and denominator: customers who came back, customers who could have. Any shapes that broadcast.
    level
        Confidence, 0.95 by default.

    Returns
    -------
    lower, upper
        Fractions in [0, 1]; NaN where ``n`` is 0.

    Notes
    -----
    Wilson, E. B. (1927), "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22, 209-212.

    Examples
    --------
    31 of 40 came back:

    >>> lower, upper = wilson(31, 40)
    >>> round(float(lower), 3), round(float(upper), 3)
    (0.625, 0.877)
    """
    z2 = normal_quantile(level) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        x, total = np.asarray(successes, float), np.asarray(n, float)
        share = x / total
        middle = (share + z2 / (2 * total)) / (1 + z2 / total)
        half = np.sqrt(z2) * np.sqrt(share * (1 - share) / total + z2 / (4 * total**2)) / (1 + z2 / total)
        lower = np.where(total > 0, np.clip(np.minimum(middle - half, share), 0, 1), np.nan)
        upper = np.where(total > 0, np.clip(np.maximum(middle + half, share), 0, 1), np.nan)
    return lower, upper
