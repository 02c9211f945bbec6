"""What a column could be by its cells alone, where no header says it; never worth as much as a name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from retention.reading.roles.columns import Column
from retention.reading.roles.fits import is_number, numbers_rows
from retention.reading.roles.words import meanings
from retention.reading.roles.words.composed import composed, concepts_of
from retention.reading.roles.words.spelling import plain


def perhaps_customer(column: Column) -> float:
    """How much the cells alone look like ids of customers, who come back."""
    barred = column.dates > 0.2 or column.decimals > 0.05 or column.flag or column.words > 1.2 or column.negative > 0
    if barred or column.distinct < 2 or column.months > 0.9 or set(meanings(column.name)) & _TELLING:
        return 0.0
    if numbers_rows(column) or (column.numbers > 0.9 and _of_all_sizes(column)):
        return 0.0
    if composed(column.name).get("customer") == 0 or "device" in concepts_of(column.name):
        return 0.0
    if column.numbers > 0.9 and column.high < 100 and column.longest < 4 and column.rows > 20:
        return 0.0  # small numbers count things
    shape = 0.25 if column.emails > 0.8 else 0.15 if column.codes > 0.8 else 0.0
    if not shape or (column.distinct <= 5 and column.filled >= 60):
        return 0.0
    repeats = 0.12 if not column.unique else -0.05 if column.filled >= 30 else 0.0
    return 0.1 + shape + repeats - (0.1 if column.counting else 0.0)


def _of_all_sizes(column: Column) -> bool:
    """Numbers of many lengths that do not count from one measure something; ids are of a kind."""
    lengths = Counter(len(value) for value, _ in column.values)
    usual = sum(count for _, count in lengths.most_common(2))
    return usual < 0.9 * lengths.total() and column.distinct < 0.3 * (column.high - column.low + 1)


_TELLING = {
    "amount",
    "price",
    "quantity",
    "order",
    "event_id",
    "tenure",
    "score",
    "recurring",
    "refund",
    "clock",
    "age",
}


def perhaps_time(column: Column) -> float:
    if composed(column.name).get("time") == 0:
        return 0.0
    if {"id", "deed"} & concepts_of(column.name) and column.dates < 0.9:
        return 0.0
    if set(meanings(column.name)) & {"start", "end", "signup"}:
        return 0.0
    if column.dates > 0.9 and meanings(column.name).get("time", 1.0) > 0.3:
        return 0.4
    epochs = column.moments > 0.95 and column.high > 6e8 and column.longest >= 10
    return 0.25 if epochs else 0.15 if column.dates > 0.5 else 0.0


def perhaps_amount(column: Column) -> float:
    if set(meanings(column.name)) - {"segment"} or not is_number(column) or column.months > 0.9:
        return 0.0
    if column.name.startswith("column "):
        return 0.3 if column.decimals > 0.3 and column.distinct > 3 else 0.0
    cents = sum(bool(_CENTS.search(value)) for value, _ in column.values)
    unknown = not concepts_of(column.name)
    return 0.2 if unknown and column.distinct > 20 and cents >= 0.98 * len(column.values) else 0.0


_DEEDS = re.compile(
    r"[a-z][_.:][a-z]|[a-z]Event$|^\$|\b[A-Za-z]{3,}(ed|ing)\b|^(log|sign) ?(in|out|up)$|^(view|buy|cart|click|open)$",
    re.I,
)
_CENTS = re.compile(r"\d[.,]\d\d\D*$")
_UNTOLD = {"type", "name", "kind", "label"}


def perhaps_event(column: Column) -> float:
    """Few different texts that read like what programs call events."""
    few = 2 <= column.distinct <= min(60, 0.3 * column.filled) and column.numbers < 0.1 and column.dates < 0.1
    if not few or not (plain(column.name) in _UNTOLD or column.name.startswith("column ")):
        return 0.0
    like = sum(bool(_DEEDS.search(value)) for value, _ in column.values)
    return 0.4 if like >= 0.6 * column.distinct else 0.0


PERHAPS: dict[str, Callable[[Column], float]] = {
    "customer": perhaps_customer,
    "time": perhaps_time,
    "amount": perhaps_amount,
    "event": perhaps_event,
}
