"""The customers who are overdue most, found in a database: only those asked for come back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retention.counts import OverdueCounts, SilenceLimits
from retention.counts.rhythms import RECENT
from retention.engine.gaps import last_whole_day
from retention.engine.listed import moment_inside
from retention.engine.sql.customers import by_id
from retention.engine.sql.rhythms import counts_of, rhythms_of, with_what_rows_hold
from retention.engine.sql.rows import CUSTOMER
from retention.engine.sql.segments import segments
from retention.engine.sql.silences import added_up, at_least, numbers, sql_visit_plan, with_segment
from retention.periods import Ints
from retention.settings import CohortSettings

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from retention.engine.sql.source import SqlEvents

OWN = 3  # visits from which on a customer has a rhythm of their own
DIGITS = 6  # of days: lengths are rounded, so that who comes every 7 days is not late on the seventh
TABLES = ("reached", "waiting", "lives")


def overdue_counts(
    source: SqlEvents,
    settings: CohortSettings,
    limits: SilenceLimits,
    most: int,
    by: str,
    at: Any = None,
    *,
    first_value: str | None = None,
) -> OverdueCounts:
    """Customers who are late and have not lapsed long ago, the first of them only.

    ``by`` is "lateness", "at_stake" or "silent"; of equal ones those silent for longer come first.
    """
    import ibis

    plan = sql_visit_plan(source, settings.replace(start=None, end=None))
    end = moment_inside(source, at, "at", plan.zone)
    last = last_whole_day(plan, end)
    names, place = segments(plan)
    each = rhythms_of(plan, last, first_value)
    group = _group(source._ask(_by_days(_with_limits(each, limits))))
    table = _with_limits(with_segment(with_what_rows_hold(plan, each, last), place), limits)
    year = table["money_year"] if "money_year" in table.columns else table["visits_year"]
    first = {
        "lateness": table["silent"] / at_least(table["usual"], 1.0),
        "at_stake": at_least(year, 0),
        "silent": table["silent"],
    }[by]
    beyond = (table["silent"] > table["late"]) | _has_fallen(table, limits.fallen)
    lately = table["silent"] <= table["lapsed"] * limits.lately
    table = table.mutate(first_by=first).filter(beyond, lately, ~table["blocked"], table["reached_after"] >= 0)
    order = [ibis.desc("first_by"), ibis.desc("silent"), CUSTOMER]
    found = by_id(source._ask(table.order_by(order).limit(most)))
    return OverdueCounts(counts_of(plan, found, end, names), **group)


def _with_limits(table: ir.Table, limits: SilenceLimits) -> ir.Table:
    """Add the days of silence that are usual for each customer, late, and a lapse; as :class:`Silences` has them."""
    import ibis

    table = table.mutate(gaps=(table["visits"] - 1).cast("float64"))
    mean = (table["log_sum"] + limits.weight * limits.center) / (table["gaps"] + limits.weight)
    gaps = at_least(table["gaps"], 2.0)
    within = at_least(table["log_squares"] - table["log_sum"] * table["log_sum"] / gaps, 0.0)
    deviation = ((within + limits.weight * limits.spread**2) / (gaps - 1 + limits.weight)).sqrt()
    table = table.mutate(own=_rounded(mean.exp()), high=_rounded((mean + deviation * limits.outer).exp()))

    def of_class(values: tuple[float, ...]) -> Any:
        pairs = list(zip(limits.bounds, values, strict=True))
        return ibis.cases(*((table["visits"] >= bound, value) for bound, value in reversed(pairs)), else_=values[0])

    has_own = table["visits"] >= OWN
    lapsed = _rounded(of_class(limits.lapsed) + of_class(limits.lapsed_times) * table["own"])
    late = ibis.ifelse(has_own, table["high"], of_class(limits.late))
    return table.mutate(
        usual=ibis.ifelse(has_own, table["own"], of_class(limits.usual)),
        late=late,
        lapsed=ibis.greatest(late, lapsed, limits.least),
    )


def _has_fallen(table: ir.Table, share: float) -> Any:
    """Whether the latest gaps took so much longer than those before them."""
    earlier = table["gaps"] - table["recent_gaps"]
    before = (table["age"] - table["silent"] - table["recent_sum"]) / at_least(earlier, 1.0)
    # Not of whole numbers, whose quotients some engines cut off after a few digits.
    pace = before / (at_least(table["recent_sum"].cast("float64"), 1.0) / at_least(table["recent_gaps"], 1))
    return (earlier >= RECENT) & (table["recent_gaps"] == RECENT) & (pace <= share)


def _by_days(table: ir.Table) -> ir.Table:
    """Customers by days, of each of the three kinds that the rules need."""
    import ibis

    reached = table["reached_after"] >= 0
    lapsed = reached & (table["silent"] > table["lapsed"])
    kinds = zip(
        TABLES,
        (reached, ~reached, lapsed),
        (table["reached_after"], table["age"], table["age"] - table["silent"]),
        strict=True,
    )
    parts = []
    for i, (_, which, days) in enumerate(kinds):
        part = table.filter(which).select(table=ibis.literal(i, "int64"), days=days.cast("int64"))
        parts.append(part.group_by("table", "days").aggregate(n=part.count()))
    return ibis.union(*parts)


def _group(found: pd.DataFrame) -> dict[str, Ints]:
    tables = {}
    for i, name in enumerate(TABLES):
        part = found[numbers(found, "table") == i]
        tables[name] = added_up(numbers(part, "days"), part, 0) if len(part) else np.zeros(0, np.int64)
    return tables


def _rounded(days: Any) -> Any:
    scale = 10.0**DIGITS
    return (days * scale).round() / scale
