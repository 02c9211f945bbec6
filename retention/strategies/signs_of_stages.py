"""Signs read from the list of customers: who cools down, slows down, has gone, and who brings most."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from retention.intervals import wilson
from retention.languages import joined, say
from retention.metrics.wording import count, money, percent, percent_span
from retention.results import FEW_MARKED
from retention.stages import KEYS
from retention.strategies.material import CANNOT_TELL, NO_SIGN, YES, Bools, Material, Sign

SHOWN = 3
LAPSED = ("lapsed_recent_long", "lapsed_recent_short", "lapsed_past_long", "lapsed_past_short")


def share_words(k: int, n: int) -> str:
    """A share in words with its range: "38 of 120 (31.7 %, likely 24.0 to 40.5 %)"."""
    lower, upper = (float(x) for x in wilson(k, n))
    if not n:
        return say("{k} of {n}", k=0, n=0)
    return say(
        "{k} of {n} ({share}, likely {range})",
        k=f"{k:,}",
        n=f"{n:,}",
        share=percent(k / n),
        range=percent_span(lower, upper),
    )


def brought(material: Material, who: Bools) -> str:
    """What some customers are worth a year, as a clause: "they brought 12,400 in their last year"."""
    total = float(np.nansum(material.numbers("at_stake")[who]))
    if not material.customers.has_money:
        if material.contracts:
            return say("the contracts name no amounts")
        return say("they came on {days} in their last year", days=count(round(total), "day"))
    if not material.contracts:
        return say("they brought {money} in their last year", money=money(total))
    if material.among(LAPSED)[who].any():
        return say("they last paid {money} a year", money=money(total))
    return say("they pay {money} a year", money=money(total))


def how_it_went_on(material: Material, who: Bools) -> str:
    """How silences like these (of those with a contract: contracts like these) went on; empty where nothing tells."""
    chances = material.numbers("chance")[who]
    chances = chances[~np.isnan(chances)]
    if not len(chances):
        return ""
    of_hundred, days = f"{100 * chances.mean():.0f}", count(material.customers.horizon, "day")
    if material.contracts and not material.among(LAPSED)[who].any():
        return say("Of contracts like theirs {n} in 100 still ran {days} later.", n=of_hundred, days=days)
    return say("Of silences like theirs {n} in 100 ended within {days}.", n=of_hundred, days=days)


def _then(words: str, more: str) -> str:
    return f"{words} {more}" if more else words


def many_cooling(material: Material, least: int = 10) -> Sign:
    """Customers who are later than they usually are, or come less than they used to."""
    cooling = material.among(["cooling"])
    here = material.among(["cooling", "regular"])
    k, n = int(cooling.sum()), int(here.sum())
    if k < least:
        return Sign(
            NO_SIGN, say("Cooling: {customers}, fewer than {least}.", customers=count(k, "customer"), least=least)
        )
    words = say(
        "{share} customers who were regular until lately are cooling; {brought}.",
        share=share_words(k, n),
        brought=brought(material, cooling),
    )
    return Sign(YES, _then(words, how_it_went_on(material, cooling)), cooling)


def pace_falls(material: Material, below: float = 0.8, least: int = 10) -> Sign:
    """More customers come less often than they used to than come more often."""
    if material.contracts:
        return Sign(CANNOT_TELL, say("Contracts do not show how often customers come."))
    trend = material.numbers("trend")
    known = material.among(["regular", "cooling"]) & ~np.isnan(trend)
    if not known.any():
        return Sign(CANNOT_TELL, say("Nobody has come often enough to have a pace of their own."))
    slower, faster = known & (trend < below), known & (trend > 1 / below)
    k, n = int(slower.sum()), int((slower | faster).sum())
    words = say(
        "Of {customers} with a pace of their own {slower} come at less than {below} times it and {faster} at more than "
        "{above} times.",
        customers=count(int(known.sum()), "customer"),
        slower=f"{k:,}",
        below=f"{below:g}",
        faster=f"{n - k:,}",
        above=f"{1 / below:g}",
    )
    who = slower & material.among(["regular"])
    still = f"{int(who.sum()):,}"
    if n < FEW_MARKED or float(wilson(k, n)[0]) <= 0.5:
        end = say("{n} of the slower ones still come as usual: no more slow down than speed up beyond chance.", n=still)
        return Sign(NO_SIGN, f"{words} {end}")
    if who.sum() < least:
        end = say(
            "{n} of the slower ones still come as usual, fewer than {least}: the others are cooling already.",
            n=still,
            least=least,
        )
        return Sign(NO_SIGN, f"{words} {end}")
    return Sign(YES, f"{words} {say('{n} of the slower ones still come as usual.', n=still)}", who)


def few_bring_much(material: Material, top: float = 0.2, least: float = 0.4) -> Sign:
    """A small part of the regular customers brings a large part of what all of them bring."""
    if material.contracts and not material.customers.has_money:
        return Sign(CANNOT_TELL, say("The contracts name no amounts, so all of them weigh the same."))
    regular = np.flatnonzero(material.among(["regular", "won_back"]))
    stake = np.nan_to_num(material.numbers("at_stake")[regular])
    total = float(stake.sum())
    if len(regular) < FEW_MARKED or total <= 0:
        return Sign(
            NO_SIGN,
            say(
                "Regular and won-back customers who bring something: {n}, too few.",
                n=f"{len(regular) if total > 0 else 0:,}",
            ),
        )
    size = max(round(top * len(regular)), 1)
    best = regular[np.argsort(-stake, kind="stable")[:size]]
    who = np.zeros(len(material.frame), bool)
    who[best] = True
    share = float(np.sort(stake)[::-1][:size].sum()) / total
    words = say(
        "{best} of {n} regular and won-back customers ({part}) make up {share} of what all of them bring a year; "
        "{brought}.",
        best=f"{size:,}",
        n=f"{len(regular):,}",
        part=percent(top),
        share=percent(share),
        brought=brought(material, who),
    )
    return Sign(YES, words, who) if share >= least else Sign(NO_SIGN, words)


def dormant_with_value(material: Material, least: int = 10) -> Sign:
    """Customers who have fallen silent or left, and brought something before."""
    gone = material.among(LAPSED)
    who = gone & (np.nan_to_num(material.numbers("at_stake")) > 0)
    k = int(who.sum())
    if k < least:
        few = say(
            "Gone after having brought something: {customers}, fewer than {least}.",
            customers=count(k, "customer"),
            least=least,
        )
        return Sign(NO_SIGN, few)
    words = say(
        "{share} customers have gone after having brought something; {brought}.",
        share=share_words(k, int(material.among(KEYS).sum())),
        brought=brought(material, who),
    )
    return Sign(YES, _then(words, how_it_went_on(material, who)), who)


def left_lately(material: Material, events: Sequence[str], days: int = 90, least: int = 5) -> Sign:
    """Customers who cancelled, or whose last contract ended, not long ago."""
    names = () if material.contracts else material.events_like(events)
    if material.contracts:
        who = material.among(LAPSED) & (material.numbers("silent") < days)
    elif names:
        who = material.did_lately(names, days)
    elif material.has_events:
        return Sign(
            CANNOT_TELL,
            say("Who left on purpose and who just stayed away cannot be told: no event speaks of leaving."),
        )
    else:
        return Sign(
            CANNOT_TELL,
            say("Who left on purpose and who just stayed away cannot be told: no column says what happened."),
        )
    k = int(who.sum())
    if k < least:
        return Sign(NO_SIGN, _few_left(k, least, days, names))
    return Sign(YES, _left(k, days, names, brought(material, who)), who)


def _few_left(k: int, least: int, days: int, events: Sequence[str]) -> str:
    values = {"customers": count(k, "customer"), "days": count(days, "day"), "least": least}
    if not events:
        return say(
            "{customers} had a contract that ended within the last {days} of the data, fewer than {least}.", **values
        )
    return say(
        "{customers} did {events} within the last {days} of the data, fewer than {least}.",
        events=_named(events),
        **values,
    )


def _left(k: int, days: int, events: Sequence[str], worth: str) -> str:
    values = {"customers": count(k, "customer"), "days": count(days, "day"), "brought": worth}
    if not events:
        return say("{customers} had a contract that ended within the last {days} of the data; {brought}.", **values)
    return say(
        "{customers} did {events} within the last {days} of the data; {brought}.", events=_named(events), **values
    )


def _named(events: Sequence[str]) -> str:
    return joined([f"'{name}'" for name in events[:SHOWN]], either=True)
