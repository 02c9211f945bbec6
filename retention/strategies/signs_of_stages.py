"""Signs read from the list of customers: who cools down, slows down, has gone, and who brings most."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from retention.intervals import wilson
from retention.metrics.wording import count, money, percent, percent_span
from retention.results import FEW_MARKED
from retention.stages import KEYS
from retention.strategies.material import CANNOT_TELL, NO_SIGN, YES, Bools, Material, Sign

SHOWN = 3
LAPSED = ("lapsed_recent_long", "lapsed_recent_short", "lapsed_past_long", "lapsed_past_short")


def share_words(k: int, n: int) -> str:
    """A share in words with its range: "38 of 120 (31.7 %, likely 24.0 to 40.5 %)"."""
    lower, upper = (float(x) for x in wilson(k, n))
    return f"{k:,} of {n:,} ({percent(k / n)}, likely {percent_span(lower, upper)})" if n else "0 of 0"


def brought(material: Material, who: Bools) -> str:
    """What some customers are worth a year, as a clause: "they brought 12,400 in their last year"."""
    total = float(np.nansum(material.numbers("at_stake")[who]))
    if not material.customers.has_money:
        if material.contracts:
            return "the contracts name no amounts"
        return "they came on " + count(round(total), "day") + " in their last year"
    if not material.contracts:
        return f"they brought {money(total)} in their last year"
    return f"they {'last paid' if material.among(LAPSED)[who].any() else 'pay'} {money(total)} a year"


def how_it_went_on(material: Material, who: Bools) -> str:
    """How silences like these (of those with a contract: contracts like these) went on; empty where nothing tells."""
    chances = material.numbers("chance")[who]
    chances = chances[~np.isnan(chances)]
    if not len(chances):
        return ""
    hundred, days = f"{100 * chances.mean():.0f} in 100", count(material.customers.horizon, "day")
    if material.contracts and not material.among(LAPSED)[who].any():
        return f" Of contracts like theirs {hundred} still ran {days} later."
    return f" Of silences like theirs {hundred} ended within {days}."


def many_cooling(material: Material, least: int = 10) -> Sign:
    """Customers who are later than they usually are, or come less than they used to."""
    cooling = material.among(["cooling"])
    here = material.among(["cooling", "regular"])
    k, n = int(cooling.sum()), int(here.sum())
    if k < least:
        return Sign(NO_SIGN, f"Cooling: {count(k, 'customer')}, fewer than {least}.")
    words = f"{share_words(k, n)} customers who were regular until lately are cooling; {brought(material, cooling)}."
    return Sign(YES, words + how_it_went_on(material, cooling), cooling)


def pace_falls(material: Material, below: float = 0.8, least: int = 10) -> Sign:
    """More customers come less often than they used to than come more often."""
    if material.contracts:
        return Sign(CANNOT_TELL, "Contracts do not show how often customers come.")
    trend = material.numbers("trend")
    known = material.among(["regular", "cooling"]) & ~np.isnan(trend)
    if not known.any():
        return Sign(CANNOT_TELL, "Nobody has come often enough to have a pace of their own.")
    slower, faster = known & (trend < below), known & (trend > 1 / below)
    k, n = int(slower.sum()), int((slower | faster).sum())
    words = (
        f"Of {count(int(known.sum()), 'customer')} with a pace of their own {k:,} come at less than {below:g} times "
        f"it and {n - k:,} at more than {1 / below:g} times"
    )
    who = slower & material.among(["regular"])
    still = f"{words}. {int(who.sum()):,} of the slower ones still come as usual"
    if n < FEW_MARKED or float(wilson(k, n)[0]) <= 0.5:
        return Sign(NO_SIGN, f"{still}: no more slow down than speed up beyond chance.")
    if who.sum() < least:
        return Sign(NO_SIGN, f"{still}, fewer than {least}: the others are cooling already.")
    return Sign(YES, f"{still}.", who)


def few_bring_much(material: Material, top: float = 0.2, least: float = 0.4) -> Sign:
    """A small part of the regular customers brings a large part of what all of them bring."""
    if material.contracts and not material.customers.has_money:
        return Sign(CANNOT_TELL, "The contracts name no amounts, so all of them weigh the same.")
    regular = np.flatnonzero(material.among(["regular", "won_back"]))
    stake = np.nan_to_num(material.numbers("at_stake")[regular])
    total = float(stake.sum())
    if len(regular) < FEW_MARKED or total <= 0:
        return Sign(
            NO_SIGN,
            f"Regular and won-back customers who bring something: {len(regular) if total > 0 else 0:,}, too few.",
        )
    size = max(round(top * len(regular)), 1)
    best = regular[np.argsort(-stake, kind="stable")[:size]]
    who = np.zeros(len(material.frame), bool)
    who[best] = True
    share = float(np.sort(stake)[::-1][:size].sum()) / total
    of = f"{size:,} of {len(regular):,} regular and won-back customers ({percent(top)})"
    words = f"{of} make up {percent(share)} of what all of them bring a year; {brought(material, who)}."
    return Sign(YES, words, who) if share >= least else Sign(NO_SIGN, words)


def dormant_with_value(material: Material, least: int = 10) -> Sign:
    """Customers who have fallen silent or left, and brought something before."""
    gone = material.among(LAPSED)
    who = gone & (np.nan_to_num(material.numbers("at_stake")) > 0)
    k = int(who.sum())
    if k < least:
        return Sign(NO_SIGN, f"Gone after having brought something: {count(k, 'customer')}, fewer than {least}.")
    words = f"{share_words(k, int(material.among(KEYS).sum()))} customers have gone after having brought something"
    words += f"; {brought(material, who)}."
    return Sign(YES, words + how_it_went_on(material, who), who)


def left_lately(material: Material, events: Sequence[str], days: int = 90, least: int = 5) -> Sign:
    """Customers who cancelled, or whose last contract ended, not long ago."""
    if material.contracts:
        who, how = material.among(LAPSED) & (material.numbers("silent") < days), "had a contract that ended"
    else:
        names = material.events_like(events)
        if not names:
            lacks = "no event speaks of leaving" if material.has_events else "no column says what happened"
            return Sign(CANNOT_TELL, f"Who left on purpose and who just stayed away cannot be told: {lacks}.")
        who, how = material.did_lately(names, days), "did " + " or ".join(f"'{name}'" for name in names[:SHOWN])
    k = int(who.sum())
    words = f"{count(k, 'customer')} {how} within the last {count(days, 'day')} of the data"
    if k < least:
        return Sign(NO_SIGN, f"{words}, fewer than {least}.")
    return Sign(YES, f"{words}; {brought(material, who)}.", who)
