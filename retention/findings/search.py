"""Look at everything, correct for having looked at so much, and tell the few things that matter most."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import numpy as np

from retention.counts import Source
from retention.errors import NotCountedError, RetentionError, SettingsError
from retention.findings import cohorts, habits, money, periods, segments
from retention.findings.look import Claims, Look
from retention.findings.values import Finding, Findings
from retention.intervals import Floats
from retention.languages import say
from retention.metrics.comparison import benjamini_hochberg
from retention.metrics.gaps import usual_period
from retention.settings import CohortSettings

TESTED = (cohorts.find_cohorts, segments.find_segments, periods.find_change)
DESCRIBED = (
    periods.find_mix,
    periods.find_shrinking,
    periods.find_revenue,
    money.find_price,
    money.find_concentration,
    habits.find_steps,
    habits.find_weekdays,
    habits.find_season,
    habits.find_interval,
    cohorts.first_in_file,
)
MOST_OF_A_KIND = 2
T = TypeVar("T")


def find(
    source: Source, settings: CohortSettings | None = None, most: int = 5, level: float = 0.05, age: int = 1
) -> Findings:
    """Find what is worth telling about a file, as plain sentences that carry their numbers.

    Looked at: cohorts before and after every possible change, each cohort beside the others, each value of each segment
    column beside the others and in each cohort, the last whole period beside the one before. All of these claims are
    corrected together (Benjamini-Hochberg). Descriptions stand beside them: mix, growth, usual interval, second and
    third visit, days of the week, season, concentration of money, prices, cohorts that may hold old customers.

    Parameters
    ----------
    source
        Events, or contracts: what needs single visits is left out for these.
    settings
        As for :func:`retention.cohort_matrix`. Cohorts are always counted by calendar periods, from each customer's
        first row, and one visit is coming back; series of days are looked at by week. By default the period that suits
        the usual interval between visits.
    most
        Findings told, at most two of a kind; strongest first.
    level
        At most this share of the claims told is expected to be chance.
    age
        The age (or bracket) at which cohorts and segments are compared.

    Returns
    -------
    Findings
        Where nothing can be told of the last two periods, one sentence says so.

    Notes
    -----
    A claim about cohorts or periods must differ from no difference, and from what the same rows would show if they had
    been dealt to the customers at random: a busy month brings more people back, and the first cohorts of a file hold
    those with many rows. The larger p-value of the two counts. Segments are compared within cohorts.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"who": ["a", "b"] * 3, "when": pd.date_range("2024-01-01", periods=6, freq="20D")})
    >>> found = rt.find(rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when")))
    >>> found.looked_at, [finding.kind for finding in found]
    (0, ['one year'])
    """
    if most < 1 or not 0 < level < 1 or age < 1:
        raise SettingsError(
            say("most={most}, level={level}, age={age} cannot be.", most=most, level=level, age=age),
            where="find",
            todo=say("Give most and age of at least 1, and a level between 0 and 1."),
        )
    if not hasattr(source, "cohort_counts"):
        raise SettingsError(
            say("durations alone have no periods to compare."), where="find", todo=say("Give events or contracts.")
        )
    look = Look(source, settings or _usual(source), age, level)
    if look.settings.windows is not None and age >= len(look.settings.windows):
        raise SettingsError(
            say("there is no bracket {age}.", age=age),
            where="age",
            todo=say("Choose one up to {last}.", last=len(look.settings.windows) - 1),
        )
    tested, looked_at = _tested(look)
    described = [finding for finder in DESCRIBED for finding in _attempt(finder, look)]
    if not any(finding.kind == "retention" for finding in tested):
        described += _attempt(periods.no_change, look)
    return Findings(_strongest([*tested, *described], most), looked_at, level)


def _usual(source: Source) -> CohortSettings:
    if not hasattr(source, "gap_counts"):
        return CohortSettings()
    unit = usual_period(source)  # type: ignore[arg-type]
    return CohortSettings(period=unit)  # type: ignore[arg-type]


def _tested(look: Look) -> tuple[list[Finding], int]:
    """Findings whose corrected p-value is below the level, and how many claims were tested."""
    claims: list[Claims] = [found for finder in TESTED for found in _attempt(finder, look)]
    if not claims:
        return [], 0
    p_values = np.concatenate([claim.p_values for claim in claims])
    adjusted = np.split(benjamini_hochberg(p_values), np.cumsum([len(claim.p_values) for claim in claims])[:-1])
    told: list[Finding] = []
    for claim, corrected in zip(claims, adjusted, strict=True):
        told += _clearest(claim, corrected, look.level)
    return told, int((~np.isnan(p_values)).sum())


def _clearest(claim: Claims, corrected: Floats, level: float) -> list[Finding]:
    found: list[Finding] = []
    rank = np.zeros(len(corrected), np.int64) if claim.rank is None else claim.rank
    sure = np.flatnonzero(corrected <= level)
    for i in sure[np.lexsort([claim.p_values[sure], rank[sure]])]:
        if len(found) == claim.most:
            break
        finding = claim.make(int(i), float(corrected[i]))
        if finding is not None:
            found.append(finding)
    return found


def _attempt(finder: Callable[[Look], Iterable[T]], look: Look) -> list[T]:
    """What a finder finds; nothing where the source or the settings do not allow its question."""
    try:
        return list(finder(look))
    except NotCountedError:
        raise
    except RetentionError:
        return []


def _strongest(found: list[Finding], most: int) -> tuple[Finding, ...]:
    told: list[Finding] = []
    for finding in sorted(found, key=lambda f: -f.strength):
        if len(told) < most and sum(f.kind == finding.kind for f in told) < MOST_OF_A_KIND:
            told.append(finding)
    return tuple(told)
