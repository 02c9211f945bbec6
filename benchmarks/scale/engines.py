"""The engines: the same folder of Parquet, opened for us through Ibis and for hand-written SQL on one connection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import retention as rt

MAPPING = rt.ColumnMapping(customer="customer", time="timestamp", event="event", amount="amount", segments=("channel",))
DUCKDB_MEMORY = "4GiB"
SPARK_MEMORY = "10g"


@dataclass(frozen=True)
class Engine:
    """A source for us, and a way to run SQL over the view ``events`` on the same connection."""

    source: Any
    run: Callable[[str], list[tuple[Any, ...]]]


def duckdb(folder: Path) -> Engine:
    """DuckDB in this process, with less memory than the rows take."""
    import ibis

    connection = ibis.duckdb.connect(
        threads=2,
        memory_limit=DUCKDB_MEMORY,
        temp_directory=str(folder.parent / "spill"),
        preserve_insertion_order=False,
    )
    connection.raw_sql(f"create view events as select * from read_parquet('{folder}/*.parquet')")
    return Engine(rt.SqlEvents(connection.table("events"), MAPPING), lambda q: connection.con.execute(q).fetchall())


def spark(folder: Path) -> Engine:
    """Spark on the cores of this machine; shuffles go through its own files."""
    import ibis
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.memory", SPARK_MEMORY)
        .config("spark.sql.shuffle.partitions", "16")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.local.dir", str(folder.parent / "spill"))
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )
    session.read.parquet(str(folder)).createOrReplaceTempView("events")
    connection = ibis.pyspark.connect(session)

    def run(query: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in session.sql(_spark_dialect(query)).collect()]

    return Engine(rt.SqlEvents(connection.table("events"), MAPPING), run)


def _spark_dialect(query: str) -> str:
    return (
        query.replace("interval 1 month", "interval '1' month")
        .replace("window own as (partition by customer order by period)", "")
        .replace("over own", "over (partition by customer order by period)")
        .replace("coalesce(after, last) - day", "datediff(coalesce(after, last), day)")
    )


def memory(folder: Path) -> Engine:
    """Our own columns in memory; there is no SQL to compare with."""
    import pyarrow.parquet as pq

    return Engine(rt.events_from_frame(pq.read_table(folder), MAPPING), lambda _: [])


ENGINES = {"duckdb": duckdb, "spark": spark, "memory": memory}
