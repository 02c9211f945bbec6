"""The text of a JSON file, read record by record, so that one that is broken harms no other."""

from __future__ import annotations

import re
from json import JSONDecodeError, JSONDecoder
from typing import Any

from retention.reading.documents.records import Gatherer, Number
from retention.reading.limits import Limits

_DEPTH = 5  # objects around a list of records
_TRIES = 200  # places at which reading may go on after a broken record
_SPACE = re.compile(r"[\s\ufeff]*")
_BETWEEN = re.compile(r"[\s,\x1e\ufeff]*")
_NUMBERED = re.compile(r'\{\s*"0"\s*:')  # values of a column by row number
# An escaped backslash, a letter in two halves, or (the group) a half that is alone.
_HALVES = re.compile(
    r"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)
_NEXT = re.compile(r"[,\n]\s*(?=[{\[])")


class UncountedText(str):
    """A text in which no error is given a line: the decoder would count all lines before each broken record."""

    def count(self, *_: Any) -> int:
        """Say nothing of lines."""
        return 0

    def rfind(self, *_: Any) -> int:
        """Say nothing of columns."""
        return -1


def whole_letters(text: UncountedText) -> UncountedText:
    r"""The text with a question mark for each escape of half a letter, which no text can hold.

    Examples
    --------
    >>> print(whole_letters(UncountedText(r'["\ud800", "\ud83d\ude00", "\\ud800"]')))
    ["?", "\ud83d\ude00", "\\ud800"]
    """
    if not any(half in text for half in ("\\ud", "\\uD")):
        return text
    return UncountedText(_HALVES.sub(lambda found: "?" if found[1] else found[0], text))


class JsonText:
    """A walk through the text.

    Attributes
    ----------
    start
        Where it begins, behind blanks.
    lists
        The lists of records that were found inside objects, by their path.
    cut
        Whether the text ends inside a list.
    """

    def __init__(self, text: UncountedText, name: str, limits: Limits) -> None:
        self.text, self.name, self.limits = text, name, limits
        self.lists: dict[str, Gatherer] = {}
        self.cut = False
        self._line, self._counted = 1, 0
        decoder = JSONDecoder(parse_float=Number, parse_int=Number, parse_constant=Number)
        self._decode = decoder.raw_decode
        self.start = self._skip(_SPACE, 0)

    def gatherer(self) -> Gatherer:
        """Somewhere to put records."""
        return Gatherer(self.limits, self.name)

    def line(self, at: int) -> int:
        """Line of a place, counted on from the last one asked for."""
        if at >= self._counted:
            self._line += str.count(self.text, "\n", self._counted, at)
            self._counted = at
        return self._line

    # -------------------------------------------------------------------------------------------- lines
    def is_lines(self) -> bool:
        """Whether a record ends on the line it begins on, and another follows it.

        Where the first line is broken, the next ones tell; those of a list end with commas.
        """
        ends: list[str | None] = []
        at = self.start
        if self._skip(_SPACE, self._line_end(self.start)) == len(self.text):
            return False
        while at < len(self.text) and len(ends) < 4:
            end = self._line_end(at)
            ends.append(self._behind_record(at, end))
            at = self._skip(_SPACE, end)
        if ends[0] is not None:
            return True
        return self.text[self.start] == "{" and ends[1] == "" and (len(ends) == 2 or ends[2] == "")

    def _behind_record(self, at: int, end: int) -> str | None:
        """What follows an object or a list on its line: nothing or a comma; None if there is no such record."""
        line = self.text[at:end]
        try:
            value, stop = self._decode(line, 0)
        except (JSONDecodeError, RecursionError):
            return None
        behind = line[stop:].strip()
        return behind if isinstance(value, (dict, list)) and behind in ("", ",") else None

    def lines(self, gatherer: Gatherer) -> None:
        """Take one record from each line."""
        text, at = self.text, self.start
        while at < len(text):
            end = self._line_end(at)
            line = self.line(at)
            try:
                value, stop = self._decode(text, at)
                if not isinstance(value, (dict, list)) or stop > end or text[stop:end].strip(" \t\r,"):
                    raise JSONDecodeError("no record", text, at)
                gatherer.add(value, line)
            except (JSONDecodeError, RecursionError):
                gatherer.add_broken(text[at:end].rstrip("\r"), line)
            at = self._skip(_BETWEEN, end)

    # -------------------------------------------------------------------------------------------- arrays
    def array(self, at: int, gatherer: Gatherer) -> int:
        """Take the records of a list that begins at a bracket; where it ends."""
        text = self.text
        at = self._skip(_BETWEEN, at + 1)
        while at < len(text) and text[at] != "]":
            line = self.line(at)
            try:
                value, after = self._decode(text, at)
                gatherer.add(value, line)
            except (JSONDecodeError, RecursionError):
                after = self._resume(at)
                gatherer.add_broken(text[at:after].strip(" \t\r\n,"), line)
            at = self._skip(_BETWEEN, after)
        self.cut |= at >= len(text)
        return min(at + 1, len(text))

    def _resume(self, at: int) -> int:
        """Where a record can be read again after a broken one; the end of the text if nowhere."""
        for _, found in zip(range(_TRIES), _NEXT.finditer(self.text, at + 1), strict=False):
            try:
                value, stop = self._decode(self.text, found.end())
            except (JSONDecodeError, RecursionError):
                continue
            stop = self._skip(_SPACE, stop)
            behind = self.text[stop : stop + 1]
            if isinstance(value, (dict, list)) and len(value) > 1 and behind in (",", "]", ""):
                return found.end()
        return len(self.text)

    # -------------------------------------------------------------------------------------------- objects
    def walk(self, at: int, path: str, depth: int) -> tuple[dict[str, Any], int]:
        """The values of an object, its lists of records taken out."""
        tree: dict[str, Any] = {}
        at = self._skip(_SPACE, at + 1)
        while self.text[at : at + 1] != "}":
            key, at = self._decode(self.text, at)
            at = self._skip(_SPACE, at)
            if self.text[at : at + 1] != ":" or not isinstance(key, str):
                raise JSONDecodeError("no value", self.text, at)
            at = self._skip(_SPACE, at + 1)
            begin, inner = self.text[at : at + 1], f"{path}.{key}" if path else key
            if begin == "{" and depth < _DEPTH and not _NUMBERED.match(self.text, at):
                tree[key], at = self.walk(at, inner, depth + 1)
            elif begin == "[":
                gatherer = self.lists.setdefault(inner, self.gatherer())
                at = self.array(at, gatherer)
                tree[key] = gatherer
            else:
                tree[key], at = self._decode(self.text, at)
            at = self._skip(_SPACE, at)
            if self.text[at : at + 1] == ",":
                at = self._skip(_SPACE, at + 1)
            elif self.text[at : at + 1] != "}":
                raise JSONDecodeError("no end", self.text, at)
        return tree, at + 1

    def _skip(self, pattern: re.Pattern[str], at: int) -> int:
        found = pattern.match(self.text, at)
        return found.end() if found else at

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return end if end >= 0 else len(self.text)
