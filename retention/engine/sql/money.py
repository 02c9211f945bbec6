"""Money of each period by what moved it, added up in a database: one group for each customer and period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from retention.counts import RevenueCohortCounts, RevenueCounts
from retention.engine.money import age_table, ages_asked, movement_table, no_amounts
from retention.engine.movements import NOISE, balanced
from retention.engine.plan import Tables
from retention.engine.series_plan import checked
from retention.engine.sql.plan import SqlPlan, sql_activity_plan
from retention.engine.sql.rows import AMOUNT, CUSTOMER, PERIOD
from retention.engine.sql.segments import SEGMENT, nobodys_segment, segments
from retention.engine.sql.series import by_period
from retention.settings import CohortSettings

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from retention.engine.sql.source import SqlEvents


def revenue_counts(source: SqlEvents, settings: CohortSettings) -> RevenueCounts:
    """Add up the money of each period by what moved it."""
    plan, labels, segment = _prepared(source, settings)
    shape = len(labels), plan.n_periods
    checked(shape[0] * shape[1])
    tables = by_period(source._ask(moved(plan, segment)), shape, kind=np.float64)
    return movement_table(plan, settings, labels, balanced(_with_those_gone(tables)))


def revenue_cohort_counts(source: SqlEvents, settings: CohortSettings) -> RevenueCohortCounts:
    """Add up the money of those who first paid in one period, by age; ages up to ``max_age``."""
    plan, labels, segment = _prepared(source, settings.replace(max_age=None))
    ages = ages_asked(settings, plan.n_periods)
    shape = len(labels), plan.n_periods, ages
    checked(shape[0] * shape[1] * ages)
    tables = _whole(by_period(source._ask(aged(plan, segment, ages)), shape, "age", kind=np.float64), "paying")
    at_first = {"customers": "paying", "start": "money", "xx": "yy"}
    born = {name: tables[of][:, :, 0].copy() for name, of in at_first.items()}
    return age_table(plan, settings, labels, tables | born)


def _prepared(source: SqlEvents, settings: CohortSettings) -> tuple[SqlPlan, tuple[str, ...], ir.Table | None]:
    """Plan, names of the groups, and the group of each customer with any activity."""
    if source.mapping.amount is None:
        raise no_amounts()
    plan = sql_activity_plan(source, settings)
    return plan, *segments(plan)


# --------------------------------------------------------------------------------------------------- what is asked
def runs(plan: SqlPlan, segment: ir.Table | None) -> ir.Table:
    """Net money of each customer and period in which it is not zero; ``pays`` where it is above."""
    rows = plan.source.rows
    rows = plan.on_calendar(rows.filter(plan.is_role(rows, "money"), rows[AMOUNT].notnull()))
    amount = rows[AMOUNT]
    found = rows.group_by(CUSTOMER, PERIOD).aggregate(net=amount.sum(), gross=amount.abs().sum())
    found = found.filter(found["net"].abs() > found["gross"] * NOISE)
    found = found.mutate(pays=found["net"] > 0).drop("gross")
    if segment is None:
        return found
    # Those who only ever gave something back have no first activity, and so no group of their own.
    joined = found.left_join(segment, CUSTOMER)
    return joined.select(CUSTOMER, PERIOD, "net", "pays", **{SEGMENT: joined[SEGMENT].fill_null(nobodys_segment(plan))})


def moved(plan: SqlPlan, segment: ir.Table | None) -> ir.Table:
    """Movements of each period: whoever pays beside the period before, and ``gone_`` beside the period after."""
    import ibis

    found, last = runs(plan, segment), plan.n_periods - 1
    own = ibis.window(group_by=[CUSTOMER, "pays"], order_by=PERIOD)
    period, y = found[PERIOD], found["net"]
    found = found.mutate(before=period.lag().over(own), after=period.lead().over(own), x=y.lag().over(own))
    period, y, x, pays = (found[name] for name in (PERIOD, "net", "x", "pays"))
    stayed = pays & (found["before"] == period - 1).fill_null(False)
    goes = pays & ~(found["after"] == period + 1).fill_null(False) & (period < last)
    new = pays & found["before"].isnull()
    back = pays & ~stayed & ~new
    less = ibis.least(x, y)

    def total(value: Any, of: Any = stayed) -> Any:
        return of.ifelse(value, 0).sum()

    return found.group_by(_keys(segment)).aggregate(
        new=total(y, new),
        reactivated=total(y, back),
        expansion=total(ibis.greatest(y - x, 0.0)),
        contraction=total(ibis.greatest(x - y, 0.0)),
        kept=total(1),
        before=total(x),
        now=total(y),
        xx=total(x * x),
        xy=total(x * y),
        yy=total(y * y),
        xm=total(x * less),
        mm=total(less * less),
        below_zero=total(y, ~pays),
        gone_lost=total(1, goes),
        gone_churned=total(y, goes),
        gone_xx=total(y * y, goes),
    )


def aged(plan: SqlPlan, segment: ir.Table | None, ages: int) -> ir.Table:
    """Money by the period of the first payment (which stands as the period) and by age."""
    import ibis

    found = runs(plan, segment)
    found = found.filter(found["pays"])
    own = ibis.window(group_by=CUSTOMER, order_by=PERIOD)
    born, first = found[PERIOD].first().over(own), found["net"].first().over(own)
    found = found.mutate(age=found[PERIOD] - born, first=first, **{PERIOD: born})
    found = found.filter(found["age"] < ages)
    x, y = found["first"], found["net"]
    less = ibis.least(x, y)
    return found.group_by(*_keys(segment), "age").aggregate(
        paying=found.count(),
        money=y.sum(),
        kept=less.sum(),
        xy=(x * y).sum(),
        yy=(y * y).sum(),
        xm=(x * less).sum(),
        mm=(less * less).sum(),
    )


def _keys(segment: ir.Table | None) -> list[str]:
    return [PERIOD] if segment is None else [SEGMENT, PERIOD]


# ------------------------------------------------------------------------------------------------- what comes back
def _with_those_gone(tables: Tables) -> Tables:
    """Those who pay and do not in the period after belong to that one; they were counted where they last paid."""
    gone = {name: np.zeros_like(tables[f"gone_{name}"]) for name in ("lost", "churned", "xx")}
    for name, table in gone.items():
        table[:, 1:] = tables.pop(f"gone_{name}")[:, :-1]
    return _whole(tables | gone | {"xx": tables["xx"] + gone["xx"]}, "kept", "lost")


def _whole(tables: Tables, *counted: str) -> Tables:
    """Tables in which customers are whole numbers; everything else is money."""
    return tables | {name: tables[name].astype(np.int64) for name in counted}
