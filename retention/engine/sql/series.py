"""Series counted in a database: who was active in each period and in the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retention.counts import ActivePeriodCounts, PeriodCounts
from retention.engine.plan import Tables
from retention.engine.series_plan import checked, holds_days, period_table, window_asked
from retention.engine.sql.plan import SqlPlan, sql_activity_plan
from retention.engine.sql.rows import CUSTOMER, LOCAL_DAY, PERIOD, bits_of, counts_bits
from retention.engine.sql.segments import SEGMENT, segments
from retention.periods import Ints
from retention.settings import CohortSettings

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from retention.engine.sql.source import SqlEvents

MARKS = (
    62  # days of a period that have a bit each in one whole number: counted in half the time that sorting days takes
)


def period_counts(source: SqlEvents, settings: CohortSettings) -> PeriodCounts:
    """Count who was there before and in each period."""
    plan = sql_activity_plan(source, settings)
    labels, segment = segments(plan)
    shape = len(labels), plan.n_periods
    checked(shape[0] * shape[1])
    found = source._ask(period_groups(plan, segment))
    return period_table(plan, settings, labels, by_period(found, shape))


def active_period_counts(source: SqlEvents, settings: CohortSettings) -> ActivePeriodCounts:
    """Count customers by the number of complete periods of a window in which they were active."""
    plan = sql_activity_plan(source, settings)
    labels, segment = segments(plan)
    first, last, complete = window_asked(plan, settings)
    exactly = np.zeros((len(labels), last - first + 1), np.int64)
    checked(exactly.size)
    if last > first:
        found = source._ask(times_active(plan, segment, first, last))
        exactly[places(found), found["times"].to_numpy(np.int64)] = found["n"]
    return ActivePeriodCounts(labels, exactly, last - first, complete)


# --------------------------------------------------------------------------------------------------- what is asked
def visits(plan: SqlPlan) -> ir.Table:
    """Periods in which each customer is active, with ``rows``, and ``days`` where a period can hold several."""
    import ibis

    rows = plan.source.rows
    rows = plan.on_calendar(rows.filter(plan.is_role(rows, "return")))
    if not holds_days(plan):
        found = rows.group_by(CUSTOMER, PERIOD).aggregate(rows=rows.count())
    elif counts_bits(rows) and _longest_period(plan) <= MARKS:
        mark = ibis.literal(1, "int64") << (rows[LOCAL_DAY] % MARKS)
        found = rows.group_by(CUSTOMER, PERIOD).aggregate(rows=rows.count(), marks=mark.bit_or())
        found = found.mutate(days=bits_of(found["marks"])).drop("marks")
    else:
        days = rows.group_by(CUSTOMER, LOCAL_DAY).aggregate(rows=rows.count(), **{PERIOD: rows[PERIOD].min()})
        found = days.group_by(CUSTOMER, PERIOD).aggregate(rows=days["rows"].sum(), days=days.count())
    least = plan.settings.min_events
    return found.filter(found["rows"] >= least) if least > 1 else found


def _longest_period(plan: SqlPlan) -> int:
    """Days of the longest period."""
    _, places = np.unique(plan.slots.columns[LOCAL_DAY], return_index=True)
    return int(np.bincount(plan.slots.columns[PERIOD][places]).max())


def period_groups(plan: SqlPlan, segment: ir.Table | None) -> ir.Table:
    """Customers of each segment and period: all, those not there in the period before, and those never before."""
    import ibis

    found = visits(plan)
    before = found[PERIOD].lag().over(ibis.window(group_by=CUSTOMER, order_by=PERIOD))
    found, keys = in_segments(found.mutate(before=before), segment)
    return found.group_by(keys).aggregate(
        end=found.count(),
        back=(found["before"] == found[PERIOD] - 1).fill_null(False).ifelse(0, 1).sum(),
        new=found["before"].isnull().ifelse(1, 0).sum(),
        rows=found["rows"].sum(),
        days=found["days"].sum() if "days" in found.columns else found.count(),
    )


def times_active(plan: SqlPlan, segment: ir.Table | None, first: int, last: int) -> ir.Table:
    """Customers of each segment by the number of periods of a window in which they were active."""
    found = visits(plan)
    found = found.filter(found[PERIOD].between(first, last - 1))
    own = found.group_by(CUSTOMER).aggregate(times=found.count())
    own, keys = in_segments(own, segment, "times")
    return own.group_by(keys).aggregate(n=own.count())


def in_segments(found: ir.Table, segment: ir.Table | None, key: str = PERIOD) -> tuple[ir.Table, list[str]]:
    """A table with the segment of each customer, where one is asked for, and what it is grouped by."""
    return (found, [key]) if segment is None else (found.inner_join(segment, CUSTOMER), [SEGMENT, key])


# ------------------------------------------------------------------------------------------------- what comes back
def places(found: pd.DataFrame) -> Ints:
    """Segment of each group."""
    return found[SEGMENT].to_numpy(np.int64) if SEGMENT in found else np.zeros(len(found), np.int64)


def by_period(found: pd.DataFrame, shape: tuple[int, ...], *more: str, kind: Any = np.int64) -> Tables:
    """Columns of groups as tables of segments by periods, and by what else they are grouped by."""
    where = (places(found), *(found[key].to_numpy(np.int64) for key in (PERIOD, *more)))
    tables: Tables = {}
    for name in found.columns.difference([SEGMENT, PERIOD, *more]):
        tables[name] = np.zeros(shape, kind)
        tables[name][where] = found[name]
    return tables
