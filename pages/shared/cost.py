"""What a count will take, said before it is asked for: about how many rows, and how many bytes. Nothing here draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pages.shared import words
from retention.languages import many, say

if TYPE_CHECKING:
    from pages.shared.connections import Limits, Opened

FOOTERS = 200  # files whose footers are read; the others are taken to be like them
LINES = 64_000  # bytes of a text file, from which the length of its lines is taken
_POSTGRES = (
    "SELECT c.reltuples::bigint, pg_relation_size(c.oid), c.relkind FROM pg_class c "
    "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %s AND c.relname = %s"
)
_DUCKDB = (
    "SELECT estimated_size FROM duckdb_tables() "
    "WHERE database_name = current_database() AND schema_name = $1 AND table_name = $2"
)


@dataclass(frozen=True)
class Cost:
    """Rows and bytes, each None where the engine does not tell."""

    rows: int | None = None
    bytes: int | None = None

    def told(self) -> str:
        """The same as a sentence."""
        if self.rows is None:
            return say("How many rows there are is not told.")
        rows = words.count(self.rows, "row")
        if self.bytes is None:
            return say("About {rows}; how much each count reads is not told.", rows=rows)
        return say("About {rows}; each count reads at most about {size}.", rows=rows, size=words.size(self.bytes))

    def told_of_one(self, times: int) -> str:
        """The same of one count that goes over the table several times."""
        if self.rows is None:
            return self.told()
        rows = words.count(self.rows, "row")
        if self.bytes is None:
            return many(
                "It goes over the table {n} time, over about {rows} in all.",
                "It goes over the table {n} times, over about {rows} in all.",
                times,
                rows=rows,
            )
        return many(
            "It goes over the table {n} time, over about {rows} in all, and reads at most about {size}.",
            "It goes over the table {n} times, over about {rows} in all, and reads at most about {size}.",
            times,
            rows=rows,
            size=words.size(self.bytes),
        )

    def is_above(self, limits: Limits | Cost) -> bool:
        """Whether it should be asked about first; what is not known is not above anything."""
        return _above(self.rows, limits.rows) or _above(self.bytes, limits.bytes)

    def times(self, n: int) -> Cost:
        """So many times as much."""
        return Cost(*(None if one is None else n * one for one in (self.rows, self.bytes)))

    def or_more(self, other: Cost) -> Cost:
        """The larger of both, of rows and of bytes."""
        pairs = ((self.rows, other.rows), (self.bytes, other.bytes))
        return Cost(*(max((one for one in pair if one is not None), default=None) for pair in pairs))


def _above(n: int | None, most: int | None) -> bool:
    return n is not None and most is not None and n > most


def of(opened: Opened, table: str, columns: Sequence[str]) -> Cost:
    """What counting these columns of a table takes, asked as cheaply as the engine allows."""
    if opened.files:
        return _of_files(opened.files, columns)
    name = opened.backend.name
    schema, _, plain = table.rpartition(".")
    found = Cost()
    with opened.watch.question():
        if name == "postgres":
            found = _of_postgres(opened.backend, schema or "public", plain)
        elif name == "duckdb":
            rows = opened.backend.con.execute(_DUCKDB, [schema or "main", plain]).fetchall()
            found = Cost(rows[0][0]) if rows else Cost()
        elif name == "bigquery":
            found = Cost(None, dry_run(opened.backend, opened.table(table).select(*columns)))
    if found.rows is None:
        expression = opened.table(table)
        with opened.watch.question():
            found = Cost(int(expression.count().to_pyarrow().as_py()), found.bytes)
    return found


def _of_postgres(backend: Any, schema: str, table: str) -> Cost:
    row = backend.con.execute(_POSTGRES, (schema, table)).fetchone()
    if row is None or row[2] not in ("r", "m") or row[0] < 0:  # a view, or a table that was never analysed
        return Cost(None, row[1] if row is not None and row[1] else None)
    return Cost(int(row[0]), int(row[1]))


def dry_run(backend: Any, expression: Any) -> int | None:
    """Bytes that BigQuery says it would read."""
    with suppress(Exception):  # an older client, or no right to ask
        from google.cloud.bigquery import QueryJobConfig

        sql = backend.compile(expression)
        return int(backend.client.query(sql, job_config=QueryJobConfig(dry_run=True)).total_bytes_processed)
    return None


# ---------------------------------------------------------------------------------------------------------- files
def _of_files(files: Sequence[Path], columns: Sequence[str]) -> Cost:
    read = files[:FOOTERS]
    found = [_of_parquet(file, columns) if _is_parquet(file) else _of_text(file) for file in read]
    scale = _bytes(files) / max(_bytes(read), 1)
    return Cost(round(sum(rows for rows, _ in found) * scale), round(sum(size for _, size in found) * scale))


def _is_parquet(file: Path) -> bool:
    return file.name.lower().endswith((".parquet", ".pq"))


def _bytes(files: Iterable[Path]) -> int:
    return sum(file.stat().st_size for file in files)


def _of_parquet(file: Path, columns: Sequence[str]) -> tuple[int, int]:
    import pyarrow.parquet as pq

    about = pq.read_metadata(file)
    groups = [about.row_group(i) for i in range(about.num_row_groups)]
    chunks = [group.column(i) for group in groups for i in range(group.num_columns)]
    return about.num_rows, sum(c.total_compressed_size for c in chunks if c.path_in_schema in columns)


def _of_text(file: Path) -> tuple[int, int]:
    """Rows of a text file, by the length of its first lines; one that is packed holds about five times its size."""
    size = file.stat().st_size
    if file.name.lower().endswith(".gz"):
        return size * 5 // 50, size
    with file.open("rb") as opened:
        head = opened.read(LINES)
    return max(1, size * max(head.count(b"\n"), 1) // max(len(head), 1)), size
