"""Several files or sheets of the same columns, read as one table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.errors import ReadError
from retention.languages import joined, later, say
from retention.mapping import Assumption
from retention.reading.questions import Question
from retention.reading.tables import SAMPLE, Loaded, Rows, Table, Wanted
from retention.reading.wording import shortened

if TYPE_CHECKING:
    import pyarrow as pa


class JoinedTable:
    """Tables one below the other. Record numbers run on; ``lines`` and ``parts`` lead back to the file.

    Parameters
    ----------
    source
        What to call them together.
    tables
        At least one, all with the same columns in any order.
    labels
        What to call each in messages: a file or a sheet.
    """

    def __init__(self, source: str, tables: Sequence[Table], labels: Sequence[str]) -> None:
        odd = next((i for i, table in enumerate(tables) if set(table.names) != set(tables[0].names)), None)
        if odd is not None:
            difference = _difference(tables[0].names, tables[odd].names)
            raise ReadError(
                say(
                    "'{file}' has other columns than '{first_file}': {difference}.",
                    file=labels[odd],
                    first_file=labels[0],
                    difference=difference,
                ),
                where=source,
                todo=say("Read them one at a time, or give them the same columns."),
            )
        self.source, self.tables, self.labels = source, list(tables), list(labels)
        first = tables[0]
        self.workbook, self.sheets, self.members = first.workbook, first.sheets, first.members
        self.rows_exact = all(table.rows_exact for table in tables)
        self.questions: tuple[Question, ...] = _once(question for table in tables for question in table.questions)
        self.assumptions: tuple[Assumption, ...] = _different(a for table in tables for a in table.assumptions)
        self.detected = dict(first.detected)
        said = [sentence for table in tables for sentence in table.assumed]
        told = later("{n} tables are read as one: {names}.", n=f"{len(tables):,}", names=shortened(labels, 12))
        self.assumed = (told, *dict.fromkeys(said))
        self._starts = np.zeros(len(tables) + 1, np.int64)

    @property
    def names(self) -> list[str]:
        """Column names, in the order of the first table."""
        return self.tables[0].names

    @property
    def rows(self) -> int:
        """Data rows, counted or estimated."""
        return sum(table.rows for table in self.tables)

    @cached_property
    def sample(self) -> list[list[str]]:
        """Some records of every table."""
        share = max(20, SAMPLE // len(self.tables))
        records: list[list[str]] = []
        for table in self.tables:
            order = [table.names.index(name) for name in self.names]
            records += [[r[j] if len(r) > j else "" for j in order] for r in table.sample[:share]]
        return records

    def load(self, wanted: Wanted) -> Loaded:
        """Read the columns of every table; as text, unless all of them were read as the same type."""
        loaded = [table.load(wanted) for table in self.tables]
        counts = [
            int(max([*part.row[-1:], *(number for number, _ in part.malformed[-1:])], default=0)) for part in loaded
        ]
        self._starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        starts = self._starts[:-1]
        columns = {name: _below(part.columns[name] for part in loaded) for name in wanted.columns}
        row = np.concatenate([part.row + start for part, start in zip(loaded, starts, strict=True)]).astype(np.int32)
        malformed = [
            (number + int(start), text)
            for part, start in zip(loaded, starts, strict=True)
            for number, text in part.malformed
        ]
        lengths = np.concatenate([[0], np.cumsum([len(part.row) for part in loaded])]).astype(np.int64)

        def whole(at: NDArray[np.int64]) -> pa.Table:
            import pyarrow as pa

            tables = []
            for i, part in enumerate(loaded):
                here = at[(at >= lengths[i]) & (at < lengths[i + 1])] - lengths[i]
                tables.append(part.whole(here).select(self.names))
            return pa.concat_tables(tables)

        said = _once(sentence for part in loaded for sentence in part.assumed)
        return replace(loaded[0], columns=columns, row=row, malformed=malformed, whole=whole, typed=False, assumed=said)

    def lines(self, row: Rows) -> Rows:
        """Line of its own file, or row of its own sheet, of each record."""
        lines = np.zeros(len(row), np.int32)
        for i, table, here in self._split(row):
            lines[here] = table.lines((row[here] - self._starts[i]).astype(np.int32))
        return lines

    def parts(self, row: Rows) -> list[str]:
        """File or sheet of each record."""
        return [self.labels[i] for i in self._place(row)]

    def _place(self, row: Rows) -> NDArray[np.int64]:
        place = np.searchsorted(self._starts, row, side="left") - 1
        return np.clip(place, 0, len(self.tables) - 1).astype(np.int64)

    def _split(self, row: Rows) -> list[tuple[int, Table, NDArray[np.bool_]]]:
        place = self._place(row)
        return [(i, table, place == i) for i, table in enumerate(self.tables) if (place == i).any()]


def _below(columns: Any) -> Any:
    """Columns one below the other; as text where their types differ."""
    import pyarrow as pa

    parts = list(columns)
    if len({str(part.type) for part in parts}) > 1 or pa.types.is_dictionary(parts[0].type):
        parts = [part.cast(pa.string()) for part in parts]
    return pa.chunked_array([chunk for part in parts for chunk in part.chunks], parts[0].type)


def _different(assumptions: Iterable[Assumption]) -> tuple[Assumption, ...]:
    """The first of those that say the same: a file in another encoding than the first one shows."""
    found: dict[tuple[str, str, str], Assumption] = {}
    for assumption in assumptions:
        found.setdefault((assumption.key, assumption.value, assumption.words), assumption)
    return tuple(found.values())


def _once(items: Any) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(items))


def _difference(first: list[str], other: list[str]) -> str:
    lacking = [name for name in first if name not in other]
    added = [name for name in other if name not in first]
    said = [say("without '{column}'", column=lacking[0])] if lacking else []
    said += [say("with '{column}'", column=added[0])] if added else []
    return joined(said)
