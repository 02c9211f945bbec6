"""Silences by class in a database: how gaps that began at a first, second or later visit went on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from retention.counts import SilenceClassCounts
from retention.engine.gaps import last_whole_day
from retention.engine.listed import moment_inside
from retention.engine.rhythms import BOUNDS, ROUNDING, SCALED, STEP, WEIGHT, class_table
from retention.engine.sql.plan import SqlPlan
from retention.engine.sql.rhythms import gaps_each, numbered
from retention.engine.sql.rows import CUSTOMER, LOCAL_DAY
from retention.engine.sql.silences import ENDED, SILENCE, added_up, numbers, silences_of, sql_visit_plan, visits_of
from retention.settings import CohortSettings

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from retention.engine.sql.source import SqlEvents

ALL = -1  # the class that stands for all gaps together, in days


def silence_class_counts(source: SqlEvents, settings: CohortSettings, at: Any = None) -> SilenceClassCounts:
    """Count gaps, open ones too, by the number of the visit they begin at; days up to ``at`` only."""
    import ibis

    plan = sql_visit_plan(source, settings.replace(start=None, end=None, segment=None))
    last = last_whole_day(plan, moment_inside(source, at, "at", plan.zone))
    mean, spread = _group(plan, last)
    days, width = max(0, last) + 1, int(max(0, last) / STEP) + 2
    gaps = _classed(silences_of(visits_of(plan, last), last), mean)
    classes = gaps.group_by("kind", "length", ENDED).aggregate(n=gaps.count())
    together = gaps.group_by(SILENCE, ENDED).aggregate(n=gaps.count())
    together = together.select("n", ENDED, kind=ibis.literal(ALL, "int64"), length=together[SILENCE])
    found = source._ask(classes.union(together.select(classes.columns)))
    kind, length, ended = numbers(found, "kind"), numbers(found, "length"), found[ENDED].to_numpy(bool)
    tables = {}
    for name, which in (("closed", ended), ("open", ~ended)):
        own, everything = which & (kind != ALL), which & (kind == ALL)
        tables[name] = added_up((kind * width + length)[own], found[own], len(BOUNDS) * width)
        tables[f"all_{name}"] = added_up(length[everything], found[everything], days)
    return class_table(tables, width, mean, spread)


def _classed(gaps: ir.Table, mean: float) -> ir.Table:
    """Gaps with their class and their length, in days or in steps of the own usual gap as it was known by then."""
    import ibis

    so_far = ibis.window(group_by=CUSTOMER, order_by=LOCAL_DAY, rows=(None, -1))
    own = ibis.window(group_by=CUSTOMER, order_by=LOCAL_DAY)
    gaps = gaps.mutate(before=ibis.row_number().over(own).cast("int64"), log=_log(gaps[SILENCE]))
    known, before = gaps["log"].sum().over(so_far).fill_null(0.0), gaps["before"]
    usual = ((known + WEIGHT * mean) / (before + WEIGHT)).exp()
    steps = (gaps[SILENCE] / (usual * STEP) + ROUNDING).floor().cast("int64")
    kind = ibis.cases(*((before + 1 >= bound, place) for place, bound in reversed(list(enumerate(BOUNDS)))), else_=0)
    gaps = gaps.mutate(kind=kind.cast("int64"), steps=steps)
    scaled = gaps["kind"].isin([place for place, scaled in enumerate(SCALED) if scaled])
    return gaps.mutate(length=ibis.ifelse(scaled, gaps["steps"], gaps[SILENCE]))


def _log(silence: Any) -> Any:
    """Logarithm of a number of days; 0 for 0, which only a silence that lasts can be."""
    import ibis

    return ibis.greatest(silence, 1).cast("float64").ln()


def _group(plan: SqlPlan, last: int) -> tuple[float, float]:
    """Mean of the customers' own mean logarithms, each counted once, and how far gaps lie around their own mean."""
    visits = numbered(visits_of(plan, last))
    each = visits.group_by(CUSTOMER).aggregate(**gaps_each(visits))
    gaps = (each["visits"] - 1).cast("float64")
    each = each.filter(gaps > 0).mutate(gaps=gaps)
    often, within = each["gaps"] > 1, each["log_squares"] - each["log_sum"] * each["log_sum"] / each["gaps"]
    found = plan.source._ask(
        each.aggregate(
            mean=(each["log_sum"] / each["gaps"]).mean(),
            within=within.sum(where=often),
            free=(each["gaps"] - 1).sum(where=often),
        )
    ).iloc[0]
    mean, within_all, free = (float(np.nan_to_num(float(found[name] or 0))) for name in ("mean", "within", "free"))
    return mean, float(np.sqrt(max(0.0, within_all) / free)) if free else float("nan")
