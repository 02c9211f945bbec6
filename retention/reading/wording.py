"""Kept text made of other kept text, so that every part of it follows the language: sentences, lists, counted rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from retention.languages import Kept, day_name, joined, language, later, later_many, percent_text, say, spoken

_ENDS = (".", "!", "?")


@dataclass(frozen=True)
class _Capital:
    """A text that begins with a capital wherever it is filled in."""

    text: str

    def __format__(self, _: str) -> str:
        said = spoken(self.text)
        return said[:1].upper() + said[1:]


@dataclass(frozen=True)
class _Several:
    """Texts that are filled in as one, with a mark between them or, without one, as a list in words."""

    parts: tuple[str, ...]
    between: str
    either: bool = False

    def __format__(self, _: str) -> str:
        said = [spoken(part) for part in self.parts]
        return self.between.join(said) if self.between else joined(said, either=self.either)


@dataclass(frozen=True)
class _Day:
    """A day, with its month in full where the language has short forms of months."""

    day: date

    def __format__(self, _: str) -> str:
        return f"{self.day.day} {self.day:%B %Y}" if language() == "en" else day_name(self.day)


def long_day(day: date) -> str:
    """A day with its month in full.

    Examples
    --------
    >>> long_day(date(2024, 3, 5))
    '5 March 2024'
    """
    return _made_of(_Day(day))


@dataclass(frozen=True)
class _Percent:
    """A number of per cents."""

    number: str

    def __format__(self, _: str) -> str:
        return f"{self.number} %" if language() == "en" else percent_text(self.number)


def percents(number: str) -> str:
    """A number of per cents.

    Examples
    --------
    >>> percents("50.0")
    '50.0 %'
    """
    return _made_of(_Percent(number))


def kept_word(word: str) -> str:
    """A word of a table that is marked, as kept text.

    Examples
    --------
    >>> kept_word("comma")
    'comma'
    """
    return word if isinstance(word, Kept) else Kept((word,), None, {})


def sentence(text: str) -> str:
    """The same with a capital and a full stop.

    Examples
    --------
    >>> sentence(later("the day comes first")), sentence("Enough.")
    ('The day comes first.', 'Enough.')
    """
    if not text.endswith(_ENDS):
        return later("{statement}.", statement=_Capital(text))
    return text if text[:1] == text[:1].upper() else capital(text)


def capital(text: str) -> str:
    """The same with a capital.

    Examples
    --------
    >>> capital(later("the day comes first"))
    'The day comes first'
    """
    return _made_of(_Capital(text))


def strung(parts: Iterable[str], between: str = ", ") -> str:
    """Texts one after the other, with a mark between them.

    Examples
    --------
    >>> strung(["comma", "tab"]), strung([])
    ('comma, tab', '')
    """
    return _made_of(_Several(tuple(parts), between))


def listed(parts: Iterable[str], *, either: bool = False) -> str:
    """Texts as a list in words.

    Examples
    --------
    >>> listed(["a", "b"]), listed(["a", "b"], either=True)
    ('a and b', 'a or b')
    """
    return _made_of(_Several(tuple(parts), "", either))


def quoted(names: str | Iterable[str]) -> str:
    """Names as the file has them, each in quotation marks, with commas between them.

    Examples
    --------
    >>> quoted(["a", "b"]), quoted("a")
    ("'a', 'b'", "'a'")
    """
    return ", ".join(f"'{name}'" for name in ([names] if isinstance(names, str) else names))


def shortened(names: Sequence[str], most: int) -> str:
    """The first few of some names, and how many more there are.

    Examples
    --------
    >>> shortened(["a", "b", "c"], 2), shortened(["a"], 2)
    ('a, b and 1 more', 'a')
    """
    if len(names) <= most:
        return strung(names)
    return later("{names} and {n} more", names=strung(names[:most]), n=f"{len(names) - most:,}")


def rows(count: int) -> str:
    """A number of rows.

    Examples
    --------
    >>> rows(1), rows(1200)
    ('1 row', '1,200 rows')
    """
    return later_many("{n} row", "{n} rows", count)


def say_which(argument: str, values: Sequence[str]) -> str:
    """What to do about a question: name one of its answers.

    Examples
    --------
    >>> say_which("date_order", ["dmy", "mdy"])
    'Say which: date_order="dmy" or "mdy".'
    """
    answers = joined([f'"{value}"' for value in values], either=True)
    return say("Say which: {argument}={answers}.", argument=argument, answers=answers)


def _made_of(value: object) -> str:
    return Kept(("{all}",), None, {"all": value})
