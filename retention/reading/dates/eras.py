"""Years that are not counted from the birth of Christ: Buddhist, Minguo, and the Japanese eras."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from retention.languages import mark, mark_many
from retention.periods import Ints

BUDDHIST, MINGUO = 543, 1911
BUDDHIST_YEARS = mark("Buddhist years")
MINGUO_YEARS = mark("Minguo years")
JAPANESE_YEARS = mark("Japanese era years")
# Era to the year before its first, so that era year + this is the year.
ERAS = {
    "令和": 2018,
    "平成": 1988,
    "昭和": 1925,
    "大正": 1911,
    "明治": 1867,
    "民國": MINGUO,
    "民国": MINGUO,
    "中華民國": MINGUO,
    "中华民国": MINGUO,
    "พ.ศ.": -BUDDHIST,
    "พ.ศ": -BUDDHIST,
    "พศ": -BUDDHIST,
    "b.e.": -BUDDHIST,
    "ค.ศ.": 0,
    "ค.ศ": 0,
    "西暦": 0,
    "西元": 0,
    "公元": 0,
    "서기": 0,
}
ERA_LETTERS = {"r": 2018, "h": 1988, "s": 1925, "t": 1911, "m": 1867}
SENTENCES = {
    BUDDHIST_YEARS: mark_many(
        "{n} row has a Buddhist year; 543 was taken off (2567 is 2024).",
        "{n} rows have a Buddhist year; 543 was taken off (2567 is 2024).",
    ),
    MINGUO_YEARS: mark_many(
        "{n} row has a Minguo year; 1911 was added (113 is 2024).",
        "{n} rows have a Minguo year; 1911 was added (113 is 2024).",
    ),
    JAPANESE_YEARS: mark_many(
        "{n} row has a year of a Japanese era; converted (Reiwa 6 is 2024).",
        "{n} rows have a year of a Japanese era; converted (Reiwa 6 is 2024).",
    ),
}


def name_of(added: int) -> str:
    """Name of the years that a number was added to; empty where they needed none."""
    if added == 0:
        return ""
    return {-BUDDHIST: BUDDHIST_YEARS, MINGUO: MINGUO_YEARS}.get(added, JAPANESE_YEARS)


def from_buddhist(years: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Four-digit years, with those that can only be Buddhist ones converted, and which these are.

    Examples
    --------
    >>> from_buddhist(np.array([2567, 2024]))[0].tolist()
    [2024, 2024]
    """
    found = (years >= 2400) & (years < 2700)
    return np.where(found, years - BUDDHIST, years), found


def short_buddhist(years: Ints) -> Ints:
    """Two-digit Buddhist years in full: 67 is 2567, which is 2024.

    Examples
    --------
    >>> short_buddhist(np.array([67, 43, 5])).tolist()
    [2024, 2000, 1962]
    """
    return np.asarray(years, np.int64) + 2500 - BUDDHIST


def look_buddhist(years: Ints) -> bool:
    """Whether two-digit years make sense as Buddhist ones only: 62 to 67 would be 2062 to 2067.

    Examples
    --------
    >>> look_buddhist(np.array([66, 67])), look_buddhist(np.array([23, 24])), look_buddhist(np.array([70, 71]))
    (True, False, False)
    """
    return bool(len(years)) and bool(years.min() >= 55) and bool(years.max() <= 72) and bool(years.min() <= 68)
