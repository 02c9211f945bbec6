"""A look back on contracts: what came of those who were slipping away some time ago."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.counts.contract_states import ContractSource
from retention.errors import whole_number
from retention.languages import say
from retention.metrics.contract_rules import States, states_of
from retention.metrics.look_back import SlippingCheck, going_back, look_back
from retention.metrics.scoring import HORIZON
from retention.metrics.wording import count, percent
from retention.periods import day_text, to_local
from retention.settings import CohortSettings
from retention.stages import KEYS, SLIPPING


def contract_check(
    source: ContractSource, settings: CohortSettings | None = None, days_ago: int = 91, size: int | None = None
) -> SlippingCheck:
    """Look back: of those whose contracts were slipping away some time ago, how many have none now?

    Everybody is scored with nothing but what had begun or ended by then (ends that the file knows beforehand are not
    used), and followed to the end of the data. "Returned" means: the contract that ran has gone on without a break, or
    a new one has begun. The order is by the chance of that; the one it is compared with by the days without a contract.

    Parameters
    ----------
    source, settings
        As for :func:`retention.metrics.contract_stages.contract_list`.
    days_ago
        Days before the end of the data at which the list is made.
    size
        Length of the lists compared; None is the number of customers flagged then.

    Returns
    -------
    SlippingCheck

    Raises
    ------
    SettingsError
        If the data do not go back so far, or for a number below 1.

    Notes
    -----
    Customers who asked not to be contacted are scored like all others: the file does not say since when they have.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"who": ["a", "b", "c"], "from": ["2024-01-01", "2024-01-20", "2024-02-05"],
    ...                       "to": ["2024-03-08", None, None]})
    >>> contracts = rt.subscriptions_from_frame(
    ...     frame, rt.SubscriptionMapping("who", "from", "to"), observed_until="2024-06-01")
    >>> rt.slipping_check(contracts, days_ago=61)
    <SlippingCheck: 1 of 1 flagged on 2024-04-01 had not returned by 2024-06-01>
    """
    settings = settings if settings is not None else CohortSettings()
    days_ago = whole_number(days_ago, "days_ago")
    size = None if size is None else whole_number(size, "size")
    zone = settings.timezone or source.timezone
    until = pd.Timestamp(to_local(np.array([source.contract_state_counts(settings).at]), zone)[0])
    at = until - pd.Timedelta(days=days_ago)
    with going_back(days_ago):
        counts = source.contract_state_counts(settings, at, followed_to=until)
    states = states_of(counts, min(HORIZON, days_ago), heed_blocked=False)
    gone = ~np.asarray(counts.later, bool)
    found = look_back(at, until, states.stage, gone, states.chances.share, counts.silent, size)
    return replace(found, words=_in_words(found, states, gone))


def _in_words(found: SlippingCheck, states: States, gone: NDArray[np.bool_]) -> str:
    then, now = (day_text(day) for day in (found.at, found.until))
    if not found.customers:
        return say("Nobody had a contract by {then}.", then=then)
    cooling = states.stage == KEYS.index("cooling")
    lapsed = np.isin(states.stage, [KEYS.index(key) for key in SLIPPING]) & ~cooling
    said = [_of_cooling(states, cooling, gone, then, now)]
    if lapsed.any():
        said.append(
            say(
                "Of {lapsed} who had lapsed lately {share} had not come back.",
                lapsed=f"{int(lapsed.sum()):,}",
                share=_share(gone, lapsed),
            )
        )
    return " ".join(said)


def _of_cooling(states: States, cooling: NDArray[np.bool_], gone: NDArray[np.bool_], then: str, now: str) -> str:
    """Contracts that were cooling, beside all that ran."""
    running = states.counts.running
    all_of_them = {"running": f"{int(running.sum()):,}", "base": _share(gone, running) if running.any() else ""}
    if not cooling.any():
        if not running.any():
            return say("No contract was cooling on {then}.", then=then)
        return say(
            "No contract was cooling on {then}; of all {running} with a contract {base} had.", then=then, **all_of_them
        )
    # Cooling contracts run, so that there are some that do.
    return say(
        "Of {customers} whose contract was cooling on {then}, {share} had ended it by {now}; of all {running} with a "
        "contract {base} had.",
        customers=count(int(cooling.sum()), "customer"),
        share=_share(gone, cooling),
        then=then,
        now=now,
        **all_of_them,
    )


def _share(gone: NDArray[np.bool_], of: NDArray[np.bool_]) -> str:
    return percent(float(gone[of].mean()), 0)
