"""How much room text takes: letters of Korean and Chinese are wide, signs above and below others take none."""

from __future__ import annotations

import unicodedata

WIDE, THAI = 2.2, 1.25  # letters of Latin that one of them is as wide as
CLOSING = "、。，．：；！？）】》」』”’"  # never at the beginning of a line


def letters(text: str) -> float:
    """How wide a text is, counted in letters of Latin.

    Examples
    --------
    >>> letters("month"), letters("개월"), letters("กลุ่ม")
    (5.0, 4.4, 3.8)
    """
    return float(len(text)) if text.isascii() else round(sum(map(_width, text)) + 1e-9, 1)


def widest(texts: list[str], least: str = " ") -> float:
    """The width of the widest of some texts, in letters."""
    return max(map(letters, [least, *texts]))


def _width(letter: str) -> float:
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0.0
    if "\u0e00" <= letter <= "\u0e7f":
        return THAI
    return WIDE if unicodedata.east_asian_width(letter) in "WF" else 1.0


def shortened(text: str, length: int = 28) -> str:
    """A name cut to a length, for places where a long one would push the chart aside.

    Examples
    --------
    >>> shortened("a rather long name", 10), shortened("재방문 고객 구매 이력", 10)
    ('a rather…', '재방문…')
    """
    if letters(text) <= length:
        return text
    cut = text[: length - 1]
    while letters(cut) > length - 1:
        cut = cut[:-1]
    return cut.rstrip() + "…"


def wrapped(text: str, length: int) -> list[str]:
    """Text in lines of a length: broken at blanks, and between letters where a script sets none.

    Examples
    --------
    >>> wrapped("The curve stops here.", 12), wrapped("曲线到此为止。", 10)
    (['The curve', 'stops here.'], ['曲线到此', '为止。'])
    """
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".lstrip()
        if letters(joined) <= length:
            lines[-1] = joined
        elif letters(word) <= length:
            lines.append(word)
        else:
            lines += _pieces(word, length)
    return [line for line in lines if line]


def _pieces(word: str, length: int) -> list[str]:
    """A word that is longer than a line, broken where no sign is parted from its letter."""
    pieces = [""]
    for letter in word:
        stays = letter in CLOSING or not _width(letter)
        if stays or letters(pieces[-1] + letter) <= length:
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return pieces
