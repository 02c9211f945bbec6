"""Tables of each customer's contracts at one moment, and of how contracts and breaks like theirs went on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from retention.periods import Ints
from retention.settings import CohortSettings

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class ContractStateCounts:
    """Where each customer stood at one moment, in local days. Shape: n customers whose first contract began before it.

    A *spell* is a time with a contract throughout: rows that touch or overlap are one. A *break* lies between two
    spells of a customer, or between the last one and the moment.

    Attributes
    ----------
    at
        Instant looked at. What runs just before it runs; nothing that begins or ends later is known.
    codes, ids
        Codes of the customers, and their ids as a table of the source holds them.
    running
        Whether a contract runs, (n,).
    spells
        Spells begun, (n,).
    age
        Days from the start of the latest spell to the moment, or to the end of it, (n,).
    silent
        Days since nothing runs any more, (n,); 0 where something does.
    life
        Days with a contract, all spells together, (n,).
    planned
        Days to the end that is in the file already, (n,); -1 where none is known. Only at the end of the data: what
        was known at an earlier moment nobody can tell.
    first_day, last_day
        Local days (since 1970-01-01) of the first start, and of the last day with a contract, (n,).
    pays
        Money a month that runs, or that ran when the last spell ended, (n,); None without amounts.
    most
        The most that ran at any time of the 365 days before the moment, (n,); None without amounts.
    money
        Money so far: each row's money a month times the months it ran, (n,); None without amounts.
    paid
        Whether any row of the customer brought money, (n,).
    blocked
        Whether the customer asked not to be contacted, (n,).
    later
        At the moment followed to: of those with a contract, whether it has gone on without a break; of the others,
        whether a new one has begun, (n,). None unless asked.
    plans, plan
        Names of the plans, and the code of that of the latest row, -1 for blank, (n,); None without plans.
    segments, segment
        Names of the segments, and the position of each customer's, (n,); None without one.
    spells_ended, spells_running
        Spells that ended after d days, and those that last d days so far, (d + 1,).
    breaks_ended, breaks_open
        Breaks that ended with a new spell after d days, and those that last d days so far, (d + 1,).
    renewals
        Customers whose first row was followed without a break by another that began d days after it, (d + 1,).
    """

    at: int
    codes: Ints
    ids: Any
    running: Bools
    spells: Ints
    age: Ints
    silent: Ints
    life: Ints
    planned: Ints
    first_day: Ints
    last_day: Ints
    pays: Floats | None
    most: Floats | None
    money: Floats | None
    paid: Bools
    blocked: Bools
    later: Bools | None
    plans: tuple[str, ...]
    plan: Ints | None
    segments: tuple[str, ...]
    segment: Ints | None
    spells_ended: Ints
    spells_running: Ints
    breaks_ended: Ints
    breaks_open: Ints
    renewals: Ints


class ContractSource(Protocol):
    """A source of contracts: those of visits have none."""

    @property
    def timezone(self) -> str:
        """Zone that decides what a day is unless the settings name another."""

    def contract_state_counts(
        self, settings: CohortSettings, at: Any = None, *, followed_to: Any = None
    ) -> ContractStateCounts:
        """Say where each customer's contracts stood at one moment, and how they went on after it."""
