"""Answers from 0 to 10, in numbers or in words around them; and scales that are something else.

Work is done on the distinct texts.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retention.languages import mark
from retention.reading.dates.states import BLANK_WORDS
from retention.reading.values.labels import coded
from retention.reading.values.scales import Said, scale_of

if TYPE_CHECKING:
    import pyarrow as pa

SCORED, NO_SCORE, NOT_WHOLE, OUTSIDE, NOT_READ = range(5)
REASONS = {
    NO_SCORE: mark("no score"),
    NOT_WHOLE: mark("score is not a whole number"),
    OUTSIDE: mark("score outside 0 to 10"),
    NOT_READ: mark("score cannot be read"),
}
HIGHEST = 10
_LONGEST = 80  # letters of a label; longer texts are comments
_BARE = re.compile(r"^([+-]?\d+)(?:\.(\d*)|,(\d{1,2}))?$")
_OUT_OF = re.compile(r"^(\d+)(?:\.0+)?\s*(?:/|of|out of|von|sur|de|из)\s*(\d+)\b([^\d%+]*)$")
_FIRST = re.compile(r"^(\d+)(?:\.0+|,0{1,2})?([^\d%+]*)$")  # "10 - extremely likely"
_LAST = re.compile(r"^[^\d%+]*(?:[:=(\[]|\s[-–—]\s|[^\s\-–—]\s)\s*(\d+)\s*[)\].]?$")  # "Extremely likely (10)"
_STARS = re.compile(
    r"[★☆⭐🌟✩✭✮]|\bstars?\b|별점|별\s*\d|\d\s*별(?:\s|$)|\d\s*星|星\s*\d|星级|星級|\bsterne?n?\b|\bétoiles?\b|"
    r"\bestrellas?\b|\bestrelas?\b|\bstelle\b|звезд"
)


@dataclass(frozen=True)
class ScoreColumn:
    """Answers of each row.

    Attributes
    ----------
    values
        0 to 10; -1 where there is no valid answer.
    state
        Why there is none, as a key of ``REASONS``; 0 where there is one.
    scale
        What the scale is where it is not 0 to 10, in words; else empty.
    note
        What to bear in mind about a scale that is accepted; may be empty.
    labelled
        Rows whose number was taken out of words around it.
    """

    values: NDArray[np.int8]
    state: NDArray[np.int8]
    scale: str = ""
    note: str = ""
    labelled: int = 0


def read_scores(column: pa.ChunkedArray, header: str = "") -> ScoreColumn:
    """Read a column of answers from 0 to 10.

    Examples
    --------
    >>> import pyarrow as pa
    >>> found = read_scores(pa.chunked_array([["10 - Extremely likely", "9/10", "７", "7.5", "11", "n/a", None, "0"]]))
    >>> found.values.tolist()
    [10, 9, 7, -1, -1, -1, -1, 0]
    >>> [REASONS.get(int(state), "") for state in found.state[3:7]]
    ['score is not a whole number', 'score outside 0 to 10', 'no score', 'no score']
    """
    codes, raw = coded(column)
    said = [understand(text) for text in raw.to_pylist()]
    counts = np.bincount(codes[codes >= 0], minlength=len(said))
    judged = [_judged(one) for one in said]
    values = np.array([*(value for value, _ in judged), -1], np.int8)
    states = np.array([*(state for _, state in judged), NO_SCORE], np.int8)
    scale, note = scale_of(list(zip(said, counts.tolist(), strict=True)), header)
    labelled = sum(n for one, n in zip(said, counts.tolist(), strict=True) if one.labelled)
    return ScoreColumn(values[codes], states[codes], scale, note, labelled)


def understand(text: str) -> Said:
    """What one cell says: a number, perhaps out of another one, perhaps among words.

    Examples
    --------
    >>> [understand(text).number for text in ("9 of 10", "Very likely (8)", "10점", "7 or 8", "-1", "9.0")]
    [9.0, 8.0, 10.0, None, -1.0, 9.0]
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).replace("−", "-").split()).casefold()
    plain = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in plain)
    if plain in BLANK_WORDS:
        return Said(blank=True)
    if _STARS.search(plain):
        return Said(stars=True)
    bare = _BARE.match(plain)
    if bare:
        decimals = bare[2] or bare[3] or ""
        return Said(number=float(f"{bare[1]}.{decimals or 0}"))
    if len(plain) > _LONGEST:
        return Said()
    out_of = _OUT_OF.match(plain)
    if out_of:
        return Said(number=float(out_of[1]), out_of=int(out_of[2]), labelled=True)
    among = _FIRST.match(plain) or _LAST.match(plain)
    return Said() if among is None else Said(number=float(among[1]), labelled=True)


def _judged(said: Said) -> tuple[int, int]:
    """The score, or -1, and the state."""
    if said.blank:
        return -1, NO_SCORE
    if said.number is None or said.out_of not in (None, HIGHEST):
        return -1, NOT_READ
    if said.number != np.floor(said.number):
        return -1, NOT_WHOLE
    if not 0 <= said.number <= HIGHEST:
        return -1, OUTSIDE
    return int(said.number), SCORED
