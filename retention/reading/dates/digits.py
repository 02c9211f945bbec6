"""Dates without any separator: days, seconds or days counted up, told apart by their length and by what they give."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.languages import mark
from retention.periods import DAY, Ints
from retention.reading.dates.eras import BUDDHIST_YEARS, MINGUO, MINGUO_YEARS, from_buddhist
from retention.reading.dates.forms import MONTHS_ONLY, OPEN_FORM, civil_days
from retention.reading.dates.shapes import Span
from retention.reading.dates.states import BLANK, GOOD, IMPOSSIBLE, PLACEHOLDER, UNREADABLE

if TYPE_CHECKING:
    from retention.reading.dates.collected import Values

SERIALS = mark("workbook day numbers")
_DIGITS_ONLY = mark("digits only")
_SINCE_1970 = {
    "seconds": mark("seconds since 1970"),
    "milliseconds": mark("milliseconds since 1970"),
    "microseconds": mark("microseconds since 1970"),
    "nanoseconds": mark("nanoseconds since 1970"),
}
_DIGITS = re.compile(r"(?P<n>0{1,19})(?:\.(?P<f>0{1,15}))?")
_MONTH = re.compile(r"0000\.00?")  # 2024.03
_EPOCH = {
    9: ("seconds", 1_000_000),
    10: ("seconds", 1_000_000),
    12: ("milliseconds", 1_000),
    13: ("milliseconds", 1_000),
    15: ("microseconds", 1),
    16: ("microseconds", 1),
    18: ("nanoseconds", 0),
    19: ("nanoseconds", 0),
}
_FIRST_SERIAL, _LAST_SERIAL, _SERIAL_OF_1970 = 20_000, 79_999, 25_569


@dataclass(frozen=True)
class Digits:
    """Texts that are nothing but digits, with or without a point: where they are, and where their digits are."""

    whole: Span
    part: Span
    members: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    def at(self, members: Ints) -> Digits:
        """The same for these texts."""
        return replace(self, members=members)


def digits_of(template: str) -> Digits | None:
    """Where the digits of a shape stand; None where it holds anything else.

    Examples
    --------
    >>> digits_of("00000000.0").whole, digits_of("0/0")
    ((0, 8), None)
    """
    found = None if _MONTH.fullmatch(template) else _DIGITS.fullmatch(template)
    return Digits(found.span("n"), found.span("f") if found["f"] else (0, 0)) if found else None


def read_digits(values: Values, digits: list[Digits], *, serials: bool) -> None:
    """Read all bare digits of a column."""
    lengths = sorted({d.whole[1] for d in digits}, reverse=True)
    serials = serials or _all_serials(values, digits)
    seen = False
    for length in lengths:
        parts = [d for d in digits if d.whole[1] == length]
        at = np.concatenate([d.members for d in parts])
        number = np.concatenate([values.shapes.numbers(d.members, d.whole) for d in parts])
        fraction = np.concatenate([_fraction(values, d) for d in parts])
        _read_length(values, length, at, number, fraction, serials=serials)
        if length < 5 and (seen or bool((values.state == GOOD).any())):
            values.state[at[number == 0]] = PLACEHOLDER
        seen = seen or length >= 5


def _fraction(values: Values, digits: Digits) -> NDArray[np.float64]:
    start, end = digits.part
    if end == start:
        return np.zeros(len(digits.members))
    return values.shapes.numbers(digits.members, digits.part) / float(10 ** (end - start))


def _all_serials(values: Values, digits: list[Digits]) -> bool:
    """Whether every date of the column can be a day as workbooks count them."""
    count = 0
    for part in digits:
        if part.whole[1] == 5:
            number = values.shapes.numbers(part.members, part.whole)
            count += int(((number >= _FIRST_SERIAL) & (number <= _LAST_SERIAL)).sum())
    return count == int((values.state != BLANK).sum())


def _read_length(
    values: Values, length: int, at: Ints, number: Ints, fraction: NDArray[np.float64], *, serials: bool
) -> None:
    if length == 5:
        if serials:
            _read_serials(values, at, number, fraction)
        return
    if length == 6:
        _read_six(values, at, number)
    elif length == 7:
        _read_seven(values, at, number)
    elif length == 8:
        _read_eight(values, at, number)
    elif length in (14, 17) or (length in (10, 12) and _are_clocks(number, length)):
        _read_clock(values, at, number, length)
    elif length in _EPOCH:
        unit, micros = _EPOCH[length]
        moment = number * micros if micros else number // 1000
        if unit == "seconds":
            moment = moment + np.rint(fraction * 1e6).astype(np.int64)
        values.aware[at] = True
        values.settle(at, moment, np.full(len(at), GOOD, np.int8), _SINCE_1970[unit])


def _read_serials(values: Values, at: Ints, number: Ints, fraction: NDArray[np.float64]) -> None:
    micros = (number - _SERIAL_OF_1970) * DAY + np.rint(fraction * 86_400).astype(np.int64) * 1_000_000
    fits = (number >= _FIRST_SERIAL) & (number <= _LAST_SERIAL)
    values.settle(at[fits], micros[fits], np.full(int(fits.sum()), GOOD, np.int8), SERIALS)


def _plausible(years: Ints) -> NDArray[np.bool_]:
    return np.asarray((years >= 1900) & (years <= 2100) | np.isin(years, (2999, 9999)))


def _calendar(values: Values, at: Ints, years: Ints, rest: tuple[Ints, Ints], clock: Any, family: str) -> None:
    years, shifted = from_buddhist(years)
    values.change(BUDDHIST_YEARS, at[shifted])
    days, exists = civil_days(years, *rest)
    state = np.where(exists, GOOD, np.where(_plausible(years), IMPOSSIBLE, UNREADABLE)).astype(np.int8)
    state[(years == 0) & (rest[0] == 0) | np.isin(years, (2999, 9999))] = PLACEHOLDER
    state[exists & ~_plausible(years) & (state != PLACEHOLDER)] = UNREADABLE
    values.settle(at, days * DAY + clock, state, family)


def _exists(years: Ints, month: Ints, day: Ints) -> NDArray[np.bool_]:
    years = from_buddhist(years)[0]
    return np.asarray(civil_days(years, month, day)[1] & _plausible(years))


def _read_eight(values: Values, at: Ints, number: Ints) -> None:
    """Year, month, day; or the year last, where that makes sense of more values."""
    first = (number // 10_000, number // 100 % 100, number % 100)
    a, b, last = number // 1_000_000, number // 10_000 % 100, number % 10_000
    year_last = _exists(last, a, b) | _exists(last, b, a)
    if int(_exists(*first).sum()) >= int(year_last.sum()):
        _calendar(values, at, first[0], first[1:], 0, _DIGITS_ONLY)
        return
    _open_digits(values, at, (a, b, last), short=False)


def _read_seven(values: Values, at: Ints, number: Ints) -> None:
    """A Minguo year, month, day; or day, month, year that lost a zero in front."""
    years, month, day = number // 10_000 + MINGUO, number // 100 % 100, number % 100
    a, b, last = number // 1_000_000, number // 10_000 % 100, number % 10_000
    year_last = _exists(last, a, b) | _exists(last, b, a)
    if int(_exists(years, month, day).sum()) >= int(year_last.sum()):
        values.change(MINGUO_YEARS, at)
        _calendar(values, at, years, (month, day), 0, _DIGITS_ONLY)
        return
    _open_digits(values, at, (a, b, last), short=False)


def _read_six(values: Values, at: Ints, number: Ints) -> None:
    """Year and month where all fit; else three numbers of two digits."""
    years, month = number // 100, number % 100
    if _exists(years, month, np.ones(len(at), np.int64)).all():
        _calendar(values, at, years, (month, np.ones(len(at), np.int64)), 0, MONTHS_ONLY)
        return
    _open_digits(values, at, (number // 10_000, number // 100 % 100, number % 100), short=True)


def _open_digits(values: Values, at: Ints, parts: tuple[Ints, Ints, Ints], *, short: bool) -> None:
    a, b, y = parts
    if not short:
        y, shifted = from_buddhist(y)
        values.change(BUDDHIST_YEARS, at[shifted])
    values.settle_open(at, (a, b, y), np.full(len(at), short), OPEN_FORM)


def _are_clocks(number: Ints, length: int) -> bool:
    """Whether ten or twelve digits are year, month, day, hour (and minute) rather than seconds counted up."""
    day = number // 10 ** (length - 8)
    hour = number // 10 ** (length - 10) % 100
    fits = _exists(day // 10_000, day // 100 % 100, day % 100) & (hour < 24)
    if length == 12:
        fits &= number % 100 < 60
    return bool(fits.mean() > 0.5)


def _read_clock(values: Values, at: Ints, number: Ints, length: int) -> None:
    day, rest = number // 10 ** (length - 8), number % 10 ** (length - 8)
    padded = rest * 10 ** (17 - length)
    hour, minute, second, thousandth = padded // 10**7, padded // 10**5 % 100, padded // 1000 % 100, padded % 1000
    clock = ((hour * 3600 + minute * 60 + second) * 1000 + thousandth) * 1000
    _calendar(values, at, day // 10_000, (day // 100 % 100, day % 100), clock, _DIGITS_ONLY)
    values.state[at[(hour > 23) | (minute > 59) | (second > 60)]] = IMPOSSIBLE
