"""Rhythms in memory: how often and how lately each customer has come by one moment, and how silences like theirs ended.

A visit is an active local day of a customer, as in :mod:`retention.engine.gaps`. Gaps are averaged as logarithms: one
long pause, which every customer of some years has had, hardly moves what is usual for them, and a range around it
never falls below a day. Plain averages look back as well (no file tried differs by more than .02 of the area under the
curve), but call a customer who comes every week and was abroad for a year a visitor of every other month.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.counts import RhythmCounts, SilenceClassCounts
from retention.counts.rhythms import RECENT, YEAR, Floats
from retention.engine.blocks import Block, changes, rows_each
from retention.engine.gaps import Visits, last_whole_day, visit_plan, visits_of
from retention.engine.listed import ids_of, moment_followed, moment_inside
from retention.engine.movements import net_of_runs
from retention.engine.plan import Bools, Plan, Tables, no_such_event
from retention.engine.segments import segments
from retention.engine.workers import add_up, each_worker
from retention.periods import Ints
from retention.settings import CohortSettings

if TYPE_CHECKING:
    from retention.events import Events

BOUNDS = (1, 2, 3, 5, 9)  # classes of gaps: after the first visit, the second, visits 3-4, 5-8, and later ones
SCALED = (False, False, True, True, True)  # from the third visit on a customer has a rhythm of their own
STEP = 0.1
WEIGHT = 2.0  # gaps of the usual length that every customer is taken to have had: it counts as much as three visits
ROUNDING = 1e-9  # a length that should be a whole number of steps may miss it by so much


def rhythm_counts(
    events: Events,
    settings: CohortSettings,
    at: Any = None,
    *,
    followed_to: Any = None,
    first_value: str | None = None,
) -> RhythmCounts:
    """Sum up the rhythm of each customer on days that are over at ``at``, and who came again after it."""
    plan = visit_plan(events, settings.replace(start=None, end=None))
    end = moment_inside(events, at, "at", plan.zone)
    final = moment_followed(events, followed_to, end, plan.zone)
    names, place = segments(plan)
    table = _Rhythms(plan, last_whole_day(plan, end), last_whole_day(plan, final), _event_code(events, first_value))
    table.fill(table.everything)
    listed = np.flatnonzero(table.columns["visits"])
    held: dict[str, Any] = {name: column[listed] for name, column in table.columns.items()}
    later = held.pop("later").astype(bool)
    return RhythmCounts(
        at=end,
        day=events.days(plan.zone)[0] + table.last,
        history=table.last + 1,
        codes=listed,
        ids=ids_of(events, listed),
        event_names=events.event_names,
        blocked=np.zeros(len(listed), bool) if events.blocked is None else events.blocked[listed],
        later=None if followed_to is None else later,
        segments=names,
        segment=None if place is None else place[listed],
        **{"money": None, "money_year": None, "last_event": None, **held},
    )


def silence_class_counts(events: Events, settings: CohortSettings, at: Any = None) -> SilenceClassCounts:
    """Count gaps, open ones too, by the number of the visit they begin at; days up to ``at`` only."""
    plan = visit_plan(events, settings.replace(start=None, end=None, segment=None))
    end = moment_inside(events, at, "at", plan.zone)
    last = last_whole_day(plan, end)
    mean, spread = _group(plan, last)
    days, width = max(0, last) + 1, int(max(0, last) / STEP) + 2  # a usual gap is a day or longer
    size = len(BOUNDS) * width
    logs, kinds = _logs(last), np.searchsorted(BOUNDS, np.arange(BOUNDS[-1]) + 1, side="right") - 1

    def count(block: Block) -> Tables:
        visits = visits_of(block, last)
        silence, ended = visits.silences(last)
        before = _number(visits)
        kind = kinds[np.minimum(before, BOUNDS[-1] - 1)]
        gaps = np.where(ended, logs[silence], 0.0)
        known = np.cumsum(gaps) - gaps
        own = np.exp((known - known[np.arange(len(gaps)) - before] + WEIGHT * mean) / (before + WEIGHT))
        length = np.where(np.array(SCALED)[kind], silence / (own * STEP) + ROUNDING, silence).astype(np.int64)
        key = kind * width + length
        tables = {"closed": (key[ended], size), "open": (key[~ended], size)}
        tables |= {"all_closed": (silence[ended], days), "all_open": (silence[~ended], days)}
        return {name: np.bincount(keys, minlength=cells) for name, (keys, cells) in tables.items()}

    return class_table(add_up(plan, size, count), width, mean, spread)


def class_table(found: Tables, width: int, mean: float, spread: float) -> SilenceClassCounts:
    """Counts from tables of classes by length, and of all gaps by days."""
    shape = (len(BOUNDS), width)
    return SilenceClassCounts(
        bounds=BOUNDS,
        scaled=SCALED,
        step=STEP,
        closed=found["closed"].reshape(shape),
        open=found["open"].reshape(shape),
        all_closed=found["all_closed"],
        all_open=found["all_open"],
        group=float(np.exp(mean)) if found["all_closed"].any() else float("nan"),
        spread=spread,
        weight=WEIGHT,
    )


# ------------------------------------------------------------------------------------------------ customer by customer
RECENTLY = ("recent_gaps", "recent_sum", "recent_longest")
WHOLE = ("visits", "age", "silent", *RECENTLY, "visits_year", "reached_after", "later")
LOGS = ("log_sum", "log_squares")


class _Rhythms:
    """One place for each customer of the file; every block writes to its own customers."""

    def __init__(self, plan: Plan, last: int, final: int, first_value: int | None) -> None:
        events = plan.events
        self.plan, self.last, self.final, self.first_value = plan, last, final, first_value
        self.logs = _logs(last)
        self.columns: dict[str, NDArray[Any]] = {name: np.zeros(events.n_customers, np.int64) for name in WHOLE}
        self.columns |= {name: np.zeros(events.n_customers) for name in LOGS}
        if events.amount is not None:
            self.columns |= {name: np.zeros(events.n_customers) for name in ("money", "money_year")}
        if events.event is not None:
            self.columns["last_event"] = np.full(events.n_customers, -1, np.int64)

    def fill(self, count: Callable[[Block], Any]) -> None:
        def work(share: list[Block]) -> None:
            for block in share:
                count(block)

        each_worker(self.plan, 0, work)

    def everything(self, block: Block) -> None:
        """Write all columns of a block's customers."""
        visits, first, latest = self.rhythm(block)
        year = (visits.day > np.repeat(latest - YEAR, np.diff(visits.begins))) & (visits.day <= self.last)
        self.columns["visits_year"][block.customers] = rows_each(year, visits.begins)
        self._rows(block, latest)
        self._reach(block, visits, first)

    def rhythm(self, block: Block) -> tuple[Visits, Ints, Ints]:
        """Write what the days of visits tell; with them, the first and the latest day of each customer, -1 for none."""
        visits = visits_of(block, self.final)
        over, begins = rows_each(visits.day <= self.last, visits.begins), visits.begins[:-1]
        bounds = np.full((2, len(begins)), -1, np.int64)
        has = np.flatnonzero(over)
        if len(has):
            here, first, end = has + block.customers.start, begins[has], begins[has] + over[has]  # of visits by then
            day = visits.day.astype(np.int64)
            bounds[:, has] = day[first], day[end - 1]
            self.columns["visits"][here] = over[has]
            self.columns["later"][here] = np.diff(visits.begins)[has] > over[has]
            self.columns["age"][here] = self.last - day[first]
            self.columns["silent"][here] = self.last - day[end - 1]
            self._gaps(visits, day, here, first, end)
        return visits, bounds[0], bounds[1]

    def _gaps(self, visits: Visits, day: Ints, here: Ints, first: Ints, end: Ints) -> None:
        """Logarithms of all gaps, and the latest few."""
        columns, gap = self.columns, np.zeros(len(day) + 1, np.int64)
        gap[1:-1] = np.diff(day)
        inside = np.zeros(len(gap), bool)  # gap i lies between visit i - 1 and visit i of one customer
        inside[: len(day)] = day <= self.last
        inside[visits.begins[:-1]] = False
        logs = np.zeros(len(gap))
        logs[inside] = self.logs[gap[inside]]
        columns["log_sum"][here] = np.add.reduceat(logs, first)
        columns["log_squares"][here] = np.add.reduceat(logs**2, first)
        for back in range(1, RECENT + 1):
            there = end - back > first
            who, length = here[there], gap[(end - back)[there]]
            columns["recent_gaps"][who] += 1
            columns["recent_sum"][who] += length
            columns["recent_longest"][who] = np.maximum(columns["recent_longest"][who], length)

    def _rows(self, block: Block, latest: Ints) -> None:
        """What lies in rows of every kind: money, and the last event."""
        plan, customers, begins = self.plan, block.customers, block.starts[:-1]
        day = plan.events.days(plan.zone)[1][block.rows]
        by_then = day <= self.last
        if plan.events.amount is not None:
            mask = plan.mask("money", block.rows)
            counts = by_then if mask is None else by_then & mask
            worth = plan.events.amount[block.rows]
            year = counts & (day > np.repeat(latest - YEAR, np.diff(block.starts)))
            self.columns["money"][customers] = net_of_runs(np.where(counts, worth, 0), begins)
            self.columns["money_year"][customers] = net_of_runs(np.where(year, worth, 0), begins)
        if plan.events.event is not None:
            who, event = _last_of_each(_kept(plan, block, by_then), block, plan.events.event[block.rows])
            self.columns["last_event"][customers.start + who] = event

    def _reach(self, block: Block, visits: Visits, first: Ints) -> None:
        """Days to first value."""
        found = np.full(len(first), -1, np.int64)
        if self.first_value is None:
            again = np.flatnonzero(self.columns["visits"][block.customers] > 1)
            found[again] = visits.day[visits.begins[:-1][again] + 1] - first[again]
        else:
            plan = self.plan
            day = plan.events.days(plan.zone)[1][block.rows]
            codes: Any = plan.events.event
            rows = np.flatnonzero(_kept(plan, block, (day <= self.last) & (codes[block.rows] == self.first_value)))
            owner = np.searchsorted(block.starts, rows, side="right") - 1
            who, rows = owner[changes(owner)], rows[changes(owner)]
            found[who] = np.maximum(0, day[rows] - first[who])
        self.columns["reached_after"][block.customers] = found


# --------------------------------------------------------------------------------------------------------- the group
def _group(plan: Plan, last: int) -> tuple[float, float]:
    """Mean of the customers' own mean logarithms, each counted once, and how far gaps lie around their own mean."""
    table = _Rhythms(plan, last, last, None)
    table.fill(table.rhythm)
    gaps = np.maximum(0, table.columns["visits"] - 1)
    come, often = gaps > 0, gaps > 1
    sums, squares = table.columns["log_sum"], table.columns["log_squares"]
    mean = float((sums[come] / gaps[come]).mean()) if come.any() else 0.0
    within = squares[often] - sums[often] ** 2 / gaps[often]
    spread = float(np.sqrt(max(0.0, within.sum()) / (gaps[often] - 1).sum())) if often.any() else float("nan")
    return mean, spread


# ------------------------------------------------------------------------------------------------------------- pieces
def _logs(last: int) -> Floats:
    """Logarithm of each number of days up to the last one; 0 for 0."""
    return np.log(np.maximum(1, np.arange(max(0, last) + 1)))


def _number(visits: Visits) -> Ints:
    """How many visits of the customer lie before each."""
    return np.arange(len(visits.day)) - np.repeat(visits.begins[:-1], np.diff(visits.begins))


def _kept(plan: Plan, block: Block, rows: Bools) -> Bools:
    """Of some rows of a block those that ``where`` keeps, whatever they are."""
    for codes, passes in plan.tests["any"]:
        rows = rows & passes[codes[block.rows]]
    return rows


def _last_of_each(rows: Bools, block: Block, event: NDArray[Any]) -> tuple[Ints, Ints]:
    """Customers with any of the rows, and the event on the last one of each: of several at that instant the last
    name, so that the order of rows decides nothing."""
    held = np.flatnonzero(rows)
    after = np.searchsorted(held, block.starts)
    who = np.flatnonzero(after[1:] > after[:-1])
    begin, place = after[:-1][who], after[1:][who] - 1
    time, event = block.plan.events.time[block.rows][held], event[held].astype(np.int64)
    found, tied = event[place], np.arange(len(who))
    while len(tied):
        place[tied] -= 1
        tied = tied[place[tied] >= begin[tied]]
        tied = tied[time[place[tied]] == time[place[tied] + 1]]
        found[tied] = np.maximum(found[tied], event[place[tied]])
    return who, found


def _event_code(events: Events, name: str | None) -> int | None:
    if name is None:
        return None
    if name in events.event_names:
        return events.event_names.index(name)
    raise no_such_event(name, events.event_names, "first_value")
