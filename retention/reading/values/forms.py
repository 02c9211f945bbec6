"""The forms that amounts are written in: signs, currencies, thousands, decimals, and what each form leaves open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from retention.reading.dates.shapes import Span, byte_span
from retention.reading.values import currencies

_TIMES = {
    "천": 10**3, "만": 10**4, "백만": 10**6, "천만": 10**7, "억": 10**8, "千": 10**3, "万": 10**4, "萬": 10**4,
    "百万": 10**6, "亿": 10**8, "億": 10**8, "k": 10**3, "mn": 10**6, "mio": 10**6, "mio.": 10**6, "m": 10**6,
    "bn": 10**9, "tr": 10**6, "triệu": 10**6, "tỷ": 10**9, "พัน": 10**3, "หมื่น": 10**4, "แสน": 10**5,
    "ล้าน": 10**6, "lakh": 10**5, "crore": 10**7,
}  # fmt: skip
_MINUS = "−–—△▲▼-"
_TRANSLATION = str.maketrans(  # marks of other scripts
    {"٫": ".", "٬": ",", "’": "'", "ʼ": "'", "`": "'", "\u00b7": "."}
)


@dataclass(frozen=True)
class NumberForm:
    """How amounts of one shape are written.

    Attributes
    ----------
    runs
        Byte positions of the runs of digits.
    decimals
        Digits behind the decimal mark, where the form is sure about it; of open forms, if the mark is a decimal one.
    mark
        The mark before decimals that the form shows, "." or ","; the open mark itself; empty without any.
    sure
        Whether the mark can be read in one way only. A zero in front makes an open form sure, too.
    factor
        What the digits are multiplied with: -1 for a debt, ten thousand for "만".
    currency, percent, credit
        What else the text says.
    scientific
        Written with a power of ten: each text is a number by itself.
    """

    runs: tuple[Span, ...] = ()
    decimals: int = 0
    mark: str = ""
    sure: bool = True
    factor: int = 1
    currency: str = ""
    percent: bool = False
    credit: bool = False
    scientific: bool = False


@cache
def _value() -> re.Pattern[str]:
    currency = f"(?:{currencies.pattern()})"
    times = "|".join(sorted((re.escape(word) for word in _TIMES), key=len, reverse=True))
    return re.compile(
        rf"(?P<open>\()?\s*(?P<s1>[+{_MINUS}])?\s*(?P<c1>{currency})?\s*(?P<s2>[+{_MINUS}])?\s*"
        rf"(?P<number>0(?:[0.,' _]*0)?|[.,]0+)(?:[.,](?:-{{1,2}}|[–—])?)?\s*(?P<times>{times})?\s*(?P<c2>{currency})?"
        rf"(?:\s*(?P<s3>[{_MINUS}])|\s*(?P<side>cr|dr)\.?|\s*(?P<percent>%))?\s*(?P<close>\))?\s*"
    )


_SCIENTIFIC = re.compile(r"[-+]?0+(?:\.0+)?e[-+]?0{1,3}")


def number_form(template: str) -> NumberForm | None:
    """The form of texts whose digits are shown as zeros, in lower case; None where it is no number.

    Examples
    --------
    >>> number_form("(₩0,000)").factor, number_form("(₩0,000)").currency, number_form("(₩0,000)").sure
    (-1, 'KRW', False)
    >>> number_form("0.000,00 €").mark, number_form("0.000,00 €").decimals, number_form("free")
    (',', 2, None)
    """
    if len(template) > 60 or "0" not in template:
        return None
    if _SCIENTIFIC.fullmatch(template):
        return NumberForm(scientific=True)
    text = template.translate(_TRANSLATION)
    found = _value().fullmatch(text)
    if not found or bool(found["open"]) != bool(found["close"]) or (found["s1"] and found["s2"]):
        return None
    marked = _marked(found["number"])
    if marked is None:
        return None
    mark, sure, decimals = marked
    start = found.start("number")
    runs = tuple(byte_span(template, (start + m.start(), start + m.end())) for m in re.finditer("0+", found["number"]))
    negative = bool(found["open"]) or any((found[s] or "+") in _MINUS for s in ("s1", "s2", "s3"))
    credit = found["side"] == "cr"
    return NumberForm(
        runs=runs,
        decimals=decimals,
        mark=mark,
        sure=sure,
        factor=_TIMES.get(found["times"] or "", 1) * (-1 if negative or credit else 1),
        currency=currencies.codes().get(found["c1"] or found["c2"] or "", ""),
        percent=bool(found["percent"]),
        credit=bool(found["side"]),
    )


def _marked(number: str) -> tuple[str, bool, int] | None:
    """The decimal mark of a number, whether it is certain, and the digits behind it; None where groups do not fit."""
    marks = re.sub("0", "", number)
    distinct = list(dict.fromkeys(marks))
    if not marks:
        return "", True, 0
    if len(distinct) > 2 or marks[-1] in distinct[:-1] or (len(distinct) == 2 and marks.count(marks[-1]) > 1):
        return None
    last = marks[-1]
    whole, part = number.rsplit(last, 1)
    if len(distinct) == 2:  # thousands and decimals
        return (last, True, len(part)) if last in ".," and _grouped(whole, distinct[0]) else None
    if len(marks) > 1 or last not in ".,":
        other = {".": ",", ",": "."}.get(last, "")
        return (other, True, 0) if _grouped(number, last) else None
    sure = len(part) != 3 or len(whole) > 3 or not whole
    return last, sure, len(part)


def _grouped(whole: str, mark: str) -> bool:
    """Whether groups of thousands (or of lakhs) stand between the marks."""
    first, *others = whole.split(mark)
    if not 1 <= len(first) <= 3 or len(others[-1]) != 3:
        return False
    middle = {len(group) for group in others[:-1]}
    return middle <= {3} or (middle <= {2} and len(first) <= 2) or (middle <= {4} and len(first) <= 4)
