"""What is said of a table beside its counts: its name, its columns, and what became of its rows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Never, cast

import pandas as pd

from retention.engine.sql.rows import AMOUNT, EVENT, backend_name, segment_column
from retention.engine.sql.visit_questions import StaysThereError
from retention.languages import later, say
from retention.report import CountedTable, ReadReport

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from retention.engine.sql.source import SqlEvents

MOST_VALUES = 10_000
NOWHERE = CountedTable("", "", "", pd.Timestamp(0))  # nothing was said of the place
NAMES = {  # engines as people call them, by the name in Ibis
    "duckdb": "DuckDB",
    "postgres": "PostgreSQL",
    "pyspark": "Spark",
    "clickhouse": "ClickHouse",
    "bigquery": "BigQuery",
    "snowflake": "Snowflake",
    "databricks": "Databricks",
    "trino": "Trino",
    "mysql": "MySQL",
    "sqlite": "SQLite",
}


def engine_name(name: str) -> str:
    """An engine as people call it."""
    return NAMES.get(name, name)


def place_of(table: ir.Table) -> CountedTable:
    """Where a table lies, as far as its expression tells: its own name, or none where it is a query."""
    import ibis.expr.operations as ops

    operation, name = table.op(), ""
    if isinstance(operation, ops.DatabaseTable):
        name = ".".join(part for part in (operation.namespace.database, operation.name) if part)
    return CountedTable("", name, engine_name(backend_name(table)), pd.Timestamp.now())


@dataclass(frozen=True, eq=False)
class Group:
    """A column to compare groups by."""

    source: About = field(repr=False)
    name: str

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Its values but for blanks, asked for when they are needed."""
        return tuple(value for value in self.source.values_of(self.name) if value)

    @property
    def codes(self) -> Never:
        """What single rows say stays in the database, and is refused by name."""
        raise StaysThereError("segments.codes")


class About:
    """What findings, reports and pages want to know of a table."""

    @property
    def title(self) -> str:
        """What it is called, without any address."""
        place = self._source.place
        names = {"table": place.table or say("a query"), "name": place.connection, "engine": place.engine}
        if place.files:
            return say("{name} ({engine})", **names)
        if not place.connection:
            return say("{table} ({engine})", **names)
        return say("{table} in {name} ({engine})", **names)

    @property
    def amount(self) -> str | None:
        """The column of money, None without one; what is in it stays in the database."""
        return self._source.mapping.amount

    @cached_property
    def segments(self) -> dict[str, Group]:
        """The columns to compare groups by."""
        return {name: Group(self, name) for name in self._source.mapping.segments}

    def values_of(self, column: str) -> list[str]:
        """Values of the event column or of a segment column; blank last, where there is one."""
        source, segments = self._source, self._source.mapping.segments
        name = segment_column(segments.index(column)) if column in segments else EVENT
        found = source._ask(source.rows.select(name).distinct().limit(MOST_VALUES))[name]
        return [*sorted(found.dropna()), *([""] if found.isna().any() else [])]

    @cached_property
    def has_refunds(self) -> bool:
        """Whether any amount is negative."""
        if self.amount is None:
            return False
        rows = self._source.rows
        return bool(self._source._ask(rows.aggregate(n=(rows[AMOUNT] < 0).sum()))["n"].fillna(0).iloc[0])

    @cached_property
    def looked_at(self) -> pd.Timestamp:
        """When its rows were counted, in the time of this computer."""
        return pd.Timestamp.now()

    @cached_property
    def report(self) -> ReadReport:
        """What became of the rows, as counts: their text stays in the database."""
        source, dropped = self._source, dict(self._source.dropped)
        return ReadReport(
            source=self.title,
            rows_read=len(source) + sum(dropped.values()),
            rows_kept=len(source),
            dropped=dropped,
            assumed=(later("Counted in the database; the rows stay there."),),
            table=replace(source.place, asked=self.looked_at),
        )

    @property
    def _source(self) -> SqlEvents:
        return cast("SqlEvents", self)
