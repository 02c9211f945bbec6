"""Customers who were equally active in their first days, so that like is compared with like."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retention.counts import BehaviourCounts
from retention.intervals import Floats
from retention.metrics.stratified import Stratified
from retention.periods import Ints

MOST_PARTS = 7  # parts of the first window in which the last activity can lie

Sides = tuple[Floats, Floats, Floats, Floats]  # who came back, of how many, of those who did it and of the others


@dataclass(frozen=True)
class Alike:
    """Which customers are alike: ``number`` of the stratum of each; strata of one ``number // width`` are similar."""

    number: Ints
    width: int

    def sides(self, did: NDArray[np.bool_], back: NDArray[np.bool_]) -> Sides:
        """Who came back, of how many, of those who did it and of the others, by stratum."""
        size = int(self.number.max(initial=0)) + 1
        table = np.bincount(self.number * 4 + did * 2 + back, minlength=4 * size).reshape(-1, 4).astype(float)
        not_gone, not_back, did_gone, did_back = table.T
        return similar((did_back, did_gone + did_back, not_back, not_gone + not_back), np.arange(size) // self.width)


def alike(counts: BehaviourCounts, event: int, first: int) -> tuple[Alike, Alike]:
    """Put customers into strata of equal activity, in two ways, for one event (its position).

    Customers are alike who were active on as many of the ``first`` days (1, 2, 3, 4-5, 6-7, 8-11, ...), last in the
    same part of them (the same day where there are no more than 7), and did as much: the first way counts the rows of
    other events (0, 1-2, 3-6, 7-14, ...), the second one all rows (0 to 7 one by one, then in narrow classes). In the
    first way customers are similar whatever else they did.

    Notes
    -----
    Days active alone leave much open: of two customers active on three days, the busier one has probably done more of
    everything, and has possibly left on day 3. In files where nothing goes with anything, but customers differ in how
    much they do and leave at some time, days alone took chance for a finding in half of the cases. Where an event comes
    on top of what customers do anyway, only the other rows tell how busy they are; where it takes a share of what they
    do, only all rows tell. No file says which it is, so a finding has to stand both ways, see :func:`careful`.

    Examples
    --------
    >>> counts = BehaviourCounts(codes=np.arange(3), half=np.zeros(3, np.int8), events=("export",),
    ...     times=np.array([[0], [2], [0]], np.uint8), days=np.array([3, 3, 3]), last=np.array([5, 5, 2]),
    ...     rows=np.array([4, 6, 4]), back=np.zeros(3, bool), ever=np.zeros((3, 1), bool), unwatched=0)
    >>> for found in alike(counts, 0, first=7):
    ...     print(bool(found.number[0] == found.number[1]), bool(found.number[0] == found.number[2]))
    True False
    False False
    """
    parts = min(first, MOST_PARTS)
    days = _doublings(np.maximum(counts.days, 1), 2)
    group = days * parts + counts.last * parts // first
    others = _doublings(np.maximum(counts.rows - counts.times[:, event], 0) + 1, 1)
    everything = _doublings(counts.rows + 1, 4)

    def together(amount: Ints) -> tuple[Ints, int]:
        width = int(amount.max(initial=0)) + 1
        return np.asarray(group * width + amount), width

    return Alike(*together(others)), Alike(together(everything)[0], 1)


def careful(one: Stratified, other: Stratified) -> Stratified:
    """The comparison that finds less; the one that can be made at all where the other cannot."""
    if math.isnan(other.p_value):
        return one
    return other if math.isnan(one.p_value) or other.p_value > one.p_value else one


def similar(sides: Sides, group: Ints) -> Sides:
    """The same strata, where those that hold one side only are put together with others of their group.

    Who did something has often done something else instead of nothing, so that nobody is quite alike.
    """
    k1, n1, k2, n2 = sides
    alone = (n1 == 0) | (n2 == 0)
    rest = group[alone]

    def together(side: Floats) -> Floats:
        return np.concatenate([side[~alone], np.bincount(rest, weights=side[alone])])

    return together(k1), together(n1), together(k2), together(n2)


def _doublings(numbers: Ints, steps: int) -> Ints:
    """How often 1 has to be doubled to come to each number, counted in so many steps for each doubling."""
    return np.asarray(np.frexp(np.asarray(numbers, float) ** steps)[1] - 1, np.int64)
