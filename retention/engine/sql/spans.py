"""Columns in which members came back, in a database: from ages to spans of columns, and money by column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from retention.engine.sql.members import FIRST, MEMBER, START, keys_of
from retention.engine.sql.rows import AMOUNT, AT, CUSTOMER, PERIOD, segment_column, whole
from retention.engine.sql.segments import byte_order

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from retention.engine.sql.plan import SqlPlan

LOW, HIGH = "low", "high"


# ------------------------------------------------------------------------------------------------------ the rows
def returns(plan: SqlPlan, entered: ir.Table, columns: int | None) -> ir.Table:
    """How often each member came back at each age, those ages left out that no column up to ``columns`` looks at."""
    found = _pairs(plan, entered, "return", columns)
    counted = found.group_by(*keys_of(entered), "age").aggregate(n=found.count())
    if plan.same_event or None not in (plan.settings.start_event, plan.settings.return_event):
        return counted
    own = _own_rows(plan, entered)
    joined = counted.left_join(own, MEMBER).select(*counted.columns, "own")
    left = joined["n"] - (joined["age"] == 0).ifelse(joined["own"].fill_null(0), 0)
    joined = joined.mutate(n=left).drop("own")
    return joined.filter(joined["n"] > 0)


def _pairs(plan: SqlPlan, entered: ir.Table, role: str, columns: int | None) -> ir.Table:
    """Every row of the role at or after a member's start, with its age, as far as columns look."""
    rows = plan.source.rows
    rows = rows.filter(plan.is_role(rows, role))
    if plan.settings.clock == "calendar":
        rows = plan.on_calendar(rows)
    rows = rows.select(*(name for name in (CUSTOMER, AT, PERIOD, AMOUNT) if name in rows.columns))
    found = rows.inner_join(entered, CUSTOMER)
    found = found.filter(found[AT] >= found[START])
    calendar = plan.settings.clock == "calendar"
    age = found[PERIOD] - found[FIRST] if calendar else whole(found[AT] - found[START], plan.length)
    found = found.mutate(age=age)
    if columns is None or plan.settings.measure not in ("on", "within"):
        return found
    return found.filter(found["age"] < columns - 1 + (plan.settings.within or 1))


def _own_rows(plan: SqlPlan, entered: ir.Table) -> ir.Table:
    """How many of each member's returns are the start's own row and its exact copies.

    At the first instant several rows may be starts. If one of them is no return, it is the start and every return
    counts. Otherwise the smallest row (event, segments, amount) is the start: the order of rows decides nothing.
    """
    import ibis

    rows = plan.source.rows
    names = [segment_column(i) for i in range(len(plan.source.mapping.segments))]
    columns = [*names, *([AMOUNT] if AMOUNT in rows.columns else [])]
    rows = rows.mutate(back=plan.is_role(rows, "return").ifelse(1, 0)).filter(plan.is_role(rows, "start"))
    rows = rows.select(CUSTOMER, AT, "back", *columns)
    tied = rows.inner_join(entered.select(*MEMBER, START), CUSTOMER)
    tied = tied.filter(tied[AT] == tied[START])
    # Whoever is both has the event that start or return names: the event is the same in all of them.
    kinds = tied.group_by(*MEMBER, "back", *columns).aggregate(own=tied.count())
    order = [key for name in columns for key in (kinds[name].isnull(), _ordered(kinds, name))]
    least = kinds.mutate(rank=ibis.row_number().over(ibis.window(group_by=MEMBER, order_by=[kinds["back"], *order])))
    return least.filter((least["rank"] == 0) & (least["back"] == 1)).select(*MEMBER, "own")


def _ordered(table: ir.Table, name: str) -> Any:
    return table[name] if name == AMOUNT else byte_order(table[name])


# ----------------------------------------------------------------------------------------------- spans of columns
def spans(plan: SqlPlan, counted: ir.Table) -> ir.Table:
    """Columns in which each member came back often enough: from ``low`` to ``high``, never twice the same column."""
    settings = plan.settings
    if settings.measure in ("on", "bracket"):
        return _single_columns(plan, counted)
    if settings.measure == "on_or_after":
        return _to_the_last(counted, settings.min_events)
    return _within(counted, int(settings.within or 1), settings.min_events)


def _single_columns(plan: SqlPlan, counted: ir.Table) -> ir.Table:
    n, windows = plan.settings.min_events, plan.settings.windows
    if windows is not None:
        counted = counted.filter(counted["age"] <= windows[-1][1])
        by_column = counted.mutate(age=bracket(counted["age"], windows))
        keys = [name for name in by_column.columns if name != "n"]
        counted = by_column.group_by(keys).aggregate(n=by_column["n"].sum())
    found = counted if n == 1 else counted.filter(counted["n"] >= n)
    return found.mutate(**{LOW: found["age"], HIGH: found["age"]}).drop("age", "n")


def bracket(age: Any, windows: tuple[tuple[int, int], ...]) -> Any:
    """Bracket of an age; behind the last one is none."""
    import ibis

    return ibis.cases(*((age <= last, i) for i, (_, last) in enumerate(windows)), else_=-1).cast("int64")


def _to_the_last(counted: ir.Table, n: int) -> ir.Table:
    """The n-th return from the end still leaves n to come."""
    import ibis

    if n > 1:
        later = ibis.cumulative_window(group_by=MEMBER, order_by=counted["age"].desc())
        counted = counted.mutate(still=counted["n"].sum().over(later))
        counted = counted.filter(counted["still"] >= n).drop("still")
    keys = [name for name in counted.columns if name not in ("age", "n")]
    return counted.group_by(keys).aggregate(**{HIGH: counted["age"].max()}).mutate(**{LOW: ibis.literal(0, "int64")})


def _within(counted: ir.Table, length: int, n: int) -> ir.Table:
    """Columns j with n returns at ages j to j + length - 1: those after the age before, from which n are reached."""
    import ibis

    own = ibis.window(group_by=MEMBER, order_by="age")
    ends = counted["age"]
    if n > 1:
        counted = counted.mutate(
            so_far=counted["n"].sum().over(ibis.cumulative_window(group_by=MEMBER, order_by="age"))
        )
        needed = counted["so_far"] - counted["n"] + n
        steps = [(counted["so_far"].lead(k).over(own), counted["age"].lead(k).over(own)) for k in range(n)]
        ends = ibis.coalesce(*((total >= needed).ifelse(age, None) for total, age in steps))
    before = counted["age"].lag().over(own)
    found = counted.mutate(ends=ends, after=before.fill_null(-1) + 1)
    found = found.filter(found["ends"].notnull())
    low = ibis.greatest(found["ends"] - (length - 1), found["after"])
    found = found.mutate(**{LOW: low, HIGH: found["age"]})
    return found.filter(found[LOW] <= found[HIGH]).drop("age", "n", "ends", "after")


# --------------------------------------------------------------------------------------------------------- money
def money(plan: SqlPlan, entered: ir.Table, columns: int) -> ir.Table:
    """What each member brought at each age; cumulative, also by how much that raised the square of all they brought."""
    import ibis

    found = _pairs(plan, entered, "money", columns)
    brought = found.group_by(*keys_of(entered), "age").aggregate(net=found[AMOUNT].sum().fill_null(0.0))
    if plan.settings.value != "cumulative":
        return brought
    so_far = brought["net"].sum().over(ibis.cumulative_window(group_by=MEMBER, order_by="age"))
    return brought.mutate(gained=brought["net"] * (2 * so_far - brought["net"]))
