"""Did later cohorts come back more, and is one cohort out of line?

Both claims must pass twice: against no difference, with the usual spread between cohorts taken into account, and
against what a random deal of the same rows would show. The larger of the two p-values counts.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from retention.findings.look import Claims, Look
from retention.findings.values import Finding
from retention.findings.words import at, rows, shares, since, tell
from retention.intervals import Floats
from retention.languages import nouns
from retention.metrics.comparison import compare_rates, two_sided
from retention.metrics.wording import first as the_first
from retention.results import FEW_MARKED, Ints

LEAST_COHORTS = 2  # on each side of a change
LEAST_EXPECTED = 5.0  # customers expected back, and not back, in a cohort that is set beside the others


def find_cohorts(look: Look) -> list[Claims]:
    """Later cohorts against earlier ones, and each cohort against the others."""
    came, could = _after_warm_up(look)
    return [_change(look, came, could), _one_out_of_line(look, came, could)]


def _after_warm_up(look: Look) -> tuple[Ints, Ints]:
    """Came back and could have, of cohorts with a rate; those that may hold old customers are left out."""
    came, could = (table.copy() for table in look.cells(look.matrix))
    came[: look.matrix.warm_up], could[: look.matrix.warm_up] = 0, 0
    return came, could


# ------------------------------------------------------------------------------------------- later against earlier
def _change(look: Look, came: Ints, could: Ints) -> Claims:
    """One claim for each cohort: from this one on, customers came back more or less than before."""
    p_values = np.full(len(could), np.nan)
    held = np.cumsum(could > 0)
    for first in range(1, len(could)):
        before, since_then = held[first - 1], held[-1] - held[first - 1]
        if min(before, since_then) < LEAST_COHORTS or not could[first]:
            continue
        if min(could[:first].sum(), could[first:].sum()) < FEW_MARKED:
            continue
        p_values[first] = _p_of_change(look, came, could, first)
    return Claims(p_values, lambda i, p: _tell_change(look, came, could, i, p))


def _p_of_change(look: Look, came: Ints, could: Ints, first: int) -> float:
    earlier, later = slice(0, first), slice(first, None)
    p_value = max(_p_between(came, could, earlier, later), _p_against_deal(look.dealt, came, could, earlier, later))
    season = _season(look, could, first)
    if season is None:
        return p_value
    # The same periods of the year before must tell the same.
    (now, then), overall = season, _rate(came, could, later) - _rate(came, could, earlier)
    if (_rate(came, could, now) - _rate(came, could, then)) * overall <= 0:
        return 1.0
    return max(p_value, _p_between(came, could, then, now))


def _p_between(came: Ints, could: Ints, one: Any, other: Any) -> float:
    """Two blocks of cohorts: the score test, its spread widened where cohorts of a block differ more than by chance."""
    totals = [(int(came[part].sum()), int(could[part].sum())) for part in (one, other)]
    pooled = sum(k for k, _ in totals) / sum(n for _, n in totals)
    variance = pooled * (1 - pooled) * sum(1 / n for _, n in totals)
    if variance == 0:
        return 1.0
    apart = totals[0][0] / totals[0][1] - totals[1][0] / totals[1][1]
    return two_sided(float(apart / np.sqrt(variance * _spread(came, could, (one, other)))))


def _spread(came: Ints, could: Ints, parts: tuple[Any, ...]) -> float:
    """How much more cohorts of one block differ than by chance (Pearson's chi-square over its freedom); at least 1."""
    total, freedom = 0.0, 0
    for part in parts:
        k, n = came[part][could[part] > 0], could[part][could[part] > 0]
        if len(n) == 0:
            continue
        rate = k.sum() / n.sum()
        if 0 < rate < 1:
            total += float(((k - n * rate) ** 2 / (n * rate * (1 - rate))).sum())
        freedom += len(n) - 1
    return max(1.0, total / freedom) if freedom else 1.0


def _p_against_deal(dealt: Floats, came: Ints, could: Ints, one: Any, other: Any) -> float:
    """Against the difference that a random deal of the rows would show; 0 where there is no such thing (contracts)."""
    if np.isnan(dealt).all():
        return 0.0
    expected = np.nan_to_num(dealt)
    apart, variance = 0.0, 0.0
    for sign, part in ((1, one), (-1, other)):
        n = int(could[part].sum())
        apart += sign * float((came[part] - could[part] * expected[part]).sum()) / n
        variance += float((could[part] * expected[part] * (1 - expected[part])).sum()) / n**2
    return two_sided(apart / variance**0.5) if variance > 0 else 0.0


def _rate(came: Ints, could: Ints, part: Any) -> float:
    n = int(could[part].sum())
    return float(came[part].sum() / n) if n else 0.0


def _season(look: Look, could: Ints, first: int) -> tuple[Any, Any] | None:
    """The later cohorts and the same ones a year before, where all of these have a rate and lie before the change."""
    year = look.year
    if year is None:
        return None
    later = np.flatnonzero(could[first:] > 0) + first
    then = later - year
    if not len(later) or then[0] < 0 or then[-1] >= first or not (could[then] > 0).all():
        return None
    return later, then


def _tell_change(look: Look, came: Ints, could: Ints, first: int, p_value: float) -> Finding:
    later, earlier = slice(first, None), slice(0, first)
    k1, n1, k2, n2 = (int(t[part].sum()) for part in (later, earlier) for t in (came, could))
    found = compare_rates(k1, n1, k2, n2)
    said: dict[str, Any] = shares(now=(k1, n1), before=(k2, n2))
    numbers: dict[str, int | float | str] = {"cohort": str(look.matrix.cohorts[first])[:10], "age": look.age}
    templates, season = ["cohorts"], _season(look, could, first)
    if season is not None:
        k3, n3 = int(came[season[1]].sum()), int(could[season[1]].sum())
        said = shares(now=(k1, n1), before=(k2, n2), year=(k3, n3))
        numbers |= {"k3": k3, "n3": n3, "rate3": k3 / n3}
        templates.append("same season")
    elif not _over_a_year(look):
        templates.append("no season")
    numbers |= {"k1": k1, "n1": n1, "rate1": found.rate1, "k2": k2, "n2": n2, "rate2": found.rate2}
    numbers |= {"difference": found.difference, "lower": found.lower, "upper": found.upper}
    pieces = tell(
        *templates,
        **said,
        since=since(look.settings, look.matrix.cohort_names()[first]),
        came=look.came(found.difference),
        when=look.when(),
        units=nouns(rows(look.settings)),
    )
    return Finding("cohorts", numbers, pieces, n1 + n2, "cohorts", 8 + abs(found.difference), p_value)


def _over_a_year(look: Look) -> bool:
    cohorts = look.matrix.cohorts
    return len(cohorts) > 0 and bool(cohorts[-1] - cohorts[0] >= np.timedelta64(365, "D"))


# ----------------------------------------------------------------------------------------------- one out of line
def _one_out_of_line(look: Look, came: Ints, could: Ints) -> Claims:
    """One claim for each cohort: its customers came back more or less than those of all others."""
    p_values = np.full(len(could), np.nan)
    everybody = np.arange(len(could))
    for i in np.flatnonzero(could >= FEW_MARKED):
        others = everybody[(everybody != i) & (could > 0)]
        rate = _rate(came, could, others)
        if len(others) <= LEAST_COHORTS or could[i] * min(rate, 1 - rate) < LEAST_EXPECTED:
            continue
        p_values[i] = max(_p_between(came, could, [i], others), _p_against_deal(look.dealt, came, could, [i], others))
    return Claims(p_values, lambda i, p: _tell_one(look, came, could, i, p))


def _tell_one(look: Look, came: Ints, could: Ints, i: int, p_value: float) -> Finding:
    k1, n1 = int(came[i]), int(could[i])
    k2, n2 = int(came.sum()) - k1, int(could.sum()) - n1
    found = compare_rates(k1, n1, k2, n2)
    numbers: dict[str, int | float | str] = {
        "cohort": str(look.matrix.cohorts[i])[:10],
        "age": look.age,
        "k1": k1,
        "n1": n1,
        "k2": k2,
        "n2": n2,
    }
    numbers |= {"rate1": found.rate1, "rate2": found.rate2, "difference": found.difference}
    numbers |= {"lower": found.lower, "upper": found.upper}
    pieces = tell(
        "one cohort",
        **shares(it=(k1, n1), others=(k2, n2)),
        at=at(look.settings, look.matrix.cohort_names()[i]),
        came=look.came(found.difference),
        when=look.when(),
    )
    return Finding("one cohort", numbers, pieces, n1 + n2, "cohorts", 6 + abs(found.difference), p_value)


# ------------------------------------------------------------------------------------------------ first in the file
def first_in_file(look: Look) -> list[Finding]:
    """The headline with and without cohorts that may hold old customers, where it makes a difference of a point."""
    warm_up = look.matrix.warm_up
    came, could = look.cells(look.matrix)
    rest = slice(warm_up, None)
    if not warm_up or could[rest].sum() < FEW_MARKED or not could[:warm_up].sum():
        return []
    k1, n1, k2, n2 = int(came[rest].sum()), int(could[rest].sum()), int(came.sum()), int(could.sum())
    if abs(k1 / n1 - k2 / n2) < 0.01:
        return []
    numbers: dict[str, int | float | str] = {
        "warm_up": warm_up,
        "k1": k1,
        "n1": n1,
        "rate1": k1 / n1,
        "k2": k2,
        "n2": n2,
        "rate2": k2 / n2,
    }
    pieces = tell(
        "first in file",
        **shares(without=(k1, n1), all=(k2, n2)),
        first=the_first(warm_up, rows(look.settings)),
        when=look.when(),
    )
    return [Finding("first in file", numbers, pieces, n2, "cohorts", 3.0)]
