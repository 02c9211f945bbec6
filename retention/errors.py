"""Every error the library raises on purpose.

::

    ValueError
    └── RetentionError              says what happened, where, and what to do next
        ├── SettingsError           settings that contradict each other or the data
        ├── MappingError            a column that the file does not have
        ├── ReadError               the file cannot be read as a table of events
        │   ├── EmptyFileError      nothing in it, or nothing left after leaving out unusable rows
        │   ├── LimitError          the file asks for more than it may
        │   ├── BundleError         a bundle that is damaged, changed, or newer than this program
        │   └── UndecidedError      two readings are possible; carries the open ``questions``
        ├── ModelError              a model that gives no forecast; carries the ``condition`` that failed
        ├── NotCountedError         a count that was stopped, took too long, or failed in a database
        └── ExportError             a result that cannot be written or read back
"""

from __future__ import annotations

from numbers import Integral
from typing import Any

from retention.languages import say


class RetentionError(ValueError):
    """Root of every error raised on purpose.

    Parameters
    ----------
    what
        What happened, in one sentence.
    where
        The file, column, row or setting it happened in; may be empty.
    todo
        What the reader can do next; may be empty.

    Examples
    --------
    >>> print(RetentionError("The file is empty.", where="orders.csv", todo="Export it again."))
    orders.csv: The file is empty. Export it again.
    """

    def __init__(self, what: str, *, where: str = "", todo: str = "") -> None:
        what, where, todo = (_writable(part) for part in (what, where, todo))
        self.what, self.where, self.todo = what, where, todo
        super().__init__(" ".join(part for part in (f"{say(where)}:" if where else "", what, todo) if part))


def _writable(text: str) -> str:
    """The text without halves of letters, as names of files may hold them: such a text can be sent nowhere."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


class SettingsError(RetentionError):
    """Settings that contradict each other, or ask for what the data do not hold."""


class NotCountedError(RetentionError):
    """A count that was stopped, took too long, or that a database could not do: it says nothing of the data."""


class MappingError(RetentionError):
    """A mapped column that the file does not have."""

    @classmethod
    def missing(cls, column: str, available: list[str], role: str, where: str = "") -> MappingError:
        """Name the missing column, the nearest ones that exist, and what to do."""
        import difflib

        near = difflib.get_close_matches(column, available, n=1, cutoff=0.6)
        hint = say("Did you mean '{name}'?", name=near[0]) if near else say("Choose one of them.")
        there = ", ".join(name[:80] for name in available[:100]) or say("no columns")
        return cls(
            say(
                "There is no column '{name}' for {role}. The file has: {names}.",
                name=column,
                role=say(role),
                names=there,
            ),
            where=where,
            todo=hint,
        )


class ReadError(RetentionError):
    """The file cannot be read as a table of events."""


class EmptyFileError(ReadError):
    """The file holds nothing, or nothing usable is left."""


class LimitError(ReadError):
    """The file asks for more room or time than it may."""


class BundleError(ReadError):
    """A bundle that is damaged, changed since it was made, or newer than this program."""


class UndecidedError(ReadError):
    """The file can be read in two ways and nothing in it decides which.

    Attributes
    ----------
    questions : tuple
        The open :class:`retention.Question` values, each with its possible answers.
    """

    def __init__(self, what: str, *, where: str = "", todo: str = "", questions: tuple[Any, ...] = ()) -> None:
        super().__init__(what, where=where, todo=todo)
        self.questions = questions


class ModelError(RetentionError):
    """A model that gives no forecast for these data.

    Attributes
    ----------
    condition : str
        Name of the condition that failed: "customers", "repeaters", "history", "spenders", "correlation" for too little
        or unfit data; "converged", "bound", "flat", "mean" for a fit that is none; contracts have names of their own.
    """

    def __init__(self, what: str, *, condition: str, where: str = "", todo: str = "") -> None:
        super().__init__(what, where=where, todo=todo)
        self.condition = condition


class ExportError(RetentionError):
    """A result that cannot be written, or a file that is not one of our exports."""


def whole_number(value: Any, where: str, least: int = 1, most: int | None = None) -> int:
    """Return a whole number within bounds, or refuse what is none.

    Examples
    --------
    >>> whole_number(7, "days")
    7
    >>> whole_number(0, "days")
    Traceback (most recent call last):
    retention.errors.SettingsError: days: 0 is not a whole number of at least 1. Change it.
    """
    if isinstance(value, bool) or not isinstance(value, Integral) or int(value) < least:
        raise SettingsError(
            say("{value} is not a whole number of at least {least}.", value=repr(value), least=least),
            where=where,
            todo=say("Change it."),
        )
    if most is not None and int(value) > most:
        raise SettingsError(
            say("{value} is more than is counted.", value=value),
            where=where,
            todo=say("Choose {most} or less.", most=most),
        )
    return int(value)
