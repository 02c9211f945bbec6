"""What retention is worth in money: margin multiple, value against cost, and keeping against acquiring.

Every function takes plain numbers and gives them back with what follows from them; ``formula`` is the sum written out
on these numbers.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import pandas as pd

from retention.errors import SettingsError
from retention.metrics.arguments import above_zero, at_least, share, some_share
from retention.metrics.wording import money, percent, times

OF_THE_RATE = (0.5, 1.0, 1.5)  # of the save rate that was stated: nobody knows it well


@dataclass(frozen=True)
class MarginMultiple:
    """How many periods' margin a customer is still worth.

    Attributes
    ----------
    retention, discount
        As given, both for one period.
    multiple
        ``retention / (1 + discount - retention)``.
    """

    retention: float
    discount: float
    multiple: float

    @property
    def formula(self) -> str:
        """The sum on these numbers."""
        r, d = percent(self.retention), percent(self.discount)
        return f"{r} / (100 % + {d} − {r}) = {times(self.multiple)} times the margin of one period"


def margin_multiple(retention: float, discount: float) -> MarginMultiple:
    """Work out the margin multiple: ``r / (1 + d - r)`` of one period's margin, with constant retention for ever.

    The first margin counted is that of the next period, if the customer is still there then. With the margin of the
    period under way it is one more.

    Parameters
    ----------
    retention, discount
        Fractions for one period, both for the same one: yearly retention asks for a yearly discount rate.

    Returns
    -------
    MarginMultiple

    Raises
    ------
    SettingsError
        If everybody stays for ever and nothing is discounted: then the sum has no end.

    Notes
    -----
    Gupta, S. and Lehmann, D. R. (2003), "Customers as Assets", Journal of Interactive Marketing 17(1), 9-24.

    Examples
    --------
    From 90 to 95 % retention is half the churn:

    >>> [round(margin_multiple(r, 0.10).multiple, 2) for r in (0.80, 0.85, 0.90, 0.95)]
    [2.67, 3.4, 4.5, 6.33]
    """
    r, d = share("retention", retention), at_least("discount", discount)
    if 1 + d - r <= 0:
        raise SettingsError(
            "customers who all stay for ever are worth more than any number.",
            where="retention",
            todo="Give a retention below 100 %, or a discount rate above 0.",
        )
    return MarginMultiple(r, d, r / (1 + d - r))


@dataclass(frozen=True)
class LtvToCac:
    """What a customer brings for each unit of money spent on winning them.

    Attributes
    ----------
    value, cac
        Lifetime value (after margin, at a stated horizon) and acquisition cost of one customer.
    ratio, lower, upper
        ``value / cac``; the ends are NaN where the value came without a range.
    horizon
        Up to when the value counts, in words.
    """

    value: float
    cac: float
    ratio: float
    lower: float
    upper: float
    horizon: str = ""

    @property
    def formula(self) -> str:
        """The sum on these numbers."""
        return f"{money(self.value)} / {money(self.cac)} = {times(self.ratio)}"

    @property
    def words(self) -> str:
        """What the ratio says, in one sentence."""
        likely = "" if math.isnan(self.lower) else f" (likely {times(self.lower)} to {times(self.upper)})"
        when = f" {self.horizon}" if self.horizon else ""
        if self.lower < 1 <= self.upper:
            verdict = "whether that is more than it cost cannot be told apart from chance"
        else:
            verdict = "more than it cost" if self.ratio > 1 else "no more than it cost"
        return f"Each 1 spent on winning a customer brings {times(self.ratio)}{likely}{when}: {verdict}."


def ltv_to_cac(
    value: float, cac: float, *, value_range: tuple[float, float] | None = None, horizon: str = ""
) -> LtvToCac:
    """Set lifetime value against acquisition cost: ``value / cac`` of one customer.

    Parameters
    ----------
    value
        What a customer brings after margin, at a stated horizon.
    cac
        What winning one customer costs. It is asked for, never assumed.
    value_range
        Range of ``value``, carried over to the ratio.
    horizon
        Up to when the value counts, in words: "in 12 months".

    Returns
    -------
    LtvToCac

    Examples
    --------
    >>> found = ltv_to_cac(250, 100, value_range=(167, 400), horizon="in 36 months")
    >>> found.ratio, found.formula
    (2.5, '250 / 100 = 2.50')
    >>> print(found.words)
    Each 1 spent on winning a customer brings 2.50 (likely 1.67 to 4.00) in 36 months: more than it cost.
    """
    cost = above_zero("cac", cac)
    lower, upper = value_range if value_range is not None else (math.nan, math.nan)
    return LtvToCac(float(value), cost, value / cost, lower / cost, upper / cost, horizon)


@dataclass(frozen=True)
class SaveRate:
    """Keeping customers by an action, at one save rate.

    Attributes
    ----------
    of_stated
        How much of the stated rate this is: 0.5, 1, 1.5.
    rate
        Incremental save rate: customers who stay because of the action, of those contacted.
    cost_per_saved
        ``cost_per_contact / rate``: what keeping one customer costs.
    break_even_cost
        ``rate * residual_value``: what a contact may cost at most.
    gain_per_contact
        ``break_even_cost - cost_per_contact``.
    pays
        The gain is above zero.
    cheaper_than_acquiring
        Keeping one customer costs less than winning one.
    """

    of_stated: float
    rate: float
    cost_per_saved: float
    break_even_cost: float
    gain_per_contact: float
    pays: bool
    cheaper_than_acquiring: bool


@dataclass(frozen=True)
class KeepOrAcquire:
    """What an action may cost that keeps customers, beside what winning new ones costs.

    Attributes
    ----------
    cost_per_contact, incremental_save_rate, residual_value, cac
        As given.
    rows
        At half the stated rate, at it, and at one and a half times it.
    break_even_cost
        ``incremental_save_rate * residual_value``.
    break_even_rate
        ``cost_per_contact / residual_value``: below this save rate the action loses money.
    new_value
        What a new customer brings before acquisition cost, if given: then a kept one and a new one can be compared.
    """

    cost_per_contact: float
    incremental_save_rate: float
    residual_value: float
    cac: float
    rows: tuple[SaveRate, ...]
    break_even_cost: float
    break_even_rate: float
    new_value: float | None = None

    @property
    def stated(self) -> SaveRate:
        """The row at the rate that was stated."""
        return next(row for row in self.rows if row.of_stated == 1)

    @property
    def formula(self) -> str:
        """The sum on these numbers."""
        rate, worth = percent(self.incremental_save_rate), money(self.residual_value)
        return f"{rate} × {worth} = {money(self.break_even_cost)} a contact at most"

    @property
    def words(self) -> str:
        """What the numbers say, and how far they hang on a rate that nobody knows well."""
        low, stated, high = self.rows
        kept = f"Keeping one customer costs {money(stated.cost_per_saved)}, winning one {money(self.cac)}."
        if low.pays:
            verdict = "The action pays even at half the stated rate."
        elif stated.pays:
            verdict = "The action pays at the stated rate, and not at half of it."
        elif high.pays:
            verdict = "The action pays only if it saves more customers than stated."
        else:
            verdict = "The action does not pay, even at one and a half times the stated rate."
        return f"{kept} {verdict}{self._beside_new}"

    @property
    def _beside_new(self) -> str:
        if self.new_value is None:
            return ""
        kept, new = self.residual_value - self.stated.cost_per_saved, self.new_value - self.cac
        return f" After that cost a kept customer brings {money(kept)}, a new one {money(new)}."

    def to_frame(self) -> pd.DataFrame:
        """One row for each rate."""
        return pd.DataFrame([asdict(row) for row in self.rows])


def keep_or_acquire(
    cost_per_contact: float,
    incremental_save_rate: float,
    residual_value: float,
    cac: float,
    *,
    new_value: float | None = None,
) -> KeepOrAcquire:
    """Set an action that keeps customers against winning new ones: break-even cost ``save rate * residual value``.

    Parameters
    ----------
    cost_per_contact
        What the action costs for each customer contacted, saved or not, rebates to those who would have stayed
        included.
    incremental_save_rate
        Share of the contacted who stay because of the action: churn without it less churn with it, as a group left
        alone shows. Not the share of the contacted who stayed.
    residual_value
        What a customer who stays still brings, after margin.
    cac
        What winning one customer costs.
    new_value
        What a new customer brings before that cost, where both are to be compared by what is left.

    Returns
    -------
    KeepOrAcquire
        With a table at half the stated rate, at it, and at one and a half times it (never above 100 %).

    Examples
    --------
    >>> found = keep_or_acquire(5, 0.04, 200, 60)
    >>> found.formula
    '4.0\\xa0% × 200 = 8 a contact at most'
    >>> print(found.to_frame()[["rate", "cost_per_saved", "break_even_cost", "gain_per_contact", "pays"]])
       rate  cost_per_saved  break_even_cost  gain_per_contact   pays
    0  0.02      250.000000              4.0              -1.0  False
    1  0.04      125.000000              8.0               3.0   True
    2  0.06       83.333333             12.0               7.0   True
    """
    cost, rate = (
        at_least("cost_per_contact", cost_per_contact),
        some_share("incremental_save_rate", incremental_save_rate),
    )
    worth, price = above_zero("residual_value", residual_value), above_zero("cac", cac)
    rows = []
    for part in OF_THE_RATE:
        at = min(1.0, part * rate)
        gain = at * worth - cost
        rows.append(SaveRate(part, at, cost / at, at * worth, gain, gain > 0, cost / at < price))
    return KeepOrAcquire(cost, rate, worth, price, tuple(rows), rate * worth, cost / worth, new_value)
