"""Values of a table as people read them."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

from retention.metrics.wording import money, percent


def cell(value: Any, kind: str) -> str:
    """One value in words; nothing for what is not known.

    Examples
    --------
    >>> cell(0.228, "percent"), cell(1234, "count"), cell(float("nan"), "money"), cell(-3.25, "points")
    ('22.8\\xa0%', '1,234', '', '−3.2')
    """
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    return FORMS[kind](value) if kind in FORMS else str(value)


def _day(value: Any) -> str:
    return pd.Timestamp(value).strftime("%Y-%m-%d") if isinstance(value, (date, pd.Timestamp)) else str(value)


def _points(value: Any) -> str:
    text = f"{value:+.1f}".replace("-", "−")
    return "0" if not text.strip("+−0.") else text


def _number(value: Any) -> str:
    return f"{value:,.2f}".replace("-", "−")


def _count(value: Any) -> str:
    return f"{round(value):,}".replace("-", "−")


FORMS: dict[str, Callable[[Any], str]] = {
    "percent": percent,
    "count": _count,
    "money": lambda value: money(float(value)),
    "number": _number,
    "points": _points,
    "day": _day,
}
