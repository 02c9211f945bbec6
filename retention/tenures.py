"""Tenures: how long each customer has stayed, and whether they have left."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.errors import SettingsError
from retention.events import Segment, labels_of
from retention.languages import say
from retention.mapping import SubscriptionMapping, TenureMapping
from retention.periods import DAY, MONTHS_OF, Ints, calendar_months, to_local
from retention.report import ReadReport

if TYPE_CHECKING:
    import pyarrow as pa

    from retention.subscriptions import Subscriptions

TENURE_UNITS = ("day", "week", "month", "quarter", "year")
_DECIMALS = 6  # of a unit: equal times must be equal numbers


@dataclass(frozen=True, eq=False)
class Tenures:
    """How long customers stayed, in memory: one duration for each customer.

    Made by :func:`retention.read_tenures` from a table with one row for each customer, or by
    :meth:`retention.Subscriptions.tenures` from contracts.

    Attributes
    ----------
    mapping : TenureMapping or SubscriptionMapping
        The columns it was made from.
    unit : str
        What durations count: "day", "week", "month", "quarter" or "year".
    report : ReadReport
        What happened to every row of the file.
    customer_ids : pyarrow.Array
        Ids as text.
    duration : float64 (n,)
        Time as a customer until they left, or so far.
    ended : bool (n,)
        Whether they have left; if not, they stay at least as long as ``duration``.
    row : int32 (n,)
        Row number in the file.
    amount : float64 (n,) or None
        Money per month.
    segments : dict of str to Segment
    entry : float64 (n,) or None
        Duration at which a customer began to be watched, where that is after the start.
    """

    mapping: TenureMapping | SubscriptionMapping
    unit: str
    report: ReadReport
    customer_ids: pa.Array
    duration: NDArray[np.float64]
    ended: NDArray[np.bool_]
    row: NDArray[np.int32]
    amount: NDArray[np.float64] | None = None
    segments: Mapping[str, Segment] = field(default_factory=dict)
    entry: NDArray[np.float64] | None = None

    def __len__(self) -> int:
        return len(self.duration)

    def __repr__(self) -> str:
        return f"<Tenures: {len(self):,} customers, {int(self.ended.sum()):,} have left, in {self.unit}s>"

    @property
    def n_customers(self) -> int:
        """Distinct customers."""
        return len(self.duration)

    @cached_property
    def fingerprint(self) -> str:
        """Digest of everything that results depend on."""
        digest = hashlib.sha256()
        labels = [(name, s.labels) for name, s in self.segments.items()]
        digest.update(repr((self.mapping, self.unit, labels)).encode())
        columns = [self.duration, self.ended, self.amount, self.entry, *(s.codes for s in self.segments.values())]
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
        columns = [self.duration, self.ended, self.row, self.amount, *(s.codes for s in self.segments.values())]
        return sum(c.nbytes for c in columns if c is not None) + int(self.customer_ids.nbytes)

    def customers(self, codes: Ints) -> list[str]:
        """Ids at some positions, in the order given."""
        import pyarrow as pa

        ids: list[str] = self.customer_ids.take(pa.array(codes, pa.int64())).to_pylist()
        return ids

    def groups(self, segment: str) -> dict[str, NDArray[np.int64]]:
        """Positions of the customers of each segment value, the largest first; blank is a value of its own.

        More than 12 values: the largest 11 and "other".

        Raises
        ------
        SettingsError
            If there is no such column.
        """
        if segment not in self.segments:
            have = ", ".join(self.segments)
            raise SettingsError(
                say("'{name}' is not a segment column.", name=segment),
                where="segment",
                todo=say("Choose one of: {choices}.", choices=have)
                if have
                else say("Name it in TenureMapping(segments=...) when reading."),
            )
        column = self.segments[segment]
        codes, n = column.codes.astype(np.int64), len(column.labels)
        codes[codes < 0] = n
        sizes = np.bincount(codes, minlength=n + 1)
        ranked = sorted(np.flatnonzero(sizes).tolist(), key=lambda code: (-int(sizes[code]), code))
        alone = ranked if len(ranked) <= 12 else ranked[:11]
        found = {(column.labels[c] if c < n else "(blank)"): np.flatnonzero(codes == c) for c in alone}
        if len(ranked) > len(alone):
            found["other"] = np.flatnonzero(~np.isin(codes, alone))
        return found

    def frame(self, positions: Any = slice(None)) -> pd.DataFrame:
        """Customers as a table: id, duration, whether ended, then money and segments; ``row`` is that of the file."""
        picked = np.arange(len(self))[positions]
        columns: dict[str, Any] = {
            "row": self.row[picked],
            self.mapping.customer: self.customers(picked),
            "duration": self.duration[picked],
            "ended": self.ended[picked],
        }
        if self.amount is not None:
            columns[str(self.mapping.amount)] = self.amount[picked]
        for name, segment in self.segments.items():
            columns[name] = labels_of(segment.codes[picked], segment.labels)
        return pd.DataFrame(columns)


def check_unit(unit: str) -> str:
    """Return the unit, or say which there are."""
    if unit not in TENURE_UNITS:
        raise SettingsError(
            say("'{unit}' is not a unit of tenure.", unit=unit),
            where="unit",
            todo=say("Choose one of: {choices}.", choices=", ".join(TENURE_UNITS)),
        )
    return unit


def first_spells(source: Subscriptions, unit: str) -> Tenures:
    """From contracts: each customer from the first start until nothing runs for the first time, or the data end."""
    import pyarrow as pa

    check_unit(unit)
    begun = source.start < source.until
    customer, start, end = source.codes[begun].astype(np.int64), source.start[begun], source.end[begun]
    lead = np.flatnonzero(np.diff(customer, prepend=-1))
    stop = _end_of_first_spell(start, np.minimum(end, source.until), lead)
    ended = stop < source.until
    duration = elapsed_between(start[lead], stop, unit, source.timezone)
    who = customer[lead]
    first_row = source.offsets[:-1][who]
    return Tenures(
        mapping=source.mapping,
        unit=unit,
        report=source.report,
        customer_ids=source.customer_ids.take(pa.array(who)),
        duration=duration,
        ended=ended,
        row=source.row[first_row],
        amount=None if source.amount is None else source.amount[first_row],
        segments={name: Segment(s.codes[first_row], s.labels) for name, s in source.segments.items()},
    )


def _end_of_first_spell(start: Ints, end: Ints, lead: Ints) -> Ints:
    """Latest end of the rows that touch or overlap, beginning with each customer's first row."""
    sizes = np.diff(np.append(lead, len(start)))
    reach = end[lead].copy()
    going_on = sizes > 1
    turn = 1
    while going_on.any():  # as often as the longest unbroken chain of rows
        at = np.flatnonzero(going_on)
        row = lead[at] + turn
        touches = start[row] <= reach[at]
        reach[at[touches]] = np.maximum(reach[at[touches]], end[row[touches]])
        going_on[at[~touches]] = False
        turn += 1
        going_on &= sizes > turn
    return reach


def elapsed_between(first: Ints, after: Ints, unit: str, timezone: str) -> NDArray[np.float64]:
    """Time between instants in a unit: days and weeks by the local clock, months and longer by the calendar.

    Examples
    --------
    >>> days = np.array(["2024-01-15", "2024-03-15"], "datetime64[us]").astype(np.int64)
    >>> elapsed_between(days[:1], days[1:], "month", "UTC").tolist()
    [2.0]
    """
    one, two = (to_local(instants, timezone) for instants in (first, after))
    if unit in ("day", "week"):
        length = DAY if unit == "day" else 7 * DAY
        return np.round((two - one).astype(np.int64) / length, _DECIMALS)
    return np.round((calendar_months(two) - calendar_months(one)) / MONTHS_OF[unit], _DECIMALS)
