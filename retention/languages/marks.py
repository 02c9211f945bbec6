"""Words noted for the catalogues where they are not said yet."""

from __future__ import annotations


def mark(message: str) -> str:
    """The same text, noted for the catalogues: for tables of words that are said later.

    Examples
    --------
    >>> mark("Rows of data")
    'Rows of data'
    """
    return message


def mark_many(one: str, several: str) -> tuple[str, str]:
    """The same for words with two forms; ``many(*words, n)`` where they are shown.

    Examples
    --------
    >>> mark_many("{n} row", "{n} rows")
    ('{n} row', '{n} rows')
    """
    return one, several
