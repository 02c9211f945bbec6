"""Feature adoption: who of the active customers uses what, by age."""

from __future__ import annotations

import numpy as np
import pandas as pd

from retention.counts import VisitSource
from retention.intervals import wilson
from retention.metrics.series import asked, ratio
from retention.settings import CohortSettings


def feature_adoption(
    source: VisitSource, settings: CohortSettings | None = None, *, times: int = 1, level: float = 0.95
) -> pd.DataFrame:
    """Count, of the customers active at each age, those who did each event at least so many times at that age.

    The denominator is everybody with any event in the window, whatever they used: it falls with age as customers leave,
    and the share says what those use who are still there.

    Parameters
    ----------
    source
        Events in memory, or anything with the same methods. The file needs a column of events.
    settings
        ``period`` and ``clock`` make the ages, ``max_age`` ends them, ``start_event`` is what starts a customer (None
        is the first row), ``where`` filters rows, ``start`` and ``end`` bound the cohorts. Plain months by default.
    times
        How often an event must be done in the window to count as used.
    level
        Confidence of the ranges.

    Returns
    -------
    pandas.DataFrame
        One row for each event and age: ``event``, ``age`` (in periods), ``active``, ``used``, ``share`` (used / active,
        NaN where nobody was active), ``lower``, ``upper`` (Wilson). Events with most rows first; of very many, those
        with fewest rows are left out and named in ``frame.attrs["passed_over"]``.

    Raises
    ------
    SettingsError
        If the file has no column of events, for a number of times that is not whole, or for settings that speak of a
        measure.

    Notes
    -----
    Only windows that are over for a customer are looked at. The start's own row is activity and use at age 0. A blank
    event is activity and no use. Refunds are neither unless ``refunds_count`` says so. A customer seen once counts at
    age 0 only.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> rows = [("a", "01-01", "open"), ("a", "02-03", "export"), ("b", "01-02", "open"), ("b", "02-09", "open")]
    >>> frame = pd.DataFrame([(who, f"2024-{day}", what) for who, day, what in rows], columns=["who", "day", "what"])
    >>> events = rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="day", event="what"),
    ...                               observed_until="2024-03-01")
    >>> rt.feature_adoption(events)[["event", "age", "active", "used", "share"]].to_dict("list")
    {'event': ['open', 'open', 'export', 'export'], 'age': [0, 1, 0, 1], 'active': [2, 2, 2, 2], 'used': [2, 1, 0, 1],
     'share': [1.0, 0.5, 0.0, 0.5]}
    """
    settings = asked(source, settings, "adoption_counts")
    counts = source.adoption_counts(settings, times)
    active, used = np.tile(counts.active, len(counts.events)), counts.used.ravel()
    lower, upper = wilson(used, active, level)
    frame = pd.DataFrame(
        {
            "event": np.repeat(np.array(counts.events, object), len(counts.ages)),
            "age": np.tile(counts.ages, len(counts.events)),
            "active": active,
            "used": used,
            "share": ratio(used, active),
            "lower": lower,
            "upper": upper,
        }
    )
    frame.attrs["passed_over"] = list(counts.passed_over)
    return frame
