"""What all series by period share: one check of the settings, one frame for each segment, one way to divide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from retention.counts import PeriodCounts, Source
from retention.errors import SettingsError
from retention.intervals import Floats
from retention.languages import say
from retention.periods import to_instants, to_local
from retention.settings import CohortSettings, check_series


def by_period(
    source: Source,
    settings: CohortSettings | None,
    columns: Callable[[CohortSettings, PeriodCounts, int], dict[str, Any]],
) -> Any:
    """Count a series and make its frame, indexed by the local start of each period: one for each segment, if any.

    ``columns`` turns the counts of one segment (its position) into the columns of a frame.
    """
    settings = asked(source, settings, "period_counts")
    check_series(settings)
    counts = source.period_counts(settings)
    starts = settings.calendar(source.timezone).starts(counts.numbers)
    index = pd.DatetimeIndex(starts, name="period")
    frames = [pd.DataFrame(columns(settings, counts, i), index=index) for i in range(len(counts.segments))]
    return frames[0] if settings.segment is None else dict(zip(counts.segments, frames, strict=True))


def asked(source: Any, settings: CohortSettings | None, method: str) -> CohortSettings:
    """Return the settings, plain months by default; refuse what is none, and a source that cannot count this."""
    if not hasattr(source, method):
        kind = type(source).__name__
        what = say("{kind} is no source of counts.", kind=kind)
        todo = say("Make one with read_events, events_from_frame or read_subscriptions.")
        if hasattr(source, "period_counts"):
            what = say("{kind} has contracts and no single visits.", kind=kind)
            todo = say("Give events, as read_events makes them.")
        elif hasattr(source, "duration"):
            what = say("{kind} has durations and no periods.", kind=kind)
            todo = say("Ask for survival(tenures), or give events or contracts.")
        raise SettingsError(what, where="source", todo=todo)
    if settings is not None and not isinstance(settings, CohortSettings):
        raise SettingsError(
            say("{settings} is no settings.", settings=f"{settings!r}"),
            where="settings",
            todo=say('Write CohortSettings(period="week"), for example.'),
        )
    return settings or CohortSettings()


def end_of_data(source: Source, settings: CohortSettings) -> pd.Timestamp:
    """``observed_until`` by the clock of the settings, which may name another zone than the source's."""
    until = to_instants(np.array([source.observed_until], "datetime64[us]"), source.timezone)
    return pd.Timestamp(to_local(until, settings.timezone or source.timezone)[0])


def ratio(numerator: Any, denominator: Any, known: Any = True) -> Floats:
    """``numerator / denominator``; NaN where that is not known, and where the denominator is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(known & (np.asarray(denominator) > 0), np.asarray(numerator) / np.asarray(denominator), np.nan)


def compared(counts: PeriodCounts) -> Any:
    """Periods that can be compared with the one before; after one without data nobody is there at the start anyway."""
    return counts.complete & ~counts.no_data
