"""Two means beside each other, such as money per customer."""

from __future__ import annotations

import math
from dataclasses import dataclass

from retention.languages import say
from retention.metrics.comparison import COULD_BE_CHANCE, MORE_THAN_CHANCE, TOO_FEW, VERDICTS
from retention.metrics.wording import count
from retention.results import FEW_GREYED, FEW_MARKED


@dataclass(frozen=True)
class MeanComparison:
    """Two means, such as money per customer, and what may be said about their difference (Welch).

    Attributes
    ----------
    mean1, mean2, n1, n2
        Means and customers of both sides.
    difference, lower, upper
        ``mean1 - mean2`` and its range, in the unit of the means.
    p_value, verdict, level
        As in :class:`Comparison`.
    """

    mean1: float
    n1: int
    mean2: float
    n2: int
    difference: float
    lower: float
    upper: float
    p_value: float
    verdict: str
    level: float = 0.95

    @property
    def words(self) -> str:
        """One sentence: both means with their n, the difference with its range, the verdict."""
        if math.isnan(self.difference):
            return say("There are too few customers to compare.")
        said = say(
            "{mean1} for each of {customers} against {mean2} of {n2}: {difference}, likely {low} to {high}.",
            mean1=f"{self.mean1:,.2f}",
            customers=count(self.n1, "customer"),
            mean2=f"{self.mean2:,.2f}",
            n2=f"{self.n2:,}",
            difference=f"{self.difference:+,.2f}",
            low=f"{self.lower:+,.2f}",
            high=f"{self.upper:+,.2f}",
        )
        return " ".join([said, say(VERDICTS[self.verdict])])


def compare_means(
    sum1: float, squares1: float, n1: int, sum2: float, squares2: float, n2: int, level: float = 0.95
) -> MeanComparison:
    """Compare two means from sums, sums of squares and numbers of customers (Welch's t, unequal spreads).

    Money per customer is skewed: below some hundred customers a side the range is only rough.

    Notes
    -----
    Welch, B. L. (1947), "The generalization of 'Student's' problem when several different population variances are
    involved", Biometrika 34, 28-35.

    Examples
    --------
    >>> compare_means(60, 1240, 3, 30, 350, 3).difference
    10.0
    """
    mean1, mean2 = (total / n if n else math.nan for total, n in ((sum1, n1), (sum2, n2)))
    if min(n1, n2) < 2:
        return MeanComparison(mean1, n1, mean2, n2, math.nan, math.nan, math.nan, math.nan, TOO_FEW, level)
    from scipy.special import stdtr, stdtrit

    share1, share2 = (
        max(0.0, squares - n * mean**2) / (n - 1) / n
        for squares, n, mean in ((squares1, n1, mean1), (squares2, n2, mean2))
    )
    difference, error = mean1 - mean2, math.sqrt(share1 + share2)
    if error == 0:
        p_value, half = float(difference == 0), 0.0
    else:
        freedom = (share1 + share2) ** 2 / (share1**2 / (n1 - 1) + share2**2 / (n2 - 1))
        p_value = float(2 * stdtr(freedom, -abs(difference) / error))
        half = float(stdtrit(freedom, 0.5 + level / 2)) * error
    sure = p_value < 1 - level
    few = min(n1, n2) < (FEW_GREYED if sure else FEW_MARKED)
    verdict = TOO_FEW if few else MORE_THAN_CHANCE if sure else COULD_BE_CHANCE
    return MeanComparison(
        mean1, n1, mean2, n2, difference, difference - half, difference + half, p_value, verdict, level
    )
