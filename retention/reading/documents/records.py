"""Records with named values, such as JSON holds, become columns: nothing is interpreted, all stays as written."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from retention.languages import say
from retention.reading.limits import Limits
from retention.reading.tables import ArrowTable, Loaded, Rows, Table, Wanted
from retention.reading.text.layout import clean_names

if TYPE_CHECKING:
    import pyarrow as pa

_CHUNK = 20_000  # records that become columns at once
_DEPTH = 6  # objects inside objects beyond this stay text
_LONGEST_BROKEN = 2000  # characters of a broken piece that are kept for showing
# Objects that only hold a record together; their names say nothing about the values in them.
_WRAPPERS = re.compile(
    r"(?:(?:event_|user_|group_)?properties|attributes|attrs|fields|data|payload|record|row|(?:event_)?params|traits|node|"
    r"document|doc|_source|values?|body|context|details)$",
    re.IGNORECASE,
)
# Names by which databases say what type a value has.
_TYPES = frozenset(("$oid", "$date", "$numberLong", "$numberInt", "$numberDouble", "$numberDecimal", "$uuid")) | {
    f"{kind}Value" for kind in ("string", "integer", "double", "timestamp", "boolean", "reference", "null")
}
Flat = dict[str, str | None]


class Number(str):
    """A number as it is written in the file."""

    __slots__ = ()


@dataclass
class RecordTable(ArrowTable):
    """Columns made of records; a record that could not be read has a number and a line like the others."""

    broken: list[tuple[int, str]] = field(default_factory=list)
    line_of: Rows = field(default_factory=lambda: np.zeros(0, np.int32))
    sparse: bool = True  # a record without a value does not name it, so that two files may differ in names

    @property
    def rows(self) -> int:
        """Number of records, those that could not be read included."""
        return int(self.table.num_rows) + len(self.broken)

    def load(self, wanted: Wanted) -> Loaded:
        """Hand out columns, and the broken records beside them."""
        loaded = super().load(wanted)
        if not self.broken:
            return loaded
        row = np.delete(np.arange(1, self.rows + 1, dtype=np.int32), [number - 1 for number, _ in self.broken])
        return replace(loaded, row=row, malformed=list(self.broken))

    def lines(self, row: Rows) -> Rows:
        """Line of the file that each record begins on."""
        if not len(self.line_of):
            return np.ones(len(row), np.int32)
        return self.line_of[row - 1]


def aligned(tables: Sequence[Table]) -> list[Table]:
    """Tables of records get each other's columns, blank where they lack them; other tables stay as they are."""
    if not all(isinstance(table, RecordTable) for table in tables):
        return list(tables)
    import pyarrow as pa

    names = list(dict.fromkeys(name for table in tables for name in table.names))
    for table in tables:
        if isinstance(table, RecordTable) and table.names != names:
            blank = pa.nulls(table.table.num_rows, pa.string())
            columns = [table.table.column(n) if n in table.names else blank for n in names]
            table.table = pa.table(columns, names=names)
    return list(tables)


class Gatherer:
    """Takes records one by one and makes columns of them."""

    def __init__(self, limits: Limits, where: str) -> None:
        self.limits, self.where = limits, where
        self.broken: list[tuple[int, str]] = []
        self.line_of: list[int] = []
        self.scalars: list[str | None] = []
        self.header: list[str] = []  # names of records that are lists
        self._names: dict[str, None] = {}
        self._waiting: list[Flat] = []
        self._chunks: list[dict[str, Any]] = []
        self._sizes: list[int] = []

    def __len__(self) -> int:
        return len(self.line_of)

    def add(self, value: Any, line: int) -> None:
        """Take an object or a list as a record, anything else as a single value."""
        if isinstance(value, dict):
            flat: Flat = {}
            flatten(value, flat)
        elif isinstance(value, list):
            flat = {str(j): written(cell) for j, cell in enumerate(value)}
        elif len(self):
            self.add_broken(written(value) or "null", line)
            return
        else:
            self.scalars.append(written(value))
            return
        if not len(self):  # single values among records are no records
            for text in self.scalars:
                self.add_broken(text or "null", line)
        self.line_of.append(line)
        self._waiting.append(flat)
        if len(self._waiting) >= _CHUNK:
            self._flush()

    def add_broken(self, text: str, line: int) -> None:
        """Take a piece of text that could not be read."""
        self.line_of.append(line)
        text = text if len(text) <= _LONGEST_BROKEN else text[:_LONGEST_BROKEN] + "…"
        self.broken.append((len(self.line_of), text))

    def table(self, source: str) -> RecordTable:
        """All that was taken, as a table."""
        import pyarrow as pa

        self._flush()
        columns = []
        for name in self._names:
            chunks = [
                chunk.get(name, pa.nulls(size, pa.string()))
                for chunk, size in zip(self._chunks, self._sizes, strict=True)
            ]
            columns.append(pa.chunked_array(chunks, pa.string()))
        table = pa.table(columns, names=list(self._names))
        names, notes = self._final_names()
        lines = np.array(self.line_of, np.int32)
        return RecordTable(source, table.rename_columns(names), assumed=tuple(notes), broken=self.broken, line_of=lines)

    def take_header(self) -> None:
        """The first record, a list, names the columns."""
        self._flush()
        first = self._chunks[0]
        self.header = [str(first[name][0].as_py() or "") for name in self._names if name in first]
        self._chunks[0] = {name: column.slice(1) for name, column in first.items()}
        self._sizes[0] -= 1
        del self.line_of[0]
        self.broken = [(number - 1, text) for number, text in self.broken]

    def head(self, count: int) -> list[list[str]]:
        """The first records, as lists of text."""
        self._flush()
        if not self._chunks:
            return []
        columns = [column.slice(0, count).fill_null("").to_pylist() for column in self._chunks[0].values()]
        return [list(record) for record in zip(*columns, strict=True)]

    @property
    def positional(self) -> bool:
        """Whether the records are lists, so that their columns have numbers for names."""
        names = self._names or {name: None for flat in self._waiting[:20] for name in flat}
        return bool(names) and all(name.isdecimal() for name in names)

    def _final_names(self) -> tuple[list[str], list[str]]:
        if self.header or self.positional:
            return clean_names(self.header, len(self._names))
        return clean_names(short_names(list(self._names)), len(self._names))

    def _flush(self) -> None:
        if not self._waiting:
            return
        here: dict[str, None] = {}
        for flat in self._waiting:
            here.update(dict.fromkeys(flat))
        self._names.update(here)
        self.limits.refuse_above(
            "columns",
            len(self._names),
            say("The records have more than {n} different names.", n=f"{self.limits.columns:,}"),
            where=self.where,
            todo=say("Send fewer columns, or records that name their values alike."),
        )
        waiting = self._waiting
        self._chunks.append({name: _text([flat.get(name) for flat in waiting]) for name in here})
        self._sizes.append(len(waiting))
        self._waiting = []


def _text(cells: list[str | None]) -> pa.Array:
    import pyarrow as pa

    return pa.array(cells, pa.string())


def flatten(value: dict[str, Any], flat: Flat, prefix: str = "", depth: int = 1) -> None:
    """Objects inside objects become names with dots; lists and what lies deeper become text.

    Examples
    --------
    >>> flat = {}
    >>> flatten({"event": "order", "properties": {"time": Number("1.0"), "tags": ["a"], "at": {"$date": "2024"}}}, flat)
    >>> flat
    {'event': 'order', 'properties.time': '1.0', 'properties.tags': '["a"]', 'properties.at': '2024'}
    """
    for key, cell in value.items():
        name = prefix + key
        if prefix and name in flat:
            name += " (2)"
        if cell is None or type(cell) is str or type(cell) is Number:
            flat[name] = cell
        elif not isinstance(cell, dict):
            flat[name] = written(cell)
        elif len(cell) == 1 and next(iter(cell)) in _TYPES:
            inner = next(iter(cell.values()))
            flat[name] = written(next(iter(inner.values())) if isinstance(inner, dict) and inner else inner)
        elif depth < _DEPTH:
            flatten(cell, flat, name + ".", depth + 1)
        else:
            flat[name] = written(cell)


def written(value: Any) -> str | None:
    """A value as JSON writes it; text without its quotation marks.

    Examples
    --------
    >>> written(True), written(Number("1.50")), written([Number("1"), None, {"a": "ü"}])
    ('true', '1.50', '[1, null, {"a": "ü"}]')
    """
    if value is None or isinstance(value, str):
        return value
    return _as_json(value)


def _as_json(value: Any) -> str:
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(_as_json(item) for item in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{json.dumps(k, ensure_ascii=False)}: {_as_json(v)}' for k, v in value.items())}}}"
    return json.dumps(value, ensure_ascii=False, default=str)


def short_names(names: list[str]) -> list[str]:
    """Names without the objects that only hold a record together, where no two become alike.

    Examples
    --------
    >>> short_names(["event", "properties.time", "properties.distinct_id", "user.id", "order.id"])
    ['event', 'time', 'distinct_id', 'user.id', 'order.id']
    >>> short_names(["user_id", "properties.user_id", "user_properties.plan", "event_properties.plan"])
    ['user_id', 'properties.user_id', 'user_properties.plan', 'event_properties.plan']
    """
    short = [_unwrapped(name) for name in names]
    counts = Counter(short)
    return [new if counts[new] == 1 else old for old, new in zip(names, short, strict=True)]


def _unwrapped(name: str) -> str:
    first, dot, rest = name.partition(".")
    return _unwrapped(rest) if dot and rest and _WRAPPERS.match(first) else name
