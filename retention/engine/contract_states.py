"""Where each customer's contracts stood at one moment, in memory. Whole columns at once, by customer and start."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.counts.contract_states import ContractStateCounts
from retention.engine.contract_money import whole_money
from retention.engine.contracts import ContractPlan
from retention.engine.listed import ids_of, moment_followed, moment_inside
from retention.periods import DAY, Ints, calendar_months, local_days, to_local
from retention.settings import CohortSettings

if TYPE_CHECKING:
    from retention.subscriptions import Subscriptions

Bools = NDArray[np.bool_]
YEAR = 365 * DAY


def contract_state_counts(
    source: Subscriptions, settings: CohortSettings, at: Any = None, *, followed_to: Any = None
) -> ContractStateCounts:
    """Say where each customer's contracts stood at one moment, and how they went on after it."""
    plan = ContractPlan(source, settings.replace(start=None, end=None))
    zone = plan.calendar.timezone
    instant = moment_inside(source, at, "at", zone)
    final = moment_followed(source, followed_to, instant, zone)
    rows = Rows(plan, instant)
    spells = rows.spells
    who, lead = spells.customer[spells.latest], rows.lead
    running = spells.end[spells.latest] == instant
    today = int(local_days(np.array([instant]), rows.zone)[0])
    age = (spells.last_day - spells.first_day)[spells.latest]
    lengths = spells.last_day - spells.first_day
    ended = spells.end < instant
    breaks = (spells.first_day[1:] - spells.last_day[:-1])[np.diff(spells.customer) == 0]
    silent = np.where(running, 0, today - spells.last_day[spells.latest])
    pays, most, money = _money(rows, who) if source.amount is not None else (None, None, None)
    names, place = plan.segments
    plans = None if source.mapping.plan is None else source.segments[source.mapping.plan]
    days = 1 + max([0, *(int(each.max(initial=0)) for each in (lengths, breaks, silent, age))])

    def by_day(values: Ints) -> Ints:
        return np.asarray(np.bincount(values, minlength=days), np.int64)

    return ContractStateCounts(
        at=instant,
        codes=who,
        ids=ids_of(source, who),
        running=running,
        spells=np.diff(np.append(spells.lead, len(spells.customer))),
        age=age,
        silent=silent,
        life=np.add.reduceat(lengths, spells.lead) if len(who) else lengths,
        planned=_planned(rows, who, running, today),
        first_day=spells.first_day[spells.lead],
        last_day=np.maximum(spells.last_day[spells.latest] - 1, spells.first_day[spells.latest]),
        pays=pays,
        most=most,
        money=money,
        paid=np.bincount(rows.place, rows.positive, len(who)) > 0,
        blocked=np.zeros(len(who), bool) if source.blocked is None else source.blocked[who],
        later=None if followed_to is None else _later(plan, rows, who, running, final),
        plans=() if plans is None else plans.labels,
        plan=None if plans is None else plan.cut(plans.codes)[rows.at][rows.tail].astype(np.int64),
        segments=names,
        segment=None if settings.segment is None else place[who],
        spells_ended=by_day(lengths[ended]),
        spells_running=by_day(lengths[~ended]),
        breaks_ended=by_day(breaks),
        breaks_open=by_day(silent[~running]),
        renewals=_renewals(rows, lead),
    )


@dataclass(frozen=True, eq=False)
class Spells:
    """Times with a contract throughout, up to the moment: rows that touch or overlap are one."""

    customer: Ints
    start: Ints
    end: Ints
    first_day: Ints
    last_day: Ints

    @cached_property
    def lead(self) -> Ints:
        """Position of each customer's first one."""
        return np.flatnonzero(np.diff(self.customer, prepend=-1))

    @cached_property
    def latest(self) -> Ints:
        """Position of each customer's last one."""
        return np.flatnonzero(np.diff(self.customer, append=-1))


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows begun before a moment, with nothing known of what comes after it."""

    plan: ContractPlan
    until: int

    @property
    def zone(self) -> str:
        return self.plan.calendar.timezone

    @cached_property
    def at(self) -> Ints:
        """Positions among the rows that count."""
        return np.flatnonzero(self.plan.cut(self.plan.source.start) < self.until)

    @cached_property
    def customer(self) -> Ints:
        return np.asarray(self.plan.customer[self.at], np.int64)

    @cached_property
    def start(self) -> Ints:
        return np.asarray(self.plan.cut(self.plan.source.start)[self.at], np.int64)

    @cached_property
    def end(self) -> Ints:
        """Ends, the moment where they are not known by then."""
        return np.asarray(np.minimum(self.plan.cut(self.plan.source.end)[self.at], self.until), np.int64)

    @cached_property
    def lead(self) -> Ints:
        """Position of each customer's first row."""
        return np.flatnonzero(np.diff(self.customer, prepend=-1))

    @cached_property
    def tail(self) -> Ints:
        """Position of each customer's last row."""
        return np.flatnonzero(np.diff(self.customer, append=-1))

    @cached_property
    def place(self) -> Ints:
        """Position of each row's customer among those listed."""
        return np.repeat(np.arange(len(self.lead)), np.diff(np.append(self.lead, len(self.customer))))

    @cached_property
    def ranks(self) -> tuple[Ints, Ints, Ints]:
        """Every start and end once, rising, and the place among them of each row's start and end.

        Instants are too large to fit beside a customer in one number; their ranks do.
        """
        moments, place = np.unique(np.concatenate([self.start, self.end]), return_inverse=True)
        return moments, place[: len(self.start)], place[len(self.start) :]

    @property
    def positive(self) -> NDArray[np.float64] | None:
        """1 for each row that brings money; None without amounts, so that rows are counted."""
        amount = self.plan.source.amount
        return None if amount is None else (self.plan.cut(amount)[self.at] > 0).astype(float)

    @cached_property
    def spells(self) -> Spells:
        """Rows that touch or overlap as one."""
        moments, starts, ends_at = self.ranks
        wide, n = len(moments) + 1, len(self.start)
        first, last = self.customer * wide + starts, self.customer * wide + ends_at
        reach = np.maximum.accumulate(last) if n else last  # customers rise, so that each begins anew
        opens = np.ones(n, bool)
        opens[1:] = (first[1:] > reach[:-1]) | (np.diff(self.customer) != 0)
        at = np.flatnonzero(opens)
        ends = moments[reach[np.append(at[1:], n) - 1] - self.customer[at] * wide] if n else self.end
        days = local_days(np.concatenate([self.start[at], ends]), self.zone).astype(np.int64)
        return Spells(self.customer[at], self.start[at], ends, days[: len(at)], days[len(at) :])


def _money(rows: Rows, who: Ints) -> tuple[Any, Any, Any]:
    """What runs a month or ran last, the most that ran in the last year, and all money so far."""
    whole, scale = whole_money(rows.plan)
    money, n, spells = whole[rows.at], len(who), rows.spells
    place = rows.place
    last = rows.end == spells.end[spells.latest][place]
    pays = np.bincount(place[last], money[last], n) / scale
    local = [calendar_months(to_local(moments, rows.zone)) for moments in (rows.start, rows.end)]
    so_far = np.bincount(place, money / scale * (local[1] - local[0]), n)
    return np.maximum(pays, 0), np.maximum(_most(rows, money, n), 0) / scale, np.round(so_far, 6)


def _most(rows: Rows, money: Ints, n: int) -> Ints:
    """The largest sum of money that ran at once in the 365 days before the moment."""
    gone = rows.end < rows.until
    moments, starts, ends = rows.ranks
    wide = len(moments) + 1
    keys = np.concatenate([rows.place * wide + starts, (rows.place * wide + ends)[gone]])
    order = np.argsort(keys)
    runs = np.concatenate([money, -money[gone]])[order].cumsum()
    who, rank = np.divmod(keys[order], wide)
    moment = moments[rank]
    begins = np.flatnonzero(np.diff(who, prepend=-1))
    before = np.concatenate([[0], runs])[begins]
    runs = runs - np.repeat(before, np.diff(np.append(begins, len(who))))
    following = np.append(moment[1:], rows.until)
    following[np.diff(who, append=-1) != 0] = rows.until
    # Of changes at one instant only the last counts: the others last for no time, and so does one at the moment itself.
    lasts = (following > moment) & (following > rows.until - YEAR)
    found = np.zeros(n, np.int64)
    np.maximum.at(found, who[lasts], runs[lasts])
    return found


def _planned(rows: Rows, who: Ints, running: Bools, today: int) -> Ints:
    """Days to an end that is known already, and after which nothing is known to begin."""
    found = np.full(len(who), -1, np.int64)
    source = rows.plan.source
    if rows.until != source.until or not len(who):
        return found
    end = rows.plan.cut(source.end)[rows.at]
    last = np.zeros(source.n_customers, np.int64)
    np.maximum.at(last, rows.customer, end)
    goes_on = np.zeros(source.n_customers, bool)
    goes_on[source.codes[source.start >= source.until]] = True
    some = np.flatnonzero(running & (last[who] < np.iinfo(np.int64).max) & ~goes_on[who])
    found[some] = local_days(last[who[some]], rows.zone) - today
    return found


def _later(plan: ContractPlan, rows: Rows, who: Ints, running: Bools, final: int) -> Bools:
    """Whether a contract has gone on up to a later moment, or a new one has begun by then."""
    then = Rows(plan, final).spells
    at = then.latest[np.searchsorted(then.customer[then.latest], who)]
    unbroken = (then.end[at] == final) & (then.start[at] < rows.until)
    start = plan.cut(plan.source.start)
    began = np.zeros(plan.source.n_customers, bool)
    began[plan.customer[(start >= rows.until) & (start < final)]] = True
    return np.asarray(np.where(running, unbroken, began[who]), bool)


def _renewals(rows: Rows, lead: Ints) -> Ints:
    """Days from the first start to the next row's, of customers whose first row went on without a break."""
    some = lead[np.append(lead[1:], len(rows.customer)) - lead > 1]
    some = some[(rows.start[some + 1] <= rows.end[some]) & (rows.start[some + 1] > rows.start[some])]
    first, second = (local_days(rows.start[at], rows.zone).astype(np.int64) for at in (some, some + 1))
    return np.bincount(second - first, minlength=1)
