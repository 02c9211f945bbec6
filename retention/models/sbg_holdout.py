"""How far a projection of contracts would have missed: the last third of the ages hidden, projected, and compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.errors import ModelError
from retention.intervals import Floats
from retention.languages import percent_text, say
from retention.models.shifted_beta_geometric import LEAST_AGES, MODEL, ShiftedBetaGeometric, fit_sbg
from retention.models.survivors import survivors_of

_SEED = 20070102
_DRAWS = 2000


@dataclass(frozen=True, eq=False)
class SbgHoldOut:
    """Customers projected to ages that were hidden from the fit, beside those who were really there.

    Attributes
    ----------
    model
        Fitted to the ages before.
    ages : int64 (k,)
        The hidden ages.
    starters, actual : int64 (k,)
        Customers at age 0 of the cohorts that were followed so far, and those of them still there.
    projected, lower, upper : float64 (k,)
        The same as projected, with a range for uncertain parameters and for chance among so many customers.
    """

    model: ShiftedBetaGeometric
    ages: NDArray[np.int64]
    starters: NDArray[np.int64]
    actual: NDArray[np.int64]
    projected: Floats
    lower: Floats
    upper: Floats

    @property
    def miss(self) -> float:
        """``(projected - actual) / actual`` at the last age; NaN where nobody is left."""
        return float(self.projected[-1] / self.actual[-1] - 1) if self.actual[-1] else float("nan")

    @property
    def mean_miss(self) -> float:
        """Mean of the misses of all hidden ages, each without its sign; ages at which nobody is left are left out."""
        left = self.actual > 0
        return float(np.mean(np.abs(self.projected[left] / self.actual[left] - 1))) if left.any() else float("nan")

    @property
    def inside(self) -> bool:
        """Whether the last age lies inside its range."""
        return bool(self.lower[-1] <= self.actual[-1] <= self.upper[-1])

    @property
    def words(self) -> str:
        """The miss in a sentence."""
        last, n = int(self.ages[-1]), int(self.starters[-1])
        projected = say(
            "Fitted to ages 0 to {seen} and projected to age {last}: {projected} of {n} customers, likely {low} to "
            "{high}.",
            seen=int(self.ages[0]) - 1,
            last=last,
            projected=f"{self.projected[-1]:,.0f}",
            n=f"{n:,}",
            low=f"{self.lower[-1]:,.0f}",
            high=f"{self.upper[-1]:,.0f}",
        )
        actual, miss = f"{self.actual[-1]:,}", percent_text(f"{100 * self.miss:+.1f}")
        if self.inside:
            found = say("There were {actual}, inside that range: a miss of {miss}.", actual=actual, miss=miss)
        else:
            found = say("There were {actual}, outside that range: a miss of {miss}.", actual=actual, miss=miss)
        return f"{projected} {found}"

    def to_frame(self) -> pd.DataFrame:
        """One row for each hidden age."""
        return pd.DataFrame(
            {
                "starters": self.starters,
                "actual": self.actual,
                "projected": self.projected,
                "lower": self.lower,
                "upper": self.upper,
            },
            index=pd.Index(self.ages, name="age"),
        )


def holdout_sbg(survivors: Any, ages: int | None = None, level: float = 0.95) -> SbgHoldOut:
    """Fit the shifted-beta-geometric model to the first ages, project the others and compare with what happened.

    Parameters
    ----------
    survivors
        As for :func:`fit_sbg`.
    ages
        Ages after age 0 that the fit sees; None is the first two thirds of those that the oldest cohort has.
    level
        Confidence of the ranges.

    Returns
    -------
    SbgHoldOut
        Cohorts that were not followed beyond the ages of the fit take part in the fit only.

    Raises
    ------
    ModelError
        If fewer than 3 ages are left to fit or none to compare, and as :func:`fit_sbg` does.

    Examples
    --------
    >>> held = holdout_sbg([1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394], ages=7)
    >>> round(held.miss, 3), held.inside
    (-0.041, True)
    """
    cohorts = survivors_of(survivors)
    longest = max((len(cohort) for cohort in cohorts), default=1) - 1
    seen = 2 * longest // 3 if ages is None else int(ages)
    if seen < LEAST_AGES or seen >= longest:
        raise ModelError(
            say(
                "with {longest} complete ages after age 0 none can be hidden: {needed} are needed for the fit.",
                longest=longest,
                needed=LEAST_AGES,
            ),
            todo=say("Wait for more ages; until then nothing says how far the projection misses."),
            where=MODEL,
            condition="ages",
        )
    model = fit_sbg([cohort[: seen + 1] for cohort in cohorts])
    hidden = np.arange(seen + 1, longest + 1)
    followed = [[cohort for cohort in cohorts if len(cohort) > age] for age in hidden]
    starters = np.array([sum(cohort[0] for cohort in part) for part in followed], np.int64)
    actual = np.array(
        [sum(cohort[age] for cohort in part) for age, part in zip(hidden, followed, strict=True)], np.int64
    )
    lower, upper = _range(model, hidden, starters, level)
    return SbgHoldOut(model, hidden, starters, actual, starters * model.survival(hidden), lower, upper)


def _range(
    model: ShiftedBetaGeometric, ages: NDArray[np.int64], starters: NDArray[np.int64], level: float
) -> tuple[Floats, Floats]:
    """Quantiles of customers left: parameters are drawn, then how many of so many customers last."""
    rng = np.random.default_rng(_SEED)
    drawn = np.array([rng.binomial(starters, one.survival(ages)) for one in model.drawn(_DRAWS)], float)
    lower, upper = np.quantile(drawn, [0.5 - level / 2, 0.5 + level / 2], axis=0)
    return lower, upper
