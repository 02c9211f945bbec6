"""How long customers stay, as sentences and tables. Nothing here draws."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

import retention as rt
from pages.shared import words

CHANCE = 0.05  # a test that chance alone gives more often than this says nothing

Curves = rt.SurvivalCurve | dict[str, rt.SurvivalCurve]


def headline(curve: rt.SurvivalCurve, unit: str, after: int | None) -> str:
    """What half of the customers do, and the share that had left by one time."""
    first = half(curve, unit)
    if after is None:
        return first
    row = at_times(curve, [after]).iloc[0]
    return (
        f"{first} After {words.count(after, unit)} **{words.percent(1 - row['survival'])}** had left "
        f"(likely {rates(1 - row['upper'], 1 - row['lower'])}; {words.count(int(curve.n), 'customer')}, "
        f"{int(row['at_risk']):,} of them watched that long)."
    )


def half(curve: rt.SurvivalCurve, unit: str) -> str:
    """The median: "Half of the customers stay at least 29 months (likely 27 to 31)."."""
    low, high = curve.median_range
    if math.isnan(curve.median):
        longest = f"{number(curve.times[-1])} {unit}s" if len(curve) else "any time"
        return f"**More than half** of the customers still stay after the longest time watched, {longest}."
    if math.isnan(low):
        range_ = "range unknown"
    else:
        range_ = f"likely {number(low)} " + ("or more" if math.isnan(high) else f"to {number(high)}")
    return f"Half of the customers stay at least **{number(curve.median)} {_plural(curve.median, unit)}** ({range_})."


def said(name: str, curve: rt.SurvivalCurve, unit: str) -> str:
    """One group in a line: half of it, with n and how many left."""
    who = f"**{words.plain(name, 30)}**: " if name else ""
    low, high = curve.median_range
    n = f"n{words.NO_BREAK}={words.NO_BREAK}{int(curve.n):,}, {int(curve.events.sum()):,} left"
    if math.isnan(curve.median):
        return f"{who}more than half still stay after {number(curve.times[-1])} {unit}s; {n}"
    upper = "or more" if math.isnan(high) else f"to {number(high)}"
    span = "" if math.isnan(low) else f", likely {number(low)} {upper}"
    return f"{who}half stay at least {number(curve.median)} {_plural(curve.median, unit)}{span}; {n}"


def verdict(test: rt.LogRank) -> str:
    """Whether the groups differ by more than chance."""
    p = test.p_value
    if math.isnan(p):
        return "Nobody has left yet: nothing can be compared."
    times = "less than once in 1,000" if p < 0.001 else f"{p:.1%} of the time".replace("%", f"{words.NO_BREAK}%")
    alike = "if all stayed alike, curves this far apart would come up"
    if p < CHANCE:
        return f"The groups differ by **more than chance**: {alike} {times} (log-rank)."
    return f"The difference **could be chance**: {alike} {times} (log-rank)."


def mean_stay(curve: rt.SurvivalCurve, unit: str) -> str:
    """The mean time stayed, up to the longest time watched, and what it leaves out."""
    longest = float(curve.times[-1])
    if not longest:
        return ""
    mean, error = curve.restricted_mean(longest)
    low, high = (number(mean + side * 1.96 * error) for side in (-1, 1))
    return (
        f"Of their first {number(longest)} {unit}s, customers stay {number(mean)} on average (likely {low} to {high}). "
        "What comes after is not known, so a mean over all time is not given."
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
    return "unknown" if math.isnan(lower) or math.isnan(upper) else words.percent_span(lower, upper)


def number(value: float) -> str:
    """A time with one decimal at most: "29", "31.1"."""
    return f"{value:,.1f}".removesuffix(".0")


def _plural(value: float, unit: str) -> str:
    return unit if number(value) == "1" else f"{unit}s"
