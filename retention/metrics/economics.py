"""What retention is worth in money: margin multiple, value against cost, and keeping against acquiring.

Every function takes plain numbers and gives them back with what follows from them; ``formula`` is the sum written out
on these numbers.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import pandas as pd

from retention.errors import SettingsError
from retention.languages import say
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
        return say(
            "{sum} = {multiple} times the margin of one period",
            sum=f"{r} / ({percent(1.0, 0)} + {d} − {r})",
            multiple=times(self.multiple),
        )


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
            say("customers who all stay for ever are worth more than any number."),
            where="retention",
            todo=say("Give a retention below 100 %, or a discount rate above 0."),
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
        ratio = times(self.ratio)
        if not math.isnan(self.lower):
            low, high = times(self.lower), times(self.upper)
            ratio = say("{value} (likely {low} to {high})", value=ratio, low=low, high=high)
        if not self.horizon:
            return say(
                "Each 1 spent on winning a customer brings {ratio}: {verdict}.", ratio=ratio, verdict=self._verdict
            )
        return say(
            "Each 1 spent on winning a customer brings {ratio} {by_when}: {verdict}.",
            ratio=ratio,
            by_when=self.horizon,
            verdict=self._verdict,
        )

    @property
    def _verdict(self) -> str:
        if self.lower < 1 <= self.upper:
            return say("whether that is more than it cost cannot be told apart from chance")
        return say("more than it cost") if self.ratio > 1 else say("no more than it cost")


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
        cost = money(self.break_even_cost)
        return say("{sum} = {cost} a contact at most", sum=f"{rate} × {worth}", cost=cost)

    @property
    def words(self) -> str:
        """What the numbers say, and how far they hang on a rate that nobody knows well."""
        low, stated, high = self.rows
        kept = say(
            "Keeping one customer costs {keeping}, winning one {winning}.",
            keeping=money(stated.cost_per_saved),
            winning=money(self.cac),
        )
        if low.pays:
            verdict = say("The action pays even at half the stated rate.")
        elif stated.pays:
            verdict = say("The action pays at the stated rate, and not at half of it.")
        elif high.pays:
            verdict = say("The action pays only if it saves more customers than stated.")
        else:
            verdict = say("The action does not pay, even at one and a half times the stated rate.")
        return " ".join(sentence for sentence in (kept, verdict, self._beside_new) if sentence)

    @property
    def _beside_new(self) -> str:
        if self.new_value is None:
            return ""
        kept, new = self.residual_value - self.stated.cost_per_saved, self.new_value - self.cac
        return say("After that cost a kept customer brings {kept}, a new one {new}.", kept=money(kept), new=money(new))

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
