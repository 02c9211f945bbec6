"""Sentences about a file without its customers: what reading remarked may quote an id."""

from __future__ import annotations

import re
from typing import Any

QUOTED = re.compile(r"'([^']+)'")
SOMEBODY = "(not named here)"


def unnamed(sentence: str, source: Any) -> str:
    """The sentence with every quoted customer of the source replaced; other quoted text, such as a column, stays.

    Parameters
    ----------
    sentence
        What was remarked on reading the file.
    source
        Anything with ``customer_ids``; without any, the sentence stays as it is.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from types import SimpleNamespace
    >>> unnamed("One customer, 'Ann', has most rows of 'time'.", SimpleNamespace(customer_ids=pa.array(["Ann", "Bob"])))
    "One customer, (not named here), has most rows of 'time'."
    """
    ids = getattr(source, "customer_ids", None)
    if ids is None or not len(ids):
        return sentence
    return QUOTED.sub(lambda found: SOMEBODY if _is_customer(found[1], ids) else found[0], sentence)


def _is_customer(text: str, ids: Any) -> bool:
    """Whether the text is an id, in any spelling of its letters, or the beginning of one that was cut."""
    import pyarrow as pa
    import pyarrow.compute as pc

    known = pc.utf8_lower(ids.cast(pa.large_string()))
    wanted = text.strip().lower()
    cut = wanted.endswith("…")
    matches = pc.starts_with(known, pattern=wanted[:-1]) if cut else pc.equal(known, wanted)
    return bool(pc.any(matches).as_py())
