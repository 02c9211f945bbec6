"""Who brings the money, and whether the same customers pay more than before: described, not tested."""

from __future__ import annotations

import numpy as np

from retention.counts import PriceCounts
from retention.findings.look import Look
from retention.findings.values import Finding
from retention.findings.words import tell
from retention.intervals import normal_quantile
from retention.languages import say
from retention.metrics.wording import percent
from retention.results import FEW_MARKED

MUCH = 1 / 3  # of the money, from a tenth of those who pay
PRICE_CHANGE = 0.03


def find_concentration(look: Look) -> list[Finding]:
    """How much of the money the tenth brings who paid most."""
    counts = look.habits
    if counts is None or counts.money is None or counts.money.paying < 10 * FEW_MARKED:
        return []
    money = counts.money
    total = float(money.money[100])
    part, few = float(money.money[10]) / total, float(money.money[1]) / total
    if part < MUCH:
        return []
    people, hundredth = int(money.people[10]), int(money.people[1])
    numbers: dict[str, int | float | str] = {
        "people": people,
        "n": money.paying,
        "share": part,
        "hundredth": hundredth,
        "hundredth_share": few,
    }
    pieces = tell(
        "concentration",
        people=f"{people:,}",
        n=money.paying,
        share=percent(people / money.paying, 0),
        part=percent(part),
        few=hundredth,
        few_part=percent(few),
    )
    return [Finding("concentration", numbers, pieces, money.paying, "revenue", 4.2 + part / 2)]


def find_price(look: Look) -> list[Finding]:
    """The clearest change of what the same customers pay, among the beginnings of all months looked at.

    The range of the middle ratio is that of the sign test, widened for the number of months.
    """
    counts = look.habits
    if counts is None or counts.prices is None:
        return []
    prices, clearest = counts.prices, None
    for i in range(len(prices.numbers)):
        n = int(prices.customers[i].sum())
        if n < FEW_MARKED:
            continue
        low, middle, high = _middle(prices, i, 0.05 / len(prices.numbers))
        if (low > 1 or high < 1) and abs(np.log(middle)) > np.log1p(PRICE_CHANGE):
            distance = min(abs(np.log(low)), abs(np.log(high)))
            if clearest is None or distance > clearest[0]:
                clearest = (distance, i, n)
    return [] if clearest is None else [_tell_price(look, prices, *clearest[1:])]


def _middle(prices: PriceCounts, i: int, chance: float) -> tuple[float, float, float]:
    """Median of the ratios, with its range by ranks."""
    until = np.cumsum(prices.customers[i])
    n = int(until[-1])
    half = normal_quantile(1 - chance) * np.sqrt(n) / 2
    ranks = [max(1, int(n / 2 - half)), (n + 1) // 2, min(n, int(np.ceil(n / 2 + half)) + 1)]
    low, middle, high = (float(prices.ratios[np.searchsorted(until, rank)]) for rank in ranks)
    return low, middle, high


def _tell_price(look: Look, prices: PriceCounts, i: int, n: int) -> Finding:
    low, middle, high = _middle(prices, i, 0.05)
    calendar = look.months.calendar(look.source.timezone)
    start = calendar.starts(prices.numbers[i])[0]
    numbers: dict[str, int | float | str] = {
        "from": str(start)[:10],
        "change": middle - 1,
        "lower": low - 1,
        "upper": high - 1,
        "n": n,
    }
    mapping = getattr(look.source, "mapping", None)
    pieces = tell(
        "price",
        change=_by(middle),
        row=say("order line") if getattr(mapping, "quantity", None) else say("order"),
        at=calendar.name(start),
        n=n,
        months=prices.block,
        low=_by(low),
        high=_by(high),
    )
    return Finding("price", numbers, pieces, n, "revenue", 5.0 + min(0.9, abs(middle - 1)))


def _by(ratio: float) -> str:
    change = percent(abs(ratio - 1))
    return say("{percent} more", percent=change) if ratio >= 1 else say("{percent} less", percent=change)
