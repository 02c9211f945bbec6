"""Words that occur in dates: how to find them in a text, and what they mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import islice, product

from retention.reading.dates import languages as words_of
from retention.reading.dates.eras import ERAS
from retention.reading.dates.shapes import plain_text

DOUBTFUL = 9999
_UNIT_LETTERS = set("thzrsm")
_FILL = "\x01"
_SCRIPTS = re.compile(r"[\u0e00-\u0e7f\u0600-\u06ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"[^\W\d_]+")
_MOST_MEANINGS = 16

Meaning = tuple[str, int]


def _unaccented(word: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare.replace("ı", "i").replace("ł", "l"))


@cache
def vocabulary() -> dict[str, tuple[Meaning, ...]]:
    """Every word with what it can mean: its kind, and the number it stands for."""
    found: dict[str, dict[Meaning, None]] = {}
    for word, kind, number in _entries():
        word = plain_text(word.lower().replace("_", " "))
        for form in (word, word if _SCRIPTS.search(word) else _unaccented(word)):
            found.setdefault(form, {})[(kind, number)] = None
    return {word: tuple(meanings) for word, meanings in found.items()}


def _entries() -> Iterator[tuple[str, str, int]]:
    for language in words_of.MONTHS.strip().split("\n\n"):
        for number, forms in enumerate(language.split(), start=1):
            yield from ((form, "M", number) for form in forms.split("|"))
    for half, words in words_of.HALVES.items():
        yield from ((word, "A", half) for word in words.split())
    yield from ((era, "E", added) for era, added in ERAS.items())
    yield from ((zone, "Z", minutes) for zone, minutes in words_of.ZONES.items())
    yield from ((zone, "Z", DOUBTFUL) for zone in words_of.DOUBTFUL_ZONES)
    others = {"W": words_of.WEEKDAYS, "F": words_of.FILLERS, "O": words_of.ORDINALS}
    others |= {"C": words_of.CLOCK_ENDS, "T": words_of.MONTH_IS}
    for kind, text in others.items():
        yield from ((word, kind, 0) for word in text.split())


@cache
def _unspaced(ascii_only: bool) -> re.Pattern[str]:
    """Words of scripts without blanks, and words that are more than a run of letters."""
    single = "월화수목금토일火水木金土"  # units of a date or days of the week: the latter in brackets or behind a blank
    words = sorted(vocabulary(), key=len, reverse=True)
    dotted = [re.escape(w) for w in words if not (_WORD.fullmatch(w) or _SCRIPTS.search(w))]
    latin = rf"(?<![^\W\d_])(?:{'|'.join(w for w in dotted if w.isascii() or not ascii_only)})"
    if ascii_only:
        return re.compile(latin)
    others = "|".join(re.escape(w) for w in words if _SCRIPTS.search(w) and w not in single)
    return re.compile(rf"(?:{others})|{latin}|(?<=[(\s])[{single}](?=\)|\s|$)")


def readings(template: str) -> list[tuple[str, list[Meaning]]]:
    """The ways to read the words of a text: the text with each word as its kind, and what the words mean.

    A kind is written as one capital letter and filled up to the length of the word, so that places stay. None where a
    word is unknown.

    Examples
    --------
    >>> [(text.replace(chr(1), "~"), said) for text, said in readings("0 march 0000")]
    [('0 M~~~~ 0000', [('M', 3)])]
    >>> len(readings("mar 0 mar 0000")), readings("0 marble 0000")
    (4, [])
    """
    if template.isascii() and not any(c.isalpha() for c in template):
        return [(template, [])]
    known = vocabulary()
    odd = _unspaced(template.isascii())
    words = [(m.start(), m.group()) for m in odd.finditer(template)]
    covered = odd.sub(lambda found: _FILL * len(found.group()), template)
    for match in _WORD.finditer(covered):
        word = match.group()
        if _SCRIPTS.search(word):
            continue  # units such as those of 2024年3月5日 are part of the forms
        if word in known:
            words.append((match.start(), word))
        elif not (len(word) == 1 and word in _UNIT_LETTERS):
            return []
    words.sort()
    options = [_meanings(known[word], word) for _, word in words]
    return [
        (_marked(template, words, chosen), [m for m in chosen if m[0] != "-"])
        for chosen in islice(product(*options), _MOST_MEANINGS)
    ]


def _meanings(known: tuple[Meaning, ...], word: str) -> tuple[Meaning, ...]:
    return (*known, ("-", 0)) if len(word) == 1 and word in _UNIT_LETTERS else known


def _marked(template: str, words: list[tuple[int, str]], chosen: tuple[Meaning, ...]) -> str:
    marks = list(template)
    for (start, word), (kind, _) in zip(words, chosen, strict=True):
        if kind != "-":
            marks[start : start + len(word)] = kind + _FILL * (len(word) - 1)
    return "".join(marks)
