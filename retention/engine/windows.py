"""From ages to columns: in which windows a customer came back, and which windows are over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retention.engine.blocks import Pairs, changes
from retention.engine.plan import Plan
from retention.periods import Ints


@dataclass(frozen=True)
class Spans:
    """Columns in which a member came back: from ``low`` to ``high`` inclusive, never twice the same column."""

    member: NDArray[np.integer[Any]]
    low: Ints
    high: Ints


def columns_over(plan: Plan, last_age: Ints) -> Ints:
    """Last column whose window is over, from the last age that is; below 0 if none is."""
    settings = plan.settings
    if settings.windows is not None:
        return np.searchsorted([last for _, last in settings.windows], last_age, side="right") - 1
    return last_age - ((settings.within or 1) - 1)


def came_back(plan: Plan, pairs: Pairs) -> Spans:
    """Columns in which each member did the return event often enough."""
    settings, n = plan.settings, plan.settings.min_events
    if settings.measure in ("on", "bracket"):
        return _single_columns(pairs, _columns(plan, pairs.age), n)
    begins = np.flatnonzero(changes(pairs.member))
    ends = np.concatenate([begins[1:], [len(pairs.member)]]) if len(begins) else begins
    if settings.measure == "on_or_after":
        enough = ends - begins >= n
        last = ends[enough] - n  # the n-th return from the end still leaves n to come
        return Spans(pairs.member[last], np.zeros(len(last), np.int64), pairs.age[last].astype(np.int64))
    return _within(pairs, int(settings.within or 1), n)


def _columns(plan: Plan, age: Ints) -> Ints:
    return age if plan.bracket_of_age is None else plan.bracket_of_age[np.minimum(age, plan.oldest + 1)]


def _single_columns(pairs: Pairs, column: Ints, n: int) -> Spans:
    member = pairs.member
    if (column < 0).any():
        inside = column >= 0
        member, column = member[inside], column[inside]
    begins = np.flatnonzero(changes(member) | changes(column))
    if n > 1:
        begins = begins[np.diff(np.concatenate([begins, [len(member)]])) >= n]
    found = column[begins].astype(np.int64)
    return Spans(member[begins], found, found)


def _within(pairs: Pairs, length: int, n: int) -> Spans:
    """Columns j with n returns at ages j to j + length - 1: of each n returns in a row, those that reach both ends."""
    count = len(pairs.member) - n + 1
    if count <= 0:
        return Spans(pairs.member[:0], np.zeros(0, np.int64), np.zeros(0, np.int64))
    first, last = slice(0, count), slice(n - 1, None)
    member, high = pairs.member[first], pairs.age[first].astype(np.int64)
    low = np.maximum(pairs.age[last] - (length - 1), 0)
    keep = (member == pairs.member[last]) & (low <= high)
    member, low, high = member[keep], low[keep], high[keep]
    if len(member):  # both edges only rise within a member: begin after what the one before has covered
        again = ~changes(member)
        low[again] = np.maximum(low[again], np.concatenate([[0], high[:-1] + 1])[again])
    keep = low <= high
    return Spans(member[keep], low[keep], high[keep])


def money_columns(plan: Plan, age: Ints) -> tuple[Ints, Ints]:
    """First and last column that an amount belongs to."""
    settings, column = plan.settings, np.asarray(_columns(plan, age), np.int64)
    if settings.value == "cumulative":
        return column, np.full(len(column), plan.n_columns - 1)
    if settings.measure == "on_or_after":
        return np.zeros(len(column), np.int64), column
    return np.maximum(column - ((settings.within or 1) - 1), 0) if settings.within else column, column
