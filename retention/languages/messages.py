"""From the English sentence in the code to the sentence in the language in use."""

from __future__ import annotations

from typing import Any

from retention.languages.catalogue import catalogue
from retention.languages.choice import language
from retention.languages.korean import fit_particles
from retention.languages.marks import mark as mark
from retention.languages.marks import mark_many as mark_many
from retention.languages.of_tables import fitting


def say(message: str, /, **values: Any) -> str:
    """A sentence in the language in use, with its values filled in.

    Examples
    --------
    >>> say("{k} of {n} came back.", k=3, n="1,000")
    '3 of 1,000 came back.'
    """
    code, message = language(), fitting(message)
    found = message if code == "en" or not message else catalogue(code).gettext(message)  # "" is the catalogue's head
    return filled(message, found, values, code)


def term(context: str, message: str, /, **values: Any) -> str:
    """The same for words that English uses for several things; the context tells which.

    Examples
    --------
    >>> term("to go back", "Return")
    'Return'
    """
    code = language()
    return filled(message, message if code == "en" else catalogue(code).pgettext(context, message), values, code)


def many(one: str, several: str, n: int, /, **values: Any) -> str:
    """A sentence whose form depends on a number, which stands in it as ``{n}`` with separators of thousands.

    Examples
    --------
    >>> many("{n} row", "{n} rows", 1), many("{n} row", "{n} rows", 12000)
    ('1 row', '12,000 rows')
    """
    code, one, several = language(), fitting(one), fitting(several)
    english = one if n == 1 else several
    found = english if code == "en" else catalogue(code).ngettext(one, several, n)
    return filled(english, found, {"n": f"{n:,}", **values}, code)


def filled(english: str, message: str, values: dict[str, Any], code: str) -> str:
    """Fill in the values; a translation that asks for what is not there gives way to English."""
    if not values:
        return message
    try:
        text = message.format(**values)
    except (KeyError, IndexError, ValueError):
        text = english.format(**values)
    return fit_particles(text) if code == "ko" else text
