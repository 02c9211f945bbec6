"""What time is counted in, in words: one, several, so many, and the age of a cohort."""

from __future__ import annotations

from retention.charts.theme import plain
from retention.languages import counted, mark, noun, nouns, say

_AGES = {
    "hour": (mark("hour {age}"), mark("hours {age}")),
    "day": (mark("day {age}"), mark("days {age}")),
    "week": (mark("week {age}"), mark("weeks {age}")),
    "month": (mark("month {age}"), mark("months {age}")),
    "quarter": (mark("quarter {age}"), mark("quarters {age}")),
    "year": (mark("year {age}"), mark("years {age}")),
    "period": (mark("period {age}"), mark("periods {age}")),
    "age": (mark("age {age}"), mark("ages {age}")),
}


def age_name(unit: str, label: str) -> str:
    """One age in words: "month 3", "months 2-4".

    Examples
    --------
    >>> age_name("month", "3"), age_name("month", "2-4"), age_name("28-day block", "3")
    ('month 3', 'months 2-4', '28-day block 3')
    """
    several = "-" in label
    if unit in _AGES:
        return say(_AGES[unit][several], age=plain(label))
    if several:
        return say("{units} {age}", units=several_of(unit), age=plain(label))
    return say("{unit} {age}", unit=one_of(unit), age=plain(label))


def one_of(unit: str) -> str:
    """One of them; a name that is none of ours stays as it is.

    Examples
    --------
    >>> one_of("month"), one_of("session")
    ('month', 'session')
    """
    try:
        return noun(unit)
    except KeyError:
        return plain(unit)


def several_of(unit: str) -> str:
    """Several of them: "months"."""
    try:
        return nouns(unit)
    except KeyError:
        return f"{plain(unit)}s"


def so_long(number: float, unit: str) -> str:
    """The same for a number that may have decimals: "2.5 months"."""
    return so_many(int(number), unit) if number == int(number) else f"{number:g} {several_of(unit)}"


def so_many(number: int, unit: str) -> str:
    """So many of them: "1 day", "30 days"."""
    try:
        return counted(number, unit)
    except KeyError:
        return f"{number:,} {one_of(unit) if number == 1 else several_of(unit)}"
