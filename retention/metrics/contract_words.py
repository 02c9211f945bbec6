"""Why a customer with contracts is on the list, and the rules of the stages, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retention.metrics.contract_rules import AGE, ENDS, MORE, PAYS_LESS, TRIAL, Rules, States
from retention.metrics.customer_list import named_stages
from retention.metrics.reasons import in_hundred, percents
from retention.metrics.wording import count
from retention.stages import KEYS, NEVER

Texts = NDArray[Any]
MONTH = 30.44
_UNITS = ((21, 1.0, "day"), (92, 7.0, "week"), (1096, MONTH, "month"), (np.inf, 365.25, "year"))


def reasons(states: States) -> Texts:
    """One sentence for each customer: what runs or ended, and how contracts or breaks like it went on.

    "runs for 14 months, pays 20 % less than it did; of contracts this old 82 in 100 still run 90 days later".
    """
    counts, cause, horizon = states.counts, states.cause, states.rules.horizon
    runs = _each(counts.age, lambda days: f"runs for {span(days)}")
    ended = _each(counts.silent, lambda days: f"ended {span(days)} ago" if days else "ended on the last day")
    said = np.where(counts.running, runs, ended + _each(counts.life, lambda days: f" after {span(days)}"))
    said = said + np.where(cause == ENDS, _each(counts.planned, _ends), "")
    if counts.pays is not None and counts.most is not None:
        with np.errstate(divide="ignore", invalid="ignore"):
            less = np.where(cause == PAYS_LESS, 100 * (1 - counts.pays / counts.most), 0)
        said = said + np.where(cause == PAYS_LESS, _each(np.round(less), _pays_less), "")
    said = said + np.where(cause == AGE, ", an age at which many leave", "")
    said = said + np.where(counts.running & (counts.spells > 1), ", after a break", "")
    percent = percents(states.chances)
    said = said + np.where(
        counts.running, _each(percent, lambda p: _stay(p, horizon)), _each(percent, lambda p: _come_back(p, horizon))
    )
    said[states.stage == KEYS.index(NEVER)] = "asked not to be contacted"
    return said


def span(days: float) -> str:
    """A length of time in the unit it is best said in: "9 days", "6 weeks", "14 months", "4 years"."""
    length, unit = next((length, unit) for limit, length, unit in _UNITS if days < limit)
    return count(round(days / length), unit)


def _ends(days: float) -> str:
    return f", ends in {span(days)} as the file says" if days else ", ends now as the file says"


def _pays_less(percent: float) -> str:
    return f", brings {max(percent, 1):.0f} % less than it did"


def _stay(percent: float, horizon: int) -> str:
    if percent < 0:
        return "; too few contracts this old to say how many go on"
    return f"; of contracts this old {in_hundred(percent)} in 100 still run {count(horizon, 'day')} later"


def _come_back(percent: float, horizon: int) -> str:
    if percent < 0:
        return "; too few breaks like this to say how many end with a new contract"
    return f"; of breaks like this {in_hundred(percent)} in 100 end with a new contract within {count(horizon, 'day')}"


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
    are = "is" if total == 1 else "are"
    has = "has" if running == 1 else "have"
    return (
        f"{running:,} of {count(customers, 'customer')} {has} a contract; "
        f"{total:,} {are} slipping away{named_stages(flagged)}."
    )


def rules_in_words(rules: Rules) -> dict[str, str]:
    """The rule of each stage with the numbers of this file: a sentence by key."""
    settle, away = count(rules.settle, "day"), count(rules.away, "day")
    measured = "half of those who renewed first did so by then" if rules.settle_measured else "too few renewed to tell"
    back = "nine of ten who came back did so by then" if rules.away_measured else "too few came back to tell"
    lately, past = f"Without a contract for up to {away}: {back}.", f"Without a contract for more than {away}: {back}."
    life = "" if np.isnan(rules.long_life) else count(round(rules.long_life), "day")
    after = {
        "long": f"Had one for {life} or more in all, as half of those who have lapsed." if life else "",
        "short": f"Had one for less than {life} in all." if life else "",
    }
    never = "Never paid anything, or the" if rules.has_money else "The"
    return {
        "new": f"The first contract runs for less than {settle}: {measured}.",
        "unconverted": f"{never} only contract ended within {TRIAL} days.",
        "regular": "A contract runs, and nothing speaks against it.",
        "cooling": f"A contract runs, but ends within {count(rules.horizon, 'day')} as the file says, or brings less "
        f"than it did within a year, or is of an age at which one in ten or more leave, {MORE:g} times as many "
        "as of all.",
        "lapsed_recent_long": f"{lately} {after['long']}".strip(),
        "lapsed_recent_short": f"{lately} {after['short']}".strip(),
        "lapsed_past_long": f"{past} {after['long']}".strip(),
        "lapsed_past_short": f"{past} {after['short']}".strip(),
        "won_back": f"A contract runs again after a break, for less than {settle}.",
        "do_not_contact": "Asked not to be contacted, in any row of the file.",
    }
