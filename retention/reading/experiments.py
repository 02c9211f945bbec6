"""Reading an experiment: one row for each player with the version, and what they did as yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retention.errors import EmptyFileError, ReadError
from retention.experiments import NO, UNKNOWN, YES, Experiment
from retention.languages import later, mark, say
from retention.reading.formats import Source, open_table
from retention.reading.group_lists import WRONG_FIELDS, control_among, group_column, one_spelling
from retention.reading.limits import Limits
from retention.reading.opening import Opening
from retention.reading.read import ask
from retention.reading.roles.columns import Column, look
from retention.reading.roles.words import meanings
from retention.reading.rows import check_roles
from retention.reading.tables import Table, Wanted
from retention.reading.values import marks
from retention.reading.values.ids import read_ids
from retention.reading.values.labels import coded, read_labels

NO_PLAYER, NO_VERSION = mark("no player"), mark("no version")
WHICH_VERSION = mark('Say which column does, or add one called "version" that says which one each player saw.')
_SURE = 0.9  # share of answers that are yes or no in a column of outcomes


def read_experiment(
    source: Source,
    *,
    version: str | None = None,
    customer: str | None = None,
    outcomes: Sequence[str] = (),
    control: str | None = None,
    sheet: str | None = None,
    member: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    name: str | None = None,
    limits: Limits | None = None,
) -> Experiment:
    """Read an experiment with one row for each player, such as ``userid, version, retention_1, retention_7``.

    Outcomes are columns of yes and no in any usual words: True and False, 1 and 0, yes and no in many languages; other
    columns, such as the number of games, are not compared. A player in one version several times counts once, by the
    first row; one in several versions is left out and named. Without a column of players each row is one.

    Parameters
    ----------
    source
        A path, bytes, or a file opened in binary mode.
    version, customer, outcomes
        Columns that say which version, which player, and what they did; None (nothing) finds them.
    control
        The version that others are compared with; None takes the one called so, else the first by name.
    sheet, member, encoding, delimiter, name, limits
        As in :func:`read_events`.

    Returns
    -------
    Experiment

    Raises
    ------
    ReadError
        If the file is no table, no column says which version, none is yes or no, or there is one version only.
    MappingError
        If a column that was named is not there.

    Examples
    --------
    >>> data = b"userid,version,games,retention_1\\n1,gate_40,3,TRUE\\n2,gate_30,165,FALSE\\n3,gate_30,1,TRUE\\n"
    >>> experiment = read_experiment(data)
    >>> experiment, experiment.counts().did.tolist()
    (<Experiment: 2 gate_30, 1 gate_40; retention_1>, [[1], [1]])
    """
    opening = Opening(sheet, member, encoding, delimiter, None, limits or Limits.from_environment())
    table = open_table(source, opening, name)
    ask(table)
    named = [("version", version), ("customer", customer), *(("an outcome", column) for column in outcomes)]
    check_roles(named, table.names, table.source)
    sample = table.sample  # made anew each time that it is asked for
    looked = [look(column, j, sample) for j, column in enumerate(table.names)]
    which = version or group_column(looked, (customer, *outcomes), table.source, WHICH_VERSION)
    did = tuple(outcomes) or _outcomes(looked, (which, customer))
    if not did:
        raise ReadError(
            say(
                "No column says yes or no to what players did. The file has: {columns}.",
                columns=", ".join(table.names[:20]),
            ),
            where=table.source,
            todo=say("Name one of yes and no, such as retention_7."),
        )
    who = customer or _player(looked, (which, *did))
    return _read(table, which, did, who, control)


def _outcomes(columns: Sequence[Column], taken: Sequence[str | None]) -> tuple[str, ...]:
    """Columns that are yes or no throughout, and both at least once."""
    found = []
    for column in columns:
        said = {value.casefold() for value, _ in column.values}
        if column.name not in taken and 1 <= len(said) <= 3 and said <= marks.YES | marks.NO:
            found.append(column.name)
    return tuple(found)


def _player(columns: Sequence[Column], taken: Sequence[str]) -> str | None:
    """The column of players: by its header, else the only one whose values all differ."""
    free = [column for column in columns if column.name not in taken]
    best = max(free, key=lambda column: meanings(column.name).get("customer", 0.0), default=None)
    if best is not None and meanings(best.name).get("customer", 0.0) >= 0.5:
        return best.name
    unique = [column.name for column in free if column.unique and column.filled > 1 and not column.decimals]
    return unique[0] if len(unique) == 1 else None


def _read(table: Table, which: str, did: tuple[str, ...], who: str | None, control: str | None) -> Experiment:
    loaded = table.load(Wanted((*([who] if who else []), which, *did), None, customer=who))
    codes, labels = one_spelling(*read_labels(loaded.columns[which]), (control,))
    versions = _versions(labels, control, which, table.source)
    place = np.append([versions.index(label) for label in labels], -1).astype(np.int16)[codes]
    n = len(place)
    players = np.arange(n, dtype=np.int64) if who is None else None
    ids = None
    if who is not None:
        ids = read_ids(loaded.columns[who])
        players = ids.codes.astype(np.int64)
    assert players is not None
    dropped = {NO_PLAYER: int((players < 0).sum()), NO_VERSION: int(((place < 0) & (players >= 0)).sum())}
    dropped |= {WRONG_FIELDS: len(loaded.malformed)}
    kept = np.flatnonzero((players >= 0) & (place >= 0))
    first, both = _first_rows(players[kept], place[kept])
    rows = kept[first]
    if not len(rows):
        raise EmptyFileError(
            say("No row names a player and a version."), where=table.source, todo=say("Choose other columns.")
        )
    twice = len(kept) - len(rows) - int(np.isin(players[kept], both).sum())
    outcomes = {name: _answers(loaded.columns[name], name, table.source)[rows] for name in did}
    return Experiment(
        source=table.source,
        versions=versions,
        version=place[rows],
        outcomes=outcomes,
        both=() if ids is None else tuple(ids.ids.take(both).to_pylist()),
        repeated=twice,
        dropped={words: count for words, count in dropped.items() if count},
        assumed=(
            later(
                "The column '{column}' says the version; the others are compared with '{version}'.",
                column=which,
                version=versions[0],
            ),
            later("What players did: {columns}.", columns=", ".join(did)),
        ),
    )


def _versions(labels: tuple[str, ...], control: str | None, header: str, where: str) -> tuple[str, ...]:
    if len(labels) < 2:
        raise ReadError(
            say("The column '{column}' holds one version only: {version}.", column=header, version=labels[0])
            if labels
            else say("The column '{column}' holds nothing.", column=header),
            where=where,
            todo=say("Choose the column that says which version each player saw."),
        )
    if control is not None and control not in labels:
        raise ReadError(
            say("There is no version '{version}'.", version=control),
            where="control",
            todo=say("Choose one of: {choices}.", choices=", ".join(labels[:12])),
        )
    first = control or control_among(labels, header) or labels[0]
    return (first, *(label for label in labels if label != first))


def _first_rows(players: NDArray[np.int64], place: NDArray[np.int16]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Position of the first row of each player of one version, rising; and the players of several."""
    if not len(players):
        return players, players
    order = np.argsort(players, kind="stable")
    sorted_ = players[order]
    start = np.flatnonzero(np.append(True, sorted_[1:] != sorted_[:-1]))
    versions = place[order]
    one = np.minimum.reduceat(versions, start) == np.maximum.reduceat(versions, start)
    return np.sort(order[start[one]]), sorted_[start[~one]]


def _answers(column: Any, name: str, where: str) -> NDArray[np.int8]:
    """1 for yes, 0 for no, -1 where a cell says neither."""
    codes, raw = coded(column)
    texts = [" ".join(str(text).split()).casefold() for text in raw.to_pylist()]
    meant = [YES if text in marks.YES else NO if text in marks.NO else UNKNOWN for text in texts]
    said = np.array([*meant, UNKNOWN], np.int8)[codes]
    written = np.array([*(bool(text) for text in texts), False])[codes]
    if written.any() and (said[written] == UNKNOWN).mean() > 1 - _SURE:
        odd = next(text for text, value in zip(texts, meant, strict=True) if text and value == UNKNOWN)
        raise ReadError(
            say("The column '{column}' is not yes or no: it holds '{value}'.", column=name, value=odd[:40]),
            where=where,
            todo=say("Choose another column."),
        )
    return said
