"""Well-known sentences about retention, as claims to test on one's own numbers.

None of them is a law. Each depends on numbers that differ from business to business, and most are arithmetic under
assumptions that are rarely told.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from retention.intervals import Floats
from retention.languages import counted, mark, noun, say
from retention.metrics.arguments import above_zero, at_least, some_share
from retention.metrics.retention_gain import retention_gain
from retention.metrics.wording import change, percent, times

MORE_PROFIT, DEARER, MORE_REVENUE = mark("5 points of retention"), mark("dearer to acquire"), mark("1 point of churn")
HOLDS, BELOW = mark("as claimed"), mark("less than claimed")
ABOVE, NOT_TOLD = mark("more than claimed"), mark("cannot be told")


@dataclass(frozen=True)
class Slogan:
    """A claim, and what one's own numbers say.

    Attributes
    ----------
    name, claim
        A short name, and the sentence that goes round.
    claimed
        Lowest and highest number that it promises.
    value
        The same from one's own numbers; NaN where they do not tell.
    verdict
        "as claimed", "less than claimed", "more than claimed", or "cannot be told".
    words
        What one's own numbers say, and under which assumption.
    """

    name: str
    claim: str
    claimed: tuple[float, float]
    value: float
    verdict: str
    words: str


@dataclass(frozen=True)
class Slogans:
    """Claims, each tested on the same numbers."""

    tested: tuple[Slogan, ...]

    def __getitem__(self, name: str) -> Slogan:
        return next(slogan for slogan in self.tested if slogan.name == name)

    def to_frame(self) -> pd.DataFrame:
        """One row for each claim."""
        return pd.DataFrame([asdict(slogan) for slogan in self.tested])


def slogans(
    retention: float | Sequence[float] | Floats,
    *,
    discount: float = 0.0,
    horizon: int = 12,
    margin_per_period: float | None = None,
    cac: float | None = None,
    cost_per_contact: float | None = None,
    incremental_save_rate: float | None = None,
    unit: str = "period",
) -> Slogans:
    """Test three well-known claims on one's own numbers.

    Parameters
    ----------
    retention
        Retention of each coming period, or one number for all of them.
    discount, horizon
        Discount rate of one period, and periods looked at.
    margin_per_period, cac
        With both, profit is the margin of a customer less the cost of winning them; otherwise it is the margin alone.
    cost_per_contact, incremental_save_rate
        Of an action that keeps customers: what it costs for each contacted, and how many of these stay because of it.
    unit
        What one period is called.

    Returns
    -------
    Slogans
        By name: "5 points of retention" (25 to 95 % more profit), "dearer to acquire" (6 to 7 times), "1 point of
        churn" (7 % more revenue).

    Notes
    -----
    The first is commonly traced to Reichheld and Sasser (1990), "Zero Defections: Quality Comes to Services", Harvard
    Business Review 68(5), 105-111, who worked out present values for chosen industries. Sharp, B. (2010), How Brands
    Grow, shows that five points are a large cut in churn, and which one depends on where one stands.

    Examples
    --------
    >>> found = slogans([0.80] * 5, discount=0.10, horizon=5)
    >>> found["5 points of retention"].verdict, found["dearer to acquire"].verdict
    ('less than claimed', 'cannot be told')
    """
    at_least("discount", discount)
    return Slogans(
        (
            _more_profit(retention, discount, horizon, margin_per_period, cac, unit),
            _dearer(cac, cost_per_contact, incremental_save_rate),
            _more_revenue(retention, horizon, unit),
        )
    )


def _more_profit(
    retention: float | Sequence[float] | Floats,
    discount: float,
    horizon: int,
    margin: float | None,
    cac: float | None,
    unit: str,
) -> Slogan:
    claimed = (0.25, 0.95)
    claim = say(
        "{points} more retention, {low} to {high} more profit",
        points=percent(0.05, 0),
        low=25,
        high=percent(0.95, 0),
    )
    if _first_churn(retention) == 0:
        return Slogan(MORE_PROFIT, claim, claimed, math.nan, NOT_TOLD, say("Nobody leaves: there is nothing to gain."))
    gain = retention_gain(retention, points=0.05, discount=discount, horizon=horizon, margin_per_period=margin)
    form = gain.every_period
    value, of_what = form.gain, say("the margin of a customer")
    if margin is not None and cac is not None:
        before = (1 + form.before) * above_zero("margin_per_period", margin) - above_zero("cac", cac)
        if before <= 0:
            words = say(
                "A customer does not pay for winning them within {length}: there is no profit to raise.",
                length=counted(horizon, unit),
            )
            return Slogan(MORE_PROFIT, claim, claimed, math.nan, NOT_TOLD, words)
        value, of_what = form.money / before, say("the margin of a customer less the cost of winning them")
    words = say(
        "Five points more in every {unit} bring {gain} of {what} over {length}. That asks for {cut} less churn at "
        "first; five points once bring {once} of margin.",
        unit=noun(unit),
        gain=change(value),
        what=of_what,
        length=counted(horizon, unit),
        cut=percent(form.first_cut, 0),
        once=change(gain.next_period.gain),
    )
    return Slogan(MORE_PROFIT, claim, claimed, value, _verdict(value, claimed), words)


def _dearer(cac: float | None, cost: float | None, rate: float | None) -> Slogan:
    claim, claimed = say("Winning a customer costs 6 to 7 times as much as keeping one"), (6.0, 7.0)
    if cac is None or cost is None or rate is None:
        words = say(
            "That takes the cost of winning a customer, and the cost and the save rate of an action that keeps some."
        )
        return Slogan(DEARER, claim, claimed, math.nan, NOT_TOLD, words)
    kept = at_least("cost_per_contact", cost) / some_share("incremental_save_rate", rate)
    if kept == 0:
        return Slogan(DEARER, claim, claimed, math.inf, ABOVE, say("Keeping a customer costs nothing here."))
    value = above_zero("cac", cac) / kept
    words = say(
        "Winning one customer costs {times} times as much as keeping one who would have left. Half the save rate would "
        "make it {half} times.",
        times=times(value),
        half=times(value / 2),
    )
    return Slogan(DEARER, claim, claimed, value, _verdict(value, claimed), words)


def _more_revenue(retention: float | Sequence[float] | Floats, horizon: int, unit: str) -> Slogan:
    claimed = (0.07, 0.07)
    claim = say("{churn} less churn, {revenue} more revenue", churn=percent(0.01, 0), revenue=percent(0.07, 0))
    churn = _first_churn(retention)
    if churn == 0:
        return Slogan(MORE_REVENUE, claim, claimed, math.nan, NOT_TOLD, say("Nobody leaves: there is nothing to gain."))
    form = retention_gain(retention, points=min(0.01, churn), horizon=horizon).every_period
    value = (form.after - form.before) / (1 + form.before)  # the first period is paid whoever stays
    small = retention_gain(retention, churn_cut=0.01, horizon=horizon).every_hazard
    words = say(
        "One point less churn in every {unit} brings {gain} of revenue from new customers over {length}; a hundredth "
        "of the churn less brings {small_gain}.",
        unit=noun(unit),
        gain=change(value),
        length=counted(horizon, unit),
        small_gain=change((small.after - small.before) / (1 + small.before)),
    )
    return Slogan(MORE_REVENUE, claim, claimed, value, _verdict(value, claimed), words)


def _first_churn(retention: float | Sequence[float] | Floats) -> float:
    given = np.atleast_1d(np.asarray(retention, float))
    return float(1 - given[0]) if len(given) else 0.0


def _verdict(value: float, claimed: tuple[float, float]) -> str:
    """Beside the promise; to a per cent or a tenth where it is a single number, as it is told."""
    low, high = claimed
    slack = 0.005 if high < 1 else 0.05
    if math.isnan(value):
        return NOT_TOLD
    if value < low - slack:
        return BELOW
    return ABOVE if value > high + slack else HOLDS
