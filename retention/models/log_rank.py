"""Whether groups last equally long: the log-rank test."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from retention.errors import SettingsError
from retention.intervals import Floats
from retention.languages import say
from retention.models.kaplan_meier import SurvivalCurve, distinct, kaplan_meier


@dataclass(frozen=True)
class LogRank:
    """Whether groups last equally long.

    Attributes
    ----------
    groups
        Their names, in the order given.
    observed, expected
        Ends in each group, and those it would have had if all groups ended alike.
    statistic, df, p_value
        Chi-squared, its degrees of freedom, and how often chance alone would give as much; NaN without any end.
    """

    groups: tuple[Any, ...]
    observed: tuple[float, ...]
    expected: tuple[float, ...]
    statistic: float
    df: int
    p_value: float

    def to_frame(self) -> pd.DataFrame:
        """One row for each group, with the test beside it."""
        columns = {"group": self.groups, "observed": self.observed, "expected": self.expected}
        return pd.DataFrame(columns).assign(statistic=self.statistic, df=self.df, p_value=self.p_value)


Group = SurvivalCurve | tuple[ArrayLike, ArrayLike]


def log_rank(
    durations: ArrayLike | Mapping[Any, Group],
    observed: ArrayLike | None = None,
    groups: ArrayLike | None = None,
    *,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
) -> LogRank:
    """Test whether groups last equally long (log-rank).

    At every time at which something ended, each group's ends are compared with its share of those at risk:
    ``expected = ended in all * at risk in the group / at risk in all``, added up over times.

    Parameters
    ----------
    durations
        Durations of all, with ``observed`` and ``groups`` beside them; or names of groups to their curves (or to pairs
        of durations and observed).
    observed, entry, weights
        As for :func:`kaplan_meier`.
    groups
        Group of each duration.

    Returns
    -------
    LogRank
        Two groups or more; ties are exact (hypergeometric variance).

    Raises
    ------
    SettingsError
        With fewer than two groups.

    Notes
    -----
    Groups whose curves cross can differ much without the test seeing it: look at the curves. Mantel, N. (1966),
    Cancer Chemotherapy Reports 50, 163-170; Peto, R. and Peto, J. (1972), Journal of the Royal Statistical Society A
    135, 185-207.

    Examples
    --------
    >>> test = log_rank([10, 20, 30, 10, 20, 50], [True] * 6, ["a", "a", "a", "b", "b", "b"])
    >>> round(test.statistic, 6), test.df, round(test.p_value, 6)
    (0.254237, 1, 0.614107)
    """
    curves = _curves(durations, observed, groups, entry, weights)
    if len(curves) < 2:
        raise SettingsError(
            say("a comparison needs two groups or more."),
            where="groups",
            todo=say("Choose a column with several values."),
        )
    times = np.concatenate([curve.times[curve.events > 0] for curve in curves.values()])
    times, _ = distinct(np.sort(times))
    at_risk = np.stack([curve.numbers_at_risk(times) for curve in curves.values()])
    ended = np.stack([_at(curve.times, curve.events, times) for curve in curves.values()])
    everybody, all_ended = at_risk.sum(axis=0), ended.sum(axis=0)
    share = at_risk / everybody
    expected = (share * all_ended).sum(axis=1)
    spread = all_ended * (everybody - all_ended) / np.maximum(everybody - 1, 1)
    covariance = np.diag((share * spread).sum(axis=1)) - (share * spread) @ share.T
    statistic, df = _chi_squared(ended.sum(axis=1) - expected, covariance, expected > 0)
    return LogRank(
        groups=tuple(curves),
        observed=tuple(ended.sum(axis=1).tolist()),
        expected=tuple(expected.tolist()),
        statistic=statistic,
        df=df,
        p_value=_chi_squared_tail(statistic, df),
    )


def _curves(
    durations: ArrayLike | Mapping[Any, Group],
    observed: ArrayLike | None,
    groups: ArrayLike | None,
    entry: ArrayLike | None,
    weights: ArrayLike | None,
) -> dict[Any, SurvivalCurve]:
    if isinstance(durations, Mapping):
        return {
            name: group if isinstance(group, SurvivalCurve) else kaplan_meier(*group)
            for name, group in durations.items()
        }
    if observed is None or groups is None:
        raise SettingsError(
            say("durations alone cannot be compared."), where="groups", todo=say("Give durations, observed and groups.")
        )
    codes, names = pd.factorize(np.asarray(groups), sort=True)
    columns = {"durations": durations, "observed": observed, "entry": entry, "weights": weights}
    arrays = {name: np.asarray(column) for name, column in columns.items() if column is not None}
    if {len(array) for array in arrays.values()} != {len(codes)}:
        raise SettingsError(
            say("the columns differ in length."), where="groups", todo=say("Give one value for each duration.")
        )
    return {
        name: kaplan_meier(**{column: array[codes == i] for column, array in arrays.items()})
        for i, name in enumerate(names.tolist())
    }


def _at(times: Floats, numbers: Floats, asked: Floats) -> Floats:
    """Numbers at exactly the times asked for, 0 where there is no such time."""
    place = np.minimum(np.searchsorted(times, asked), len(times) - 1)
    return np.where(times[place] == asked, numbers[place], 0.0) if len(times) else np.zeros(len(asked))


def _chi_squared(surplus: Floats, covariance: Floats, counted: NDArray[np.bool_]) -> tuple[float, int]:
    """Chi-squared of surplus ends; the last group is what the others leave."""
    use: Sequence[int] = np.flatnonzero(counted)[:-1].tolist()
    if not use:
        return math.nan, 0
    part = covariance[np.ix_(use, use)]
    if not np.any(part > 0):
        return math.nan, len(use)
    return float(surplus[use] @ np.linalg.pinv(part, hermitian=True) @ surplus[use]), len(use)


def _chi_squared_tail(statistic: float, df: int) -> float:
    from scipy.special import chdtrc

    return float(chdtrc(df, statistic)) if df else math.nan
