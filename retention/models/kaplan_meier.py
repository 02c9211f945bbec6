"""How long things last when some are still lasting: the Kaplan-Meier curve."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from retention.errors import SettingsError
from retention.intervals import Floats, normal_quantile
from retention.languages import say

ROUNDING = 1e-9  # a product of shares that should be one half may miss it by so much


@dataclass(frozen=True, eq=False)
class SurvivalCurve:
    """The share that lasts longer than each time, with everything it was made from. One entry for each time.

    Attributes
    ----------
    times
        Every distinct duration, of those that ended and of those that did not, rising.
    at_risk
        Still lasting just before each time, and watched by then.
    events, censored
        Ended at each time; watched up to each time only.
    survival
        Share lasting longer than each time: the product of ``1 - events / at_risk`` up to it.
    std_error
        Standard error of the share (Greenwood); NaN where nothing is left.
    lower, upper
        Range of the share on the log-log scale, which stays between 0 and 1; NaN where the share is 0 or 1, since
        nothing has varied yet, or nothing is left.
    level
        Confidence of the ranges.
    n
        Durations that the curve was made from.
    """

    times: Floats
    at_risk: Floats
    events: Floats
    censored: Floats
    survival: Floats
    std_error: Floats
    lower: Floats
    upper: Floats
    level: float
    n: float
    _entered: tuple[Floats, Floats] | None = field(
        default=None, repr=False
    )  # times of late entry, and how many by then

    def __repr__(self) -> str:
        return f"<SurvivalCurve: n = {self.n:g}, {self.events.sum():g} ended, median {self.median:g}>"

    def __len__(self) -> int:
        return len(self.times)

    @property
    def median(self) -> float:
        """First time by which half or more have ended; NaN where the curve does not fall that far."""
        return self.quantile(0.5)

    @property
    def median_range(self) -> tuple[float, float]:
        """First times at which the lower and the upper end of the range reach one half; NaN where they do not."""
        return _first_at(self.times, self.lower, 0.5), _first_at(self.times, self.upper, 0.5)

    def quantile(self, ended: float) -> float:
        """First time by which a share has ended; NaN where the curve does not fall that far."""
        return _first_at(self.times, self.survival, 1 - ended)

    def at(self, time: float) -> float:
        """Share lasting longer than a time; NaN beyond the last time watched, unless nobody was left by then."""
        if not len(self) or (time > self.times[-1] and self.survival[-1] > 0):
            return math.nan
        place = int(np.searchsorted(self.times, time, side="right"))
        return float(self.survival[place - 1]) if place else 1.0

    def numbers_at_risk(self, times: ArrayLike) -> Floats:
        """How many were still lasting, and watched, just before each of some times."""
        asked = np.asarray(times, float)
        gone = _before(self.times, self.events + self.censored, asked)
        if self._entered is None:
            return np.asarray(self.n - gone)
        return np.asarray(_before(*self._entered, asked) - gone)

    def restricted_mean(self, horizon: float) -> tuple[float, float]:
        """Mean time lasted up to a horizon, and its standard error: the area under the curve from 0 on.

        Raises
        ------
        SettingsError
            If nobody was watched up to the horizon.
        """
        if not len(self) or not horizon > 0 or math.isnan(self.at(horizon)):
            last = self.times[-1] if len(self) else 0
            raise SettingsError(
                say("the mean up to {horizon} is not known.", horizon=f"{horizon:g}"),
                where="horizon",
                todo=say("Choose one above 0 and up to {last}, the longest time watched.", last=f"{last:g}"),
            )
        inside = self.times < horizon
        edges = np.concatenate([[0.0], self.times[inside], [horizon]])
        pieces = np.diff(edges) * np.concatenate([[1.0], self.survival[inside]])
        rest = np.cumsum(pieces[::-1])[::-1][1:]  # area from each time on
        counts = rest > 0
        variance = rest[counts] ** 2 @ _greenwood(self.at_risk, self.events)[inside][counts]
        return float(pieces.sum()), math.sqrt(variance)

    def to_frame(self) -> pd.DataFrame:
        """One row for each time."""
        names = ("times", "at_risk", "events", "censored", "survival", "std_error", "lower", "upper")
        frame = pd.DataFrame({name.rstrip("s") if name == "times" else name: getattr(self, name) for name in names})
        for name in ("at_risk", "events", "censored"):
            if (frame[name] % 1 == 0).all():
                frame[name] = frame[name].astype(np.int64)
        return frame


def kaplan_meier(
    durations: ArrayLike,
    observed: ArrayLike,
    *,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    level: float = 0.95,
) -> SurvivalCurve:
    """Estimate how long things last when some are still lasting.

    The share lasting longer than t is the product, over all times up to t at which something ended, of
    ``1 - ended / at risk``. At risk at a time are those whose duration is that long or longer and who were watched
    before it: those still lasting count as long as they were watched, and never as ended.

    Parameters
    ----------
    durations
        How long each has lasted so far, 0 or more, in any unit.
    observed
        True where the end was seen; False where it still lasts (censored).
    entry
        Duration at which each came under watch, for those who had begun before the data do: at risk only at times
        later than it. Whoever is not watched for any time (entry equal to the duration) is left out.
    weights
        How many durations each entry stands for; tables of counts go in as they are.
    level
        Confidence of the ranges.

    Returns
    -------
    SurvivalCurve
        Empty for empty input. With one person the curve falls from 1 to 0 at once, or not at all.

    Raises
    ------
    SettingsError
        If the columns differ in length, a duration is negative or missing, somebody came under watch after the end,
        a weight is negative, or a mark is neither true nor false.

    Notes
    -----
    Where somebody ends and somebody else is lost from sight at the same time, the latter is still at risk. Kaplan, E.
    L. and Meier, P. (1958), Journal of the American Statistical Association 53, 457-481. The variance is Greenwood's;
    ranges are on the log-log scale (Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data, 1980).

    Examples
    --------
    Five contracts, in months; the second and the last still run.

    >>> curve = kaplan_meier([1, 2, 3, 3, 5], [True, False, True, True, False])
    >>> curve.to_frame()[["time", "at_risk", "events", "survival"]].round(3).to_dict("list")
    {'time': [1.0, 2.0, 3.0, 5.0], 'at_risk': [5, 4, 3, 1], 'events': [1, 0, 2, 0],
     'survival': [0.8, 0.8, 0.267, 0.267]}
    >>> curve.median
    3.0
    """
    time, ended, begin, weight = _columns(durations, observed, entry, weights)
    entered: tuple[Floats, Floats] | None = None if begin is None else _sorted(begin, weight)
    n = float(weight.sum())
    time, weight, ended = _sorted(time, weight, ended)
    times, firsts = distinct(time)
    both = np.stack([weight * ended, weight * ~ended])
    events, censored = np.add.reduceat(both, firsts, axis=1) if len(times) else both
    gone = np.cumsum(events + censored) - (events + censored)
    at_risk = (n if entered is None else _before(*entered, times)) - gone
    survival = np.cumprod(1 - events / at_risk)
    variance = np.cumsum(_greenwood(at_risk, events))
    std_error = np.where(survival > 0, survival, np.nan) * np.sqrt(variance)
    lower, upper = _log_log(survival, variance, level)
    return SurvivalCurve(
        times, at_risk, events, censored, survival, std_error, lower, upper, level, n, _entered=entered
    )


# ------------------------------------------------------------------------------------------------------- arithmetic
def _columns(
    durations: ArrayLike, observed: ArrayLike, entry: ArrayLike | None, weights: ArrayLike | None
) -> tuple[Floats, NDArray[np.bool_], Floats | None, Floats]:
    time, ended = np.asarray(durations, float).ravel(), _marks(observed)
    weight = np.ones(len(time)) if weights is None else np.asarray(weights, float).ravel()
    begin = None if entry is None else np.asarray(entry, float).ravel()
    if len({len(time), len(ended), len(weight), len(time if begin is None else begin)}) > 1:
        raise SettingsError(
            say("the columns differ in length."), where="durations", todo=say("Give one value for each duration.")
        )
    if not (time >= 0).all() or np.isinf(time).any():
        raise SettingsError(
            say("a duration is missing, negative or endless."),
            where="durations",
            todo=say("Leave it out, or correct it."),
        )
    if not (weight >= 0).all():
        raise SettingsError(
            say("a weight is negative or missing."), where="weights", todo=say("Give how many each stands for.")
        )
    if begin is not None and not (begin <= time).all():
        raise SettingsError(
            say("somebody comes under watch after the end."),
            where="entry",
            todo=say("An entry is at most the duration."),
        )
    keep = weight > 0 if begin is None else (weight > 0) & (begin < time)
    if keep.all():
        return time, ended, begin, weight
    return time[keep], ended[keep], None if begin is None else begin[keep], weight[keep]


def _marks(observed: ArrayLike) -> NDArray[np.bool_]:
    """True where the end was seen; texts such as "No" would all count as True."""
    marks = np.asarray(observed).ravel()
    if marks.dtype != bool and not np.isin(marks, (0, 1)).all():
        raise SettingsError(
            say("a mark is neither true nor false."), where="observed", todo=say('Give True or False: churn == "Yes".')
        )
    return marks.astype(bool)


def _sorted(key: Floats, *columns: NDArray[Any]) -> tuple[Any, ...]:
    """Columns in the order of the first."""
    order = np.argsort(key, kind="stable")
    return tuple(column[order] for column in (key, *columns))


def distinct(values: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Distinct values of a sorted column, and where each begins."""
    new = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    firsts = np.flatnonzero(new)
    return values[firsts], firsts


def _before(times: Floats, numbers: Floats, asked: Floats) -> Floats:
    """Sum of the numbers at times earlier than those asked for."""
    return np.concatenate([[0.0], np.cumsum(numbers)])[np.searchsorted(times, asked, side="left")]


def _first_at(times: Floats, heights: Floats, level: float) -> float:
    reached = np.flatnonzero(heights <= level + ROUNDING)
    return float(times[reached[0]]) if len(reached) else math.nan


def _greenwood(at_risk: Floats, events: Floats) -> Floats:
    """Terms of the variance; 0 where nobody ends."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(events > 0, events / (at_risk * (at_risk - events)), 0.0)


def _log_log(survival: Floats, variance: Floats, level: float) -> tuple[Floats, Floats]:
    inside = (survival > 0) & (survival < 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        log = np.where(inside, np.log(survival), np.nan)
        step = np.exp(normal_quantile(level) * np.sqrt(np.where(inside, variance, np.nan)) / -log)
        return np.exp(log * step), np.exp(log / step)
