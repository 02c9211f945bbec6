"""What the four numbers of the Overview have in common: a card, a number with its small line, names of periods."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from retention.languages import noun, say

SPARK = 36  # points of a small line; more are noise at this size
WITH_LINE = 134  # pixels: the small line comes later than the number, and must not push down what stands below


@contextmanager
def card() -> Iterator[None]:
    with st.container(border=True, gap="xsmall", height="stretch"):
        yield


def metric(label: str, value: str, points: Any = None, kind: Any = "line", delta: str | None = None) -> None:
    """A number with its small line; the words stand below, where they cannot be cut off."""
    drawn = None if points is None else [float(x) for x in np.asarray(points, float) if not math.isnan(x)][-SPARK:]
    line = drawn if drawn and len(drawn) > 1 else None
    st.metric(
        label,
        value,
        delta,
        delta_color="off",
        delta_arrow="off",
        chart_data=line,
        chart_type=kind,
        height=WITH_LINE if line and delta is None else "content",
    )


def when(unit: str, name: str) -> str:
    """A period within a sentence: "on 7 Sep 2026", "in the week of 7 Sep 2026", "in Sep 2026"."""
    if unit == "day":
        return say("on {day}", day=name)
    return say("in the week of {day}", day=name) if unit == "week" else say("in {period}", period=name)


def none_complete(unit: str) -> str:
    return say("No {unit} is complete yet.", unit=noun(unit))


def start(moment: pd.Timestamp) -> np.datetime64:
    return np.datetime64(moment.to_datetime64(), "s")
