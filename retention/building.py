"""Columns of a file become sorted events."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.errors import EmptyFileError
from retention.events import Codes, Events, Segment
from retention.languages import many, say, spoken
from retention.mapping import ColumnMapping
from retention.periods import Ints, end_of_day, to_instant
from retention.report import ReadReport

if TYPE_CHECKING:
    import pyarrow as pa


def build_events(
    *,
    mapping: ColumnMapping,
    timezone: str,
    report: ReadReport,
    customer: Codes,
    customer_ids: pa.Array,
    time: Ints,
    row: NDArray[np.int32],
    event: Codes | None = None,
    event_names: tuple[str, ...] = (),
    amount: NDArray[np.float64] | None = None,
    segments: Mapping[str, Segment] | None = None,
    blocked: NDArray[np.bool_] | None = None,
    observed_until: Any = None,
) -> Events:
    """Sort columns into :class:`Events`.

    Parameters
    ----------
    customer, customer_ids
        Code of each row, and the id of each code. Every code must occur.
    time
        Instants in microseconds.
    row
        Row number in the file.
    event, event_names, amount, segments
        Further columns; labels sorted, codes -1 for blank.
    blocked
        Of each customer code, whether they asked not to be contacted.
    observed_until
        Local moment up to which the data are whole; None is the end of the last day in the data.

    Raises
    ------
    EmptyFileError
        If there is no row.
    """
    if not len(time):
        raise EmptyFileError(
            say("No usable row is left."),
            where=report.source,
            todo=_most_common_reason(report) or say("Check that the file holds a customer and a date in each row."),
        )
    order, offsets = _sorted_order(customer, time, len(customer_ids))
    until = end_of_day(int(time.max()), timezone) if observed_until is None else to_instant(observed_until, timezone)
    if order is not None:
        # Row numbers without a gap follow from the order itself.
        gapless = int(row[-1]) - int(row[0]) == len(row) - 1
        columns = [time, event, amount, None if gapless else row, *(s.codes for s in (segments or {}).values())]
        time, event, amount, rows, *codes = _reordered(columns, order)
        row = order.astype(np.int32) + row[0] if rows is None else rows
        segments = {n: Segment(c, s.labels) for (n, s), c in zip((segments or {}).items(), codes, strict=True)}
    return Events(
        mapping=mapping,
        timezone=timezone,
        report=report,
        until=until,
        customer_ids=customer_ids,
        offsets=offsets,
        time=time,
        row=row,
        event=event,
        event_names=event_names,
        amount=amount,
        segments=segments or {},
        blocked=blocked,
    )


def _reordered(columns: list[Any], order: NDArray[np.integer[Any]]) -> list[Any]:
    """Columns in another order, several at a time: the work is waiting for memory, not computing."""
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        return list(pool.map(lambda column: None if column is None else column.take(order), columns))


def _sorted_order(customer: Codes, time: Ints, n_customers: int) -> tuple[NDArray[np.integer[Any]] | None, Ints]:
    """Order by customer, then time (stable), and where each customer begins; None if already in order."""
    from scipy.sparse import coo_array  # a counting sort through a public API, 9 times faster than a stable argsort

    sizes = np.bincount(customer, minlength=n_customers)
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    same = customer[1:] == customer[:-1]
    if np.all(customer[1:] >= customer[:-1]) and np.all((time[1:] >= time[:-1]) | ~same):
        return None, offsets
    by_time = None if np.all(time[1:] >= time[:-1]) else np.argsort(time, kind="stable")
    codes = customer if by_time is None else customer[by_time]
    n = len(codes)
    table = coo_array((np.ones(n, np.int8), (codes, np.arange(n, dtype=np.int32))), shape=(n_customers, n)).tocsr()
    order = table.indices
    return (order if by_time is None else by_time[order]), offsets


def _most_common_reason(report: ReadReport) -> str:
    if not report.dropped:
        return ""
    reason = max(report.dropped, key=lambda r: report.dropped[r])
    first = next(iter(report.examples.get(reason, [])), None)
    n, why = report.dropped[reason], say(spoken(reason))
    if not first:
        return many(
            "Most rows were left out because of: {reason} ({n} row).",
            "Most rows were left out because of: {reason} ({n} rows).",
            n,
            reason=why,
        )
    return many(
        "Most rows were left out because of: {reason} ({n} row, for example row {row}: {text}).",
        "Most rows were left out because of: {reason} ({n} rows, for example row {row}: {text}).",
        n,
        reason=why,
        row=first[0],
        text=first[1],
    )
