"""What a person should read about the dates of a file, in sentences."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from retention.periods import DAY, Ints
from retention.reading.dates.dates import GOOD, DateColumn
from retention.reading.dates.digits import SERIALS
from retention.reading.dates.eras import SENTENCES
from retention.reading.dates.forms import MONTHS_ONLY, YEAR_FIRST
from retention.reading.dates.values import DAY_BEFORE_MONTH, SHORT_BUDDHIST

_CHANGED = {
    **SENTENCES,
    SHORT_BUDDHIST: "{rows} a year of two digits that is read as Buddhist (67 is 2567, which is 2024).",
}
_WRITTEN = {
    MONTHS_ONLY: "{rows} a month but no day; read as its first day. Choose months or longer periods.",
    SERIALS: "{rows} a bare number for a date, read as days the way workbooks count them (45356 is 5 March 2024).",
    DAY_BEFORE_MONTH: "{rows} a date with the year first, then the day, then the month, as the numbers above 12 show.",
}
_YEAR = 365 * DAY
_PLENTY, _EMPTY_YEARS, _FEW_OFF = 20, 5, 0.02  # rows, empty years between, share of rows that may be mistyped
_FEW = 5  # dates of either kind that make a pattern


def about_dates(dates: DateColumn) -> list[str]:
    """Sentences about conversions, about dates that are not whole, and about a column that a spreadsheet mixed up.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from retention.reading.dates.dates import read_dates
    >>> about_dates(read_dates(pa.chunked_array([["29/02/2567", "2024-03"]])))[0]
    '1 row has a Buddhist year; 543 was taken off (2567 is 2024).'
    """
    said = [_CHANGED[what].format(rows=_rows(count)) for what, count in dates.changed.items() if what in _CHANGED]
    said += [_WRITTEN[form].format(rows=_rows(count)) for form, count in dates.families.items() if form in _WRITTEN]
    return said + _half_swapped(dates)


def _half_swapped(dates: DateColumn) -> list[str]:
    """A spreadsheet of the wrong country turns 03/05 around and leaves 25/05 as text: both halves are left to see."""
    open_ = dates.open
    if len(open_.at) < _FEW or YEAR_FIRST not in dates.families:
        return []
    order = "day" if (open_.a > 12).all() else "month" if (open_.b > 12).all() else ""
    named = dates.micros[dates.state == GOOD] // DAY
    if not order or len(named) < _FEW:
        return []
    days = named.astype("datetime64[D]")
    number = (days - days.astype("datetime64[M]")).astype(np.int64) + 1
    if number.max() > 12 or number.max() == number.min():
        return []
    return [
        f"{_rows(len(named))} a date with the year first, never with a day above 12; {_rows(len(open_.at))} one with "
        f"the {order} first, always above 12. A spreadsheet has probably swapped day and month in the former: "
        "open the original file with the right country and export it again."
    ]


def far_off(instants: Ints) -> list[str]:
    """Sentences about a few rows that lie years before or after all others: a mistyped year stretches every chart.

    Examples
    --------
    >>> days = np.array(["2024-03-01"] * 99 + ["2042-01-05"]).astype("datetime64[us]").astype(np.int64)
    >>> far_off(days)[0].partition(":")[0]
    '1 row lies 17 years after all others, on 5 January 2042'
    """
    if len(instants) < _PLENTY or int(instants.max() - instants.min()) < _EMPTY_YEARS * _YEAR:
        return []
    first = int(instants.min())
    counts = np.bincount((instants - first) // _YEAR)
    seen = np.flatnonzero(counts)
    said = []
    for at in np.flatnonzero(np.diff(seen) > _EMPTY_YEARS).tolist():
        before, after = int(counts[: seen[at] + 1].sum()), int(counts[seen[at + 1] :].sum())
        edge = first + int(seen[at + 1]) * _YEAR
        last, next_ = int(instants[instants < edge].max()), int(instants[instants >= edge].min())
        if min(before, after) > _FEW_OFF * len(instants):
            continue
        late = after < before
        words, day = ("after", next_) if late else ("before", last)
        said.append(
            f"{_lie(min(before, after))} {(next_ - last) // _YEAR} years {words} all others, on {_day(day)}: "
            "probably a mistyped year. It is kept, and stretches the time that counts as observed; correct it in the "
            "file and read it again."
        )
    return said


def _lie(count: int) -> str:
    return "1 row lies" if count == 1 else f"{count:,} rows lie"


def _day(instant: int) -> str:
    day = np.datetime64(instant, "us").astype(datetime)
    return f"{day.day} {day:%B %Y}"


def _rows(count: int) -> str:
    return "1 row has" if count == 1 else f"{count:,} rows have"
