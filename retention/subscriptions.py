"""Subscriptions: the in-memory source of contracts. Codes instead of strings, sorted by customer, then start."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.counts import (
    CellCustomers,
    CohortCounts,
    PeriodCounts,
    RevenueCohortCounts,
    RevenueCounts,
    RowChanges,
)
from retention.counts.contract_states import ContractStateCounts
from retention.events import Segment, labels_of
from retention.mapping import SubscriptionMapping
from retention.periods import Ints, local_days, to_instant, to_local
from retention.report import ReadReport
from retention.settings import CohortSettings
from retention.tenures import Tenures, first_spells

if TYPE_CHECKING:
    import pyarrow as pa

NEVER = int(np.iinfo(np.int64).max)  # the end of what has no end


@dataclass(frozen=True, eq=False)
class Subscriptions:
    """Contracts of customers, in memory, ready to be counted.

    Made by :func:`retention.read_subscriptions` or :func:`retention.subscriptions_from_frame`. A contract runs in
    [start, end): one that ends at midnight no longer runs on the day that begins. What counts is the state where one
    period ends and the next begins, as it was just before: who ran, and what that brought a month.

    Several rows of one customer are one customer. A row that begins when another ends goes on with it, so that a change
    of plan is neither lost nor new, and the difference of its money is expansion or contraction. Rows that overlap are
    contracts side by side: their money adds up. A customer with no row running is lost, and with a later one won back.
    A customer whose contracts begin and end between two boundaries is never seen at one; the report counts them.

    A customer's segment is that of their first row; of rows that begin together, the first plan by name, blank last.

    Attributes
    ----------
    mapping : SubscriptionMapping
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
    start, end : int64 (n,)
        Instants, microseconds; ``end`` is the largest number where there is none.
    row : int32 (n,)
        Row number in the file, the first row under the header being 1.
    amount : float64 (n,) or None
        Money per month.
    segments : dict of str to Segment
        The plan among them.
    blocked : bool (n_customers,) or None
        Customers who asked not to be contacted, in any of their rows; None without such a column.

    Examples
    --------
    >>> import pandas as pd, retention as rt
    >>> frame = pd.DataFrame({"who": ["a", "b", "a"], "from": ["2024-01-05", "2024-01-20", "2024-04-02"],
    ...                       "to": ["2024-02-10", None, None], "mrr": [10, 20, 12]})
    >>> contracts = rt.subscriptions_from_frame(frame, rt.SubscriptionMapping("who", "from", "to", "mrr"))
    >>> counts = contracts.period_counts(rt.CohortSettings())
    >>> counts.start[0].tolist(), counts.end[0].tolist(), counts.won_back[0].tolist()
    ([0, 2, 1, 1], [2, 1, 1, 2], [0, 0, 0, 1])
    """

    mapping: SubscriptionMapping
    timezone: str
    report: ReadReport
    until: int
    customer_ids: pa.Array
    offsets: Ints
    start: Ints
    end: Ints
    row: NDArray[np.int32]
    amount: NDArray[np.float64] | None = None
    segments: Mapping[str, Segment] = field(default_factory=dict)
    blocked: NDArray[np.bool_] | None = None
    _cache: dict[str, Any] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.start)

    def __repr__(self) -> str:
        first, last = self.span
        return (
            f"<Subscriptions: {len(self):,} contracts, {self.n_customers:,} customers, "
            f"{first:%Y-%m-%d} to {last:%Y-%m-%d}>"
        )

    @property
    def n_customers(self) -> int:
        """Distinct customers."""
        return len(self.offsets) - 1

    @cached_property
    def codes(self) -> NDArray[np.int32]:
        """Customer code of each row."""
        return np.repeat(np.arange(self.n_customers, dtype=np.int32), np.diff(self.offsets))

    @property
    def span(self) -> tuple[pd.Timestamp, pd.Timestamp]:
        """Local time of the first and the last start."""
        first, last = to_local(np.array(self._bounds), self.timezone)
        return pd.Timestamp(first), pd.Timestamp(last)

    @property
    def observed_until(self) -> pd.Timestamp:
        """Local time up to which the data are whole."""
        return pd.Timestamp(to_local(np.array([self.until]), self.timezone)[0])

    @cached_property
    def fingerprint(self) -> str:
        """Digest of everything that counts depend on."""
        digest = hashlib.sha256()
        digest.update(repr((self.mapping, self.timezone, self.until)).encode())
        digest.update(repr([(name, s.labels) for name, s in self.segments.items()]).encode())
        columns = [self.offsets, self.start, self.end, self.amount, self.blocked]
        columns += [s.codes for s in self.segments.values()]
        for column in columns:
            if column is not None:
                digest.update(np.ascontiguousarray(column).data)
        for buffer in self.customer_ids.buffers():
            if buffer is not None:
                digest.update(memoryview(buffer))
        return digest.hexdigest()[:32]

    @property
    def nbytes(self) -> int:
        """Resident bytes of all columns, ids included."""
        kept = [days for _, days in self._cache.values()]
        columns = [self.offsets, self.start, self.end, self.row, self.amount, *kept]
        named = sum(s.codes.nbytes for s in self.segments.values())
        return int(sum(c.nbytes for c in columns if c is not None) + named + self.customer_ids.nbytes)

    def days(self, which: str, timezone: str) -> tuple[int, NDArray[np.int32]]:
        """Local day (since 1970-01-01) of the earliest start, and each row's day of "start" or "end" counted from it.

        Kept, since every calendar setting begins with it. An end after the end of the data counts as that.
        """
        key = f"{which} {timezone}"
        if key not in self._cache:
            first = int(local_days(np.array(self._bounds[:1]), timezone)[0])
            instants = self.start if which == "start" else np.minimum(self.end, max(self.until, self._bounds[0]))
            self._cache[key] = (first, local_days(instants, timezone) - np.int32(first))
        days: tuple[int, NDArray[np.int32]] = self._cache[key]
        return days

    def observed_to(self, observed_until: Any) -> Self:
        """Return the same contracts, whole up to another moment (local time)."""
        return replace(self, until=to_instant(observed_until, self.timezone), _cache={})

    def customers(self, codes: Ints) -> list[str]:
        """Ids of customer codes, in the order given."""
        import pyarrow as pa

        ids: list[str] = self.customer_ids.take(pa.array(codes, pa.int64())).to_pylist()
        return ids

    def frame(self, positions: Any = slice(None)) -> pd.DataFrame:
        """Rows as a table with the names of the file, times local; ``row`` is the row number in the file."""
        picked = np.arange(len(self))[positions]
        columns: dict[str, Any] = {
            "row": self.row[picked],
            self.mapping.customer: self.customers(self.codes[picked].astype(np.int64)),
            self.mapping.start: to_local(self.start[picked], self.timezone),
        }
        if self.mapping.end is not None:
            ends = self.end[picked]
            local = to_local(np.where(ends == NEVER, 0, ends), self.timezone)
            columns[self.mapping.end] = np.where(ends == NEVER, np.datetime64("NaT"), local)
        if self.amount is not None:
            columns[str(self.mapping.amount)] = self.amount[picked]
        for name, segment in self.segments.items():
            columns[name] = labels_of(segment.codes[picked], segment.labels)
        return pd.DataFrame(columns)

    def without_rows(self, rows: NDArray[np.int32]) -> Self:
        """Return the contracts without some rows of the file (row numbers), e.g. exact copies."""
        return self._only(~np.isin(self.row, rows))

    def up_to(self, moment: Any) -> Self:
        """Return what was there at a local moment: the contracts that began before it, whole up to it."""
        instant = to_instant(moment, self.timezone)
        kept = self if self._bounds[1] < instant else self._only(self.start < instant)
        return replace(kept, until=instant, _cache={})

    def _only(self, keep: NDArray[np.bool_]) -> Self:
        import pyarrow as pa

        sizes = np.diff(np.concatenate([[0], np.cumsum(keep)])[self.offsets])
        stay = np.flatnonzero(sizes)
        return replace(
            self,
            customer_ids=self.customer_ids.take(pa.array(stay)),
            offsets=np.concatenate([[0], np.cumsum(sizes[stay])]).astype(np.int64),
            start=self.start[keep],
            end=self.end[keep],
            row=self.row[keep],
            amount=None if self.amount is None else self.amount[keep],
            segments={name: Segment(s.codes[keep], s.labels) for name, s in self.segments.items()},
            blocked=None if self.blocked is None else self.blocked[stay],
            _cache={},
        )

    def without_copies(self) -> Self:
        """Return the contracts without exact copies; the report counts them among the rows left out."""
        if not np.isin(self.row, self.report.copies).any():
            return self
        return replace(self.without_rows(self.report.copies), report=self.report.deciding_copies("drop"))

    def tenures(self, unit: str = "month") -> Tenures:
        """How long customers stay: one spell for each, from the first start until nothing runs for the first time.

        Rows that touch or overlap are one spell; a customer who comes back after a break has left all the same. A spell
        that still runs at ``observed_until`` is open. Plan and segments are those of the customer's first row, and the
        amount is the money per month of that row.

        Parameters
        ----------
        unit
            "day", "week", "month", "quarter" or "year". Months follow the calendar: 15 January to 15 March is 2, and a
            part of a month counts as its share of that month's days.
        """
        return first_spells(self, unit)

    # ------------------------------------------------------------------------------------- the source's methods
    def row_changes(self, later: Self, moment: Any) -> RowChanges:
        """Compare with a later file of the same contracts: which rows from before a local moment differ?"""
        from retention.engine import row_changes

        return row_changes.row_changes(self, later, moment)

    def cohort_counts(self, settings: CohortSettings) -> CohortCounts:
        """Count a cohort table."""
        from retention.engine import contract_cohorts

        return contract_cohorts.cohort_counts(self, settings)

    def cell_customers(
        self, settings: CohortSettings, cohort: np.datetime64, age: int, segment: str | None = None
    ) -> CellCustomers:
        """List the customers behind one cell."""
        from retention.engine import contract_cohorts

        return contract_cohorts.cell_customers(self, settings, cohort, age, segment)

    def period_counts(self, settings: CohortSettings) -> PeriodCounts:
        """Count who ran before and at the end of each period."""
        from retention.engine import contracts

        return contracts.period_counts(self, settings)

    def revenue_counts(self, settings: CohortSettings) -> RevenueCounts:
        """Add up the money that runs at the ends of periods, by what moved it."""
        from retention.engine import contract_money

        return contract_money.revenue_counts(self, settings)

    def revenue_cohort_counts(self, settings: CohortSettings) -> RevenueCohortCounts:
        """Add up the money of those who first paid in one period, by age."""
        from retention.engine import contract_revenue

        return contract_revenue.revenue_cohort_counts(self, settings)

    def contract_state_counts(
        self, settings: CohortSettings, at: Any = None, *, followed_to: Any = None
    ) -> ContractStateCounts:
        """Say where each customer's contracts stood at one moment, and how they went on after it."""
        from retention.engine import contract_states

        return contract_states.contract_state_counts(self, settings, at, followed_to=followed_to)

    @cached_property
    def _bounds(self) -> tuple[int, int]:
        return int(self.start.min()), int(self.start.max())
