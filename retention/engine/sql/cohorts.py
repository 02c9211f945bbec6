"""Cohort tables counted in a database: who enters, how often each came back at each age, and what that adds up to.

Only condensed groups come back: how many customers of one segment and cohort, watched equally long, came back in the
same columns. The tables are made of them by what makes them in memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from retention.counts import CellCustomers, CohortCounts
from retention.engine.memory import check_segment, cohort_number
from retention.engine.plain_money import no_amounts
from retention.engine.plan import Bools
from retention.engine.sql.members import LAST, MEMBER, members
from retention.engine.sql.plan import SqlPlan, sql_plan
from retention.engine.sql.rows import COHORT, CUSTOMER, PERIOD, SPARKS, backend_name
from retention.engine.sql.segments import SEGMENT, in_range, segments
from retention.engine.sql.spans import HIGH, LOW, money, returns, spans
from retention.engine.tables import finish
from retention.engine.tally import Tally
from retention.engine.windows import columns_over, money_columns
from retention.periods import Ints
from retention.settings import CohortSettings

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from retention.engine.sql.source import SqlEvents


def cohort_counts(source: SqlEvents, settings: CohortSettings) -> CohortCounts:
    """Count a cohort table."""
    plan = sql_plan(source, settings)
    if settings.value != "none" and source.mapping.amount is None:
        raise no_amounts()
    labels, segment = segments(plan)
    plan.check_size(len(labels))
    tally = Tally(plan, len(labels))
    if plan.is_plain:
        _count_plain(plan, tally, segment)
    else:
        _count(plan, tally, segment)
    if settings.value != "none":
        _count_money(plan, tally, segment)
    return finish(plan, tally, labels)


# --------------------------------------------------------------------------------------------------- the plain path
def _count_plain(plan: SqlPlan, tally: Tally, segment: ir.Table | None) -> None:
    """Every activity row is start and return alike: who was there in which period is all there is."""
    found = plan.source._ask(plain_groups(plan, segment))
    row, age, n = _row(plan, found), _ints(found, "age"), _ints(found, "n")
    first = _ints(found, "first" if "first" in found else COHORT)
    born = age == 0
    _add_members(plan, tally, row[born], first[born], plan.last_complete - first[born], n[born])
    _add_single(tally, row, age, first + age > plan.last_complete, n)


def plain_groups(plan: SqlPlan, segment: ir.Table | None) -> ir.Table:
    """Customers by the period of their first activity (and its cohort and segment) and by age."""
    rows, coarse = plan.source.rows, plan.settings.cohort_period not in (None, plan.settings.period)
    rows = plan.on_calendar(rows.filter(plan.is_role(rows, "start")))
    visits = rows.group_by(CUSTOMER, PERIOD).aggregate(cohorts=rows[COHORT].min()) if coarse else _once(rows)
    aged = in_range(plan, _with_beginnings(visits, "cohorts" if coarse else PERIOD))
    aged = aged.mutate(age=aged[PERIOD] - aged["first"])
    if plan.n_columns <= plan.oldest:
        aged = aged.filter(aged["age"] < plan.n_columns)
    if segment is not None:
        aged = aged.inner_join(segment, CUSTOMER)
    keys = [SEGMENT] * (segment is not None) + [COHORT] + ["first"] * coarse + ["age"]
    return aged.group_by(keys).aggregate(n=aged.count())


def _with_beginnings(visits: ir.Table, cohorts: str) -> ir.Table:
    """Visits with the ``first`` period and the cohort of their customer."""
    import ibis

    begun = {"first": visits[PERIOD].min(), COHORT: visits[cohorts].min()}
    if backend_name(visits) not in SPARKS:
        return visits.inner_join(visits.group_by(CUSTOMER).aggregate(**begun), CUSTOMER)
    # Spark would move the visits twice to join them with themselves, and takes half the time to sort them once.
    own = ibis.window(group_by=CUSTOMER)
    return visits.mutate(**{name: least.over(own) for name, least in begun.items()})


def _once(rows: ir.Table) -> ir.Table:
    return rows.select(CUSTOMER, PERIOD).distinct()


# ------------------------------------------------------------------------------------------------- the general rules
def _count(plan: SqlPlan, tally: Tally, segment: ir.Table | None) -> None:
    """Count members, and the columns in which they came back."""
    entered = members(plan, segment)
    found = plan.source._ask(
        entered.group_by(_keys(entered)).aggregate(first=entered["first"].min(), n=entered.count())
    )
    _add_members(plan, tally, _row(plan, found), *(_ints(found, name) for name in ("first", LAST, "n")))
    if not tally.n_columns or not len(found):
        return
    back = spans(plan, returns(plan, entered, tally.n_columns))
    found = plan.source._ask(back.group_by(*_keys(back), LOW, HIGH).aggregate(n=back.count()))
    row, low, high, n = _row(plan, found), *(_ints(found, name) for name in (LOW, HIGH, "n"))
    last = columns_over(plan, _ints(found, LAST))
    if plan.settings.measure in ("on", "bracket"):
        _add_single(tally, row, low, low > last, n)
        return
    high = np.minimum(high, tally.n_columns - 1)
    _add_edges(tally.edges[0], row, low, np.minimum(high, last), n)
    _add_edges(tally.edges[1], row, np.maximum(low, last + 1), high, n)


def _keys(table: ir.Table) -> list[str]:
    return [name for name in (SEGMENT, COHORT, LAST) if name in table.columns]


def _count_money(plan: SqlPlan, tally: Tally, segment: ir.Table | None) -> None:
    """Add up money in columns that are over."""
    if not tally.n_columns:
        return
    brought = money(plan, members(plan, segment), tally.n_columns)
    sums = {name: brought[name].sum() for name in ("net", "gained") if name in brought.columns}
    found = plan.source._ask(brought.group_by(*_keys(brought), "age").aggregate(**sums))
    low, high = money_columns(plan, _ints(found, "age"))
    last = np.minimum(columns_over(plan, _ints(found, LAST)), tally.n_columns - 1)
    inside = low >= 0
    row, low, high = _row(plan, found)[inside], low[inside], np.minimum(high, last)[inside]
    tally.add_money(row, low, high, found["net"].to_numpy(np.float64)[inside])
    if tally.squares is not None:
        tally.add_squares(row, low, high, found["gained"].to_numpy(np.float64)[inside])


# ------------------------------------------------------------------------------------- from groups to the tables
def _ints(found: pd.DataFrame, name: str) -> Ints:
    return found[name].to_numpy(np.int64)


def _row(plan: SqlPlan, found: pd.DataFrame) -> Ints:
    """Row of the tables: segment and cohort in one number."""
    low, high = plan.cohort_range
    row = _ints(found, COHORT) - low
    return row + _ints(found, SEGMENT) * (high - low) if SEGMENT in found else row


def _add_members(plan: SqlPlan, tally: Tally, row: Ints, first: Ints, last: Ints, n: Ints) -> None:
    """Groups of members of one cohort, watched equally long."""
    if not len(row):
        return
    over = columns_over(plan, last)
    tally.first = int(first.min())
    np.add.at(tally.sizes, row, n)
    np.add.at(tally.watched, (row, np.clip(over, -1, tally.n_columns - 1) + 1), n)
    np.minimum.at(tally.least_watched, row, over)


def _add_single(tally: Tally, row: Ints, column: Ints, still_open: Bools, n: Ints) -> None:
    inside = column < tally.n_columns
    np.add.at(tally.hits, (still_open[inside].astype(int), row[inside], column[inside]), n[inside])


def _add_edges(table: Ints, row: Ints, low: Ints, high: Ints, n: Ints) -> None:
    keep = low <= high
    np.add.at(table, (row[keep], low[keep]), n[keep])
    np.add.at(table, (row[keep], high[keep] + 1), -n[keep])


# ------------------------------------------------------------------------------------ the customers behind a cell
def cell_customers(
    source: SqlEvents, settings: CohortSettings, cohort: np.datetime64, age: int, segment: str | None
) -> CellCustomers:
    """List the customers behind one cell, in the order of their ids, by the same rules that count it."""
    import ibis

    plan = sql_plan(source, settings)
    number = cohort_number(plan, cohort)
    labels, place = segments(plan)
    check_segment(settings, labels, segment)
    entered = members(plan, place)
    entered = entered.filter(entered[COHORT] == number)
    if place is not None:
        entered = entered.filter(entered[SEGMENT] == labels.index(str(segment)))
    back = spans(plan, returns(plan, entered, None))
    back = back.filter((back[LOW] <= age) & (age <= back[HIGH])).select(*MEMBER).distinct()
    # What can be null is null where nobody came back: in ClickHouse it would be 0 else.
    back = back.mutate(back=ibis.literal(1).nullif(0))
    listed = entered.left_join(back, MEMBER).select(CUSTOMER, LAST, "back")
    found = source._ask(listed).sort_values(CUSTOMER)
    ids = found[CUSTOMER].to_numpy(object)
    over, came = columns_over(plan, _ints(found, LAST)) >= age, found["back"].notna().to_numpy()
    return CellCustomers(
        came_back=ids[over & came].tolist(),
        did_not=ids[over & ~came].tolist(),
        seen_so_far=ids[~over & came].tolist(),
        not_yet=ids[~over & ~came].tolist(),
    )
