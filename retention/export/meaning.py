"""What stands in a table, in words: the settings it was counted with, and what its columns mean."""

from __future__ import annotations

from typing import Any

from retention.export.columns import frame_columns
from retention.export.frames import Result, matrices, tidy_frame
from retention.languages import counted, many, mark, noun, say, spoken
from retention.results import CohortMatrix, MetricSeries
from retention.settings import CohortSettings

COLUMNS = {
    "cohort": mark("Start of the period in which these customers' start event first fell, local time."),
    "size": mark("Customers of the cohort."),
    "age": mark("Whole periods since the cohort's period, or the number of the bracket."),
    "age_label": mark("The ages that the row covers."),
    "eligible": mark("Customers whose window is fully observed."),
    "active": mark("Of the eligible, those who came back."),
    "rate": mark(
        "active / eligible; blank where the window is not complete, nobody is eligible, or the file holds no rows."
    ),
    "lower, upper": mark("Wilson score range of the rate, 95 %."),
    "complete": mark("Nothing that happens later can change the row."),
    "open_active": mark("Customers seen so far in windows that are still open."),
    "no_data": mark("The file holds no row at all for the window: unknown, not nobody."),
    "value": mark("Money, counted as the setting says."),
    "complete_through_age": mark("Last age up to which every window of the cohort is complete."),
}
SHEETS = {
    "Table": mark("Sheet: the rate of each cohort (row) at each age (column); shaded where it is not known."),
    "Counts": mark("Sheet: the customers behind each rate who came back."),
}
SERIES_COLUMNS = {
    "rate": mark("came_back / eligible, summed over cohorts; never a mean of rates."),
    "lower, upper": mark("Wilson score range of the rate, 95 %."),
    "came_back": mark("Customers who came back."),
    "eligible": mark("Customers whose window is fully observed."),
    "cohorts": mark("How many cohorts the row is pooled from."),
}
MEASURES = {
    "on": mark("came back in exactly that window"),
    "on_or_after": mark("came back in that window or any later one"),
    "within": mark("came back in one of the {within} windows beginning with that age"),
    "bracket": mark("came back in a range of ages"),
}
BIRTHS = {
    "first": mark("customers by {period} of their first start event in the file"),
    "first_in_range": mark("customers by {period} of their first start event inside the range shown"),
    "every": mark("customers by {period} of every period in which they do the start event"),
}
VALUES = {
    "sum": mark("sum of the eligible customers"),
    "mean": mark("mean per customer who came back"),
    "cumulative": mark("cumulative, per customer of the cohort"),
}
DAYS = {
    "monday": mark("Monday"),
    "tuesday": mark("Tuesday"),
    "wednesday": mark("Wednesday"),
    "thursday": mark("Thursday"),
    "friday": mark("Friday"),
    "saturday": mark("Saturday"),
    "sunday": mark("Sunday"),
}
Lines = list[tuple[str, str]]


def about(result: Result, title: str | None) -> Lines:
    """Pairs of a name and what it means; a name alone is a heading."""
    lines: Lines = [(title or say("Retention"), "")]
    found = matrices(result)
    if found:
        lines += [(say("Settings"), ""), *settings_in_words(found[0][1]), *_people(found)]
        return [*lines, (say("Columns"), ""), *_said(COLUMNS), *_said(SHEETS, names=True)]
    series = _series(result)
    for name, part in series:
        lines.append((name or say("What"), spoken(part.name)))
        if part.note:
            lines.append((say("Note"), spoken(part.note)))
    if series:
        return [*lines, (say("Columns"), ""), *_said(SERIES_COLUMNS)]
    columns = frame_columns(tidy_frame(result))
    return [*lines, (say("Columns"), ""), *columns] if columns else lines


def _said(table: dict[str, str], *, names: bool = False) -> Lines:
    """A table of meanings in the language in use; names of columns stay as they are in the file."""
    return [(say(name) if names else name, say(words)) for name, words in table.items()]


def _series(result: Any) -> list[tuple[str, MetricSeries]]:
    if isinstance(result, MetricSeries):
        return [("", result)]
    if isinstance(result, dict):
        return [(str(name), part) for name, part in result.items() if isinstance(part, MetricSeries)]
    return []


def settings_in_words(matrix: CohortMatrix) -> Lines:
    """Each setting by its name and what it means; those that say nothing are left out."""
    s = matrix.settings
    clock = say("calendar") if s.clock == "calendar" else say("elapsed, from each customer's own first moment")
    until = f"{matrix.observed_until:%Y-%m-%d %H:%M}" if matrix.observed_until is not None else ""
    lines = [
        (say("Rows"), say(BIRTHS[s.birth], period=noun(s.cohort_period or s.period))),
        (say("Columns by"), _columns(s)),
        (say("Came back means"), _counts(matrix)),
        (say("Clock"), clock),
        (say("Start event"), s.start_event or say("any")),
        (say("Return event"), s.return_event or say("any")),
        (say("Time zone"), s.timezone or matrix.timezone),
        (say("Weeks start on"), say(DAYS[s.week_start]) if s.period == "week" else ""),
        (say("At least"), _at_least(s.min_events)),
        (say("Range shown"), _range(s)),
        (say("Money"), say(VALUES[s.value]) if s.value in VALUES else ""),
        (say("Refunds"), say("count as activity") if s.refunds_count else ""),
        *[(name, _conditions(conditions)) for name, conditions in _filters(s)],
        (say("Complete through"), until),
    ]
    return [(name, words) for name, words in lines if words]


def _columns(s: CohortSettings) -> str:
    if s.period_size == 1:
        return noun(s.period)
    return say("blocks of {length}", length=counted(s.period_size, s.period))


def _counts(matrix: CohortMatrix) -> str:
    """What a customer in a cell did."""
    if matrix.did != "came back":
        return say("were still customers at the end of that window")
    return say(MEASURES[matrix.settings.measure], within=matrix.settings.within)


def _at_least(events: int) -> str:
    return say("{n} return events in the window", n=events) if events > 1 else ""


def _filters(s: CohortSettings) -> Any:
    return [
        (say("Only rows where"), s.where),
        (say("Only starts where"), s.start_where),
        (say("Only returns where"), s.return_where),
    ]


def _conditions(conditions: Any) -> str:
    return ", ".join(f"{column} {operator} {value}" for column, operator, value in conditions)


def _range(s: CohortSettings) -> str:
    if s.start is not None and s.end is not None:
        return say("from {start} before {end}", start=s.start, end=s.end)
    if s.start is not None:
        return say("from {start}", start=s.start)
    return say("before {end}", end=s.end) if s.end is not None else ""


def _people(found: list[tuple[str | None, CohortMatrix]]) -> Lines:
    lines: Lines = []
    for segment, matrix in found:
        n, cohorts = f"{int(matrix.sizes.sum()):,}", counted(len(matrix.cohorts), "cohort")
        words = (
            say("{n}, in {cohorts}", n=n, cohorts=cohorts)
            if segment is None
            else say("{n} in segment {segment}, in {cohorts}", n=n, segment=segment or say("(blank)"), cohorts=cohorts)
        )
        lines.append((say("Customers"), words))
    warm_up = found[0][1].warm_up
    if warm_up:
        words = many(
            "The first cohort may hold old customers: first in the file is not first ever.",
            "The first {n} cohorts may hold old customers: first in the file is not first ever.",
            warm_up,
        )
        lines.append((say("Bear in mind"), words))
    return lines
