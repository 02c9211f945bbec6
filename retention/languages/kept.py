"""Text that outlives the moment: written once, read later, perhaps in another language.

What a file was read as is told once and shown for hours. So that it follows the language, such text remembers how it
was made. As a string it is English, whatever the language in use: data stay the same for everybody.
"""

from __future__ import annotations

from typing import Any

from retention.languages.choice import use
from retention.languages.messages import many, say


class Kept(str):
    """English text that knows its message and its values."""

    __slots__ = ("forms", "number", "values")

    forms: tuple[str, ...]
    number: int | None
    values: dict[str, Any]

    def __new__(cls, forms: tuple[str, ...], number: int | None, values: dict[str, Any]) -> Kept:
        """Say it in English, and keep what is needed to say it again."""
        with use("en"):
            text = _said(forms, number, values)
        kept = super().__new__(cls, text)
        kept.forms, kept.number, kept.values = forms, number, values
        return kept

    def __getnewargs__(self) -> Any:
        """What makes the same text again: copies and pickles go through here."""
        return self.forms, self.number, self.values


def later(message: str, /, **values: Any) -> str:
    """A sentence to keep. Values may be kept text themselves.

    Examples
    --------
    >>> later("{n} rows have no date", n=3)
    '3 rows have no date'
    """
    return Kept((message,), None, values)


def later_many(one: str, several: str, n: int, /, **values: Any) -> str:
    """A sentence to keep whose form depends on a number.

    Examples
    --------
    >>> later_many("{n} row has no date", "{n} rows have no date", 1200)
    '1,200 rows have no date'
    """
    return Kept((one, several), n, values)


def spoken(text: str) -> str:
    """Kept text in the language in use; any other text is left as it is.

    Examples
    --------
    >>> spoken(later("{n} rows have no date", n=3)), spoken("as it stands")
    ('3 rows have no date', 'as it stands')
    """
    if isinstance(text, Kept):
        return _said(text.forms, text.number, text.values)
    return text


def _said(forms: tuple[str, ...], number: int | None, values: dict[str, Any]) -> str:
    now = {name: spoken(value) if isinstance(value, str) else value for name, value in values.items()}
    if number is None:
        return say(forms[0], **now)
    return many(forms[0], forms[1], number, **now)
