"""Random events and settings for laws: small, with ties, midnights, leap days, clock changes, gaps and copies."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import nan

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st

from retention.building import build_events
from retention.errors import SettingsError
from retention.events import Events, Segment
from retention.mapping import ColumnMapping
from retention.report import ReadReport
from retention.settings import CohortSettings
from tests.oracles import EPOCH, Row

ZONES = ("UTC", "Asia/Seoul", "America/New_York", "Europe/Berlin", "Asia/Kolkata")
# What cohorts and ages have and a count without them has not.
OF_COHORTS = {
    "cohort_period": None,
    "start_event": None,
    "start_where": (),
    "birth": "first",
    "measure": "on",
    "within": None,
    "brackets": None,
    "clock": "calendar",
    "max_age": None,
    "value": "none",
}
# Awkward moments: midnight, leap day, the nights on which clocks change in New York and Berlin, the turn of the year.
ANCHORS = [
    datetime(2024, 2, 28, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(2024, 2, 29, tzinfo=UTC),
    datetime(2024, 3, 1, tzinfo=UTC),
    datetime(2024, 3, 10, 6, 30, tzinfo=UTC),
    datetime(2024, 3, 10, 7, 0, tzinfo=UTC),
    datetime(2024, 3, 31, 0, 59, tzinfo=UTC),
    datetime(2024, 3, 31, 1, 0, tzinfo=UTC),
    datetime(2024, 10, 27, 0, 30, tzinfo=UTC),
    datetime(2024, 10, 27, 1, 0, tzinfo=UTC),
    datetime(2024, 11, 3, 5, 30, tzinfo=UTC),
    datetime(2024, 12, 31, 15, 0, tzinfo=UTC),
    datetime(2025, 1, 1, tzinfo=UTC),
]
MICROSECOND = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    """Instant of an aware datetime."""
    return (moment - EPOCH) // MICROSECOND


def _spread(days: int) -> st.SearchStrategy[int]:
    near = st.builds(
        lambda anchor, hours, extra: micros(anchor) + hours * 3_600_000_000 + extra,
        st.sampled_from(ANCHORS),
        st.integers(-days * 24, days * 24),
        st.sampled_from([0, 0, 1, -1, 1_800_000_000]),
    )
    return st.one_of(st.sampled_from([micros(a) for a in ANCHORS]), near)


@st.composite
def row_lists(draw: st.DrawFn, days: int = 40, most: int = 40) -> list[Row]:
    """A few customers with many coincidences."""
    one = st.builds(
        Row,
        customer=st.sampled_from("abcdefg"),
        instant=_spread(days),
        event=st.sampled_from(["buy", "buy", "look", "", "join"]),
        amount=st.sampled_from([nan, 10.0, 2.5, 0.0, -4.0]),
        segment=st.sampled_from(["", "x", "y"]),
    )
    rows = draw(st.lists(one, min_size=1, max_size=most))
    copies = draw(st.lists(st.sampled_from(rows), max_size=6))
    return rows + copies


def moved_to(rows: list[Row], until: int) -> list[Row]:
    """The same rows, none of them before a moment."""
    shift = max(until - min(row.instant for row in rows), 0)
    return [replace(row, instant=row.instant + shift) for row in rows]


CONDITIONS = [
    (),
    (("plan", "==", "x"),),
    (("plan", "!=", ""),),
    (("plan", "in", ("x", "y")),),
    (("event", "in", ("buy", "look")),),
]


@st.composite
def settings(draw: st.DrawFn, **fixed: object) -> CohortSettings:
    """Any legal settings; combinations that are refused are drawn again."""
    period = draw(st.sampled_from(["hour", "day", "day", "week", "month", "month", "quarter", "year"]))
    measure = draw(st.sampled_from(["on", "on_or_after", "within", "bracket"]))
    size = draw(st.sampled_from([1, 1, 1, 2, 28 if period == "day" else 3]))
    coarser = ["hour", "day", "week", "month", "quarter", "year"]
    coarser = coarser[coarser.index(period) :]
    days = st.dates(datetime(2024, 2, 1).date(), datetime(2025, 1, 31).date())
    start, end = draw(st.one_of(st.none(), days)), draw(st.one_of(st.none(), days))
    if start and end and end <= start:
        start, end = end, start + timedelta(days=1)
    if period == "hour":  # every hour of a year by every hour is no table for a slow oracle
        start, end = None, None
    chosen = {
        "period": period,
        "period_size": size,
        "origin": draw(st.sampled_from([None, "2024-01-03"])) if size > 1 else None,
        "cohort_period": draw(st.sampled_from([None, *coarser])) if size == 1 else None,
        "start_event": draw(st.sampled_from([None, None, "buy", "join"])),
        "return_event": draw(st.sampled_from([None, None, "buy", "look"])),
        "where": draw(st.sampled_from(CONDITIONS)),
        "start_where": draw(st.sampled_from(CONDITIONS)),
        "return_where": draw(st.sampled_from(CONDITIONS)),
        "birth": draw(st.sampled_from(["first", "first", "first_in_range", "every"])),
        "measure": measure,
        "within": draw(st.integers(1, 4)) if measure == "within" else None,
        "brackets": draw(st.sampled_from([(1, 3, 5), (2,), (1, 1, 1, 7)])) if measure == "bracket" else None,
        "clock": draw(st.sampled_from(["calendar", "elapsed"])),
        "min_events": draw(st.sampled_from([1, 1, 2, 3])),
        "start": start.isoformat() if start else None,
        "end": end.isoformat() if end else None,
        "max_age": draw(st.sampled_from([None, 0, 1, 5])) if period != "hour" else draw(st.sampled_from([0, 2, 5])),
        "week_start": draw(st.sampled_from(["monday", "sunday", "friday"])),
        "timezone": draw(st.sampled_from([None, *ZONES])),
        "segment": draw(st.sampled_from([None, "plan"])),
        "value": draw(st.sampled_from(["none", "sum", "mean", "cumulative"])),
        "refunds_count": draw(st.booleans()),
    }
    chosen.update(fixed)
    try:
        return CohortSettings(**chosen)
    except SettingsError:
        chosen["value"] = "none"
        return CohortSettings(**chosen)


def events_of(rows: list[Row], zone: str = "UTC", until: int | None = None) -> Events:
    """The engine's form of rows."""
    ids = sorted({r.customer for r in rows})
    names = tuple(sorted({"buy", "look", "join", *(r.event for r in rows)} - {""}))
    labels = tuple(sorted({r.segment for r in rows} - {""}))
    events = build_events(
        mapping=ColumnMapping("customer", "time", "event", "amount", ("plan",)),
        timezone=zone,
        report=ReadReport(rows_read=len(rows), rows_kept=len(rows)),
        customer=np.array([ids.index(r.customer) for r in rows], np.int32),
        customer_ids=pa.array(ids),
        time=np.array([r.instant for r in rows], np.int64),
        row=np.arange(1, len(rows) + 1, dtype=np.int32),
        event=np.array([names.index(r.event) if r.event else -1 for r in rows], np.int16),
        event_names=names,
        amount=np.array([r.amount for r in rows]),
        segments={
            "plan": Segment(np.array([labels.index(r.segment) if r.segment else -1 for r in rows], np.int16), labels)
        },
    )
    if until is not None:
        object.__setattr__(events, "until", until)
    return events
