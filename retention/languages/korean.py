"""Particles of Korean that follow the sound before them: 을 or 를, 이 or 가, 은 or 는.

A translator who does not know the word before writes both, as in "{name}을(를)"; the right one is chosen when the word
is there. After letters of other scripts both stay, as Korean writes it.
"""

from __future__ import annotations

import re

# What follows a closed syllable, and what follows an open one.
_PAIRS = {
    "을(를)": ("을", "를"),
    "은(는)": ("은", "는"),
    "이(가)": ("이", "가"),
    "과(와)": ("과", "와"),
    "(으)로": ("으로", "로"),
}
_PARTICLE = re.compile(r"(\w)([\u00a0 \"'’”()\]*_%]*)(" + "|".join(re.escape(pair) for pair in _PAIRS) + ")")
_CLOSED_DIGITS = "013678"  # 영 일 삼 육 칠 팔 end in a consonant
_FIRST, _FINALS, _RIEUL = 0xAC00, 28, 8


def fit_particles(text: str) -> str:
    """Choose each particle by the sound before it.

    Examples
    --------
    >>> fit_particles("고객을(를) 3을(를) 서울(으)로 Plus을(를)")
    '고객을 3을 서울로 Plus을(를)'
    """
    return _PARTICLE.sub(_fit, text) if "(" in text else text


def _fit(found: re.Match[str]) -> str:
    letter, between, pair = found.groups()
    closed = _closed("트" if "%" in between else letter, pair)  # 퍼센트
    return found.group() if closed is None else f"{letter}{between}{_PAIRS[pair][0 if closed else 1]}"


def _closed(letter: str, pair: str) -> bool | None:
    """Whether a syllable ends in a consonant; before (으)로 an ㄹ counts as open."""
    if letter.isdigit():
        return letter in _CLOSED_DIGITS and not (pair == "(으)로" and letter in "178")
    place = ord(letter) - _FIRST
    if not 0 <= place < 11172:
        return None
    final = place % _FINALS
    return final != 0 and not (pair == "(으)로" and final == _RIEUL)
