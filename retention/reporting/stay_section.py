"""The section on how long customers stay."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from retention.charts.survival import survival_curves
from retention.errors import SettingsError
from retention.metrics.survival import survival
from retention.metrics.wording import percent
from retention.models.kaplan_meier import SurvivalCurve
from retention.models.log_rank import log_rank
from retention.reporting.look import Look
from retention.reporting.values import Bold, Exhibit, Plot, Section, Sentence, Table, plain

CHANCE = 0.05  # a test that chance alone gives more often than this says nothing
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
        raise SettingsError("it needs contracts, or how long each customer stayed.", where="data")
    unit = look.source.unit if look.is_tenures else _tenure_unit(look)
    tenures = look.source if look.is_tenures else look.source.tenures(unit)
    curve: SurvivalCurve = survival(tenures)
    groups = _groups(look, tenures)
    if not len(curve):
        raise SettingsError("nobody was watched for any time.", where="data")
    half = half_in_words(curve, unit)
    return Section(
        "survival",
        "How long customers stay",
        half,
        (_mean_stay(curve, unit), *_verdict(groups)),
        exhibits=(
            Exhibit(
                f"Share still there, by {unit}s since the start",
                f"Survival curve. {plain(half)} {_points(curve, unit)}{_said_of(groups, unit)}",
                survival_curves(groups or curve, unit=unit),
                _survival_table(groups or {"": curve}, unit),
            ),
        ),
        how=(
            "Kaplan-Meier: the share still there is the product of 1 - left / watched over all times. "
            f"{round(curve.n - float(curve.events.sum())):,} of {int(curve.n):,} customers had not left where the data "
            "end: they count as long as they were watched, and then as unknown, never as lost.",
            "It takes for granted that newer customers stay like older ones did."
            + (
                " Only the first stay counts; who comes back after a gap has left all the same."
                if look.is_contracts
                else ""
            ),
        ),
    )


def _tenure_unit(look: Look) -> str:
    return "day" if look.settings.period in ("hour", "day") else look.settings.period


def half_in_words(curve: SurvivalCurve, unit: str) -> Sentence:
    """The median: "Half of the customers stay at least 29 months (likely 27 to 31)."."""
    low, high = curve.median_range
    if math.isnan(curve.median):
        return (
            f"More than half of the customers still stay after the longest time watched, {_time(curve.times[-1])} "
            f"{unit}s."
        )
    span = (
        "range unknown"
        if math.isnan(low)
        else f"likely {_time(low)} " + ("or more" if math.isnan(high) else f"to {_time(high)}")
    )
    plural = unit if _time(curve.median) == "1" else f"{unit}s"
    return ("Half of the customers stay at least ", Bold(f"{_time(curve.median)} {plural}"), f" ({span}).")


def _time(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")


def _mean_stay(curve: SurvivalCurve, unit: str) -> str:
    longest = float(curve.times[-1])
    if not longest:
        return "No time has passed yet."
    mean, error = curve.restricted_mean(longest)
    low, high = (_time(mean + side * 1.96 * error) for side in (-1, 1))
    return f"Of their first {_time(longest)} {unit}s, customers stay {_time(mean)} on average (likely {low} to {high})."


def _stated(curve: SurvivalCurve, unit: str) -> list[float]:
    return [float(time) for time in STATED[unit] if time <= curve.times[-1]] or [float(curve.times[-1])]


def _points(curve: SurvivalCurve, unit: str) -> str:
    said = [
        f"after {_time(time)} {unit}{'' if time == 1 else 's'}: {percent(curve.at(time))}"
        for time in _stated(curve, unit)
    ]
    return f"Still there {', '.join(said)}."


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
        return ("Nobody has left yet: the groups cannot be compared.",)
    often = "less than once in 1,000" if p < 0.001 else f"{percent(p)} of the time"
    alike = f"if all stayed alike, curves this far apart would come up {often} (log-rank)"
    return (
        f"The groups differ by more than chance: {alike}."
        if p < CHANCE
        else f"The difference between the groups could be chance: {alike}.",
    )


def _said_of(groups: dict[str, SurvivalCurve], unit: str) -> str:
    return "".join(f" {name or '(blank)'}: {plain(half_in_words(curve, unit))}" for name, curve in groups.items())


def _survival_table(curves: dict[str, SurvivalCurve], unit: str) -> Table:
    """The share still there at a few times, of everybody or of each group."""
    after = f"After {unit}s"
    parts = [_at_times(curve, unit, after) for curve in curves.values()]
    if len(parts) > 1:
        for name, part in zip(curves, parts, strict=True):
            part.insert(0, "Group", name or "(blank)")
    kinds = {after: "count", "Watched": "count"} | dict.fromkeys(("Still there", "Likely from", "Likely to"), "percent")
    plot = Plot("line", after, ("Still there", "Likely from", "Likely to")) if len(parts) == 1 else None
    return Table("How long they stay", pd.concat(parts, ignore_index=True), kinds, plot=plot)


def _at_times(curve: SurvivalCurve, unit: str, after: str) -> pd.DataFrame:
    times = np.array(_stated(curve, unit))
    place = np.searchsorted(curve.times, times, side="right") - 1
    rows = curve.to_frame()[["survival", "lower", "upper"]].reindex(place).reset_index(drop=True)
    rows.loc[place < 0] = 1.0
    return pd.DataFrame(
        {
            after: times,
            "Still there": rows["survival"].to_numpy(float),
            "Likely from": rows["lower"].to_numpy(float),
            "Likely to": rows["upper"].to_numpy(float),
            "Watched": curve.numbers_at_risk(times).astype(np.int64),
        }
    )
