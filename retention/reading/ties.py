"""Contracts of one customer that start together: the order of a file decides nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from retention.events import Segment
from retention.subscriptions import Subscriptions

_LAST = np.iinfo(np.int64).max


def in_one_order(contracts: Subscriptions) -> Subscriptions:
    """Return the contracts with rows of one customer and start by plan, further segments (blank last), money and end.

    The first row of a customer decides which segment they are in, so that it must be the same one in any order of rows.
    """
    who, start = contracts.codes, contracts.start
    same = (start[1:] == start[:-1]) & (who[1:] == who[:-1])
    if not same.any():
        return contracts
    tied = np.flatnonzero(np.append(same, False) | np.insert(same, 0, False))
    codes = [s.codes[tied].astype(np.int64) for s in contracts.segments.values()]
    names = [np.where(column < 0, _LAST, column) for column in codes]
    money = [] if contracts.amount is None else [contracts.amount[tied]]
    rank = np.lexsort([contracts.end[tied], *money, *reversed(names), start[tied], who[tied]])
    order = np.arange(len(contracts))
    order[tied] = tied[rank]
    return replace(
        contracts,
        end=contracts.end[order],
        row=contracts.row[order],
        amount=None if contracts.amount is None else contracts.amount[order],
        segments={name: Segment(s.codes[order], s.labels) for name, s in contracts.segments.items()},
        _cache={},
    )
