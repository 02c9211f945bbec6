"""Events: the in-memory source. Codes instead of strings, sorted by customer, then time."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.counts import (
    ActivePeriodCounts,
    AdoptionCounts,
    BehaviourCounts,
    CellCustomers,
    CohortCounts,
    CustomerCounts,
    FirstTimeCounts,
    GapCounts,
    HabitCounts,
    LapseCounts,
    PeriodCounts,
    RepeatCounts,
    RevenueCohortCounts,
    RevenueCounts,
    RhythmCounts,
    RowChanges,
    SilenceClassCounts,
    SilenceCounts,
    SpreadCounts,
)
from retention.mapping import ColumnMapping
from retention.periods import (
    DAY,
    Ints,
    local_days,
    to_instant,
    to_local,
    usual_interval_in_periods,
)
from retention.report import ReadReport
from retention.settings import CohortSettings

if TYPE_CHECKING:
    import pyarrow as pa

Codes = NDArray[np.signedinteger[Any]]


@dataclass(frozen=True, eq=False)
class Segment:
    """Codes of one segment column: positions in ``labels`` (sorted), -1 for blank."""

    codes: Codes
    labels: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Events:
    """Events of customers, in memory, ready to be counted.

    Made by :func:`retention.read_events` or :func:`retention.events_from_frame`. Rows are sorted by customer, then
    time; equal times keep the order of the file.

    Attributes
    ----------
    mapping : ColumnMapping
        The columns it was made from.
    timezone : str
        Zone that decides what a day is.
    report : ReadReport
        What happened to every row of the file.
    until : int
        ``observed_until`` as an instant (microseconds).
    customer_ids : pyarrow.Array
        Ids as text, by customer code.
    offsets : int64 (n_customers + 1,)
        Rows of customer code c are ``offsets[c]:offsets[c + 1]``.
    time : int64 (n,)
        Instants, microseconds.
    row : int32 (n,)
        Row number in the file, the first row under the header being 1.
    event, event_names
        Codes into the sorted names, -1 for blank; None without an event column.
    amount : float64 (n,) or None
    segments : dict of str to Segment
    blocked : bool (n_customers,) or None
        Customers who asked not to be contacted, in any of their rows; None without such a column.
    """

    mapping: ColumnMapping
    timezone: str
    report: ReadReport
    until: int
    customer_ids: pa.Array
    offsets: Ints
    time: Ints
    row: NDArray[np.int32]
    event: Codes | None = None
    event_names: tuple[str, ...] = ()
    amount: NDArray[np.float64] | None = None
    segments: Mapping[str, Segment] = field(default_factory=dict)
    blocked: NDArray[np.bool_] | None = None
    _cache: dict[str, Any] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.time)

    def __repr__(self) -> str:
        first, last = self.span
        return f"<Events: {len(self):,} rows, {self.n_customers:,} customers, {first:%Y-%m-%d} to {last:%Y-%m-%d}>"

    @property
    def n_customers(self) -> int:
        """Distinct customers."""
        return len(self.offsets) - 1

    @property
    def span(self) -> tuple[pd.Timestamp, pd.Timestamp]:
        """Local time of the first and the last event."""
        first, last = to_local(np.array(self._bounds), self.timezone)
        return pd.Timestamp(first), pd.Timestamp(last)

    @property
    def observed_until(self) -> pd.Timestamp:
        """Local time up to which the data are whole."""
        return pd.Timestamp(to_local(np.array([self.until]), self.timezone)[0])

    @property
    def fingerprint(self) -> str:
        """Digest of everything that counts depend on."""
        if "fingerprint" not in self._cache:
            digest = hashlib.sha256()
            digest.update(repr((self.mapping, self.timezone, self.until, self.event_names)).encode())
            digest.update(repr([(name, s.labels) for name, s in self.segments.items()]).encode())
            columns = [self.offsets, self.time, self.event, self.amount, self.blocked]
            columns += [s.codes for s in self.segments.values()]
            for column in columns:
                if column is not None:
                    digest.update(np.ascontiguousarray(column).data)
            for buffer in self.customer_ids.buffers():
                if buffer is not None:
                    digest.update(memoryview(buffer))
            self._cache["fingerprint"] = digest.hexdigest()[:32]
        return str(self._cache["fingerprint"])

    @property
    def nbytes(self) -> int:
        """Resident bytes of all columns, ids included."""
        columns = [
            self.offsets,
            self.time,
            self.row,
            self.event,
            self.amount,
            *(s.codes for s in self.segments.values()),
        ]
        cached = [value for value in self._cache.values() if isinstance(value, np.ndarray)]
        return sum(c.nbytes for c in [*columns, *cached] if c is not None) + int(self.customer_ids.nbytes)

    def days(self, timezone: str | None = None) -> tuple[int, Codes]:
        """First local calendar day (days since 1970-01-01), and each row's day counted from it.

        Kept, since every calendar setting starts from it: two bytes a row for files of less than 89 years.
        """
        zone = timezone or self.timezone
        if self._cache.get("days_zone") != zone:
            first, last = (int(d) for d in local_days(np.array(self._bounds), zone))
            kind = np.int16 if last - first < 2**15 else np.int32
            self._cache.update(days=(local_days(self.time, zone) - first).astype(kind), first_day=first, days_zone=zone)
            self._cache["rows_a_day"] = np.bincount(self._cache["days"], minlength=last - first + 1)
        return self._cache["first_day"], self._cache["days"]

    def rows_a_day(self, timezone: str | None = None) -> Ints:
        """Number of rows on each local calendar day from the first to the last."""
        self.days(timezone)
        counts: Ints = self._cache["rows_a_day"]
        return counts

    @property
    def usual_interval_days(self) -> int | None:
        """Median number of days between one active day of a customer and the next; None if nobody came twice."""
        if "gap" not in self._cache:
            self._cache["gap"] = _median_gap(self.days()[1], self.offsets)
        gap: int | None = self._cache["gap"]
        return gap

    def warm_up_periods(self, unit: str, size: int = 1) -> int:
        """First periods of the file whose cohorts may hold old customers: one usual interval between visits."""
        gap = self.usual_interval_days
        return 0 if gap is None else usual_interval_in_periods(gap * DAY, unit, size)

    def observed_to(self, observed_until: Any) -> Self:
        """Return the same events, whole up to another moment (local time)."""
        return replace(self, until=to_instant(observed_until, self.timezone), _cache=_without_fingerprint(self._cache))

    def customers(self, codes: Ints) -> list[str]:
        """Ids of customer codes, in the order given."""
        import pyarrow as pa

        ids: list[str] = self.customer_ids.take(pa.array(codes, pa.int64())).to_pylist()
        return ids

    def frame(self, positions: Any = slice(None)) -> pd.DataFrame:
        """Rows as a table with the names of the file, times local; ``row`` is the row number in the file."""
        picked = np.arange(len(self))[positions]
        codes = np.searchsorted(self.offsets, picked, side="right") - 1
        columns: dict[str, Any] = {
            "row": self.row[picked],
            self.mapping.customer: self.customers(codes),
            self.mapping.time: to_local(self.time[picked], self.timezone),
        }
        if self.event is not None:
            columns[str(self.mapping.event)] = labels_of(self.event[picked], self.event_names)
        if self.amount is not None:
            columns[str(self.mapping.amount)] = self.amount[picked]
        for name, segment in self.segments.items():
            columns[name] = labels_of(segment.codes[picked], segment.labels)
        return pd.DataFrame(columns)

    def without_rows(self, rows: NDArray[np.int32]) -> Self:
        """Return the events without some rows of the file (row numbers), e.g. exact copies."""
        return self._only(~np.isin(self.row, rows))

    def up_to(self, moment: Any) -> Self:
        """Return what was there at a local moment: the rows before it, whole up to it; with no row there is no span."""
        instant = to_instant(moment, self.timezone)
        kept = self if self._bounds[1] < instant else self._only(self.time < instant)
        return replace(kept, until=instant, _cache=_without_fingerprint(kept._cache))

    def _only(self, keep: NDArray[np.bool_]) -> Self:
        kept_before = np.concatenate([[0], np.cumsum(keep)])
        sizes = np.diff(kept_before[self.offsets])
        stay = np.flatnonzero(sizes)

        def cut(column: Any) -> Any:
            return None if column is None else column[keep]

        import pyarrow as pa

        return replace(
            self,
            customer_ids=self.customer_ids.take(pa.array(stay)),
            offsets=np.concatenate([[0], np.cumsum(sizes[stay])]).astype(np.int64),
            time=cut(self.time),
            row=cut(self.row),
            event=cut(self.event),
            amount=cut(self.amount),
            segments={n: Segment(cut(s.codes), s.labels) for n, s in self.segments.items()},
            blocked=None if self.blocked is None else self.blocked[stay],
            _cache={},
        )

    def without_copies(self) -> Self:
        """Return the events without exact copies; the report counts them among the rows left out, and still adds up."""
        if not np.isin(self.row, self.report.copies).any():
            return self
        return replace(self.without_rows(self.report.copies), report=self.report.deciding_copies("drop"))

    # ------------------------------------------------------------------------------------- the source's methods
    def row_changes(self, later: Self, moment: Any) -> RowChanges:
        """Compare with a later file of the same events: which rows from before a local moment differ?"""
        from retention.engine import row_changes

        return row_changes.row_changes(self, later, moment)

    def cohort_counts(self, settings: CohortSettings) -> CohortCounts:
        """Count a cohort table."""
        from retention.engine import memory

        return memory.cohort_counts(self, settings)

    def cell_customers(
        self, settings: CohortSettings, cohort: np.datetime64, age: int, segment: str | None = None
    ) -> CellCustomers:
        """List the customers behind one cell."""
        from retention.engine import memory

        return memory.cell_customers(self, settings, cohort, age, segment)

    def period_counts(self, settings: CohortSettings) -> PeriodCounts:
        """Count who was there before and in each period."""
        from retention.engine import series

        return series.period_counts(self, settings)

    def active_period_counts(self, settings: CohortSettings) -> ActivePeriodCounts:
        """Count customers by the number of periods in which they were active."""
        from retention.engine import series

        return series.active_period_counts(self, settings)

    def revenue_counts(self, settings: CohortSettings) -> RevenueCounts:
        """Add up the money of each period by what moved it."""
        from retention.engine import money

        return money.revenue_counts(self, settings)

    def revenue_cohort_counts(self, settings: CohortSettings) -> RevenueCohortCounts:
        """Add up the money of those who first paid in one period, by age."""
        from retention.engine import money

        return money.revenue_cohort_counts(self, settings)

    def repeat_counts(self, settings: CohortSettings, days: int) -> RepeatCounts:
        """Count who ordered again within so many days of the first order."""
        from retention.engine import repeats

        return repeats.repeat_counts(self, settings, days)

    def gap_counts(self, settings: CohortSettings) -> GapCounts:
        """Count the days between visits."""
        from retention.engine import gaps

        return gaps.gap_counts(self, settings)

    def lapse_counts(self, settings: CohortSettings) -> LapseCounts:
        """Count silences by the period before them."""
        from retention.engine import gaps

        return gaps.lapse_counts(self, settings)

    def silence_counts(self, settings: CohortSettings, at: Any, until: Any) -> SilenceCounts:
        """Look back to one moment: how long had customers been silent, and who came back by ``until``?"""
        from retention.engine import gaps

        return gaps.silence_counts(self, settings, at, until)

    def spread_counts(self, settings: CohortSettings) -> SpreadCounts:
        """Count rows by period and by customer."""
        from retention.engine import spread

        return spread.spread_counts(self, settings)

    def habit_counts(self, settings: CohortSettings) -> HabitCounts:
        """Count next steps, money by customer, and money per row over time."""
        from retention.engine import habits

        return habits.habit_counts(self, settings)

    def customer_counts(
        self, settings: CohortSettings, until: Any = None, *, followed_to: Any = None, each: bool = True
    ) -> CustomerCounts:
        """Sum up the purchases of each customer, or of each kind of customers with the same history."""
        from retention.engine import customers

        return customers.customer_counts(self, settings, until, followed_to=followed_to, each=each)

    def rhythm_counts(
        self, settings: CohortSettings, at: Any = None, *, followed_to: Any = None, first_value: str | None = None
    ) -> RhythmCounts:
        """Sum up the rhythm of each customer at one moment, and who came again after it."""
        from retention.engine import rhythms

        return rhythms.rhythm_counts(self, settings, at, followed_to=followed_to, first_value=first_value)

    def silence_class_counts(self, settings: CohortSettings, at: Any = None) -> SilenceClassCounts:
        """Count gaps, open ones too, by the number of the visit they begin at."""
        from retention.engine import rhythms

        return rhythms.silence_class_counts(self, settings, at)

    def first_time_counts(self, settings: CohortSettings, event: str, times: int = 1) -> FirstTimeCounts:
        """Count the days from each customer's start to the first time (or the n-th) of an event."""
        from retention.engine import first_times

        return first_times.first_time_counts(self, settings, event, times)

    def adoption_counts(self, settings: CohortSettings, times: int = 1) -> AdoptionCounts:
        """Count, of the customers active at each age, those who used each event at least so many times."""
        from retention.engine import adoption

        return adoption.adoption_counts(self, settings, times)

    def behaviour_counts(
        self, settings: CohortSettings, first: int, wait: int, later: int, event: str | None = None
    ) -> BehaviourCounts:
        """Look at the first days of each customer, and whether they came back in the days after a wait."""
        from retention.engine import behaviours

        return behaviours.behaviour_counts(self, settings, first, wait, later, event)

    @property
    def _bounds(self) -> tuple[int, int]:
        if "bounds" not in self._cache:
            self._cache["bounds"] = (int(self.time.min()), int(self.time.max()))
        first, last = self._cache["bounds"]
        return first, last


def labels_of(codes: Codes, labels: tuple[str, ...]) -> NDArray[Any]:
    """Labels of codes; blank is an empty text."""
    return np.array([*labels, ""], object)[codes]


def _median_gap(days: Codes, offsets: Ints) -> int | None:
    """Median of the day gaps between distinct active days of one customer, by counting."""
    gaps = np.diff(days)
    inside = np.ones(len(gaps), bool)
    inside[offsets[1:-1] - 1] = False
    gaps = gaps[inside & (gaps > 0)]
    if not len(gaps):
        return None
    counts = np.cumsum(np.bincount(gaps))
    return int(np.searchsorted(counts, (counts[-1] + 1) // 2))


def _without_fingerprint(cache: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in cache.items() if key != "fingerprint"}
