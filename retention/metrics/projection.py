"""What a projection of lifetime value is: a curve with its range, and what it would have missed in the past."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from retention.errors import ModelError, SettingsError
from retention.languages import counted, nouns, say
from retention.metrics.arguments import at_least, per_period, periods, some_share
from retention.metrics.customer_value import DAYS_A_YEAR, PERIODS_A_YEAR
from retention.metrics.money_paths import MoneyPaths
from retention.metrics.wording import change, money, percent
from retention.settings import CohortSettings


@dataclass(frozen=True)
class Terms:
    """On what terms money to come is counted.

    Attributes
    ----------
    discount
        Rate of a year.
    margin
        Share of revenue that is left.
    horizon
        Number of periods counted.
    unit, days
        What one period is called, and its length in days (a month is a twelfth of 365.25).
    rate
        Discount rate of one period.
    """

    discount: float
    margin: float
    horizon: int
    unit: str
    days: float
    rate: float


def terms_of(discount: float, margin: float, horizon: int, settings: CohortSettings) -> Terms:
    """Check what was asked for; periods are those of the settings, the discount rate is that of a year."""
    if settings.period not in PERIODS_A_YEAR:
        raise SettingsError(
            say("hours are no time for a lifetime."), where="period", todo=say("Choose a day or longer.")
        )
    number = periods("horizon", horizon)
    if number is None:
        raise SettingsError(say("a projection needs an end."), where="horizon", todo=say("Give a number of periods."))
    a_year = PERIODS_A_YEAR[settings.period] / settings.period_size
    rate = per_period(at_least("discount", discount), a_year)
    part = some_share("margin", margin)
    return Terms(float(discount), part, number, settings.unit_name, DAYS_A_YEAR / a_year, rate)


@dataclass(frozen=True)
class HeldBack:
    """One number projected from the first part of the history, and what it became.

    Attributes
    ----------
    what
        "purchases", "money", or "customers".
    forecast, lower, upper, actual
        The number as projected, its range, and as it became.
    """

    what: str
    forecast: float
    lower: float
    upper: float
    actual: float

    @property
    def miss(self) -> float:
        """``forecast / actual - 1``: below zero where more came than was projected."""
        return self.forecast / self.actual - 1 if self.actual else math.nan

    @property
    def inside(self) -> bool:
        """Whether the range holds what happened."""
        return self.lower <= self.actual <= self.upper

    @property
    def words(self) -> str:
        """Both numbers, the miss, and whether the range held it."""
        return say(
            "{forecast} {what} (likely {low} to {high}) were projected, {actual} came: {miss}, {inside}",
            forecast=f"{self.forecast:,.0f}",
            what=say("in money") if self.what == "money" else say(self.what),
            low=f"{self.lower:,.0f}",
            high=f"{self.upper:,.0f}",
            actual=f"{self.actual:,.0f}",
            miss=change(self.miss),
            inside=say("inside the range") if self.inside else say("outside the range"),
        )


@dataclass(frozen=True)
class ValueCheck:
    """The back-test of a projection: the last part of the history hidden, projected, and compared.

    Attributes
    ----------
    hidden
        Which part was hidden, in words.
    customers
        Customers known before it.
    parts
        What was projected: purchases and money of a shop, customers of contracts.
    """

    hidden: str
    customers: int
    parts: tuple[HeldBack, ...]

    @property
    def inside(self) -> bool:
        """Whether every range holds what happened."""
        return all(part.inside for part in self.parts)

    @property
    def words(self) -> str:
        """What the projection would have missed; where it missed by more than it allows, with a warning."""
        said = say(
            "Projected from what was known before {hidden}, for {customers} customers: {parts}.",
            hidden=self.hidden,
            customers=f"{self.customers:,}",
            parts="; ".join(part.words for part in self.parts),
        )
        if self.inside:
            return said
        return " ".join([said, say("The range above is too narrow: the model leaves something out.")])

    def to_frame(self) -> pd.DataFrame:
        """One row for each number."""
        rows = [(p.what, p.forecast, p.lower, p.upper, p.actual, p.miss, p.inside) for p in self.parts]
        return pd.DataFrame(rows, columns=["what", "forecast", "lower", "upper", "actual", "miss", "inside"])


@dataclass(frozen=True, eq=False)
class ProjectedValue:
    """What a new customer is expected to bring within a horizon.

    Attributes
    ----------
    kind
        "visits" (a shop) or "contracts".
    value, lower, upper
        After margin, discounted, within the horizon; the range is that of parameters which the data leave open.
    first
        The part of it that comes at once: the first purchase, or the first payment.
    terms
        Discount, margin, horizon, and the period.
    curve
        Indexed by ``since``, 1, 2 ... periods after the start: ``revenue`` (so far, before margin and discount) with
        ``revenue_lower`` and ``revenue_upper``, ``value`` (after both) with ``value_lower`` and ``value_upper``, and
        ``then``, the revenue as it would have been projected without the hidden part of the history.
    check
        The back-test. There is no projection without one.
    n
        Customers that the model was fitted to.
    each, often
        Money of one purchase, or of one period of a contract; purchases, or paid periods, within the horizon.
    models
        The fitted models, by name.
    paths
        Money of a new customer as it falls due.
    endless
        Value without the horizon, where it is known: of contracts, discounted.
    segment, level
        The segment value, or None; confidence of the ranges.
    """

    kind: str
    value: float
    lower: float
    upper: float
    first: float
    terms: Terms
    curve: pd.DataFrame
    check: ValueCheck
    n: int
    each: float
    often: float
    models: dict[str, Any]
    paths: MoneyPaths
    endless: float = math.nan
    segment: str | None = None
    level: float = 0.95

    def with_terms(self, discount: float, margin: float, horizon: int) -> ProjectedValue:
        """Count the same projection on other terms, without another fit.

        Parameters
        ----------
        discount, margin, horizon
            As in :func:`projected_value`; the horizon at most that of this projection.

        Raises
        ------
        SettingsError
            For a longer horizon, or a margin outside 0-1.
        """
        until = periods("horizon", horizon)
        if until is None or until > len(self.paths.fitted) - self.paths.lead:
            raise SettingsError(
                say("{length} have not been projected.", length=counted(until or 0, self.terms.unit)),
                where="horizon",
                todo=say("Project further first."),
            )
        part = some_share("margin", margin)
        rate = per_period(at_least("discount", discount), DAYS_A_YEAR / self.terms.days)
        terms = replace(self.terms, discount=float(discount), margin=part, horizon=until, rate=rate)
        endless = endless_value(self.models, self.each, terms)
        return replace(self, terms=terms, endless=endless, **self.paths.on(terms, self.level))

    @property
    def formula(self) -> str:
        """The sum on these numbers, before discount and after it."""
        t, revenue = self.terms, float(self.curve["revenue"].iloc[-1])
        if self.kind == "visits":
            start = self.first / t.margin
            parts = say(
                "({start} first + {purchases} purchases × {each})",
                start=money(start),
                purchases=f"{self.often:,.2f}",
                each=money(self.each),
            )
        else:
            parts = say(
                "{often} paid {units} × {each}", often=f"{self.often:,.2f}", units=nouns(t.unit), each=money(self.each)
            )
        return say(
            "{sum}; at {discount} a year worth {value} today",
            sum=f"{parts} × {percent(t.margin)} = {money(revenue * t.margin)}",
            discount=percent(t.discount),
            value=money(self.value),
        )

    @property
    def words(self) -> str:
        """The number, its range, and what it takes for granted."""
        t = self.terms
        return say(
            "A new customer is expected to bring {value} (likely {low} to {high}) within {length}, after margin and "
            "discounted at {discount} a year, if customers go on as the {n} so far.",
            value=money(self.value),
            low=money(self.lower),
            high=money(self.upper),
            length=counted(t.horizon, t.unit),
            discount=percent(t.discount),
            n=f"{self.n:,}",
        )


def endless_value(models: dict[str, Any], each: float, terms: Terms) -> float:
    """Value of a contract without a horizon; NaN for shops, and where nothing is discounted."""
    if "sBG" not in models or not terms.rate > 0:
        return math.nan
    return float(each * terms.margin * models["sBG"].del_(terms.rate))


@dataclass(frozen=True)
class Refusal:
    """Why a segment has no projection.

    Attributes
    ----------
    condition
        Which condition failed, as :class:`retention.ModelError` names it.
    words
        In words, with what to do.
    """

    condition: str
    words: str


def without_check(error: ModelError) -> ModelError:
    """A projection that cannot be back-tested is none."""
    return ModelError(
        say(
            "The projection cannot be held against the past, with the last part of the history hidden: {what}",
            what=error.what,
        ),
        where=error.where,
        todo=say("Use the observed numbers until the history is longer."),
        condition=error.condition,
    )
