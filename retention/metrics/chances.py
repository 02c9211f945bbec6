"""How silences went on: what is usual for a customer, and how often a silence like theirs ended with a return."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from retention.counts import SilenceClassCounts, SilenceLimits
from retention.intervals import Floats, normal_quantile, wilson
from retention.metrics.gaps import LAPSED, USUAL, GapCurve, gap_curve
from retention.models.kaplan_meier import SurvivalCurve
from retention.results import FEW_MARKED, Ints

OWN = 3  # visits from which on a customer has a rhythm of their own
LATE = 0.8  # longer than four of five of their gaps is late; without a rhythm of their own, of those of all who return
OUTER = NormalDist().inv_cdf(LATE)  # in standard deviations: from four of five below it to four of five above it
NEVER = 1e18  # days, where nobody can tell: databases have no infinity in common
STILL = 1e-6  # days: lengths are rounded to it, so that a customer who comes every 7 days is not late on the seventh


@dataclass(frozen=True)
class Rhythm:
    """What is usual for each customer, in days. Shape: n customers.

    Attributes
    ----------
    own
        Usual gap: the mean of the logarithms of their gaps, drawn towards that of all; NaN with fewer than 3 visits.
    low, high
        About three of five of their gaps lie in it, one of five is shorter and one longer: .84 standard deviations (of
        the logarithms, drawn towards those of all) to either side. NaN with fewer than 3 visits.
    """

    own: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Limits:
    """After how many days of silence something is said of each customer; infinite where nobody can tell. (n,) each.

    Attributes
    ----------
    usual
        Their own usual gap, else the days within which half of those who return after such a visit have returned.
    late
        The upper end of their own range, else the days within which 80 % of those have.
    lapsed
        The days within which 90 % of those have, in steps of the own usual gap where there is one; at least ``late``,
        and at least the days within which 90 % of all who return have.
    """

    usual: Floats
    late: Floats
    lapsed: Floats


@dataclass(frozen=True)
class Chances:
    """Share of silences like each customer's that ended with a visit within some days more. (n,) each.

    Attributes
    ----------
    share, lower, upper
        Fractions with their range; NaN where no such silence was watched.
    like
        Silences that lasted at least as long, and were watched longer.
    """

    share: Floats
    lower: Floats
    upper: Floats
    like: Ints


@dataclass(frozen=True, eq=False)
class Silences:
    """Curves of silences: of each class and of all counted in steps; of those after a second or later visit, in days,
    and of all silences in days."""

    counts: SilenceClassCounts
    curves: tuple[GapCurve, ...]
    in_steps: GapCurve
    again: GapCurve
    together: GapCurve

    @classmethod
    def of(cls, counts: SilenceClassCounts) -> Silences:
        """Estimate the curve of each class (Kaplan-Meier), gaps that last still counted as such."""
        curves = tuple(gap_curve(counts.closed[i], counts.open[i]) for i in range(len(counts.bounds)))
        scaled = list(counts.scaled)
        in_steps = gap_curve(counts.closed[scaled].sum(axis=0), counts.open[scaled].sum(axis=0))
        days = len(counts.all_closed)  # steps are shorter than days: nothing is cut off
        again = gap_curve(counts.all_closed - counts.closed[0, :days], counts.all_open - counts.open[0, :days])
        return cls(counts, curves, in_steps, again, gap_curve(counts.all_closed, counts.all_open))

    def rhythm(self, gaps: Ints, log_sum: Floats, log_squares: Floats) -> Rhythm:
        """What is usual for customers with so many gaps."""
        weight, few = self.counts.weight, gaps + 1 < OWN
        n = np.where(few, 2, gaps)
        center = np.log(self.counts.group) if self.counts.group > 0 else np.nan
        mean = (log_sum + weight * center) / (n + weight)
        within = np.maximum(0, log_squares - log_sum**2 / n)
        deviation = np.sqrt((within + weight * self.counts.spread**2) / (n - 1 + weight))

        def days(steps: float) -> Floats:
            return np.where(few, np.nan, np.round(np.exp(mean + steps * deviation), 6))

        return Rhythm(own=days(0), low=days(-OUTER), high=days(OUTER))

    def limits(self, visits: Ints, rhythm: Rhythm) -> Limits:
        """Days of silence after which a customer with so many visits is late, and counts as lapsed."""
        usual, late, lapsed = (self._after(visits, rhythm.own, share) for share in (USUAL, LATE, LAPSED))
        has_own = ~np.isnan(rhythm.own)
        usual, late = np.where(has_own, rhythm.own, usual), np.where(has_own, rhythm.high, late)
        group = self.together.threshold
        return Limits(usual, late, np.maximum(np.maximum(late, lapsed), 0.0 if group is None else float(group)))

    def numbers(self, fallen: float, lately: float) -> SilenceLimits:
        """The same limits as plain numbers of each class, for a database to find who is beyond them."""
        counts, group = self.counts, self.together.threshold
        own = np.ones(len(counts.bounds))  # of one day: what is counted in steps comes out in usual gaps
        usual, late, lapsed = (self._after(np.array(counts.bounds), own, share) for share in (USUAL, LATE, LAPSED))
        in_gaps = np.array([s and _known(curve, LAPSED) for s, curve in zip(counts.scaled, self.curves, strict=True)])

        def days(values: Floats) -> tuple[float, ...]:
            return tuple(np.minimum(values, NEVER).tolist())

        return SilenceLimits(
            bounds=counts.bounds,
            usual=days(usual),
            late=days(late),
            lapsed=days(np.where(in_gaps, 0.0, lapsed)),
            lapsed_times=days(np.where(in_gaps, lapsed, 0.0)),
            least=0.0 if group is None else float(group),
            center=float(np.log(counts.group)) if counts.group > 0 else 0.0,
            spread=float(np.nan_to_num(counts.spread)),
            weight=counts.weight,
            outer=OUTER,
            fallen=fallen,
            lately=lately,
        )

    def _after(self, visits: Ints, own: Floats, share: float) -> Floats:
        """Days within which a share of those who return after such a visit have returned."""
        days = self.together.days_for(share)
        found = np.full(len(visits), np.inf if days is None else float(days))
        for kind, who, scale in self._members(visits, own):
            curve, scaled = self.curves[kind], self.counts.scaled[kind]
            length = curve.days_for(share) if _known(curve, share) else None
            if length is not None:
                found[who] = (length + scaled) * scale  # a step is over at its end
        return np.round(found, 6)

    def chances(self, visits: Ints, own: Floats, silent: Ints, horizon: int, level: float = 0.95) -> Chances:
        """Share of silences that ended within ``horizon`` days more, of those that had lasted as long.

        A silence is compared with those that began at a visit of the same class, where 30 of them were watched for as
        long and for the horizon on top. Else all classes counted in steps take the place of the class; else all
        silences after a second or later visit, in days. Only where even of those (or after a first visit) 30 were not
        watched for so long, the longest silence that they were watched for takes its place: taking that of the class
        at once would give who has been gone for a year the chance of who has been gone for a month. With fewer than 30
        silences all of the file are looked at.
        """
        n = len(visits)
        unknown = np.full((3, n), np.nan)
        found = Chances(unknown[0], unknown[1], unknown[2], np.zeros(n, np.int64))
        for kind, who, scale in self._members(visits, own):
            rest = np.ones(len(who), bool)
            for curve, step, whatever in self._candidates(kind, scale):
                begin, end = (_length(days / step) for days in (silent[who], silent[who] + horizon))
                taken = rest & (whatever | (end <= curve.horizon)) & (curve.curve.n >= FEW_MARKED)
                _set(found, who[taken], ended_within(curve, begin[taken], end[taken], level))
                rest &= ~taken
            _set(found, who[rest], ended_within(self.together, silent[who[rest]], silent[who[rest]] + horizon, level))
        return found

    def _candidates(self, kind: int, scale: Floats) -> list[tuple[GapCurve, Floats, bool]]:
        """Curves to compare a class with, best first: the days of a step, and whether a shorter silence may do."""
        curve, days = self.curves[kind], np.ones(len(scale))
        if kind == 0:
            return [(curve, days, True)]
        steps = [(self.in_steps, scale, False)] if self.counts.scaled[kind] else []
        return [(curve, scale, False), *steps, (self.again, days, True)]

    def _members(self, visits: Ints, own: Floats) -> list[tuple[int, Ints, Floats]]:
        """Each class, its customers, and the length of a step of its curve in days."""
        kinds = np.searchsorted(self.counts.bounds, visits, side="right") - 1
        found = []
        for kind, scaled in enumerate(self.counts.scaled):
            who = np.flatnonzero(kinds == kind)
            found.append((kind, who, own[who] * self.counts.step if scaled else np.ones(len(who))))
        return found


def _known(curve: GapCurve, share: float) -> bool:
    return curve.n_closed >= FEW_MARKED and curve.days_for(share) is not None


def _length(steps: Floats) -> Ints:
    return (steps + STILL / 1000).astype(np.int64)


def _set(found: Chances, who: Ints, part: Chances) -> None:
    for name in ("share", "lower", "upper", "like"):
        getattr(found, name)[who] = getattr(part, name)


def ended_within(curve: GapCurve, begin: Ints, end: Ints, level: float) -> Chances:
    """Of the silences longer than ``begin``, the share that is not longer than ``end``; whole lengths."""
    over = np.maximum(0, end - curve.horizon)
    begin, end = np.maximum(0, begin - over), np.minimum(end, curve.horizon)
    before, after = (_at(curve.curve, lengths) for lengths in (begin, end))
    like = np.round(curve.curve.numbers_at_risk(begin + 1)).astype(np.int64)
    with np.errstate(divide="ignore", invalid="ignore"):
        lasting = np.where(like > 0, after[0] / before[0], np.nan)
        error = normal_quantile(level) * np.sqrt(np.maximum(0, after[1] - before[1]))
        log = np.log(lasting)
        lower, upper = np.exp(log * np.exp(-error / log)), np.exp(log * np.exp(error / log))
    all_or_none = (lasting <= 0) | (lasting >= 1)
    low, high = wilson(np.where(lasting >= 1, like, 0), like, level)
    lower, upper = np.where(all_or_none, low, lower), np.where(all_or_none, high, upper)
    return Chances(1 - lasting, 1 - upper, 1 - lower, like)


def _at(curve: SurvivalCurve, lengths: Ints) -> tuple[Floats, Floats]:
    """Share lasting longer than each length, and the variance of its logarithm (Greenwood)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.nan_to_num((curve.std_error / curve.survival) ** 2)
    place = np.searchsorted(curve.times, lengths, side="right")
    return np.concatenate([[1.0], curve.survival])[place], np.concatenate([[0.0], variance])[place]
