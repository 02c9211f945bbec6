"""Whether a contract still runs on the day that is written as its end: files mean either."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from retention.languages import later
from retention.mapping import Assumption
from retention.periods import Ints, local_days, to_instants
from retention.reading.request import not_known
from retention.subscriptions import NEVER, Subscriptions

EXCLUDED, INCLUDED = "excluded", "included"
CHOICES = (
    (EXCLUDED, later("a contract no longer runs on its end date")),
    (INCLUDED, later("a contract runs through its end date")),
)
_LEAST, _SHARE, _TIMES = 3, 0.2, 3  # rows that follow a day later; among all that follow; as many as on the same day


def check_end_day(asked: str | None) -> None:
    """Refuse what is no answer."""
    if asked not in (None, EXCLUDED, INCLUDED):
        raise not_known(asked, "end_day", (EXCLUDED, INCLUDED))


def settle_last_days(contracts: Subscriptions, asked: str | None) -> tuple[Ints, Assumption | None]:
    """The first moments at which contracts no longer run, and what that rests on; None where nothing has an end.

    Where rows of a customer keep beginning on the day after another one ends, the end date is the last day of the
    contract: 1 to 31 January, then 1 to 29 February. Otherwise it is the first day without it.
    """
    finite = contracts.end != NEVER
    if not finite.any():
        return contracts.end, None
    days = local_days(np.where(finite, contracts.end, contracts.start), contracts.timezone).astype(np.int64)
    whole = finite & (to_instants(days.astype("datetime64[D]"), contracts.timezone) == contracts.end)
    same_day, next_day, following = _followed(contracts, days, whole)
    proved = next_day >= max(_LEAST, _SHARE * following) and next_day > _TIMES * same_day
    taken = asked or (INCLUDED if proved else EXCLUDED)
    evidence = later(
        "Of {n} rows that follow another of the same customer, {next_day} begin on the day after its end date and "
        "{same_day} on that very day.",
        n=f"{following:,}",
        next_day=f"{next_day:,}",
        same_day=f"{same_day:,}",
    )
    certainty = "chosen" if asked else "likely" if proved or same_day else "assumed"
    note = Assumption("end_day", taken, dict(CHOICES)[taken], evidence, certainty, CHOICES)
    if taken == EXCLUDED:
        return contracts.end, note
    after = to_instants((days[whole] + 1).astype("datetime64[D]"), contracts.timezone)
    end = contracts.end.copy()
    end[whole] = after
    return end, note


def _followed(contracts: Subscriptions, days: Ints, whole: NDArray[np.bool_]) -> tuple[int, int, int]:
    """Rows that begin on the day on which the row before of the customer ends, on the next day, at any time after."""
    start = local_days(contracts.start, contracts.timezone).astype(np.int64)
    follows = (contracts.codes[1:] == contracts.codes[:-1]) & whole[:-1] & (start[1:] >= days[:-1])
    gap = (start[1:] - days[:-1])[follows]
    return int((gap == 0).sum()), int((gap == 1).sum()), len(gap)
