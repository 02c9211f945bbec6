"""What a header means beside the other headers of its table."""

from __future__ import annotations

from retention.reading.roles.columns import Column
from retention.reading.roles.words.composed import concepts_of
from retention.reading.roles.words.spelling import plain

MANY = 30  # rows from which on "each value once" says something
Scores = dict[str, dict[str, float]]


def told_by_others(columns: list[Column], scores: Scores) -> None:
    """Change scores where the other columns of the table say what kind of business it is."""
    has = {column.name: concepts_of(column.name) for column in columns}
    everything = frozenset[str]().union(*has.values())
    if not everything & {"money", "thing"}:
        _staff_itself(columns, has, scores)
    if {"deed", "date"} <= everything:
        _ids_of_rows(columns, scores)
    if "deal" in everything:
        _deals(has, scores)
    if {"stay_begin", "stay_end"} <= everything:
        _stays(has, scores)
    _shows(has, scores)
    if "fee" in everything:
        _after_fees(has, scores)
    if any({"thing", "tax"} <= each for each in has.values()):
        _prices_of_lines(has, scores)


def _ids_of_rows(columns: list[Column], scores: Scores) -> None:
    """An id of the customer that never occurs twice is one of the row, where another one comes back."""
    back = [c for c in columns if scores[c.name].get("customer", 0.0) > 0.5 and c.distinct < 0.95 * c.filled]
    for column in columns:
        if back and column.unique and column.filled >= MANY and "customer" in scores[column.name]:
            scores[column.name]["customer"] *= 0.7


def _staff_itself(columns: list[Column], has: dict[str, frozenset[str]], scores: Scores) -> None:
    """Where nothing is sold and nobody else is named, what employees did is what the table is about."""
    if any(each.get("customer", 0.0) > 0.3 for each in scores.values()):
        return
    for column in columns:
        if {"staff", "id"} <= has[column.name] and column.distinct > 6 and column.codes > 0.8:
            scores[column.name]["customer"] = 0.6


def _deals(has: dict[str, frozenset[str]], scores: Scores) -> None:
    """A deal counts when it is closed, not when it was entered."""
    for name, each in has.items():
        if (
            "closed" in each
            and "later" not in each
            and max(scores[name].get(role, 0.0) for role in ("time", "end")) > 0
        ):
            scores[name] = {"time": 0.97}
            for other in scores:
                if other != name and "time" in scores[other]:
                    scores[other]["time"] *= 0.85


def _stays(has: dict[str, frozenset[str]], scores: Scores) -> None:
    """A stay is booked before it begins."""
    begun = [name for name, each in has.items() if {"stay_begin", "stay_end"} & each and "time" in scores[name]]
    if any(scores[name].get("time", 0.0) > 0.8 for name in has if name not in begun):
        for name in begun:
            scores[name]["time"] *= 0.6


def _shows(has: dict[str, frozenset[str]], scores: Scores) -> None:
    """Beside the date of buying a ticket, the date of the event is that of the show."""
    shows = [name for name in has if plain(name) in _SHOW_DATES]
    if any(scores[name].get("time", 0.0) > 0.8 and "deed" in has[name] for name in has if name not in shows):
        for name in shows:
            scores[name]["time"] = min(0.7, scores[name].get("time", 0.0))


_SHOW_DATES = {"event date", "show date", "performance date"}


def _after_fees(has: dict[str, frozenset[str]], scores: Scores) -> None:
    """Beside fees, the net is what is left of what the customer paid."""
    for name, each in has.items():
        if "net" in each and "amount" in scores[name]:
            scores[name]["amount"] *= 0.6


def _prices_of_lines(has: dict[str, frozenset[str]], scores: Scores) -> None:
    """Beside the tax of an item, its price is that of the whole line."""
    for name, each in has.items():
        if {"thing", "price"} <= each and "price" in scores[name] and "unit" not in each:
            scores[name]["amount"] = max(scores[name].get("amount", 0.0), 0.85 * scores[name].pop("price"))
