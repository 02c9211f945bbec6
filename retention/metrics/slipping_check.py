"""A look back: what came of those who were slipping away some time ago."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from retention.errors import whole_number
from retention.metrics.contract_check import contract_check
from retention.metrics.look_back import SlippingCheck, going_back, look_back
from retention.metrics.scoring import HORIZON, score
from retention.metrics.series import asked, end_of_data
from retention.settings import CohortSettings


def slipping_check(
    source: Any,
    settings: CohortSettings | None = None,
    *,
    days_ago: int = 91,
    size: int | None = None,
    first_value: str | None = None,
) -> SlippingCheck:
    """Look back: of those who were slipping away some time ago, how many had not returned since?

    Everybody is scored with nothing but the days that were over then, and followed to the end of the data. The share is
    ``flagged and not returned / flagged``. Two orders of the same customers, all who had come by then, are compared at
    the length of the list and as a whole: by the chance of a return (of equal chances the longer silence first), and by
    silence alone.

    Parameters
    ----------
    source, settings, first_value
        As for :func:`slipping`.
    days_ago
        Days before the end of the data at which the list is made.
    size
        Length of the lists compared; None is the number of customers flagged then.

    Returns
    -------
    SlippingCheck

    Raises
    ------
    SettingsError
        If the data do not go back so far, or for a size below 1.

    Notes
    -----
    A file does not say since when somebody has asked not to be contacted, and knowing it beforehand would be cheating:
    those customers are scored here like all others. The longer the follow-up, the more return: the share belongs to its
    stretch of time. The area under the curve is that of Mann and Whitney: Hanley, J. A. and McNeil, B. J. (1982),
    Radiology 143, 29-36.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> weekly = pd.date_range("2024-01-01", periods=8, freq="7D")
    >>> frame = pd.DataFrame({"who": ["a"] * 8 + ["b"] * 8, "when": [*weekly, *(weekly + pd.Timedelta(days=35))]})
    >>> rt.slipping_check(rt.events_from_frame(frame, rt.ColumnMapping(customer="who", time="when")), days_ago=26)
    <SlippingCheck: 1 of 1 flagged on 2024-02-29 had not returned by 2024-03-26>
    """
    days_ago = whole_number(days_ago, "days_ago")
    size = None if size is None else whole_number(size, "size")
    if not hasattr(source, "rhythm_counts"):
        return contract_check(source, settings, days_ago, size)
    settings = asked(source, settings, "rhythm_counts")
    until = end_of_data(source, settings)
    at = until - pd.Timedelta(days=days_ago)
    with going_back(days_ago):
        scored = score(
            source,
            settings,
            at=at,
            followed_to=until,
            horizon=min(HORIZON, days_ago),
            first_value=first_value,
            heed_blocked=False,
        )
    returned = np.asarray(scored.counts.later)
    return look_back(at, until, scored.stage, ~returned, scored.chances.share, scored.counts.silent, size)
