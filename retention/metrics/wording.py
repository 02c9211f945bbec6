"""Numbers as words, for sentences that results say about themselves."""

from __future__ import annotations

import math

NO_BREAK = "\N{NO-BREAK SPACE}"


def percent(rate: float, digits: int = 1) -> str:
    """A fraction as "22.8 %", never broken over two lines."""
    return "unknown" if math.isnan(rate) else f"{100 * rate:.{digits}f}{NO_BREAK}%"


def percent_span(lower: float, upper: float) -> str:
    """A range of fractions: "20.4 to 25.1 %"."""
    return f"{100 * lower:.1f} to {100 * upper:.1f}{NO_BREAK}%"


def points(difference: float) -> str:
    """The size of a difference of fractions in percentage points: "5.0"."""
    return f"{abs(100 * difference):.1f}"


def points_apart(difference: float) -> str:
    """A difference of fractions in words: "5.0 points less", "no difference"."""
    if points(difference) == "0.0":
        return "no difference"
    return f"{points(difference)} points {'more' if difference > 0 else 'less'}"


def count(number: int, thing: str) -> str:
    """A number with its noun: "1 customer", "3,000 customers"."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def first(number: int, unit: str) -> str:
    """The beginning of something: "the first month", "the first 3 months"."""
    return f"the first {unit}" if number == 1 else f"the first {number:,} {unit}s"


def money(amount: float) -> str:
    """An amount with as many decimals as its size asks for; no file says in which currency.

    Examples
    --------
    >>> money(1234567.8), money(12.5), money(250.0), money(-3.2)
    ('1,234,568', '12.50', '250', '−3.20')
    """
    if math.isnan(amount):
        return "unknown"
    digits = 0 if abs(amount) >= 1000 or float(amount).is_integer() else 2
    return f"{amount:,.{digits}f}".replace("-", "−")


def times(number: float) -> str:
    """A multiple: "4.50"."""
    return "unknown" if math.isnan(number) else f"{number:.2f}".replace("-", "−")


def change(share: float) -> str:
    """A relative change as "+41 %", "−3 %", "+5.6 %": whole per cents from 10 on."""
    if math.isnan(share):
        return "unknown"
    rounded_up = 100 * share + math.copysign(1e-9, share)  # 27.5 is 28, however the computer keeps it
    text = f"{rounded_up:+.{0 if abs(share) >= 0.0995 else 1}f}{NO_BREAK}%"
    return text.replace("-", "−")
