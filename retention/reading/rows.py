"""Rows of a loaded table: why each is left out, and what the kept ones hold as instants, names and ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retention.errors import MappingError
from retention.languages import mark, say
from retention.mapping import ColumnMapping
from retention.periods import Ints, to_instants
from retention.reading import asides
from retention.reading.dates.dates import BLANK, GOOD, REASONS
from retention.reading.tables import Loaded, Table
from retention.reading.values.ids import STAND_IN_CODE, IdColumn
from retention.reading.values.labels import read_labels

NO_CUSTOMER, STAND_IN = mark("no customer"), mark("placeholder customer")
SEGMENT, ROW_ID, REFUSING = mark("a segment"), mark("an id of each row"), mark("who must not be contacted")
_ROLES = (  # words for the other roles, which are named like the fields of a mapping
    *(mark("customer"), mark("time"), mark("event"), mark("amount"), mark("quantity"), mark("score"), mark("comment")),
    *(mark("start"), mark("end"), mark("plan"), mark("tenure"), mark("churned"), mark("group"), mark("version")),
    mark("an outcome"),
)


def nothing_usable(column: str | None, worst: str) -> str:
    """Say that no row of a column is usable, and the reason of most of them."""
    if not worst:
        return say("The file has no rows.")
    return say("No row of '{column}' is usable: {reason}.", column=column, reason=say(worst))


def check_roles(roles: Sequence[tuple[str, str | None]], available: list[str], where: str) -> None:
    """Refuse roles that name absent columns, or one column twice."""
    used: dict[str, str] = {}
    for role, name in roles:
        if name is None:
            continue
        if name not in available:
            raise MappingError.missing(name, available[:50], say(role), where)
        if name in used:
            raise MappingError(
                say(
                    "The column '{column}' is used for {role} and for {other_role}.",
                    column=name,
                    role=say(used[name]),
                    other_role=say(role),
                ),
                where=where,
                todo=say("Use each column once."),
            )
        used[name] = role


def reasons_of(
    loaded: Loaded,
    ids: IdColumn,
    state: NDArray[np.int8],
    words: Sequence[str],
    of_dates: Mapping[int, str] = REASONS,
) -> NDArray[np.int8]:
    """Why each row is left out, as a position in ``words``; 0 where it is kept. The first reason counts."""
    reason = np.zeros(len(state), np.int8)
    for code, said in of_dates.items():
        reason[state == code] = words.index(said)
    nobody = ids.codes < 0
    reason[nobody] = words.index(NO_CUSTOMER)
    reason[ids.codes == STAND_IN_CODE] = words.index(STAND_IN)
    blank = nobody & (state == BLANK)
    if blank.any():
        at = np.flatnonzero(blank)
        empty = np.ones(len(at), bool)
        for column in loaded.columns.values():
            texts = column.take(at).to_pylist()
            empty &= np.array([t is None or not str(t).strip() for t in texts])
        reason[at[empty]] = words.index(asides.BLANK)
    for said, rows in loaded.set_aside.items():
        reason[rows & (reason == 0)] = words.index(said)
    return reason


def set_aside(
    reason: NDArray[np.int8],
    table: Table,
    loaded: Loaded,
    ids: IdColumn,
    state: NDArray[np.int8],
    mapping: ColumnMapping,
    words: Sequence[str],
) -> None:
    """Give rows that are no data their own reason, before any that they have for lacking something."""
    roles = ("customer", "time", "amount", "quantity", "event_id", "do_not_contact")
    others = [getattr(mapping, role) for role in roles]
    watched = [name for name in loaded.columns if name not in others]
    blank = reason == words.index(asides.BLANK)
    found = asides.find_asides(loaded, table.names, (ids.codes, ids.ids), state != GOOD, blank, watched)
    for said, at in found.items():
        reason[at] = words.index(said)


def instants_of(micros: Ints, aware: NDArray[np.bool_], timezone: str) -> Ints:
    """Wall times become instants; what names its offset is one already."""
    if timezone == "UTC" or aware.all():
        return micros
    instants = micros.copy()
    instants[~aware] = to_instants(micros[~aware].astype("datetime64[us]"), timezone)
    return instants


def labels_in(loaded: Loaded, name: str | None, kept: NDArray[np.int64] | None) -> tuple[Any, tuple[str, ...]]:
    if name is None:
        return None, ()
    codes, labels = read_labels(loaded.columns[name])
    if kept is None:
        return codes, labels
    codes = codes[kept]
    used = np.unique(codes[codes >= 0]) if len(labels) else np.zeros(0, np.int64)
    if len(used) == len(labels):
        return codes, labels
    table = np.full(len(labels) + 1, -1, codes.dtype)
    table[used] = np.arange(len(used))
    return table[codes], tuple(labels[i] for i in used)


def only_used(codes: NDArray[np.int32], ids: Any) -> tuple[NDArray[np.int32], Any]:
    """Drop ids that no kept row has."""
    counts = np.bincount(codes, minlength=len(ids))
    if len(codes) == 0 or (counts > 0).all():
        return codes, ids
    used = np.flatnonzero(counts)
    table = np.zeros(len(ids), np.int32)
    table[used] = np.arange(len(used))
    return table[codes], ids.take(used)
