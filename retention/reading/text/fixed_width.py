"""Text tables whose columns begin at the same place on every line, with blanks in between and inside of values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from retention.reading.headers import kind

_RULE = re.compile(r"^\s*[-=_]{2,}(?:[ \t]+[-=_]{2,})+\s*$")
_LOOK = 500  # lines that say where columns begin
_TITLES = 30  # lines above the data at most
_ALIKE = 0.95  # share of data lines that are blank between two columns
_MANY, _ODD = 60, 4  # lines of which a few may be odd; where there are fewer, so many at either end may be


Measure = Callable[[str], list[str]]


def as_characters(line: str) -> list[str]:
    """A line as places of one character each, as programs pad text."""
    return list(line.expandtabs() if "\t" in line else line)


def as_places(line: str) -> list[str]:
    """A line as the places it takes on a screen: two for a wide character, none for a mark above or below a letter.

    Examples
    --------
    >>> as_places("김 a")
    ['김', '', ' ', 'a']
    """
    places: list[str] = []
    for character in line.expandtabs():
        if places and unicodedata.category(character) in ("Mn", "Me"):
            places[-1] += character
        else:
            places += [character, ""] if unicodedata.east_asian_width(character) in "WF" else [character]
    return places


@dataclass(frozen=True)
class Columns:
    """Where columns begin, in places of a line; the place before a column must be blank.

    Attributes
    ----------
    starts
        First place of each column, rising; the first is 0.
    measure
        What the places of a line are.
    unnamed
        Columns, the first one apart, that have no name above them.
    """

    starts: tuple[int, ...]
    measure: Measure = as_characters
    unnamed: int = 0

    def split(self, line: str) -> list[str] | None:
        """Trimmed fields of a line; None where a value runs across the beginning of a column."""
        places = self.measure(line.rstrip("\r\n"))
        if any("".join(places[start - 1 : start]).strip() for start in self.starts[1:]):
            return None
        stops = (*self.starts[1:], len(places))
        return ["".join(places[start:stop]).strip() for start, stop in zip(self.starts, stops, strict=True)]


def find_columns(lines: Sequence[str]) -> Columns | None:
    """Find where columns begin, from a line of dashes or from the places that are blank on all lines.

    Examples
    --------
    >>> lines = ["id   day        paid", "a    2024-01-05    5", "bcd  2024-01-06   12", "e    2024-01-07    7"]
    >>> found = find_columns(lines)
    >>> found.starts, found.split(lines[-1])
    ((0, 5, 16), ['e', '2024-01-07', '7'])
    """
    looked = [line.rstrip("\r\n") for line in lines[:_LOOK]]
    measures = (as_characters,) if all(line.isascii() for line in looked) else (as_characters, as_places)
    found = [columns for columns in (_by_measure(looked, measure) for measure in measures) if columns is not None]
    return max(found, key=lambda columns: _fit(looked, columns), default=None)


def _fit(lines: Sequence[str], columns: Columns) -> float:
    """The more columns with a name the better, if lines keep to them, and the first one too."""
    kept = [columns.split(line) is not None for line in lines if line.strip()]
    share = sum(kept) / len(kept)
    return share**2 * (len(columns.starts) - 2 * columns.unnamed) * (1.0 if kept[0] else 0.7)


def _by_measure(lines: Sequence[str], measure: Measure) -> Columns | None:
    places = [measure(line) for line in lines]
    for line in lines[:_TITLES]:
        if _RULE.match(line):
            return Columns((0, *(found.start() for found in list(re.finditer(r"[-=_]+", line))[1:])), measure)
    data, gaps = _best_gaps(places, _data(places))
    if len(data) < 3 or all(stop - start == 1 for start, stop in gaps):  # single blanks are blanks between words
        return None
    header = _header(places, data[0], gaps)
    starts = _starts(gaps, header, [places[i] for i in data])
    return Columns(starts, measure, _unnamed(header, starts)) if len(starts) > 1 else None


def _unnamed(header: Sequence[str] | None, starts: tuple[int, ...]) -> int:
    if header is None:
        return 0
    stops = (*starts[2:], max(len(header), starts[-1]))
    return sum(not _text(header[start:stop]) for start, stop in zip(starts[1:], stops, strict=True))


def _text(places: Sequence[str]) -> str:
    return "".join(places).strip()


def _data(places: Sequence[list[str]]) -> list[int]:
    """Lines that look like the later ones: they hold digits, and are nearly as long as most."""
    lengths = sorted(len(line) for line in places if _text(line))
    usual = lengths[len(lengths) // 2] if lengths else 0
    return [i for i, line in enumerate(places) if len(line) >= 0.5 * usual and any(c.isdigit() for c in line)]


def _best_gaps(places: Sequence[list[str]], data: list[int]) -> tuple[list[int], list[tuple[int, int]]]:
    """Data lines and the gaps between their columns, without a few lines at both ends that would hide columns."""
    if len(data) >= _MANY:
        return data, _gaps([places[i] for i in data])
    best, found = data, _gaps([places[i] for i in data])
    for above in range(min(_ODD, len(data) - 3) + 1):
        for below in range(min(_ODD, len(data) - 3 - above) + 1):
            part = data[above : len(data) - below]
            gaps = _gaps([places[i] for i in part])
            if len(gaps) > len(found) and len(part) >= 0.6 * len(data):
                best, found = part, gaps
    return best, found


def _gaps(data: Sequence[list[str]]) -> list[tuple[int, int]]:
    """Runs of places that are blank on nearly all lines, those at both ends left out."""
    filled = [0] * max(map(len, data), default=0)
    for line in data:
        for j, place in enumerate(line):
            filled[j] += place not in (" ", "\t")
    most = len(data) * (1 - _ALIKE) if len(data) >= _MANY else 0
    blank = "".join(" " if count <= most else "x" for count in filled)
    return [found.span() for found in re.finditer(r"(?<=x) +(?=.*x)", blank)]


def _header(places: Sequence[list[str]], first: int, gaps: Sequence[tuple[int, int]]) -> list[str] | None:
    """The nearest filled line above the data, if its words stand over the columns."""
    above = [line for line in places[:first] if _text(line)]
    if not above:
        return None
    over = sum(bool(_blank_run(above[-1], gap)) for gap in gaps)
    return above[-1] if over >= 0.6 * len(gaps) and len(_text(above[-1]).split()) > 1 else None


def _blank_run(line: Sequence[str], gap: tuple[int, int]) -> tuple[int, int] | None:
    """The last places of a gap that are blank on a line too."""
    part = ["x" if j < len(line) and line[j] != " " else " " for j in range(*gap)]
    runs = [found.span() for found in re.finditer(" +", "".join(part))]
    return (gap[0] + runs[-1][0], gap[0] + runs[-1][1]) if runs else None


def _starts(
    gaps: Sequence[tuple[int, int]], header: Sequence[str] | None, data: Sequence[list[str]]
) -> tuple[int, ...]:
    """Beginnings of columns: gaps that the header bridges are none, nor is the blank between a date and its time."""
    starts = [0]
    for number, gap in enumerate(gaps):
        run = _blank_run(header, gap) if header is not None else gap
        if run is None:
            continue
        stop = gaps[number + 1][0] if number + 1 < len(gaps) else max(map(len, data))
        named = header is None or bool(_text(header[run[1] : stop]))
        if gap[1] - gap[0] == 1 and (not named or _is_moment(data, starts[-1], gap, stop)):
            continue
        starts.append(run[1])
    return tuple(starts)


def _is_moment(data: Sequence[list[str]], start: int, gap: tuple[int, int], stop: int) -> bool:
    """Whether a date stands before the gap and a time of day after it."""
    looked = data[:50]
    dated = sum(kind(_text(line[start : gap[0]])) == "date" for line in looked)
    timed = sum(bool(re.match(r"^\d{1,2}:\d{2}", _text(line[gap[1] : stop]))) for line in looked)
    return min(dated, timed) >= 0.9 * len(looked)
