"""What changed between two files, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retention.metrics.wording import count, percent

if TYPE_CHECKING:
    from retention.metrics.file_changes import FileChange


def change_words(change: FileChange) -> str:
    """Finished cells, periods, the rows behind it, and what is new."""
    if change.same:
        return "Both files hold the same, read in the same way: nothing changed."
    until = f"{change.moment:%d %b %Y}".lstrip("0")
    if not change.restated:
        start = f"No row from before {until} changed"
        sentences = [f"{start}: all {count(change.cells_compared, 'finished cell')} are as they were."]
    else:
        sentences = [_cells(change), _periods(change), _rows(change, until)]
    return " ".join(one for one in (*sentences, _new(change), _uncompared(change)) if one)


def _cells(change: FileChange) -> str:
    if not len(change.cells):
        return f"All {count(change.cells_compared, 'finished cell')} are as they were."
    verb = "differs" if len(change.cells) == 1 else "differ"
    largest = _largest(change)
    named = f"; the most in {largest}" if largest else ""
    return (
        f"{len(change.cells):,} of {count(change.cells_compared, 'finished cell')} {verb} from the earlier file"
        f"{named}. What was finished can only change if the export was restated."
    )


def _largest(change: FileChange) -> str:
    """The cell whose rate moved most."""
    moved: Any = change.cells["difference"].abs()
    if not moved.notna().any():
        return ""
    cell = change.cells.loc[moved.idxmax()]
    name = change.settings.cohort_calendar("UTC").name(np.datetime64(pd.Timestamp(cell["cohort"]), "s"))
    unit = change.settings.unit_name
    return f"{name}, {unit} {cell['age_label']}, from {percent(cell['rate_then'])} to {percent(cell['rate_now'])}"


def _periods(change: FileChange) -> str:
    if not len(change.periods):
        return ""
    return f"Retention differs in {len(change.periods):,} of {count(change.periods_compared, 'finished period')}."


def _rows(change: FileChange, until: str) -> str:
    rows = change.rows
    kinds = [(rows.added, "added"), (rows.removed, "taken out"), (rows.changed, "altered")]
    parts = [f"{number:,} {name}" for number, name in kinds if number]
    total = rows.added + rows.removed + rows.changed
    listed = " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    return (
        f"{count(total, 'row')} from before {until} {'differs' if total == 1 else 'differ'} ({listed}), "
        f"of {count(rows.customers, 'customer')}."
    )


def _new(change: FileChange) -> str:
    if not change.rows.new:
        return ""
    return f"{count(change.rows.new, 'row')} from later on {'is' if change.rows.new == 1 else 'are'} new."


def _uncompared(change: FileChange) -> str:
    only = [*change.rows.only_then, *change.rows.only_now]
    if not only:
        return ""
    return f"Not compared, since only one of the files has it: {', '.join(only)}."
