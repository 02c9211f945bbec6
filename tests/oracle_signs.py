"""What signs look at once more, as slow plain Python over rows: the specification that the fast code is held to.

A row is a :class:`tests.oracles.Row`. Rows of a customer are looked at in the order of time, equal times in the order
of the file.
"""

from __future__ import annotations

import unicodedata

from tests.oracles import Row

DAY = 86_400_000_000


def histories(rows: list[Row]) -> dict[str, list[Row]]:
    """Rows of each customer, oldest first."""
    found: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: row.instant):
        found.setdefault(row.customer, []).append(row)
    return found


def values_of(history: list[Row]) -> list[str]:
    """Distinct values of the segment, in the order in which they come; blanks say nothing."""
    found: list[str] = []
    for row in history:
        if row.segment and row.segment not in found:
            found.append(row.segment)
    return found


def second_value_at(history: list[Row]) -> int | None:
    """When a customer first has another value than the first one named; None if never."""
    named = values_of(history)
    return next((row.instant for row in history if row.segment and row.segment != named[0]), None)


def used(history: list[Row], until: int) -> set[str] | None:
    """Events after the first row of the history; None where the first row is less than two days ago."""
    if history[0].instant + 2 * DAY > until:
        return None
    return {row.event for row in history[1:] if row.event}


def latest_score(answers: list[tuple[str, int, int]], customer: str) -> int | None:
    """Score of the latest of some answers (customer, moment, score); of equal moments the last one in the list."""
    latest: tuple[int, int] | None = None
    for who, moment, score in answers:
        if who == customer and (latest is None or moment >= latest[0]):
            latest = (moment, score)
    return None if latest is None else latest[1]


def reached_within(gaps: list[tuple[int, bool]], days: int) -> float:
    """Share with a second day within so many days: of (days, ended or not), the product-limit estimate by hand."""
    waiting = 1.0
    for day in range(days + 1):
        at_risk = sum(1 for length, _ in gaps if length >= day)
        ended = sum(1 for length, over in gaps if over and length == day)
        waiting *= 1 - ended / at_risk if at_risk else 1
    return 1 - waiting


def says(name: str, word: str) -> bool:
    """Whether a part of a name begins with a word; words of scripts without blanks may stand anywhere."""
    parts, part = [], ""
    for before, letter in zip(" " + name, name, strict=False):
        if not (letter.isalnum() or unicodedata.combining(letter)) or (letter.isupper() and before.islower()):
            parts.append(part)
            part = ""
        if letter.isalnum() or unicodedata.combining(letter):
            part += letter
    parts.append(part)
    plain = [unaccented(part) for part in parts]
    wanted = unaccented(word)
    return any(one.startswith(wanted) or (ord(wanted[0]) >= 0x590 and wanted in one) for one in plain)


def unaccented(text: str) -> str:
    """Lower case, no accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
