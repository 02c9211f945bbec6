"""Where events can lie: engines that are started for the tests, filled with rows, and asked."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ibis
import pandas as pd
import pyarrow as pa
import pyarrow.csv
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as trials

from retention.engine.sql.source import SqlEvents
from retention.mapping import ColumnMapping
from tests.oracles import Row

ELSEWHERE = "America/New_York"  # zone of the engines themselves, which must not change any count
MAPPING = ColumnMapping("customer", "time", "event", "amount", ("plan",))
MOST_TABLES = 16  # of a place; older ones are overwritten
PATIENCE = 60
EXAMPLES = int(os.environ.get("RETENTION_EXAMPLES", "8"))


class MissingError(Exception):
    """An engine that is not on this machine."""


class Place:
    """An engine with a connection of Ibis.

    Attributes
    ----------
    name
        ``"duckdb"``, ``"postgres"`` or ``"spark"``.
    examples
        How many random cases it answers in reasonable time.
    """

    name = "duckdb"
    examples = EXAMPLES

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self._names = (f"rows_{n % MOST_TABLES}" for n in itertools.count())

    def source(self, rows: list[Row], zone: str = "UTC", until: int | None = None) -> SqlEvents:
        """The same events as ``tests.strategies.events_of(rows, zone, until)``, in the engine."""
        found = SqlEvents(self.table(table_of(rows)), MAPPING, zone)
        if until is not None:
            object.__setattr__(found, "until", until)
        return found

    def table(self, data: pa.Table | pd.DataFrame, name: str | None = None) -> Any:
        """A table of the engine with some data."""
        arrow = data if isinstance(data, pa.Table) else pa.Table.from_pandas(data, preserve_index=False)
        name = name or next(self._names)
        self.fill(name, arrow)
        return self.connection.table(name)

    def fill(self, name: str, arrow: pa.Table) -> None:
        """Make a table, in place of another one of that name."""
        self.connection.create_table(name, arrow, overwrite=True)

    def stands_in(self, zone: str) -> None:
        """Let the engine take another zone for its own."""
        self.connection.raw_sql(f"SET TimeZone = '{zone}'")

    def holds(self, law: Callable[..., None], *drawn: Any, examples: int | None = None) -> None:
        """Try a law on random cases, as many as the engine has time for."""
        # Spark takes a second for each question: a failing case is told as it is, not made smaller for minutes.
        phases = [one for one in Phase if self.name != "spark" or one is not Phase.shrink]
        own = trials(max_examples=examples or self.examples, suppress_health_check=list(HealthCheck), phases=phases)
        own(given(*drawn)(law))()


class Postgres(Place):
    """PostgreSQL. Rows are copied, since single inserts are slow."""

    name = "postgres"
    examples = EXAMPLES

    def fill(self, name: str, arrow: pa.Table) -> None:
        self.connection.create_table(name, schema=ibis.schema(arrow.schema), overwrite=True)
        text = pa.BufferOutputStream()
        pyarrow.csv.write_csv(arrow, text)
        with self.connection.con.transaction(), self.connection.con.cursor() as cursor:
            with cursor.copy(f"COPY {name} FROM STDIN (FORMAT csv, HEADER)") as copy:
                copy.write(text.getvalue().to_pybytes())
            cursor.execute(f"ANALYZE {name}")

    @contextmanager
    def for_reading(self) -> Iterator[None]:
        """While it is asked as somebody who may change nothing, not even make a table that goes away again."""
        self._may("read only")
        try:
            yield
        finally:
            self._may("read write")

    def _may(self, what: str) -> None:
        self.connection.con.rollback()
        self.connection.con.execute(f"SET SESSION CHARACTERISTICS AS TRANSACTION {what.upper()}")
        self.connection.con.commit()


class Spark(Place):
    """Spark. Every question takes a second, so that random cases are few."""

    name = "spark"
    examples = 2

    def fill(self, name: str, arrow: pa.Table) -> None:
        wall = [field.name for field in arrow.schema if pa.types.is_timestamp(field.type) and field.type.tz is None]
        for column in wall:  # as words: else they are taken for the time in Spark's own zone
            arrow = arrow.set_column(arrow.column_names.index(column), column, arrow[column].cast("string"))
        frame = self.connection._session.createDataFrame(arrow)
        for column in wall:
            frame = frame.withColumn(column, frame[column].cast("timestamp_ntz"))
        frame.createOrReplaceTempView(name)

    def stands_in(self, zone: str) -> None:
        self.connection._session.conf.set("spark.sql.session.timeZone", zone)


def table_of(rows: list[Row]) -> pa.Table:
    """Rows as a database would hold them: blanks as they come, moments with their zone."""
    return pa.table(
        {
            "customer": pa.array([r.customer for r in rows], pa.string()),
            "time": pa.array([r.instant for r in rows], pa.timestamp("us", "UTC")),
            "event": pa.array([r.event for r in rows], pa.string()),
            "amount": pa.array([r.amount for r in rows], pa.float64()),
            "plan": pa.array([r.segment or None for r in rows], pa.string()),
        }
    )


# -------------------------------------------------------------------------------------------------- how they start
QUICK_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # a program that lives for a minute is not worth optimising


@contextmanager
def duckdb(_folder: Path) -> Iterator[Place]:
    """DuckDB, in this process."""
    connection = ibis.duckdb.connect()
    yield Place(connection)
    connection.disconnect()


@contextmanager
def postgres(folder: Path) -> Iterator[Place]:
    """PostgreSQL in a folder of its own, on a private socket and no port."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: float(p.parts[-3]))
    found = str(programs[-1]) if programs else shutil.which("postgres")
    if found is None:
        raise MissingError("PostgreSQL is not installed: `apt-get install postgresql`")
    server = start_postgres(Path(found).parent, folder)
    try:
        connection = connect_postgres(folder, server)
        yield Postgres(connection)
        connection.disconnect()
    finally:
        server.send_signal(signal.SIGINT)  # which does not wait until everybody has left
        server.wait(PATIENCE)


def start_postgres(programs: Path, folder: Path) -> subprocess.Popen[bytes]:
    """Start a server that nobody else can reach. It refuses to be run by root, who lets another user run it."""
    user: dict[str, Any] = {}
    if os.geteuid() == 0:
        user = {"user": "nobody", "group": "nogroup", "extra_groups": []}
        shutil.chown(folder, "nobody", "nogroup")
    data = folder / "data"
    make = [programs / "initdb", "-D", data, "-U", "tests", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    subprocess.run(make, check=True, capture_output=True, cwd=folder, **user)
    # It takes conditions for far rarer than they are, and would walk through loops of loops for minutes.
    plans = {"enable_nestloop": "off"}
    quick = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "jit": "off"}
    options = {"listen_addresses": "", "unix_socket_directories": folder, "timezone": ELSEWHERE, **plans, **quick}
    given_as = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        run = [programs / "postgres", "-D", data, *given_as]
        return subprocess.Popen(run, stdout=log, stderr=log, cwd=folder, **user)


def connect_postgres(folder: Path, server: subprocess.Popen[bytes]) -> Any:
    """Connect as soon as the server answers."""
    import psycopg

    end = time.monotonic() + PATIENCE
    while True:
        try:
            return ibis.postgres.connect(host=str(folder), user="tests", database="postgres")
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > end:
                raise
            server.poll()


@contextmanager
def spark(folder: Path) -> Iterator[Place]:
    """Spark with two workers in processes of their own, so that rows are shuffled between them."""
    if shutil.which("java") is None:
        raise MissingError("Java is not installed: `apt-get install default-jre-headless`")
    try:
        import pyspark
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise MissingError("pyspark is not installed: `pip install 'retention-dashboard[spark]'`") from error
    home = folder / "spark"  # workers write into their home: not into the installed package
    home.mkdir()
    for part in Path(pyspark.__file__).parent.iterdir():
        (home / part.name).symlink_to(part)
    os.environ |= {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_DIRS": str(folder / "local"),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
    }
    options = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.extraJavaOptions": QUICK_JAVA,
        "spark.executor.extraJavaOptions": QUICK_JAVA,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",  # compiling a question takes longer than answering it
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
    }
    builder = SparkSession.builder.master("local-cluster[2,1,1024]").appName("tests")
    session = builder.config(map=options).getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    try:
        yield Spark(ibis.pyspark.connect(session))
    finally:
        session.stop()


PLACES = {"duckdb": duckdb, "postgres": postgres, "spark": spark}
