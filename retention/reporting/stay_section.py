"""The section on how long customers stay."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from retention.charts.survival import survival_curves
from retention.errors import SettingsError
from retention.languages import mark, nouns, say
from retention.metrics.survival import survival
from retention.metrics.wording import percent
from retention.models.kaplan_meier import SurvivalCurve
from retention.models.log_rank import log_rank
from retention.reporting.look import Look
from retention.reporting.phrases import lasting, stressed, time_text
from retention.reporting.values import Exhibit, Plot, Section, Sentence, Table, heads, plain

CHANCE = 0.05  # a test that chance alone gives more often than this says nothing
GROUP, WATCHED = mark("Group"), mark("Watched")
SHARES = (mark("Still there"), mark("Likely from"), mark("Likely to"))
# Times whose share is said.
STATED = {
    "day": (7, 30, 60, 90, 180, 365, 730, 1095),
    "week": (1, 4, 8, 13, 26, 52, 104, 156),
    "month": (1, 3, 6, 12, 18, 24, 36, 48, 60, 72),
    "quarter": (1, 2, 4, 6, 8, 12, 16, 20),
    "year": (1, 2, 3, 4, 5, 6, 8, 10),
}


def stay(look: Look) -> Section:
    """How long customers stay."""
    if not (look.is_contracts or look.is_tenures):
        raise SettingsError(say("it needs contracts, or how long each customer stayed."), where="data")
    unit = look.source.unit if look.is_tenures else _tenure_unit(look)
    tenures = look.source if look.is_tenures else look.source.tenures(unit)
    curve: SurvivalCurve = survival(tenures)
    groups = _groups(look, tenures)
    if not len(curve):
        raise SettingsError(say("nobody was watched for any time."), where="data")
    half = half_in_words(curve, unit)
    return Section(
        "survival",
        say("How long customers stay"),
        half,
        (_mean_stay(curve, unit), *_verdict(groups)),
        exhibits=(
            Exhibit(
                say("Share still there, by {units} since the start", units=nouns(unit)),
                " ".join((say("Survival curve."), plain(half), _points(curve, unit), *_said_of(groups, unit))),
                survival_curves(groups or curve, unit=unit),
                _survival_table(groups or {"": curve}, unit),
            ),
        ),
        how=_how(curve, is_contracts=look.is_contracts),
    )


def _how(curve: SurvivalCurve, *, is_contracts: bool) -> tuple[str, ...]:
    alike = say("It takes for granted that newer customers stay like older ones did.")
    first = say("Only the first stay counts; who comes back after a gap has left all the same.")
    return (
        say(
            "Kaplan-Meier: the share still there is the product of 1 - left / watched over all times. {still} of {all} "
            "customers had not left where the data end: they count as long as they were watched, and then as unknown, "
            "never as lost.",
            still=f"{round(curve.n - float(curve.events.sum())):,}",
            all=f"{int(curve.n):,}",
        ),
        f"{alike} {first}" if is_contracts else alike,
    )


def _tenure_unit(look: Look) -> str:
    return "day" if look.settings.period in ("hour", "day") else look.settings.period


def half_in_words(curve: SurvivalCurve, unit: str) -> Sentence:
    """The median: "Half of the customers stay at least 29 months (likely 27 to 31)."."""
    if math.isnan(curve.median):
        return say(
            "More than half of the customers still stay after the longest time watched, {time}.",
            time=lasting(float(curve.times[-1]), unit),
        )
    return stressed(
        say(
            "Half of the customers stay at least **{time}** ({range}).",
            time=lasting(curve.median, unit),
            range=_median_range(curve),
        )
    )


def _median_range(curve: SurvivalCurve) -> str:
    low, high = curve.median_range
    if math.isnan(low):
        return say("range unknown")
    if math.isnan(high):
        return say("likely {low} or more", low=time_text(low))
    return say("likely {low} to {high}", low=time_text(low), high=time_text(high))


def _mean_stay(curve: SurvivalCurve, unit: str) -> str:
    longest = float(curve.times[-1])
    if not longest:
        return say("No time has passed yet.")
    mean, error = curve.restricted_mean(longest)
    low, high = (time_text(mean + side * 1.96 * error) for side in (-1, 1))
    return say(
        "Of their first {time}, customers stay {mean} on average (likely {low} to {high}).",
        time=lasting(longest, unit),
        mean=time_text(mean),
        low=low,
        high=high,
    )


def _stated(curve: SurvivalCurve, unit: str) -> list[float]:
    return [float(time) for time in STATED[unit] if time <= curve.times[-1]] or [float(curve.times[-1])]


def _points(curve: SurvivalCurve, unit: str) -> str:
    said = [
        say("after {time}: {share}", time=lasting(time, unit), share=percent(curve.at(time)))
        for time in _stated(curve, unit)
    ]
    return say("Still there {shares}.", shares=", ".join(said))


def _groups(look: Look, tenures: Any) -> dict[str, SurvivalCurve]:
    """A curve for each group, where the settings name a segment."""
    segment = look.asked.segment if look.asked is not None else None
    return survival(tenures, segment) if segment else {}


def _verdict(groups: dict[str, SurvivalCurve]) -> tuple[str, ...]:
    """Whether groups differ by more than chance."""
    if len(groups) < 2:
        return ()
    p = log_rank(groups).p_value
    if math.isnan(p):
        return (say("Nobody has left yet: the groups cannot be compared."),)
    often = say("less than once in 1,000") if p < 0.001 else say("{share} of the time", share=percent(p))
    if p < CHANCE:
        return (
            say(
                "The groups differ by more than chance: if all stayed alike, curves this far apart would come up "
                "{often} (log-rank).",
                often=often,
            ),
        )
    return (
        say(
            "The difference between the groups could be chance: if all stayed alike, curves this far apart would come "
            "up {often} (log-rank).",
            often=often,
        ),
    )


def _said_of(groups: dict[str, SurvivalCurve], unit: str) -> list[str]:
    return [f"{name or say('(blank)')}: {plain(half_in_words(curve, unit))}" for name, curve in groups.items()]


def _survival_table(curves: dict[str, SurvivalCurve], unit: str) -> Table:
    """The share still there at a few times, of everybody or of each group."""
    after = f"After {unit}s"
    parts = [_at_times(curve, _stated(curve, unit), (after, *SHARES, WATCHED)) for curve in curves.values()]
    if len(parts) > 1:
        for name, part in zip(curves, parts, strict=True):
            part.insert(0, GROUP, name or say("(blank)"))
    kinds = {after: "count", WATCHED: "count"} | dict.fromkeys(SHARES, "percent")
    plot = Plot("line", after, SHARES, SHARES[1:]) if len(parts) == 1 else None
    named = heads(GROUP, *SHARES, WATCHED) | {after: say("After {units}", units=nouns(unit))}
    return Table(say("How long they stay"), pd.concat(parts, ignore_index=True), kinds, plot=plot, heads=named)


def _at_times(curve: SurvivalCurve, stated: list[float], columns: tuple[str, ...]) -> pd.DataFrame:
    times = np.array(stated)
    place = np.searchsorted(curve.times, times, side="right") - 1
    rows = curve.to_frame()[["survival", "lower", "upper"]].reindex(place).reset_index(drop=True)
    rows.loc[place < 0] = 1.0
    values = (times, *(rows[name].to_numpy(float) for name in rows), curve.numbers_at_risk(times).astype(np.int64))
    return pd.DataFrame(dict(zip(columns, values, strict=True)))
