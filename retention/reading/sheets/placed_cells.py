"""Cells that come one by one with their place, as in HTML and XML, gathered into a sheet."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from retention.languages import say
from retention.reading.limits import Limits
from retention.reading.sheets.grids import Grid
from retention.reading.sheets.parts import NumberFormat
from retention.reading.sheets.scan import Area
from retention.reading.sheets.trim import SPARSE, Cut, table_among

if TYPE_CHECKING:
    import pyarrow as pa

_SPARSE = 10  # times as many places as cells


class PlacedCells:
    """The cells of one sheet, in any order; rows and columns count from 1."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: list[int] = []
        self.columns: list[int] = []
        self.texts: list[str] = []
        self.merged: list[Area] = []
        self.errors: list[tuple[int, int, str]] = []
        self.long_numbers: Counter[int] = Counter()
        self.formats: dict[int, Counter[NumberFormat]] = {}
        self.hidden_rows = self.hidden_columns = 0

    def put(self, row: int, column: int, text: str) -> None:
        """Add a cell, unless nothing is in it."""
        if text:
            self.rows.append(row)
            self.columns.append(column)
            self.texts.append(text)

    def grid(self, limits: Limits, where: str) -> Grid:
        """Lay the cells out; those far away from the table are left aside, and said to be."""
        rows, columns = np.array(self.rows, np.int64), np.array(self.columns, np.int64)
        cut = table_among(rows, columns)
        if cut.filled.cells <= max(SPARSE, _SPARSE * len(rows)):
            cut = Cut(cut.filled, cut.filled)
        what = say(
            "The table '{table}' has {rows} rows and {columns} columns.",
            table=self.name,
            rows=f"{cut.area.bottom:,}",
            columns=f"{cut.area.right:,}",
        )
        limits.refuse_above(
            "cells", cut.area.bottom * cut.area.right, what, where=where, todo=say("Save the data as CSV.")
        )
        return Grid(
            self.name,
            self._table(rows, columns, cut.area),
            1,
            tuple(self.merged),
            tuple(self.errors),
            Counter(),
            self.long_numbers,
            self.formats,
            self.hidden_rows,
            self.hidden_columns,
            cut.words,
        )

    def _table(self, rows: np.ndarray, columns: np.ndarray, area: Area) -> pa.Table:
        import pyarrow as pa

        texts = pa.array(self.texts, pa.string())
        laid = []
        for column in range(1, area.right + 1):
            at = np.full(area.bottom, -1, np.int64)
            here = np.flatnonzero((columns == column) & (rows <= area.bottom))
            at[rows[here] - 1] = here
            laid.append(texts.take(pa.array(at, mask=at < 0)))
        return pa.table(laid, names=[str(j) for j in range(area.right)])
