"""Why a customer is on the list, in words: each sentence is put together from few distinct phrases."""

from __future__ import annotations

from collections.abc import Callable
from string import Formatter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retention.counts import RhythmCounts
from retention.intervals import Floats
from retention.languages import counted, language, noun, nouns, say
from retention.metrics.chances import Chances, Rhythm
from retention.metrics.customer_stages import FALLEN
from retention.metrics.wording import plain_percent
from retention.results import FEW_GREYED, Ints
from retention.stages import KEYS, NEVER

Texts = NDArray[Any]
WEEK, MONTH = 7, 30.44
# Up to which length a unit is used, its length in days, and its name.
UNITS = ((21, 1, "day"), (92, WEEK, "week"), (np.inf, MONTH, "month"))


def reasons(
    counts: RhythmCounts,
    stage: NDArray[np.int8],
    rhythm: Rhythm,
    chances: Chances,
    trend: Floats,
    horizon: int,
    *,
    bought: bool,
) -> Texts:
    """One sentence for each customer: their rhythm, their silence, and how silences like it went on.

    "usually buys every 4-6 weeks, silent for 15; of customers like this 18 in 100 come back within 90 days".
    """
    unit = units(np.where(np.isnan(rhythm.high), counts.silent, rhythm.high))
    usual = _usual(counts, rhythm, unit, bought)
    fallen = np.where(trend <= FALLEN, _each(np.round(100 * np.nan_to_num(trend, nan=1.0)), _pace), "")
    said = usual + fallen + _silence(counts.silent, unit, ~np.isnan(rhythm.own))
    said = said + _each(percents(chances), lambda p: _come_back(p, horizon))
    said[stage == KEYS.index(NEVER)] = say("asked not to be contacted")
    return said


def units(days: Any) -> Ints:
    """Position among the units of the one that a length in days is best said in."""
    return np.searchsorted([limit for limit, _, _ in UNITS[:-1]], np.asarray(days, float), side="left")


def _usual(counts: RhythmCounts, rhythm: Rhythm, unit: Ints, bought: bool) -> Texts:
    length = np.array([days for _, days, _ in UNITS])[unit]
    low, high = (np.maximum(1, np.round(np.nan_to_num(end, nan=1.0) / length)) for end in (rhythm.low, rhythm.high))
    key = (np.minimum(low, 9_999) * 10_000 + np.minimum(high, 9_999)) * len(UNITS) + unit

    def words(code: float) -> str:
        rest, place = divmod(int(code), len(UNITS))
        often = _every(*divmod(rest, 10_000), UNITS[place][2])
        return say("usually buys {often}", often=often) if bought else say("usually comes {often}", often=often)

    own = ~np.isnan(rhythm.own)
    once = say("bought once") if bought else say("came once")
    few = np.where(counts.visits == 1, once, say("bought on two days") if bought else say("came on two days"))
    return np.where(own, _each(np.where(own, key, -1), lambda code: "" if code < 0 else words(code)), few)


def _every(low: int, high: int, unit: str) -> str:
    if high > low:
        return say("every {low}-{high} {units}", low=low, high=high, units=nouns(unit))
    return say("every {unit}", unit=noun(unit)) if low == 1 else say("every {length}", length=counted(low, unit))


def _silence(silent: Ints, unit: Ints, own: NDArray[np.bool_]) -> Texts:
    """ ", silent for 15": in the unit named before, or in days with their name."""
    length = np.array([days for _, days, _ in UNITS])[unit]
    number = np.round(silent / length)
    in_days = (number < 2) & (unit > 0)
    key = (np.where(in_days, silent, number) * len(UNITS) + np.where(in_days, 0, unit)) * 2 + (own & ~in_days)

    def words(code: float) -> str:
        rest, named = divmod(int(code), 2)
        n, place = divmod(rest, len(UNITS))
        if not n:
            return and_more(say("seen on the last day"))
        # English need not name the unit twice; no other language leaves it out.
        length = f"{n:,}" if named and language() == "en" else counted(n, UNITS[place][2])
        return and_more(say("silent for {length}", length=length))

    return _each(key, words)


def _pace(percent: float) -> str:
    return and_more(say("lately {percent} as often as before", percent=plain_percent(percent)))


def _come_back(percent: float, horizon: int) -> str:
    if percent < 0:
        return and_then(say("too few customers like this to say how many come back"))
    within = say("within a day") if horizon == 1 else say("within {days}", days=counted(horizon, "day"))
    return and_then(say("of customers like this {k} in 100 come back {within}", k=in_hundred(percent), within=within))


def and_more(clause: str) -> str:
    """A clause that goes on: ", after a break"."""
    return say(", {clause}", clause=clause)


def and_then(clause: str) -> str:
    """What follows from those before it: "; of customers like this ..."."""
    return say("; {clause}", clause=clause)


def filled_each(template: str, **texts: Texts) -> Texts:
    """A template filled in for each customer."""
    said = np.full(len(next(iter(texts.values()))), "", object)
    for text, name, _, _ in Formatter().parse(template):
        said = said + text + (texts[name] if name else "")
    return said


def percents(chances: Chances) -> Floats:
    """Whole per cents of each chance, -1 in place of one that comes from fewer than 10 silences."""
    return np.where(chances.like < FEW_GREYED, -1.0, np.round(100 * np.nan_to_num(chances.share, nan=-1.0)))


def in_hundred(percent: float) -> str:
    """A share of a hundred that is never told as nobody or everybody: "18", "fewer than 1", "more than 99"."""
    if percent < 1:
        return say("fewer than 1")
    return say("more than 99") if percent > 99 else f"{percent:.0f}"


def _each(codes: Any, words: Callable[[float], str]) -> Texts:
    """Words of each code: made once for each distinct one."""
    values, place = np.unique(np.asarray(codes, np.float64), return_inverse=True)
    return np.array([words(value) for value in values.tolist()], object)[place]
