"""Numbers as words, for sentences that results say about themselves."""

from __future__ import annotations

import math

from retention.languages import counted, noun, percent_text, say

NO_BREAK = "\N{NO-BREAK SPACE}"


def percent(rate: float, digits: int = 1) -> str:
    """A fraction as "22.8 %", never broken over two lines."""
    return say("unknown") if math.isnan(rate) else percent_text(f"{100 * rate:.{digits}f}")


def plain_percent(number: float, sign: str = "") -> str:
    """Per cents as a whole number, with a plain space in English: "80 %"; with ``sign="+"`` "+5 %"."""
    return percent_text(f"{number:{sign}.0f}").replace(NO_BREAK, " ")


def percent_span(lower: float, upper: float) -> str:
    """A range of fractions: "20.4 to 25.1 %"."""
    return say("{low} to {high}", low=f"{100 * lower:.1f}", high=percent_text(f"{100 * upper:.1f}"))


def points(difference: float) -> str:
    """The size of a difference of fractions in percentage points: "5.0"."""
    return f"{abs(100 * difference):.1f}"


def points_apart(difference: float) -> str:
    """A difference of fractions in words: "5.0 points less", "no difference"."""
    if points(difference) == "0.0":
        return say("no difference")
    if difference > 0:
        return say("{points} points more", points=points(difference))
    return say("{points} points less", points=points(difference))


def count(number: int, thing: str) -> str:
    """A number with its noun, which must be one of ours: "1 customer", "3,000 customers", "12 months".

    Examples
    --------
    >>> count(1, "customer"), count(3000, "28-day block")
    ('1 customer', '3,000 28-day blocks')
    """
    return counted(number, thing)


def first(number: int, unit: str) -> str:
    """The beginning of something: "the first month", "the first 3 months"."""
    if number == 1:
        return say("the first {unit}", unit=noun(unit))
    return say("the first {time}", time=counted(number, unit))


def money(amount: float) -> str:
    """An amount with as many decimals as its size asks for; no file says in which currency.

    Examples
    --------
    >>> money(1234567.8), money(12.5), money(250.0), money(-3.2)
    ('1,234,568', '12.50', '250', '−3.20')
    """
    if math.isnan(amount):
        return say("unknown")
    digits = 0 if abs(amount) >= 1000 or float(amount).is_integer() else 2
    return f"{amount:,.{digits}f}".replace("-", "−")


def times(number: float) -> str:
    """A multiple: "4.50"."""
    return say("unknown") if math.isnan(number) else f"{number:.2f}".replace("-", "−")


def change(share: float) -> str:
    """A relative change as "+41 %", "−3 %", "+5.6 %": whole per cents from 10 on."""
    if math.isnan(share):
        return say("unknown")
    rounded_up = 100 * share + math.copysign(1e-9, share)  # 27.5 is 28, however the computer keeps it
    return percent_text(f"{rounded_up:+.{0 if abs(share) >= 0.0995 else 1}f}".replace("-", "−"))
