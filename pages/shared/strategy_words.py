"""What an opportunity could bring, in words."""

from __future__ import annotations

import retention as rt
from pages.shared import words
from retention.metrics.wording import NO_BREAK
from retention.metrics.wording import money as exact

UNITS = ((1e9, "billion", 1), (1e6, "million", 1), (1e3, "thousand", 10))  # told in them from so many of them on


def could(found: rt.strategies.Opportunity) -> str:
    """What it could bring, as a sentence goes on: "could bring **12 to 48 thousand a year**"."""
    return f"could {'keep' if found.value_each is None else 'bring'} **{brings(found)}**"


def brings(found: rt.strategies.Opportunity) -> str:
    """The range of it: "12 to 48 thousand a year", "5 to 19 customers"."""
    low, high = found.worth(found.rate_low), found.worth(found.rate_high)
    return f"{span(low, high)} {'customers' if found.value_each is None else 'a year'}"


def span(low: float, high: float) -> str:
    """Two amounts in the unit of the higher one, to two digits.

    >>> span(12_000, 48_000), span(80, 320.4), span(0.5, 1.25), span(0, 0), span(370_000, 1_900_000)
    ('12 to 48 thousand', '80 to 320', '0.5 to 1.2', '0 to 0', '0.37 to 1.9 million')
    """
    size, unit = next(((size, f" {unit}") for size, unit, least in UNITS if high >= least * size), (1.0, ""))
    return f"{_short(low / size)} to {_short(high / size)}{unit}"


def _short(number: float) -> str:
    rounded = float(f"{number:.2g}")
    return f"{rounded:,.0f}" if abs(rounded) >= 10 else f"{rounded:g}"


def sum_of(found: rt.strategies.Opportunity) -> str:
    """How the range is made: "240 customers x 2-8 % x 250 each"."""
    rates = f"{percent(found.rate_low)}-{percent(found.rate_high)}{NO_BREAK}%"
    each = "" if found.value_each is None else f" × {exact(found.value_each)} a year each"
    return f"{words.count(found.customers, 'customer')} × {rates}{each}"


def at_rate(found: rt.strategies.Opportunity, rate: float) -> str:
    """What it would bring at one rate."""
    worth = found.worth(rate)
    if found.value_each is None:
        return f"At {percent(rate)}{NO_BREAK}%: **{_short(worth)} customers** kept who would have gone."
    kept = found.customers * rate
    people = f"{_short(kept)} customer{'' if _short(kept) == '1' else 's'}"
    return f"At {percent(rate)}{NO_BREAK}%: **{exact(round(worth))} a year** from {people}."


def most(lost: float) -> str:
    """That more cannot be kept than would go.

    >>> most(0.004).replace(NO_BREAK, " ")
    'By what customers like them did, at most 0.4 % of them are lost in a year: more than that cannot be kept.'
    """
    share = f"{percent(float(f'{lost:.2g}'))}{NO_BREAK}%"
    return (
        f"By what customers like them did, at most {share} of them are lost in a year: more than that cannot be kept."
    )


def percent(rate: float) -> str:
    """A rate without needless digits: "2", "1.5"."""
    return f"{100 * rate:.3g}"
