"""The grid of recency and frequency: what each pair of scores holds."""

from __future__ import annotations

import numpy as np
import pandas as pd

from retention.metrics.rfm import FIFTHS, Rfm
from retention.metrics.rfm_groups import CELLS, GROUPS


def rfm_cells(found: Rfm) -> pd.DataFrame:
    """Customers and money of each pair of scores.

    Parameters
    ----------
    found
        What :func:`retention.rfm` returns.

    Returns
    -------
    pandas.DataFrame
        25 rows by ``r`` and ``f`` (1 to 5 each): ``customers``, ``share`` of all, ``money`` (NaN without amounts), and
        ``group``, the name of the group that the pair belongs to.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"who": list("aab"), "when": pd.to_datetime(["2024-01-01", "2024-01-09", "2024-01-03"])})
    >>> cells = rt.rfm_cells(rt.rfm(rt.events_from_frame(frame, rt.ColumnMapping("who", "when"))))
    >>> cells.at[(5, 5), "group"], int(cells.at[(5, 5), "customers"]), int(cells["customers"].sum())
    ('Champions', 1, 2)
    """
    frame = found.frame
    place = (frame["r"].to_numpy(np.int64) - 1) * FIFTHS + frame["f"].to_numpy(np.int64) - 1
    n = FIFTHS * FIFTHS
    customers = np.bincount(place, minlength=n)
    money = np.bincount(place, frame["money"].to_numpy(np.float64), n) if found.has_money else np.full(n, np.nan)
    scores = range(1, FIFTHS + 1)
    return pd.DataFrame(
        {
            "customers": customers,
            "share": customers / max(1, len(frame)),
            "money": money,
            "group": [GROUPS[i].name for i in CELLS.ravel()],
        },
        index=pd.MultiIndex.from_product([scores, scores], names=["r", "f"]),
    )
