"""Scores of recency, frequency and money by their definition, as slow plain loops."""

from __future__ import annotations

from fractions import Fraction

from tests.oracles import Row, local


def score(value: float, everybody: list[float]) -> int:
    """1 for the lowest value, 5 for the highest, else the fifth (or quarter) of the middle of those alike."""
    low, high = min(everybody), max(everybody)
    if low == high:
        return 3
    if value in (low, high):
        return 1 if value == low else 5
    crowded = Fraction(everybody.count(low), len(everybody)) >= Fraction(1, 5)
    others = [v for v in everybody if v > low] if crowded else everybody
    place = Fraction(2 * sum(v < value for v in others) + others.count(value), 2 * len(others))
    return 2 + int(4 * place) if crowded else 1 + int(5 * place)


def group(r: int, f: int) -> str:
    """The rules in words, the first that holds."""
    if r <= 2:
        return "hibernating" if f <= 2 else "cannot_lose" if f == 5 else "at_risk"
    if r == 3 and f <= 3:
        return "need_attention" if f == 3 else "about_to_sleep"
    if f >= 4:
        return "champions" if r == 5 else "loyal"
    if f >= 2:
        return "potential_loyal"
    return "new" if r == 5 else "promising"


def table(rows: list[Row], until_day: int, zone: str) -> dict[str, dict[str, float]]:
    """By customer: recency, frequency, money, scores and group; days before ``until_day`` count."""
    days: dict[str, list[int]] = {}
    money: dict[str, float] = {}
    for row in rows:
        day = local(row.instant, zone).date().toordinal()
        if day < until_day:
            if row.amount >= 0:
                days.setdefault(row.customer, []).append(day)
            money[row.customer] = money.get(row.customer, 0.0) + row.amount
    found = {}
    recency = {c: until_day - 1 - max(each) for c, each in days.items()}
    frequency = {c: len(set(each)) for c, each in days.items()}
    total = {c: round(money[c], 9) for c in days}
    for c in days:
        r = score(-recency[c], [-v for v in recency.values()])
        f = score(frequency[c], list(frequency.values()))
        m = score(total[c], list(total.values()))
        found[c] = {"recency": recency[c], "frequency": frequency[c], "money": total[c], "r": r, "f": f, "m": m}
        found[c]["group"] = group(r, f)  # type: ignore[assignment]
    return found
