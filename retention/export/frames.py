"""Every result as one table: tidy, or cohorts by ages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from retention.errors import ExportError
from retention.results import CohortMatrix, MetricSeries

Result = Any  # CohortMatrix, MetricSeries, a frame, or a dict of one of these by segment

TIDY = (
    *("segment", "cohort", "age", "age_label", "size", "eligible", "active", "rate", "lower", "upper"),
    *("complete", "open_active", "no_data", "value"),
)
SHOW = ("rate", "count", "value")


def matrices(result: Result) -> list[tuple[str | None, CohortMatrix]]:
    """Segment and matrix of each cohort matrix in the result; empty for other results."""
    if isinstance(result, CohortMatrix):
        return [(result.segment, result)]
    if isinstance(result, dict) and result and all(isinstance(part, CohortMatrix) for part in result.values()):
        return [(str(name), part) for name, part in result.items()]
    return []


def tidy_frame(result: Result) -> pd.DataFrame:
    """One row per cell, point or row of the result; segments stacked, named in the first column."""
    found = matrices(result)
    if found:
        return pd.concat([_tidy_matrix(segment, part) for segment, part in found], ignore_index=True)
    if isinstance(result, MetricSeries):
        return _with_words(result.to_frame())
    if isinstance(result, dict) and result and all(isinstance(part, MetricSeries) for part in result.values()):
        parts = [_with_words(part.to_frame()) for part in result.values()]
        for name, part in zip(result, parts, strict=True):
            part.insert(0, "segment", str(name))
        return pd.concat(parts, ignore_index=True)
    if isinstance(result, pd.DataFrame):
        return _with_index(result)
    if isinstance(result, dict) and result and all(isinstance(part, pd.DataFrame) for part in result.values()):
        parts = [_with_index(part) for part in result.values()]
        for i, name in enumerate(result):
            parts[i] = parts[i].assign(segment=str(name))[["segment", *parts[i].columns]]
        return pd.concat(parts, ignore_index=True)
    raise ExportError(
        f"A {type(result).__name__} cannot be written as a table.",
        todo="Give a CohortMatrix, a MetricSeries, a DataFrame, or a dict of one of these by segment.",
    )


def _with_index(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame whose index, where it means something, is its first column."""
    plain = isinstance(frame.index, pd.RangeIndex) and frame.index.name is None
    return frame if plain else frame.reset_index()


def _with_words(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.rename(columns={"x": "period" if frame["x"].dtype.kind == "M" else "age"})


def _tidy_matrix(segment: str | None, matrix: CohortMatrix) -> pd.DataFrame:
    frame = matrix.to_frame()
    if segment is not None:
        frame["segment"] = segment
    return frame[[column for column in TIDY if column in frame]]


def wide_frame(result: Result, show: str) -> pd.DataFrame:
    """One row per cohort: its size, a column for each age (blank where not known), its last age without a break."""
    if show not in SHOW:
        raise ExportError(f"'{show}' cannot be written.", where="show", todo=f"Choose one of: {', '.join(SHOW)}.")
    found = matrices(result)
    if not found:
        raise ExportError(
            f"A {type(result).__name__} has no cohorts by ages.", where="shape", todo='Choose shape="tidy".'
        )
    return pd.concat([_wide_matrix(segment, part, show) for segment, part in found], ignore_index=True)


def _wide_matrix(segment: str | None, matrix: CohortMatrix, show: str) -> pd.DataFrame:
    columns: dict[str, Any] = {} if segment is None else {"segment": [segment] * len(matrix.cohorts)}
    columns |= {"cohort": matrix.cohorts, "size": matrix.sizes}
    cells = _cells(matrix, show)
    for j, label in enumerate(matrix.age_labels):
        columns[label] = cells[:, j]
    unbroken = np.cumprod(matrix.complete, axis=1).sum(axis=1).tolist()
    through = [matrix.age_labels[n - 1] if n else None for n in unbroken]
    columns["complete_through_age"] = pd.Series(through, dtype=object)
    return pd.DataFrame(columns)


def _cells(matrix: CohortMatrix, show: str) -> Any:
    if show == "rate":
        return matrix.rates
    if show == "count":
        # Objects, so that whole numbers stay whole beside blanks.
        cells = matrix.active.astype(object)
        cells[~matrix.known] = None
        return cells
    if matrix.values is None:
        raise ExportError(
            "This matrix holds no money.", where="show", todo='Count it with value="sum", "mean" or "cumulative".'
        )
    return matrix.values
