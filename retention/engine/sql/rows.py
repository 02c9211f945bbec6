"""Rows of a table in a database, in the engine's own form: who, which instant, what, how much.

Instants are int64 microseconds since 1970-01-01 UTC, as everywhere. Calendar questions are not asked of the engine,
since no two of them agree on zones and weeks: :func:`retention.periods.slots` answers them once in a small table, and
the engine joins it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any

import numpy as np

from retention.errors import SettingsError
from retention.languages import say
from retention.mapping import ColumnMapping
from retention.periods import DAY, HOUR, MINUTE, Ints, Slots

if TYPE_CHECKING:
    import ibis.expr.types as ir

# What the columns are called from here on; ``segment_0`` and on are the segments of the mapping, in its order.
CUSTOMER, AT, EVENT, AMOUNT = "customer", "at", "event", "amount"
SLOT, LOCAL_DAY, PERIOD, COHORT = "slot", "day", "period", "cohort"
AT_DAY = "at_day"  # whole days of ``at``, beside it where the engine has them for far less than the instant
# Functions that give the microseconds of an instant at once; elsewhere they are put together from seconds.
SPARKS = ("pyspark", "databricks")
MICROSECONDS = {
    "duckdb": "epoch_us",
    "clickhouse": "toUnixTimestamp64Micro",
    "bigquery": "unix_micros",
} | dict.fromkeys(SPARKS, "unix_micros")
# These functions take nothing but moments with a zone, so that wall time and days are given that of UTC.
OF_MOMENTS = ("clickhouse", "bigquery")
# Engines that hold words and moments as we compare them: every letter counts, and so does every microsecond.
ENGINES = (*("duckdb", "postgres", "clickhouse", "bigquery", "snowflake", "trino"), *SPARKS)
BIT_COUNT = {"duckdb": "bit_count"}  # where bits can be both put together and counted, in the words of Ibis
BLANKS = " \t\n\r"
LARGEST = float(np.finfo(np.float64).max)


def check_engine(table: ir.Table) -> None:
    """Refuse an engine of which nobody knows whether it counts the same."""
    name = backend_name(table)
    if name not in ENGINES:
        raise SettingsError(
            say("nothing is counted in {engine}, which may take different words for the same.", engine=name),
            where="source",
            todo=say("Read the rows as a file, or through one of: {choices}.", choices=", ".join(ENGINES)),
        )


def segment_column(position: int) -> str:
    """Name of a segment column."""
    return f"segment_{position}"


def rows_of(table: ir.Table, mapping: ColumnMapping, untidy: frozenset[str] | None = None) -> ir.Table:
    """Every row as it stands: blank customers, times and words are null; times without a zone are wall time still.

    ``untidy`` are the columns of words with blanks around them, or empty ones: the only ones that are trimmed, since
    trimming costs more than counting. None trims them all.
    """

    def words(name: str) -> Any:
        column = _column(table, name).cast("string")
        return column if untidy is not None and name not in untidy else trimmed(column).nullif("")

    columns: dict[str, Any] = {CUSTOMER: words(mapping.customer), **_instants(table, mapping)}
    if mapping.event is not None:
        columns[EVENT] = words(mapping.event)
    if mapping.amount is not None:
        columns[AMOUNT] = _money(table, mapping)
    for i, name in enumerate(mapping.segments):
        columns[segment_column(i)] = words(name)
    return table.select(**columns)


def _column(table: ir.Table, name: str) -> Any:
    if name not in table.columns:
        raise SettingsError(
            say("the table has no column '{name}'.", name=name),
            where="mapping",
            todo=say("Choose one of: {choices}.", choices=", ".join(table.columns)),
        )
    return table[name]


def trimmed(column: Any) -> Any:
    """Words without the blanks around them."""
    import ibis

    if backend_name(column) not in SPARKS:
        return column.strip()
    # Spark takes the marks that Ibis writes for rarer blanks for letters, and would cut those off.
    return _builtin("btrim", ("string", "string"), "string")(column, ibis.literal(BLANKS))


def _money(table: ir.Table, mapping: ColumnMapping) -> Any:
    amount = _column(table, str(mapping.amount)).cast("float64")
    if mapping.quantity is not None:
        amount = amount * _column(table, mapping.quantity).cast("float64")
    return (amount.abs() <= LARGEST).ifelse(amount, None)  # not every engine has a word for what is no number


def refusing(table: ir.Table, mapping: ColumnMapping) -> ir.Table:
    """Customers who asked not to be contacted, in any row whatever, once each."""
    name = str(mapping.do_not_contact)
    column = _column(table, name)
    if not column.type().is_boolean():
        raise SettingsError(
            say("'{name}' holds no yes and no but {kind}.", name=name, kind=str(column.type())),
            where="do_not_contact",
            todo=say("Make a view in the database in which it is true for whoever asked not to be contacted."),
        )
    rows = table.filter(column)
    return rows.select(**{CUSTOMER: trimmed(rows[mapping.customer].cast("string")).nullif("")}).distinct()


# ------------------------------------------------------------------------------------------------------- instants
def _instants(table: ir.Table, mapping: ColumnMapping) -> dict[str, Any]:
    """Microseconds of the moments, of wall time where they carry no zone; in Spark wall time has its days beside it."""
    column = _column(table, mapping.time)
    kind = column.type()
    if not kind.is_timestamp() and not kind.is_date():
        raise SettingsError(
            say("'{name}' holds no moments but {kind}.", name=mapping.time, kind=str(kind)),
            where="mapping",
            todo=say("Make a view in the database in which it is a timestamp or a date."),
        )
    if backend_name(table) in SPARKS and not has_zone(table, mapping):
        return _spark_wall(column)
    if kind.is_date() and backend_name(table) not in OF_MOMENTS:
        column = column.cast("timestamp")
    return {AT: microseconds(column)}


def microseconds(column: Any) -> Any:
    """Microseconds since 1970-01-01 UTC of a timestamp, exactly."""
    engine = backend_name(column)
    builtin = MICROSECONDS.get(engine)
    if engine in OF_MOMENTS:
        column = column.cast("timestamp('UTC', 6)")
    if builtin is not None:
        return _builtin(builtin, (column.type(),), "int64")(column)
    return column.truncate("s").epoch_seconds().cast("int64") * 1_000_000 + column.microsecond()


def _spark_wall(column: Any) -> dict[str, Any]:
    """The same of wall time in Spark, which would take it for time in the zone of its session."""
    days = _spark_days(column.cast("date"))
    if column.type().is_date():
        return {AT: days * DAY, AT_DAY: days}
    within = column.hour().cast("int64") * HOUR + column.minute().cast("int64") * MINUTE
    second = _builtin("date_part", ("string", column.type()), "float64")("SECONDS", column)
    return {AT: days * DAY + within + (second * 1_000_000).round().cast("int64"), AT_DAY: days}


def _spark_days(date: Any) -> Any:
    """Days since 1970-01-01."""
    import ibis

    if backend_name(date) != "pyspark":
        return _builtin("unix_date", ("date",), "int64")(date)
    # For Spark itself that would be written as a difference of moments, which takes twice as long as one of days.
    return _builtin("datediff", ("date", "date"), "int32")(date, ibis.date(1970, 1, 1)).cast("int64")


def _builtin(name: str, takes: tuple[Any, ...], gives: str) -> Any:
    """A function that the engine has and Ibis has no word for."""
    import ibis

    def call(*_: Any) -> None:
        """The engine's own function."""

    call.__name__ = name
    call.__signature__ = Signature([Parameter(f"_{i}", Parameter.POSITIONAL_ONLY) for i in range(len(takes))])  # type: ignore[attr-defined]
    return ibis.udf.scalar.builtin(call, name=name, signature=(takes, gives))


def counts_bits(rows: ir.Table) -> bool:
    """Whether the engine can tell how many bits of a whole number are set."""
    return backend_name(rows) in BIT_COUNT


def bits_of(column: Any) -> Any:
    """Number of bits that are set."""
    return _builtin(BIT_COUNT[backend_name(column)], ("int64",), "int64")(column)


def from_wall(rows: ir.Table, slots: Slots) -> ir.Table:
    """Rows whose ``at`` is wall time, with the instant in its place."""
    keyed = _beside_slots(rows, slots)
    since = keyed[AT] - slots.shift - keyed[SLOT] * slots.length
    used = [name for name in (SLOT, AT_DAY, "instant", "runs") if name in keyed.columns]
    return keyed.mutate(**{AT: keyed["instant"] + since * keyed["runs"]}).drop(*used)


# ------------------------------------------------------------------------------------------------------- calendar
def has_zone(table: ir.Table, mapping: ColumnMapping) -> bool:
    """Whether the times are moments. Ibis cannot tell Spark's two timestamps apart, but Spark can."""
    kind, engine = _column(table, mapping.time).type(), backend_name(table)
    if kind.is_timestamp() and engine == "clickhouse":
        return True  # a zone is only how it shows them there
    if kind.is_timestamp() and engine == "pyspark":
        import ibis

        native = table.get_backend()._session.sql(ibis.to_sql(table)).schema
        return bool(native[mapping.time].dataType.typeName() == "timestamp")
    return bool(kind.is_timestamp() and kind.timezone is not None)


def whole(dividend: Any, divisor: int) -> Any:
    """Whole part of a division of a number from zero to 2 to the power of 53.

    Floating point is exact here: the quotient of such a number lies further from the next whole number, one part of the
    divisor at least, than it can be rounded, which is itself over 2 to the power of 53.
    """
    return (dividend.cast("float64") / divisor).floor().cast("int64")


def in_slots(rows: ir.Table, slots: Slots) -> ir.Table:
    """Rows with the slot that each lies in."""
    if AT_DAY in rows.columns and slots.length == DAY and slots.shift % DAY == 0:
        slot = rows[AT_DAY] - slots.shift // DAY
    else:
        slot = whole(rows[AT] - slots.shift, slots.length)
    # Spark tests what it joins by for null, and works it all out once more for that, unless it cannot be null.
    return rows.mutate(**{SLOT: slot.fill_null(-1) if backend_name(rows) in SPARKS else slot})


def with_calendar(rows: ir.Table, slots: Slots) -> ir.Table:
    """Rows with what the slots know: their local day, and their number in each calendar."""
    return _beside_slots(rows, slots).drop(SLOT)


def _beside_slots(rows: ir.Table, slots: Slots) -> ir.Table:
    return in_slots(rows, slots).inner_join(small_table(rows, slots.columns), SLOT)


def small_table(beside: ir.Table, columns: Mapping[str, Ints | Sequence[str]]) -> ir.Table:
    """Whole numbers and words of ours as a table of the engine that ``beside`` lies in."""
    import ibis
    import pyarrow as pa

    engine = backend_name(beside)
    if engine not in ("postgres", "pyspark"):
        return ibis.memtable(pa.table({name: pa.array(column, _kind(column)) for name, column in columns.items()}))
    # PostgreSQL lets nobody who may only read make a table, not even one that goes away again; and Spark does not know
    # how small a table of ours is, and would move all rows to join it. So these travel in the question.
    row = ibis.literal(1).name("row").as_table()
    if not any(len(column) for column in columns.values()):
        return row.select(**{name: ibis.null(_kind(column)) for name, column in columns.items()}).filter(
            ibis.literal(False)
        )
    listed = {name: _listed(column) for name, column in columns.items()}
    if engine == "postgres":
        return row.select(**{name: array.unnest() for name, array in listed.items()})
    one, *others = listed.values()
    rows = row.select(each=one.zip(*others).unnest())
    return rows.select(**{name: rows["each"][f"f{i}"] for i, name in enumerate(columns, 1)})


def _kind(column: Ints | Sequence[str]) -> str:
    return "int64" if isinstance(column, np.ndarray) else "string"


def _listed(column: Ints | Sequence[str]) -> Any:
    """A column as one array; numbers as one text, since each part of a question costs time to write."""
    import ibis

    if not isinstance(column, np.ndarray):
        return ibis.literal(list(column), type="array<string>")
    return ibis.literal(" ".join(map(str, column.tolist()))).split(" ").cast("array<int64>")


def backend_name(expression: Any) -> str:
    """Name of the engine that an expression is bound to, as Ibis calls it; empty for none."""
    return str(expression.get_backend().name)
