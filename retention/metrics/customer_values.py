"""Customers by what they are still expected to bring: whom to look after first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd

from retention.counts import Source, VisitSource
from retention.errors import SettingsError
from retention.intervals import Floats
from retention.languages import say
from retention.metrics.cohorts import cohort_matrix
from retention.metrics.customers import days_of
from retention.metrics.projected_contracts import fitted
from retention.metrics.projected_shop import ShopModel, activity_only, fit_shop, history_table
from retention.metrics.projection import Terms, terms_of
from retention.periods import MONTHS_OF
from retention.settings import CohortSettings

if TYPE_CHECKING:
    from retention.models.buying import BuyingModel
    from retention.models.shifted_beta_geometric import ShiftedBetaGeometric

NODES = 10  # times at which a customer's expected purchases are worked out; between them they are smooth


def customer_values(
    source: Source,
    discount: float,
    margin: float,
    horizon: int,
    settings: CohortSettings | None = None,
    *,
    model: str = "bg_nbd",
    unit: str = "week",
    models: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """List customers by what they are still expected to bring within a horizon, the highest first.

    What they have brought so far is not in it. In a shop: purchases expected in each period of the horizon, given the
    customer's own history, times the expected spend, after margin and discounted. For contracts: periods still
    expected to be paid, given how long the customer has stayed (DERL up to the horizon), times what the customer pays.

    Parameters
    ----------
    source, discount, margin, horizon, settings, model, unit
        As in :func:`projected_value`. One model for all customers; ``settings.segment`` adds a column.
    models
        ``models`` of a :class:`ProjectedValue` over all the same customers, so that nothing is fitted again.

    Returns
    -------
    pandas.DataFrame
        ``customer``, ``first`` (day of the first purchase or start), with a segment ``segment``. In a shop:
        ``frequency``, ``days_silent`` (since the last purchase), ``expected_purchases``, ``expected_spend``,
        ``expected_value``. For contracts, running ones only: ``periods`` (renewals so far), ``pays`` (in a period),
        ``expected_periods`` (undiscounted), ``expected_value``.

    Raises
    ------
    ModelError
        Where the models refuse.

    Notes
    -----
    Whoever seems at risk is not ranked by the probability of being alive: BG/NBD gives 1 to everybody seen once.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> left = [1000, 869, 743, 653, 593, 551, 517, 491]
    >>> ends = [2017 + age for age in range(1, 8) for _ in range(left[age - 1] - left[age])] + [None] * left[-1]
    >>> frame = pd.DataFrame({"who": range(1000), "from": "2017-01-01", "mrr": [10.0] * 999 + [20.0],
    ...                       "to": [None if year is None else f"{year}-01-01" for year in ends]})
    >>> contracts = rt.subscriptions_from_frame(
    ...     frame, rt.SubscriptionMapping("who", "from", "to", "mrr"), observed_until="2025-01-01")
    >>> found = customer_values(contracts, 0.10, 0.5, 5, rt.CohortSettings(period="year"))
    >>> len(found), found["customer"].iloc[0], float(found["pays"].iloc[0])
    (491, '999', 240.0)
    """
    settings = settings or CohortSettings()
    terms = terms_of(discount, margin, horizon, settings)
    if hasattr(source, "customer_counts"):
        frame = _of_shop(cast(VisitSource, source), terms, settings, model, unit, models)
    else:
        frame = _of_contracts(source, terms, settings, models)
    order = np.lexsort([np.arange(len(frame)), -frame["expected_value"].to_numpy()])
    return frame.iloc[order].reset_index(drop=True)


def expected_by(values: pd.DataFrame, by: str, period: str = "month") -> pd.DataFrame:
    """Sum up the list by segment or by cohort: ``customers``, ``total`` and ``mean`` of the expected value.

    Parameters
    ----------
    values
        What :func:`customer_values` returns.
    by
        "segment" or "cohort" (the period of the first purchase or start).
    period
        "week", "month", "quarter" or "year", for cohorts.

    Examples
    --------
    >>> values = pd.DataFrame({"first": pd.to_datetime(["2024-01-05", "2024-01-31", "2024-02-01"]),
    ...                        "expected_value": [4.0, 2.0, 5.0]})
    >>> expected_by(values, "cohort").to_dict("list")
    {'customers': [2, 1], 'total': [6.0, 5.0], 'mean': [3.0, 5.0]}
    """
    if by == "segment" and "segment" not in values:
        raise SettingsError(say("the list has no segments."), where="by", todo=say("Make it with settings.segment."))
    if by not in ("segment", "cohort"):
        raise SettingsError(say("'{by}' is not known.", by=by), where="by", todo=say('Choose "segment" or "cohort".'))
    letters = {"week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}
    key = values["segment"] if by == "segment" else values["first"].dt.to_period(letters[period]).dt.start_time
    grouped = values.groupby(key.rename(by), observed=True)["expected_value"]
    return pd.DataFrame({"customers": grouped.size(), "total": grouped.sum(), "mean": grouped.mean()})


# ------------------------------------------------------------------------------------------------------------ a shop
def _of_shop(
    source: VisitSource,
    terms: Terms,
    settings: CohortSettings,
    model: str,
    unit: str,
    models: Mapping[str, Any] | None,
) -> pd.DataFrame:
    counts = source.customer_counts(activity_only(settings))
    if counts.money is None:
        raise SettingsError(
            say("the file has no amount column."), where="amount", todo=say("Name one in ColumnMapping.")
        )
    table = history_table(counts, unit)
    if models is None:
        fit = fit_shop(table, unit, model)
    else:
        spending = models["Gamma-Gamma"]
        fit = ShopModel(next(one for one in models.values() if one is not spending), spending, unit)
    often, worth = expected_purchases(fit.buying, table, terms, unit)
    spend = fit.spend.expected_spend(table["frequency"], table["monetary_value"])
    last = source.observed_until.normalize() - timedelta(days=1)
    ids: Any = counts.ids
    columns: dict[str, Any] = {
        "customer": pd.array(ids, dtype="str"),
        "first": last - pd.to_timedelta(counts.age, unit="D"),
    }
    if counts.segment is not None:
        columns["segment"] = pd.Categorical(np.array(counts.segments, object)[counts.segment], list(counts.segments))
    return pd.DataFrame(
        columns
        | {
            "frequency": counts.frequency,
            "days_silent": counts.age - counts.recency,
            "expected_purchases": often,
            "expected_spend": spend,
            "expected_value": worth * spend * terms.margin,
        }
    )


def expected_purchases(buying: BuyingModel, table: pd.DataFrame, terms: Terms, unit: str) -> tuple[Floats, Floats]:
    """Purchases that each customer is expected to make within the horizon: their number, and discounted.

    Each period's purchases count at its end. Customers with the same history are worked out once, and only at a few
    times, since between these the expectation is smooth in the logarithm of time.
    """
    keys = table[["frequency", "recency", "T"]].to_numpy()
    kinds, place = _kinds(keys)
    steps = np.arange(1, terms.horizon + 1)
    weights = (1 + terms.rate) ** -steps.astype(float)
    times, between = _nodes(steps * terms.days / days_of(unit), buying.values[1])
    found = np.column_stack([buying.expected_purchases_given(t, *kinds.T) for t in times])
    # Sum over periods of (E_j - E_(j - 1)) v_j, gathered by E_j.
    worth = found @ (between.T @ (weights - np.append(weights[1:], 0.0)))
    often = found @ between[-1]
    return often[place], worth[place]


def _kinds(keys: Floats) -> tuple[Floats, Any]:
    order = np.lexsort(keys.T)
    new = np.ones(len(keys), bool)
    new[1:] = (keys[order][1:] != keys[order][:-1]).any(axis=1)
    place = np.empty(len(keys), np.int64)
    place[order] = np.cumsum(new) - 1
    return keys[order][new], place


def _nodes(times: Floats, scale: float) -> tuple[Floats, Floats]:
    """Times to work out, and the matrix from values at these to values at all times (Chebyshev, barycentric)."""
    if len(times) <= NODES:
        return times, np.eye(len(times))
    where = np.log1p(times / scale)
    angles = np.pi * (2 * np.arange(NODES) + 1) / (2 * NODES)
    nodes = where[-1] / 2 * (1 - np.cos(angles))
    signs = np.sin(angles) * (-1.0) ** np.arange(NODES)
    apart = where[:, None] - nodes[None, :]
    apart[np.abs(apart) < 1e-12] = 1e-12
    parts = signs / apart
    return scale * np.expm1(nodes), parts / parts.sum(axis=1, keepdims=True)


# --------------------------------------------------------------------------------------------------------- contracts
def _of_contracts(
    source: Any, terms: Terms, settings: CohortSettings, models: Mapping[str, Any] | None
) -> pd.DataFrame:
    plain = CohortSettings(period=settings.period, period_size=settings.period_size, timezone=settings.timezone)
    matrix = plain.replace(where=settings.where)
    model = fitted(cohort_matrix(source, matrix))[0] if models is None else models["sBG"]
    running = _running(source, settings)
    renewals = whole_periods(running["first"], source.observed_until, settings)
    longer, plainly = (_residual(model, renewals, rate, terms.horizon) for rate in (terms.rate, 0.0))
    pays = running["money"].to_numpy() * terms.days * 12 / 365.25
    columns = {
        "periods": renewals,
        "pays": pays,
        "expected_periods": plainly,
        "expected_value": longer * pays * terms.margin,
    }
    kept = [name for name in ("customer", "first", "segment") if name in running]
    return running[kept].reset_index(drop=True).assign(**columns)


def _residual(model: ShiftedBetaGeometric, renewals: Any, rate: float, horizon: int) -> Floats:
    """DERL up to the horizon, each tenure worked out once; the next payment is a period away."""
    distinct, place = np.unique(renewals, return_inverse=True)
    each = np.array([model.derl(int(n) + 1, rate, horizon) for n in distinct]) / (1 + rate)
    return np.asarray(each[place])


def whole_periods(first: pd.Series[Any], until: pd.Timestamp, settings: CohortSettings) -> Any:
    """Whole periods since the first start: months and longer by the calendar, as contracts are renewed."""
    if settings.period not in MONTHS_OF:
        days = (until - first).dt.total_seconds().to_numpy(float) / 86_400
        return np.floor(days / (days_of(settings.period) * settings.period_size)).astype(np.int64)
    months = (until.year - first.dt.year) * 12 + until.month - first.dt.month
    # In the month under way the day of renewal may be still to come.
    months -= (first - first.dt.normalize() + pd.to_timedelta(first.dt.day, unit="D")) > (
        until - until.normalize() + pd.Timedelta(days=until.day)
    )
    return (months // (MONTHS_OF[settings.period] * settings.period_size)).to_numpy(np.int64)


def _running(source: Any, settings: CohortSettings) -> pd.DataFrame:
    """Customers with a contract that runs where the data end: first start, days since then, and money a month."""
    names = source.mapping
    rows = source.frame()
    until = source.observed_until
    for column, operator, value in settings.where:
        have = rows[column].astype(str)
        wanted = set(map(str, value)) if operator == "in" else {str(value)}
        rows = rows[have.isin(wanted) != (operator == "!=")]
    if names.amount is None:
        raise SettingsError(
            say("the contracts have no column of money."), where="amount", todo=say("Name it when reading.")
        )
    begun = rows[rows[names.start] < until]
    ends = begun[names.end] if names.end is not None else pd.Series(pd.NaT, index=begun.index)
    now = begun[ends.isna() | (ends >= until)]
    first = begun.groupby(names.customer, sort=False)[names.start].min()
    money = now.groupby(names.customer, sort=False)[names.amount].sum()
    found = pd.DataFrame(
        {"customer": money.index, "first": first.loc[money.index].to_numpy(), "money": money.to_numpy()}
    )
    if settings.segment is not None:
        label = begun.sort_values(names.start, kind="stable").groupby(names.customer, sort=False)[settings.segment]
        found["segment"] = pd.Categorical(label.first().loc[money.index].replace("", "(blank)"))
    return found[found["money"] > 0]
