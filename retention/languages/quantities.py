"""Days, months, per cents and lists in the language in use, with Babel's data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from retention.languages.choice import language

NO_BREAK = "\N{NO-BREAK SPACE}"
_LOCALES = {"en": "en", "ko": "ko", "zh": "zh_Hans", "th": "th"}
# Patterns of Unicode's locale data; years are those of the file, in Thai too.
_DAY = {"en": "d MMM y", "ko": "y년 M월 d일", "zh": "y年M月d日", "th": "d MMM y"}
_SHORT_DAY = {"en": "d MMM", "ko": "M월 d일", "zh": "M月d日", "th": "d MMM"}
_MONTH = {"en": "MMM y", "ko": "y년 M월", "zh": "y年M月", "th": "MMM y"}


def day_name(day: date) -> str:
    """A day: "30 Jun 2026".

    Examples
    --------
    >>> from retention.languages import use
    >>> day_name(date(2026, 6, 30))
    '30 Jun 2026'
    >>> with use("ko"):
    ...     day_name(date(2026, 6, 30))
    '2026년 6월 30일'
    """
    return _written(day.year, day.month, day.day, _DAY[_code()], _code())


def short_day_name(day: date) -> str:
    """A day without its year: "30 Jun"."""
    return _written(day.year, day.month, day.day, _SHORT_DAY[_code()], _code())


def month_name(day: date) -> str:
    """A month with its year: "Jun 2026"."""
    return _written(day.year, day.month, 1, _MONTH[_code()], _code())


def month_of_year(number: int) -> str:
    """A month without a year, in full: "January".

    Examples
    --------
    >>> month_of_year(1)
    'January'
    """
    return _written(2000, number, 1, "MMMM", _code())


def percent_text(number: str) -> str:
    """A number of per cents, never broken over two lines: English sets a space, the others none."""
    return f"{number}{NO_BREAK}%" if _code() == "en" else f"{number}%"


def joined(parts: Sequence[str], *, either: bool = False) -> str:
    """Several things as one: "a, b and c", or "a, b or c".

    Examples
    --------
    >>> joined(["a", "b", "c"]), joined(["a", "b"], either=True), joined(["a"])
    ('a, b and c', 'a or b', 'a')
    """
    if _code() == "en":
        word = "or" if either else "and"
        return f" {word} ".join([*([", ".join(parts[:-1])] if len(parts) > 1 else []), *parts[-1:]])
    from babel.lists import format_list

    said = format_list(list(parts), style="or" if either else "standard", locale=_LOCALES[_code()])
    # Thai sets numbers apart from words.
    return re.sub(r"(และ|หรือ)(?=[\d*])", r"\1 ", said) if _code() == "th" else said


def listed(parts: Sequence[str]) -> str:
    """Several things one after the other: "a, b, c".

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b, c'
    """
    return ("、" if _code() == "zh" else ", ").join(parts)


def _code() -> str:
    code = language()
    return code if code in _LOCALES else "en"


@lru_cache(maxsize=16_384)
def _written(year: int, month: int, day: int, pattern: str, code: str) -> str:
    from babel.dates import format_date

    return format_date(date(year, month, day), pattern, locale=_LOCALES[code])
