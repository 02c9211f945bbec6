"""What changed between two files, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retention.languages import joined, listed, many, numbered, say
from retention.metrics.wording import count, percent
from retention.periods import day_text

if TYPE_CHECKING:
    from retention.metrics.file_changes import FileChange


def change_words(change: FileChange) -> str:
    """Finished cells, periods, the rows behind it, and what is new."""
    if change.same:
        return say("Both files hold the same, read in the same way: nothing changed.")
    until = day_text(change.moment)
    if not change.restated:
        same = say(
            "No row from before {day} changed: all {cells} are as they were.",
            day=until,
            cells=count(change.cells_compared, "finished cell"),
        )
        sentences = [same]
    else:
        sentences = [_cells(change), _periods(change), _rows(change, until)]
    return " ".join(one for one in (*sentences, _new(change), _uncompared(change)) if one)


def _cells(change: FileChange) -> str:
    compared = count(change.cells_compared, "finished cell")
    if not len(change.cells):
        return say("All {cells} are as they were.", cells=compared)
    largest = _largest(change)
    if largest:
        differ = many(
            "{n} of {cells} differs from the earlier file; the most in {largest}.",
            "{n} of {cells} differ from the earlier file; the most in {largest}.",
            len(change.cells),
            cells=compared,
            largest=largest,
        )
    else:
        differ = many(
            "{n} of {cells} differs from the earlier file.",
            "{n} of {cells} differ from the earlier file.",
            len(change.cells),
            cells=compared,
        )
    return " ".join([differ, say("What was finished can only change if the export was restated.")])


def _largest(change: FileChange) -> str:
    """The cell whose rate moved most."""
    moved: Any = change.cells["difference"].abs()
    if not moved.notna().any():
        return ""
    cell = change.cells.loc[moved.idxmax()]
    return say(
        "{cohort}, {age}, from {then} to {now}",
        cohort=change.settings.cohort_calendar("UTC").name(np.datetime64(pd.Timestamp(cell["cohort"]), "s")),
        age=numbered(change.settings.unit_name, cell["age_label"]),
        then=percent(cell["rate_then"]),
        now=percent(cell["rate_now"]),
    )


def _periods(change: FileChange) -> str:
    if not len(change.periods):
        return ""
    compared = count(change.periods_compared, "finished period")
    return say("Retention differs in {k} of {periods}.", k=f"{len(change.periods):,}", periods=compared)


def _rows(change: FileChange, until: str) -> str:
    rows = change.rows
    kinds = [
        say("{n} added", n=f"{rows.added:,}") if rows.added else "",
        say("{n} taken out", n=f"{rows.removed:,}") if rows.removed else "",
        say("{n} altered", n=f"{rows.changed:,}") if rows.changed else "",
    ]
    return many(
        "{n} row from before {day} differs ({kinds}), of {customers}.",
        "{n} rows from before {day} differ ({kinds}), of {customers}.",
        rows.added + rows.removed + rows.changed,
        day=until,
        kinds=joined([kind for kind in kinds if kind]),
        customers=count(rows.customers, "customer"),
    )


def _new(change: FileChange) -> str:
    if not change.rows.new:
        return ""
    return many("{n} row from later on is new.", "{n} rows from later on are new.", change.rows.new)


def _uncompared(change: FileChange) -> str:
    only = [*change.rows.only_then, *change.rows.only_now]
    if not only:
        return ""
    return say("Not compared, since only one of the files has it: {columns}.", columns=listed(only))
