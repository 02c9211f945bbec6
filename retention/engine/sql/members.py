"""Who enters which cohort, in a database: customer, cohort, first period or instant, and how long they are watched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from retention.engine.sql.rows import AT, COHORT, CUSTOMER, PERIOD, whole
from retention.engine.sql.segments import SEGMENT, in_range

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from retention.engine.sql.plan import SqlPlan

MEMBER = [CUSTOMER, COHORT]
START, FIRST, LAST = "start", "first", "last"


def members(plan: SqlPlan, segment: ir.Table | None) -> ir.Table:
    """One row for each membership in the range asked for.

    ``start`` is the instant of the start, ``first`` the period in which it lies (that instant again, where each
    customer's own clock runs), ``last`` the last age that is over.
    """
    rows = plan.source.rows
    found = _entries(plan, rows.filter(plan.is_role(rows, "start")))
    own_clock = plan.settings.clock == "elapsed"
    first = found[AT] if own_clock else found[PERIOD]
    last = _ages_over(plan, found[AT]) if own_clock else plan.last_complete - found[PERIOD]
    found = found.select(*MEMBER, **{START: found[AT], FIRST: first, LAST: last.cast("int64")})
    return found if segment is None else found.inner_join(segment, CUSTOMER)


def _entries(plan: SqlPlan, starts: ir.Table) -> ir.Table:
    """The first start that counts in each cohort: customer, instant, period, cohort."""
    if plan.settings.birth == "first":
        first = starts.group_by(CUSTOMER).aggregate(**{AT: starts[AT].min()})
        return in_range(plan, plan.on_calendar(first))
    inside = in_range(plan, plan.on_calendar(starts))
    keys = [CUSTOMER] if plan.settings.birth == "first_in_range" else MEMBER
    earliest = {name: inside[name].min() for name in (AT, PERIOD, COHORT) if name not in keys}
    return inside.group_by(keys).aggregate(**earliest)


def _ages_over(plan: SqlPlan, start: Any) -> Any:
    """Last age whose window is over by the end of the data; below 0 if none is."""
    return (start > plan.until).ifelse(-1, whole(plan.until - start, plan.length) - 1)


def keys_of(entered: ir.Table) -> list[str]:
    """What of a member its groups are counted by."""
    return [name for name in (CUSTOMER, SEGMENT, COHORT, LAST) if name in entered.columns]
