"""Whether the groups of a comparison are as large as they were meant to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from retention.errors import SettingsError
from retention.languages import group_said, listed, say
from retention.metrics.wording import percent

WARNS_BELOW = 0.001


@dataclass(frozen=True)
class SampleRatio:
    """How many are in each group against how many were meant to be.

    Attributes
    ----------
    names
        Names of the groups.
    sizes
        Customers in each.
    shares
        Intended share of each; empty where nobody has said.
    p_value
        How often chance alone would put the sizes so far from the intended ones; NaN where these are not known.
    """

    names: tuple[str, ...]
    sizes: tuple[int, ...]
    shares: tuple[float, ...]
    p_value: float

    @property
    def ok(self) -> bool:
        """Whether the sizes are no reason to mistrust the groups."""
        return not self.p_value < WARNS_BELOW

    @property
    def words(self) -> str:
        """One sentence about the sizes; a warning where chance would hardly give them."""
        total = max(1, sum(self.sizes))
        parts = listed(
            [
                f"{size:,} {group_said(name)} ({percent(size / total)})"
                for name, size in zip(self.names, self.sizes, strict=True)
            ]
        )
        if not self.shares:
            return say("{groups}. Say which shares were intended, and the split is checked against them.", groups=parts)
        shares = [f"{100 * share:.4g}" for share in self.shares]
        meant = reduce(lambda so_far, share: say("{shares} to {share}", shares=so_far, share=share), shares)
        if self.ok:
            return say("{groups}. That fits the intended split of {shares}.", groups=parts, shares=meant)
        return say(
            "{groups}. The intended split was {shares}: chance alone would miss it so far in fewer than 1 of 1,000 "
            "cases. Something put customers into one group rather than the other, or lost them from one; until it is "
            "found, the difference below is not to be trusted.",
            groups=parts,
            shares=meant,
        )


def sample_ratio(names: Sequence[str], sizes: Sequence[int], shares: Sequence[float] | None = None) -> SampleRatio:
    """Compare sizes of groups with the shares that were intended, by a chi-square test of fit.

    Parameters
    ----------
    names, sizes
        The groups, and how many customers are in each.
    shares
        Intended shares in any unit that adds up: (0.8, 0.2), or (80, 20). None tests nothing.

    Returns
    -------
    SampleRatio
        ``ok`` is False only where the p-value is below .001: a check that is run on every experiment must hardly ever
        cry wolf.

    Raises
    ------
    SettingsError
        If there is not one share above zero for each group.

    Notes
    -----
    Fabijan, A. et al. (2019), "Diagnosing sample ratio mismatch in online controlled experiments", KDD '19.

    Examples
    --------
    >>> sample_ratio(["treated", "holdout"], [821, 815], (0.5, 0.5)).ok
    True
    >>> found = sample_ratio(["treated", "holdout"], [821, 615], (0.5, 0.5))
    >>> found.ok, found.p_value < 1e-7
    (False, True)
    """
    if shares is None:
        return SampleRatio(tuple(names), tuple(sizes), (), float("nan"))
    meant = np.asarray(shares, float)
    if len(meant) != len(sizes) or not (meant > 0).all():
        raise SettingsError(
            say("{shares} are no shares of {n} groups.", shares=list(shares), n=len(sizes)),
            where="shares",
            todo=say("Give one above 0 for each."),
        )
    meant = meant / meant.sum()
    expected = meant * sum(sizes)
    if not expected.min() > 0:
        p_value = float("nan")
    else:
        from scipy.special import chdtrc

        squares = float(((np.asarray(sizes) - expected) ** 2 / expected).sum())
        p_value = float(chdtrc(len(sizes) - 1, squares))
    return SampleRatio(tuple(names), tuple(int(n) for n in sizes), tuple(meant.tolist()), p_value)
