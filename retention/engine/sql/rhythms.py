"""Rhythms in a database: how often and how lately each customer has come by one moment.

A visit is an active local day of a customer, as in :mod:`retention.engine.rhythms`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from retention.counts import RhythmCounts
from retention.counts.rhythms import RECENT, YEAR
from retention.engine.gaps import last_whole_day
from retention.engine.listed import moment_followed, moment_inside
from retention.engine.plan import no_such_event
from retention.engine.sql.customers import by_id, ids_in, net
from retention.engine.sql.plan import SqlPlan
from retention.engine.sql.rows import AMOUNT, AT, CUSTOMER, EVENT, LOCAL_DAY, refusing, small_table
from retention.engine.sql.segments import SEGMENT, segments
from retention.engine.sql.silences import activity, at_least, numbers, sql_visit_plan, visits_of, with_segment
from retention.settings import CohortSettings

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

    from retention.engine.sql.source import SqlEvents

WHOLE = ("visits", "age", "silent", "recent_gaps", "recent_sum", "recent_longest", "visits_year", "reached_after")


def rhythm_counts(
    source: SqlEvents,
    settings: CohortSettings,
    at: Any = None,
    *,
    followed_to: Any = None,
    first_value: str | None = None,
) -> RhythmCounts:
    """Sum up the rhythm of each customer on days that are over at ``at``, and who came again after it."""
    plan = sql_visit_plan(source, settings.replace(start=None, end=None))
    end = moment_inside(source, at, "at", plan.zone)
    final = moment_followed(source, followed_to, end, plan.zone)
    last = last_whole_day(plan, end)
    names, place = segments(plan)
    table = with_what_rows_hold(plan, rhythms_of(plan, last, first_value), last)
    table = _with_return(plan, table, last, last_whole_day(plan, final))
    found = by_id(source._ask(with_segment(table, place)))
    return counts_of(plan, found, end, names, followed=followed_to is not None)


def counts_of(
    plan: SqlPlan, found: pd.DataFrame, end: int, names: tuple[str, ...], *, followed: bool = False
) -> RhythmCounts:
    """What came back, as counts."""
    last = last_whole_day(plan, end)
    counted: dict[str, Any] = {name: numbers(found, name) for name in WHOLE}
    counted |= {name: found[name].to_numpy(np.float64) for name in ("log_sum", "log_squares")}
    counted |= {name: found[name].to_numpy(np.float64) if name in found else None for name in ("money", "money_year")}
    return RhythmCounts(
        at=end,
        day=plan.source.days(plan.zone)[0] + last,
        history=last + 1,
        codes=np.arange(len(found)),
        ids=ids_in(found),
        event_names=plan.source.event_names,
        blocked=found["blocked"].to_numpy(bool),
        later=found["later"].to_numpy(bool) if followed else None,
        segments=names,
        segment=numbers(found, SEGMENT) if SEGMENT in found else None,
        last_event=numbers(found, "last_event") if "last_event" in found else None,
        **counted,
    )


# ---------------------------------------------------------------------------------------------------------- visits
def numbered(visits: ir.Table) -> ir.Table:
    """Visits with their place, the gap before each, and how many visits of the customer there are."""
    import ibis

    own, everything = ibis.window(group_by=CUSTOMER, order_by=LOCAL_DAY), ibis.window(group_by=CUSTOMER)
    day = visits[LOCAL_DAY]
    return visits.mutate(
        place=ibis.row_number().over(own).cast("int64"),
        gap=day - day.lag().over(own),
        visits=visits.count().over(everything),
        latest=day.max().over(everything),
    )


def gaps_each(visits: ir.Table) -> dict[str, Any]:
    """Number of visits of each customer, and the sums of the logarithms of the gaps between them."""
    log = visits["gap"].cast("float64").ln()
    return {
        "visits": visits.count(),
        "log_sum": log.sum().fill_null(0.0),
        "log_squares": (log * log).sum().fill_null(0.0),
    }


def rhythms_of(plan: SqlPlan, last: int, first_value: str | None = None) -> ir.Table:
    """One row for each customer with a visit: what their days of visits tell."""
    visits = numbered(visits_of(plan, last))
    gap, day = visits["gap"], visits[LOCAL_DAY]
    recent = gap.notnull() & (visits["visits"] - visits["place"] <= RECENT)
    each = visits.group_by(CUSTOMER).aggregate(
        **gaps_each(visits),
        first=day.min(),
        latest=day.max(),
        recent_gaps=gap.count(where=recent),
        recent_sum=gap.sum(where=recent).fill_null(0).cast("int64"),
        recent_longest=gap.max(where=recent).fill_null(0),
        visits_year=visits.count(where=day > visits["latest"] - YEAR),
        reached_after=gap.min(where=visits["place"] == 1).fill_null(-1),
    )
    if first_value is not None:
        each = _with_first_value(plan, each, last, first_value)
    return each.mutate(age=last - each["first"], silent=last - each["latest"])


def _with_first_value(plan: SqlPlan, each: ir.Table, last: int, first_value: str) -> ir.Table:
    if first_value not in plan.source.event_names:
        raise no_such_event(first_value, plan.source.event_names, "first_value")
    rows = _everything(plan, last)
    rows = rows.filter(rows[EVENT] == first_value)
    reached = rows.group_by(CUSTOMER).aggregate(reached=rows[LOCAL_DAY].min())
    joined = beside(each, reached)
    after = at_least(joined["reached"] - joined["first"], 0)
    return joined.mutate(reached_after=joined["reached"].isnull().ifelse(-1, after)).drop("reached")


def _with_return(plan: SqlPlan, table: ir.Table, last: int, final: int) -> ir.Table:
    """Whether each customer came again on the days after the last one up to the final one."""
    import ibis

    if final == last:
        return table.mutate(later=ibis.literal(False))
    rows = activity(plan)
    rows = rows.filter(rows[LOCAL_DAY] > last, rows[LOCAL_DAY] <= final)
    # A count that can be null is null for whoever did not come: in ClickHouse it would be 0 else.
    joined = beside(table, rows.group_by(CUSTOMER).aggregate(again=rows.count().nullif(0)))
    return joined.mutate(later=joined["again"].notnull()).drop("again")


# ------------------------------------------------------------------------------------------------ rows of every kind
def with_what_rows_hold(plan: SqlPlan, table: ir.Table, last: int) -> ir.Table:
    """Add the money, the last event, and whether the customer asked not to be contacted."""
    mapping = plan.source.mapping
    if mapping.amount is not None:
        table = _filled(beside(table, _money(plan, table, last)), "money", "money_year", value=0.0)
    if mapping.event is not None:
        table = _filled(beside(table, _last_events(plan, last)), "last_event", value=-1)
    return _with_refusal(plan, table)


def _money(plan: SqlPlan, table: ir.Table, last: int) -> ir.Table:
    rows = activity(plan, "money")
    rows = rows.filter(rows[LOCAL_DAY] <= last, rows[AMOUNT].notnull())
    days = rows.group_by(CUSTOMER, LOCAL_DAY).aggregate(paid=rows[AMOUNT].sum(), moved=rows[AMOUNT].abs().sum())
    days = days.inner_join(table.select(CUSTOMER, "latest"), CUSTOMER)
    year = days[LOCAL_DAY] > days["latest"] - YEAR
    return days.group_by(CUSTOMER).aggregate(money=net(days, None), money_year=net(days, year))


def _last_events(plan: SqlPlan, last: int) -> ir.Table:
    """Code of the event on each customer's last row; of several at that instant the last name."""
    rows = _everything(plan, last)
    ends = rows.group_by(CUSTOMER).aggregate(final=rows[AT].max())
    rows = rows.select(CUSTOMER, AT, EVENT).inner_join(ends, CUSTOMER)
    rows = rows.filter(rows[AT] == rows["final"], rows[EVENT].notnull()).select(CUSTOMER, EVENT)
    names = plan.source.event_names
    known = rows.inner_join(small_table(rows, {EVENT: names, "code": np.arange(len(names))}), EVENT)
    return known.group_by(CUSTOMER).aggregate(last_event=known["code"].max())


def _with_refusal(plan: SqlPlan, table: ir.Table) -> ir.Table:
    """Whether the customer asked not to be contacted, in any row of the whole table."""
    import ibis

    source = plan.source
    if source.mapping.do_not_contact is None:
        return table.mutate(blocked=ibis.literal(False))
    joined = beside(table, refusing(source.table, source.mapping).mutate(refused=ibis.literal(True)))
    return joined.mutate(blocked=joined["refused"].fill_null(False)).drop("refused")


def _everything(plan: SqlPlan, last: int) -> ir.Table:
    """Rows of every kind that ``where`` keeps, up to the last day."""
    free = {"start_event": None, "return_event": None, "start_where": (), "return_where": ()}
    rows = activity(replace(plan, settings=plan.settings.replace(**free)), "money")
    return rows.filter(rows[LOCAL_DAY] <= last)


# ---------------------------------------------------------------------------------------------------------- pieces
def beside(table: ir.Table, other: ir.Table) -> ir.Table:
    """A table of customers with the columns of another one, null for those whom it does not know."""
    joined = table.left_join(other, CUSTOMER)
    return joined.drop(f"{CUSTOMER}_right") if f"{CUSTOMER}_right" in joined.columns else joined


def _filled(table: ir.Table, *names: str, value: float) -> ir.Table:
    return table.mutate(**{name: table[name].fill_null(value) for name in names})
