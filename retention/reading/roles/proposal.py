"""The mapping that a table proposes by itself, or why it proposes none."""

from __future__ import annotations

from retention.errors import MappingError, ReadError, RetentionError, UndecidedError
from retention.mapping import ColumnMapping
from retention.reading.roles.questions import role_questions
from retention.reading.roles.roles import Roles, guess_roles
from retention.reading.tables import Table

_GIVE = "Give a ColumnMapping that names the columns."
_MEANT = {
    "subscriptions": "The file looks like subscriptions with a start and an end, not like events.",
    "customers": "The file has one row per customer, not one per event.",
    "wide": "The file has a column for each period, not a row for each event.",
    "aggregated": "The file holds totals, not events of single customers.",
}
_TODO = {
    "subscriptions": "Use it as a table of subscriptions, or give a ColumnMapping to count each row as one event.",
    "customers": "Load a table of events as well, such as orders or visits; or give a ColumnMapping that names a date.",
    "wide": "Write the year into the names of those columns, such as 2024-01, or into the name of the file.",
    "aggregated": "Export the single orders or visits behind it; or give a ColumnMapping if rows are events after all.",
}


def proposed_mapping(table: Table, customer: str | None = None, time: str | None = None) -> ColumnMapping:
    """Return the mapping that names and cells of a table propose.

    Raises
    ------
    UndecidedError
        If several columns could be the customer, or the time.
    ReadError
        If the table is counted already.
    MappingError
        If it is no table of events, or no column says who, or none says when.
    """
    roles = guess_roles(table.names, table.sample, customer, time)
    if roles.mapping is None:
        raise _refusal(table, roles)
    asked = role_questions(roles)
    if asked:
        names = " or ".join(f'"{choice.value}"' for choice in asked[0].choices)
        raise UndecidedError(
            f"{asked[0].text} Nothing in the file decides between them.",
            where=table.source,
            todo=f"Say which: {asked[0].key}={names}.",
            questions=asked,
        )
    return roles.mapping


def _refusal(table: Table, roles: Roles) -> RetentionError:
    if roles.what.cohorts:
        return ReadError(
            f"The file is counted already: {roles.what.reason}.",
            where=table.source,
            todo="Read it with read_cohort_table, which draws it as it stands. To choose other periods or groups, "
            "export the single orders or visits.",
        )
    return MappingError(_why_not(table, roles), where=table.source, todo=_TODO.get(roles.kind, _GIVE))


def _why_not(table: Table, roles: Roles) -> str:
    if roles.kind in _MEANT:
        return f"{_MEANT[roles.kind]} ({roles.what.reason[:1].upper()}{roles.what.reason[1:]}.)"
    listed = ", ".join(table.names[:20])
    if len(table.names) == 1:
        return f"The file has one column only: {listed}. Events need a customer and a time."
    lacking = [words for role, words in (("customer", "a customer"), ("time", "a time")) if role not in roles.columns]
    return f"No column looks like {' or '.join(lacking)}. The file has: {listed}."
