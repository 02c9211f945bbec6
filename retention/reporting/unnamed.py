"""Sentences about a file without its customers: what reading remarked may quote an id."""

from __future__ import annotations

import re
from typing import Any

from retention.languages import say
from retention.reporting.phrases import told

# Names stand between quotes: ours, and those that a translation may have.
QUOTED = re.compile(
    r"'([^']+)'|\"([^\"]+)\"|‘([^‘’]+)’|“([^“”]+)”|«([^«»]+)»|「([^「」]+)」|『([^『』]+)』|《([^《》]+)》|〈([^〈〉]+)〉"
)


def unnamed(sentence: str, source: Any) -> str:
    """The sentence with every quoted customer of the source replaced; other quoted text, such as a column, stays.

    It is said in the language in use; where its translation does not show a customer as English does, in English.

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
        return told(sentence)
    (text, replaced), (english, named) = _hidden(told(sentence), ids), _hidden(str(sentence), ids)
    return text if replaced >= named else english


def _hidden(sentence: str, ids: Any) -> tuple[str, int]:
    """The sentence without its customers, and how many there were."""
    found = [one for one in QUOTED.finditer(sentence) if _is_customer(next(filter(None, one.groups())), ids)]
    for one in reversed(found):
        sentence = sentence[: one.start()] + say("(not named here)") + sentence[one.end() :]
    return sentence, len(found)


def _is_customer(text: str, ids: Any) -> bool:
    """Whether the text is an id, in any spelling of its letters, or the beginning of one that was cut."""
    import pyarrow as pa
    import pyarrow.compute as pc

    known = pc.utf8_lower(ids.cast(pa.large_string()))
    wanted = text.strip().lower()
    cut = wanted.endswith("…")
    matches = pc.starts_with(known, pattern=wanted[:-1]) if cut else pc.equal(known, wanted)
    return bool(pc.any(matches).as_py())
