"""How far a share of money may lie from the true one: many customers, of whom some are large."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from retention.intervals import Floats, normal_quantile


class Sums(NamedTuple):
    """Sums over the customers paying at the start: x what each paid then, y pays now, m the smaller of the two."""

    x: Floats
    y: Floats
    m: Floats
    xx: Floats
    xy: Floats
    yy: Floats
    xm: Floats
    mm: Floats


def gross_range(s: Sums, level: float = 0.95) -> tuple[Floats, Floats]:
    """Range of gross revenue retention, ``m / x``, customers weighing as much as they paid.

    Agresti and Coull's range with money for weights: as if z * z more customers of typical size had been seen, half of
    whom stay with everything and half of whom go. Where all paid the same and nobody pays less than before, it is
    their range of the share of customers who stay. The usual size of a customer, seen from the money, is
    ``sum(x * x) / sum(x)``: one who pays half of everything makes the range wide, as it should be.

    Notes
    -----
    Agresti, A. and Coull, B. A. (1998), "Approximate is better than 'exact' for interval estimation of binomial
    proportions", The American Statistician 52, 119-126. Kish, L. (1965), Survey Sampling, for the number of equal
    customers that unequal ones are worth, ``sum(x) ** 2 / sum(x * x)``.

    Examples
    --------
    Nine of ten customers who paid 1 each stay:

    >>> ten, nine = np.array(10.0), np.array(9.0)
    >>> lower, upper = gross_range(Sums(ten, nine, nine, ten, nine, nine, nine, nine))
    >>> round(float(lower), 3), round(float(upper), 3)
    (0.574, 1.0)
    """
    z = normal_quantile(level)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate, size = s.m / s.x, s.xx / s.x
        total = s.x + z**2 * size
        middle = (s.m + z**2 / 2 * size) / total
        spread = s.mm - 2 * middle * s.xm + middle**2 * s.xx + z**2 / 2 * size**2 * (middle**2 + (1 - middle) ** 2)
        half = z * np.sqrt(np.maximum(spread, 0)) / total
        return np.clip(np.minimum(middle - half, rate), 0, 1), np.clip(np.maximum(middle + half, rate), 0, 1)


def net_range(s: Sums, level: float = 0.95) -> tuple[Floats, Floats]:
    """Range of net revenue retention, ``y / x``: the usual one of a ratio, a little wider where customers are few.

    The variance of a ratio, ``sum((y - rate * x) ** 2) / sum(x) ** 2``, as if z * z more customers of typical size had
    been seen, half of whom go and half of whom double: a few customers who all stayed as they were do not make a
    certainty. Its upper end is never below that of the gross rate, which the net rate cannot fall below.

    Notes
    -----
    Cochran, W. G. (1977), Sampling Techniques, 3rd edition, chapter 6, for the variance of a ratio.

    Examples
    --------
    Two customers who paid 10 each, of whom one pays 16 now, and a hundred times as many:

    >>> sums = [np.array([1.0, 100.0]) * v for v in (20, 26, 20, 200, 260, 356, 200, 200)]
    >>> lower, upper = net_range(Sums(*sums))
    >>> lower.round(2).tolist(), upper.round(2).tolist()
    ([0.43, 1.25], [2.17, 1.35])
    """
    z = normal_quantile(level)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate, size = s.y / s.x, s.xx / s.x
        spread = s.yy - 2 * rate * s.xy + rate**2 * s.xx + (z * size * rate) ** 2
        half = z * np.sqrt(np.maximum(spread, 0)) / (s.x + z**2 * size)
        return np.maximum(rate - half, 0), np.maximum(rate + half, gross_range(s, level)[1])
