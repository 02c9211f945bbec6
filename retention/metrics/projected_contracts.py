"""Lifetime value of contracts, projected: shifted-beta-geometric retention times what a contract brings."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from retention.counts import RevenueCounts, Source
from retention.errors import ModelError, SettingsError
from retention.languages import numbered, say
from retention.metrics.cohorts import cohort_matrix
from retention.metrics.customer_value import CONTRACTS, DAYS_A_YEAR, MONTHS_A_YEAR
from retention.metrics.money_paths import MoneyPaths
from retention.metrics.projection import (
    HeldBack,
    ProjectedValue,
    Refusal,
    Terms,
    ValueCheck,
    endless_value,
    without_check,
)
from retention.models.fitting import spread_normal
from retention.models.sbg_holdout import SbgHoldOut, holdout_sbg
from retention.models.shifted_beta_geometric import ShiftedBetaGeometric, fit_sbg
from retention.results import CohortMatrix
from retention.settings import CohortSettings

DRAWS = 400


def project_contracts(source: Source, terms: Terms, settings: CohortSettings, level: float) -> Any:
    """One projection, or one for each segment that a model can be fitted to."""
    plain = CohortSettings(
        period=settings.period,
        period_size=settings.period_size,
        origin=settings.origin,
        where=settings.where,
        start=settings.start,
        end=settings.end,
        week_start=settings.week_start,
        timezone=settings.timezone,
        segment=settings.segment,
    )
    matrices = cohort_matrix(source, plain)
    counts = source.revenue_counts(plain.replace(start=None, end=None))
    if settings.segment is None:
        return _project(matrices, _money(counts, 0, terms), terms, level)
    found: dict[str, ProjectedValue | Refusal] = {}
    for name, matrix in matrices.items():
        try:
            i = counts.segments.index(name)
            found[name] = _project(matrix, _money(counts, i, terms), terms, level)
        except (ModelError, ValueError) as error:
            found[name] = Refusal(getattr(error, "condition", "money"), str(error))
    return found


def survivors(matrix: CohortMatrix) -> list[list[int]]:
    """Customers of each cohort still there at each complete age; whoever comes back counts as if never gone.

    Where more are there than at the age before, the excess is left out: the model knows nobody who returns.
    """
    cohorts = []
    for row in range(len(matrix.cohorts)):
        known = matrix.known[row] & (matrix.eligible[row] == matrix.sizes[row])
        until = len(known) if known.all() else int(np.argmin(known))
        if until:
            counts = np.minimum.accumulate([matrix.sizes[row], *matrix.active[row, 1:until]])
            cohorts.append([int(count) for count in counts])
    return cohorts


def fitted(matrix: CohortMatrix) -> tuple[ShiftedBetaGeometric, SbgHoldOut]:
    """The model and its back-test; refuses where either is refused."""
    cohorts = survivors(matrix)
    if not cohorts:
        raise ModelError(say("No cohort has a complete age."), condition="ages", todo=say("Wait for a whole period."))
    model = fit_sbg(cohorts)
    try:
        return model, holdout_sbg(cohorts)
    except ModelError as error:
        raise without_check(error) from error


def _money(counts: RevenueCounts, i: int, terms: Terms) -> tuple[float, float]:
    """What one customer pays in one period, over all whole periods, and its standard error."""
    known = counts.complete & ~counts.no_data & (counts.customers[i] > 0)
    if not known.any():
        raise SettingsError(
            say("no whole period has paying customers."), where="period", todo=say("Choose a shorter period.")
        )
    people, total = counts.customers[i][known], counts.start[i][known]
    months = terms.days / (DAYS_A_YEAR / MONTHS_A_YEAR)
    mean, n = float(total.sum() / people.sum()), int(people[-1])
    error = math.nan
    if counts.squares is not None and n > 1:
        spread = float(counts.squares.xx[i][known][-1]) - float(total[-1]) ** 2 / n
        error = math.sqrt(max(0.0, spread) / (n - 1) / n)
    return mean * months, (0.0 if math.isnan(error) else error) * months


def _project(matrix: CohortMatrix, paid: tuple[float, float], terms: Terms, level: float) -> ProjectedValue:
    model, held = fitted(matrix)
    each, error = paid
    steps = np.arange(terms.horizon)
    normal = spread_normal(DRAWS, 1)[:, 0]
    moneys = np.maximum(each + error * normal, 0)
    paths = MoneyPaths(
        fitted=model.survival(steps) * each,
        drawn=np.array([one.survival(steps) * money for one, money in zip(model.drawn(DRAWS), moneys, strict=True)]),
        then=held.model.survival(steps) * each,
        often=model.survival(steps),
        lead=0,
    )
    models = {"sBG": model}
    return ProjectedValue(
        kind=CONTRACTS,
        terms=terms,
        check=_check(held, terms.unit),
        n=model.n,
        each=each,
        models=models,
        paths=paths,
        endless=endless_value(models, each, terms),
        segment=matrix.segment,
        level=level,
        **paths.on(terms, level),
    )


def _check(held: SbgHoldOut, unit: str) -> ValueCheck:
    first, last = int(held.ages[0]), int(held.ages[-1])
    hidden = numbered(unit, first, last)
    part = HeldBack(
        say("customers at the end of {age}", age=numbered(unit, last)),
        float(held.projected[-1]),
        float(held.lower[-1]),
        float(held.upper[-1]),
        float(held.actual[-1]),
    )
    return ValueCheck(hidden, int(held.starters[-1]), (part,))
