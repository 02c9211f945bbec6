"""Scores of all customers at one moment: what the list shows and what its look back checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retention.counts import RhythmCounts, VisitSource
from retention.errors import whole_number
from retention.metrics.chances import Chances, Limits, Rhythm, Silences
from retention.metrics.customer_stages import Rules, rules_of, stages_of
from retention.settings import CohortSettings

HORIZON = 90  # days in which a return counts, unless told otherwise


@dataclass(frozen=True, eq=False)
class Scored:
    """Everything known of the customers at one moment, one entry for each."""

    counts: RhythmCounts
    silences: Silences
    rhythm: Rhythm
    limits: Limits
    rules: Rules
    chances: Chances
    stage: NDArray[np.int8]
    horizon: int


def score(
    source: VisitSource,
    settings: CohortSettings,
    *,
    at: Any = None,
    followed_to: Any = None,
    horizon: int = HORIZON,
    first_value: str | None = None,
    heed_blocked: bool = True,
) -> Scored:
    """Score all customers by what was known at a moment.

    ``heed_blocked`` False puts those who asked not to be contacted where they would be otherwise: the file does not say
    since when they have asked.
    """
    horizon = whole_number(horizon, "horizon")
    counts = source.rhythm_counts(settings, at, followed_to=followed_to, first_value=first_value)
    silences = Silences.of(source.silence_class_counts(settings, at))
    horizon = max(1, min(horizon, counts.history // 2))
    rhythm = silences.rhythm(counts.visits - 1, counts.log_sum, counts.log_squares)
    limits = silences.limits(counts.visits, rhythm)
    rules = rules_of(counts, silences, limits)
    blocked = counts.blocked if heed_blocked else np.zeros_like(counts.blocked)
    return Scored(
        counts=counts,
        silences=silences,
        rhythm=rhythm,
        limits=limits,
        rules=rules,
        chances=silences.chances(counts.visits, rhythm.own, counts.silent, horizon),
        stage=stages_of(counts, silences, limits, rules, blocked),
        horizon=horizon,
    )
