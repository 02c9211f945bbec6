"""Which of the encodings before Unicode a text is in: two voters on its words beyond ASCII, and when to ask."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retention.reading.encodings.decoding import STEP, steps
from retention.reading.encodings.older import ENCODINGS, WESTERN, Encoding
from retention.reading.encodings.scripts import MEASURES, language

if TYPE_CHECKING:
    import pyarrow as pa

_BREAKS = rb"\x00-\x2f\x3a-\x3f"  # blanks, commas, quotation marks: never inside a character of several bytes
_BREAK = re.compile(rb"[" + _BREAKS + rb"]")
_TO_LAST_BREAK = re.compile(rb".*[" + _BREAKS + rb"]", re.DOTALL)
_DIGITS = re.compile(rb"[0-9]+")
_WORD = re.compile(rb"[^" + _BREAKS + rb"]*[\x80-\xff][^" + _BREAKS + rb"]*")
_MOST_WORDS, _MOST_BYTES = 400, 6000
_SAMPLED = 800  # places of a large file that are looked at
_AROUND = 100  # bytes around such a place
_DECISIVE, _FEW, _DECISIVE_FOR_FEW = 6.0, 6, 10.0  # how much likelier the best must be to need no second opinion
_DECISIVE_FOR_ONE = 8.0  # the same for a single byte not to be a western accent or sign
_AGREED = 5.0  # how much likelier it must be if a second opinion agrees
_RIVAL = 4.0  # what is less likely than the best by this much is not feared
_MOST_CHOICES = 4
_ASCII = "".join(map(chr, range(128)))
_COMPARED = 100  # words that are tried as UTF-8 too


@dataclass(frozen=True)
class Reading:
    """Words as one encoding gives them, the language they look most like, and how likely that is (a logarithm)."""

    encoding: Encoding
    words: tuple[str, ...]
    language: str
    score: float


@dataclass(frozen=True)
class Beyond:
    """What lies beyond ASCII in a file: words from all over it, and on how many lines there are any."""

    words: tuple[bytes, ...]
    lines: int


@dataclass(frozen=True)
class Verdict:
    """The likeliest encoding, and the next ones: what a person could choose instead.

    Attributes
    ----------
    certainty
        "likely"; "assumed" where several would do and the choice changes only accents; "asked" where it must be asked.
    """

    best: Reading
    others: tuple[Reading, ...]
    certainty: str


def beyond_ascii(buffer: pa.Buffer) -> Beyond:
    """Look through the whole file, since letters beyond ASCII may begin late in it."""
    if buffer.size <= STEP:
        data = bytes(memoryview(buffer))
        return Beyond(tuple(_WORD.findall(data)), sum(not line.isascii() for line in data.splitlines()))
    words, lines = list[bytes](), 0
    quota = max(4, _SAMPLED // (buffer.size // STEP + 1))
    counted = False  # whether the line that goes on in this step has been counted
    for number, step in enumerate(steps(buffer)):
        high = step > 127
        starts = _line_starts(step)
        held = np.logical_or.reduceat(high, starts)
        lines += int(held.sum()) - bool(counted and held[0])
        counted = bool(held[-1]) or (counted and len(starts) == 1)
        for start in _evenly(starts[held], quota):
            words += _words_around(memoryview(buffer), number * STEP + start + int(high[start:].argmax()))
    return Beyond(tuple(words), lines)


def _line_starts(step: NDArray[np.uint8]) -> NDArray[np.int64]:
    breaks = np.flatnonzero(step == 10)
    if not len(breaks):
        breaks = np.flatnonzero(step == 13)
    return np.concatenate([np.zeros(1, np.int64), breaks])


def _evenly(places: NDArray[np.int64], count: int) -> list[int]:
    chosen: list[int] = places[:: max(1, len(places) // count)][:count].tolist()
    return chosen


def _words_around(view: memoryview, place: int) -> list[bytes]:
    """Whole words only: a character that is cut in two would mean another one."""
    start = max(0, place - _AROUND)
    near = bytes(view[start : place + _AROUND])
    first, last = _BREAK.search(near) if start else None, _TO_LAST_BREAK.match(near)
    return _WORD.findall(near[first.end() if first else 0 : last.end()] if last else near)


def choose(words: tuple[bytes, ...]) -> Verdict:
    """Two voters: letters as languages use them, and charset-normalizer where those do not decide."""
    ranked = readings(list(words))
    verdict = _judged(ranked, words)
    unsure = verdict.certainty == "asked" or not _is_latin(verdict.best)
    margin = verdict.best.score - verdict.others[0].score if verdict.others else 0.0
    if unsure and margin < _DECISIVE_FOR_ONE and len({byte for word in words for byte in word if byte > 127}) == 1:
        return _western(ranked, verdict)
    return verdict


def _western(ranked: list[Reading], verdict: Verdict) -> Verdict:
    """One kind of byte is no evidence, and no letter that is worth a question: a pound sign, or a single accent."""
    best = verdict.best
    if not _is_latin(best) and not any(sign in MEASURES for word in best.words for sign in word):
        best = next((reading for reading in ranked if reading.encoding.languages == WESTERN), best)
    others = [reading for reading in (verdict.best, *verdict.others) if reading is not best]
    return Verdict(best, tuple(others[: _MOST_CHOICES - 1]), "assumed")


def _judged(ranked: list[Reading], words: tuple[bytes, ...]) -> Verdict:
    best = ranked[0]
    others = tuple(ranked[1:_MOST_CHOICES])
    margin = best.score - others[0].score if others else 0.0
    if margin >= (_DECISIVE_FOR_FEW if len(best.words) < _FEW else _DECISIVE):
        return Verdict(best, others, "likely")
    near = [other for other in others if best.score - other.score < _RIVAL]
    if _is_latin(best) and all(_is_latin(other) for other in near):
        return Verdict(best, others, "assumed")
    agreed = margin > _AGREED and not _is_latin(best) and _confirmed(best, words)
    return Verdict(best, others, "likely" if agreed else "asked")


def _confirmed(best: Reading, words: tuple[bytes, ...]) -> bool:
    """Whether every word is known, or charset-normalizer reads the same."""
    return all(language(best.language).knows(word) for word in best.words) or _second_opinion(words) == best.words


def share_of_utf8(words: tuple[bytes, ...], rival: Encoding, lead: float = 0.0) -> float:
    """Share of words that make more sense as UTF-8, be it damaged; some words of others are valid UTF-8 by chance."""
    found = _distinct(list(words))[:_COMPARED]
    return sum(_better_as_utf8(word, rival, lead) for word in found) / max(1, len(found))


def _better_as_utf8(word: bytes, rival: Encoding, lead: float) -> bool:
    text = word.decode(errors="replace")
    if not text.replace("�", "").strip(_ASCII):
        return False  # nothing beyond ASCII is left of it
    other = _normal(word.decode(rival.codec, errors="replace"), rival.codec)
    names = {name for encoding in ENCODINGS for name in encoding.languages}
    best = max(language(name).likelihood(text) for name in names)
    return best > lead + max(language(name).likelihood(other) for name in rival.languages)


def _is_latin(reading: Reading) -> bool:
    return language(reading.language).script == "LATIN"


def _second_opinion(words: tuple[bytes, ...]) -> tuple[str, ...]:
    """The words as charset-normalizer would read them."""
    from charset_normalizer import from_bytes

    joined = b"\n".join(_distinct(list(words)))
    match = from_bytes(joined, cp_isolation=[encoding.codec for encoding in ENCODINGS]).best()
    if match is None:
        return ()
    return tuple(_normal(joined.decode(match.encoding, errors="replace"), match.encoding).split("\n"))


def readings(found: list[bytes]) -> list[Reading]:
    """What each encoding makes of the words, the likeliest first; of those that give the same text only one."""
    words = _distinct(found)
    joined = b"\n".join(words)
    ranked: dict[str, Reading] = {}
    for encoding in ENCODINGS:
        text = _normal(joined.decode(encoding.codec, errors="replace"), encoding.codec)
        if text not in ranked or encoding.languages != ranked[text].encoding.languages:
            reading = _scored(encoding, tuple(text.split("\n")))
            if text not in ranked:
                ranked[text] = reading
            elif reading.score > ranked[text].score:  # the same text, but better known to these languages
                ranked[text] = Reading(ranked[text].encoding, reading.words, reading.language, reading.score)
    return sorted(ranked.values(), key=lambda reading: -reading.score)


def _distinct(found: list[bytes]) -> list[bytes]:
    """Each word once, whatever numbers are in it, evenly from all of them, up to what decides anyway."""
    alike: dict[bytes, bytes] = {}
    for word in dict.fromkeys(found):
        alike.setdefault(_DIGITS.sub(b"0", word), word)
    words = list(alike.values())
    step = max(1, len(words) // _MOST_WORDS)
    kept, size = [], 0
    for word in words[::step]:
        kept.append(word[:200])
        size += len(word[:200])
        if size > _MOST_BYTES:
            break
    return kept


def _normal(text: str, codec: str) -> str:
    return unicodedata.normalize("NFC", text) if codec == "cp1258" else text


def _scored(encoding: Encoding, words: tuple[str, ...]) -> Reading:
    """A file has one main language, but any word may be in another one of the same encoding."""
    scores = {name: [language(name).likelihood(word) for word in words] for name in encoding.languages}
    best = [max(column) for column in zip(*scores.values(), strict=True)]
    totals = {name: sum(max(a, b - 3.0) for a, b in zip(scores[name], best, strict=True)) for name in scores}
    name = max(totals, key=lambda name: totals[name])
    return Reading(encoding, words, name, totals[name] - encoding.rare)
