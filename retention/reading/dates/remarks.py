"""What a person should read about the dates of a file, in sentences."""

from __future__ import annotations

import numpy as np

from retention.languages import later, later_many, mark, mark_many
from retention.periods import DAY, Ints
from retention.reading.dates.dates import GOOD, DateColumn
from retention.reading.dates.digits import SERIALS
from retention.reading.dates.eras import SENTENCES
from retention.reading.dates.forms import MONTHS_ONLY, YEAR_FIRST, words_of
from retention.reading.dates.values import DAY_BEFORE_MONTH, SHORT_BUDDHIST
from retention.reading.wording import rows

_CHANGED = {
    **SENTENCES,
    SHORT_BUDDHIST: mark_many(
        "{n} row has a year of two digits that is read as Buddhist (67 is 2567, which is 2024).",
        "{n} rows have a year of two digits that is read as Buddhist (67 is 2567, which is 2024).",
    ),
}
_WRITTEN = {
    MONTHS_ONLY: mark_many(
        "{n} row has a month but no day; read as its first day. Choose months or longer periods.",
        "{n} rows have a month but no day; read as its first day. Choose months or longer periods.",
    ),
    SERIALS: mark_many(
        "{n} row has a bare number for a date, read as days the way workbooks count them (45356 is 5 March 2024).",
        "{n} rows have a bare number for a date, read as days the way workbooks count them (45356 is 5 March 2024).",
    ),
    DAY_BEFORE_MONTH: mark_many(
        "{n} row has a date with the year first, then the day, then the month, as the numbers above 12 show.",
        "{n} rows have a date with the year first, then the day, then the month, as the numbers above 12 show.",
    ),
}
_SWAPPED = {
    "dmy": mark(
        "{rows} have a date with the year first, never with a day above 12; {others} have one with the day first, "
        "always above 12. A spreadsheet has probably swapped day and month in the former: open the original file with "
        "the right country and export it again."
    ),
    "mdy": mark(
        "{rows} have a date with the year first, never with a day above 12; {others} have one with the month first, "
        "always above 12. A spreadsheet has probably swapped day and month in the former: open the original file with "
        "the right country and export it again."
    ),
}
_FAR_OFF = {
    "after": mark_many(
        "{n} row lies {years} years after all others, on {day}: probably a mistyped year. It is kept, and stretches "
        "the time that counts as observed; correct it in the file and read it again.",
        "{n} rows lie {years} years after all others, on {day}: probably a mistyped year. It is kept, and stretches "
        "the time that counts as observed; correct it in the file and read it again.",
    ),
    "before": mark_many(
        "{n} row lies {years} years before all others, on {day}: probably a mistyped year. It is kept, and stretches "
        "the time that counts as observed; correct it in the file and read it again.",
        "{n} rows lie {years} years before all others, on {day}: probably a mistyped year. It is kept, and stretches "
        "the time that counts as observed; correct it in the file and read it again.",
    ),
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
    said = [later_many(*_CHANGED[what], count) for what, count in dates.changed.items() if what in _CHANGED]
    said += [later_many(*_WRITTEN[form], count) for form, count in dates.families.items() if form in _WRITTEN]
    return said + _half_swapped(dates)


def _half_swapped(dates: DateColumn) -> list[str]:
    """A spreadsheet of the wrong country turns 03/05 around and leaves 25/05 as text: both halves are left to see."""
    open_ = dates.open
    if len(open_.at) < _FEW or YEAR_FIRST not in dates.families:
        return []
    message = _SWAPPED["dmy"] if (open_.a > 12).all() else _SWAPPED["mdy"] if (open_.b > 12).all() else None
    named = dates.micros[dates.state == GOOD] // DAY
    if message is None or len(named) < _FEW:
        return []
    days = named.astype("datetime64[D]")
    number = (days - days.astype("datetime64[M]")).astype(np.int64) + 1
    if number.max() > 12 or number.max() == number.min():
        return []
    return [later(message, rows=rows(len(named)), others=rows(len(open_.at)))]


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
        message, day = (_FAR_OFF["after"], next_) if late else (_FAR_OFF["before"], last)
        years = f"{(next_ - last) // _YEAR:,}"
        said.append(later_many(*message, min(before, after), years=years, day=words_of(day // DAY * DAY)))
    return said
