"""Customers still there at each age, of one cohort or several, as what models of contracts are fitted to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retention.errors import SettingsError
from retention.intervals import Floats
from retention.languages import say
from retention.results import CohortMatrix


@dataclass(frozen=True, eq=False)
class Ages:
    """What happened at each renewal, over all cohorts.

    Attributes
    ----------
    lost, kept
        Customers who left at renewal 1, 2, ..., and who renewed.
    starters
        Customers who were followed over one renewal or more.
    """

    lost: Floats
    kept: Floats
    starters: int

    @property
    def at_risk(self) -> Floats:
        """Customers who came to each renewal."""
        return self.lost + self.kept


def survivors_of(given: Any) -> list[Floats]:
    """The cohorts that are given in any way, as counts of those still there at age 0, 1, 2, ...

    Examples
    --------
    >>> [cohort.tolist() for cohort in survivors_of([[100, 80, 60], [90, 70]])]
    [[100.0, 80.0, 60.0], [90.0, 70.0]]
    """
    if isinstance(given, CohortMatrix):
        return _of_matrix(given)
    listed = list(given)
    several = any(isinstance(one, Sequence | np.ndarray) or hasattr(one, "__iter__") for one in listed)
    return [_checked(cohort) for cohort in (listed if several else [listed])]


def count_ages(cohorts: list[Floats]) -> Ages:
    """Add up cohorts of different lengths; one seen at age 0 only tells nothing.

    Examples
    --------
    >>> ages = count_ages([np.array([100.0, 80, 60]), np.array([90.0, 70]), np.array([70.0])])
    >>> ages.lost.tolist(), ages.kept.tolist(), ages.starters
    ([40.0, 20.0], [150.0, 60.0], 190)
    """
    longest = max((len(cohort) for cohort in cohorts), default=1)
    lost, kept = np.zeros(max(0, longest - 1)), np.zeros(max(0, longest - 1))
    for cohort in cohorts:
        lost[: len(cohort) - 1] -= np.diff(cohort)
        kept[: len(cohort) - 1] += cohort[1:]
    reached = np.flatnonzero(lost + kept)  # ages that nobody was left to come to are none
    last = int(reached[-1]) + 1 if len(reached) else 0
    return Ages(lost[:last], kept[:last], int(sum(cohort[0] for cohort in cohorts if len(cohort) > 1)))


def _checked(cohort: Any) -> Floats:
    counts = np.asarray([np.nan if count is None else count for count in cohort], float)
    known = np.flatnonzero(~np.isnan(counts))
    counts = counts[: int(known[-1]) + 1 if len(known) else 0]
    if not len(counts):
        raise SettingsError(say("a cohort without counts tells nothing."), where="survivors", todo=say("Leave it out."))
    if np.isnan(counts).any() or np.any(counts != np.floor(counts)) or counts.min() < 0:
        raise SettingsError(
            say("{value} are not counts of customers.", value=[float(c) for c in counts[:8]]),
            where="survivors",
            todo=say("Give whole numbers of customers still there at age 0, 1, 2 and so on, not shares."),
        )
    rises = np.flatnonzero(np.diff(counts) > 0)
    if len(rises):
        age = int(rises[0]) + 1
        raise SettingsError(
            say(
                "at age {age} there are {n} customers after {before}: whoever has left does not come back "
                "in this model.",
                age=age,
                n=f"{counts[age]:,.0f}",
                before=f"{counts[age - 1]:,.0f}",
            ),
            where="survivors",
            todo=say('Count contracts, or visits with measure="on_or_after".'),
        )
    return counts


def _of_matrix(matrix: CohortMatrix) -> list[Floats]:
    """The complete ages of each cohort, up to the first that is not."""
    if (
        not len(matrix.ages)
        or list(matrix.ages) != list(range(len(matrix.ages)))
        or matrix.settings.measure == "bracket"
    ):
        raise SettingsError(
            say("a model of renewals needs every age from 0 on."),
            where="survivors",
            todo=say("Count without brackets."),
        )
    if matrix.did == "came back" and matrix.settings.measure != "on_or_after":
        raise SettingsError(
            say("visits of exactly one age say nothing about who has left."),
            where="measure",
            todo=say('Count with measure="on_or_after", or count contracts.'),
        )
    cohorts = []
    for row in range(len(matrix.cohorts)):
        known: NDArray[np.bool_] = matrix.known[row] & (matrix.eligible[row] == matrix.sizes[row])
        until = len(known) if known.all() else int(np.argmin(known))
        if until:
            cohorts.append(_checked([matrix.sizes[row], *matrix.active[row, 1:until]]))
    return cohorts
