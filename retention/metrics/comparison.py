"""Two numbers beside each other: how far apart, how sure, and what difference such numbers could show at all.

One comparison is stated with a verdict. Many at once are corrected together by :func:`benjamini_hochberg`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from retention.errors import SettingsError
from retention.intervals import Floats, normal_quantile, wilson
from retention.languages import mark, say
from retention.metrics.wording import percent, points, points_apart
from retention.results import FEW_GREYED, FEW_MARKED

MORE_THAN_CHANCE, COULD_BE_CHANCE, TOO_FEW = mark("more than chance"), mark("could be chance"), mark("too few to say")
VERDICTS = {
    MORE_THAN_CHANCE: mark("This is more than chance."),
    COULD_BE_CHANCE: mark("The two cannot be told apart from chance."),
    TOO_FEW: mark("These are too few to say."),
}
SMALL_CELL = 5  # expected counts below this are too small for the normal curve: Fisher's exact test instead


@dataclass(frozen=True)
class Comparison:
    """Two shares of customers, and what may be said about their difference.

    Attributes
    ----------
    k1, n1, k2, n2
        Numerator and denominator of the first share (now, this segment) and of the second (before, the other).
    rate1, rate2
        ``k / n`` as fractions; NaN where nobody is counted.
    difference
        ``rate1 - rate2``.
    lower, upper
        Newcombe's range of the difference.
    p_value
        How often a difference at least as large comes about by chance when the two do not differ.
    verdict
        "more than chance", "could be chance", or "too few to say".
    detectable
        Smallest difference that these numbers would show in four cases of five; NaN where none would be.
    level
        Confidence of the range; the verdict is at ``1 - level``.
    """

    k1: int
    n1: int
    k2: int
    n2: int
    rate1: float
    rate2: float
    difference: float
    lower: float
    upper: float
    p_value: float
    verdict: str
    detectable: float
    level: float = 0.95

    @property
    def words(self) -> str:
        """One sentence: both shares with their n, the difference with its range, the verdict."""
        if not self.n1 or not self.n2:
            return say("There is nobody to compare.")
        said = say(
            "{rate1} of {n1} against {rate2} of {n2}: {difference}, likely {range}.",
            rate1=percent(self.rate1),
            n1=f"{self.n1:,}",
            rate2=percent(self.rate2),
            n2=f"{self.n2:,}",
            difference=points_apart(self.difference),
            range=span_of_points(self.lower, self.upper),
        )
        return f"{said} {self.verdict_words}"

    @property
    def verdict_words(self) -> str:
        """The verdict as a sentence; where it is not sure, with what these numbers could have shown."""
        if self.verdict == MORE_THAN_CHANCE:
            return say(VERDICTS[MORE_THAN_CHANCE])
        could = (
            say("no difference would be large enough to show")
            if math.isnan(self.detectable)
            else say("a difference has to be about {points} points to show", points=points(self.detectable))
        )
        if self.verdict == TOO_FEW:
            return say("These are too few to say: {could}.", could=could)
        return say("The two cannot be told apart from chance: with so many customers {could}.", could=could)


def compare_rates(k1: int, n1: int, k2: int, n2: int, level: float = 0.95) -> Comparison:
    """Compare two shares of different customers.

    The difference is ``k1 / n1 - k2 / n2``, its range Newcombe's hybrid score. The p-value is the score test's
    (chi-square without correction), or Fisher's exact one where an expected count is below 5.

    Parameters
    ----------
    k1, n1
        Customers counted, of how many, on the first side: now, or the segment looked at.
    k2, n2
        The same on the second side: before, or the other segment.
    level
        Confidence of the range.

    Returns
    -------
    Comparison
        The verdict is "more than chance" only where the p-value is below ``1 - level`` and the range leaves out zero;
        "too few to say" where a side has fewer than 10 customers, or fewer than 30 and nothing shows.

    Raises
    ------
    SettingsError
        If a count is negative, larger than its n, or no whole number.

    Notes
    -----
    Newcombe, R. G. (1998), "Interval estimation for the difference between independent proportions: comparison of
    eleven methods", Statistics in Medicine 17, 873-890, method 10. Where the two sides share customers (a month and
    the month before), the range is wide rather than narrow: the same people tend to do the same.

    Examples
    --------
    >>> found = compare_rates(56, 70, 48, 80)
    >>> round(found.difference, 4), round(found.lower, 4), round(found.upper, 4), found.verdict
    (0.2, 0.0524, 0.3339, 'more than chance')
    >>> compare_rates(3, 40, 4, 41).verdict
    'could be chance'
    """
    k1, n1, k2, n2 = (_whole(k1, n1), int(n1), _whole(k2, n2), int(n2))
    if not n1 or not n2:
        nan = math.nan
        rates = (k1 / n1 if n1 else nan, k2 / n2 if n2 else nan)
        return Comparison(k1, n1, k2, n2, *rates, nan, nan, nan, nan, TOO_FEW, nan, level)
    rate1, rate2 = k1 / n1, k2 / n2
    lower, upper = (float(x) for x in newcombe(k1, n1, k2, n2, level))
    p_value = _p_value(k1, n1, k2, n2)
    sure = p_value < 1 - level and (lower > 0 or upper < 0)
    few = min(n1, n2) < (FEW_GREYED if sure else FEW_MARKED)
    return Comparison(
        *(k1, n1, k2, n2, rate1, rate2, rate1 - rate2, lower, upper, p_value),
        verdict=TOO_FEW if few else MORE_THAN_CHANCE if sure else COULD_BE_CHANCE,
        detectable=detectable_difference(n1, n2, rate2, level=level),
        level=level,
    )


def _whole(k: Any, n: Any) -> int:
    if not 0 <= k <= n or k != int(k) or n != int(n):
        raise SettingsError(
            say("{k} of {n} is no share.", k=k, n=n), where="counts", todo=say("Give a count from 0 to its n.")
        )
    return int(k)


def newcombe(k1: ArrayLike, n1: ArrayLike, k2: ArrayLike, n2: ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """Newcombe's hybrid score range of ``k1 / n1 - k2 / n2``, for any shapes that broadcast; NaN where an n is 0.

    Examples
    --------
    >>> [round(float(x), 4) for x in newcombe(9, 10, 3, 10)]
    [0.1705, 0.809]
    """
    (low1, high1), (low2, high2) = wilson(k1, n1, level), wilson(k2, n2, level)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate1, rate2 = np.divide(k1, n1), np.divide(k2, n2)
    apart = rate1 - rate2
    lower = apart - np.sqrt((rate1 - low1) ** 2 + (high2 - rate2) ** 2)
    upper = apart + np.sqrt((high1 - rate1) ** 2 + (rate2 - low2) ** 2)
    return np.asarray(lower), np.asarray(upper)


def _p_value(k1: int, n1: int, k2: int, n2: int) -> float:
    pooled = (k1 + k2) / (n1 + n2)
    if min(pooled, 1 - pooled) * min(n1, n2) < SMALL_CELL:
        return _fisher(k1, n1, k2, n2)
    error = math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    return two_sided((k1 / n1 - k2 / n2) / error)


def _fisher(k1: int, n1: int, k2: int, n2: int) -> float:
    """Fisher's exact test: all tables with the same margins that are no likelier than the one seen.

    Worked out here, since importing a module of statistics takes longer than everything else on a page.
    """
    back = k1 + k2

    def likely(k: int) -> float:
        other = back - k
        return -sum(math.lgamma(x + 1) for x in (k, n1 - k, other, n2 - other))

    logs = np.array([likely(k) for k in range(max(0, back - n2), min(n1, back) + 1)])
    weights = np.exp(logs - logs.max())
    seen = weights[k1 - max(0, back - n2)]
    return float(min(1.0, weights[weights <= seen * (1 + 1e-7)].sum() / weights.sum()))


def two_sided(z: float) -> float:
    """Two-sided p-value of a standard normal deviate."""
    return math.erfc(abs(z) / math.sqrt(2))


def needed(rate1: float, rate2: float, power: float = 0.8, level: float = 0.95) -> int:
    """Customers needed on each side to tell two rates apart, with the given power.

    Notes
    -----
    Fleiss, Levin & Paik (2003), "Statistical Methods for Rates and Proportions", section 4.2, without correction for
    continuity.

    Examples
    --------
    >>> needed(0.25, 0.30)
    1251
    """
    if rate1 == rate2 or not (0 <= rate1 <= 1 and 0 <= rate2 <= 1):
        raise SettingsError(
            say("no number of customers tells {rate1} from {rate2}.", rate1=rate1, rate2=rate2),
            where="rates",
            todo=say("Give two fractions that differ."),
        )
    middle = (rate1 + rate2) / 2
    without = normal_quantile(level) * math.sqrt(2 * middle * (1 - middle))
    with_it = _one_sided(power) * math.sqrt(rate1 * (1 - rate1) + rate2 * (1 - rate2))
    return math.ceil(((without + with_it) / (rate1 - rate2)) ** 2)


def detectable_difference(n1: int, n2: int, rate: float, power: float = 0.8, level: float = 0.95) -> float:
    """Smallest difference from a rate that so many customers would show with the given power.

    Parameters
    ----------
    n1, n2
        Customers on both sides.
    rate
        The second side's rate, a fraction; the first side's lies above it, or below where there is no room above.

    Returns
    -------
    float
        A fraction (0.05 is five percentage points); NaN where even the largest possible difference would not show.

    Examples
    --------
    >>> round(detectable_difference(1251, 1251, 0.25), 3)
    0.05
    """
    if n1 < 1 or n2 < 1 or not 0 <= rate <= 1:
        return math.nan
    z_level, z_power = normal_quantile(level), _one_sided(power)

    def shows(other: float) -> bool:
        middle = (n1 * other + n2 * rate) / (n1 + n2)
        without = z_level * math.sqrt(middle * (1 - middle) * (1 / n1 + 1 / n2))
        with_it = z_power * math.sqrt(other * (1 - other) / n1 + rate * (1 - rate) / n2)
        return abs(other - rate) >= without + with_it

    for end in (1.0, 0.0):
        if end != rate and shows(end):
            return _halve(shows, rate, end)
    return math.nan


def _halve(shows: Any, rate: float, end: float) -> float:
    near, far = 0.0, abs(end - rate)
    side = 1 if end > rate else -1
    for _ in range(60):
        middle = (near + far) / 2
        near, far = (near, middle) if shows(rate + side * middle) else (middle, far)
    return far


def _one_sided(power: float) -> float:
    return normal_quantile(2 * power - 1) if power > 0.5 else 0.0


def benjamini_hochberg(p_values: ArrayLike) -> Floats:
    """Adjust p-values for how many were looked at, so that of those below 5 % at most 5 % are expected to be chance.

    Parameters
    ----------
    p_values
        One for each thing looked at, NaN for what could not be tested (it stays NaN and does not count).

    Returns
    -------
    float64 array of the same length and order

    Notes
    -----
    Benjamini, Y. & Hochberg, Y. (1995), "Controlling the false discovery rate: a practical and powerful approach to
    multiple testing", Journal of the Royal Statistical Society B 57, 289-300.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    given = np.atleast_1d(np.asarray(p_values, float))
    out = np.full(given.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(given))
    if not len(tested):
        return out
    if given[tested].min() < 0 or given[tested].max() > 1:
        raise SettingsError(say("a p-value lies outside 0 to 1."), where="p_values", todo=say("Give probabilities."))
    order = tested[np.argsort(given[tested], kind="stable")]
    scaled = given[order] * len(order) / np.arange(1, len(order) + 1)
    out[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1)
    return out


def span_of_points(lower: float, upper: float) -> str:
    """A range of differences in words: "2.1 to 8.8 points more", "1.2 points less to 3.4 more"."""
    if lower >= 0:
        return say("{low} to {high} points more", low=points(lower), high=points(upper))
    if upper <= 0:
        return say("{low} to {high} points less", low=points(-upper), high=points(-lower))
    return say("{less} points less to {more} more", less=points(-lower), more=points(upper))
