"""Which stage a customer is in: the rules, for visits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retention.counts import RhythmCounts
from retention.counts.rhythms import RECENT, YEAR
from retention.intervals import Floats
from retention.metrics.chances import LATE, Limits, Silences
from retention.metrics.gaps import gap_curve
from retention.periods import Ints
from retention.stages import KEYS

LATELY = 1.5  # times the silence after which a customer counts as lapsed
FALLEN = 0.5  # a pace clearly fallen: the latest gaps took twice as long as those before, or longer


@dataclass(frozen=True)
class Rules:
    """The rules of one file, in days; infinite where nobody can tell.

    Attributes
    ----------
    need
        Days within which 80 % of those who reach first value have reached it.
    lapsed
        Days of silence before which nobody counts as lapsed.
    long_life
        Days from the first to the last visit from which on a life is long: half of those who have lapsed did not stay
        longer; a year is always long.
    """

    need: float
    lapsed: float
    long_life: float


def rules_of(counts: RhythmCounts, silences: Silences, limits: Limits) -> Rules:
    """Find what the rules need to know of the group."""
    reached = counts.reached
    lives = (counts.age - counts.silent)[reached & (counts.silent > limits.lapsed)]
    return rules_from(
        np.bincount(counts.reached_after[reached]), np.bincount(counts.age[~reached]), np.bincount(lives), silences
    )


def rules_from(reached: Ints, waiting: Ints, lives: Ints, silences: Silences) -> Rules:
    """The same from customers by days: to first value, since a first visit without it, and lived before a lapse."""
    width = max(1, len(reached), len(waiting))
    closed, still_open = (np.pad(table, (0, width - len(table))) for table in (reached, waiting))
    need = gap_curve(closed, still_open).days_for(LATE)
    days = np.repeat(np.arange(len(lives)), lives)
    lapsed = silences.together.threshold
    return Rules(
        need=np.inf if need is None else float(need),
        lapsed=np.inf if lapsed is None else float(lapsed),
        long_life=min(float(YEAR), max(1.0, float(np.median(days)))) if len(days) else float(YEAR),
    )


def trends(counts: RhythmCounts) -> Floats:
    """Recent pace over the earlier one: visits a day in the latest three gaps, against all gaps before them.

    NaN with fewer than three gaps before the latest three.
    """
    earlier = np.maximum(0, counts.visits - 1) - counts.recent_gaps
    known = (earlier >= RECENT) & (counts.recent_gaps == RECENT)
    with np.errstate(divide="ignore", invalid="ignore"):
        before = (counts.age - counts.silent - counts.recent_sum) / earlier
        return np.where(known, before / (counts.recent_sum / counts.recent_gaps), np.nan)


def stages_of(
    counts: RhythmCounts, silences: Silences, limits: Limits, rules: Rules, blocked: NDArray[np.bool_]
) -> NDArray[np.int8]:
    """Position among the stages of each customer: the first rule that holds, in the order written here."""
    silent = counts.silent.astype(np.float64)
    lapsed = silent > limits.lapsed
    lately = silent <= LATELY * limits.lapsed
    long = counts.age - counts.silent >= rules.long_life
    cooling = (silent > limits.late) | (trends(counts) <= FALLEN)
    decided: tuple[tuple[str, Any], ...] = (
        ("do_not_contact", blocked),
        ("new", ~counts.reached & (counts.age <= rules.need)),
        ("unconverted", ~counts.reached),
        ("lapsed_recent_long", lapsed & lately & long),
        ("lapsed_recent_short", lapsed & lately),
        ("lapsed_past_long", lapsed & long),
        ("lapsed_past_short", lapsed),
        ("won_back", _won_back(counts, silences)),
        ("cooling", cooling),
    )
    places = np.select([rule for _, rule in decided], [KEYS.index(key) for key, _ in decided], KEYS.index("regular"))
    return places.astype(np.int8)


def _won_back(counts: RhythmCounts, silences: Silences) -> NDArray[np.bool_]:
    """Whether the longest of the latest gaps was a lapse, by the rhythm without it."""
    has = counts.recent_gaps > 0
    log = np.log(np.maximum(1, counts.recent_longest))
    gaps = np.maximum(0, counts.visits - 2)
    before = silences.rhythm(gaps, counts.log_sum - log, counts.log_squares - log**2)
    return has & (counts.recent_longest > silences.limits(np.maximum(1, counts.visits - 1), before).lapsed)
