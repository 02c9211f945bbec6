"""First times in memory: the days from each customer's start to the n-th time of an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retention.counts import FirstTimeCounts
from retention.engine.blocks import Block, changes
from retention.engine.plan import Plan, Tables
from retention.engine.segments import segments
from retention.engine.series_plan import checked
from retention.engine.starts import (
    After,
    Chosen,
    chosen_events,
    event_codes,
    rows_after,
    start_plan,
    starts_of,
    usual_starts,
)
from retention.engine.workers import add_up
from retention.errors import whole_number
from retention.periods import DAY, Ints
from retention.settings import CohortSettings

if TYPE_CHECKING:
    from retention.events import Events

NEVER = np.iinfo(np.int64).max


def first_time_counts(events: Events, settings: CohortSettings, event: str, times: int = 1) -> FirstTimeCounts:
    """Count the days from each customer's start to the first time (or the n-th) of an event.

    Days are counted from the start to the microsecond, and only those that are over for the customer are looked at.
    """
    times = whole_number(times, "times")
    plan = start_plan(events, settings, segment=True)
    chosen = chosen_events(plan, only=event)
    labels, place = segments(plan)
    low, high = plan.cohort_range
    n, width = high - low, max(0, plan.until - plan.bounds[0]) // DAY + 1
    rank = usual_starts(plan)
    cells = checked(len(labels) * n * width)

    def count(block: Block) -> Tables:
        members, start = starts_of(block)
        watched = (plan.until - start) // DAY  # below 0 for those who start after the end of the data
        day = _day_of(_nth(block, rows_after(block, members, start, rank), chosen, times, len(start)))
        group = np.zeros(len(start), np.int64) if place is None else place[block.customers][members.customer]
        cell = (group * n + members.cohort - low) * width
        there, known = day < watched, watched >= 0

        def total(where: Ints) -> Ints:
            return np.bincount(where, minlength=cells)

        return {
            "reached": total((cell + day)[there & known]),
            "waiting": total((cell + watched)[~there & known]),
            "watched": total((cell + watched)[there & known]),
        }

    shape = (len(labels), n, width)
    tables = {name: table.reshape(shape) for name, table in add_up(plan, cells, count).items()}
    started = tables["reached"].sum(axis=(0, 2)) + tables["waiting"].sum(axis=(0, 2))
    held = np.flatnonzero(started)
    shown = slice(int(held[0]), int(held[-1]) + 1) if len(held) else slice(0, 0)
    numbers = np.arange(low, high)[shown] + plan.row_base
    return FirstTimeCounts(
        numbers=numbers,
        segments=labels,
        **{name: table[:, shown] for name, table in tables.items()},
        complete=_complete(plan, numbers, width),
    )


def _nth(block: Block, after: After, chosen: Chosen, times: int, n: int) -> Ints:
    """Time from the start to the n-th time of the event for each member; ``NEVER`` where it did not come."""
    found = np.full(n, NEVER)
    did = after.where(chosen.column[event_codes(block.plan.events)[block.rows][after.row]] >= 0)
    if not len(did.member):
        return found
    begins = np.flatnonzero(changes(did.member))
    enough = np.diff(np.append(begins, len(did.member))) >= times
    at = begins[enough] + times - 1
    found[did.member[at]] = did.waited[at]
    return found


def _day_of(waited: Ints) -> Ints:
    return np.where(waited == NEVER, NEVER, waited // DAY)


def _complete(plan: Plan, numbers: Ints, width: int) -> NDArray[np.bool_]:
    """Whoever starts at the last instant of the period has been watched for d whole days."""
    ends = plan.rows.start_instants(numbers + 1) if len(numbers) else numbers
    return np.asarray(ends[:, None] + np.arange(width) * DAY <= plan.until)
