"""Money in figures: how it is written, its axis, and one colour for each thing that moves it."""

from __future__ import annotations

import math
from typing import Any

from retention.charts.theme import Theme

# What moves money, in the order in which bars are stacked from zero, and whether it adds or takes away.
MOVES = {"expansion": 1, "reactivated": 1, "new": 1, "contraction": -1, "churned": -1}
LOSSES = ("contraction", "churned")


def colours(tokens: Theme) -> dict[str, str]:
    """A colour for each movement: blues for what comes, ochres for what goes."""
    life = tokens.lifecycle
    return {
        "new": life["new"],
        "reactivated": life["resurrected"],
        "expansion": life["returning"],
        "contraction": tokens.diverging[3] if tokens.name == "light" else tokens.diverging[0],
        "churned": life["dormant"],
    }


def money(amount: float) -> str:
    """An amount with as many decimals as its size asks for; the file does not say in which currency.

    Examples
    --------
    >>> money(1234567.8), money(12.5), money(0), money(-3), money(0.04)
    ('1,234,568', '12.50', '0', '−3', '0.04')
    """
    digits = 0 if abs(amount) >= 1000 or float(amount).is_integer() else 2
    return f"{amount:,.{digits}f}".replace("-", "−")


def signed_money(amount: float, is_loss: bool) -> str:
    """A movement with its sign: "+12,000", "−3,000", and "0" for none."""
    if not amount:
        return "0"
    return f"{'−' if is_loss else '+'}{money(abs(amount))}"


def short_money(amount: float) -> str:
    """An amount for an axis: "250k", "1.2M".

    Examples
    --------
    >>> short_money(250_000), short_money(1_200_000), short_money(950), short_money(0.5), short_money(-20_000)
    ('250k', '1.2M', '950', '0.5', '−20k')
    """
    for size, letter in ((1e9, "bn"), (1e6, "M"), (1e3, "k")):
        if abs(amount) >= size:
            return f"{amount / size:,.6g}{letter}".replace("-", "−")
    return f"{amount:,.6g}".replace("-", "−")


def money_axis(low: float, high: float) -> dict[str, Any]:
    """An axis of money with five or so round ticks."""
    span = high - low if high > low else 1.0
    rough = 10 ** math.floor(math.log10(span / 6))
    step = next(s * rough for s in (1, 2, 5, 10) if span / (s * rough) <= 6)
    ticks = [step * i for i in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]
    return {
        "range": [low - 0.04 * span if low < 0 else 0, high + 0.06 * span],
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [short_money(tick) for tick in ticks],
    }
