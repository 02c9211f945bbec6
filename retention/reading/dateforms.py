"""The forms that dates are written in, and the calendar they are checked against."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.periods import Ints

# An optional time of day behind a date: 9:05, 09:05:30.125 PM, 21:05+09:00.
_TIME = (
    r"(?:(?:\s*[T,]\s*|\s+)(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    r"\s*(?P<ap>[AaPp]\.?[Mm]\.?)?\s*(?P<tz>Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?"
)
_MONTH_WORDS = (
    "jan january",
    "feb february",
    "mar march",
    "apr april",
    "may",
    "jun june",
    "jul july",
    "aug august",
    "sep sept september",
    "oct october",
    "nov november",
    "dec december",
)
MONTH_NUMBERS = {word: number for number, words in enumerate(_MONTH_WORDS, start=1) for word in words.split()}
_MONTH = "(?P<mon>(?i:" + "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True)) + r"))\.?"
_WEEKDAY = r"(?:(?i:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
FORMS = {
    "year first": r"^(?P<y>\d{4})\s*[-/.]\s*(?P<m>\d{1,2})\s*[-/.]\s*(?P<d>\d{1,2})\.?" + _TIME + "$",
    "two numbers and a year": r"^(?P<a>\d{1,2})[-/. ](?P<b>\d{1,2})[-/. ](?P<y>\d{4}|\d{2})\.?" + _TIME + "$",
    "digits only": (
        r"^(?P<y>19\d{2}|20\d{2})(?P<m>\d{2})(?P<d>\d{2})"
        r"(?:[T ]?(?P<H>\d{2}):?(?P<M>\d{2})(?::?(?P<S>\d{2}))?(?P<tz>Z)?)?$"
    ),
    "day and month name": "^"
    + _WEEKDAY
    + r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[\s.\-/]*"
    + _MONTH
    + r"[\s.,\-/]*(?P<y>\d{4}|\d{2})"
    + _TIME
    + "$",
    "month name and day": "^"
    + _WEEKDAY
    + _MONTH
    + r"[\s.\-/]*(?P<d>\d{1,2})(?:st|nd|rd|th)?[\s,\-/]+(?P<y>\d{4})"
    + _TIME
    + "$",
    "seconds since 1970": r"^(?P<n>[1-4]?\d{9})(?:\.(?P<f>\d{1,9}))?$",
    "milliseconds since 1970": r"^(?P<n>[1-4]?\d{12})(?:\.\d+)?$",
    "microseconds since 1970": r"^(?P<n>[1-4]?\d{15})$",
    "nanoseconds since 1970": r"^(?P<n>[1-4]?\d{18})$",
}
SERIAL_FORM = {"workbook day numbers": r"^(?P<n>[2-7]\d{4})(?:\.(?P<f>\d+))?$"}
EPOCH_UNIT = {"seconds": 1_000_000.0, "milliseconds": 1_000.0, "microseconds": 1.0, "nanoseconds": 0.001}


def full_years(years: Any, short: Any) -> Ints:
    """Two-digit years in full: 69 to 99 are of the last century."""
    years = np.asarray(years, np.int64)
    return np.asarray(np.where(short, years + np.where(years >= 69, 1900, 2000), years), np.int64)


def civil_days(year: Ints, month: Ints, day: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Days since 1970-01-01, and whether the date is in the calendar (30 February is not).

    Examples
    --------
    >>> civil_days(np.array([2024, 2023]), np.array([2, 2]), np.array([29, 29]))[1].tolist()
    [True, False]
    """
    months = ((year - 1970) * 12 + np.clip(month, 1, 12) - 1).astype("datetime64[M]")
    first = months.astype("datetime64[D]").astype(np.int64)
    after = (months + 1).astype("datetime64[D]").astype(np.int64)
    exists = (month >= 1) & (month <= 12) & (day >= 1) & (day <= after - first)
    return np.where(exists, first + day - 1, 0), exists


def words_of(micros: int) -> str:
    """A moment in words.

    Examples
    --------
    >>> words_of(1_709_596_800_000_000), words_of(1_709_635_200_000_000)
    ('5 March 2024', '5 March 2024, 10:40')
    """
    moment = pd.Timestamp(micros, unit="us")
    day = f"{moment.day} {moment:%B} {moment.year}"
    return day if moment == moment.normalize() else f"{day}, {moment:%H:%M}"
