"""A table as it lies in the file becomes one with a row for each event, where its columns are laid out otherwise."""

from __future__ import annotations

from retention.mapping import ColumnMapping
from retention.reading.roles.parts import with_parts
from retention.reading.roles.unpivot import UnpivotedTable, unpivoted
from retention.reading.tables import Table


def shaped(table: Table, mapping: ColumnMapping | None = None) -> Table:
    """Join moments that stand in several columns, and turn a column for each month into a row for each month.

    A mapping that names columns of the file itself leaves the table as it is.
    """
    table = with_parts(table)
    if mapping is not None and set(mapping.columns) <= set(table.names):
        return table
    return unpivoted(table)


def kind_before(table: Table) -> str | None:
    """What kind of table it was before it was turned; None if it was not."""
    return "wide" if isinstance(table, UnpivotedTable) else None
