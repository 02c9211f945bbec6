"""Exact copies of an earlier row: the whole row of the file alike, not just the mapped columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from retention.events import Events
from retention.languages import later_many
from retention.mapping import ColumnMapping
from retention.reading.tables import Loaded, Table, Wanted

_UNIQUE = 0.99  # share of different values in a column that tells every row apart


def find_copies(events: Events, loaded: Loaded) -> NDArray[np.int32]:
    """Row numbers of usable rows that equal an earlier usable row in every column, rising.

    Events are sorted by customer and time, so that equal rows are neighbours: only rows that tie there are compared
    further, and only those that agree in all mapped columns are looked up in the file again.
    """
    candidates = _alike_where_mapped(events)
    if not len(candidates):
        return np.zeros(0, np.int32)
    if loaded.typed and _shows_all(events.mapping) and set(events.mapping.columns) == set(_all_names(loaded)):
        return _later_ones(events, candidates)
    rows = np.sort(events.row[candidates])
    at = np.searchsorted(loaded.row, rows)
    whole = loaded.whole(at.astype(np.int64)).to_pandas()
    # Rows of a text table are compared as the file has them; blanks around a value make a difference there.
    return np.asarray(rows[whole.duplicated(keep="first").to_numpy()], np.int32)


def _shows_all(mapping: ColumnMapping) -> bool:
    """Whether events keep all that the mapped columns hold."""
    return mapping.quantity is None and mapping.event_id is None and mapping.do_not_contact is None


def _all_names(loaded: Loaded) -> list[str]:
    names: list[str] = loaded.whole(np.zeros(0, np.int64)).column_names
    return names


def _alike_where_mapped(events: Events) -> NDArray[np.int64]:
    """Positions of rows that share customer, time, event, amount and segments with another row."""
    same = events.time[1:] == events.time[:-1]
    same[events.offsets[1:-1] - 1] = False
    if not same.any():
        return np.zeros(0, np.int64)
    tied = np.zeros(len(events), bool)
    tied[1:] |= same
    tied[:-1] |= same
    at = np.flatnonzero(tied)
    group = np.cumsum(~np.concatenate([[False], same])[at])
    keys = [column[at] for column in _columns(events)]
    order = np.lexsort([*keys, group])  # stable, so that rows alike stay in the order of the file
    alike = np.ones(len(at) - 1, bool)
    for key in [*keys, group]:
        ordered = key[order]
        alike &= ordered[1:] == ordered[:-1]
    part = np.concatenate([alike, [False]]) | np.concatenate([[False], alike])
    return np.asarray(at[order[part]], np.int64)


def _columns(events: Events) -> list[NDArray[np.generic]]:
    columns = [events.event, events.amount, *(s.codes for s in events.segments.values())]
    return [column for column in columns if column is not None]


def _later_ones(events: Events, candidates: NDArray[np.int64]) -> NDArray[np.int32]:
    """Of rows alike, which stand next to each other, all but the first of each run."""
    customer = np.searchsorted(events.offsets, candidates, side="right")
    repeats = np.ones(len(candidates) - 1, bool)
    for key in [customer, events.time[candidates], *(column[candidates] for column in _columns(events))]:
        repeats &= key[1:] == key[:-1]
    return np.asarray(np.sort(events.row[candidates[1:][repeats]]), np.int32)


def proved_by(table: Table, loaded: Loaded, copies: NDArray[np.int32], event_id: str | None) -> str:
    """A sentence saying that a column which is different in every row proves copies to be copies; else empty.

    Rows alike can be real, such as two cups of coffee in one order. They cannot where every row has an id of its own.
    """
    if event_id is None or not len(copies):
        return ""
    ids = table.load(Wanted((event_id,), customer=event_id, text_only=True)).columns[event_id].cast("string")
    if len(ids) != len(loaded.row):
        return ""
    copied = ids.take(np.searchsorted(loaded.row, copies))
    named = ids.drop_null()
    blank = copied.null_count or "" in copied.unique().to_pylist()
    if blank or len(named.unique()) < _UNIQUE * (len(named) - len(copies)):
        return ""
    return later_many(
        "{n} row repeats the '{column}' of an earlier row with every column alike: left out as copies.",
        "{n} rows repeat the '{column}' of an earlier row with every column alike: left out as copies.",
        len(copies),
        column=event_id,
    )
