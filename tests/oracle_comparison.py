"""Slow and plain: what a comparison, a correction and a split of a change mean, one number at a time."""

from __future__ import annotations

from fractions import Fraction
from math import comb


def corrected(p_values: list[float]) -> list[float]:
    """Benjamini and Hochberg: the smallest false discovery rate at which each would still be rejected."""
    m = len(p_values)
    out = []
    for p in p_values:
        worse_or_equal = [q * m / sum(other <= q for other in p_values) for q in p_values if q >= p]
        out.append(min(1.0, *worse_or_equal))
    return out


def fisher(k1: int, n1: int, k2: int, n2: int) -> float:
    """Fisher's exact test: all tables with the same margins that are no more likely than the one seen."""
    back, everybody = k1 + k2, n1 + n2

    def ways(k: int) -> int:
        return comb(n1, k) * comb(n2, back - k)

    possible = range(max(0, back - n2), min(n1, back) + 1)
    return float(Fraction(sum(ways(k) for k in possible if ways(k) <= ways(k1)), comb(everybody, back)))


def split(before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]) -> tuple[Fraction, Fraction]:
    """Mix and within, in exact fractions, for segments that hold somebody on both sides."""
    all_before, all_after = sum(n for _, n in before.values()), sum(n for _, n in after.values())
    mix, within = Fraction(0), Fraction(0)
    for name in before:
        (k1, n1), (k2, n2) = before[name], after[name]
        share1, share2 = Fraction(n1, all_before), Fraction(n2, all_after)
        rate1, rate2 = Fraction(k1, n1), Fraction(k2, n2)
        mix += (share2 - share1) * (rate1 + rate2) / 2
        within += (rate2 - rate1) * (share1 + share2) / 2
    return mix, within
