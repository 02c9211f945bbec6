"""Every result as one table: tidy, or cohorts by ages."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pandas as pd

from retention.errors import ExportError
from retention.languages import say
from retention.results import CohortMatrix, MetricSeries

Result = Any  # a CohortMatrix, a series, a frame, a curve, a comparison ..., or a dict of one of these by segment

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
    if isinstance(result, dict) and result:
        parts = [_table(part) for part in result.values()]
        if all(part is not None for part in parts):
            named = zip(result, parts, strict=True)
            return pd.concat([_of_segment(part, str(name)) for name, part in named], ignore_index=True)
    table = None if isinstance(result, dict) else _table(result)
    if table is None:
        raise ExportError(
            say("A {kind} cannot be written as a table.", kind=type(result).__name__),
            todo=say("Give a result of this library, a DataFrame, or a dict of one of these by segment."),
        )
    return table


def _table(result: Any) -> pd.DataFrame | None:
    """One result that is no cohort matrix as a table; None for what is no result."""
    if isinstance(result, MetricSeries):
        return _with_words(result.to_frame())
    if isinstance(result, pd.DataFrame):
        return _with_index(result)
    if hasattr(result, "to_frame"):
        return _with_index(result.to_frame())
    if is_dataclass(result):
        return pd.DataFrame([_numbers(result)])
    if isinstance(result, (list, tuple)) and result:
        rows = [_table(one) for one in result]
        return None if any(row is None for row in rows) else pd.concat(rows, ignore_index=True)
    return None


def _numbers(result: Any) -> dict[str, Any]:
    """Numbers and names of a result, then its sentence, if it has one."""
    held = {one.name: getattr(result, one.name) for one in fields(result)}
    said = {name: getattr(result, name) for name in ("text", "words") if hasattr(result, name)}
    return {name: value for name, value in held.items() if value is None or pd.api.types.is_scalar(value)} | said


def _of_segment(part: Any, name: str) -> pd.DataFrame:
    frame: pd.DataFrame = part.assign(segment=name)
    return frame[["segment", *(column for column in frame if column != "segment")]]


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
        raise ExportError(
            say("'{what}' cannot be written.", what=show),
            where="show",
            todo=say("Choose one of: {names}.", names=", ".join(SHOW)),
        )
    found = matrices(result)
    if not found:
        raise ExportError(
            say("A {kind} has no cohorts by ages.", kind=type(result).__name__),
            where="shape",
            todo=say('Choose shape="tidy".'),
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
            say("This matrix holds no money."),
            where="show",
            todo=say('Count it with value="sum", "mean" or "cumulative".'),
        )
    return matrix.values
