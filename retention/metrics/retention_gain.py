"""What better retention is worth, in three forms that are easily taken for one another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from retention.errors import SettingsError
from retention.intervals import Floats
from retention.languages import mark, say
from retention.metrics.arguments import above_zero, at_least, periods, share, some_share
from retention.metrics.wording import change, money, percent, times
from retention.metrics.wording import points as in_points

NEXT, EVERY_HAZARD, EVERY_PERIOD = (
    mark("next period only"),
    mark("every churn rate cut alike"),
    mark("every period plus the same points"),
)


@dataclass(frozen=True)
class GainForm:
    """One form of better retention.

    Attributes
    ----------
    name
        "next period only", "every churn rate cut alike", or "every period plus the same points".
    before, after
        Multiples of one period's margin that a customer is worth.
    gain
        ``after / before - 1``.
    churn_before, churn_after
        Churn rates of the first period.
    first_cut
        ``1 - churn_after / churn_before``: the cut in churn that this form implies in the first period.
    mean_cut
        The same over all periods looked at, each weighted by the customers who are there to leave.
    money
        What the gain is worth for one customer; NaN where no margin per period was given.
    """

    name: str
    before: float
    after: float
    gain: float
    churn_before: float
    churn_after: float
    first_cut: float
    mean_cut: float
    money: float

    @property
    def words(self) -> str:
        """What this form asks for and what it brings, in one sentence."""
        gain = change(self.gain)
        if not math.isnan(self.money):
            gain = say("{gain}, {money} for each customer", gain=gain, money=money(self.money))
        return say(
            "{form}: {asks}; the multiple goes from {before} to {after} ({gain}).",
            form=say(self.name).capitalize(),
            asks=self._asks,
            before=times(self.before),
            after=times(self.after),
            gain=gain,
        )

    @property
    def _asks(self) -> str:
        """The churn that it asks for."""
        churn = {"before": percent(self.churn_before), "after": percent(self.churn_after), "cut": _cut(self.first_cut)}
        if self.name == NEXT:
            return say("{before} churn becomes {after}, {cut}, once", **churn)
        if abs(self.mean_cut - self.first_cut) > 0.005:
            return say(
                "{before} churn becomes {after}, {cut} at first and {mean_cut} over all periods",
                mean_cut=_cut(self.mean_cut),
                **churn,
            )
        return say("{before} churn becomes {after}, {cut}", **churn)


@dataclass(frozen=True)
class RetentionGain:
    """What an improvement of retention is worth in each of three forms.

    Attributes
    ----------
    points
        Points of retention gained in the first period, as a fraction.
    discount, horizon, margin_per_period
        As given; ``horizon`` None is without end.
    forms
        Next period only; every churn rate cut alike; every period plus the same points.
    """

    points: float
    discount: float
    horizon: int | None
    margin_per_period: float | None
    forms: tuple[GainForm, ...]

    @property
    def next_period(self) -> GainForm:
        """Retention is better once, and as before from then on."""
        return self.forms[0]

    @property
    def every_hazard(self) -> GainForm:
        """Every period's churn is cut by the same share."""
        return self.forms[1]

    @property
    def every_period(self) -> GainForm:
        """Every period's retention gains the same points, up to 100 %."""
        return self.forms[2]

    @property
    def formula(self) -> str:
        """The sum, in words, on these numbers."""
        return say(
            "Sum of the share still there after t periods / (1 + {discount})^t {over}, before and after {points} "
            "points more",
            discount=percent(self.discount),
            over=say("without end") if self.horizon is None else say("over {n} periods", n=self.horizon),
            points=in_points(self.points),
        )

    def to_frame(self) -> pd.DataFrame:
        """One row for each form."""
        return pd.DataFrame([asdict(form) for form in self.forms])


def retention_gain(
    retention: float | Sequence[float] | Floats,
    *,
    points: float | None = None,
    churn_cut: float | None = None,
    discount: float = 0.0,
    horizon: int | None = None,
    margin_per_period: float | None = None,
) -> RetentionGain:
    """Work out what better retention is worth: the margin multiple before and after, in three forms.

    The multiple is the sum over periods t = 1, 2 ... of the share still there after t periods / (1 + discount)^t: the
    first margin counted is that of the next period. Points of retention say little by themselves: from 90 to 95 % is
    half the churn, from 80 to 85 % a quarter of it. So each form states the cut in churn that it implies.

    Parameters
    ----------
    retention
        Retention of each coming period as fractions (see :func:`retention_of` for a survival curve), or one number
        for all of them.
    points
        Points gained in the first period, as a fraction: 0.05 is five points.
    churn_cut
        Or the share of the first period's churn that is prevented: 0.5 is half the churn.
    discount
        Discount rate of one period.
    horizon
        Periods looked at. None takes all periods given, or, with one number, has no end.
    margin_per_period
        Margin of one customer in one period, to say the gain in money.

    Returns
    -------
    RetentionGain

    Raises
    ------
    SettingsError
        Without exactly one of ``points`` and ``churn_cut``, where nobody leaves in the first period, where the horizon
        is longer than the periods given, or where the sum has no end.

    Examples
    --------
    >>> found = retention_gain(0.90, points=0.05, discount=0.10)
    >>> form = found.every_period
    >>> round(form.before, 2), round(form.after, 2), round(form.gain, 2), round(form.first_cut, 2)
    (4.5, 6.33, 0.41, 0.5)
    >>> print(found.next_period.words.replace("\\xa0", " "))
    Next period only: 10.0 % churn becomes 5.0 %, half the churn, once; the multiple goes from 4.50 to 4.75 (+5.6 %).
    """
    at_least("discount", discount)
    steps, length = _steps(retention, periods("horizon", horizon))
    if (points is None) == (churn_cut is None):
        raise SettingsError(say("say either points or churn_cut."), where="points", todo=say("Give one of the two."))
    churn = 1 - float(steps[0])
    if churn <= 0:
        raise SettingsError(
            say("nobody leaves in the first period."), where="retention", todo=say("There is nothing to gain.")
        )
    if churn_cut is not None:
        cut = some_share("churn_cut", churn_cut)
        more = cut * churn
    else:
        more = share("points", points or 0.0)
        cut = min(1.0, more / churn)
    once = steps.copy()
    once[0] = min(1.0, steps[0] + more)
    improved = {NEXT: once, EVERY_HAZARD: 1 - (1 - steps) * (1 - cut), EVERY_PERIOD: np.minimum(1, steps + more)}
    each = math.nan if margin_per_period is None else above_zero("margin_per_period", margin_per_period)
    forms = tuple(_form(name, steps, better, discount, length, each) for name, better in improved.items())
    return RetentionGain(cut * churn, discount, length, margin_per_period, forms)


def _form(
    name: str, steps: Floats, better: Floats, discount: float, horizon: int | None, margin_per_period: float
) -> GainForm:
    before, after = (_multiple(rates, discount, horizon) for rates in (steps, better))
    first, mean = _cuts(steps, better, endless=horizon is None)
    return GainForm(
        name=name,
        before=before,
        after=after,
        gain=after / before - 1 if before else math.inf,
        churn_before=1 - float(steps[0]),
        churn_after=1 - float(better[0]),
        first_cut=first,
        mean_cut=mean,
        money=(after - before) * margin_per_period,
    )


def retention_of(survival: Sequence[float] | Floats) -> Floats:
    """Retention of each period from the shares still there: ``survival[t] / survival[t - 1]``.

    Examples
    --------
    >>> retention_of([1, 0.8, 0.72]).round(2).tolist()
    [0.8, 0.9]
    """
    from retention.metrics.payback import survival_curve

    still = survival_curve("survival", survival)
    still = still[: int((still > 0).sum())]
    return np.asarray(still[1:] / still[:-1])


def _steps(retention: float | Sequence[float] | Floats, horizon: int | None) -> tuple[Floats, int | None]:
    """Retention of each period looked at; a single number stands for all of them, perhaps without end."""
    given = np.atleast_1d(np.asarray(retention, float))
    for rate in given.tolist():
        share("retention", rate)
    if np.ndim(retention) == 0:
        # The first period apart from the rest: it may be improved alone.
        return np.repeat(given, 2 if horizon is None else horizon), horizon
    if horizon is not None and horizon > len(given):
        raise SettingsError(
            say("retention is given for {given} periods, not for {horizon}.", given=len(given), horizon=horizon),
            where="horizon",
            todo=say("Choose a shorter one, or project the curve first."),
        )
    if not len(given):
        raise SettingsError(say("there is no period."), where="retention", todo=say("Give at least one."))
    return given[:horizon].copy(), len(given[:horizon])


def _multiple(steps: Floats, discount: float, horizon: int | None) -> float:
    """Sum of the discounted shares still there; without a horizon the last retention goes on for ever."""
    last = float(steps[-1])
    still = np.cumprod(steps)
    total = float((still / (1 + discount) ** np.arange(1, len(steps) + 1)).sum())
    if horizon is not None:
        return total
    if 1 + discount - last <= 0:
        raise SettingsError(
            say("customers who all stay for ever are worth more than any number."),
            where="horizon",
            todo=say("Give a horizon, or a discount rate above 0."),
        )
    beyond = float(still[-1]) / (1 + discount) ** len(steps)
    return total + beyond * last / (1 + discount - last)


def _cuts(before: Floats, after: Floats, endless: bool) -> tuple[float, float]:
    """Cut in churn of the first period, and over all periods weighted by the customers who were there to leave."""
    there = np.concatenate([[1.0], np.cumprod(before)])
    churn, better = there[:-1] * (1 - before), there[:-1] * (1 - after)
    total, still = float(churn.sum()), float(better.sum())
    if endless and before[-1] < 1:  # whoever is left leaves some time
        total += float(there[-1])
        still += float(there[-1] * (1 - after[-1]) / (1 - before[-1]))
    return float(1 - better[0] / churn[0]), 1 - still / total


def _cut(share_of_churn: float) -> str:
    """A cut in words: "half the churn", "a quarter of the churn", "33 % of the churn"."""
    names = {0.5: say("half the churn"), 0.25: say("a quarter of the churn"), 1.0: say("all of the churn")}
    for part, text in names.items():
        if abs(share_of_churn - part) < 0.0005:
            return text
    return say("{percent} of the churn", percent=percent(share_of_churn, 0))
