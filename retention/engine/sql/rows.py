"""Rows of a table in a database, in the engine's own form: who, which instant, what, how much.

Instants are int64 microseconds since 1970-01-01 UTC, as everywhere. Calendar questions are not asked of the engine,
since no two of them agree on zones and weeks: :func:`retention.periods.slots` answers them once in a small table, and
the engine joins it.
"""

from __future__ import annotations

from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any

import numpy as np

from retention.errors import SettingsError
from retention.languages import say
from retention.mapping import ColumnMapping
from retention.periods import DAY, HOUR, MINUTE, Slots

if TYPE_CHECKING:
    import ibis.expr.types as ir

# What the columns are called from here on; ``segment_0`` and on are the segments of the mapping, in its order.
CUSTOMER, AT, EVENT, AMOUNT = "customer", "at", "event", "amount"
SLOT, LOCAL_DAY, PERIOD, COHORT = "slot", "day", "period", "cohort"
# Functions that give the microseconds of an instant at once; elsewhere they are put together from seconds.
SPARKS = ("pyspark", "databricks")
MICROSECONDS = {"duckdb": "epoch_us"} | dict.fromkeys(SPARKS, "unix_micros")
BLANKS = " \t\n\r"


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

    columns: dict[str, Any] = {CUSTOMER: words(mapping.customer), AT: _instants(table, mapping)}
    if mapping.event is not None:
        columns[EVENT] = words(mapping.event)
    if mapping.amount is not None:
        columns[AMOUNT] = _money(table, mapping)
    for i, name in enumerate(mapping.segments):
        columns[segment_column(i)] = words(name)
    return table.select(**columns)


def untidy_words(table: ir.Table, mapping: ColumnMapping) -> ir.Table | None:
    """Whether each column of words has blanks around one, or an empty one: one row; None without such a column."""
    names = dict.fromkeys(n for n in (mapping.customer, mapping.event, *mapping.segments) if n is not None)
    texts = {name: _column(table, name) for name in names if _column(table, name).type().is_string()}
    asked = {name: ((trimmed(text) != text) | (text == "")).any() for name, text in texts.items()}
    return table.aggregate(**asked) if asked else None


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
    return (amount.isnan() | amount.isinf()).ifelse(None, amount)


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
def _instants(table: ir.Table, mapping: ColumnMapping) -> Any:
    """Microseconds of the moments, of wall time where they carry no zone."""
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
    return microseconds(column if kind.is_timestamp() else column.cast("timestamp"))


def microseconds(column: Any) -> Any:
    """Microseconds since 1970-01-01 UTC of a timestamp, exactly."""
    builtin = MICROSECONDS.get(backend_name(column))
    if builtin is not None:
        return _builtin(builtin, (column.type(),), "int64")(column)
    return column.truncate("s").epoch_seconds() * 1_000_000 + column.microsecond()


def _spark_wall(column: Any) -> Any:
    """The same of wall time in Spark, which would take it for time in the zone of its session."""
    days = _builtin("unix_date", ("date",), "int64")(column.cast("date"))
    if column.type().is_date():
        return days * DAY
    within = column.hour().cast("int64") * HOUR + column.minute().cast("int64") * MINUTE
    second = _builtin("date_part", ("string", column.type()), "float64")("SECONDS", column)
    return days * DAY + within + (second * 1_000_000).round().cast("int64")


def _builtin(name: str, takes: tuple[Any, ...], gives: str) -> Any:
    """A function that the engine has and Ibis has no word for."""
    import ibis

    def call(*_: Any) -> None:
        """The engine's own function."""

    call.__name__ = name
    call.__signature__ = Signature([Parameter(f"_{i}", Parameter.POSITIONAL_ONLY) for i in range(len(takes))])  # type: ignore[attr-defined]
    return ibis.udf.scalar.builtin(call, name=name, signature=(takes, gives))


def from_wall(rows: ir.Table, slots: Slots) -> ir.Table:
    """Rows whose ``at`` is wall time, with the instant in its place."""
    keyed = rows.mutate(**{SLOT: whole(rows[AT] - slots.shift, slots.length)}).inner_join(
        _calendar(slots, backend_name(rows)), SLOT
    )
    since = keyed[AT] - slots.shift - keyed[SLOT] * slots.length
    return keyed.mutate(**{AT: keyed["instant"] + since * keyed["runs"]}).drop(SLOT, "instant", "runs")


# ------------------------------------------------------------------------------------------------------- calendar
def has_zone(table: ir.Table, mapping: ColumnMapping) -> bool:
    """Whether the times carry their zone. Ibis cannot tell Spark's two timestamps apart, but Spark can."""
    kind = _column(table, mapping.time).type()
    if kind.is_timestamp() and backend_name(table) in SPARKS:
        import ibis

        native = table.get_backend()._session.sql(ibis.to_sql(table)).schema
        return bool(native[mapping.time].dataType.typeName() == "timestamp")
    return bool(kind.is_timestamp() and kind.timezone is not None)


def whole(dividend: Any, divisor: int) -> Any:
    """Whole part of a division of a number of zero or more, in whole numbers: a rounded one is wrong at the edges."""
    return ((dividend - dividend % divisor) / divisor).cast("int64")


def with_calendar(rows: ir.Table, slots: Slots) -> ir.Table:
    """Rows with what the slots know: their local day, and their number in each calendar."""
    keyed = rows.mutate(**{SLOT: whole(rows[AT] - slots.shift, slots.length)})
    return keyed.inner_join(_calendar(slots, backend_name(rows)), SLOT).drop(SLOT)


def _calendar(slots: Slots, engine: str) -> ir.Table:
    """The slots as a table of the engine."""
    import ibis
    import pyarrow as pa

    if engine != "postgres":
        return ibis.memtable(pa.table({name: pa.array(column, pa.int64()) for name, column in slots.columns.items()}))
    # Whoever may only read can make no table there, not even one that goes away again: the slots travel as one word.
    lines = np.array(list(slots.columns.values())).T
    one = ibis.literal(";".join(" ".join(map(str, line)) for line in lines.tolist())).split(";").unnest()
    numbers = one.name("line").as_table()
    parts = numbers.select(part=numbers["line"].split(" "))
    return parts.select(**{name: parts["part"][i].cast("int64") for i, name in enumerate(slots.columns)})


def backend_name(expression: Any) -> str:
    """Name of the engine that an expression is bound to, as Ibis calls it; empty for none."""
    return str(expression.get_backend().name)
