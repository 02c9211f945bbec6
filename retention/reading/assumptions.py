"""What the numbers rest on, as data: the order of dates, the zone; each with why and what else it could be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from retention.languages import later
from retention.mapping import Assumption
from retention.reading.dates.dates import ORDER_WORDS, DateColumn, open_days
from retention.reading.dates.order import Decision
from retention.reading.wording import kept_word, rows, sentence, strung


def together(*groups: Iterable[Assumption]) -> tuple[Assumption, ...]:
    """All of them; of two that the same argument changes the first one stays."""
    found: dict[str, Assumption] = {}
    for assumption in (assumption for group in groups for assumption in group):
        found.setdefault(assumption.key or f"{assumption.words}: {assumption.evidence}", assumption)
    return tuple(found.values())


def date_order(dates: DateColumn, decision: Decision, asked: str | None = None) -> Assumption | None:
    """Which number is the day, with the rows that prove it; None while it is open, or where there are no dates.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from retention.reading.dates.dates import read_dates
    >>> from retention.reading.dates.order import decide
    >>> dates = read_dates(pa.chunked_array([["25/01/2024", "03/02/2024"]]))
    >>> made = date_order(dates, decide(dates))
    >>> made.words, made.certainty, made.evidence
    ('day first', 'proved', 'The day comes first, proved by 1 row.')
    """
    if decision.order is None or not dates.families:
        return None
    if not len(dates.open.at):
        forms = [
            later("{form} ({n})", form=kept_word(form), n=f"{count:,}")
            for form, count in list(dates.families.items())[:4]
        ]
        evidence = later("Written as {forms}.", forms=strung(forms))
        return Assumption("date_order", "", later("every date names its parts"), evidence, "proved")
    readable = {order: int(open_days(dates.open, order)[1].sum()) for order in _orders(dates)}
    order, total = decision.order, len(dates.open.at)
    readable.setdefault(order, int(open_days(dates.open, order)[1].sum()))
    certainty = "proved" if all(n < readable[order] for o, n in readable.items() if o != order) else "likely"
    evidence = sentence(decision.why)
    if asked is not None:
        certainty = "chosen"
        evidence = later("Chosen; {k} of {n} such dates can be read so.", k=f"{readable[order]:,}", n=f"{total:,}")
    choices = tuple((o, _with_loss(o, total - n)) for o, n in readable.items())
    return Assumption("date_order", order, kept_word(ORDER_WORDS[order]), evidence, certainty, choices)


def _orders(dates: DateColumn) -> tuple[str, ...]:
    """Orders that are worth offering: the year comes first only where it has two digits."""
    return ("dmy", "mdy", "ymd") if dates.open.short.any() else ("dmy", "mdy")


def _with_loss(order: str, count: int) -> str:
    words = kept_word(ORDER_WORDS[order])
    if not count:
        return words
    return later("{order} (leaves {rows} without a date)", order=words, rows=rows(count))


def zone(aware: NDArray[np.bool_], timezone: str) -> Assumption:
    """Where a day begins, and what was said about offsets."""
    named = int(aware.sum())
    if named == 0:
        evidence = later("No time in the file names a zone: they are taken as local times.")
    elif named == len(aware):
        evidence = later("Every time names its offset from UTC; only where a day begins is assumed.")
    else:
        evidence = later(
            "{n} times name their offset from UTC; {others} are taken as local times.",
            n=f"{named:,}",
            others=f"{len(aware) - named:,}",
        )
    certainty = "assumed" if timezone == "UTC" else "chosen"
    return Assumption("timezone", timezone, timezone, evidence, certainty)


def noted(words: str, sentences: Sequence[str]) -> list[Assumption]:
    """Something that was done to values and that nothing changes, such as blanks taken off ids."""
    return [Assumption("", "", words, sentence(text), "likely") for text in sentences]
