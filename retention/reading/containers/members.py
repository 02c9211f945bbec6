"""Several tables in one file: the only one is read, the chosen one, or all of one shape; else it is asked."""

from __future__ import annotations

from retention.errors import ReadError
from retention.languages import later, say
from retention.mapping import Assumption
from retention.reading.documents.records import aligned
from retention.reading.joined import JoinedTable
from retention.reading.opening import ALL
from retention.reading.questions import Choice, Question
from retention.reading.tables import Table
from retention.reading.wording import strung

_FAR = 2  # times the rows of the next one that make a table the one that is probably meant


_LISTED = 6  # tables that a question names


def choose(tables: dict[str, Table], member: str | None, source: str) -> Table:
    """One table out of several, by label.

    Parameters
    ----------
    tables
        At least one.
    member
        A label, "*" for all that have the columns of the largest one, or None: then the only table is read, and of
        several the likeliest is shown with the question which to read.
    source
        What holds them, for messages.

    Raises
    ------
    ReadError
        If there is no such member.
    """
    if member not in (None, ALL) and len(tables) > 1:
        if member not in tables:
            listed = ", ".join(f"'{label}'" for label in tables)
            raise ReadError(
                say("There is no '{member}'. The file has: {members}.", member=member, members=listed),
                where=source,
                todo=say("Choose one."),
            )
        return _one(tables, str(member), source)
    if len(tables) == 1:
        return next(iter(tables.values()))
    alike = _alike(tables)
    largest = max(alike, key=lambda label: tables[label].rows)
    if member == ALL:
        joined = _joined(tables, alike, source)
        left = [label for label in tables if label not in alike]
        return (
            told(joined, later("Not read, since their columns are others: {tables}.", tables=", ".join(left)))
            if left
            else joined
        )
    proposed = _proposed(tables, alike)
    table = _joined(tables, alike, source) if proposed == ALL else _one(tables, largest, source)
    table.questions = (_question(tables, alike, proposed), *table.questions)
    return table


def told(table: Table, *sentences: str) -> Table:
    """The table, with sentences about how it was come by put first."""
    table.assumed = (*sentences, *table.assumed)
    return table


def shape(table: Table) -> str:
    """Rows and columns in words."""
    counts = {"rows": f"{table.rows:,}", "columns": f"{len(table.names):,}"}
    if table.rows_exact:
        return later("{rows} rows, {columns} columns", **counts)
    return later("about {rows} rows, {columns} columns", **counts)


def _one(tables: dict[str, Table], label: str, source: str) -> Table:
    table = tables[label]
    table.source = later("{table} in {file}", table=label, file=source)
    others = tuple((other, _with_shape(other, t)) for other, t in tables.items() if other != label)
    said = Assumption(
        "member",
        label,
        label,
        later("one of {n} tables in {file}", n=f"{len(tables):,}", file=source),
        "chosen",
        others,
    )
    table.assumptions = (said, *table.assumptions)
    return table


def _joined(tables: dict[str, Table], alike: list[str], source: str) -> Table:
    if len(alike) == 1:
        return _one(tables, alike[0], source)
    joined = JoinedTable(source, aligned([tables[label] for label in alike]), alike)
    singles = tuple((label, _with_shape(label, table)) for label, table in tables.items())
    words = later("all {n} tables of one shape", n=f"{len(alike):,}")
    said = Assumption("member", ALL, words, later("their columns have the same names"), "chosen", singles)
    joined.assumptions = (said, *joined.assumptions)
    return joined


def _alike(tables: dict[str, Table]) -> list[str]:
    """Labels of the tables of one shape that hold the most rows together."""
    groups: list[list[str]] = []
    for label, table in tables.items():
        for group in groups:
            if _same_shape(tables[group[0]], table):
                group.append(label)
                break
        else:
            groups.append([label])
    return max(groups, key=lambda group: sum(tables[label].rows for label in group))


def _same_shape(one: Table, other: Table) -> bool:
    first, second = set(one.names), set(other.names)
    if getattr(one, "sparse", False) and getattr(other, "sparse", False):  # records without a value lack its name
        return len(first & second) * 2 >= min(len(first), len(second))
    return first == second


def _proposed(tables: dict[str, Table], alike: list[str]) -> str:
    rows = sorted((table.rows for table in tables.values()), reverse=True)
    if len(alike) > 1:
        rest = max((table.rows for label, table in tables.items() if label not in alike), default=0)
        return ALL if sum(tables[label].rows for label in alike) >= _FAR * rest else ""
    return alike[0] if rows[0] >= _FAR * rows[1] else ""


def _question(tables: dict[str, Table], alike: list[str], proposed: str) -> Question:
    choices = [Choice(label, label, tuple(table.names[:3]), shape(table)) for label, table in tables.items()]
    if len(alike) > 1:
        n = f"{len(alike):,}"
        same = len(alike) == len(tables)
        label = (
            later("All of them, as one table")
            if same
            else later("The {n} that have the same columns, as one table", n=n)
        )
        together = later("{n} rows together", n=f"{sum(tables[label].rows for label in alike):,}")
        choices.append(Choice(ALL, label, tuple(tables[alike[0]].names[:3]), together))
    return Question("member", _which(tables, alike), tuple(choices), proposed)


def _which(tables: dict[str, Table], alike: list[str]) -> str:
    shapes = [later("{table}: {shape}", table=label, shape=shape(table)) for label, table in tables.items()]
    listed = strung(shapes[:_LISTED], "; ")
    if len(shapes) > _LISTED:
        listed = later("{tables}; and {n} more", tables=listed, n=f"{len(shapes) - _LISTED:,}")
    values = {"n": f"{len(tables):,}", "tables": listed}
    if len(alike) < 2:
        return later("The file holds {n} tables ({tables}). Which is to be read?", **values)
    if len(alike) == len(tables):
        return later("The file holds {n} tables with the same columns ({tables}). Which is to be read?", **values)
    return later(
        "The file holds {n} tables, {k} with the same columns ({tables}). Which is to be read?",
        k=f"{len(alike):,}",
        **values,
    )


def _with_shape(label: str, table: Table) -> str:
    return later("{table} ({shape})", table=label, shape=shape(table))
