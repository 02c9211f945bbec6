"""The simple formula of lifetime value, revenue x margin / churn: a cross-check, and how far it swings."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from retention.counts import Source
from retention.errors import SettingsError
from retention.intervals import wilson
from retention.languages import counted, noun, say
from retention.metrics.arguments import above_zero, at_least, per_period, periods, share, some_share
from retention.metrics.customer_value import MONTHS_A_YEAR, PERIODS_A_YEAR
from retention.metrics.wording import change, money, percent
from retention.settings import CohortSettings

STEPS = 41  # of the strip that shows the formula over a range of churn


@dataclass(frozen=True)
class SimpleValue:
    """Lifetime value by the simple formula, at one churn rate and at the ends of its range.

    Attributes
    ----------
    revenue_per_period, churn, margin, horizon, discount, unit
        As given; ``horizon`` None has no end.
    value
        At ``churn``.
    churn_lower, churn_upper
        Range of the churn rate; NaN where none is given.
    lower, upper
        Value at the upper and at the lower end of churn.
    uncapped
        Value without the horizon; infinite where nobody leaves and nothing is discounted.
    n, periods
        Customers at the start of the periods that churn was measured over, and number of these; 0 where it was typed.
    """

    revenue_per_period: float
    churn: float
    margin: float
    horizon: int | None
    discount: float
    unit: str
    value: float
    churn_lower: float
    churn_upper: float
    lower: float
    upper: float
    uncapped: float
    n: int = 0
    periods: int = 0

    @property
    def swing(self) -> float:
        """``upper / lower - 1``: how much more the formula gives at one end of churn's range than at the other."""
        return self.upper / self.lower - 1 if self.lower else math.inf

    @property
    def formula(self) -> str:
        """The sum on these numbers."""
        each = f"{money(self.revenue_per_period)} × {percent(self.margin)}"
        whole = (
            f"{each} / {percent(self.churn)} = {money(self.uncapped)}"
            if self.churn
            else say("{money} a {unit}", money=each, unit=noun(self.unit))
        )
        if self.discount:
            whole = (
                f"{each} / (1 − (1 − {percent(self.churn)}) / (1 + {percent(self.discount)})) = {money(self.uncapped)}"
            )
        if self.horizon is None:
            return whole
        length = counted(self.horizon, self.unit)
        return say("{sum}; within {length}: {value}", sum=whole, length=length, value=money(self.value))

    @property
    def words(self) -> str:
        """What the formula gives, and how far it swings."""
        said = self._said
        if math.isnan(self.lower):
            return said
        swing = say(
            "Churn may as well lie anywhere between {low_churn} and {high_churn}: then it is between {low} and {high}, "
            "{swing} from end to end.",
            low_churn=percent(self.churn_lower),
            high_churn=percent(self.churn_upper),
            low=money(self.lower),
            high=money(self.upper),
            swing=change(self.swing),
        )
        return f"{said} {swing}"

    @property
    def _said(self) -> str:
        found = {"value": money(self.value), "churn": percent(self.churn), "unit": noun(self.unit)}
        if self.horizon is None:
            return say("A customer brings {value} if {churn} leave every {unit} for ever.", **found)
        return say(
            "A customer brings {value} within {length} if {churn} leave every {unit} for ever.",
            length=counted(self.horizon, self.unit),
            **found,
        )

    def over(self, churn: float) -> float:
        """The formula at another churn rate."""
        return _value(self.revenue_per_period * self.margin, churn, self.horizon, self.discount)

    def strip(self) -> pd.DataFrame:
        """The formula over a range of churn around the one given: ``churn`` and ``value``."""
        known = not math.isnan(self.churn_lower)
        low = min(self.churn / 2, self.churn_lower if known else self.churn)
        high = max(min(1.0, 2 * self.churn), self.churn_upper if known else self.churn, 0.01)
        if self.horizon is None and not self.discount:
            low = max(low, high / 20)
        rates = np.linspace(low, high, STEPS)
        return pd.DataFrame({"churn": rates, "value": [self.over(float(rate)) for rate in rates]})


def simple_value(
    revenue_per_period: float,
    churn: float,
    margin: float,
    horizon: int | None = None,
    discount: float = 0.0,
    *,
    churn_range: tuple[float, float] | None = None,
    unit: str = "month",
) -> SimpleValue:
    """Work out lifetime value by the simple formula: ``revenue per period * margin / churn``, capped at a horizon.

    Sum over periods t = 0, 1, 2 ... up to the horizon of ``revenue * margin * ((1 - churn) / (1 + discount))^t``: the
    first period is paid in full and at once. Without horizon and discount that is revenue x margin / churn. It takes
    churn for the same at every age and for every customer, which it hardly ever is, and where churn is small a little
    more or less of it changes the value by a lot: a cross-check, no forecast.

    Parameters
    ----------
    revenue_per_period, churn, margin
        Revenue of one customer in one period, share of customers who leave in one, share of revenue that is left.
    horizon
        Number of periods counted; None counts all.
    discount
        Discount rate of one period.
    churn_range
        Between which rates churn may lie: the formula is worked out at both ends.
    unit
        What one period is called.

    Returns
    -------
    SimpleValue

    Raises
    ------
    SettingsError
        For shares outside 0-1, and where nobody leaves, nothing is discounted and there is no horizon.

    Examples
    --------
    10 a month is 250 with 4 % churn, and 167 with 6 %: a third less.

    >>> found = simple_value(10, 0.04, 1.0, churn_range=(0.03, 0.06))
    >>> round(found.value), round(found.lower), round(found.upper)
    (250, 167, 333)
    >>> round(simple_value(10, 0.04, 1.0, horizon=36).value)
    192
    """
    each = at_least("revenue_per_period", revenue_per_period) * some_share("margin", margin)
    share("churn", churn)
    at_least("discount", discount)
    until = periods("horizon", horizon)
    low, high = (math.nan, math.nan) if churn_range is None else (share("churn_range", c) for c in churn_range)
    if low > churn or high < churn:
        raise SettingsError(
            say("the range leaves out the churn rate."), where="churn_range", todo=say("Give (lower, upper).")
        )
    return SimpleValue(
        revenue_per_period=float(revenue_per_period),
        churn=float(churn),
        margin=float(margin),
        horizon=until,
        discount=float(discount),
        unit=unit,
        value=_value(each, churn, until, discount),
        churn_lower=low,
        churn_upper=high,
        lower=math.nan if math.isnan(high) else _value(each, high, until, discount),
        upper=math.nan if math.isnan(low) else _value(each, low, until, discount, endless=True),
        uncapped=_value(each, churn, None, discount, endless=True),
    )


def _value(each: float, churn: float, horizon: int | None, discount: float, endless: bool = False) -> float:
    factor = (1 - churn) / (1 + discount)
    if factor == 1:
        if horizon is None and not endless:
            raise SettingsError(
                say("where nobody leaves, the formula has no end."),
                where="churn",
                todo=say("Give a horizon or a discount rate."),
            )
        return math.inf if horizon is None else each * horizon
    return each * (1 - (0.0 if horizon is None else factor**horizon)) / (1 - factor)


def simple_value_of(
    source: Source,
    settings: CohortSettings | None = None,
    *,
    margin: float,
    horizon: int | None = None,
    discount: float = 0.0,
    level: float = 0.95,
) -> SimpleValue:
    """Measure revenue per customer and churn, and put them into the simple formula.

    Over all periods that are whole and compared with one before: revenue is the money at the start / the customers who
    paid it, churn those of them who do not pay in the period / all of them, with the Wilson range.

    Parameters
    ----------
    source, settings
        Events with an amount, or contracts; plain months by default. Segments are not split here.
    margin
        Share of revenue that is left.
    horizon
        Number of periods counted.
    discount
        Discount rate of a year.
    level
        Confidence of churn's range.

    Returns
    -------
    SimpleValue

    Raises
    ------
    SettingsError
        If no period can be compared with the one before.

    Notes
    -----
    In a shop nobody says that they leave: a customer who skips a period counts as lost although many come back, so that
    churn is high and the value low. The projection is made for that; this stays a cross-check.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"who": list("abcd"), "from": ["2024-01-02"] * 4, "to": [None, None, None, "2024-03-09"],
    ...                       "mrr": [10.0] * 4})
    >>> contracts = rt.subscriptions_from_frame(
    ...     frame, rt.SubscriptionMapping("who", "from", "to", "mrr"), observed_until="2024-05-01")
    >>> found = simple_value_of(contracts, margin=0.5, horizon=12)
    >>> found.revenue_per_period, round(found.churn, 3), found.n
    (10.0, 0.091, 11)
    """
    settings = (settings or CohortSettings()).replace(segment=None)
    if settings.period not in PERIODS_A_YEAR:
        raise SettingsError(
            say("hours are no time for a lifetime."), where="period", todo=say("Choose a day or longer.")
        )
    counts = source.revenue_counts(settings)
    blank = np.concatenate([[False], counts.no_data[:-1]]) if len(counts.no_data) else counts.no_data
    known = counts.complete & ~counts.no_data & ~blank & (counts.customers[0] > 0)
    n, kept = int(counts.customers[0][known].sum()), int(counts.kept[0][known].sum())
    if not n:
        raise SettingsError(
            say("no whole period follows one with paying customers."),
            where="period",
            todo=say("Choose a shorter period."),
        )
    a_year = PERIODS_A_YEAR[settings.period] / settings.period_size
    # Visits say what a period brought, contracts what runs a month.
    months = 1.0 if hasattr(source, "customer_counts") else MONTHS_A_YEAR / a_year
    lower, upper = (float(end) for end in wilson(n - kept, n, level))
    found = simple_value(
        above_zero("amount", float(counts.start[0][known].sum()) * months / n),
        (n - kept) / n,
        margin,
        horizon,
        per_period(discount, a_year),
        churn_range=(lower, upper),
        unit=settings.unit_name,
    )
    return replace(found, n=n, periods=int(known.sum()))
