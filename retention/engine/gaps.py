"""Silences counted in memory: days between visits, what followed a period, how quiet customers were at one moment.

A visit is an active local day of a customer: several rows on one day are one visit. Only days that lie wholly before
``observed_until`` are looked at, so that a silence is measured in whole days.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.counts import GapCounts, LapseCounts, SilenceCounts
from retention.engine.blocks import Block, Index, changes, rows_each
from retention.engine.plan import MOST_CELLS, Plan, Tables
from retention.engine.segments import segments
from retention.engine.series_plan import activity_plan, periods_asked
from retention.engine.workers import add_up
from retention.errors import SettingsError
from retention.languages import say
from retention.periods import Calendar, Ints, asked_moment, instant_of, to_moment
from retention.settings import CohortSettings

if TYPE_CHECKING:
    from retention.events import Events

Count = Callable[[Block], tuple[Ints, Ints]]  # keys of what is counted, for each of two tables


def gap_counts(events: Events, settings: CohortSettings) -> GapCounts:
    """Count the days between visits, and from the last visit to the end of the data.

    ``start`` and ``end`` bound the day on which a silence begins.
    """
    plan = visit_plan(events, settings)
    labels, place = segments(plan)
    last = last_whole_day(plan, plan.until)
    width = max(0, last) + 1
    low, high = days_asked(plan, settings, last)

    def count(block: Block) -> tuple[Ints, Ints]:
        visits = visits_of(block, last)
        silence, ended = visits.silences(last)
        keep = (visits.day >= low) & (visits.day < high)
        if place is not None:
            segment = place[visits.customer + block.customers.start]
            silence = silence + segment * width
        return silence[keep & ended], silence[keep & ~ended]

    closed, still_open = _total(plan, len(labels) * width, count)
    shape = (len(labels), width)
    return GapCounts(labels, closed.reshape(shape), still_open.reshape(shape))


def lapse_counts(events: Events, settings: CohortSettings) -> LapseCounts:
    """Count, for the customers active in each period, the silence after their last visit in it."""
    plan = visit_plan(events, settings)
    last = last_whole_day(plan, plan.until)
    width = max(0, last) + 1
    first, after = periods_asked(plan, settings)
    n = after - first
    check_lapses(settings, n, width)

    def count(block: Block) -> tuple[Ints, Ints]:
        visits = visits_of(block, last)
        period = plan._period_of_day[visits.day]
        silence, ended = visits.silences(last)
        leaves = ~ended
        leaves[:-1] |= period[1:] != period[:-1]
        leaves &= (period >= first) & (period < after)
        silence, ended = silence[leaves], ended[leaves]
        key = (period[leaves].astype(np.int64) - first) * width + silence
        return key[ended], key[~ended]

    closed, still_open = (table.reshape(n, width) for table in _total(plan, n * width, count))
    return lapse_table(plan, first, closed, still_open)


def lapse_table(plan: Plan, first: int, closed: Ints, still_open: Ints) -> LapseCounts:
    """Counts of the periods from a first one on, without those before anybody came."""
    active = np.asarray((closed + still_open).sum(axis=1))
    n = len(active)
    shown = slice(int(np.argmax(active > 0)) if active.any() else n, n)
    numbers = np.arange(first, first + n)[shown]
    return LapseCounts(
        numbers=numbers + plan.base,
        active=active[shown],
        closed=closed[shown],
        open=still_open[shown],
        complete=numbers <= plan.last_complete,
    )


def silence_counts(events: Events, settings: CohortSettings, at: Any, until: Any) -> SilenceCounts:
    """Look back to one moment: how long had customers been silent, and who came back by ``until``?"""
    plan = visit_plan(events, settings)
    refuse_segment(settings)
    moment, end = moments_asked(plan, at, until)
    last = last_whole_day(plan, moment)

    def count(block: Block) -> tuple[Ints, Ints]:
        time, mask = events.time[block.rows], plan.mask("return", block.rows)
        rows = None if mask is None else np.flatnonzero(mask)
        time = time if rows is None else time[rows]
        starts = block.starts if rows is None else np.searchsorted(rows, block.starts)
        before = rows_each(time < moment, starts)
        known = before > 0
        latest = (starts[:-1] + before - 1)[known]
        latest = latest if rows is None else rows[latest]
        day = events.days(plan.zone)[1][block.rows][latest]
        quiet = np.maximum(0, last - day.astype(np.int64))
        back = rows_each((time >= moment) & (time < end), starts)[known] > 0
        return quiet, quiet[back]

    quiet, came_back = _total(plan, max(0, last) + 1, count)
    return SilenceCounts(moment, end, quiet, came_back)


# ------------------------------------------------------------------------------------------------ visits of a block
@dataclass(frozen=True)
class Visits:
    """Active days of a block's customers: the day (counted from the file's first), and where each customer begins."""

    day: NDArray[np.int32]
    begins: Ints

    @property
    def customer(self) -> Index:
        """Customer of each visit, counted from the block's first."""
        return np.repeat(np.arange(len(self.begins) - 1), np.diff(self.begins))

    def silences(self, last: int) -> tuple[Ints, NDArray[np.bool_]]:
        """Days from each visit to the customer's next one, or to the last whole day; and whether the next one came."""
        silence = np.empty(len(self.day), np.int64)
        np.subtract(self.day[1:], self.day[:-1], out=silence[:-1])
        ended = np.ones(len(silence), bool)
        final = self.begins[1:][self.begins[1:] > self.begins[:-1]] - 1
        ended[final] = False
        silence[final] = last - self.day[final]
        return silence, ended


def visits_of(block: Block, last: int) -> Visits:
    """Active days of a block's customers, up to the last one looked at."""
    plan, starts = block.plan, block.starts
    day = plan.events.days(plan.zone)[1][block.rows]
    mask = plan.mask("return", block.rows)
    if len(plan.events.rows_a_day(plan.zone)) - 1 > last:
        mask = day <= last if mask is None else mask & (day <= last)
    if mask is not None:
        rows = np.flatnonzero(mask)
        day, starts = day[rows], np.searchsorted(rows, starts)
    new = changes(day)
    new[starts[:-1][starts[:-1] < starts[1:]]] = True
    visits = np.flatnonzero(new)
    return Visits(day[visits].astype(np.int32), np.searchsorted(visits, starts))


def _total(plan: Plan, size: int, count: Count) -> tuple[Ints, Ints]:
    """Count the keys of all blocks, for both tables."""

    def tables(block: Block) -> Tables:
        one, other = (np.bincount(keys, minlength=size) for keys in count(block))
        return {"one": one, "other": other}

    found = add_up(plan, size, tables)
    return found["one"], found["other"]


# ---------------------------------------------------------------------------------------------------------- bounds
def visit_plan(events: Events, settings: CohortSettings) -> Plan:
    """Plan of a count of silences; refuses what a silence has no use for."""
    refuse_several_visits(settings)
    return activity_plan(events, settings)


def refuse_several_visits(settings: CohortSettings) -> None:
    """Refuse what a silence has no use for."""
    if settings.min_events > 1:
        raise SettingsError(
            say("a silence ends with one visit."),
            where="min_events",
            todo=say("Choose 1, or name the event in return_event."),
        )


def refuse_segment(settings: CohortSettings) -> None:
    """Refuse segments where one group is counted at a time."""
    if settings.segment is not None:
        raise SettingsError(
            say("silences by period are counted for one group at a time."),
            where="segment",
            todo=say('Leave it out, or write where=(("{segment}", "==", "..."),).', segment=settings.segment),
        )


def check_lapses(settings: CohortSettings, n: int, width: int) -> None:
    """Refuse silences by period where they cannot be counted, or make more cells than memory is made for."""
    refuse_segment(settings)
    if settings.period == "hour":
        raise SettingsError(
            say("silences are counted in days."), where="period", todo=say("Choose day or a longer period.")
        )
    if n * width > MOST_CELLS:
        raise SettingsError(
            say("{n} periods by {width} days of silence are too many cells to count.", n=f"{n:,}", width=f"{width:,}"),
            where="period",
            todo=say("Choose a longer period, or a shorter range (start, end)."),
        )


def moments_asked(plan: Plan, at: Any, until: Any) -> tuple[int, int]:
    """Instants of the moment looked back to, and of the end of the time to come back."""
    moment, end = (instant_of(asked_moment(value, name), plan.zone) for value, name in ((at, "at"), (until, "until")))
    if not plan.bounds[0] < moment < end <= plan.until:
        raise SettingsError(
            say("the moment looked back to must lie inside the data, and before the end of the time to come back."),
            where="at and until",
            todo=say(
                "The data begin on {first} and are whole up to {end}.",
                first=f"{plan.events.span[0]:%Y-%m-%d}",
                end=f"{plan.events.observed_until:%Y-%m-%d}",
            ),
        )
    return moment, end


def last_whole_day(plan: Plan, instant: int) -> int:
    """Last local day that is over at an instant, counted from the file's first day."""
    first, _ = plan.events.days(plan.zone)
    return Calendar("day", timezone=plan.zone).last_complete(instant) - first


def days_asked(plan: Plan, settings: CohortSettings, last: int) -> tuple[int, int]:
    """First day asked for and the one after the last, counted from the file's first day."""
    calendar, (first, _) = Calendar("day", timezone=plan.zone), plan.events.days(plan.zone)
    low, high = (calendar.first_from(to_moment(m)) for m in (settings.start, settings.end))
    return 0 if low is None else low - first, last + 1 if high is None else high - first
