"""What nothing in a file decides, as data: a question with its possible answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """One possible answer.

    Attributes
    ----------
    value
        What to pass on, e.g. ``date_order="dmy"``.
    label
        In words.
    shows
        What three values of the file would mean.
    note
        What the file as a whole would give.
    """

    value: str
    label: str
    shows: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Question:
    """Something that nothing in the file decides.

    Attributes
    ----------
    key
        Name of the argument of ``inspect`` and ``read_events`` that answers it, e.g. "date_order".
    text
        The question, as a sentence.
    choices
        The possible answers.
    proposed
        The answer that is more likely than the others; empty where none is. It is never taken without being asked for.
    """

    key: str
    text: str
    choices: tuple[Choice, ...]
    proposed: str = ""
