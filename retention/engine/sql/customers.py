"""Customers counted in a database: purchase histories, second orders, and how rows are spread over them.

A purchase is an active local day of a customer, as in :mod:`retention.engine.customers`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.counts import CustomerCounts, RepeatCounts, SpreadCounts
from retention.engine.customers import by_history
from retention.engine.gaps import last_whole_day
from retention.engine.listed import moment_followed, moment_inside
from retention.engine.movements import NOISE
from retention.engine.repeats import NEVER, Orders, longest_wait, repeat_table, tables_of
from retention.engine.series_plan import periods_asked
from retention.engine.sql.plan import SqlPlan, sql_activity_plan, sql_plan
from retention.engine.sql.rows import AMOUNT, AT, CUSTOMER, LOCAL_DAY, PERIOD, whole
from retention.engine.sql.segments import SEGMENT, segments
from retention.engine.sql.silences import activity, added_up, numbers, segment_of, with_segment
from retention.errors import whole_number
from retention.periods import DAY
from retention.settings import CohortSettings

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from retention.engine.sql.source import SqlEvents

HISTORY = ("age", "recency", "frequency")
SUMS = ("purchases", "later", "money", "later_money")


def customer_counts(
    source: SqlEvents, settings: CohortSettings, until: Any = None, *, followed_to: Any = None, each: bool = True
) -> CustomerCounts:
    """Sum up the purchases of each customer on days that are over at ``until``, and those after it."""
    plan = sql_activity_plan(source, settings.replace(start=None, end=None))
    end = moment_inside(source, until, "until", plan.zone)
    final = moment_followed(source, followed_to, end, plan.zone)
    names, place = segments(plan)
    last, last_later = (last_whole_day(plan, moment) for moment in (end, final))
    table = with_segment(_histories(plan, last, last_later), place)
    found = by_id(source._ask(table)) if each else source._ask(_alike(table))

    def money(name: str) -> NDArray[np.float64] | None:
        return found[name].to_numpy(np.float64) if name in found else None

    counts = CustomerCounts(
        until=end,
        customers=np.ones(len(found), np.int64) if each else numbers(found, "customers"),
        frequency=numbers(found, "frequency"),
        recency=numbers(found, "recency"),
        age=numbers(found, "age"),
        purchases=numbers(found, "purchases"),
        money=money("money"),
        later=None if followed_to is None else numbers(found, "later"),
        later_money=None if last_later == last else money("later_money"),
        codes=np.arange(len(found)),
        ids=ids_in(found) if each else None,
        segments=names,
        segment=None if place is None else segment_of(found),
    )
    return counts if each else by_history(counts)


def repeat_counts(source: SqlEvents, settings: CohortSettings, days: int) -> RepeatCounts:
    """Count who ordered again within so many days of 24 hours after the first order."""
    days = whole_number(days, "days")
    plan = sql_activity_plan(source, settings)
    labels, place = segments(plan)
    longest, (low, high) = longest_wait(plan), periods_asked(plan, settings)
    orders = with_segment(_orders(plan), place)
    orders = orders.filter(orders[PERIOD] >= low, orders[PERIOD] < high)
    keys = (PERIOD, "watched", "waited") if place is None else (PERIOD, "watched", "waited", SEGMENT)
    found = source._ask(orders.group_by(*keys).aggregate(n=orders.count()))
    waited = np.where(numbers(found, "waited") == NEVER, longest + 1, numbers(found, "waited"))
    kinds = Orders(segment_of(found), numbers(found, PERIOD), numbers(found, "watched"), waited, numbers(found, "n"))
    return repeat_table(plan, settings, labels, tables_of(kinds, plan.n_periods, len(labels), days, longest), days)


def spread_counts(source: SqlEvents, settings: CohortSettings) -> SpreadCounts:
    """Count the rows that start and the rows that return, by period and by customer."""
    plan = sql_plan(source, settings)
    same = plan.same_event and settings.start_where == settings.return_where
    rows = source.rows
    roles = {"starts": plan.is_role(rows, "start"), "returns": plan.is_role(rows, "return")}
    rows = rows.mutate(**roles)

    def each_role(table: ir.Table) -> dict[str, Any]:
        return {role: table.count(where=table[role]) for role in roles}

    on_calendar = plan.on_calendar(rows.filter(rows["starts"] | rows["returns"]))
    by_period = source._ask(on_calendar.group_by(PERIOD).aggregate(**each_role(on_calendar)))
    each = rows.group_by(CUSTOMER).aggregate(**each_role(rows))
    kinds = source._ask(each.group_by(*roles).aggregate(n=each.count())).sort_values(list(roles))
    n = plan.calendar.number(plan.bounds[1]) - plan.base + 1
    periods = np.arange(n) + plan.base
    starts, returns = (added_up(numbers(by_period, PERIOD), by_period, n, role) for role in roles)
    return SpreadCounts(
        numbers=periods,
        cohort_numbers=plan.rows.numbers(plan.calendar.start_instants(periods)),
        starts=starts,
        returns=returns,
        customer_starts=numbers(kinds, "starts"),
        customer_returns=numbers(kinds, "returns"),
        customers=numbers(kinds, "n"),
        same=same,
    )


# ------------------------------------------------------------------------------------------------------- histories
def _histories(plan: SqlPlan, last: int, final: int) -> ir.Table:
    """One row for each customer with a purchase on a day up to the last one; what follows it up to the final one."""
    has_money = plan.source.mapping.amount is not None
    days = _days(plan, final, has_money)
    bought, day = days["orders"] > 0, days[LOCAL_DAY]
    over = bought & (day <= last)
    sums: dict[str, Any] = {
        "first": day.min(where=over),
        "latest": day.max(where=over),
        "days": days.count(where=over),
        "purchases": days["orders"].sum(where=over).cast("int64"),
        "later": days.count(where=bought & (day > last)),
    }
    if has_money:
        counts, follows = (day > days["begin"]) & (day <= last), day > last
        sums |= {"money": net(days, counts), "later_money": net(days, follows)}
    each = days.group_by(CUSTOMER).aggregate(**sums)
    each = each.filter(each["days"] > 0)
    kept = ["purchases", "later", *(("money", "later_money") if has_money else ())]
    history = {
        "age": last - each["first"],
        "recency": each["latest"] - each["first"],
        "frequency": each["days"] - 1,
    }
    return each.select(CUSTOMER, *kept, **history)


def _days(plan: SqlPlan, final: int, has_money: bool) -> ir.Table:
    """Days of customers: orders, and with amounts the money, what of it counts, and the day of the first order."""
    import ibis

    rows = activity(plan, "money" if has_money else "return")
    rows = rows.filter(rows[LOCAL_DAY] <= final)
    if not has_money:
        return rows.group_by(CUSTOMER, LOCAL_DAY).aggregate(orders=rows.count())
    days = rows.group_by(CUSTOMER, LOCAL_DAY).aggregate(
        orders=rows.count(where=plan.is_role(rows, "return")), paid=rows[AMOUNT].sum(), moved=rows[AMOUNT].abs().sum()
    )
    bought = ibis.ifelse(days["orders"] > 0, days[LOCAL_DAY], ibis.null("int64"))
    return days.mutate(begin=bought.min().over(ibis.window(group_by=CUSTOMER)))


def net(days: ir.Table, where: Any) -> Any:
    """Sum of the money of some days; exactly zero where payments and refunds cancel, whatever their cents."""
    import ibis

    money = days["paid"].sum(where=where).fill_null(0.0)
    moved = days["moved"].sum(where=where).fill_null(0.0)
    return ibis.ifelse(money.abs() <= NOISE * moved, 0.0, money)


def _alike(table: ir.Table) -> ir.Table:
    """Customers with the same history as one kind."""
    keys = [*HISTORY, *(name for name in (SEGMENT,) if name in table.columns)]
    sums = {name: table[name].sum() for name in SUMS if name in table.columns}
    return table.group_by(*keys).aggregate(customers=table.count(), **sums)


def _orders(plan: SqlPlan) -> ir.Table:
    """Customers with any order: the period of the first, whole days watched since, and those up to the next later one.

    Days are whole ones of 24 hours; those watched are below 0 for who came after the end of the data.
    """
    import ibis

    rows = activity(plan)
    firsts = rows.group_by(CUSTOMER).aggregate(begin=rows[AT].min(), **{PERIOD: rows[PERIOD].min()})
    again = rows.select(CUSTOMER, AT).inner_join(firsts.select(CUSTOMER, "begin"), CUSTOMER)
    again = again.filter(again[AT] > again["begin"])
    seconds = again.group_by(CUSTOMER).aggregate(again=again[AT].min())
    each = firsts.left_join(seconds, CUSTOMER)
    late = max(0, -((plan.until - plan.bounds[1]) // DAY))  # keeps what is divided from falling below zero
    waited = whole(each["again"] - each["begin"], DAY)
    return each.select(
        CUSTOMER,
        PERIOD,
        watched=whole(plan.until + late * DAY - each["begin"], DAY) - late,
        waited=ibis.ifelse(each["again"].isnull(), NEVER, waited),
    )


# ---------------------------------------------------------------------------------------------------------- pieces
def by_id(found: pd.DataFrame) -> pd.DataFrame:
    """Customers in the order of their ids, which engines sort each in their own way."""
    return found.sort_values(CUSTOMER, ignore_index=True)


def ids_in(found: pd.DataFrame) -> Any:
    """Ids of the customers, as a column of Arrow."""
    import pyarrow as pa

    return pa.array(found[CUSTOMER], pa.string())
