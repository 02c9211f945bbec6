"""Who moved between the groups of recency and frequency from one moment to another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from retention.counts import VisitSource
from retention.errors import SettingsError
from retention.languages import say
from retention.metrics.rfm import RFM_KEYS, rfm
from retention.metrics.rfm_groups import GROUPS, NOT_THERE_YET
from retention.metrics.wording import count
from retention.settings import CohortSettings


@dataclass(frozen=True, eq=False)
class RfmMovement:
    """Who moved between the groups from one moment to another.

    Attributes
    ----------
    before, after
        Local moments.
    table
        Customers by the group they were in before (rows; the last one "not_there_yet") and after (columns).
    frame
        One row for each customer there after: ``customer``, ``before``, ``after`` (keys), ``do_not_contact``.
    words
        How many stayed where they were, in a sentence.
    """

    before: pd.Timestamp
    after: pd.Timestamp
    table: pd.DataFrame
    frame: pd.DataFrame
    words: str


def rfm_movement(
    source: VisitSource, before: Any, after: Any = None, settings: CohortSettings | None = None
) -> RfmMovement:
    """Count who moved from which group to which between two moments.

    Each side is scored by what was known then. Customers who first came in between were "not there yet".

    Parameters
    ----------
    source, settings
        As in :func:`rfm`.
    before, after
        Local moments; ``after`` None is the moment up to which the data are whole.

    Returns
    -------
    RfmMovement

    Raises
    ------
    SettingsError
        As in :func:`rfm`, and if the moments are not in order.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> days = ["2024-01-01", "2024-01-02", "2024-01-09", "2024-01-10", "2024-03-30"]
    >>> frame = pd.DataFrame({"who": list("abbac"), "when": pd.to_datetime(days)})
    >>> moved = rt.rfm_movement(rt.events_from_frame(frame, rt.ColumnMapping("who", "when")), "2024-01-10")
    >>> int(moved.table.loc["not_there_yet", "new"]), int(moved.table.to_numpy().sum())
    (1, 3)
    """
    one, two = rfm(source, settings, at=before), rfm(source, settings, at=after)
    if two.at <= one.at:
        raise SettingsError(
            say("the second moment is not after the first."), where="after", todo=say("Choose a later one.")
        )
    place = pd.Index(one.frame["customer"]).get_indexer(pd.Index(two.frame["customer"]))
    then, now = (side.frame["group"].cat.codes.to_numpy().astype(np.int64) for side in (one, two))
    was = np.where(place < 0, len(GROUPS), np.append(then, 0)[place])
    cells = was * len(GROUPS) + now
    counts = np.bincount(cells, minlength=(len(GROUPS) + 1) * len(GROUPS)).reshape(-1, len(GROUPS))
    table = pd.DataFrame(
        counts, pd.Index([*RFM_KEYS, NOT_THERE_YET], name="before"), pd.Index(RFM_KEYS, name="after", dtype="str")
    )
    there = int(counts[:-1].sum())
    stayed = int(np.trace(counts[:-1]))
    came = int(counts[-1].sum())
    words = say(
        "Of {customers} there on {then}, {same} are in the same group on {now}; {came} have come since.",
        customers=count(there, "customer"),
        then=f"{one.at:%Y-%m-%d}",
        same=f"{stayed:,}",
        now=f"{two.at:%Y-%m-%d}",
        came=f"{came:,}",
    )
    frame = pd.DataFrame(
        {
            "customer": two.frame["customer"],
            "before": pd.Categorical.from_codes(was, pd.Index([*RFM_KEYS, NOT_THERE_YET], dtype="str")),
            "after": two.frame["group"],
            "do_not_contact": two.frame["do_not_contact"],
        }
    )
    return RfmMovement(one.at, two.at, table, frame, words)
