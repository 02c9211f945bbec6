"""How much a word looks like a language: what tells apart encodings whose bytes all mean something."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable
from functools import cache

from retention.reading.encodings.letters import CHARACTERS, PAIRS, WORDS

_HALF = math.log(2)
_ASCII = math.log(1 / 30)  # the same in every language, since most encodings agree on these
_EDGE = math.log(1 / 6)  # a word begins or ends
_BOUND = 2.5  # what one pair can say at most, since words repeat the same pairs
_STRANGE_CASE, _CAPITAL, _TWO_SCRIPTS, _BESIDE_LATIN, _INSIDE, _QUOTED = -4.0, -0.5, -5.0, -2.5, -2.0, -1.0
_BEYOND = {"LATIN": 0.12, "Vietnamese": 0.3}  # share of letters beyond ASCII in words that have any
_TRAILING = "@[\\]^`{}~"  # hardly follow a letter, but are second bytes of characters
MEASURES = "£€¥¢°₪฿₫±½²³º￦￥＄×"
_HALF_WIDTH_GOES_ON, _USUAL_WORD = 3.2, -3.5
_NO_LETTERS = "0123456789@[]^`{|}~_"
_QUOTES = "’‘“”„«»\u00a0–—-'"
_COMMON_SIGNS = {
    **dict.fromkeys("‘“”–—…•·°€£¥©®™«»№§\u00a0„‚¿¡", -5.5),
    **dict.fromkeys("ªº²³½₫×÷µ±¼¾", -7.0),
    "₪": -8.0,
    "’": -4.0,
}
_EAST_ASIAN_SIGNS = dict.fromkeys("、。（），：；！？「」『』【】《》～％￥￦₩・…＋－／　·※○●", -5.5)
_PRIVATE, _SIGN, _FOREIGN, _FOREIGN_SCRIPT = -20.0, -11.0, -9.0, -12.0
_ALPHABETS = {
    "Russian": "CYRILLIC",
    "Ukrainian": "CYRILLIC",
    "Bulgarian": "CYRILLIC",
    "Serbian": "CYRILLIC",
    "Greek": "GREEK",
    "Hebrew": "HEBREW",
    "Arabic": "ARABIC",
    "Persian": "ARABIC",
    "Thai": "THAI",
}
# Sets of characters that a standard calls common: its encoding, the first byte of the common ones, and their number.
_STANDARDS = {
    "Korean": ("euc_kr", 0xB0, 0xC8, 2350),
    "Simplified Chinese": ("gb2312", 0xB0, 0xD7, 3755),
    "Traditional Chinese": ("big5", 0xA4, 0xC6, 5401),
    "Japanese": ("euc_jp", 0xB0, 0xCF, 2965),
}


class _Costs(dict[str, float]):
    """Logarithms of probabilities, worked out once for each text that is asked for."""

    def __init__(self, cost: Callable[[str], float]) -> None:
        super().__init__()
        self._cost = cost

    def __missing__(self, text: str) -> float:
        self[text] = cost = self._cost(text)
        return cost


class Language:
    """A language as far as its letters show it.

    Parameters
    ----------
    name
        A key of the tables of letters, e.g. "Korean".

    Examples
    --------
    >>> russian = Language("Russian")
    >>> russian.likelihood("клиент") > russian.likelihood("ЛКХЕМР")
    True
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.script = _ALPHABETS.get(name, "LATIN")
        self._letters: dict[str, float] = {}
        self._pairs: dict[str, float] = {}
        if name in PAIRS:
            self._pairs = _of_one_size(_tiers(PAIRS[name], 2), self.script, name)
            self._letters = _letters_of(self._pairs)
            self._unlisted = sorted(self._pairs.values())[len(self._pairs) // 10] - _HALF
        else:
            self.script = "EAST ASIAN"
            self._letters = _tiers(CHARACTERS[name], 1)
        self._words = frozenset(WORDS.get(name, "").split())
        self._letter, self._pair = _Costs(self._letter_cost), _Costs(self._pair_cost)

    def likelihood(self, word: str) -> float:
        """Logarithm of how probable a word is, up to what all languages share."""
        alone = _alone(word)
        if alone in self._words:
            return _USUAL_WORD + _ASCII * (len(word) - len(alone))
        letter, pair = self._letter, self._pair
        total, before = 0.0, "_"
        for character in word:
            total += letter[character] + pair[before + character]
            before = character
        return total + pair[before + "_"]

    def knows(self, word: str) -> bool:
        """Whether it is one of the short words that stand in columns of numbers."""
        return _alone(word) in self._words

    def _letter_cost(self, character: str) -> float:
        if character.isascii():
            return _ASCII
        small = _small(character)
        known = self._letters.get(small)
        if known is not None:
            return known + (_CAPITAL if small != character else 0.0)
        if self.script == "EAST ASIAN":
            return _EAST_ASIAN_SIGNS.get(character) or self._rare_character(character)
        if character in _COMMON_SIGNS:
            return _COMMON_SIGNS[character]
        if character == "฿" and self.script == "THAI":
            return _COMMON_SIGNS["€"]
        return _FOREIGN if _script(character) == self.script else _unlikely(character)

    def _rare_character(self, character: str) -> float:
        """Characters that are too rare to be listed: common by the standard of the country, or not even that."""
        if character in _COMMON_SIGNS:
            return _COMMON_SIGNS[character] - 1
        codec, low, high, count = _STANDARDS[self.name]
        try:
            code = character.encode(codec)
        except UnicodeEncodeError:
            return min(_unlikely(character), _FOREIGN_SCRIPT) - 4
        if len(code) == 2 and low <= code[0] <= high:
            return math.log(0.04 / count)
        if _script(character) == "CJK":
            return -13.0 if self.name != "Korean" else -15.0
        if _half_width(character) and self.name == "Japanese":
            return math.log(0.04 / 60)
        return _unlikely(character)

    def _pair_cost(self, pair: str) -> float:
        """What a letter says about the next one, beyond how frequent both are."""
        if pair.isascii():
            return 0.0
        first, second = pair[0], pair[1]
        if self.script == "EAST ASIAN":
            return (
                _BESIDE_LATIN
                if (_latin(first.lower()) and first.islower()) or (_latin(second) and second.islower())
                else 0.0
            )
        if first.isdigit() or second.isdigit():
            return self._beside_digit(first if second.isdigit() else second)
        if second in _TRAILING and not first.isascii():
            return _INSIDE
        strange = first.islower() and second.isupper() and first not in "ßº"
        return (_STRANGE_CASE if strange else 0.0) + self._neighbours(_small(first), _small(second))

    def _beside_digit(self, character: str) -> float:
        """Signs of money and of measure stand beside numbers, letters hardly."""
        if character in MEASURES:
            return _BOUND
        return _INSIDE if character.isalpha() else 0.0

    def _neighbours(self, first: str, second: str) -> float:
        if not (self._known(first) and self._known(second)):
            return self._strangers(first, second)
        if self.script != "LATIN" and (_latin(first) or _latin(second)):
            return _TWO_SCRIPTS
        alone = self._share(first) + self._share(second)
        together = self._pairs.get(_edge(first) + _edge(second))
        if together is None:
            return max(-_BOUND, min(0.0, self._unlisted - alone))
        return max(-_BOUND, min(_BOUND, together - alone))

    def _strangers(self, first: str, second: str) -> float:
        """Two neighbours of which one is no letter of the language."""
        if "_" in (first, second):
            return 0.0
        if "\u00a0" in (first, second) and (first in MEASURES or second in MEASURES):
            return _BOUND  # a blank that does not break, between a number and its unit
        if first in _QUOTES or second in _QUOTES:
            return _QUOTED
        return _INSIDE if _edge(first) != "_" or _edge(second) != "_" else 0.0

    def _known(self, letter: str) -> bool:
        return letter.isascii() or letter in self._letters

    def _share(self, letter: str) -> float:
        if not letter.isascii():
            return self._letters[letter]
        return _ASCII if letter.isalpha() else _EDGE


def _tiers(text: str, size: int) -> dict[str, float]:
    """Each tier is half as frequent as the one before."""
    return {
        tier[i : i + size]: -number * _HALF
        for number, tier in enumerate(text.split("|"))
        for i in range(0, len(tier), size)
    }


def _of_one_size(pairs: dict[str, float], script: str, name: str) -> dict[str, float]:
    """Only words with letters beyond ASCII are looked at: a language must not gain by having more of them."""
    wanted = _BEYOND.get(name, _BEYOND.get(script))
    if wanted is None:
        return pairs
    change = math.log(wanted / sum(math.exp(cost) for cost in _letters_of(pairs).values()))
    return {pair: weight + change for pair, weight in pairs.items()}


def _letters_of(pairs: dict[str, float]) -> dict[str, float]:
    """How frequent each letter is, as the first or the second of its pairs, whichever is more."""
    sums: dict[tuple[int, str], float] = {}
    for pair, weight in pairs.items():
        for place in (0, 1):
            if not pair[place].isascii():
                sums[place, pair[place]] = sums.get((place, pair[place]), 0.0) + math.exp(weight)
    letters = {letter for _, letter in sums}
    return {c: math.log(max(sums.get((0, c), 0.0), sums.get((1, c), 0.0))) for c in letters}


def _small(character: str) -> str:
    return character if character == "İ" else character.lower()[0]


def _alone(word: str) -> str:
    return word.strip(_NO_LETTERS).lower()


def _edge(letter: str) -> str:
    return letter if letter.isalpha() else "_"


def _half_width(letter: str) -> bool:
    return "ｦ" <= letter <= "ﾟ"


def _latin(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()


@cache
def _script(character: str) -> str:
    return unicodedata.name(character, "?").split(" ")[0].split("-")[0]


def _unlikely(character: str) -> float:
    """A character that the language does not use."""
    category = unicodedata.category(character)
    if category[0] == "C":
        return _PRIVATE
    return _FOREIGN_SCRIPT if category[0] == "L" else _SIGN


@cache
def language(name: str) -> Language:
    """The language of that name, made when it is first asked for."""
    return Language(name)
