"""Payback: how long it takes until a customer has brought back what winning them cost."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from retention.errors import SettingsError
from retention.intervals import Floats
from retention.languages import counted, nouns, numbered, say
from retention.metrics.arguments import above_zero, some_share
from retention.metrics.wording import money, percent

SHOWN = 1.5  # how far beyond the crossing the curve goes on, so that it can be seen


@dataclass(frozen=True)
class Payback:
    """When a customer's margin has paid for winning them.

    Attributes
    ----------
    cac, revenue_per_period, margin, unit
        As given.
    periods
        ``cac / (revenue_per_period * margin)``: as if no customer ever left.
    with_churn
        Periods until the margin of all who were won, those who have left included, has paid for them; infinite where
        it has not by the end of the curve given, NaN where none was given.
    curve
        Cumulative margin per customer won after 0, 1, 2 ... periods.
    ever_left
        Whether ``curve`` leaves out those who have left.
    """

    cac: float
    revenue_per_period: float
    margin: float
    unit: str
    periods: float
    with_churn: float
    curve: tuple[float, ...]
    ever_left: bool

    @property
    def formula(self) -> str:
        """The sum on these numbers."""
        each = f"({money(self.revenue_per_period)} × {percent(self.margin)})"
        return f"{money(self.cac)} / {each} = {_long(self.periods, self.unit)}"

    @property
    def words(self) -> str:
        """What the numbers say, in one or two sentences."""
        if not self.ever_left:
            return say(
                "A customer who stays has paid back the cost of winning them after {length}.",
                length=_long(self.periods, self.unit),
            )
        if math.isinf(self.with_churn):
            back = say(
                "Counting those who leave, the cost of winning customers is not paid back within the {length} looked "
                "at.",
                length=_long(len(self.curve) - 1, self.unit),
            )
        else:
            back = say(
                "Counting those who leave, the cost of winning customers is paid back after {length}.",
                length=_long(self.with_churn, self.unit),
            )
        stays = say("A customer who stays has paid it back after {length}.", length=_long(self.periods, self.unit))
        return f"{back} {stays}"


def payback(
    cac: float,
    revenue_per_period: float,
    margin: float,
    *,
    unit: str = "month",
    survival: Sequence[float] | Floats | None = None,
) -> Payback:
    """Work out CAC payback: ``cac / (revenue_per_period * margin)``, in periods.

    That is the time of a customer who stays. Where it is known how customers leave, ``survival`` gives the honest
    figure beside it: all who were won have to pay for all of them.

    Parameters
    ----------
    cac
        What winning one customer costs.
    revenue_per_period, margin
        Revenue of one customer in one period, and the share of it that is left after the cost of serving them.
    unit
        What one period is called.
    survival
        Share of customers still there at age 0, 1, 2 ... periods: ``survival[t]`` of them pay in period t + 1.

    Returns
    -------
    Payback

    Raises
    ------
    SettingsError
        For amounts that are not above 0, a margin outside 0-1, or a survival that does not begin at 1 and fall.

    Examples
    --------
    >>> found = payback(120, 10, 0.8)
    >>> found.periods
    15.0
    >>> payback(120, 10, 0.8, survival=[0.97**t for t in range(60)]).with_churn > 15
    True
    """
    cost, revenue = above_zero("cac", cac), above_zero("revenue_per_period", revenue_per_period)
    each = revenue * some_share("margin", margin)
    if survival is None:
        many = max(2, math.ceil(SHOWN * cost / each))
        whole = each * np.arange(min(many, 1200) + 1)
        return Payback(cost, revenue, margin, unit, cost / each, math.nan, tuple(whole.tolist()), False)
    still = survival_curve("survival", survival)
    curve: Floats = np.concatenate([[0.0], each * np.cumsum(still)]).astype(float)
    return Payback(cost, revenue, margin, unit, cost / each, crossing(curve, cost), tuple(curve.tolist()), True)


@dataclass(frozen=True)
class ObservedPayback:
    """When what customers really brought had paid for winning them.

    Attributes
    ----------
    cac, margin, unit
        As given.
    age
        First age through which margin on the value so far covers the cost; None where no age seen so far does.
    earliest, latest
        The same for the upper and the lower end of the value's range.
    last_age
        Last age that is known.
    covered
        Share of the cost that is paid back by then.
    """

    cac: float
    margin: float
    unit: str
    age: int | None
    earliest: int | None
    latest: int | None
    last_age: int
    covered: float

    @property
    def words(self) -> str:
        """What was seen, in one sentence."""
        if self.age is None:
            return say(
                "By {age}, as far as customers have been watched, they have brought back {share} of what winning them "
                "cost.",
                age=numbered(self.unit, self.last_age),
                share=percent(self.covered, 0),
            )
        age = numbered(self.unit, self.age)
        if self.earliest == self.latest:
            return say("Customers had brought back what winning them cost by the end of {age}.", age=age)
        earliest = numbered(self.unit, self.age if self.earliest is None else self.earliest)
        latest = say("later than can be seen") if self.latest is None else str(self.latest)
        return say(
            "Customers had brought back what winning them cost by the end of {age} (likely {earliest} to {latest}).",
            age=age,
            earliest=earliest,
            latest=latest,
        )


def observed_payback(values: pd.DataFrame, cac: float, margin: float, *, unit: str = "month") -> ObservedPayback:
    """Find the age by which customers really had paid back what winning them cost.

    Parameters
    ----------
    values
        Value per customer by age, with its range: ``observed_value(...).pooled``, or any frame indexed by ``age`` with
        the columns ``value``, ``lower`` and ``upper``.
    cac, margin, unit
        As in :func:`payback`.

    Returns
    -------
    ObservedPayback

    Notes
    -----
    Nothing is assumed about the future: only ages that enough customers have been watched through can answer.

    Examples
    --------
    >>> ages = pd.DataFrame({"value": [50.0, 80.0, 100.0], "lower": [45.0, 70.0, 85.0], "upper": [55.0, 90.0, 115.0]})
    >>> found = observed_payback(ages, 60, 0.8)
    >>> found.age, found.earliest, found.latest
    (1, 1, 2)
    """
    cost, part = above_zero("cac", cac), some_share("margin", margin)
    if not len(values):
        raise SettingsError(
            say("there is no age with a value."), where="values", todo=say("Wait until two cohorts are complete.")
        )

    def reached(column: str) -> int | None:
        enough = np.flatnonzero(values[column].to_numpy(float) * part >= cost)
        return int(values.index[enough[0]]) if len(enough) else None

    last = float(values["value"].iloc[-1])
    return ObservedPayback(
        cac=cost,
        margin=part,
        unit=unit,
        age=reached("value"),
        earliest=reached("upper"),
        latest=reached("lower"),
        last_age=int(values.index[-1]),
        covered=last * part / cost,
    )


def crossing(curve: Floats, level: float) -> float:
    """Where a curve over 0, 1, 2 ... first reaches a level, between points in proportion; infinite if it does not.

    Examples
    --------
    >>> crossing(np.array([0.0, 8.0, 14.0]), 11.0)
    1.5
    """
    reached = np.flatnonzero(curve >= level * (1 - 1e-12))
    if not len(reached):
        return math.inf
    at = int(reached[0])
    if at == 0:
        return 0.0
    step = float(curve[at] - curve[at - 1])
    return at - 1 + min(1.0, (level - float(curve[at - 1])) / step)


def survival_curve(name: str, given: Sequence[float] | Floats) -> Floats:
    """Shares that begin at 1 and never rise."""
    still = np.asarray(given, float)
    falls = len(still) > 0 and abs(still[0] - 1) < 1e-9 and (np.diff(still) <= 1e-12).all() and (still >= 0).all()
    if still.ndim != 1 or not falls:
        raise SettingsError(
            say("shares of customers still there must begin at 1 and never rise."),
            where=name,
            todo=say("Give one share for each age: 1, 0.9, 0.85 ..."),
        )
    return still


def _long(number: float, unit: str) -> str:
    """A length of time: "15 months", "1 month", "7.5 months"."""
    text = f"{number:,.0f}" if number >= 100 or float(number).is_integer() else f"{number:,.1f}"
    if "." not in text:
        return counted(round(number), unit)
    return say("{number} {units}", number=text, units=nouns(unit))
