"""Rows that two files of the same customers do not share."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, eq=False)
class RowChanges:
    """What differs between the rows of two files, up to a moment. Rows are alike whatever their place in the file.

    Attributes
    ----------
    rows
        The first of the differing rows, by time: ``change`` ("added", "removed" or "changed"), ``customer``,
        ``row_then`` and ``row_now`` (row numbers in the files, missing where there is none), ``what`` (names of the
        columns that differ, for changed rows), then for each compared column its value then and now.
    added, removed, changed
        How many rows there are only now; only then; and both then and now, with something else in one of them.
    customers
        How many customers these rows belong to.
    compared
        Rows then from before the moment.
    new
        Rows now from the moment on.
    columns
        Names of the columns that were compared.
    only_then, only_now
        Columns that only one of the files has, and that were not compared.
    """

    rows: pd.DataFrame
    added: int
    removed: int
    changed: int
    customers: int
    compared: int
    new: int
    columns: tuple[str, ...] = ()
    only_then: tuple[str, ...] = ()
    only_now: tuple[str, ...] = ()
