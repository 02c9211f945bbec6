"""What a reading of the dates would make of the headline: how many customers came back in month 1."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from retention.building import build_events
from retention.errors import RetentionError
from retention.mapping import ColumnMapping
from retention.periods import Ints
from retention.reading.dates.states import GOOD
from retention.report import ReadReport
from retention.settings import CohortSettings


def month_1(customer: NDArray[np.int32], micros: Ints, state: NDArray[np.int8]) -> str:
    """Month-1 retention of all complete cohorts together, in words; empty where no cohort has a complete month 1.

    Examples
    --------
    >>> days = np.array(["2024-01-05", "2024-02-07", "2024-01-20", "2024-03-31"], "datetime64[us]").astype(np.int64)
    >>> month_1(np.array([0, 0, 1, 1], np.int32), days, np.full(4, GOOD, np.int8))
    '50.0 %'
    """
    import pyarrow as pa

    kept = np.flatnonzero((state == GOOD) & (customer >= 0))
    if not len(kept):
        return ""
    known, codes = np.unique(customer[kept], return_inverse=True)
    try:
        events = build_events(
            mapping=ColumnMapping("customer", "time"),
            timezone="UTC",
            report=ReadReport(),
            customer=codes.astype(np.int32),
            customer_ids=pa.array(known.astype(str)),
            time=micros[kept],
            row=kept.astype(np.int32),
        )
        counts = events.cohort_counts(CohortSettings(max_age=1))
    except RetentionError:
        return ""
    if counts.eligible.shape[-1] < 2:
        return ""
    complete = counts.complete[..., 1]
    eligible = int(counts.eligible[..., 1][complete].sum())
    return f"{int(counts.active[..., 1][complete].sum()) / eligible:.1%}".replace("%", " %") if eligible else ""
