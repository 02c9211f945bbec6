"""Opens databases for reading only. Nothing here draws, and nothing a driver says of an address goes any further."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pages.shared.budget import Budget
from retention.engine.sql.about import engine_name
from retention.errors import ReadError
from retention.languages import say

EXTRAS = {
    "duckdb": "engines",
    "postgres": "postgres",
    "pyspark": "spark",
    "clickhouse": "clickhouse",
}  # of this package
SECONDS_TO_CONNECT = 10
POSTGRES = ("postgres", "postgresql")
ATTACHED = "attached"  # what a DuckDB file is called inside the engine
LOCKED = {  # of DuckDB: nothing is fetched, installed or loaded
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
}
_TABLES = (
    "SELECT table_schema, table_name FROM information_schema.tables "
    "WHERE table_schema NOT IN ('information_schema', 'pg_catalog') ORDER BY 1, 2"
)
_TABLES_HERE = _TABLES.replace("ORDER BY", "AND table_catalog = current_database() ORDER BY")


class MissingError(ReadError):
    """What talks to an engine is not installed."""

    def __init__(self, scheme: str) -> None:
        extra = EXTRAS.get(scheme)
        package = f"retention-dashboard[{extra}]" if extra else f"ibis-framework[{scheme}]"
        super().__init__(
            say("what talks to {engine} is not installed.", engine=engine_name(scheme)),
            todo=say("Where the program is installed, run: {command}", command=f'pip install "{package}"'),
        )


def duckdb_file(path: Path, scratch: Path) -> Any:
    """A DuckDB file, out of which nothing can reach.

    It is attached to an engine of its own: one engine opened on the file would be shared by all visitors.
    """
    backend = _duckdb(scratch)
    quoted = str(path).replace("'", "''")
    backend.raw_sql(f"ATTACH '{quoted}' AS {ATTACHED} (READ_ONLY)")
    backend.raw_sql(f"USE {ATTACHED}")
    return _shut(backend)


def duckdb_over(files: Sequence[Path], kind: str, name: str, scratch: Path) -> Any:
    """Parquet or CSV files as one table of a DuckDB in memory, which can read nothing else."""
    backend = _duckdb(scratch)
    read = backend.read_parquet if kind == "parquet" else backend.read_csv
    read([str(file) for file in files], table_name=name, union_by_name=True)
    backend.con.execute("SET allowed_paths = $1", [[str(file) for file in files]])
    return _shut(backend)


def _shut(backend: Any) -> Any:
    """Let it reach nothing more than it has, for good."""
    for setting in ("enable_external_access = false", "lock_configuration = true"):
        backend.raw_sql(f"SET {setting}")
    return backend


def _duckdb(scratch: Path) -> Any:
    """An engine in memory, with no more of it than one visitor may take."""
    try:
        import ibis

        connect = ibis.duckdb.connect
    except ImportError:
        raise MissingError("duckdb") from None
    memory = f"{Budget.now().session // 2_000_000} MB"
    return connect(":memory:", **LOCKED, memory_limit=memory, temp_directory=str(scratch))


def by_url(url: str) -> Any:
    """What an address of the secrets leads to; its text is in no error, since it may hold a password."""
    scheme = url.partition(":")[0].lower()
    scheme = "postgres" if scheme in POSTGRES else scheme
    try:
        import ibis

        getattr(ibis, scheme)
    except (ImportError, AttributeError):
        raise MissingError(scheme) from None
    return ibis.connect(url, **_read_only(scheme))


def _read_only(scheme: str) -> dict[str, Any]:
    if scheme == "postgres":
        # It takes conditions for far rarer than they are, and would walk through loops of loops for minutes.
        options = "-c default_transaction_read_only=on -c enable_nestloop=off"
        return {"options": options, "connect_timeout": SECONDS_TO_CONNECT}
    return {"read_only": True} if scheme == "duckdb" else {}


# --------------------------------------------------------------------------------------------------------- tables
def tables_of(backend: Any) -> tuple[str, ...]:
    """Every table that can be seen, with its schema where there are schemas."""
    if backend.name == "duckdb":
        found = backend.con.execute(_TABLES_HERE).fetchall()
    elif backend.name == "postgres":
        found = backend.con.execute(_TABLES).fetchall()
    else:
        return tuple(sorted(backend.list_tables()))
    return tuple(f"{schema}.{name}" for schema, name in found)


def table_of(backend: Any, name: str) -> Any:
    """One of these tables, as an expression."""
    if backend.name not in ("duckdb", "postgres"):
        return backend.table(name)
    schema, _, table = name.partition(".")
    return backend.table(table, database=schema) if table else backend.table(name)


# ------------------------------------------------------------------------------------------------------ interrupting
def can_interrupt(backend: Any) -> bool:
    """Whether the engine can be told to stop."""
    return backend.name in ("duckdb", "postgres", "pyspark")


def interrupt(backend: Any) -> None:
    """Tell the engine to stop what it does."""
    if backend.name == "duckdb":
        backend.con.interrupt()
    elif backend.name == "postgres":
        backend.con.cancel()
    elif backend.name == "pyspark":
        backend._session.sparkContext.cancelAllJobs()
