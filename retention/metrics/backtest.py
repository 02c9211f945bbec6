"""A forecast held against what happened: the last part of the history hidden, projected, and then looked at."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from retention.counts import CustomerCounts, VisitSource
from retention.errors import SettingsError
from retention.languages import say
from retention.metrics.customers import days_of, history_frame
from retention.metrics.wording import plain_percent
from retention.models.bg_nbd import fit_bg_nbd
from retention.models.buying import BuyingModel
from retention.models.mbg_nbd import fit_mbg_nbd
from retention.periods import asked_moment
from retention.settings import CohortSettings

Model = Literal["bg_nbd", "mbg_nbd"]
MOST = 7  # repeat purchases in a line of the table; more are one line


@dataclass(frozen=True, eq=False)
class Backtest:
    """A forecast made at a past moment, and what happened after it.

    Attributes
    ----------
    fit
        The model, fitted to what was known at that moment.
    at, until
        Local moments: where the hidden part begins and ends.
    time, unit
        Length of the hidden part.
    customers
        Customers known at that moment. Those who came later belong to neither side.
    forecast, lower, upper
        Purchases that the model expected of them in the hidden part, and its range.
    actual
        Days on which they bought.
    level
        Confidence of the range.
    table
        By repeat purchases up to then (``frequency``, "7+" for more): ``customers``, ``actual`` and ``forecast``
        purchases, ``actual_mean`` and ``forecast_mean`` of a customer.
    """

    fit: BuyingModel
    at: pd.Timestamp
    until: pd.Timestamp
    time: float
    unit: str
    customers: int
    forecast: float
    lower: float
    upper: float
    actual: int
    level: float
    table: pd.DataFrame

    def __repr__(self) -> str:
        return f"<Backtest: {self.sentence}>"

    @property
    def miss(self) -> float:
        """Forecast less actual purchases: below zero where more was bought than expected."""
        return self.forecast - self.actual

    @property
    def miss_share(self) -> float:
        """The miss as a share of the actual purchases; NaN where nobody bought."""
        return self.miss / self.actual if self.actual else math.nan

    @property
    def inside(self) -> bool:
        """Whether what happened lies inside the range."""
        return self.lower <= self.actual <= self.upper

    @property
    def sentence(self) -> str:
        """In words: what was forecast, what happened, and whether the range held it."""
        expected = say(
            "From what was known on {at}, {forecast} purchases (range {low} to {high}) were expected of {customers} "
            "customers up to {until}",
            at=f"{self.at:%Y-%m-%d}",
            forecast=f"{self.forecast:,.0f}",
            low=f"{self.lower:,.0f}",
            high=f"{self.upper:,.0f}",
            customers=f"{self.customers:,}",
            until=f"{self.until:%Y-%m-%d}",
        )
        inside = say("inside the range") if self.inside else say("outside the range")
        happened = say("{n} happened", n=f"{self.actual:,}")
        if math.isnan(self.miss_share):
            return say("{expected}; {happened}, {inside}.", expected=expected, happened=happened, inside=inside)
        return say(
            "{expected}; {happened}, a miss of {miss}, {inside}.",
            expected=expected,
            happened=happened,
            miss=plain_percent(100 * self.miss_share, "+"),
            inside=inside,
        )


def backtest(
    source: VisitSource,
    unit: str = "week",
    share_hidden: float = 1 / 3,
    at: Any = None,
    horizon: float | None = None,
    *,
    settings: CohortSettings | None = None,
    model: Model = "bg_nbd",
    level: float = 0.95,
) -> Backtest:
    """Hide the last part of the history, forecast it from the rest, and compare with what happened.

    Parameters
    ----------
    source
        Events in memory, or anything with the same methods.
    unit
        Unit of time of the model, as for :func:`retention.customer_counts`; no forecast depends on it.
    share_hidden
        Share of the days from the first purchase to the end that is hidden.
    at
        Local moment from which on the history is hidden, instead of a share.
    horizon
        Length of the time compared, in the unit; None is all that is hidden.
    settings
        What counts as a purchase, as for :func:`retention.customer_counts`. A segment has no meaning here.
    model
        "bg_nbd", or "mbg_nbd" where customers may leave after the first purchase.
    level
        Confidence of the range.

    Returns
    -------
    Backtest
        The forecast is the expected number of days of purchase of those known at that moment; the actual number is
        counted on the same customers. Days that are not over at the end of the data belong to neither.

    Raises
    ------
    ModelError
        Where the part that is not hidden is too little for a forecast, or cannot be fitted.
    SettingsError
        For a share, a moment or a horizon that leaves nothing to fit or to compare.

    Notes
    -----
    One split is one sample: a forecast that was right once can be wrong the next time. The range holds what the model
    leaves open, not that the model is wrong.

    Examples
    --------
    >>> import retention as rt
    >>> random = np.random.default_rng(4)
    >>> days = random.exponential(7 / random.gamma(0.5, 0.2, 900), (200, 900)).cumsum(axis=0)
    >>> stays = np.vstack([np.ones(900, bool), random.random((199, 900)) > random.beta(0.8, 2.5, 900)])
    >>> bought = np.vstack([np.ones(900, bool), np.logical_and.accumulate(stays) & (days < 365)])
    >>> who = np.nonzero(bought)[1]
    >>> when = pd.Timestamp("2023-01-01") + pd.to_timedelta(np.vstack([np.zeros(900), days])[bought], "D")
    >>> frame = pd.DataFrame({"who": who, "when": when})
    >>> events = rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when"))
    >>> test = rt.backtest(events, at="2023-09-01", horizon=8)
    >>> test.customers, test.inside, test.table.index.tolist()
    (900, True, ['0', '1', '2', '3', '4', '5', '6', '7+'])
    """
    if model not in get_args(Model):
        known_models = ", ".join(get_args(Model))
        raise SettingsError(
            say("'{model}' is not known.", model=model),
            where="model",
            todo=say("Choose one of: {choices}.", choices=known_models),
        )
    settings, length = (settings or CohortSettings()).replace(segment=None), days_of(unit)
    given = None if at is None else pd.Timestamp(asked_moment(at, "at")).normalize()
    moment = _hidden_from(source, settings, share_hidden) if given is None else given
    end = source.observed_until.normalize()
    if horizon is not None:
        if not horizon * length >= 1:
            raise SettingsError(say("nothing would be compared."), where="horizon", todo=say("Give a day or more."))
        end = moment + timedelta(days=round(horizon * length))
    if not moment < end:
        raise SettingsError(say("nothing would be hidden."), where="at", todo=say("Choose an earlier moment."))
    known = source.customer_counts(settings, moment, followed_to=end, each=False)
    frame, later = history_frame(known, unit, length), known.later
    time = (end - moment).days / length
    fit = (fit_bg_nbd if model == "bg_nbd" else fit_mbg_nbd)(frame)
    total = fit.total_purchases(time, frame, level)
    expected = fit.expected_purchases_given(time, frame["frequency"], frame["recency"], frame["T"]) * known.customers
    assert later is not None
    return Backtest(
        fit=fit,
        at=moment,
        until=end,
        time=time,
        unit=unit,
        customers=int(known.customers.sum()),
        forecast=total.purchases,
        lower=total.lower,
        upper=total.upper,
        actual=int(later.sum()),
        level=level,
        table=_by_frequency(known, later, expected),
    )


def _by_frequency(known: CustomerCounts, later: Any, expected: Any) -> pd.DataFrame:
    line = np.minimum(known.frequency, MOST)
    columns = {"customers": known.customers, "actual": later, "forecast": expected}
    sums = {name: np.bincount(line, column, minlength=MOST + 1) for name, column in columns.items()}
    held = sums["customers"] > 0
    names = [*map(str, range(MOST)), f"{MOST}+"]
    frame = pd.DataFrame(sums, index=pd.Index(names, name="frequency"))[held]
    frame = frame.astype({"customers": np.int64, "actual": np.int64})
    return frame.assign(
        actual_mean=frame["actual"] / frame["customers"], forecast_mean=frame["forecast"] / frame["customers"]
    )


def _hidden_from(source: VisitSource, settings: CohortSettings, share: float) -> pd.Timestamp:
    """The day on which the hidden part begins."""
    if not 0 < share < 1:
        raise SettingsError(
            say("{share} is not a share.", share=f"{share!r}"),
            where="share_hidden",
            todo=say("Give one between 0 and 1."),
        )
    counts = source.customer_counts(settings, each=False)
    if not len(counts.age):
        raise SettingsError(
            say("no row is a purchase."), where="return_event", todo=say("Choose another event or condition.")
        )
    days = int(counts.age.max()) + 1
    return source.observed_until.normalize() - timedelta(days=max(1, round(days * share)))
