"""JSON: one record to a line, a list of records, or a document that holds such a list."""

from __future__ import annotations

from dataclasses import dataclass, field
from json import JSONDecodeError
from typing import Any

from retention.errors import EmptyFileError, ReadError
from retention.languages import later, later_many, say
from retention.reading.containers.files import OpenedFile
from retention.reading.containers.members import choose
from retention.reading.documents.json_text import JsonText, UncountedText, whole_letters
from retention.reading.documents.records import Gatherer, RecordTable
from retention.reading.encodings.encoding import to_utf8
from retention.reading.opening import Opening
from retention.reading.tables import Table
from retention.reading.text.layout import find_header

_LOOK = 60
_NAMES = ("columns", "header", "headers", "fields", "names", "schema", "cols")
_USUAL = ("data", "rows", "results", "records", "items", "value", "values", "hits")
_SHORTCUT = ("docs.google.com", "doc_id")


def open_document(file: OpenedFile, opening: Opening) -> Table:
    """Lay out a JSON file.

    Raises
    ------
    ReadError
        If no record can be read from it; :class:`EmptyFileError` if it has none.
    """
    decoded = to_utf8(file.buffer, file.name, opening.encoding)
    text = UncountedText(memoryview(decoded.buffer), "utf-8", "replace")
    detected = {**file.detected, "encoding": decoded.encoding}
    said = (decoded.assumed,) if decoded.assumed else ()
    found = _find(JsonText(whole_letters(text), file.name, opening.limits))
    tables: dict[str, Table] = {}
    for label, gatherer in found.lists.items():
        table = gatherer.table(file.name)
        if table.table.num_rows == 0:
            continue
        table.detected = {**detected, "format": found.form}
        table.assumed = (*said, *table.assumed, *_sentences(table, found))
        table.questions = (*decoded.questions, *table.questions)
        table.assumptions = (decoded.assumption, *table.assumptions)
        table.sparse = len(found.lists) == 1  # lists beside each other are different things
        tables[label] = table
    if not tables:
        raise _nothing(found, file.name)
    if len(tables) == 1:
        return next(iter(tables.values()))
    chosen = choose(tables, opening.member, file.name)
    chosen.members = tuple(tables)
    return chosen


def _nothing(found: _Found, name: str) -> ReadError:
    if any(len(gatherer.broken) for gatherer in found.lists.values()):
        return ReadError(
            say("This looks like JSON, but no record of it can be read."), where=name, todo=say("Export it again.")
        )
    return EmptyFileError(say("The JSON file has no records."), where=name, todo=say("Export it again with its rows."))


def _sentences(table: RecordTable, found: _Found) -> list[str]:
    said = list(found.said)
    if table.broken:
        count = len(table.broken)
        first = int(table.line_of[table.broken[0][0] - 1])
        said.append(
            later_many(
                "{n} piece of text is no readable record (the first on line {line}); counted as malformed.",
                "{n} pieces of text are no readable record (the first on line {line}); counted as malformed.",
                count,
                line=f"{first:,}",
            )
        )
    return said


@dataclass
class _Found:
    """Lists of records by where they stand, in which form, and what there is to say."""

    form: str
    lists: dict[str, Gatherer]
    said: list[str] = field(default_factory=list)


def _find(text: JsonText) -> _Found:
    """Find the records of a document."""
    gatherer = text.gatherer()
    if text.is_lines():
        text.lines(gatherer)
        return _Found(later("JSON lines"), _named({"": gatherer}, {}))
    if text.text[text.start] != "[":
        return _in_object(text)
    end = text.array(text.start, gatherer)
    if not len(gatherer) and gatherer.scalars:
        raise ReadError(say("The JSON file is a list of single values."), where=text.name, todo=say("Send records."))
    return _Found("JSON", _named({"": gatherer}, {}), _behind(text, end))


def _in_object(text: JsonText) -> _Found:
    """Records somewhere inside an object, or the object itself as the only record."""
    try:
        tree, end = text.walk(text.start, "", 1)
    except (JSONDecodeError, RecursionError) as error:
        if not any(len(gatherer) for gatherer in text.lists.values()):
            where = say("{file}, line {line}", file=text.name, line=f"{text.line(getattr(error, 'pos', 0)):,}")
            raise ReadError(
                say("The JSON file is damaged or cut off."), where=where, todo=say("Export it again.")
            ) from error
        tree, end, text.cut = {}, len(text.text), True
    if all(mark in text.text[:2000] for mark in _SHORTCUT) and not text.lists:
        raise ReadError(
            say("This is a link to a Google sheet, not the sheet."),
            where=text.name,
            todo=say("Download it as CSV or XLSX."),
        )
    said = _behind(text, end)
    lists = _named({label: gatherer for label, gatherer in text.lists.items() if len(gatherer)}, tree)
    others: list[str] = []
    if not lists:
        lists = _keyed(text, tree)
    elif any(_leaf(label) in _USUAL for label in lists):
        others = [label for label in lists if _leaf(label) not in _USUAL]
        lists = {label: gatherer for label, gatherer in lists.items() if label not in others}
    if len(lists) == 1 and next(iter(lists)):
        name = next(iter(lists))
        if others:
            names = ", ".join(others)
            said.append(later("The records are those in '{list}'; not read: {others}.", list=name, others=names))
        else:
            said.append(later("The records are those in '{list}'.", list=name))
    text.limits.refuse_above(
        "members",
        len(lists),
        say("The file holds more than {n} lists of records.", n=f"{text.limits.members:,}"),
        where=text.name,
        todo=say("Send the records as one list."),
    )
    return _Found("JSON", lists, said)


def _behind(text: JsonText, end: int) -> list[str]:
    """What is to be said about the end of the text."""
    if text.cut:
        return [later("The file is cut off: its last bracket is missing.")]
    rest = text.text[end:].strip(" \t\r\n\ufeff")
    return [later("Behind the records stand {n} characters that are not read.", n=f"{len(rest):,}")] if rest else []


def _named(lists: dict[str, Gatherer], tree: dict[str, Any]) -> dict[str, Gatherer]:
    """Give names to the columns of records that are lists: those beside them, or those in the first one."""
    names = next((_column_names(tree[key]) for key in tree if key.lower() in _NAMES), [])
    for gatherer in lists.values():
        if gatherer.positional:
            head = gatherer.head(_LOOK)
            gatherer.header = names
            if not names and find_header(head) == 0:
                gatherer.take_header()
    return {label: gatherer for label, gatherer in lists.items() if _leaf(label) not in _NAMES}


def _keyed(text: JsonText, tree: dict[str, Any]) -> dict[str, Gatherer]:
    """Columns side by side, records by their keys, or one record."""
    gatherer = text.gatherer()
    while (inner := _inside(tree)) is not None:
        tree = inner
    for record in _records(tree):
        gatherer.add(record, 1)
    return {"": gatherer} if len(gatherer) else {}


def _inside(tree: dict[str, Any]) -> dict[str, Any] | None:
    """The object that holds the data, where another one is around it."""
    for key, value in tree.items():
        if isinstance(value, dict) and len(value) > 1 and (len(tree) == 1 or key.lower() in _USUAL):
            return value
    return None


def _leaf(label: str) -> str:
    return label.rsplit(".", 1)[-1].lower()


def _column_names(value: Any) -> list[str]:
    """Names in a list of texts, or of objects with a name."""
    if isinstance(value, dict):
        return next((_column_names(inner) for key, inner in value.items() if key.lower() in _NAMES), [])
    if not isinstance(value, Gatherer):
        return []
    if value.scalars:
        return [text or "" for text in value.scalars]
    table = value.table("")
    named = next((name for name in ("name", "fieldName", "title", "id") if name in table.names), None)
    return [text or "" for text in table.table.column(named).to_pylist()] if named else []


def _records(tree: dict[str, Any]) -> list[dict[str, Any]]:
    """Records of a document without a list of them."""
    columns = {key: value.scalars for key, value in tree.items() if isinstance(value, Gatherer) and value.scalars}
    lengths = {len(cells) for cells in columns.values()}
    if 1 < len(columns) >= len(tree) / 2 and len(lengths) == 1:
        return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    inner = {key: value for key, value in tree.items() if isinstance(value, dict)}
    if len(inner) == len(tree) > 1 and len({tuple(value) for value in inner.values()}) == 1:
        rows = list(next(iter(inner.values())))
        if all(row.isdecimal() for row in rows):  # columns, each by row number
            return [{key: inner[key][row] for key in inner} for row in rows]
    if len(inner) == len(tree) > 1 and _alike(list(inner.values())):
        return [{"key": key, **_plain(value)} for key, value in inner.items()]
    plain = _plain(tree)
    return [plain] if plain else []


def _alike(records: list[dict[str, Any]]) -> bool:
    """Whether objects have most names in common, as records do."""
    first = set(records[0])
    return bool(first) and all(len(first & set(record)) * 2 >= len(first) for record in records)


def _plain(tree: dict[str, Any]) -> dict[str, Any]:
    """A tree whose lists are lists again."""
    plain: dict[str, Any] = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            plain[key] = _plain(value)
        elif not isinstance(value, Gatherer):
            plain[key] = value
        elif value.scalars:
            plain[key] = value.scalars
    return plain
