"""Random contracts and settings for laws: ties, touching and overlapping rows, ends at boundaries, zero lengths."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st

from retention.building import build_events
from retention.events import Segment
from retention.mapping import ColumnMapping, SubscriptionMapping
from retention.report import ReadReport
from retention.settings import CohortSettings
from retention.subscriptions import NEVER, Subscriptions
from tests.oracle_contracts import Contract
from tests.strategies import ZONES, micros

MOMENTS = [
    datetime(2024, 1, 1, tzinfo=UTC),
    datetime(2024, 1, 15, tzinfo=UTC),
    datetime(2024, 1, 31, tzinfo=UTC),
    datetime(2024, 2, 1, tzinfo=UTC),
    datetime(2024, 2, 29, tzinfo=UTC),
    datetime(2024, 2, 29, 15, tzinfo=UTC),  # midnight in Seoul
    datetime(2024, 3, 1, tzinfo=UTC),
    datetime(2024, 3, 10, 7, tzinfo=UTC),  # clocks change in New York
    datetime(2024, 3, 31, 22, tzinfo=UTC),  # midnight in Berlin
    datetime(2024, 4, 1, tzinfo=UTC),
    datetime(2024, 5, 17, 8, 30, tzinfo=UTC),
    datetime(2024, 7, 1, tzinfo=UTC),
]
CONDITIONS = [(), (), (("group", "==", "x"),), (("group", "!=", ""),), (("event", "in", ("pro",)),)]
HOUR = 3_600_000_000


def instants() -> st.SearchStrategy[int]:
    shifts = st.sampled_from([0, 0, 0, 1, -1, HOUR, 24 * HOUR, -24 * HOUR])
    return st.builds(lambda moment, shift: micros(moment) + shift, st.sampled_from(MOMENTS), shifts)


@st.composite
def contract_lists(draw: st.DrawFn, most: int = 14) -> list[Contract]:
    """A few customers with many coincidences; nothing ends before it begins."""

    def one(customer: str, times: tuple[int, int], open_: bool, amount: float, segment: str, plan: str) -> Contract:
        begin, end = sorted(times)
        return Contract(customer, begin, None if open_ else end, amount, segment, plan)

    rows = st.builds(
        one,
        customer=st.sampled_from("abcde"),
        times=st.tuples(instants(), instants()),
        open_=st.sampled_from([True, False, False]),
        amount=st.sampled_from([10.0, 10.0, 25.5, 0.0, 0.1, -10.0]),
        segment=st.sampled_from(["", "x", "y"]),
        plan=st.sampled_from(["", "basic", "pro"]),
    )
    return draw(st.lists(rows, min_size=1, max_size=most))


@st.composite
def ends_of_data(draw: st.DrawFn) -> int:
    """At a boundary or within a period, before or after all rows."""
    extra = draw(st.sampled_from([0, 0, HOUR, 12 * HOUR, 24 * HOUR * 40]))
    return micros(draw(st.sampled_from(MOMENTS[3:]))) + extra


@st.composite
def contract_settings(draw: st.DrawFn, **fixed: object) -> CohortSettings:
    """Any settings that have a meaning for contracts."""
    period = draw(st.sampled_from(["day", "week", "month", "month", "quarter", "year"]))
    size = draw(st.sampled_from([1, 1, 1, 2, 28 if period == "day" else 3]))
    start, end = (draw(st.one_of(st.none(), st.dates(datetime(2024, 1, 1).date(), datetime(2024, 8, 31).date()))),) * 2
    end = None if end is None or draw(st.booleans()) else end + timedelta(days=draw(st.integers(1, 120)))
    chosen: dict[str, object] = {
        "period": period,
        "period_size": size,
        "origin": draw(st.sampled_from([None, "2024-01-03"])) if size > 1 else None,
        "where": draw(
            st.sampled_from([(), (), (("group", "==", "x"),), (("group", "!=", ""),), (("event", "in", ("pro",)),)])
        ),
        "start": start.isoformat() if start else None,
        "end": end.isoformat() if end else None,
        "week_start": draw(st.sampled_from(["monday", "sunday"])),
        "timezone": draw(st.sampled_from([None, *ZONES])),
        "segment": draw(st.sampled_from([None, "group"])),
    }
    chosen.update(fixed)
    return CohortSettings(**chosen)  # type: ignore[arg-type]


def contracts_of(rows: list[Contract], until: int, zone: str = "UTC") -> Subscriptions:
    """The engine's form of rows."""
    ids = sorted({row.customer for row in rows})

    def coded(name: str) -> Segment:
        values = [getattr(row, name) for row in rows]
        labels = tuple(sorted(set(values) - {""}))
        return Segment(np.array([labels.index(value) if value else -1 for value in values], np.int16), labels)

    starts = build_events(
        mapping=ColumnMapping("customer", "start"),
        timezone=zone,
        report=ReadReport(rows_read=len(rows), rows_kept=len(rows)),
        customer=np.array([ids.index(row.customer) for row in rows], np.int32),
        customer_ids=pa.array(ids),
        time=np.array([row.start for row in rows], np.int64),
        row=np.arange(1, len(rows) + 1, dtype=np.int32),
        amount=np.array([row.amount for row in rows]),
        segments={"event": coded("event"), "group": coded("segment")},
    )
    ends = np.array([NEVER if row.end is None else row.end for row in rows], np.int64)
    return Subscriptions(
        mapping=SubscriptionMapping("customer", "start", "end", "amount", "event", ("group",)),
        timezone=zone,
        report=starts.report,
        until=until,
        customer_ids=starts.customer_ids,
        offsets=starts.offsets,
        start=starts.time,
        end=ends[starts.row - 1],
        row=starts.row,
        amount=starts.amount,
        segments=starts.segments,
    )
