"""The different texts of a column of dates, each read once: by their shapes, with one look at the whole.

What only the whole column decides: whether two-digit years are Buddhist, whether years come first and months last,
and how bare digits count.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retention.languages import mark
from retention.periods import DAY, Ints
from retention.reading.dates.collected import Values
from retention.reading.dates.digits import Digits, digits_of, read_digits
from retention.reading.dates.eras import (
    BUDDHIST_YEARS,
    MINGUO,
    MINGUO_YEARS,
    from_buddhist,
    look_buddhist,
    name_of,
    short_buddhist,
)
from retention.reading.dates.forms import MONTHS_ONLY, OPEN_FORM, YEAR_FIRST, Form, civil_days, form_of, full_years
from retention.reading.dates.shapes import in_plain_form, shapes_of
from retention.reading.dates.states import BLANK, BLANK_WORDS, GOOD, IMPOSSIBLE, PLACEHOLDER, UNREADABLE, ZONE
from retention.reading.dates.words import DOUBTFUL

if TYPE_CHECKING:
    import pyarrow as pa

SHORT_BUDDHIST = mark("two-digit Buddhist years")
DAY_BEFORE_MONTH = mark("year, day, month")
_THAI = re.compile("[\u0e00-\u0e7f]")


def read_values(texts: pa.Array, *, serials: bool) -> Values:
    """Read distinct texts, blanks around them already taken off."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = pc.utf8_lower(texts)
    shapes = shapes_of(texts)
    thai = any(_THAI.search(template) for template in shapes.templates)
    texts, shapes = in_plain_form(texts, shapes)
    n = len(texts)
    blank = pc.is_in(texts, pa.array(BLANK_WORDS)).to_numpy(zero_copy_only=False)
    state = np.where(blank, BLANK, UNREADABLE).astype(np.int8)
    values = Values(shapes, np.zeros(n, np.int64), state, np.zeros(n, bool))
    forms: list[tuple[Form, Ints]] = []
    digits: list[Digits] = []
    for i, template in enumerate(values.shapes.templates):
        bare = digits_of(template)
        if bare is not None:
            digits.append(bare.at(values.shapes.members(i)))
            continue
        form = form_of(template)
        if form is not None:
            forms.append((form, values.shapes.members(i)))
    _Reader(values, forms, thai).read()
    if digits:
        read_digits(values, digits, serials=serials)
    return values


class _Reader:
    """Values of the forms with separators or words."""

    def __init__(self, values: Values, forms: list[tuple[Form, Ints]], thai: bool) -> None:
        self.values, self.forms = values, forms
        self.short_is_buddhist = self._short_is_buddhist(thai)
        self.day_before_month = self._day_before_month()
        self.zero_lost = self._zero_lost()
        self.minguo = any("minguo" in form.spans for form, _ in forms)

    def read(self) -> None:
        """Read every form."""
        for form, at in self.forms:
            clock, valid = self._clock(form, at)
            if form.known.get("offset") == DOUBTFUL:
                self.values.settle(at, clock, np.full(len(at), ZONE, np.int8), form.family)
            elif form.family == OPEN_FORM:
                self._open(form, at, clock, valid)
            else:
                self._calendar(form, at, clock, valid)

    def _number(self, form: Form, at: Ints, name: str, default: int = 0) -> Ints:
        span = form.spans.get(name)
        return np.full(len(at), default, np.int64) if span is None else self.values.shapes.numbers(at, span)

    def _short_is_buddhist(self, thai: bool) -> bool:
        short = [self._number(form, at, "y") for form, at in self.forms if _has_short_year(form)]
        years = np.concatenate(short) if short else np.zeros(0, np.int64)
        return look_buddhist(years) or (thai and len(years) > 0 and bool(years.max() > 40))

    def _day_before_month(self) -> bool:
        """Whether years first are followed by days: the second number passes 12, the third never does."""
        total = second = 0
        for form, at in self.forms:
            if form.family == YEAR_FIRST and {"m", "d"} <= form.spans.keys():
                m, d = self._number(form, at, "m"), self._number(form, at, "d")
                if (d > 12).any():
                    return False
                total += len(at)
                second += int(((m > 12) & (m <= 31)).sum())
        return second >= 2 and second >= 0.02 * total

    def _zero_lost(self) -> bool:
        """Whether months are written in two digits behind a point: then 2024.1 is what a number leaves of 2024.10."""
        dotted = (self._number(form, at, "m") for form, at in self.forms if _dotted_month(form) == 2)
        return any(bool((month < 10).any()) for month in dotted)

    def _open(self, form: Form, at: Ints, clock: Ints, valid: NDArray[np.bool_]) -> None:
        values = self.values
        a, b, y = (self._number(form, at, name) for name in "aby")
        short = np.full(len(at), _has_short_year(form))
        if self.minguo and short.all():  # among years such as 113, 99 is one of the same kind
            years = a + MINGUO
            values.change(MINGUO_YEARS, at)
            days, exists = civil_days(years, b, y)
            values.settle(at, days * DAY + clock, _good(exists & valid), MINGUO_YEARS)
            return
        if short.all() and self.short_is_buddhist:
            y, short = short_buddhist(y), np.zeros(len(at), bool)
            values.change(SHORT_BUDDHIST, at)
        else:
            y, shifted = from_buddhist(y)
            values.change(BUDDHIST_YEARS, at[shifted])
        values.micros[at] = clock
        values.settle_open(at[valid], (a[valid], b[valid], y[valid]), short[valid], form.family)
        values.state[at[~valid]] = IMPOSSIBLE

    def _calendar(self, form: Form, at: Ints, clock: Ints, valid: NDArray[np.bool_]) -> None:
        values = self.values
        year, known = self._year(form, at)
        month = self._number(form, at, "m", form.known.get("month", 0))
        day = self._number(form, at, "d", 1 if form.family == MONTHS_ONLY else 0)
        if self.zero_lost and _dotted_month(form) == 1:
            month = np.where(month == 1, 10, month)
        family = form.family
        if self.day_before_month and family == YEAR_FIRST and "m" in form.spans:
            month, day, family = day, month, DAY_BEFORE_MONTH
        days, exists = civil_days(year, month, day)
        state = _good(exists & valid)
        nothing = (month == 0) & (day == 0) & (year == 0)
        state[nothing | ((year == 1900) & (day == 0)) | np.isin(year, (2999, 9999))] = PLACEHOLDER
        state[~known] = UNREADABLE
        values.settle(at, days * DAY + clock, state, family)

    def _year(self, form: Form, at: Ints) -> tuple[Ints, NDArray[np.bool_]]:
        """Years in full, and whether they make sense."""
        values, sure = self.values, np.ones(len(at), bool)
        if "minguo" in form.spans:
            years = self._number(form, at, "minguo")
            values.change(MINGUO_YEARS, at)
            return years + MINGUO, (years >= 80) & (years <= 200) | (years == 0)
        years = self._number(form, at, "y", form.known.get("year", 0))
        width = _width(form, "y")
        era = form.known.get("era")
        if era is not None:
            values.change(name_of(era), at)
            return np.where(years < 100, years + 2500, years) + era if era < 0 else years + era, sure
        if width == 3:
            values.change(MINGUO_YEARS, at)
            return years + MINGUO, (years >= 80) & (years <= 200)
        if width == 1:
            return years, np.zeros(len(at), bool)
        if width == 2:
            if self.short_is_buddhist:
                values.change(SHORT_BUDDHIST, at)
                return short_buddhist(years), sure
            return full_years(years, np.True_), sure
        years, shifted = from_buddhist(years)
        values.change(BUDDHIST_YEARS, at[shifted])
        return years, sure

    def _clock(self, form: Form, at: Ints) -> tuple[Ints, NDArray[np.bool_]]:
        """Time of day in microseconds, less the offset from UTC where one is given; and whether such a time exists."""
        if "H" not in form.spans:
            return np.zeros(len(at), np.int64), np.ones(len(at), bool)
        hour, minute, second = (self._number(form, at, name) for name in "HMS")
        midnight = (hour == 24) & (minute == 0) & (second == 0)
        valid = (minute < 60) & (second <= 60) & ((hour < 24) | midnight)
        half = form.known.get("half", 0)
        if half:
            valid &= (hour <= 12) | (half > 1)
            hour = _of_half(hour, half)
        micros = (hour * 3600 + minute * 60 + second) * 1_000_000
        if "f" in form.spans:
            width = _width(form, "f")
            digits = self._number(form, at, "f")
            micros += digits * 10 ** (6 - width) if width <= 6 else digits // 10 ** (width - 6)
        if "offset" in form.known:
            self.values.aware[at] = True
            minutes = self._number(form, at, "oh") * 60 + self._number(form, at, "om")
            sign = -1 if "west" in form.known else 1
            micros -= (form.known["offset"] + sign * minutes) * 60_000_000
        return micros, valid


def _of_half(hour: Ints, half: int) -> Ints:
    """Hours of half a day on the clock of 24 hours; what passes 12 is on that clock already."""
    if half == 1:
        return hour % 12
    if half == 2:
        return np.where(hour <= 12, hour % 12 + 12, hour)
    return np.where(hour <= 3, hour + 12, hour)


def _width(form: Form, name: str) -> int:
    start, end = form.spans.get(name, (0, 0))
    return end - start


def _dotted_month(form: Form) -> int:
    """Digits of the month in 2024.03; 0 for any other form."""
    behind = form.family == MONTHS_ONLY and form.spans.get("y") == (0, 4) and form.spans.get("m", (0, 0))[0] == 5
    return _width(form, "m") if behind else 0


def _has_short_year(form: Form) -> bool:
    return _width(form, "y") == 2 and "era" not in form.known


def _good(exists: NDArray[np.bool_]) -> NDArray[np.int8]:
    return np.where(exists, GOOD, IMPOSSIBLE).astype(np.int8)
