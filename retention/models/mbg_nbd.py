"""MBG/NBD: as BG/NBD, but customers can leave after the first purchase too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from retention.models.buying import BuyingModel


@dataclass(frozen=True, eq=False, repr=False)
class MbgNbd(BuyingModel):
    """MBG/NBD fitted to purchase histories.

    Assumes what :class:`retention.BgNbd` does, but for one thing: a customer can leave for good after every purchase,
    the first one too. So somebody seen once may be gone, and the longer ago, the likelier.
    """

    title: ClassVar[str] = "MBG/NBD"
    chances_at_first: ClassVar[int] = 1


def fit_mbg_nbd(counts: pd.DataFrame, unit: str | None = None) -> MbgNbd:
    """Fit the MBG/NBD model of repeat buying by maximum likelihood.

    Parameters
    ----------
    counts, unit
        As for :func:`retention.fit_bg_nbd`.

    Returns
    -------
    MbgNbd
        With the same attributes and methods.

    Raises
    ------
    ModelError, SettingsError
        As :func:`retention.fit_bg_nbd`.

    Notes
    -----
    Deterministic. Batislam, E. P., Denizel, M. and Filiztekin, A. (2007), "Empirical validation and comparison of
    models for customer base analysis", International Journal of Research in Marketing 24, 201-209; Hoppe, D. and
    Wagner, U. (2007), "Customer base analysis: the case for a central variant of the Betageometric/NBD model",
    Marketing Journal of Research and Management 3, 75-90.

    Examples
    --------
    >>> import numpy as np
    >>> random = np.random.default_rng(1)
    >>> weeks = random.exponential(1 / random.gamma(0.5, 0.2, 900), (200, 900)).cumsum(axis=0)
    >>> stays = np.vstack([np.ones(900, bool), random.random((199, 900)) > random.beta(0.8, 2.5, 900)])
    >>> bought = np.logical_and.accumulate(stays) & (weeks < 52)
    >>> counts = pd.DataFrame({"frequency": bought.sum(axis=0), "recency": (weeks * bought).max(axis=0), "T": 52.0})
    >>> fit = fit_mbg_nbd(counts, unit="week")
    >>> bool(fit.probability_alive(0, 0, 26) < fit.probability_alive(0, 0, 1) < 1)
    True
    """
    return MbgNbd.fit(counts, unit)
