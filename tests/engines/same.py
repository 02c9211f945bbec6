"""How counts of two places are compared: every field, sums and logarithms as close as another order leaves them."""

from __future__ import annotations

import os
import re
from dataclasses import fields, is_dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume

import retention as rt
from tests.oracles import Row
from tests.strategies import OF_COHORTS, events_of

FEW = int(os.environ.get("RETENTION_EXAMPLES", "6"))
OWN = OF_COHORTS | {"min_events": 1}  # what every count without ages takes


close = partial(np.testing.assert_allclose, rtol=1e-9, atol=1e-9)


def same(memory: Any, there: Any, *but: str) -> None:
    """Both hold the same in every field that is not left out."""
    for field in fields(memory):
        if field.name not in but:
            one, other = getattr(memory, field.name), getattr(there, field.name)
            alike(one, other, field.name)


def alike(one: Any, other: Any, name: str) -> None:
    """Two values are the same, floating point within 1e-9."""
    if one is None or other is None:
        assert one is other, name
    elif is_dataclass(one):
        same(one, other)
    elif isinstance(one, pd.DataFrame):
        pd.testing.assert_frame_equal(other, one, rtol=1e-9, obj=name)
    elif isinstance(one, (tuple, list)):
        assert len(one) == len(other), name
        for left, right in zip(one, other, strict=True):
            alike(left, right, name)
    elif hasattr(one, "to_pylist"):
        assert one.to_pylist() == other.to_pylist(), name
    elif isinstance(one, np.ndarray):
        assert one.shape == other.shape, (name, one, other)
        (close if one.dtype.kind == "f" else np.testing.assert_array_equal)(other, one, err_msg=name)
    elif isinstance(one, float):
        assert other == pytest.approx(one, rel=1e-9, nan_ok=True), name
    else:
        assert one == other, name


def same_or_refused(count: Any, memory: Any, there: Any, *but: str) -> None:
    """Both count the same, or both refuse with the same words."""
    try:
        expected = count(memory)
    except rt.SettingsError as refused:
        with pytest.raises(rt.SettingsError, match=re.escape(str(refused))):
            count(there)
        return
    same(expected, count(there), *but)


def pair(engine: Any, rows: Any, zone: str, cut: float | None = None) -> tuple[Any, Any]:
    """The same rows in memory and in the engine, perhaps whole only up to a part of their time."""
    times = [r.instant for r in rows]
    rows = [*rows, *(Row("z", min(times), name, 1.0, "x") for name in ("buy", "look", "join"))]  # no event is unknown
    until = None if cut is None else min(times) + int((max(times) - min(times)) * cut) + 1
    if until is not None:
        assume(until > min(times))
    return events_of(rows, zone, until), engine.source(rows, zone, until)


def few(engine: Any) -> int:
    """Random cases where each takes several long questions."""
    return min(engine.examples, FEW)
