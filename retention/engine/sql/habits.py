"""What customers do, all of them together, counted in a database; as :mod:`retention.engine.habits` counts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retention.counts import HabitCounts, MoneyCounts, PriceCounts, StepCounts
from retention.engine.gaps import last_whole_day
from retention.engine.habits import PER_MILLE, PRICE_BLOCK, STEPS, WIDTH, changes_of, people_in, ratios, steps_of
from retention.engine.movements import summed
from retention.engine.sql.plan import SqlPlan, sql_activity_plan
from retention.engine.sql.rows import AMOUNT, CUSTOMER, LOCAL_DAY, PERIOD, small_table, whole
from retention.engine.sql.silences import ENDED, SILENCE, activity, added_up, numbers, silences_of, visits_of
from retention.intervals import Floats
from retention.settings import CohortSettings

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from retention.engine.sql.source import SqlEvents


def habit_counts(source: SqlEvents, settings: CohortSettings) -> HabitCounts:
    """Count next steps, money by customer, and money per row before and after the beginning of each period."""
    plan = sql_activity_plan(source, settings.replace(min_events=1, segment=None))
    last = last_whole_day(plan, plan.until)
    steps = _next_steps(plan, last)
    if source.mapping.amount is None:
        return HabitCounts(steps, None, None)
    return HabitCounts(steps, _richest(plan), _prices(plan, last))


def _next_steps(plan: SqlPlan, last: int) -> StepCounts:
    """After the first and after the second visit: days watched, and days to the next one."""
    import ibis

    visits = silences_of(visits_of(plan, last), last)
    own = ibis.window(group_by=CUSTOMER, order_by=LOCAL_DAY)
    visits = visits.mutate(step=ibis.row_number().over(own).cast("int64"))
    visits = visits.filter(visits["step"] < STEPS)
    found = plan.source._ask(visits.group_by("step", LOCAL_DAY, SILENCE, ENDED).aggregate(n=visits.count()))
    width, came = max(0, last) + 2, found[ENDED].to_numpy(bool)
    begin, watched = numbers(found, "step") * width, last - numbers(found, LOCAL_DAY)
    cells = {"watched": begin + watched, "entered": begin + numbers(found, SILENCE), "left": begin + watched + 1}
    which = {"watched": np.ones(len(found), bool), "entered": came, "left": came}
    tables = {name: added_up(cells[name][which[name]], found[which[name]], STEPS * width) for name in cells}
    return steps_of(*(table.reshape(STEPS, width) for table in tables.values()))


def _richest(plan: SqlPlan) -> MoneyCounts:
    """Money of the customers who paid most, by whole per cents of those who paid anything."""
    import ibis

    rows = plan.source.rows
    rows = rows.filter(plan.is_role(rows, "money"))
    each = rows.group_by(CUSTOMER).aggregate(money=rows[AMOUNT].sum())
    each = each.filter(each["money"] > 0)
    n = int(plan.source._ask(each.aggregate(n=each.count()))["n"].iloc[0])
    money: Floats = np.zeros(100)
    if n:
        rank = ibis.row_number().over(ibis.window(order_by=ibis.desc("money"))).cast("int64")
        each = each.mutate(rank=rank)
        each = each.mutate(part=whole(each["rank"] * 100, n))
        found = plan.source._ask(each.group_by("part").aggregate(money=each["money"].sum()))
        money = summed(numbers(found, "part"), found["money"].to_numpy(np.float64), 100)
    return MoneyCounts(plan.source.n_customers, n, people_in(n), np.concatenate([[0.0], np.cumsum(money)]))


def _prices(plan: SqlPlan, last: int) -> PriceCounts:
    """Money per row after the beginning of a period over that before, of customers with rows on both sides."""
    beginnings = changes_of(plan)
    table = np.zeros((len(beginnings), WIDTH), np.int64)
    if len(beginnings):
        found = plan.source._ask(_ratios(plan, last, len(beginnings), int(beginnings[0])))
        cells = numbers(found, "change") * WIDTH + np.clip(numbers(found, "log") + WIDTH // 2, 0, WIDTH - 1)
        table = added_up(cells, found, table.size).reshape(table.shape)
    return PriceCounts(beginnings + plan.base, PRICE_BLOCK, ratios(), table)


def _ratios(plan: SqlPlan, last: int, n: int, first: int) -> ir.Table:
    """Customers by change looked at and by the logarithm of the ratio."""
    rows = activity(plan)
    rows = rows.filter(rows[LOCAL_DAY] <= last, rows[AMOUNT].notnull())
    each = rows.group_by(CUSTOMER, PERIOD).aggregate(worth=rows[AMOUNT].sum(), times=rows.count())
    change, back = (axis.ravel() for axis in np.mgrid[:n, -PRICE_BLOCK:PRICE_BLOCK])
    sides = {PERIOD: change + first + back, "change": change, "after": (back >= 0).astype(np.int64)}
    both = each.inner_join(small_table(each, sides), PERIOD)
    sums = {
        f"{name}_{side}": both[name].sum(where=both["after"] == side) for name in ("worth", "times") for side in (0, 1)
    }
    pairs = both.group_by(CUSTOMER, "change").aggregate(**sums)
    pairs = pairs.filter(pairs["worth_0"] > 0, pairs["worth_1"] > 0)
    before, after = (pairs[f"worth_{side}"] / pairs[f"times_{side}"] for side in (0, 1))
    pairs = pairs.mutate(log=((after / before).ln() * PER_MILLE).round().cast("int64"))
    return pairs.group_by("change", "log").aggregate(n=pairs.count())
