"""Sheets whose cells lie far apart: the table is cut out, since a reader would lay out everything in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retention.languages import later, later_many
from retention.reading.sheets.scan import NOWHERE, Area, Scan, Walk, whole_cells

SPARSE = 100_000  # cells in the area of a sheet, above which it is looked at whether it is mostly empty
_EMPTY = 10  # times as many places as cells
_MOST = 2_000_000  # cells that are looked at one by one
_GAPS = (1_000, 50)  # empty rows, and empty columns, beyond which a cell has nothing to do with the table
_MAIN = 0.8  # share of the cells that the table must hold

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Cut:
    """What of a sheet is read.

    Attributes
    ----------
    area
        Where the table lies.
    filled
        Smallest area of all cells that hold something.
    outside
        The first cells that lie elsewhere.
    count
        How many lie elsewhere.
    """

    area: Area
    filled: Area
    outside: tuple[str, ...] = ()
    count: int = 0

    @property
    def words(self) -> tuple[str, ...]:
        """A sentence about the cells that lie elsewhere, if there are any."""
        if not self.count:
            return ()
        cells = ", ".join(self.outside)
        if self.count > len(self.outside):
            cells = later("{cells} and more", cells=cells)
        return (
            later_many(
                "{n} cell lies far away from the table and is not read: {cells}.",
                "{n} cells lie far away from the table and are not read: {cells}.",
                self.count,
                cells=cells,
            ),
        )


def is_sparse(scan: Scan) -> bool:
    """Whether the cells of a sheet have to be looked at one by one."""
    many_places = scan.area.cells > SPARSE and scan.area.cells > _EMPTY * scan.cells
    return (many_places or not scan.placed) and scan.cells <= _MOST


def find_table(pieces: Iterator[bytes], where: str) -> Cut:
    """Where most of the filled cells lie together; everything, where they do not."""
    return table_among(*_filled(pieces, where))


def table_among(rows: Ints, columns: Ints) -> Cut:
    """The same for cells that hold something, by row and column."""
    if not len(rows):
        return Cut(NOWHERE, NOWHERE)
    filled = _area(rows, columns)
    inside = _together(columns, _GAPS[1], np.ones(len(rows), bool))
    inside &= _together(rows, _GAPS[0], inside)
    if inside.sum() < _MAIN * len(rows):
        return Cut(filled, filled)
    outside = tuple(str(Area(r, c, r, c)) for r, c in zip(rows[~inside][:5], columns[~inside][:5], strict=True))
    return Cut(_area(rows[inside], columns[inside]), filled, outside, int((~inside).sum()))


def trimmed(pieces: Iterator[bytes], area: Area, where: str) -> Iterator[bytes]:
    """The XML of a sheet with nothing in the cells outside an area."""
    walk = Walk()
    for block in whole_cells(pieces, where):
        done = 0
        for token, row, column, _ in walk.cells(block):
            if token["body"] and not (area.top <= row <= area.bottom and area.left <= column <= area.right):
                yield block[done : token.start("body")]
                done = token.end("body")
        yield block[done:]


def _filled(pieces: Iterator[bytes], where: str) -> tuple[Ints, Ints]:
    walk, rows, columns = Walk(), [], []
    for block in whole_cells(pieces, where):
        for _, row, column, filled in walk.cells(block):
            if filled:
                rows.append(row)
                columns.append(column)
    return np.array(rows, np.int64), np.array(columns, np.int64)


def _area(rows: Ints, columns: Ints) -> Area:
    return Area(int(rows.min()), int(columns.min()), int(rows.max()), int(columns.max()))


def _together(places: Ints, gap: int, among: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which places belong to the largest group without a gap in it."""
    distinct, counts = np.unique(places[among], return_counts=True)
    group = np.concatenate([[0], np.cumsum(np.diff(distinct) > gap)])
    largest = np.bincount(group, weights=counts).argmax()
    members = distinct[group == largest]
    return np.asarray((places >= members[0]) & (places <= members[-1]))
