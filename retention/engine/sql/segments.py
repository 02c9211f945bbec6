"""Segments in a database: the value on each customer's first start event, and its place among the largest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from retention.engine.segments import decided_by, not_a_segment, shown_names, shown_places
from retention.engine.sql.rows import AT, COHORT, CUSTOMER, backend_name, segment_column, small_table

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from retention.engine.sql.plan import SqlPlan

SEGMENT, LABEL = "segment", "label"
Label = str | None


def segments(plan: SqlPlan) -> tuple[tuple[str, ...], ir.Table | None]:
    """Names of the segments, largest first, and a table of every customer with a start: customer, segment.

    As in memory; the order of rows decides nothing, nor does the order of words that a database was set up with.
    """
    name = plan.settings.segment
    if name is None:
        return ("",), None
    mapping = plan.source.mapping
    if name not in mapping.segments:
        raise not_a_segment(name, mapping.segments)
    starts = first_starts(plan, segment_column(mapping.segments.index(name)))
    ranked = _ranked(plan, starts)
    return shown_names(["(blank)" if label is None else label for label in ranked]), _placed(starts, ranked)


def nobodys_segment(plan: SqlPlan) -> int:
    """Place among the names of customers without a start, who have no segment: that of the blank one, or the first."""
    if plan.settings.segment is None:
        return 0
    segments(plan)
    return _blank_place(plan.source._cache["segments"][1])


def first_starts(plan: SqlPlan, column: str) -> ir.Table:
    """Each customer's first start (in the range asked for, where that decides): customer, label, instant.

    Several start rows at that instant: the first label in order, blank after all others.
    """
    import ibis

    rows = plan.source.rows
    starts = rows.filter(plan.is_role(rows, "start"))
    if plan.settings.birth == "first_in_range":
        starts = in_range(plan, plan.on_calendar(starts))
    once = starts.group_by(CUSTOMER, **{LABEL: starts[column]}).aggregate(**{AT: starts[AT].min()})
    order = [once[AT], once[LABEL].isnull(), byte_order(once[LABEL])]
    ranked = once.mutate(rank=ibis.row_number().over(ibis.window(group_by=CUSTOMER, order_by=order)))
    return ranked.filter(ranked["rank"] == 0).drop("rank")


def in_range(plan: SqlPlan, rows: ir.Table) -> ir.Table:
    """Rows on the calendar whose cohort is among those asked for."""
    low, high = plan.cohort_range
    return rows.filter(rows[COHORT].between(low, high - 1))


def byte_order(column: Any) -> Any:
    """What sorts words by their letters' numbers, as in memory: elsewhere it is a setting of the database."""
    import ibis

    if backend_name(column) != "postgres":
        return column

    def convert_to(text, encoding):  # type: ignore[no-untyped-def]
        """The engine's own function."""

    return ibis.udf.scalar.builtin(convert_to, signature=(("string", "string"), "binary"))(column, "UTF8")


def _ranked(plan: SqlPlan, starts: ir.Table) -> list[Label]:
    """Labels that customers enter with, the largest first; kept, since a slider moves other settings."""
    key, kept = decided_by(plan), plan.source._cache.get("segments")
    if kept is None or kept[0] != key:
        entered = _entered(plan, starts)
        ranked = sorted(entered, key=lambda label: (-entered[label], label is None, label or ""))
        kept = plan.source._cache["segments"] = (key, ranked)
    return list(kept[1])


def _entered(plan: SqlPlan, starts: ir.Table) -> dict[Label, int]:
    """How many customers enter cohorts with each label; with every cohort counted, as often as they enter one."""
    if plan.settings.birth == "first":
        members = in_range(plan, plan.on_calendar(starts))
    elif plan.settings.birth == "first_in_range":
        members = starts
    else:
        rows = plan.source.rows
        entries = in_range(plan, plan.on_calendar(rows.filter(plan.is_role(rows, "start"))))
        members = entries.select(CUSTOMER, COHORT).distinct().inner_join(starts, CUSTOMER)
    found = plan.source._ask(members.group_by(LABEL).aggregate(n=members.count()))
    return {
        label if isinstance(label, str) else None: int(n) for label, n in zip(found[LABEL], found["n"], strict=True)
    }


def _placed(starts: ir.Table, ranked: list[Label]) -> ir.Table:
    """The place of each customer's label among the names shown; labels that nobody entered with have the first."""
    place = shown_places(len(ranked))
    named = {label: i for i, label in enumerate(ranked) if label is not None}
    places = small_table(starts, {LABEL: list(named), SEGMENT: place[list(named.values())]})
    joined = starts.left_join(places, LABEL)
    known = joined[SEGMENT].fill_null(0)
    return joined.select(
        CUSTOMER, **{SEGMENT: joined[LABEL].isnull().ifelse(_blank_place(ranked), known).cast("int64")}
    )


def _blank_place(ranked: list[Label]) -> int:
    return int(shown_places(len(ranked))[ranked.index(None)]) if None in ranked else 0
