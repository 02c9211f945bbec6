"""How long customers stay, as sentences and tables. Nothing here draws."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

import retention as rt
from pages.shared import words
from retention.languages import nouns, percent_text, say

CHANCE = 0.05  # a test that chance alone gives more often than this says nothing

Curves = rt.SurvivalCurve | dict[str, rt.SurvivalCurve]


def headline(curve: rt.SurvivalCurve, unit: str, after: int | None) -> str:
    """What half of the customers do, and the share that had left by one time."""
    first = half(curve, unit)
    if after is None:
        return first
    row = at_times(curve, [after]).iloc[0]
    left = say(
        "After {time} **{share}** had left (likely {likely}; {customers}, {watched} of them watched that long).",
        time=words.count(after, unit),
        share=words.percent(1 - row["survival"]),
        likely=rates(1 - row["upper"], 1 - row["lower"]),
        customers=words.count(int(curve.n), "customer"),
        watched=f"{int(row['at_risk']):,}",
    )
    return f"{first} {left}"


def half(curve: rt.SurvivalCurve, unit: str) -> str:
    """The median: "Half of the customers stay at least 29 months (likely 27 to 31)."."""
    low, high = curve.median_range
    if math.isnan(curve.median):
        return say(
            "**More than half** of the customers still stay after the longest time watched, {time}.",
            time=_several(curve.times[-1], unit) if len(curve) else say("any time"),
        )
    return say(
        "Half of the customers stay at least **{time}** ({likely}).",
        time=_time(curve.median, unit),
        likely=say("range unknown") if math.isnan(low) else _likely(low, high),
    )


def _likely(low: float, high: float) -> str:
    """A range of times, whose end may be unknown."""
    if math.isnan(high):
        return say("likely {low} or more", low=number(low))
    return say("likely {low} to {high}", low=number(low), high=number(high))


def said(name: str, curve: rt.SurvivalCurve, unit: str) -> str:
    """One group in a line: half of it, with n and how many left."""
    who = f"**{words.plain(name, 30)}**: " if name else ""
    return f"{who}{_stay(curve, unit)}"


def _stay(curve: rt.SurvivalCurve, unit: str) -> str:
    low, high = curve.median_range
    n = say("{sample}, {left} left", sample=words.sample(int(curve.n)), left=f"{int(curve.events.sum()):,}")
    if math.isnan(curve.median):
        return say("more than half still stay after {time}; {sample}", time=_several(curve.times[-1], unit), sample=n)
    time = _time(curve.median, unit)
    if math.isnan(low):
        return say("half stay at least {time}; {sample}", time=time, sample=n)
    return say("half stay at least {time}, {likely}; {sample}", time=time, likely=_likely(low, high), sample=n)


def verdict(test: rt.LogRank) -> str:
    """Whether the groups differ by more than chance."""
    p = test.p_value
    if math.isnan(p):
        return say("Nobody has left yet: nothing can be compared.")
    if p < 0.001:
        return say(
            "The groups differ by **more than chance**: if all stayed alike, curves this far apart would come up less "
            "than once in 1,000 (log-rank)."
        )
    share = percent_text(f"{100 * p:.1f}")
    if p < CHANCE:
        return say(
            "The groups differ by **more than chance**: if all stayed alike, curves this far apart would come up "
            "{share} of the time (log-rank).",
            share=share,
        )
    return say(
        "The difference **could be chance**: if all stayed alike, curves this far apart would come up {share} of the "
        "time (log-rank).",
        share=share,
    )


def mean_stay(curve: rt.SurvivalCurve, unit: str) -> str:
    """The mean time stayed, up to the longest time watched, and what it leaves out."""
    longest = float(curve.times[-1])
    if not longest:
        return ""
    mean, error = curve.restricted_mean(longest)
    low, high = (number(mean + side * 1.96 * error) for side in (-1, 1))
    return say(
        "Of their first {time}, customers stay {mean} on average (likely {low} to {high}). What comes after is not "
        "known, so a mean over all time is not given.",
        time=_several(longest, unit),
        mean=number(mean),
        low=low,
        high=high,
    )


def at_times(curve: rt.SurvivalCurve, times: Sequence[float]) -> pd.DataFrame:
    """The curve at some times: share still there with its range, and how many were watched that long."""
    asked = np.asarray(times, float)
    steps = curve.to_frame()
    place = np.searchsorted(curve.times, asked, side="right") - 1
    found = steps[["survival", "lower", "upper"]].reindex(place).reset_index(drop=True)
    found.loc[place < 0] = 1.0
    return found.assign(time=asked, at_risk=curve.numbers_at_risk(asked))


def table(curves: Curves) -> pd.DataFrame:
    """All steps as one table; groups stacked, named in the first column."""
    if isinstance(curves, rt.SurvivalCurve):
        return curves.to_frame()
    parts = [curve.to_frame().assign(segment=name) for name, curve in curves.items()]
    stacked = pd.concat(parts, ignore_index=True)
    return stacked[["segment", *(column for column in stacked if column != "segment")]]


def rates(lower: float, upper: float) -> str:
    """A range of fractions, or that there is none."""
    return say("unknown") if math.isnan(lower) or math.isnan(upper) else words.percent_span(lower, upper)


def number(value: float) -> str:
    """A time with one decimal at most: "29", "31.1"."""
    return f"{value:,.1f}".removesuffix(".0")


def _time(value: float, unit: str) -> str:
    """A time that need not be a whole number: "1 month", "31.1 months"."""
    if number(value) == "1":
        return words.count(1, unit)
    return _several(value, unit)


def _several(value: float, unit: str) -> str:
    if value == int(value):
        return words.count(int(value), unit)
    return say("{number} {units}", number=number(value), units=nouns(unit))
