"""What stands in a table, in words: the settings it was counted with, and what its columns mean."""

from __future__ import annotations

from typing import Any

from retention.export.columns import frame_columns
from retention.export.frames import Result, matrices, tidy_frame
from retention.results import CohortMatrix, MetricSeries
from retention.settings import CohortSettings

COLUMNS = {
    "cohort": "Start of the period in which these customers' start event first fell, local time.",
    "size": "Customers of the cohort.",
    "age": "Whole periods since the cohort's period, or the number of the bracket.",
    "age_label": "The ages that the row covers.",
    "eligible": "Customers whose window is fully observed.",
    "active": "Of the eligible, those who came back.",
    "rate": "active / eligible; blank where the window is not complete, nobody is eligible, or the file holds no rows.",
    "lower, upper": "Wilson score range of the rate, 95 %.",
    "complete": "Nothing that happens later can change the row.",
    "open_active": "Customers seen so far in windows that are still open.",
    "no_data": "The file holds no row at all for the window: unknown, not nobody.",
    "value": "Money, counted as the setting says.",
    "complete_through_age": "Last age up to which every window of the cohort is complete.",
    "Table": "Sheet: the rate of each cohort (row) at each age (column); shaded where it is not known.",
    "Counts": "Sheet: the customers behind each rate who came back.",
}
SERIES_COLUMNS = {
    "rate": "came_back / eligible, summed over cohorts; never a mean of rates.",
    "lower, upper": "Wilson score range of the rate, 95 %.",
    "came_back": "Customers who came back.",
    "eligible": "Customers whose window is fully observed.",
    "cohorts": "How many cohorts the row is pooled from.",
}
MEASURES = {
    "on": "came back in exactly that window",
    "on_or_after": "came back in that window or any later one",
    "within": "came back in one of the {within} windows beginning with that age",
    "bracket": "came back in a range of ages",
}
BIRTHS = {
    "first": "their first start event in the file",
    "first_in_range": "their first start event inside the range shown",
    "every": "every period in which they do the start event",
}
VALUES = {
    "sum": "sum of the eligible customers",
    "mean": "mean per customer who came back",
    "cumulative": "cumulative, per customer of the cohort",
}
Lines = list[tuple[str, str]]


def about(result: Result, title: str | None) -> Lines:
    """Pairs of a name and what it means; a name alone is a heading."""
    lines: Lines = [(title or "Retention", "")]
    found = matrices(result)
    if found:
        lines += [("Settings", ""), *_settings(found[0][1]), *_people(found)]
        return [*lines, ("Columns", ""), *COLUMNS.items()]
    series = _series(result)
    for name, part in series:
        lines.append((name or "What", part.name))
        if part.note:
            lines.append(("Note", part.note))
    if series:
        return [*lines, ("Columns", ""), *SERIES_COLUMNS.items()]
    columns = frame_columns(tidy_frame(result))
    return [*lines, ("Columns", ""), *columns] if columns else lines


def _series(result: Any) -> list[tuple[str, MetricSeries]]:
    if isinstance(result, MetricSeries):
        return [("", result)]
    if isinstance(result, dict):
        return [(str(name), part) for name, part in result.items() if isinstance(part, MetricSeries)]
    return []


def _settings(matrix: CohortMatrix) -> Lines:
    s = matrix.settings
    lines = [
        ("Rows", f"customers by {s.cohort_period or s.period} of {BIRTHS[s.birth]}"),
        ("Columns by", s.period if s.period_size == 1 else f"blocks of {s.period_size} {s.period}s"),
        ("Came back means", _counts(matrix)),
        ("Clock", "calendar" if s.clock == "calendar" else "elapsed, from each customer's own first moment"),
        ("Start event", s.start_event or "any"),
        ("Return event", s.return_event or "any"),
        ("Time zone", s.timezone or matrix.timezone),
        ("Weeks start on", s.week_start.capitalize() if s.period == "week" else ""),
        ("At least", f"{s.min_events} return events in the window" if s.min_events > 1 else ""),
        ("Range shown", _range(s)),
        ("Money", VALUES.get(s.value, "")),
        ("Refunds", "count as activity" if s.refunds_count else ""),
        *[(f"Only {what}", _conditions(c)) for what, c in _filters(s)],
        ("Complete through", f"{matrix.observed_until:%Y-%m-%d %H:%M}" if matrix.observed_until is not None else ""),
    ]
    return [(name, words) for name, words in lines if words]


def _counts(matrix: CohortMatrix) -> str:
    """What a customer in a cell did."""
    measure = MEASURES[matrix.settings.measure].format(within=matrix.settings.within)
    return measure if matrix.did == "came back" else f"{matrix.did} at the end of that window"


def _filters(s: CohortSettings) -> list[tuple[str, Any]]:
    return [("rows where", s.where), ("starts where", s.start_where), ("returns where", s.return_where)]


def _conditions(conditions: Any) -> str:
    return ", ".join(f"{column} {operator} {value}" for column, operator, value in conditions)


def _range(s: CohortSettings) -> str:
    parts = [f"from {s.start}" if s.start is not None else "", f"before {s.end}" if s.end is not None else ""]
    return " ".join(part for part in parts if part)


def _people(found: list[tuple[str | None, CohortMatrix]]) -> Lines:
    lines: Lines = []
    for segment, matrix in found:
        of = "" if segment is None else f" in segment {segment or '(blank)'}"
        lines.append(("Customers", f"{int(matrix.sizes.sum()):,}{of}, in {len(matrix.cohorts):,} cohorts"))
    warm_up = found[0][1].warm_up
    if warm_up:
        what = "The first cohort" if warm_up == 1 else f"The first {warm_up} cohorts"
        lines.append(("Bear in mind", f"{what} may hold old customers: first in the file is not first ever."))
    return lines
