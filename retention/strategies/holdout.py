"""Who is left out at random, so that it can be told afterwards whether it worked."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from retention.errors import SettingsError
from retention.languages import say
from retention.metrics.arguments import share as checked_share
from retention.metrics.comparison import detectable_difference
from retention.stages import NEVER

TREATED, HOLDOUT = "treated", "holdout"


def with_holdout(frame: pd.DataFrame, share: float = 0.1, seed: int = 1) -> pd.DataFrame:
    """Divide a list of customers at random into those who are treated and a holdout group that is left alone.

    Parameters
    ----------
    frame
        A list with a column ``customer``, such as an audience. Who asked not to be contacted is in neither group: rows
        of that ``stage``, or with ``do_not_contact``, are left out.
    share
        Share of the customers left alone, above 0 and below 1; at least one customer, and never all of them.
    seed
        Start of the random numbers: the same customers with the same seed are divided in the same way.

    Returns
    -------
    pandas.DataFrame
        The same rows in the same order with a column ``group``: "treated" or "holdout". A customer in several rows is
        in one group. A list of one customer has no holdout group.

    Raises
    ------
    SettingsError
        Without a column ``customer``, or for a share that leaves a group empty by design.

    Notes
    -----
    Drawn from the sorted ids, each customer with the same chance, so the order of the rows makes no difference.
    Nothing is balanced on purpose: chance does that, and what a comparison says of its range holds for it.

    Examples
    --------
    >>> people = pd.DataFrame({"customer": [f"c{i}" for i in range(10)]})
    >>> with_holdout(people, 0.2)["group"].value_counts().to_dict()
    {'treated': 8, 'holdout': 2}
    >>> backwards = with_holdout(people[::-1], 0.2)
    >>> backwards[::-1].equals(with_holdout(people, 0.2))
    True
    """
    if "customer" not in frame:
        raise SettingsError(
            say("the list names no customers."), where="frame", todo=say('Give it a column "customer".')
        )
    if not 0 < checked_share("share", share) < 1:
        raise SettingsError(
            say("a share of {share} leaves one group empty.", share=repr(share)),
            where="share",
            todo=say("Give 0.1 to leave out one in ten."),
        )
    kept = frame[frame["stage"].astype(object) != NEVER] if "stage" in frame else frame
    kept = kept[~kept["do_not_contact"].astype(bool)] if "do_not_contact" in kept else kept
    ids = pd.Index(kept["customer"])
    people = ids.unique().sort_values()
    held = min(max(round(share * len(people)), 1), len(people) - 1)
    drawn = people[np.random.default_rng(seed).permutation(len(people))[: max(held, 0)]]
    return kept.assign(group=np.where(ids.isin(drawn), HOLDOUT, TREATED))


def holdout_power(n_treated: int, n_holdout: int, base: float) -> float:
    """Smallest effect that a campaign with so many customers would show in four cases of five, at 5 %.

    Parameters
    ----------
    n_treated, n_holdout
        Customers in both groups.
    base
        Share of the holdout group expected to come back by itself, a fraction.

    Returns
    -------
    float
        A difference of shares (0.05 is five percentage points); NaN where no effect would be large enough to show.

    Raises
    ------
    SettingsError
        If ``base`` is not a share.

    Examples
    --------
    >>> round(holdout_power(9000, 1000, 0.18), 3)
    0.038
    >>> holdout_power(3, 1, 0.5)
    nan
    """
    base = checked_share("base", base)
    if min(n_treated, n_holdout) < 1 or math.isnan(base):
        return math.nan
    return detectable_difference(int(n_treated), int(n_holdout), base)
