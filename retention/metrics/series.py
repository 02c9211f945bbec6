"""What all series by period share: one check of the settings, one frame for each segment, one way to divide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from retention.counts import PeriodCounts, Source
from retention.intervals import Floats
from retention.settings import CohortSettings, check_series


def by_period(
    source: Source,
    settings: CohortSettings | None,
    columns: Callable[[CohortSettings, PeriodCounts, int], dict[str, Any]],
) -> Any:
    """Count a series and make its frame, indexed by the local start of each period: one for each segment, if any.

    ``columns`` turns the counts of one segment (its position) into the columns of a frame.
    """
    settings = settings or CohortSettings()
    check_series(settings)
    counts = source.period_counts(settings)
    starts = settings.calendar(source.timezone).starts(counts.numbers)
    index = pd.DatetimeIndex(starts, name="period")
    frames = [pd.DataFrame(columns(settings, counts, i), index=index) for i in range(len(counts.segments))]
    return frames[0] if settings.segment is None else dict(zip(counts.segments, frames, strict=True))


def ratio(numerator: Any, denominator: Any, known: Any = True) -> Floats:
    """``numerator / denominator``; NaN where that is not known, and where the denominator is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(known & (np.asarray(denominator) > 0), np.asarray(numerator) / np.asarray(denominator), np.nan)


def compared(counts: PeriodCounts) -> Any:
    """Periods that can be compared with the one before; after one without data nobody is there at the start anyway."""
    return counts.complete & ~counts.no_data
