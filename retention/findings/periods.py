"""What changed from the last period to this one, who is behind it, and whether the base shrinks."""

from __future__ import annotations

import numpy as np
import pandas as pd

from retention.findings.look import Claims, Look
from retention.findings.values import Finding
from retention.findings.words import Foreign, shares, tell
from retention.languages import noun, nouns, say
from retention.metrics.changes import BlockComparison, compare_blocks
from retention.metrics.comparison import two_sided
from retention.metrics.dealt import dealt_retention
from retention.metrics.lifecycle import lifecycle
from retention.metrics.mix import MixChange, mix_of_retention
from retention.metrics.revenue import revenue_retention
from retention.metrics.wording import percent, points
from retention.results import FEW_MARKED

LEAST_PERIODS = 3  # whole periods in a row in which the base shrank
LEAST_CHANGE = 0.01  # a change of less than a point is not split


def find_change(look: Look) -> list[Claims]:
    """The retention of the last whole period against that of the one before."""
    found = compare_blocks(look.periods)
    if found is None or min(found.change.n1, found.change.n2) < FEW_MARKED:
        return []
    p_value = max(found.change.p_value, _p_against_deal(look, found))
    return [Claims(np.array([p_value]), lambda _, p: _tell(look, found, "retention", p))]


def no_change(look: Look) -> list[Finding]:
    """The same two periods, for those who ask, where no difference can be told."""
    found = compare_blocks(look.periods)
    if found is None or min(found.change.n1, found.change.n2) < FEW_MARKED:
        return []
    kind = "busy" if found.change.p_value <= look.level else "no change"
    return [_tell(look, found, kind, None)] if kind == "no change" or _p_against_deal(look, found) > look.level else []


def _p_against_deal(look: Look, found: BlockComparison) -> float:
    """Against the change that a random deal of the rows would show; 0 for contracts, which have no such thing."""
    if not look.has_visits:
        return 0.0
    rates = dealt_retention(look.spread(look.series))
    calendar = look.series.calendar(look.source.timezone)
    starts = calendar.starts(rates.numbers)
    now, before = (
        rates.rates[np.searchsorted(starts, np.datetime64(at, "s"))] for at in (found.now[0], found.before[0])
    )
    change = found.change
    variance = now * (1 - now) / change.n1 + before * (1 - before) / change.n2
    return two_sided(float((change.difference - (now - before)) / variance**0.5)) if variance > 0 else 0.0


def _tell(look: Look, found: BlockComparison, kind: str, p_value: float | None) -> Finding:
    change, year = found.change, found.year_change
    numbers: dict[str, int | float | str] = {"now": str(found.now[0])[:10], "before": str(found.before[0])[:10]}
    numbers |= {"k1": change.k1, "n1": change.n1, "rate1": change.rate1}
    numbers |= {"k2": change.k2, "n2": change.n2, "rate2": change.rate2, "difference": change.difference}
    numbers |= {"lower": change.lower, "upper": change.upper, "detectable": change.detectable}
    counts = {"now": (change.k1, change.n1), "before": (change.k2, change.n2)}
    templates = [kind]
    if year is None and kind == "retention" and len(look.periods) and _shorter_than_a_year(look.periods.index):
        templates.append("no season")
    if year is not None:
        counts["year"] = (year.k2, year.n2)
        numbers |= {"k3": year.k2, "n3": year.n2, "rate3": year.rate2}
        if kind == "retention":
            templates.append("year before")
    unit = look.series.unit_name
    names = {"now": look.name(found.now[0]), "before": look.name(found.before[0])}
    stayed = say("were there again") if look.has_visits else say("were still there")
    pieces = tell(*templates, **shares(**counts), **names, stayed=stayed, unit=noun(unit), units=nouns(unit))
    strength = 0.5 if p_value is None else 6 + abs(change.difference)
    return Finding(kind, numbers, pieces, change.n1 + change.n2, "churn", strength, p_value)


def _shorter_than_a_year(starts: pd.Index) -> bool:
    return bool(starts[-1] - starts[0] < pd.Timedelta(days=365))


# ------------------------------------------------------------------------------------------------ mix or behaviour
def find_mix(look: Look) -> list[Finding]:
    """Where the total moves against its groups, or the mix makes more than half of a change, for each segment column.

    Told only of changes that a comparison of the two periods tells from chance.
    """
    found = compare_blocks(look.periods)
    if found is None or abs(found.change.difference) < LEAST_CHANGE or not found.change.n1 or not found.change.n2:
        return []
    if found.change.p_value > look.level:
        return []
    told = []
    for column in look.segments:
        split = mix_of_retention(look.source, look.series.replace(segment=column))
        if split.simpson:
            told.append(_tell_mix(found, split, column, "reversal", 9.0))
        elif abs(split.mix) > abs(split.change) / 2:
            told.append(_tell_mix(found, split, column, "mix", 5.0))
    return told


def _tell_mix(found: BlockComparison, split: MixChange, column: str, kind: str, strength: float) -> Finding:
    change = found.change
    numbers: dict[str, int | float | str] = {
        "column": column,
        "change": split.change,
        "mix": split.mix,
        "within": split.within,
    }
    numbers |= {"k1": change.k1, "n1": change.n1, "k2": change.k2, "n2": change.n2}
    apart = [part.change for part in split.parts if part.n1 and part.n2]
    every = all(own * split.change < 0 for own in apart)
    template = "reversal down" if kind == "reversal" and split.change <= 0 else kind
    pieces = tell(
        template,
        **shares(now=(change.k1, change.n1), before=(change.k2, change.n2)),
        column=Foreign(column),
        whole=say("every group") if every else say("the groups taken together"),
        change=_signed(split.change),
        mix=_signed(split.mix),
        within=_signed(split.within),
    )
    return Finding(kind, numbers, pieces, change.n1 + change.n2, "churn", strength + abs(split.mix))


def _signed(difference: float) -> str:
    return f"{'+' if difference > 0 else '−'}{points(difference)}"


# ------------------------------------------------------------------------------------------------------- growth
def find_shrinking(look: Look) -> list[Finding]:
    """Several whole periods in a row in which more customers went quiet than came."""
    frame = lifecycle(look.source, look.series)
    frame = frame[frame["complete"]]
    below = (frame["quick_ratio"] < 1).to_numpy()
    run = int(np.argmin(below[::-1])) if not below.all() else len(below)
    if run < LEAST_PERIODS:
        return []
    last = frame.iloc[len(frame) - run :]
    gained, lost = int((last["new"] + last["resurrected"]).sum()), int(last["dormant"].sum())
    if lost < FEW_MARKED:
        return []
    numbers: dict[str, int | float | str] = {
        "periods": run,
        "gained": gained,
        "lost": lost,
        "quick_ratio": gained / lost,
    }
    pieces = tell(
        "shrinking",
        periods=run,
        units=nouns(look.series.unit_name),
        gained=gained,
        lost=lost,
        ratio=f"{gained / lost:.2f}",
    )
    return [Finding("shrinking", numbers, pieces, gained + lost, "lifecycle", 5.5 + min(0.4, 1 - gained / lost))]


def find_revenue(look: Look) -> list[Finding]:
    """Gross and net revenue retention of the last whole period, for contracts."""
    if look.has_visits:
        return []
    frame: pd.DataFrame = revenue_retention(look.source, look.series)
    frame = frame[frame["complete"] & frame["nrr"].notna()]
    if frame.empty or frame["customers"].iloc[-1] < FEW_MARKED:
        return []
    last = frame.iloc[-1]
    n = int(last["customers"])
    lower, upper = (float(last[f"nrr_{end}"]) for end in ("lower", "upper"))
    if np.isnan(lower):
        return []
    numbers: dict[str, int | float | str] = {
        "grr": float(last["grr"]),
        "nrr": float(last["nrr"]),
        "n": n,
        "lower": lower,
        "upper": upper,
    }
    pieces = tell(
        "net revenue",
        at=look.name(frame.index[-1]),
        grr=percent(float(last["grr"])),
        nrr=percent(float(last["nrr"])),
        n=n,
        low=f"{100 * lower:.1f}",
        high=percent(upper),
    )
    return [Finding("net revenue", numbers, pieces, n, "revenue", 5.2)]
