"""The cells of one sheet as text, and what goes with them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from retention.reading.sheets.parts import NumberFormat
from retention.reading.sheets.scan import Area

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass
class Grid:
    """The cells of one sheet as text; null or blank where nothing is in them.

    Attributes
    ----------
    name
        What its tab says.
    table
        One column of text for each column of the sheet from ``left`` on.
    left
        Number of the first column, A being 1; the first row is always row 1.
    merged
        Merged ranges.
    errors
        Error cells: row, column and what they say.
    formulas, long_numbers
        By column: formulas saved without a value, and numbers of more digits than Excel keeps.
    formats
        By column: how many cells have a number format that matters.
    hidden_rows, hidden_columns
        How many are hidden.
    notes
        Sentences about the sheet itself.
    """

    name: str
    table: pa.Table
    left: int = 1
    merged: tuple[Area, ...] = ()
    errors: tuple[tuple[int, int, str], ...] = ()
    formulas: Counter[int] = field(default_factory=Counter)
    long_numbers: Counter[int] = field(default_factory=Counter)
    formats: dict[int, Counter[NumberFormat]] = field(default_factory=dict)
    hidden_rows: int = 0
    hidden_columns: int = 0
    notes: tuple[str, ...] = ()


def filled(column: Any) -> Any:
    """Which cells of a column hold more than blanks."""
    import pyarrow as pa
    import pyarrow.compute as pc

    mask = pc.fill_null(pc.match_substring_regex(column, r"[^\s\x{feff}]"), False)
    return mask.combine_chunks() if isinstance(mask, pa.ChunkedArray) else mask
