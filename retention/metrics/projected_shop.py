"""Lifetime value of a shop's customers, projected: how often they will buy times what they will spend."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from retention.counts import CustomerCounts, VisitSource
from retention.errors import ModelError, SettingsError
from retention.intervals import Floats, normal_quantile
from retention.languages import mark, say
from retention.metrics.customer_value import VISITS
from retention.metrics.customers import days_of
from retention.metrics.money_paths import MoneyPaths
from retention.metrics.projection import HeldBack, ProjectedValue, Refusal, Terms, ValueCheck, without_check
from retention.models.bg_nbd import fit_bg_nbd
from retention.models.buying import BuyingModel
from retention.models.gamma_gamma import GammaGamma, fit_gamma_gamma
from retention.models.mbg_nbd import fit_mbg_nbd
from retention.settings import CohortSettings

DRAWS = 400
HIDDEN = 1 / 3  # of the history, for the back-test
MODELS = {"bg_nbd": fit_bg_nbd, "mbg_nbd": fit_mbg_nbd}


@dataclass(frozen=True, eq=False)
class ShopModel:
    """Both models, fitted to the same customers, and the unit of time of the first."""

    buying: BuyingModel
    spend: GammaGamma
    unit: str

    def times(self, terms: Terms, steps: Any) -> Floats:
        """So many periods in the unit of the model."""
        return np.asarray(np.asarray(steps, float) * terms.days / days_of(self.unit))


def history_table(counts: CustomerCounts, unit: str, where: Any = None) -> pd.DataFrame:
    """Histories as the models take them, perhaps of some customers only."""
    length, at = days_of(unit), slice(None) if where is None else where
    x = counts.frequency[at]
    money = np.full(len(x), np.nan) if counts.money is None else counts.money[at]
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(x > 0, money / x, np.nan)
    frame = pd.DataFrame(
        {"frequency": x, "recency": counts.recency[at] / length, "T": counts.age[at] / length, "monetary_value": mean}
    )
    frame.attrs["unit"] = unit
    return frame


def fit_shop(table: pd.DataFrame, unit: str, model: str) -> ShopModel:
    """Fit both models; refuses where either is refused."""
    if model not in MODELS:
        raise SettingsError(
            say("'{model}' is not known.", model=model),
            where="model",
            todo=say("Choose one of: {choices}.", choices=", ".join(MODELS)),
        )
    return ShopModel(MODELS[model](table), fit_gamma_gamma(table), unit)


def project_shop(
    source: VisitSource,
    terms: Terms,
    settings: CohortSettings,
    *,
    level: float,
    unit: str,
    model: str,
    at: Any = None,
) -> Any:
    """One projection, or one for each segment that the models can be fitted to."""
    histories = activity_only(settings)
    end = source.observed_until.normalize()
    begin = _hidden_from(source, histories, end) if at is None else pd.Timestamp(at).normalize()
    now = source.customer_counts(histories)
    then = source.customer_counts(histories, begin, followed_to=end)
    _check_money(now)
    firsts = first_money(source, histories)
    if settings.segment is None:
        return _project(now, then, (begin, end), firsts[""], terms, level, unit, model)
    found: dict[str, ProjectedValue | Refusal] = {}
    for i, name in enumerate(now.segments):
        try:
            known = _of(then, then.segments.index(name) if name in then.segments else -1)
            one = _project(_of(now, i), known, (begin, end), firsts[name], terms, level, unit, model)
            found[name] = replace(one, segment=name)
        except ModelError as error:
            found[name] = Refusal(error.condition, str(error))
    return found


def activity_only(settings: CohortSettings) -> CohortSettings:
    """What of the settings says which rows are purchases."""
    return CohortSettings(
        return_event=settings.return_event,
        where=settings.where,
        return_where=settings.return_where,
        refunds_count=settings.refunds_count,
        timezone=settings.timezone,
        segment=settings.segment,
    )


def first_money(source: VisitSource, settings: CohortSettings) -> dict[str, tuple[float, float]]:
    """Mean money of customers on the day of their first purchase, and its standard error, for each segment."""
    days = settings.replace(
        period="day",
        max_age=0,
        value="cumulative",
        start_event=settings.return_event,
        start_where=settings.return_where,
    )
    counts = source.cohort_counts(days)
    known = counts.complete & (counts.eligible > 0)
    people = np.where(known, counts.eligible, 0).sum(axis=(1, 2))
    money = np.where(known, 0 if counts.amounts is None else counts.amounts, 0).sum(axis=(1, 2))
    squares = np.where(known, 0 if counts.squares is None else counts.squares, 0).sum(axis=(1, 2))
    n = np.maximum(people, 1)
    spread = np.maximum(squares - money**2 / n, 0) / np.maximum(n - 1, 1)
    means, errors = money / n, np.sqrt(spread / n)
    return {name: (float(means[i]), float(errors[i])) for i, name in enumerate(counts.segments)}


def _of(counts: CustomerCounts, i: int) -> CustomerCounts:
    """The customers of one segment."""
    assert counts.segment is not None
    here = counts.segment == i
    names = ("customers", "frequency", "recency", "age", "purchases", "money", "later", "later_money")
    cut = {name: None if getattr(counts, name) is None else getattr(counts, name)[here] for name in names}
    return replace(counts, **cut, codes=None, ids=None, segments=("",), segment=None)  # type: ignore[arg-type]


def _check_money(counts: CustomerCounts) -> None:
    if counts.money is None:
        raise SettingsError(
            say("the file has no amount column."),
            where="amount",
            todo=say("Name one in ColumnMapping when reading the file."),
        )


def _hidden_from(source: VisitSource, settings: CohortSettings, end: pd.Timestamp) -> pd.Timestamp:
    counts = source.customer_counts(settings, each=False)
    if not len(counts.age):
        raise SettingsError(
            say("no row is a purchase."), where="return_event", todo=say("Choose another event or condition.")
        )
    return end - timedelta(days=max(1, round((int(counts.age.max()) + 1) * HIDDEN)))


def _project(
    now: CustomerCounts,
    then: CustomerCounts,
    hidden: tuple[pd.Timestamp, pd.Timestamp],
    first: tuple[float, float],
    terms: Terms,
    level: float,
    unit: str,
    model: str,
) -> ProjectedValue:
    fit = fit_shop(history_table(now, unit), unit, model)
    check, earlier = _held_back(then, hidden, level, unit, model)
    steps = np.arange(1, terms.horizon + 1)

    def money(buying: BuyingModel, spend: float, start: float) -> Floats:
        """The first purchase is now, others are at the ends of their periods."""
        return np.concatenate([[start], spend * _each_period(buying, fit.times(terms, steps))])

    paths = MoneyPaths(
        fitted=money(fit.buying, fit.spend.mean_spend, first[0]),
        drawn=np.array([money(*one) for one in _drawn(fit, first)]),
        then=money(earlier.buying, earlier.spend.mean_spend, first[0]),
        often=np.concatenate([[0.0], _each_period(fit.buying, fit.times(terms, steps))]),
        lead=1,
    )
    return ProjectedValue(
        kind=VISITS,
        terms=terms,
        check=check,
        n=fit.buying.n,
        each=fit.spend.mean_spend,
        models={fit.buying.title: fit.buying, "Gamma-Gamma": fit.spend},
        paths=paths,
        level=level,
        **paths.on(terms, level),
    )


def _each_period(buying: BuyingModel, times: Floats) -> Floats:
    """Purchases expected in each period, from the times at which they end."""
    return np.diff(np.asarray(buying.expected_purchases(times)), prepend=0.0)


def _drawn(fit: ShopModel, first: tuple[float, float]) -> list[tuple[BuyingModel, float, float]]:
    """Models with other parameters that the data leave open: how often, how much, and the first purchase.

    The three are drawn apart, so that what one draw says of one says nothing of the others.
    """
    order = np.random.default_rng(1997).permutation(DRAWS)
    normal = np.sort(np.random.default_rng(1998).normal(size=DRAWS))[np.random.default_rng(1999).permutation(DRAWS)]
    spends = [min(one.mean_spend, 10 * fit.spend.mean_spend) for one in fit.spend.drawn(DRAWS)]
    starts = np.maximum(first[0] + first[1] * normal, 0)
    return [
        (one, spends[j], float(starts[i]))
        for i, (one, j) in enumerate(zip(fit.buying.drawn(DRAWS), order, strict=True))
    ]


def _held_back(
    then: CustomerCounts, hidden: tuple[pd.Timestamp, pd.Timestamp], level: float, unit: str, model: str
) -> tuple[ValueCheck, ShopModel]:
    """Both models fitted to what was known before the hidden part, and what they made of it."""
    table = history_table(then, unit)
    try:
        if not len(table):
            raise ModelError(say("Nobody had bought."), condition="customers")
        fit = fit_shop(table, unit, model)
    except ModelError as error:
        raise without_check(error) from error
    at, end = hidden
    time = (end - at).days / days_of(unit)
    bought = fit.buying.total_purchases(time, table, level, draws=DRAWS)
    x = table["frequency"].to_numpy()
    often = fit.buying.expected_purchases_given(time, x, table["recency"], table["T"])
    money = float((often * fit.spend.expected_spend(x, table["monetary_value"])).sum())
    assert then.later is not None
    assert then.later_money is not None
    # The range of money: that of purchases, and how far the mean spend and single spends may lie from the expected.
    z = normal_quantile(level)
    apart = math.log(max(bought.upper, 1) / max(bought.lower, 1)) / (2 * z)
    means = np.array([one.mean_spend for one in fit.spend.drawn(DRAWS)])
    single = (
        float(np.nanvar(table["monetary_value"]) / np.nanmean(table["monetary_value"]) ** 2) + 1 / fit.spend.values[0]
    )
    wide = math.sqrt(apart**2 + float(np.log(means[np.isfinite(means)]).var()) + single / max(bought.purchases, 1))
    parts = (
        HeldBack(mark("purchases"), bought.purchases, bought.lower, bought.upper, float(then.later.sum())),
        HeldBack(
            mark("money"), money, money * math.exp(-z * wide), money * math.exp(z * wide), float(then.later_money.sum())
        ),
    )
    return ValueCheck(f"{at:%Y-%m-%d}", len(table), parts), fit
