"""ClickHouse in this process, as chDB: the same engine that a server runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from tests.engines.places import MissingError, Place


class ClickHouse(Place):
    """ClickHouse. Only columns with something missing can be null there, as is usual."""

    name = "clickhouse"

    def __init__(self, connection: Any) -> None:
        super().__init__(connection)
        self._brought: set[str] = set()
        connection._collect_in_memory_tables = self._bring

    def fill(self, name: str, arrow: pa.Table) -> None:
        self._make(name, arrow, [column.null_count > 0 for column in arrow.columns])

    def _make(self, name: str, arrow: pa.Table, nullable: list[bool]) -> None:
        kinds = zip(ibis.schema(arrow.schema).items(), nullable, strict=True)
        word = self.connection.compiler.type_mapper.to_string
        columns = ", ".join(f'"{column}" {word(kind.copy(nullable=can))}' for (column, kind), can in kinds)
        self.connection.con.command(f'DROP TABLE IF EXISTS "{name}"')
        self.connection.con.command(f'CREATE TABLE "{name}" ({columns}) ENGINE = Memory')
        self.connection.con.insert_arrow(f'"{name}"', arrow)

    def _bring(self, expression: Any, _external: Any = None) -> dict[str, Any]:
        """A server takes small tables along with a question; chDB does not, and is given them before."""
        for table in self.connection._verify_in_memory_tables_are_unique(expression):
            if table.name not in self._brought:
                self._brought.add(table.name)
                self._make(table.name, table.data.to_pyarrow(table.schema), [True] * len(table.schema))
        return {}

    def stands_in(self, zone: str) -> None:
        self.connection.con.set_client_setting("session_timezone", zone)


@contextmanager
def clickhouse(folder: Path) -> Iterator[Place]:
    """ClickHouse with its files in a folder of its own."""
    try:
        import chdb  # noqa: F401
        from clickhouse_connect import get_client
    except ImportError as error:
        raise MissingError("ClickHouse is not installed: `pip install chdb clickhouse-connect`") from error
    client = get_client(interface="chdb", path=str(folder / "clickhouse"))
    try:
        yield ClickHouse(ibis.clickhouse.from_connection(client))
    finally:
        client.close()
