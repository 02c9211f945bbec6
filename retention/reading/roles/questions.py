"""Questions about who and when, where neither a header nor the cells settle it."""

from __future__ import annotations

from retention.reading.questions import Choice, Question
from retention.reading.roles.columns import Column
from retention.reading.roles.roles import Roles

_ASKED = {
    "customer": "Which column says who the customer is?",
    "time": "Which column says when it happened?",
}


def role_questions(roles: Roles) -> tuple[Question, ...]:
    """One question for each role that several columns could play; none for a table that is no table of events."""
    if roles.kind not in ("events", "answers"):
        return ()
    return tuple(
        Question(role, _ASKED[role], tuple(_choice(c, role) for c in columns), proposed=roles.columns[role])
        for role, columns in roles.rivals.items()
    )


def _choice(column: Column, role: str) -> Choice:
    note = f"has {column.repetition}" if role == "customer" else f"has {column.distinct:,} different values"
    return Choice(column.name, f"The column '{column.name}'", column.examples, note)
