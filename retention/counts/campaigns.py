"""Tables of customers who were treated and customers who were held out, and of players by version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from retention.periods import Ints
from retention.settings import CohortSettings


@dataclass(frozen=True)
class CampaignCounts:
    """Customers of a campaign's two groups. Arrays of 2: the treated, then the control group.

    Everybody listed is in exactly one of ``unknown``, ``later``, ``waiting`` and ``watched``.

    Attributes
    ----------
    listed
        Customers on the list, each once; those in both groups are in neither.
    unknown
        Of these, those the data do not know.
    later
        Those whom the data know only from after their day on: they were no customers yet.
    waiting
        Those whose window is not over where the data end.
    watched
        Those watched through their window.
    active
        Of the watched, those with activity in the window; of contracts, those with one running as it ends.
    money, squares
        Sum, and sum of squares, of the money of each watched customer in the window, refunds taken off; of contracts
        the money a month that runs as it ends. None without amounts.
    last_day
        Last local day of the last window; None where nobody is known.
    contracts
        Whether the source holds contracts.
    """

    listed: Ints
    unknown: Ints
    later: Ints
    waiting: Ints
    watched: Ints
    active: Ints
    money: NDArray[np.float64] | None
    squares: NDArray[np.float64] | None
    last_day: np.datetime64 | None
    contracts: bool = False


class CampaignSource(Protocol):
    """A list of customers with the group that each was put into, and the day."""

    @property
    def names(self) -> tuple[str, str]:
        """What the treated and the control group are called."""

    @property
    def both(self) -> tuple[str, ...]:
        """Customers in both groups, who are left out."""

    @property
    def dropped(self) -> Mapping[str, int]:
        """Reason to number of rows left out."""

    def counts(self, source: Any, settings: CohortSettings, days: int) -> CampaignCounts:
        """Count who of each group was active within so many days after their day."""


@dataclass(frozen=True)
class ExperimentCounts:
    """Players of each version, and who of them did what. Shapes: v versions, o outcomes.

    Attributes
    ----------
    versions
        Names of the versions, the one that others are compared with first.
    outcomes
        Names of the outcomes.
    players
        Players of each version, (v,).
    known, did
        Players with an answer to each outcome, and those of them for whom it is yes, (v, o).
    """

    versions: tuple[str, ...]
    outcomes: tuple[str, ...]
    players: Ints
    known: Ints
    did: Ints


class ExperimentSource(Protocol):
    """One row for each player of an experiment."""

    @property
    def both(self) -> tuple[str, ...]:
        """Players in several versions, who are left out."""

    @property
    def dropped(self) -> Mapping[str, int]:
        """Reason to number of rows left out."""

    def counts(self) -> ExperimentCounts:
        """Count the players of each version, and who of them did what."""
