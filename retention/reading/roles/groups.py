"""Columns to compare groups of customers by."""

from __future__ import annotations

from retention.reading.roles.columns import Column
from retention.reading.roles.words import meanings

MAX_SEGMENTS = 8
MAX_SEGMENT_VALUES = 50


def segments_of(columns: list[Column], taken: set[str]) -> tuple[str, ...]:
    """The most useful columns to compare groups by, in the order of the file."""
    rated = [(_use_as_segment(c), -i, c.name) for i, c in enumerate(columns) if c.name not in taken]
    best = sorted((each for each in rated if each[0] > 0), reverse=True)[:MAX_SEGMENTS]
    return tuple(name for _, _, name in sorted(best, key=lambda each: -each[1]))


def _use_as_segment(column: Column) -> float:
    if (
        not 2 <= column.distinct <= MAX_SEGMENT_VALUES
        or column.dates > 0.5
        or column.clocks > 0.5
        or column.emails > 0.2
    ):
        return 0.0
    if column.distinct > max(2, 0.2 * column.filled) or column.longest > 60 or column.words > 4:
        return 0.0
    said = meanings(column.name)
    named = max((said.get(role, 0.0) for role in ("segment", "plan", "status")), default=0.0)
    if column.numbers > 0.5 and not (named >= 0.8 and column.distinct <= 20 and column.decimals == 0):
        return 0.0  # numbers are groups only if they are called so
    told = max(said.get("do_not_contact", 0.0), said.get("may_contact", 0.0))
    if told >= 0.8 or said.get("customer", 0.0) >= 0.7:
        return 0.0
    return 0.2 + named + 0.3 * (column.filled / max(1, column.rows)) - 0.004 * column.distinct
