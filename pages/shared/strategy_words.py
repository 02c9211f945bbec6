"""What an opportunity could bring, in words."""

from __future__ import annotations

import retention as rt
from pages.shared import words
from retention.languages import many, mark, percent_text, say
from retention.metrics.wording import NO_BREAK as NO_BREAK  # of the texts below
from retention.metrics.wording import money as exact

UNITS = (  # told in them from so many of them on
    (1e9, mark("{low} to {high} billion"), 1),
    (1e6, mark("{low} to {high} million"), 1),
    (1e3, mark("{low} to {high} thousand"), 10),
)


def could(found: rt.strategies.Opportunity) -> str:
    """What it could bring, as a sentence goes on: "could bring **12 to 48 thousand a year**"."""
    if found.value_each is None:
        return say("could keep **{customers}**", customers=brings(found))
    return say("could bring **{money_a_year}**", money_a_year=brings(found))


def brings(found: rt.strategies.Opportunity) -> str:
    """The range of it: "12 to 48 thousand a year", "5 to 19 customers"."""
    low, high = found.worth(found.rate_low), found.worth(found.rate_high)
    if found.value_each is None:
        return say("{span} customers", span=span(low, high))
    return say("{span} a year", span=span(low, high))


def span(low: float, high: float) -> str:
    """Two amounts in the unit of the higher one, to two digits.

    >>> span(12_000, 48_000), span(80, 320.4), span(0.5, 1.25), span(0, 0), span(370_000, 1_900_000)
    ('12 to 48 thousand', '80 to 320', '0.5 to 1.2', '0 to 0', '0.37 to 1.9 million')
    """
    plain = mark("{low} to {high}")
    size, text = next(((size, text) for size, text, least in UNITS if high >= least * size), (1.0, plain))
    return say(text, low=_short(low / size), high=_short(high / size))


def _short(number: float) -> str:
    rounded = float(f"{number:.2g}")
    return f"{rounded:,.0f}" if abs(rounded) >= 10 else f"{rounded:g}"


def sum_of(found: rt.strategies.Opportunity) -> str:
    """How the range is made: "240 customers x 2-8 % x 250 each"."""
    rates = percent_text(f"{percent(found.rate_low)}-{percent(found.rate_high)}")
    people = words.count(found.customers, "customer")
    if found.value_each is None:
        return f"{people} × {rates}"
    return say(
        "{customers} × {rates} × {money} a year each", customers=people, rates=rates, money=exact(found.value_each)
    )


def at_rate(found: rt.strategies.Opportunity, rate: float) -> str:
    """What it would bring at one rate."""
    worth = found.worth(rate)
    if found.value_each is None:
        return say(
            "At {rate}: **{kept} customers** kept who would have gone.",
            rate=percent_text(percent(rate)),
            kept=_short(worth),
        )
    kept = _short(found.customers * rate)
    return say(
        "At {rate}: **{money} a year** from {customers}.",
        rate=percent_text(percent(rate)),
        money=exact(round(worth)),
        customers=many("{kept} customer", "{kept} customers", 1 if kept == "1" else 2, kept=kept),
    )


def most(lost: float) -> str:
    """That more cannot be kept than would go.

    >>> most(0.004).replace(NO_BREAK, " ")
    'By what customers like them did, at most 0.4 % of them are lost in a year: more than that cannot be kept.'
    """
    return say(
        "By what customers like them did, at most {share} of them are lost in a year: more than that cannot be kept.",
        share=percent_text(percent(float(f"{lost:.2g}"))),
    )


def percent(rate: float) -> str:
    """A rate without needless digits: "2", "1.5"."""
    return f"{100 * rate:.3g}"
