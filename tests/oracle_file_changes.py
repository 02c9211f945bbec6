"""Two files compared, as slow plain Python: rows counted, and customers of each month looked at one by one."""

from __future__ import annotations

from collections import Counter


def alike(value):
    """Numbers that are not known are alike."""
    return "?" if value != value else value + 0.0


def visit(row):
    return (row.customer, row.instant, row.event, alike(row.amount), row.segment)


def contract(row, moment):
    """A contract that still runs at the moment has no end yet."""
    end = None if row.end is None or row.end >= moment else row.end
    return (row.customer, row.start, end, alike(row.amount), row.segment, row.event)


def differences(before, after):
    """Counts of rows taken out, added, and altered: those of one customer and moment, then those that moved.

    Rows come in order of customer, moment and place in the file; of rows that are alike the first ones are the same.
    """
    gone, come = alone(before, after), alone(after, before)
    who = {row[0] for row in [*gone, *come]}
    altered = 0
    for key in (lambda row: row[:2], lambda row: (row[0], *row[2:])):
        gone, come, pairs = alone(gone, come, key), alone(come, gone, key), len(gone) - len(alone(gone, come, key))
        altered += pairs
    return {"removed": len(gone), "added": len(come), "changed": altered, "customers": len(who)}


def alone(rows, others, key=lambda row: row):
    """Rows without a partner among the others, each partner being used once."""
    left, free = [], Counter(map(key, others))
    for row in rows:
        if free[key(row)] > 0:
            free[key(row)] -= 1
        else:
            left.append(row)
    return left
