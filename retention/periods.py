"""All calendar arithmetic: period numbers, starts, completeness, zones, elapsed windows.

Instants are int64 microseconds since 1970-01-01 UTC. A *period number* counts a unit from a fixed beginning, so that
ages are differences of numbers. Windows are half-open: an event at midnight belongs to the day that begins.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.errors import SettingsError
from retention.languages import day_name, language, month_name, say, short_day_name

Ints = NDArray[np.int64]
Moments = NDArray[np.datetime64]

UNITS = ("hour", "day", "week", "month", "quarter", "year")
WEEKDAYS = {d: i for i, d in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))}
MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
# Vendors agree on 30 days for an elapsed month; a customer's own windows cannot follow the calendar.
ELAPSED = {"hour": HOUR, "day": DAY, "week": 7 * DAY, "month": 30 * DAY, "quarter": 91 * DAY, "year": 365 * DAY}
YEAR_FIRST = ("ko", "zh")  # languages whose dates go from year to day
MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}
_EPOCH_WEEKDAY = 3  # 1970-01-01 was a Thursday


def to_moment(value: Any) -> datetime | None:
    """A date, datetime or ISO text as a naive local datetime; None stays None.

    A moment with an offset of its own is refused: what it means depends on the zone of the data, not known here.
    """
    if value is None:
        return None
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value).to_pydatetime()
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            raise ValueError(f"{value} carries an offset of its own")
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    raise TypeError(f"not a moment: {value!r}")


def calendar_months(local: Moments) -> NDArray[np.float64]:
    """Months since 1970 as a number: whole ones, and the share of the days of the one under way."""
    month = local.astype("datetime64[M]")
    begins, ends = (m.astype("datetime64[us]").astype(np.int64) for m in (month, month + 1))
    share = (local.astype("datetime64[us]").astype(np.int64) - begins) / (ends - begins)
    return np.asarray(month.astype(np.int64) + share, np.float64)


def asked_moment(value: Any, name: str) -> datetime:
    """A local moment that somebody has to give; ``name`` is what the argument is called."""
    try:
        local = to_moment(value)
        if local is None:
            raise TypeError
    except (ValueError, TypeError) as error:
        raise SettingsError(
            say("{value} is not a moment.", value=repr(value)), where=name, todo=say('Write it as "2024-04-01".')
        ) from error
    return local


def check_timezone(name: str) -> str:
    """Return the zone's name, or say that it is not known."""
    try:
        ZoneInfo(name)
    except Exception as error:
        raise SettingsError(
            say("'{name}' is not a known time zone.", name=name),
            where="timezone",
            todo=say('Write a name such as "UTC" or "Asia/Seoul".'),
        ) from error
    return name


# --------------------------------------------------------------------------------------------------- zones
@lru_cache(maxsize=64)
def _transitions(timezone: str, first_day: int, last_day: int) -> tuple[Ints, Ints, Ints]:
    """Instants at which the offset changes, the offset from each on, and the earliest local day allowed from each on.

    The last one matters where clocks go back over midnight: the day that has begun goes on, it does not end twice.
    """
    zone = ZoneInfo(timezone)
    days = np.arange(first_day - 2, last_day + 3)
    utc = pd.DatetimeIndex(days.astype("datetime64[D]").astype("datetime64[us]"))
    local = utc.tz_localize("UTC").tz_convert(zone).tz_localize(None)
    offsets = local.to_numpy("datetime64[us]").astype(np.int64) - utc.to_numpy("datetime64[us]").astype(np.int64)
    starts, values = [int(days[0]) * DAY], [int(offsets[0])]
    for i in np.flatnonzero(np.diff(offsets)):
        low, high = int(days[i]) * DAY, int(days[i + 1]) * DAY
        while high - low > 1_000_000:  # transitions fall on whole seconds
            middle = (low + high) // 2_000_000 * 1_000_000
            if _offset(zone, middle) == int(offsets[i]):
                low = middle
            else:
                high = middle
        starts.append(high)
        values.append(int(offsets[i + 1]))
    floors = [-(2**62) if i == 0 else (t - 1 + values[i - 1]) // DAY for i, t in enumerate(starts)]
    return np.array(starts), np.array(values), np.array(floors)


def _offset(zone: ZoneInfo, instant: int) -> int:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=instant)
    offset = moment.astimezone(zone).utcoffset()
    return round((offset or timedelta()).total_seconds() * 1_000_000)


def _zone_table(instants: Ints, timezone: str) -> tuple[Ints, Ints, Ints]:
    first, last = int(instants.min()) // DAY, int(instants.max()) // DAY
    # Rounded outwards to whole years, so that nearby questions share one table.
    return _transitions(timezone, first // 366 * 366, -(-(last + 1) // 366) * 366)


def utc_offsets(instants: Ints, timezone: str) -> Ints:
    """Microseconds to add to each instant to get local time."""
    if timezone == "UTC" or len(instants) == 0:
        return np.zeros(len(instants), np.int64)
    starts, offsets, _ = _zone_table(instants, timezone)
    return offsets[np.searchsorted(starts, instants, side="right") - 1]


def local_days(instants: Ints, timezone: str) -> NDArray[np.int32]:
    """Local calendar day of each instant, as days since 1970-01-01; never falls as time goes on."""
    days = np.empty(len(instants), np.int32)
    if timezone == "UTC" or len(instants) == 0:
        return np.floor_divide(instants, DAY, out=days, casting="unsafe")
    starts, offsets, floors = _zone_table(instants, timezone)
    block = 1 << 18  # keeps the temporaries small on large files
    for i in range(0, len(instants), block):
        part = instants[i : i + block]
        span = np.searchsorted(starts, part, side="right") - 1
        days[i : i + block] = np.maximum((part + offsets[span]) // DAY, floors[span])
    return days


def to_local(instants: Ints, timezone: str) -> Moments:
    """Local wall time of instants."""
    instants = np.asarray(instants, np.int64)
    return (instants + utc_offsets(instants, timezone)).astype("datetime64[us]")


def to_instants(local: Moments, timezone: str) -> Ints:
    """Instants of local wall times: a time that a change of clocks skips is moved to the next one that exists, a
    time that occurs twice is taken as the first."""
    wall = np.asarray(local).astype("datetime64[us]")
    if timezone == "UTC" or len(wall) == 0:
        return wall.astype(np.int64)
    index = pd.DatetimeIndex(wall).tz_localize(
        ZoneInfo(timezone), ambiguous=np.ones(len(wall), bool), nonexistent="shift_forward"
    )
    return index.tz_convert("UTC").tz_localize(None).to_numpy("datetime64[us]").astype(np.int64)


def instant_of(local: datetime, timezone: str) -> int:
    """The instant of one local moment."""
    return int(to_instants(np.array([local], "datetime64[us]"), timezone)[0])


def to_instant(moment: Any, timezone: str) -> int:
    """A moment in the zone; one that carries its own offset is moved into it."""
    try:
        found = pd.Timestamp(moment)
        local = (found.tz_convert(timezone).tz_localize(None) if found.tz else found).to_pydatetime()
    except (ValueError, TypeError) as error:
        raise SettingsError(
            say("{moment} is not a moment.", moment=repr(moment)),
            where="observed_until",
            todo=say('Write it as "2024-04-01".'),
        ) from error
    return instant_of(local, timezone)


def end_of_day(instant: int, timezone: str) -> int:
    """First instant of the local day after the one that holds ``instant``."""
    day = local_days(np.array([instant]), timezone).astype(np.int64)
    return int(to_instants((day + 1).astype("datetime64[D]"), timezone)[0])


# ------------------------------------------------------------------------------------------------ calendar
@dataclass(frozen=True)
class Calendar:
    """Numbers the periods of one unit, in one zone.

    Examples
    --------
    >>> months = Calendar("month")
    >>> instants = to_instants(np.array(["2024-01-31T23:59", "2024-02-01"], "datetime64[s]"), "UTC")
    >>> np.diff(months.numbers(instants)).tolist()
    [1]
    >>> months.starts(months.numbers(instants)).astype(str).tolist()
    ['2024-01-01T00:00:00', '2024-02-01T00:00:00']
    """

    unit: str
    size: int = 1
    origin: datetime | None = None
    week_start: str = "monday"
    timezone: str = "UTC"

    def of_days(self, days: NDArray[Any]) -> Ints:
        """Period numbers of local days (days since 1970-01-01); not for hours."""
        return np.asarray((self._units(np.asarray(days, np.int64)) - self._first) // self.size, np.int64)

    def numbers(self, instants: Ints) -> Ints:
        """Period numbers of instants."""
        instants = np.asarray(instants, np.int64)
        if self.unit == "hour":
            offsets = utc_offsets(instants, self.timezone)
            return np.asarray(((instants + offsets % HOUR) // HOUR - self._first) // self.size, np.int64)
        days = local_days(instants, self.timezone)
        if len(days) < 4096:
            return self.of_days(days)
        first = int(days.min())
        return self.of_days(np.arange(first, int(days.max()) + 1))[days - first]

    def number(self, instant: int) -> int:
        """Period number of one instant."""
        return int(self.numbers(np.array([instant]))[0])

    def starts(self, numbers: Any) -> Moments:
        """Local start of each period, datetime64[s]."""
        numbers = np.atleast_1d(np.asarray(numbers, np.int64)) * self.size + self._first
        if self.unit == "hour":
            guess = numbers * HOUR
            local = to_local(guess - utc_offsets(guess, self.timezone) % HOUR, self.timezone)
        elif self.unit == "day":
            local = numbers.astype("datetime64[D]")
        elif self.unit == "week":
            local = (numbers * 7 - self._week_shift).astype("datetime64[D]")
        else:
            local = (numbers * MONTHS_OF[self.unit]).astype("datetime64[M]")
        return np.asarray(local, "datetime64[s]")

    def start_instants(self, numbers: Any) -> Ints:
        """First instant of each period."""
        numbers = np.atleast_1d(np.asarray(numbers, np.int64))
        if self.unit == "hour":
            guess = (numbers * self.size + self._first) * HOUR
            return np.asarray(guess - utc_offsets(guess, self.timezone) % HOUR)
        return to_instants(self.starts(numbers), self.timezone)

    def last_complete(self, observed_until: int) -> int:
        """Number of the last period that ends at or before ``observed_until``."""
        return self.number(observed_until) - 1

    def first_from(self, moment: datetime | None) -> int | None:
        """Number of the first period that starts at or after a local moment."""
        if moment is None:
            return None
        instant = instant_of(moment, self.timezone)
        number = self.number(instant)
        return number if int(self.start_instants(number)[0]) >= instant else number + 1

    def name(self, start: np.datetime64) -> str:
        """Short name of the period that starts at a local moment: "Mar 2026", "Q1 2026", "9 Mar 2026"."""
        moment = pd.Timestamp(start)
        if self.size == 1 and self.unit == "month":
            return month_name(moment)
        if self.size == 1 and self.unit == "quarter":
            return say("Q{quarter} {year}", quarter=(moment.month + 2) // 3, year=moment.year)
        if self.size == 1 and self.unit == "year":
            return str(moment.year)
        return f"{day_text(moment)}, {moment:%H:%M}" if self.unit == "hour" else day_text(moment)

    @property
    def _week_shift(self) -> int:
        return _EPOCH_WEEKDAY - WEEKDAYS[self.week_start]

    @property
    def _first(self) -> int:
        """Unit number that begins block 0."""
        if self.origin is None:
            return int(self._units(np.zeros(1, np.int64))[0]) if self.unit == "week" else 0
        day = np.datetime64(self.origin, "D").astype(np.int64)
        if self.unit == "hour":
            instant = to_instants(np.array([self.origin], "datetime64[us]"), self.timezone)
            return int(instant[0] + utc_offsets(instant, self.timezone)[0] % HOUR) // HOUR
        return int(self._units(np.array([day]))[0])

    def _units(self, days: Ints) -> Ints:
        if self.unit == "day":
            return days
        if self.unit == "week":
            return (days + self._week_shift) // 7
        months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        return np.asarray(months // MONTHS_OF[self.unit])


def span_text(start: np.datetime64, end: np.datetime64) -> str:
    """A window in words, its end exclusive: "1-30 Jun 2026", "28 May - 3 Jun 2026", "3 Jun 2026, 14:00-15:00".

    Examples
    --------
    >>> span_text(np.datetime64("2026-06-01"), np.datetime64("2026-07-01"))
    '1-30 Jun 2026'
    """
    first, after = pd.Timestamp(start), pd.Timestamp(end)
    if first != first.normalize() or after != after.normalize():
        return f"{day_text(first)}, {first:%H:%M}-{after:%H:%M}"
    last = after - timedelta(days=1)
    if first == last:
        return day_text(first)
    if language() in YEAR_FIRST:
        return f"{day_text(first)} – {short_day_name(last) if first.year == last.year else day_text(last)}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}-{day_text(last)}"
    return f"{short_day_name(first) if first.year == last.year else day_text(first)} - {day_text(last)}"


def day_text(moment: Any) -> str:
    """A day in words: "30 Jun 2026"."""
    return day_name(pd.Timestamp(moment))


# ----------------------------------------------------------------------------------------- elapsed windows
def elapsed_length(unit: str, size: int = 1) -> int:
    """Microseconds of one elapsed window."""
    return ELAPSED[unit] * size


def usual_interval_in_periods(gap: float, unit: str, size: int = 1) -> int:
    """Whole periods that one usual interval between visits (microseconds) covers, at least 1."""
    return max(1, math.ceil(gap / elapsed_length(unit, size)))


# ------------------------------------------------------------------------------------------ tables for a database
MOST_SLOTS = 3_000_000


@dataclass(frozen=True)
class Slots:
    """Stretches of time of one length, each wholly inside one local day and one period, with what they belong to.

    Engines of databases disagree on zones, changes of clocks and weeks. A table of slots is all they need: the slot of
    an instant is ``(instant - shift) // length``, in whole numbers, and the table says what lies there.

    Attributes
    ----------
    shift
        Instant at which slot 0 begins.
    length
        Microseconds.
    columns
        ``"slot"``, from 0 on, and what was asked for, by name: one number for each slot.
    """

    shift: int
    length: int
    columns: dict[str, Ints]


def slots(first: int, last: int, calendars: dict[str, Calendar]) -> Slots:
    """Slots from one instant to another, with the local day and the period numbers of some calendars of one zone.

    Examples
    --------
    >>> first, last = to_instants(np.array(["2024-01-31T12:00", "2024-02-01T12:00"], "datetime64[s]"), "Asia/Seoul")
    >>> found = slots(int(first), int(last), {"period": Calendar("month", timezone="Asia/Seoul")})
    >>> found.length // HOUR, np.diff(found.columns["period"]).tolist()
    (24, [1])
    """
    zone = next(iter(calendars.values())).timezone
    days = np.arange(first // DAY - 2, last // DAY + 4)
    edges = to_instants(days.astype("datetime64[D]"), zone)
    length = int(np.gcd.reduce(np.append(np.diff(edges), DAY)))
    if any(calendar.unit == "hour" for calendar in calendars.values()):
        starts, offsets, _ = _transitions(zone, int(days[0]), int(days[-1])) if zone != "UTC" else (edges, edges * 0, 0)
        length = int(np.gcd.reduce(np.concatenate([[length, HOUR], starts[1:] - edges[0], offsets % HOUR])))
    number = np.arange((first - int(edges[0])) // length, (last - int(edges[0])) // length + 1)
    if len(number) > MOST_SLOTS:
        raise SettingsError(
            say("the clocks of {zone} change too oddly for so long a time.", zone=zone),
            where="timezone",
            todo=say("Choose a shorter range, or another zone."),
        )
    begins = int(edges[0]) + number * length
    columns = {"slot": number - number[0], "day": local_days(begins, zone).astype(np.int64)}
    columns |= {name: calendar.numbers(begins) for name, calendar in calendars.items()}
    return Slots(int(begins[0]), length, columns)


def wall_slots(first: int, last: int, timezone: str) -> Slots:
    """Slots of wall time, read as if it were UTC, with the ``"instant"`` at which each begins.

    ``"runs"`` is 1 where time goes on in it, and 0 where clocks skip it: all of such a slot is the next instant.
    """
    starts, offsets, _ = _transitions(timezone, first // DAY - 2, last // DAY + 2)
    changes = np.concatenate([starts[1:] + offsets[1:], starts[1:] + offsets[:-1]])
    length = int(np.gcd.reduce(np.append(changes, DAY)))
    begins = np.arange(first // length, last // length + 1) * length
    instants = to_instants(begins.astype("datetime64[us]"), timezone)
    ends = to_instants((begins + length - 1).astype("datetime64[us]"), timezone)
    return Slots(
        int(begins[0]),
        length,
        {"slot": np.arange(len(begins)), "instant": instants, "runs": (ends > instants).astype(np.int64)},
    )
