"""The forms that dates are written in, and the calendar they are checked against."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.languages import mark
from retention.periods import Ints
from retention.reading.dates.eras import ERA_LETTERS
from retention.reading.dates.shapes import Span, byte_span
from retention.reading.dates.words import Meaning, readings
from retention.reading.wording import long_day, strung

OPEN_FORM = mark("two numbers and a year")
YEAR_FIRST = mark("year first")
MONTHS_ONLY = mark("months only")
# A capital letter in a form stands for a word of that kind (see datewords); digits of a value are zeros here.
_AND = r"(?:\s*[-/._]\s*|\s+)"
_ERA = r"(?:E\s*)?"
_SHORT_OR_FULL = r"'?(?P<y>\d{4}|\d{2})(?:\s*F)?"
_OF = r"(?:[FE][\s.]*)*"
_DATES = (
    (YEAR_FIRST, rf"(?P<y>\d{{4}}){_AND}(?P<m>\d{{1,2}}){_AND}(?P<d>\d{{1,2}})\.?"),
    (YEAR_FIRST, r"'(?P<y>\d{2})\s*[-/.]\s*(?P<m>\d{1,2})\s*[-/.]\s*(?P<d>\d{1,2})\.?"),
    (YEAR_FIRST, r"(?P<y>\d{2})\.\s+(?P<m>\d{1,2})\.\s+(?P<d>\d{1,2})\."),  # the Korean way
    (
        mark("year, month and day by name"),
        rf"{_ERA}(?P<y>\d{{1,4}}|元)\s*[년年]\s*(?P<m>\d{{1,2}})\s*[월月]\s*(?P<d>\d{{1,2}})\s*[일日号號]?",
    ),
    (mark("years of an era"), r"E\s*(?P<y>\d{1,4})\s*[-/.]\s*(?P<m>\d{1,2})\s*[-/.]\s*(?P<d>\d{1,2})"),
    (mark("years of an era"), r"(?P<era>[rhstm])\.?(?P<y>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"),
    (mark("Minguo years"), r"(?P<minguo>\d{3})\s*[-/.]\s*(?P<m>\d{1,2})\s*[-/.]\s*(?P<d>\d{1,2})"),
    (OPEN_FORM, rf"(?P<a>\d{{1,2}}){_AND}(?P<b>\d{{1,2}})(?:{_AND}|\s*,\s*)(?:[FE]\s*)?'?(?P<y>\d{{4}}|\d{{2}})\.?"),
    (mark("day and month name"), rf"(?:F\s*)?(?P<d>\d{{1,2}})O?[\s.\-/,]*{_OF}M[\s.,\-/]*{_OF}{_SHORT_OR_FULL}"),
    (
        mark("day and month name"),
        r"(?:F\s*)?(?P<d>\d{1,2})\s*[,\-/]?\s*T\s*(?P<m>\d{1,2})\s*,?\s*(?:F\s*)?(?P<y>\d{4})",
    ),
    (mark("month name and day"), rf"M[\s.\-/]*(?P<d>\d{{1,2}})O?[\s,.\-/]+{_OF}{_SHORT_OR_FULL}"),
    (YEAR_FIRST, r"(?P<y>\d{4})[\s.\-/,]*M[\s.\-/]*(?P<d>\d{1,2})\.?"),
)
_MONTHS_ONLY = (
    r"(?P<y>\d{4})\s*[-/.]\s*(?P<m>\d{1,2})\.?",
    rf"{_ERA}(?P<y>\d{{2,4}})\s*[년年]\s*(?P<m>\d{{1,2}})\s*[월月]",
    rf"M[\s.,\-/]*{_OF}{_SHORT_OR_FULL}",
    r"(?P<y>\d{4})[\s.\-/]*M",
    r"(?P<m>\d{1,2})\s*[-/.]\s*(?P<y>\d{4})",
    r"T\s*(?P<m>\d{1,2})[\s,/\-]*(?:F\s*)?(?P<y>\d{4})",
)
_HOUR = r"(?P<H>\d{1,2})"
_OFFSET = r"[+-]\d{1,2}(?::?\d{2}(?::?\d{2})?)?"
_ZONE = rf"(?:\s*(?P<tz>z|{_OFFSET}|Z(?:\s*{_OFFSET})?)(?:\s*[\[(]\D*[\])])?)?"
_CLOCK = (
    rf"{_HOUR}(?:(?P<c>[:.])(?P<M>\d{{2}})(?:(?P=c)(?P<S>\d{{2}})(?:[.,:](?P<f>\d{{1,9}}))?)?"
    r"|\s*(?:시|時|时|点|點|นาฬิกา|giờ|h|C)\s*"
    r"(?:(?P<M2>\d{1,2})\s*(?:분|分|นาที|phút|m)?\s*(?:(?P<S2>\d{1,2})\s*(?:초|秒|วินาที|giây|s)?)?)?)"
)
_TIME = rf"(?:(?:A\.?\s*)?{_CLOCK}(?:\s*A\.?)?(?:\s*C)?|A\s*(?P<H2>\d{{1,2}})|(?P<H3>\d{{1,2}})\s*A\.?){_ZONE}"
_JOIN = r"(?:\s*(?:t|,|;|:|@|\||_|-)\s*|\s*F\s*|\s+|(?<!\d))"
_BEFORE = r"(?:[(\[]?W[)\]]?[.,]*\s*)?"
_AFTER = r"(?:\s*,?\s*[(\[]?W[)\]]?\.?)?"
_DIGITS = (
    r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"
    r"[t \-_](?P<H>\d{2}):?(?P<M>\d{2})(?::?(?P<S>\d{2})(?:\.(?P<f>\d{1,9}))?)?"
)
_ZONE_IN_WORDS = re.compile(r"(?<=[\d zct])\s*[(\[][a-z_/ .]+[)\]]$")  # "gmt+0900 (korean standard time)"


@dataclass(frozen=True)
class Form:
    """How texts of one shape are written.

    Attributes
    ----------
    family
        The form in words.
    spans
        Byte positions of the digits of each part: y, m, d, or a, b, y; H, M, S, f.
    known
        Parts that words give: month, half of the day, minutes from UTC, what is added to the year.
    """

    family: str
    spans: dict[str, Span]
    known: dict[str, int] = field(default_factory=dict)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    written = [(family, rf"{_BEFORE}{date}{_AFTER}(?:{_JOIN}{_TIME}{_AFTER})?") for family, date in _DATES]
    written += [(family, rf"{_BEFORE}{_TIME}\s*[,\-]?\s*(?:F\s*)?{_BEFORE}{date}{_AFTER}") for family, date in _DATES]
    written += [(MONTHS_ONLY, date) for date in _MONTHS_ONLY]
    written.append((mark("digits only"), _DIGITS + _ZONE))
    zone = _ZONE.replace(r"\s*(?P<tz>", r"\s+(?P<tz>", 1)
    written.append(
        (mark("month name and day"), rf"{_BEFORE}M\s+(?P<d>\d{{1,2}})\s+{_CLOCK}(?:\s+A)?{zone}\s+(?P<y>\d{{4}})")
    )
    return tuple((family, re.compile(_filled(pattern))) for family, pattern in written)


def _filled(pattern: str) -> str:
    """Let each capital that stands for a word take up the word's length; names of groups are left alone."""
    return re.sub(r"(?<![\w<=\\])[MWAEZFOCT](?![\w>])|(?<=\[)FE(?=\])", _word, pattern)


def _word(found: re.Match[str]) -> str:
    return "FE\x01" if found.group() == "FE" else rf"(?:{found.group()}\x01*)"


def form_of(template: str) -> Form | None:
    """The form of texts whose digits are shown as zeros, in lower case; None where it is no date.

    Examples
    --------
    >>> form_of("00/00/0000 00:00").spans
    {'a': (0, 2), 'b': (3, 5), 'y': (6, 10), 'H': (11, 13), 'M': (14, 16)}
    >>> form_of("0 march 0000").known, form_of("soon")
    ({'month': 3}, None)
    """
    if len(template) > 80 or "0" not in template:
        return None
    template = _ZONE_IN_WORDS.sub("", template)
    for text, meanings in readings(template):
        for family, pattern in _patterns():
            found = pattern.fullmatch(text)
            if found:
                return _form(family, found, template, meanings)
    return None


def _form(family: str, found: re.Match[str], template: str, meanings: list[Meaning]) -> Form:
    parts = {name: found.span(name) for name, value in found.groupdict().items() if value is not None}
    spans = {name.rstrip("23"): byte_span(template, span) for name, span in parts.items() if name not in ("c", "era")}
    known = _known(meanings)
    if "era" in parts:
        known["era"] = ERA_LETTERS[found["era"]]
    if "tz" in parts:
        zone = found["tz"]
        spans.pop("tz")
        known["offset"] = known.pop("zone", 0)
        spans.update(_offset_spans(zone, template, parts["tz"][0]))
        if "-" in zone:
            known["west"] = 1
    if template[slice(*parts.get("y", (0, 0)))] == "元":
        spans.pop("y")
        known["year"] = 1
    return Form(family, spans, known)


def _known(meanings: list[Meaning]) -> dict[str, int]:
    names = {"M": "month", "A": "half", "E": "era", "Z": "zone"}
    return {names[kind]: number for kind, number in meanings if kind in names}


def _offset_spans(zone: str, template: str, start: int) -> dict[str, Span]:
    """Where the hours and minutes of an offset stand."""
    found = re.search(r"[+-](\d{1,2}):?(\d{2})?", zone)
    if not found:
        return {}
    spans = {"oh": found.span(1)}
    if found.group(2):
        spans["om"] = found.span(2)
    return {name: byte_span(template, (start + a, start + b)) for name, (a, b) in spans.items()}


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
    day = long_day(moment.date())
    return day if moment == moment.normalize() else strung([day, f"{moment:%H:%M}"])
