"""The ten groups of recency and frequency: one table, every pair of scores in exactly one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retention.languages import mark

NOT_THERE_YET = "not_there_yet"  # who had not come by the earlier of two moments


@dataclass(frozen=True)
class RfmGroup:
    """A group: its key, its name, and who is in it, as "customers who ..." goes on."""

    key: str
    name: str
    words: str


GROUPS = (
    RfmGroup("champions", mark("Champions"), mark("came very lately and come most often")),
    RfmGroup("loyal", mark("Loyal"), mark("come often, and have come fairly lately")),
    RfmGroup("potential_loyal", mark("Potential loyal"), mark("came lately, and more than a few times")),
    RfmGroup("new", mark("New"), mark("came very lately, and few times so far")),
    RfmGroup("promising", mark("Promising"), mark("came lately, and few times so far")),
    RfmGroup("need_attention", mark("Need attention"), mark("are in the middle of both, and may go either way")),
    RfmGroup("about_to_sleep", mark("About to sleep"), mark("came few times, and not lately")),
    RfmGroup("at_risk", mark("At risk"), mark("used to come fairly often, and have not for long")),
    RfmGroup("cannot_lose", mark("Cannot lose them"), mark("used to come most often, and have not for long")),
    RfmGroup("hibernating", mark("Hibernating"), mark("came few times, long ago")),
)

# Rows: recency from 5 (the latest) to 1; columns: frequency from 1 (the fewest) to 5.
_TABLE = """
new             potential_loyal  potential_loyal  champions  champions
promising       potential_loyal  potential_loyal  loyal      loyal
about_to_sleep  about_to_sleep   need_attention   loyal      loyal
hibernating     hibernating      at_risk          at_risk    cannot_lose
hibernating     hibernating      at_risk          at_risk    cannot_lose
"""
_KEYS = [group.key for group in GROUPS]
CELLS = np.array([[_KEYS.index(key) for key in line.split()] for line in _TABLE.strip().splitlines()[::-1]], np.int8)


def group_of(r: NDArray[Any], f: NDArray[Any]) -> NDArray[np.int8]:
    """Position in ``GROUPS`` of scores of recency and frequency, 1 to 5 each.

    Examples
    --------
    >>> [GROUPS[i].name for i in group_of(np.array([5, 1]), np.array([5, 5]))]
    ['Champions', 'Cannot lose them']
    """
    return np.asarray(CELLS[r.astype(np.int64) - 1, f.astype(np.int64) - 1], np.int8)
