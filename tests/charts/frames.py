"""Series as the metrics return them, written out by hand: four months, the last one under way."""

from __future__ import annotations

import numpy as np
import pandas as pd

from retention.intervals import wilson

STARTS = ("2026-06-01", "2026-07-01", "2026-08-01", "2026-09-01")


def indexed(columns, starts=STARTS):
    return pd.DataFrame(columns, index=pd.DatetimeIndex(pd.to_datetime(list(starts)), name="period"))


def churn(kept=(0, 465, 30, 12), start=(0, 980, 1302, 900), *, complete=(True, True, True, False), no_data=None):
    """Of 980 customers 465 kept in July, of 1302 30 in August; 12 of 900 so far in September."""
    kept, start, complete = np.array(kept), np.array(start), np.array(complete)
    no_data = np.zeros(len(kept), bool) if no_data is None else np.array(no_data)
    known = complete & ~no_data & (start > 0)
    won_back, new = np.where(start > 0, 539, 0)[: len(kept)], np.full(len(kept), 298)
    rate = np.where(known, kept / np.maximum(start, 1), np.nan)
    lower, upper = wilson(kept, start)
    return indexed(
        {
            "start": start,
            "end": kept + won_back + new,
            "new": new,
            "kept": kept,
            "lost": start - kept,
            "won_back": won_back,
            "retention_rate": rate,
            "churn_rate": 1 - rate,
            "formula_rate": np.where(known, (kept + won_back) / np.maximum(start, 1), np.nan),
            "lower": np.where(known, lower, np.nan),
            "upper": np.where(known, upper, np.nan),
            "complete": complete,
            "no_data": no_data,
        },
        STARTS[: len(kept)],
    )


def lifecycle(new=(50, 40, 10, 5), resurrected=(0, 10, 5, 0), dormant=(0, 25, 30, 40)):
    new, resurrected, dormant = np.array(new), np.array(resurrected), np.array(dormant)
    complete = np.array([True] * (len(new) - 1) + [False])
    net = new + resurrected - dormant
    active = np.cumsum(net)
    ratio = np.where(complete & (dormant > 0), (new + resurrected) / np.maximum(dormant, 1), np.nan)
    return indexed(
        {
            "new": new,
            "returning": active - new - resurrected,
            "resurrected": resurrected,
            "dormant": dormant,
            "active": active,
            "net": net,
            "quick_ratio": ratio,
            "complete": complete,
            "no_data": np.zeros(len(new), bool),
        },
        pd.date_range("2026-06-01", periods=len(new), freq="MS"),
    )


def activity():
    return indexed(
        {
            "active": [300, 0, 310, 40],
            "rows": [600, 0, 930, 50],
            "rows_per_customer": [2.0, np.nan, 3.0, np.nan],
            "mean_daily_active": [20.0, np.nan, 31.0, 40.0],
            "stickiness": [20 / 300, np.nan, 0.1, np.nan],
            "complete": [True, True, True, False],
            "no_data": [False, True, False, False],
        }
    )
