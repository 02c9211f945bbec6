"""Benchmarks: what others have published, each with its definition, period, year, source and grade.

A number from elsewhere says something only where it was counted the same way, so one is drawn only where period and
definition match; most published ones do not say how they count, and are never drawn. One's own past is the better
comparison.
"""

from retention.benchmarks.table import (
    COLUMNS,
    DEFINITIONS,
    GRADES,
    NOT_STATED,
    PERIODS,
    Benchmark,
    check,
    load,
    matching,
    to_frame,
)

__all__ = [
    "COLUMNS",
    "DEFINITIONS",
    "GRADES",
    "NOT_STATED",
    "PERIODS",
    "Benchmark",
    "check",
    "load",
    "matching",
    "to_frame",
]
