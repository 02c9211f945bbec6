"""Which scale answers were given on: a net promoter score needs 0 to 10, and no other can be stretched onto it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from retention.languages import later

_BETWEEN = r"\s*(?:-|–|—|~|to|bis|à|a|から|至|到)\s*"
_DECLARED = re.compile(rf"(?<![\w.\-/])(-?\d{{1,4}}){_BETWEEN}(\d{{1,4}})(?![\w/])")
_LOWS, _HIGHS = {-100, -10, -5, 0, 1}, {3, 4, 5, 6, 7, 9, 100, 1000}  # ends of other scales that are in use
_MOST_BEYOND = 0.25  # share of numbers outside 0 to 10 that are still mistakes
_STRAY = 0.01  # share of answers above the others that do not make a scale
_FEW, _MANY = 5, 30  # answers from which on a scale that ends at 5 shows: without any 0, with some
_SPREAD = 5  # different answers that use most of a scale of 7


@dataclass(frozen=True)
class Said:
    """What a cell says: a number, what it is out of, whether words stood around it; or stars, or nothing."""

    number: float | None = None
    out_of: int | None = None
    labelled: bool = False
    stars: bool = False
    blank: bool = False


Counted = Sequence[tuple[Said, int]]


def scale_of(said: Counted, header: str = "") -> tuple[str, str]:
    """The scale where it is not 0 to 10, in words, and what to bear in mind where it is taken to be; both may be empty.

    Parameters
    ----------
    said
        Distinct cells and how often each occurs.
    header
        Name of the column, which may name the scale.

    Examples
    --------
    >>> scale_of([(Said(number), 8) for number in (1, 2, 3, 4, 5)])
    ('the answers go from 1 to 5', '')
    >>> scale_of([(Said(number), 8) for number in (0, 2, 9, 10)])
    ('', '')
    """
    filled = sum(n for one, n in said if not one.blank)
    declared = _declared(header)
    if declared not in (None, (0, 10), (1, 10)):
        return later("the header says {low} to {high}", low=declared[0], high=declared[1]), ""
    if filled and 2 * sum(n for one, n in said if one.stars) > filled:
        return later("the answers are stars"), ""
    out_of = [(one.out_of, n) for one, n in said if one.out_of not in (None, 10)]
    if filled and 2 * sum(n for _, n in out_of) > filled:
        return later("the answers are out of {most}", most=max(out_of, key=lambda each: each[1])[0]), ""
    numbers = [(one.number, n) for one, n in said if one.number is not None and one.out_of in (None, 10)]
    return _of_numbers(numbers, declared == (0, 10))


def _declared(header: str) -> tuple[int, int] | None:
    """The scale that a header names, such as "(1-5)"; None where it names none that is in use."""
    found = None
    for low, high in _DECLARED.findall(unicodedata.normalize("NFKC", header)):
        ends = int(low), int(high)
        if ends in ((0, 10), (1, 10)) or (ends[0] in _LOWS and ends[1] in _HIGHS):
            found = ends
    return found


def _of_numbers(numbers: list[tuple[float, int]], declared: bool) -> tuple[str, str]:
    total = sum(n for _, n in numbers)
    if not total:
        return "", ""
    beyond = sum(n for number, n in numbers if not 0 <= number <= 10)
    if beyond > _MOST_BEYOND * total:
        low, high = _ends(numbers)
        return later("the answers go from {low} to {high}", low=low, high=high), ""
    inside = [(int(number), n) for number, n in numbers if 0 <= number <= 10 and number == int(number)]
    if 2 * sum(n for _, n in inside) < total:
        return later("most answers are no whole numbers, as means are not"), ""
    if declared:
        return "", ""
    return _of_answers(inside)


def _of_answers(inside: list[tuple[int, int]]) -> tuple[str, str]:
    """Whole answers from 0 to 10: whether they end so low that the scale must."""
    total = sum(n for _, n in inside)
    low = min((score for score, _ in inside), default=0)
    top = max((score for score, _ in inside if sum(n for s, n in inside if s >= score) > _STRAY * total), default=10)
    if top <= 5 and total >= (_FEW if low else _MANY):
        return later("the answers go from {low} to {high}", low=low, high=top), ""
    if low and top <= 7 and total >= 7 and len({score for score, _ in inside if score <= top}) >= _SPREAD:
        return later("the answers go from {low} to {high}", low=low, high=top), ""
    note = later("No answer is 0: if the scale began at 1, the score is a little higher than on a scale from 0 to 10.")
    return "", note if low and total else ""


def _ends(numbers: list[tuple[float, int]]) -> tuple[str, str]:
    low, high = min(number for number, _ in numbers), max(number for number, _ in numbers)
    if high <= 100 and high > 10:
        low, high = (0, 100) if low >= 0 else (-100 if low < -10 else low, 100)
    return f"{low:g}", f"{high:g}"
