"""Questions about who and when, where neither a header nor the cells settle it."""

from __future__ import annotations

from retention.languages import later, mark
from retention.reading.questions import Choice, Question
from retention.reading.roles.columns import Column
from retention.reading.roles.roles import Roles
from retention.reading.wording import kept_word

_ASKED = {
    "customer": mark("Which column says who the customer is?"),
    "time": mark("Which column says when it happened?"),
}


def role_questions(roles: Roles) -> tuple[Question, ...]:
    """One question for each role that several columns could play; none for a table that is no table of events."""
    if roles.kind not in ("events", "answers"):
        return ()
    return tuple(
        Question(role, kept_word(_ASKED[role]), tuple(_choice(c, role) for c in columns), proposed=roles.columns[role])
        for role, columns in roles.rivals.items()
    )


def _choice(column: Column, role: str) -> Choice:
    if role == "customer":
        note = later("has {repetition}", repetition=column.repetition)
    else:
        note = later("has {n} different values", n=f"{column.distinct:,}")
    return Choice(column.name, later("The column '{column}'", column=column.name), column.examples, note)
