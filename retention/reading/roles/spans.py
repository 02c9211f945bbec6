"""Periods and ages in the names of columns: "2024-03", "Mar 24" and "2024년 3월"; "M3", "Week 3" and "3개월차"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from retention.reading.roles.words import plain

_Y = r"(?P<y>(?:19|20|25)\d\d)"
_NOT_BEHIND, _NOT_BEFORE = r"(?<![\d.])", r"(?![\d.])"
_FORMS = {
    "day": rf"{_NOT_BEHIND}{_Y}[-/.](?P<m>\d\d?)[-/.](?P<d>\d\d?)(?:[ T]00:00(?::00)?)?(?!\d)",
    "week": rf"{_NOT_BEHIND}{_Y}[\s\-_]*w(?:eek)?[\s\-_]*(?P<w>\d\d?)(?!\d)",
    "quarter": rf"{_Y}\s*[-_/]?\s*q(?P<q>[1-4])(?!\d)|(?<![a-z])q(?P<q2>[1-4])[\s\-_/']*(?P<y2>20\d\d)(?!\d)|"
    r"(?P<y3>20\d\d)\s*[년年]\s*第?(?P<q3>[1-4])\s*(?:분기|季度|四半期)",
    "month": rf"{_NOT_BEHIND}{_Y}\s*(?:[-/._m ]|[년年])\s*(?P<m>0?[1-9]|1[0-2])\s*[월月]?{_NOT_BEFORE}|"
    rf"{_NOT_BEHIND}(?P<m2>0?[1-9]|1[0-2])[-/._](?P<y2>(?:20|25)\d\d){_NOT_BEFORE}|"
    rf"{_NOT_BEHIND}(?P<y3>(?:20|25)\d\d)(?P<m3>0[1-9]|1[0-2]){_NOT_BEFORE}",
}
_NAMED = re.compile(
    r"(?P<word>[^\s\d\-_/,'’()]+)[\s\-_/.,'’]*(?P<y>(?:20|25)?\d\d)(?!\d)|"
    r"(?<!\d)(?P<y2>(?:20|25)\d\d)[\s\-_/.,]*(?P<word2>[^\s\d\-_/,'’()]+)"
)
_YEARLESS = re.compile(r"^(0?[1-9]|1[0-2])\s*[월月]$")
_YEAR = re.compile(rf"^{_Y}\s*[년年]?$")
_AGE = re.compile(
    r"^(?P<before>[^\W\d]+(?: [^\W\d]+){0,2})?\s*(?P<n>\d{1,3})\s*(?P<after>[^\W\d]+(?: [^\W\d]+){0,2})?$", re.UNICODE
)
_UNITS = {
    "month": """m mo mon month months mth 개월 개월차 개월후 개월째 월차 个月 个月后
第 個月 個月後 月后 ヶ月 ヶ月目 か月 か月目
カ月 カ月目 ヶ月後 เดือนที่ เดือน monat monate mois mes meses mese mesi maand miesiac ay месяц thang bulan الشهر شهر""",
    "week": """w wk week weeks 주 주차 주후 周 周后 週 週目 週間後 สัปดาห์ที่ woche semaine semana settimana tydzien hafta
неделя tuan minggu""",
    "day": "d day days 일 일차 일후 天 日 日目 日後 วันที่ tag jour dia giorno dzien gun день ngay hari",
    "quarter": "q quarter 분기 季度 四半期",
    "year": "y yr year 년차 年目",
    "": "p period age t cohort index retention n",
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words.split()}


@dataclass(frozen=True)
class Period:
    """A period that a header names.

    Attributes
    ----------
    unit
        "day", "week", "month", "quarter" or "year".
    start
        Its first day; of a month without a year, in the year 0.
    rest
        What else the header says, such as "sales".
    """

    unit: str
    start: np.datetime64
    rest: str = ""

    @property
    def end(self) -> np.datetime64:
        """The first day after it."""
        if self.unit in ("day", "week"):
            return self.start + np.timedelta64(1 if self.unit == "day" else 7, "D")
        months = {"month": 1, "quarter": 3, "year": 12}[self.unit]
        after: np.datetime64 = (self.start.astype("datetime64[M]") + np.timedelta64(months, "M")).astype(
            "datetime64[D]"
        )
        return after

    @property
    def has_year(self) -> bool:
        """Whether the year is known."""
        return bool(self.start > np.datetime64("1900-01-01"))


def periods_in(names: Iterable[str]) -> dict[str, Period]:
    """The columns that are periods, of one unit and one kind; of several kinds, the most numerous.

    Examples
    --------
    >>> [str(period.start) for period in periods_in(["id", "Jan 2024", "Feb 2024"]).values()]
    ['2024-01-01', '2024-02-01']
    """
    groups: dict[tuple[str, str], dict[str, Period]] = {}
    for name in names:
        period = period_of(name)
        if period is not None:
            groups.setdefault((period.unit, period.rest), {})[name] = period
    if not groups:
        return {}
    best = max(groups.values(), key=len)
    return _steps(best) if next(iter(best.values())).unit == "day" else _distinct(best)


def _steps(days: dict[str, Period]) -> dict[str, Period]:
    """First days of months, or days a week apart, stand for the whole month or week."""
    starts = sorted(period.start for period in days.values())
    gaps = {int((b - a).astype(int)) for a, b in pairwise(starts)}
    unit = "day"
    if len(starts) > 1 and all(str(start).endswith("-01") for start in starts) and min(gaps) >= 28:
        unit = "month"
    elif len(starts) > 1 and gaps and all(gap % 7 == 0 and gap for gap in gaps):
        unit = "week"
    return _distinct({name: Period(unit, period.start, period.rest) for name, period in days.items()})


def _distinct(periods: dict[str, Period]) -> dict[str, Period]:
    """One column for each period: two of them would not be one and the same thing."""
    return periods if len({period.start for period in periods.values()}) == len(periods) else {}


@lru_cache(maxsize=20_000)
def period_of(name: str) -> Period | None:
    """The period that a header names, if any.

    Examples
    --------
    >>> period_of("2024년 3월").unit, str(period_of("sales_2024_03").start), period_of("M3")
    ('month', '2024-03-01', None)
    """
    text = unicodedata.normalize("NFKC", name).strip().lower().lstrip("=+@'")
    if not any(c.isdigit() for c in text) or len(text) > 80:
        return _month_word_alone(text)
    for unit, form in _FORMS.items():
        found = re.search(form, text)
        if found:
            return _made(unit, {k.rstrip("23"): int(v) for k, v in found.groupdict().items() if v}, _rest(text, found))
    found = _YEAR.match(text)
    if found:
        return _made("year", {"y": int(found["y"])}, "")
    found = _YEARLESS.match(text)
    if found:
        return Period("month", _date(0, int(found[1]), 1))
    return _with_month_word(text)


def _with_month_word(text: str) -> Period | None:
    for found in _NAMED.finditer(text):
        month = month_number(found["word"] or found["word2"])
        if month:
            year = int(found["y"] or found["y2"])
            thai = bool(re.search("[\u0e00-\u0e7f]", text))
            return _made(
                "month", {"y": year + (2500 if thai else 2000) if year < 100 else year, "m": month}, _rest(text, found)
            )
    return None


def _month_word_alone(text: str) -> Period | None:
    month = month_number(text) if 3 <= len(text) <= 12 else 0
    return Period("month", _date(0, month, 1)) if month else None


@lru_cache(maxsize=5_000)
def month_number(word: str) -> int:
    """Number of a month by its name, in any language; 0 if it is none, or not one of them only."""
    from retention.reading.dates.words import vocabulary

    word = word.strip().lower()
    for form in (word, word.rstrip(".")):
        months = {number for kind, number in vocabulary().get(form, ()) if kind == "M"}
        if len(months) == 1:
            return months.pop()
    return 0


def _made(unit: str, parts: dict[str, int], rest: str) -> Period | None:
    year = parts["y"] - 543 if parts["y"] > 2400 else parts["y"]
    if unit == "week":
        return Period(unit, _iso_week(year, parts["w"]), rest) if 1 <= parts["w"] <= 53 else None
    month = 3 * parts["q"] - 2 if "q" in parts else parts.get("m", 1)
    try:
        return Period(unit, _date(year, month, parts.get("d", 1)), rest)
    except ValueError:
        return None


def _date(year: int, month: int, day: int) -> np.datetime64:
    return np.datetime64(f"{year:04d}-{month:02d}-{day:02d}", "D")


def _iso_week(year: int, week: int) -> np.datetime64:
    fourth = _date(year, 1, 4)  # always in the first week
    monday = fourth - np.timedelta64(int((fourth.astype(int) + 3) % 7), "D")
    return monday + np.timedelta64(7 * (week - 1), "D")


def _rest(text: str, found: re.Match[str]) -> str:
    return plain(f"{text[: found.start()]} {text[found.end() :]}").strip()


def ages_in(names: Iterable[str], least: int = 3) -> dict[str, int]:
    """The columns that are ages of a cohort, such as "M0" to "M12", rising; none if there are fewer than ``least``."""
    groups: dict[str, dict[str, int]] = {}
    for name in names:
        age = age_of(name)
        if age is not None:
            groups.setdefault(age[0], {})[name] = age[1]
    best = max(groups.values(), key=len, default={})
    numbers = list(best.values())
    rising = all(b > a for a, b in pairwise(numbers))
    return best if len(best) >= least and rising and numbers[0] <= 1 else {}


def age_unit(names: Iterable[str]) -> str:
    """The unit that ages are counted in, as far as headers say it; else empty."""
    for name in names:
        age = age_of(name)
        if age is not None:
            return _UNIT_OF.get(age[0].split("|")[0], "") or _UNIT_OF.get(age[0].split("|")[-1], "")
    return ""


@lru_cache(maxsize=20_000)
def age_of(name: str) -> tuple[str, int] | None:
    """What is counted, and the age: "Month 3" is ``("month|", 3)``; None for anything else.

    Examples
    --------
    >>> age_of("Month 3"), age_of("M3")[1], age_of("3개월차")[1], age_of("2024-03")
    (('month|', 3), 3, 3, None)
    """
    found = _AGE.match(plain(name).replace("%", "").strip())
    if not found:
        return None
    before, after = found["before"] or "", found["after"] or ""
    words = [*before.split(), *after.split()]
    if words and not any(word in _UNIT_OF for word in words):
        return None
    units = [word for word in words if word in _UNIT_OF]
    stem = f"{units[0]}|{after}" if units else "|"
    return stem, int(found["n"])
