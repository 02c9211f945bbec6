"""Silences counted in a database: days between visits, what followed a period, how quiet customers were at one moment.

A visit is an active local day of a customer, as in :mod:`retention.engine.gaps`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retention.counts import GapCounts, LapseCounts, SilenceCounts
from retention.engine.gaps import (
    check_lapses,
    days_asked,
    lapse_table,
    last_whole_day,
    moments_asked,
    refuse_segment,
    refuse_several_visits,
)
from retention.engine.series_plan import periods_asked
from retention.engine.sql.plan import SqlPlan, sql_activity_plan
from retention.engine.sql.rows import AT, CUSTOMER, LOCAL_DAY, PERIOD
from retention.engine.sql.segments import SEGMENT, segments
from retention.periods import Ints
from retention.settings import CohortSettings

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from retention.engine.sql.source import SqlEvents

SILENCE, ENDED = "silence", "ended"


def gap_counts(source: SqlEvents, settings: CohortSettings) -> GapCounts:
    """Count the days between visits, and from the last visit to the end of the data."""
    plan = sql_visit_plan(source, settings)
    labels, place = segments(plan)
    last = last_whole_day(plan, plan.until)
    width = max(0, last) + 1
    low, high = days_asked(plan, settings, last)
    found = silences_of(visits_of(plan, last), last)
    if (low, high) != (0, last + 1):
        found = found.filter(found[LOCAL_DAY] >= low, found[LOCAL_DAY] < high)
    counted = counts_by(plan, with_segment(found, place), SILENCE, ENDED, place=place)
    closed, still_open = _both(counted, segment_of(counted) * width + numbers(counted, SILENCE), len(labels) * width)
    shape = (len(labels), width)
    return GapCounts(labels, closed.reshape(shape), still_open.reshape(shape))


def lapse_counts(source: SqlEvents, settings: CohortSettings) -> LapseCounts:
    """Count, for the customers active in each period, the silence after their last visit in it."""
    plan = sql_visit_plan(source, settings)
    last = last_whole_day(plan, plan.until)
    width = max(0, last) + 1
    first, after = periods_asked(plan, settings)
    check_lapses(settings, after - first, width)
    found = silences_of(visits_of(plan, last, PERIOD), last, PERIOD)
    leaves = found[f"next_{PERIOD}"].isnull() | (found[f"next_{PERIOD}"] != found[PERIOD])
    found = found.filter(leaves, found[PERIOD] >= first, found[PERIOD] < after)
    counted = counts_by(plan, found, PERIOD, SILENCE, ENDED)
    cell = (numbers(counted, PERIOD) - first) * width + numbers(counted, SILENCE)
    closed, still_open = (table.reshape(-1, width) for table in _both(counted, cell, (after - first) * width))
    return lapse_table(plan, first, closed, still_open)


def silence_counts(source: SqlEvents, settings: CohortSettings, at: Any, until: Any) -> SilenceCounts:
    """Look back to one moment: how long had customers been silent, and who came back by ``until``?"""
    plan = sql_visit_plan(source, settings)
    refuse_segment(settings)
    moment, end = moments_asked(plan, at, until)
    last = last_whole_day(plan, moment)
    rows = activity(plan)
    each = rows.filter(rows[AT] < end)
    each = each.group_by(CUSTOMER).aggregate(
        latest=each[LOCAL_DAY].max(where=each[AT] < moment), back=each[AT].max() >= moment
    )
    each = each.filter(each["latest"].notnull())
    counted = counts_by(plan, each.mutate(**{SILENCE: at_least(last - each["latest"], 0)}), SILENCE, "back")
    quiet, size = numbers(counted, SILENCE), max(0, last) + 1
    back = counted["back"].to_numpy(bool)
    return SilenceCounts(moment, end, added_up(quiet, counted, size), added_up(quiet[back], counted[back], size))


# ---------------------------------------------------------------------------------------------------------- visits
def sql_visit_plan(source: SqlEvents, settings: CohortSettings) -> SqlPlan:
    """Plan of a count of silences; refuses what a silence has no use for."""
    refuse_several_visits(settings)
    return sql_activity_plan(source, settings)


def activity(plan: SqlPlan, role: str = "return") -> ir.Table:
    """Rows of a role with their places in the calendar."""
    rows = plan.source.rows
    return plan.on_calendar(rows.filter(plan.is_role(rows, role)))


def visits_of(plan: SqlPlan, last: int, *also: str) -> ir.Table:
    """Active days of the customers up to the last one looked at; ``also`` are columns that a day decides."""
    rows = activity(plan)
    rows = rows.filter(rows[LOCAL_DAY] <= last)
    return rows.group_by(CUSTOMER, LOCAL_DAY).aggregate(**{name: rows[name].max() for name in also})


def silences_of(visits: ir.Table, last: int, *also: str) -> ir.Table:
    """Visits with the days to the customer's next one, or to the last whole day; and whether the next one came.

    ``also`` are columns of which that of the next visit is added, as ``next_...``.
    """
    import ibis

    own = ibis.window(group_by=CUSTOMER, order_by=LOCAL_DAY)
    following = {name: visits[name].lead().over(own) for name in (LOCAL_DAY, *also)}
    found = visits.mutate(**{f"next_{name}": column for name, column in following.items()})
    later = found[f"next_{LOCAL_DAY}"]
    return found.mutate(**{SILENCE: later.fill_null(last) - found[LOCAL_DAY], ENDED: later.notnull()})


# ---------------------------------------------------------------------------------------------------------- pieces
def with_segment(table: ir.Table, place: ir.Table | None) -> ir.Table:
    """A table of customers with the place of each one's segment, if there are any."""
    return table if place is None else table.inner_join(place, CUSTOMER)


def counts_by(plan: SqlPlan, table: ir.Table, *keys: str, place: ir.Table | None = None) -> pd.DataFrame:
    """Rows of each kind, as ``n``; of each segment too, if there are any."""
    kinds = keys if place is None else (SEGMENT, *keys)
    return plan.source._ask(table.group_by(*kinds).aggregate(n=table.count()))


def at_least(column: Any, least: float) -> Any:
    """The larger of the two."""
    import ibis

    return ibis.greatest(column, least)


def numbers(counted: pd.DataFrame, name: str) -> Ints:
    """A column of whole numbers."""
    return counted[name].to_numpy(np.int64)


def segment_of(counted: pd.DataFrame) -> Ints:
    """Place of the segment of each row; 0 without segments."""
    return numbers(counted, SEGMENT) if SEGMENT in counted else np.zeros(len(counted), np.int64)


def added_up(cells: Ints, counted: pd.DataFrame, size: int, name: str = "n") -> Ints:
    """A table of counts from cells that came back."""
    return np.bincount(cells, counted[name].to_numpy(np.int64), minlength=size).astype(np.int64)


def _both(counted: pd.DataFrame, cells: Ints, size: int) -> tuple[Ints, Ints]:
    """Tables of the silences that ended, and of those that last."""
    ended = counted[ENDED].to_numpy(bool)
    closed, still_open = (added_up(cells[which], counted[which], size) for which in (ended, ~ended))
    return closed, still_open
