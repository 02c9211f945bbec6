"""What a file's columns mean, and what happened to its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

COPY = "exact copy of an earlier row"  # the reason for leaving such a row out
EXAMPLES = 5  # rows shown for each reason


@dataclass(frozen=True)
class ColumnMapping:
    """Which column of the file plays which role. The user's column names stop here.

    Parameters
    ----------
    customer, time
        Who, and when.
    event
        What happened; without it every row is the same event.
    amount
        Money of the row; a negative amount is a refund.
    segments
        Columns to compare groups by.
    quantity
        Number of units, where ``amount`` is the price of one: money is then amount times quantity.

    Examples
    --------
    >>> ColumnMapping(customer="customer", time="ordered_at", amount="total").columns
    ('customer', 'ordered_at', 'total')
    """

    customer: str
    time: str
    event: str | None = None
    amount: str | None = None
    segments: tuple[str, ...] = ()
    quantity: str | None = None

    def __post_init__(self) -> None:
        given: Any = self.segments
        segments = (given,) if isinstance(given, str) else tuple(given)
        object.__setattr__(self, "segments", segments)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column used, once each."""
        named = (self.customer, self.time, self.event, self.amount, self.quantity, *self.segments)
        return tuple(dict.fromkeys(name for name in named if name is not None))


@dataclass(frozen=True, eq=False)
class ReadReport:
    """What happened to every row of the file: ``rows_read == rows_kept + sum(dropped.values())``.

    Attributes
    ----------
    source
        Name of the file.
    rows_read, rows_kept
        Rows in the file (without header), and rows used.
    dropped
        Reason in words to number of rows.
    examples
        Reason to the first few ``(row number in the file, text of the row)``.
    left_out
        Every row left out: ``row``, ``reason``, ``text``.
    detected
        What was found out about the file: delimiter, encoding, date order and so on, in words.
    assumed
        Sentences about what was taken for granted.
    copies
        Row numbers of exact copies of an earlier row (whole row alike), kept or dropped as ``duplicates`` says.
    """

    source: str = ""
    rows_read: int = 0
    rows_kept: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)
    examples: Mapping[str, list[tuple[int, str]]] = field(default_factory=dict)
    left_out: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({"row": [], "reason": [], "text": []}))
    detected: Mapping[str, str] = field(default_factory=dict)
    assumed: tuple[str, ...] = ()
    copies: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))

    def leaving_out(self, rows: pd.DataFrame, count: int, reason: str, most: int | None = None) -> ReadReport:
        """Return the report after leaving out more rows, so that it still adds up.

        Parameters
        ----------
        rows
            The rows to show, ``row``, ``reason`` and ``text``, rising.
        count
            How many rows are left out; more than are shown where they are very many.
        reason
            Why, in words.
        most
            Rows to keep for showing at most, of all reasons together; None keeps all.
        """
        everything = pd.concat([self.left_out, rows]) if len(self.left_out) else rows
        first = rows.head(EXAMPLES)
        return replace(
            self,
            rows_kept=self.rows_kept - count,
            dropped={**self.dropped, reason: self.dropped.get(reason, 0) + count},
            examples={**self.examples, reason: list(zip(first["row"].tolist(), first["text"].tolist(), strict=True))},
            left_out=everything.sort_values("row", kind="stable").reset_index(drop=True).iloc[:most],
        )
