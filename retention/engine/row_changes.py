"""Rows of two files as multisets: what only one of them holds, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.counts import RowChanges
from retention.periods import Ints, instant_of, to_local

SHOWN = 10_000  # rows that are listed; all are counted
KINDS = np.array(["removed", "added", "changed"], object)
_BLANK = int(np.iinfo(np.int64).max)


@dataclass(frozen=True, eq=False)
class _Column:
    """One column of both files, those of the earlier one first: comparable numbers, and what they stand for."""

    name: str
    keys: Ints
    kind: str  # "moment", "number", or "label"
    labels: tuple[str, ...] = ()


def row_changes(before: Any, after: Any, moment: Any) -> RowChanges:
    """Compare the rows from before a local moment.

    Rows are alike if customer, moment, event, amount and segments are. Of rows that are not, one then and one now are a
    changed row if customer and moment agree, or everything but the moment; each row is used once. A contract that ends
    at the moment or later, or not at all, runs at the moment: how it went on is news and no change.
    """
    instant = instant_of(pd.Timestamp(moment).to_pydatetime(), before.timezone)
    kept = [np.flatnonzero(_began(source) < instant) for source in (before, after)]
    ids, who = _customers(before, after, kept)
    columns, only = _columns(before, after, kept, instant)
    n = len(kept[0])
    gone, come = _only_one(who, columns, n)
    removed, added, changed = _paired(who, columns, gone, come)
    touched = np.concatenate([removed, added, *changed])
    return RowChanges(
        rows=_listed(_Files(before, after, kept, n), (ids, who, columns), removed, added, changed),
        added=len(added),
        removed=len(removed),
        changed=len(changed[0]),
        customers=len(np.unique(who[touched])),
        compared=n,
        new=len(after) - len(kept[1]),
        columns=tuple(column.name for column in columns),
        only_then=only[0],
        only_now=only[1],
    )


def _began(source: Any) -> Ints:
    time: Ints = source.time if hasattr(source, "time") else source.start
    return time


def _customers(before: Any, after: Any, kept: list[Any]) -> tuple[Any, Ints]:
    """Ids of both files, and each row's position in them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    then, now = (source.customer_ids.cast(pa.large_string()) for source in (before, after))
    known = pc.index_in(now, value_set=then)
    fresh = np.asarray(pc.is_null(known))
    codes = np.asarray(pc.fill_null(known, 0)).astype(np.int64)
    codes[fresh] = len(then) + np.arange(int(fresh.sum()))
    ids = pa.concat_arrays([then, now.filter(pa.array(fresh))])
    rows = [
        np.repeat(np.arange(s.n_customers), np.diff(s.offsets))[k] for s, k in zip((before, after), kept, strict=True)
    ]
    return ids, np.concatenate([rows[0], codes[rows[1]]])


def _columns(
    before: Any, after: Any, kept: list[Any], instant: int
) -> tuple[list[_Column], tuple[tuple[str, ...], tuple[str, ...]]]:
    """The columns that both files have, the moment first; and those that only one has."""
    pair = (before, after)
    visits = hasattr(before, "time")
    names = before.mapping

    def both(values: list[Any]) -> Ints:
        return np.concatenate([v[k] for v, k in zip(values, kept, strict=True)]).astype(np.int64, copy=False)

    found = [_Column(names.time if visits else names.start, both([_began(s) for s in pair]), "moment")]
    if not visits:
        ends = both([s.end for s in pair])
        found.append(_Column(names.end or "end", np.where(ends >= instant, _BLANK, ends), "moment"))
    only: tuple[list[str], list[str]] = ([], [])
    labelled = [_labelled(source) for source in pair]
    if _shared(names.amount or after.mapping.amount, [s.amount is not None for s in pair], only):
        found.append(_Column(str(names.amount), both([_bits(s.amount) for s in pair]), "number"))
    for name in dict.fromkeys([*labelled[0], *labelled[1]]):
        if _shared(_shown(name, before, after), [name in one for one in labelled], only):
            codes, labels = _common([one[name] for one in labelled])
            found.append(_Column(_shown(name, before, after), both(codes), "label", labels))
    return found, (tuple(only[0]), tuple(only[1]))


def _labelled(source: Any) -> dict[str, tuple[Any, tuple[str, ...]]]:
    """Codes and labels of the event, known as "", and of each segment."""
    found = {name: (segment.codes, segment.labels) for name, segment in source.segments.items()}
    event = getattr(source, "event", None)
    return found if event is None else {"": (event, source.event_names), **found}


def _shown(name: str, before: Any, after: Any) -> str:
    return name or str(before.mapping.event or after.mapping.event)


def _shared(name: Any, has: list[bool], only: tuple[list[str], list[str]]) -> bool:
    """Whether both files have the column; if one has it, note in which."""
    if has[0] != has[1]:
        only[0 if has[0] else 1].append(str(name))
    return all(has)


def _bits(amount: NDArray[np.float64]) -> Ints:
    """Amounts as numbers that are equal where the amounts are, unknown ones too."""
    return np.where(np.isnan(amount), _BLANK, (amount + 0.0).view(np.int64))


def _common(columns: list[tuple[Any, tuple[str, ...]]]) -> tuple[list[Ints], tuple[str, ...]]:
    """The codes of two columns in the labels of both; blank stays -1."""
    labels = tuple(sorted({*columns[0][1], *columns[1][1]}))
    place = {label: i for i, label in enumerate(labels)}
    tables = [np.array([*(place[label] for label in own), -1], np.int64) for _, own in columns]
    return [table[codes] for table, (codes, _) in zip(tables, columns, strict=True)], labels


def _groups(keys: list[Ints]) -> tuple[NDArray[np.int64], Ints]:
    """A stable order that brings equal rows together, and the number of each row's group, in that order."""
    order = np.lexsort(keys[::-1])
    new = np.zeros(len(order), bool)
    for key in keys:
        sorted_key = key[order]
        new[1:] |= sorted_key[1:] != sorted_key[:-1]
    return order, np.cumsum(new)


def _ranked(keys: list[Ints], is_later: NDArray[np.bool_]) -> tuple[Any, Ints, Ints, Ints, Ints]:
    """Order, group, rank in the group, and the numbers of earlier and later rows of each row's group."""
    order, group = _groups(keys)
    late = is_later[order]
    size = int(group[-1]) + 1 if len(group) else 0
    then, now = (np.bincount(group[side], minlength=size) for side in (~late, late))
    first = np.cumsum(then + now) - (then + now)
    return order, group, np.arange(len(order)) - first[group], then[group], now[group]


def _only_one(who: Ints, columns: list[_Column], n: int) -> tuple[Ints, Ints]:
    """Rows without a twin in the other file: of the earlier one, and of the later one."""
    later = np.arange(len(who)) >= n
    order, _, rank, then, now = _ranked([who, *(column.keys for column in columns)], later)
    alone = np.where(later[order], rank - then >= then, rank >= now)
    found = np.sort(order[alone])
    return found[found < n], found[found >= n]


def _paired(who: Ints, columns: list[_Column], gone: Ints, come: Ints) -> tuple[Ints, Ints, tuple[Ints, Ints]]:
    """Removed rows, added rows, and those of both that are one row changed."""
    pairs: list[tuple[Ints, Ints]] = []
    for chosen in (columns[:1], columns[1:]):
        rows = np.concatenate([gone, come])
        later = np.arange(len(rows)) >= len(gone)
        order, _, rank, then, now = _ranked([who[rows], *(column.keys[rows] for column in chosen)], later)
        couples = np.minimum(then, now)
        first = np.flatnonzero(~later[order] & (rank < couples))
        second = first + then[first]
        pairs.append((rows[order[first]], rows[order[second]]))
        gone, come = (np.setdiff1d(one, used) for one, used in zip((gone, come), pairs[-1], strict=True))
    return gone, come, (np.concatenate([p[0] for p in pairs]), np.concatenate([p[1] for p in pairs]))


@dataclass(frozen=True, eq=False)
class _Files:
    before: Any
    after: Any
    kept: list[Any]
    n: int

    def rows(self, at: Ints) -> list[Any]:
        """Row numbers in the files of positions in both; missing for -1."""
        numbers = np.concatenate([s.row[k] for s, k in zip((self.before, self.after), self.kept, strict=True)])
        return [None if i < 0 else int(numbers[i]) for i in at.tolist()]


def _listed(
    files: _Files,
    found: tuple[Any, Ints, list[_Column]],
    removed: Ints,
    added: Ints,
    changed: tuple[Ints, Ints],
) -> pd.DataFrame:
    """The first differing rows, by time."""
    import pyarrow as pa

    ids, who, columns = found
    then = np.concatenate([removed, np.full(len(added), -1), changed[0]])
    now = np.concatenate([np.full(len(removed), -1), added, changed[1]])
    kind = np.repeat([0, 1, 2], [len(removed), len(added), len(changed[0])])
    anyhow = np.where(then < 0, now, then)
    first = np.lexsort([anyhow, columns[0].keys[anyhow]])[:SHOWN]
    then, now, kind, anyhow = then[first], now[first], kind[first], anyhow[first]
    differs = [(kind == 2) & (column.keys[then] != column.keys[now]) for column in columns]
    table: dict[str, Any] = {
        "change": KINDS[kind],
        "customer": np.array(ids.take(pa.array(who[anyhow])).to_pylist(), object),
        "row_then": pd.array(files.rows(then), "Int64"),
        "row_now": pd.array(files.rows(now), "Int64"),
        "what": [", ".join(c.name for c, d in zip(columns, differs, strict=True) if d[i]) for i in range(len(kind))],
    }
    for column in columns:
        for when, at in (("then", then), ("now", now)):
            table[f"{column.name}, {when}"] = _values(column, at, files.before.timezone)
    return pd.DataFrame(table)


def _values(column: _Column, at: Ints, timezone: str) -> Any:
    """What the numbers stand for; nothing where there is no row."""
    keys, there = column.keys[at], at >= 0
    if column.kind == "label":
        found = np.array([*column.labels, ""], object)[keys]
        found[~there] = None
        return found
    known = there & (keys != _BLANK)
    if column.kind == "number":
        return np.where(known, np.where(known, keys, 0).view(np.float64), np.nan)
    local = to_local(np.where(known, keys, 0), timezone)
    return np.where(known, local, np.datetime64("NaT"))
