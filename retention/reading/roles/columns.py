"""What the cells of one column look like, from a sample: the other half of guessing its role."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from retention.languages import later
from retention.reading.text.layout import kind

DISTINCT = 300  # different values that are looked at closely
LOOKED = 1_000  # letters of a cell: no value of a role is longer, and a cell may hold a hundred megabytes
_EPOCH = re.compile(r"^[1-4]?\d{9}(\.\d+)?$|^[1-4]?\d{12}$|^[1-4]?\d{15}$|^[1-4]?\d{18}$")
_SERIAL = re.compile(r"^[2-7]\d{4}(\.\d+)?$")
_MONTH = re.compile(r"^(19|20|25)\d\d([-/.]?)(0[1-9]|1[0-2])$")
_CLOCK = re.compile(
    r"^([01]?\d|2[0-3])[:시時h点]\s?[0-5]\d([:분分m]?\s?[0-5]\d)?.{0,5}$|^(오전|오후|上午|下午|午前|午後)\s?\d"
)
_SIGN = r"(?:[A-Z]{0,3}[^\w\s.,\-(]{1,2}|[A-Z]{3}\s?|(?:Rp|RM|Rs|kr|Kč|zł)\.?\s?)"
_MONEY = re.compile(
    rf"^[(\-+−–△▲]*\s*{_SIGN}?\s*[-−]?\d[\d.,\s'’]*\s?(?:[^\x00-\x7f]{{1,4}}|[^\w\s]{{1,2}}|[A-Z]{{3}}|kr|lei)?\.?\)?(?:-|CR|DR)?$"
)
_EMAIL = re.compile(r"^[^\s@]+@[^\s@]+$")
_IP = re.compile(r"^\d{1,3}(\.\d{1,3}){3}$")
_UUID = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-|^[0-9a-f]{24,}$", re.IGNORECASE)
_NO_DATE = re.compile(rf"{_UUID.pattern}|{_IP.pattern}|.*@", re.IGNORECASE)
_CODE = re.compile(r"^(?=.*\d)[A-Za-z]{0,6}[-_#:]?[0-9A-Za-z]+([-_][0-9A-Za-z]+){0,3}$")
_PERHAPS_DATE = re.compile(r"\d.*[\s/.:\-년년年월月T,].*\d|^[^\d]{1,12}\d")
_FLAGS = {"0", "1", "y", "n", "yes", "no", "true", "false", "t", "f", "o", "x", "예", "아니오", "是", "否", "有", "无"}
_READ = 30  # texts handed to the reader of dates


@dataclass(frozen=True)
class Column:
    """What is known about one column of a sample. Shares are of the cells that are not blank.

    Attributes
    ----------
    name, rows, filled, distinct
        Header, records looked at, cells that are not blank, different values.
    examples
        Three different values.
    dates, moments, months, clocks, timed
        Share of cells that are dates, counts since 1970 or workbook days, months only, times of day only, and of those
        that say more than a day.
    numbers, decimals, negative, low, high
        Share of numbers, of such with decimals, of such below zero; the smallest and the largest.
    emails, codes
        Share of e-mail addresses, and of texts that look like an id.
    longest, words
        Characters of the longest value, and blanks in an average one.
    counting
        Whether it numbers the rows.
    values
        Different values, the first ones first, with how often they occur.
    """

    name: str
    rows: int
    filled: int
    distinct: int
    examples: tuple[str, ...]
    dates: float = 0.0
    moments: float = 0.0
    months: float = 0.0
    clocks: float = 0.0
    timed: float = 0.0
    numbers: float = 0.0
    decimals: float = 0.0
    negative: float = 0.0
    low: float = 0.0
    high: float = 0.0
    emails: float = 0.0
    codes: float = 0.0
    longest: int = 0
    words: float = 0.0
    counting: bool = False
    values: tuple[tuple[str, int], ...] = ()

    @property
    def unique(self) -> bool:
        """No value occurs twice."""
        return self.distinct == self.filled

    @property
    def flag(self) -> bool:
        """Yes or no, in one of many ways."""
        return 0 < self.distinct <= 3 and all(value.lower() in _FLAGS for value, _ in self.values)

    @property
    def repetition(self) -> str:
        """How often values occur, in words."""
        counts = {"n": f"{self.distinct:,}", "rows": f"{self.filled:,}"}
        if self.unique:
            return later("{n} different values in {rows} rows looked at, each once", **counts)
        if sum(count > 1 for _, count in self.values) > 0.5 * max(1, len(self.values)):
            return later("{n} different values in {rows} rows looked at, most occur several times", **counts)
        return later("{n} different values in {rows} rows looked at, some occur several times", **counts)


def look(name: str, at: int, sample: list[list[str]]) -> Column:
    """Look at one column of a sample."""
    counts = Counter(cell for r in sample if len(r) > at and (cell := r[at][:LOOKED].strip()))
    filled = sum(counts.values())
    if not filled:
        return Column(name, len(sample), 0, 0, ())
    values = tuple(counts.items())[:DISTINCT]
    seen = sum(count for _, count in values)

    def share(test: Callable[[str], object]) -> float:
        return sum(count for value, count in values if test(value)) / seen

    kinds = {value: "text" if _IP.match(value) else kind(value) for value, _ in values}
    numbers = [n for n in (_number(value) for value, _ in values if kinds[value] != "date") if n is not None]
    return Column(
        name=name,
        rows=len(sample),
        filled=filled,
        distinct=len(counts),
        examples=tuple(counts)[:3],
        dates=max(share(lambda v: kinds[v] == "date"), _as_read(v for v, _ in values if kinds[v] == "text")),
        moments=share(lambda v: _EPOCH.match(v) or _SERIAL.match(v)),
        months=share(_MONTH.match),
        clocks=share(_CLOCK.match),
        timed=share(lambda v: ":" in v or _EPOCH.match(v)),
        numbers=share(lambda v: kinds[v] != "date" and _MONEY.match(v)),
        decimals=share(lambda v: kinds[v] == "number" and re.search(r"[.,]\d*[1-9]\d*\D*$", v) and not v.isdigit()),
        negative=share(lambda v: kinds[v] == "number" and v.lstrip("(").startswith(("-", "−"))),
        low=min(numbers, default=0.0),
        high=max(numbers, default=0.0),
        emails=share(_EMAIL.match),
        codes=share(lambda v: _UUID.match(v) or _CODE.match(v)),
        longest=max(len(value) for value, _ in values),
        words=sum(value.count(" ") * count for value, count in values) / seen,
        counting=_counts_rows([value for value, _ in values], filled == len(counts)),
        values=values,
    )


def _number(text: str) -> float | None:
    digits = re.sub(r"[^\d.\-]", "", text.replace(",", ""))
    try:
        return float(digits)
    except ValueError:
        return None


def _as_read(texts: Iterable[str]) -> float:
    """Share of texts that the reader of dates understands, in whatever language they are."""
    some = list(islice(texts, _READ))
    perhaps = [t for t in some if len(t) <= 40 and _PERHAPS_DATE.search(t) and not _NO_DATE.match(t)]
    if len(perhaps) * 2 < len(some) or not perhaps:
        return 0.0
    import pyarrow as pa

    from retention.reading.dates.dates import GOOD, OPEN, read_dates

    state = read_dates(pa.chunked_array([pa.array(perhaps, pa.string())])).state
    return float(((state == GOOD) | (state == OPEN)).sum()) / len(some)


def _counts_rows(values: list[str], unique: bool) -> bool:
    if not unique or len(values) < 5 or not all(value.isdecimal() for value in values):
        return False
    first = int(values[0])
    return first in (0, 1) and all(int(value) == first + i for i, value in enumerate(values))
