"""The mapping that a table proposes by itself, or why it proposes none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from retention.errors import MappingError, ReadError, RetentionError, UndecidedError
from retention.languages import mark, say, spoken
from retention.mapping import AnswersMapping, ColumnMapping, SubscriptionMapping, TenureMapping
from retention.reading.roles.questions import role_questions
from retention.reading.roles.roles import Roles, guess_roles
from retention.reading.tables import Table
from retention.reading.wording import say_which

_Guess = TypeVar("_Guess", SubscriptionMapping, TenureMapping, AnswersMapping)
_GIVE = mark("Give a ColumnMapping that names the columns.")
_MEANT = {
    "subscriptions": mark("The file looks like subscriptions with a start and an end, not like events."),
    "customers": mark("The file has one row per customer, not one per event."),
    "wide": mark("The file has a column for each period, not a row for each event."),
    "aggregated": mark("The file holds totals, not events of single customers."),
}
_TODO = {
    "subscriptions": mark("Read it with read_subscriptions, or give a ColumnMapping to count each row as one event."),
    "customers": mark(
        "Load a table of events as well, such as orders or visits; or give a ColumnMapping that names a date."
    ),
    "wide": mark("Write the year into the names of those columns, such as 2024-01, or into the name of the file."),
    "aggregated": mark(
        "Export the single orders or visits behind it; or give a ColumnMapping if rows are events after all."
    ),
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
        raise UndecidedError(
            f"{spoken(asked[0].text)} {say('Nothing in the file decides between them.')}",
            where=table.source,
            todo=say_which(asked[0].key, [choice.value for choice in asked[0].choices]),
            questions=asked,
        )
    return roles.mapping


def _refusal(table: Table, roles: Roles) -> RetentionError:
    if roles.what.cohorts:
        return ReadError(
            say("The file is counted already: {reason}.", reason=spoken(roles.what.reason)),
            where=table.source,
            todo=say(
                "Read it with read_cohort_table, which draws it as it stands. To choose other periods or groups, "
                "export the single orders or visits."
            ),
        )
    return MappingError(_why_not(table, roles), where=table.source, todo=say(_TODO.get(roles.kind, _GIVE)))


def _why_not(table: Table, roles: Roles) -> str:
    if roles.kind in _MEANT:
        reason = spoken(roles.what.reason)
        return say("{meaning} ({reason}.)", meaning=say(_MEANT[roles.kind]), reason=reason[:1].upper() + reason[1:])
    names = ", ".join(name[:80] for name in table.names[:20])
    if len(table.names) == 1:
        return say("The file has one column only: {column}. Events need a customer and a time.", column=names)
    if "customer" in roles.columns:
        return say("No column looks like a time. The file has: {columns}.", columns=names)
    if "time" in roles.columns:
        return say("No column looks like a customer. The file has: {columns}.", columns=names)
    return say("No column looks like a customer or a time. The file has: {columns}.", columns=names)


def proposed_subscriptions(
    table: Table, known: Mapping[str, str | None], segments: tuple[str, ...] = ()
) -> SubscriptionMapping:
    """Return the mapping for subscriptions that a table proposes, with what is known instead of what is guessed.

    Raises
    ------
    MappingError
        If it is no table of subscriptions, and it is not known who and when one starts.
    """
    given = {role: column for role, column in known.items() if column is not None}
    guess = guess_roles(table.names, table.sample, given.get("customer"), None).subscriptions
    if guess is None:
        if {"customer", "start"} <= set(given):
            return SubscriptionMapping(**given, segments=segments)
        raise MappingError(
            say("The file does not look like subscriptions: no column says who, or none says when one starts."),
            where=table.source,
            todo=say("Give a SubscriptionMapping that names the columns, such as customer and start."),
        )
    return _with(guess, given, segments)


def proposed_tenures(table: Table, known: Mapping[str, str | None], segments: tuple[str, ...] = ()) -> TenureMapping:
    """Return the mapping for tenures that a table proposes, with what is known instead of what is guessed.

    Raises
    ------
    MappingError
        If it is no table of customers with a tenure and a mark of those who left.
    """
    given = {role: column for role, column in known.items() if column is not None}
    guess = guess_roles(table.names, table.sample, given.get("customer"), None).tenures
    if guess is None:
        if {"customer", "tenure", "churned"} <= set(given):
            return TenureMapping(**given, segments=segments)
        raise MappingError(
            say("The file does not look like customers with the time they stayed and whether they left."),
            where=table.source,
            todo=say("Give a TenureMapping that names the columns customer, tenure and churned."),
        )
    return _with(guess, given, segments)


def proposed_answers(table: Table, known: Mapping[str, str | None], segments: tuple[str, ...] = ()) -> AnswersMapping:
    """Return the mapping for answers to a survey that a table proposes, with what is known instead of guesses.

    Raises
    ------
    MappingError
        If no column looks like answers, and none is named.
    """
    given = {role: column for role, column in known.items() if column is not None}
    guess = guess_roles(table.names, table.sample, given.get("customer"), given.get("time")).answers
    if guess is None and "score" not in given:
        raise MappingError(
            say(
                "No column looks like answers from 0 to 10. The file has: {columns}.",
                columns=", ".join(table.names[:20]),
            ),
            where=table.source,
            todo=say("Give an AnswersMapping that names the columns, such as score and time."),
        )
    if guess is None:
        return AnswersMapping(**given, segments=segments)
    clash = {role: None for role in ("time", "customer", "comment") if getattr(guess, role) in given.values()}
    return _with(replace(guess, **clash), given, segments)  # type: ignore[arg-type]


def _with(guess: _Guess, given: Mapping[str, str], segments: tuple[str, ...]) -> _Guess:
    used = set(given.values())
    known = {**given, "segments": segments or tuple(name for name in guess.segments if name not in used)}
    return replace(guess, **known)  # type: ignore[arg-type]
