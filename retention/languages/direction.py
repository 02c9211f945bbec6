"""Text from a file without the marks that turn the direction of writing of what stands around it."""

from __future__ import annotations

import re

# Those that embed, override and isolate. U+200E and U+200F turn nothing else, and names in Hebrew and Arabic need them.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def straight(text: str) -> str:
    """A text as it is shown beside words of ours: it cannot make them, or itself, read backwards.

    Examples
    --------
    >>> straight("gnp.\\u202eexe")
    'gnp.exe'
    """
    return _TURNING.sub("", text)
