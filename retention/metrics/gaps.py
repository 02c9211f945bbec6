"""Days between visits: how soon those who return do, with everybody counted who has not yet."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from retention.counts import VisitSource
from retention.errors import SettingsError
from retention.languages import counted, say
from retention.metrics.series import asked
from retention.metrics.wording import plain_percent
from retention.models.kaplan_meier import SurvivalCurve, kaplan_meier
from retention.results import FEW_MARKED, Ints
from retention.settings import CohortSettings

USUAL, LAPSED = 0.5, 0.9  # shares of those who return: by then the usual one is back, by then nearly everybody


@dataclass(frozen=True, eq=False)
class GapCurve:
    """How soon customers come back after a visit, with those who have not come back yet counted as such.

    Attributes
    ----------
    curve
        Kaplan-Meier curve of days without a visit: the share of visits not followed by another within that many days.
    horizon
        Last day of silence that at least 30 visits were watched for; with fewer visits than that, or where all returns
        came later, the last day there is. Beyond it the curve rests on a handful of customers.
    segment
        The segment value, or None.
    """

    curve: SurvivalCurve
    horizon: int
    segment: str | None = None

    def __repr__(self) -> str:
        return f"<GapCurve: {self.n_closed:,} returns, {self.n_open:,} customers still away, usual {self.usual} days>"

    @property
    def n_closed(self) -> int:
        """Gaps that ended with a visit."""
        return int(self.curve.events.sum())

    @property
    def n_open(self) -> int:
        """Customers, each with one gap that lasts still."""
        return int(self.curve.censored.sum())

    @property
    def ever(self) -> float:
        """Share of visits followed by another one within the horizon; NaN without any visit."""
        return 1 - self.curve.at(self.horizon)

    @property
    def usual(self) -> int | None:
        """Days within which half of those who return have returned; None if nobody has."""
        return self.days_for(USUAL)

    @property
    def threshold(self) -> int | None:
        """Days within which 90 % of those who return have returned: silent for longer, a customer counts as lapsed."""
        return self.days_for(LAPSED)

    def share_back(self, days: float) -> float:
        """Of those who return, the share who do within so many days; NaN if nobody has."""
        if not self.n_closed or not self.ever > 0:
            return math.nan
        return (1 - self.curve.at(min(days, self.horizon))) / self.ever

    def days_for(self, share: float) -> int | None:
        """Days within which a share (0 to 1) of those who return have returned; None if nobody has."""
        if not 0 < share <= 1:
            raise SettingsError(
                say("{share} is not a share.", share=f"{share!r}"),
                where="share",
                todo=say("Give one above 0 and up to 1."),
            )
        if not self.n_closed or not self.ever > 0:
            return None
        days = self.curve.quantile(share * self.ever)
        return int(min(days, self.horizon))

    def sentence(self, share: float = 0.8) -> str:
        """In words: "80 % of those who return do so within 41 days."."""
        days = self.days_for(share)
        if days is None:
            return say("Nobody has come back on another day yet.")
        return say(
            "{share} of those who return do so within {days}.",
            share=plain_percent(100 * share),
            days=counted(days, "day"),
        )

    def to_frame(self) -> pd.DataFrame:
        """One row for each day up to the horizon on which a gap ended or the data did, indexed by ``days``."""
        frame = self.curve.to_frame().query("time <= @self.horizon")
        frame.index = pd.Index(frame.pop("time").astype(np.int64), name="days")
        frame = frame.rename(columns={"events": "came_back", "censored": "still_away", "survival": "not_back"})
        back = (1 - frame["not_back"]) / self.ever if self.n_closed else math.nan
        return frame.assign(share_back=back)


def visit_gaps(source: VisitSource, settings: CohortSettings | None = None) -> Any:
    """Measure the days between one visit and the next, with gaps that are still open counted as open.

    A visit is an active day of a customer; several rows on a day are one visit. A gap of d days ends with a visit on
    the d-th day after. Each customer's last visit begins a gap that lasts still, up to the last whole day of the data:
    leaving those out would make every file look as if customers came back sooner (Kaplan-Meier).

    Parameters
    ----------
    source
        Events in memory, or anything with the same methods.
    settings
        ``return_event``, ``return_where`` and ``where`` say what counts as a visit; ``start`` and ``end`` bound the day
        on which a gap begins.

    Returns
    -------
    GapCurve or dict of str to GapCurve
        With ``settings.segment``, one for each segment value (largest first).

    Notes
    -----
    Gaps, not customers, are counted: those who come often weigh more. A customer seen once has one open gap. The share
    "of those who return" is measured against everybody who returns within the horizon.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"who": ["a", "a", "a", "b", "b", "c"],
    ...                       "when": pd.to_datetime(["2024-01-01", "2024-01-04", "2024-01-14",
    ...                                               "2024-01-02", "2024-01-05", "2024-01-20"])})
    >>> gaps = rt.visit_gaps(rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when")))
    >>> gaps.n_closed, gaps.n_open, gaps.usual
    (3, 3, 3)
    >>> gaps.sentence()
    '80 % of those who return do so within 10 days.'
    """
    settings = asked(source, settings, "gap_counts")
    counts = source.gap_counts(settings)
    curves = [gap_curve(counts.closed[i], counts.open[i]) for i in range(len(counts.segments))]
    if settings.segment is None:
        return curves[0]
    return {name: GapCurve(c.curve, c.horizon, name) for name, c in zip(counts.segments, curves, strict=True)}


def gap_curve(closed: Ints, still_open: Ints) -> GapCurve:
    """Curve of gaps that ended after 0, 1, 2 ... days, and of those that last so long so far."""
    days = np.arange(len(closed))
    curve = kaplan_meier(
        np.tile(days, 2), np.repeat([True, False], len(days)), weights=np.concatenate([closed, still_open])
    )
    some_back = np.cumsum(curve.events) > 0 if curve.events.any() else True
    watched = np.flatnonzero((curve.at_risk >= FEW_MARKED) & some_back)
    last = curve.times[watched[-1] if len(watched) else -1] if len(curve) else 0
    return GapCurve(curve, int(last))


def usual_period(source: VisitSource) -> str:
    """Find the period in which a file is best looked at: "day", "week", "month" or "quarter".

    The shortest one within which 80 % of those who return have returned, so that a customer who comes as usual is seen
    in nearly every period; longer where that would give more than 60 periods, shorter where it would give fewer than
    three whole ones (eight of a quarter). Without 30 returns to measure: months, or what the history has room for.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"who": "a", "when": pd.date_range("2024-01-01", periods=50, freq="7D")})
    >>> usual_period(rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when")))
    'week'
    """
    asked(source, None, "gap_counts")
    counts = source.period_counts(CohortSettings(period="day"))
    history = len(counts.numbers)
    gaps: GapCurve = visit_gaps(source)
    days = gaps.days_for(0.8) if gaps.n_closed >= FEW_MARKED else None
    usual = "month" if days is None else next((unit for unit, longest, _ in _UNITS if days <= longest), "quarter")
    names = [unit for unit, _, _ in _UNITS]
    place = names.index(usual)
    while place < names.index("month") and history > _MOST_PERIODS * _LENGTH[names[place]]:
        place += 1
    while place and history < _UNITS[place][2]:
        place -= 1
    return names[place]


# Unit, longest wait of those who come as usual (days), shortest history that holds enough of them (days).
_UNITS = (("day", 1, 0), ("week", 9, 21), ("month", 60, 89), ("quarter", math.inf, 730))
_LENGTH = {"day": 1, "week": 7, "month": 30, "quarter": 91}
_MOST_PERIODS = 60
