"""Text that a spreadsheet cannot run."""

from __future__ import annotations

import re

# A spreadsheet takes text that begins so for a formula. Apostrophes and blanks before count as nothing, which makes
# the protection reversible: text that already looks protected gets one apostrophe more.
_RUNS = re.compile(r"['\s]*[=+\-@＝＋－＠]|'*[\t\r\n]")


def protected(text: str) -> str:
    """Text with an apostrophe in front where a spreadsheet would run it.

    Examples
    --------
    >>> protected("=HYPERLINK(1)"), protected("Search")
    ("'=HYPERLINK(1)", 'Search')
    """
    return "'" + text if _RUNS.match(text) else text


def unprotected(text: str) -> str:
    """Undo :func:`protected`."""
    return text[1:] if text.startswith("'") and _RUNS.match(text[1:]) else text
