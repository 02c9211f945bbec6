"""Why a customer with contracts is on the list, and the rules of the stages, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retention.languages import many, say
from retention.metrics.contract_rules import AGE, ENDS, MORE, PAYS_LESS, TRIAL, Rules, States
from retention.metrics.customer_list import named_stages
from retention.metrics.reasons import and_more, and_then, filled_each, in_hundred, percents
from retention.metrics.wording import count, plain_percent
from retention.stages import KEYS, NEVER

Texts = NDArray[Any]
MONTH = 30.44
_UNITS = ((21, 1.0, "day"), (92, 7.0, "week"), (1096, MONTH, "month"), (np.inf, 365.25, "year"))


def reasons(states: States) -> Texts:
    """One sentence for each customer: what runs or ended, and how contracts or breaks like it went on.

    "runs for 14 months, pays 20 % less than it did; of contracts this old 82 in 100 still run 90 days later".
    """
    counts, cause, horizon = states.counts, states.cause, states.rules.horizon
    said = np.where(
        counts.running,
        _each(counts.age, lambda days: say("runs for {length}", length=span(days))),
        filled_each(say("{ended} after {length}"), ended=_each(counts.silent, _ended), length=_each(counts.life, span)),
    )
    said = said + np.where(cause == ENDS, _each(counts.planned, _ends), "")
    if counts.pays is not None and counts.most is not None:
        with np.errstate(divide="ignore", invalid="ignore"):
            less = np.where(cause == PAYS_LESS, 100 * (1 - counts.pays / counts.most), 0)
        said = said + np.where(cause == PAYS_LESS, _each(np.round(less), _pays_less), "")
    said = said + np.where(cause == AGE, and_more(say("an age at which many leave")), "")
    said = said + np.where(counts.running & (counts.spells > 1), and_more(say("after a break")), "")
    percent = percents(states.chances)
    said = said + np.where(
        counts.running, _each(percent, lambda p: _stay(p, horizon)), _each(percent, lambda p: _come_back(p, horizon))
    )
    said[states.stage == KEYS.index(NEVER)] = say("asked not to be contacted")
    return said


def span(days: float) -> str:
    """A length of time in the unit it is best said in: "9 days", "6 weeks", "14 months", "4 years"."""
    length, unit = next((length, unit) for limit, length, unit in _UNITS if days < limit)
    return count(round(days / length), unit)


def _ended(days: float) -> str:
    return say("ended {length} ago", length=span(days)) if days else say("ended on the last day")


def _ends(days: float) -> str:
    if not days:
        return and_more(say("ends now as the file says"))
    return and_more(say("ends in {length} as the file says", length=span(days)))


def _pays_less(percent: float) -> str:
    return and_more(say("brings {percent} less than it did", percent=plain_percent(max(percent, 1))))


def _stay(percent: float, horizon: int) -> str:
    if percent < 0:
        return and_then(say("too few contracts this old to say how many go on"))
    return and_then(
        say(
            "of contracts this old {k} in 100 still run {days} later",
            k=in_hundred(percent),
            days=count(horizon, "day"),
        )
    )


def _come_back(percent: float, horizon: int) -> str:
    if percent < 0:
        return and_then(say("too few breaks like this to say how many end with a new contract"))
    return and_then(
        say(
            "of breaks like this {k} in 100 end with a new contract within {days}",
            k=in_hundred(percent),
            days=count(horizon, "day"),
        )
    )


def _each(codes: Any, words: Callable[[float], str]) -> Texts:
    """Words of each whole number from -1 on: made once for each that occurs."""
    place = np.asarray(codes, np.int64) + 1
    table = np.full(int(place.max(initial=0)) + 1, "", object)
    for code in np.flatnonzero(np.bincount(place)).tolist():
        table[code] = words(code - 1)
    return table[place]


def in_words(running: int, customers: int, flagged: Mapping[str, int]) -> str:
    """Who is slipping away, as one sentence; ``flagged`` counts the customers of each stage that is."""
    total = sum(flagged.values())
    have = many(
        "{n} of {customers} has a contract",
        "{n} of {customers} have a contract",
        running,
        customers=count(customers, "customer"),
    )
    slipping, stages = many("{n} is slipping away", "{n} are slipping away", total), named_stages(flagged)
    if not stages:
        return say("{have}; {slipping}.", have=have, slipping=slipping)
    return say("{have}; {slipping}: {stages}.", have=have, slipping=slipping, stages=stages)


def rules_in_words(rules: Rules) -> dict[str, str]:
    """The rule of each stage with the numbers of this file: a sentence by key."""
    settle = count(rules.settle, "day")
    return {
        "new": say(
            "The first contract runs for less than {settle}: {measured}.", settle=settle, measured=_renewed(rules)
        ),
        "unconverted": (
            say("Never paid anything, or the only contract ended within {days}.", days=count(TRIAL, "day"))
            if rules.has_money
            else say("The only contract ended within {days}.", days=count(TRIAL, "day"))
        ),
        "regular": say("A contract runs, and nothing speaks against it."),
        "cooling": say(
            "A contract runs, but ends within {days} as the file says, or brings less than it did within a year, or is "
            "of an age at which one in ten or more leave, {times} times as many as of all.",
            days=count(rules.horizon, "day"),
            times=f"{MORE:g}",
        ),
        **_lapsed(rules),
        "won_back": say("A contract runs again after a break, for less than {settle}.", settle=settle),
        "do_not_contact": say("Asked not to be contacted, in any row of the file."),
    }


def _renewed(rules: Rules) -> str:
    if rules.settle_measured:
        return say("half of those who renewed first did so by then")
    return say("too few renewed to tell")


def _lapsed(rules: Rules) -> dict[str, str]:
    """The four stages without a contract: lately or long ago, after a long or a short time with one."""
    measured = rules.away_measured
    back = say("nine of ten who came back did so by then") if measured else say("too few came back to tell")
    away = count(rules.away, "day")
    since = {
        "recent": say("Without a contract for up to {days}: {measured}.", days=away, measured=back),
        "past": say("Without a contract for more than {days}: {measured}.", days=away, measured=back),
    }
    before = {"long": "", "short": ""}
    if not np.isnan(rules.long_life):
        life = count(round(rules.long_life), "day")
        before = {
            "long": say("Had one for {days} or more in all, as half of those who have lapsed.", days=life),
            "short": say("Had one for less than {days} in all.", days=life),
        }
    return {f"lapsed_{when}_{length}": f"{since[when]} {before[length]}".strip() for when in since for length in before}
