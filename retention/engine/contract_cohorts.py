"""Cohorts of contracts: customers by the period of their first start, and whether they run at the end of each age."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retention.counts import CellCustomers, CohortCounts
from retention.engine.contract_money import changes, whole_money
from retention.engine.contracts import ContractPlan
from retention.engine.plan import MOST_CELLS
from retention.errors import SettingsError
from retention.languages import mark, say
from retention.periods import Ints, to_instants, to_moment
from retention.settings import CohortSettings

if TYPE_CHECKING:
    from retention.subscriptions import Subscriptions

# What has a meaning for visits only: the setting, what it must be, and why.
_PLAIN: tuple[tuple[str, Any, str], ...] = (
    ("measure", "on", mark("a contract runs at the end of an age or it does not.")),
    ("clock", "calendar", mark("contracts are looked at where calendar periods end.")),
    ("birth", "first", mark("a customer of contracts joins once, with the first start.")),
    ("min_events", 1, mark("contracts have no visits to count.")),
)


def check(settings: CohortSettings) -> None:
    """Refuse what has a meaning for visits only."""
    for name, value, why in _PLAIN:
        if getattr(settings, name) != value:
            shown = f'"{value}"' if isinstance(value, str) else value
            raise SettingsError(say(why), where=name, todo=say("Choose {name}={shown}.", name=name, shown=shown))
    if settings.value == "cumulative":
        raise SettingsError(
            say("money per month of contracts is a level that runs, not an amount that adds up."),
            where="value",
            todo=say('Choose value="sum" for what runs, or value="mean" for that per running customer.'),
        )


class _Cohorts:
    """Cells of segments, cohorts and ages, and sums over spans of ages."""

    def __init__(self, plan: ContractPlan) -> None:
        self.plan = plan
        self.base = plan.rows.number(plan.source._bounds[0])
        rows = self._rows()
        asked = [plan.rows.first_from(to_moment(m)) for m in (plan.settings.start, plan.settings.end)]
        low, after = (None if number is None else number - self.base for number in asked)
        inside = rows >= 0
        inside &= (rows >= low) if low is not None else True
        inside &= (rows < after) if after is not None else True
        held = rows[inside]
        first, stop = (int(held.min()), int(held.max()) + 1) if len(held) else (0, 0)
        if low is not None and after is not None:
            first, stop = low, after
        self.first, self.n = first, stop - first
        self.inside = inside
        self.row = np.where(inside, rows - first, 0)
        most = int(plan.last - plan.joined[inside].min()) + 1 if inside.any() else 0
        settings = plan.settings
        self.ages = most if settings.max_age is None else min(most, settings.max_age + 1)
        self.names, self.place = plan.segments
        if len(self.names) * self.n * self.ages > MOST_CELLS:
            raise SettingsError(
                say("{n} cohorts by {ages} ages are too many cells to count.", n=f"{self.n:,}", ages=f"{self.ages:,}"),
                where="period",
                todo=say("Choose a longer period, fewer ages (max_age), or a shorter range (start, end)."),
            )

    def _rows(self) -> Ints:
        """Cohort of each customer, counted from the file's first; -1 for customers without a row that counts."""
        plan = self.plan
        if plan.rows == plan.calendar:
            return plan.joined
        starts = plan.cut(plan.source.start)[plan.lead]
        found = np.full(plan.source.n_customers, -1, np.int64)
        found[plan.customer[plan.lead]] = plan.rows.numbers(starts) - self.base
        return found

    @property
    def numbers(self) -> Ints:
        """Numbers of the cohorts shown."""
        return np.arange(self.first, self.first + self.n) + self.base

    @property
    def shape(self) -> tuple[int, int, int]:
        """Segments, cohorts, ages."""
        return len(self.names), self.n, self.ages

    def over_ages(
        self, customer: Ints, first: Ints, last: Ints, weights: NDArray[Any] | None = None
    ) -> NDArray[np.float64]:
        """Sums over spans of periods, each counted from its customer's own first one."""
        low = first - self.plan.joined[customer]
        high = np.minimum(last - self.plan.joined[customer], self.ages - 1) + 1
        some = self.inside[customer] & (low < high)
        if not some.any():
            return np.zeros(self.shape)
        customer, low, high = customer[some], low[some], high[some]
        weights = np.ones(len(customer)) if weights is None else weights[some].astype(np.float64)
        width = self.ages + 1
        cell = (self.place[customer] * self.n + self.row[customer]) * width
        size = len(self.names) * self.n * width
        steps = np.bincount(cell + low, weights, size) - np.bincount(cell + high, weights, size)
        return np.asarray(steps.reshape(len(self.names), self.n, width).cumsum(axis=2)[:, :, :-1])

    def members(self) -> Ints:
        """Customers of the cohorts shown."""
        return np.flatnonzero(self.inside)

    def complete(self) -> NDArray[np.bool_]:
        """Cells that nothing which happens later can change."""
        plan, who = self.plan, self.members()
        latest = np.full((len(self.names), self.n), -1, np.int64)
        np.maximum.at(latest, (self.place[who], self.row[who]), plan.joined[who])
        ends = plan.rows.start_instants(self.numbers + 1) - 1 if self.n else np.zeros(0, np.int64)
        empty = plan.calendar.numbers(ends) - plan.base if self.n else ends
        latest = np.where(latest < 0, empty[None, :], latest)
        closed = self.numbers < plan.rows.number(plan.source.until)
        return closed[None, :, None] & (latest[:, :, None] + np.arange(self.ages) <= plan.last_complete)


def cohort_counts(source: Subscriptions, settings: CohortSettings) -> CohortCounts:
    """Count a cohort table: at age k the customers who run at the end of the k-th period after that of their start."""
    check(settings)
    plan = ContractPlan(source, settings)
    cohorts = _Cohorts(plan)
    who, spans = cohorts.members(), plan.spans
    whole = np.full(len(who), plan.last_complete)
    done = np.minimum(spans.last, plan.last_complete)
    under_way = np.maximum(spans.first, plan.last_complete + 1)
    sizes = np.bincount(cohorts.place[who] * cohorts.n + cohorts.row[who], minlength=len(cohorts.names) * cohorts.n)
    amounts = squares = None
    if settings.value != "none":
        money, scale = whole_money(plan)
        runs_to = np.minimum(plan.runs_to, plan.last_complete)
        amounts = cohorts.over_ages(plan.customer, plan.begins, runs_to, money) / scale
        squares = _squares(cohorts, money) / scale**2
    return CohortCounts(
        cohort_numbers=cohorts.numbers,
        segments=cohorts.names,
        sizes=sizes.reshape(len(cohorts.names), cohorts.n),
        eligible=cohorts.over_ages(who, plan.joined[who], whole).astype(np.int64),
        active=cohorts.over_ages(spans.customer, spans.first, done).astype(np.int64),
        open_active=cohorts.over_ages(spans.customer, under_way, spans.last).astype(np.int64),
        complete=cohorts.complete(),
        no_data=np.zeros(cohorts.shape, bool),
        amounts=amounts,
        warm_up=max(0, min(cohorts.n, (settings.warm_up or 0) - cohorts.first)),
        did=mark("were still customers"),
        squares=squares,
    )


def _squares(cohorts: _Cohorts, money: Ints) -> NDArray[np.float64]:
    """Squares of the money of each customer at all ages through each one, added up; by the changes of their money.

    With c from the ages before age a, and m running from it on, the square grows at age k by
    ``m * (2 * (c + m * (k - a)) + m)``: a part that stays and one that grows with k.
    """
    customer, period, _, runs = changes(cohorts.plan, money)
    age = period - cohorts.plan.joined[customer]
    some = cohorts.inside[customer] & (age < cohorts.ages)
    customer, age, level = customer[some], age[some], runs[some].astype(np.float64)
    first = np.diff(customer, prepend=-1) != 0

    def before(values: NDArray[Any]) -> NDArray[Any]:
        return np.where(first, 0, np.roll(values, 1))

    paid = np.cumsum(before(level) * (age - np.where(first, age, np.roll(age, 1))))
    paid -= np.repeat(paid[first], np.diff(np.append(np.flatnonzero(first), len(first))))
    cell = (cohorts.place[customer] * cohorts.n + cohorts.row[customer]) * cohorts.ages + age

    def running(values: NDArray[np.float64]) -> NDArray[np.float64]:
        size = len(cohorts.names) * cohorts.n * cohorts.ages
        steps = np.bincount(cell, values - before(values), size)
        return np.asarray(steps.reshape(cohorts.shape).cumsum(axis=2))

    grows = 2 * level * level
    gained = running(level * (2 * paid + level) - grows * age) + running(grows) * np.arange(cohorts.ages)
    return np.asarray(gained.cumsum(axis=2))


def cell_customers(
    source: Subscriptions, settings: CohortSettings, cohort: np.datetime64, age: int, segment: str | None
) -> CellCustomers:
    """List the customers behind one cell, by the same rules that count it."""
    check(settings)
    plan = ContractPlan(source, settings)
    cohorts = _Cohorts(plan)
    number = plan.rows.number(int(to_instants(np.array([cohort]), plan.rows.timezone)[0])) - cohorts.base
    if not cohorts.first <= number < cohorts.first + cohorts.n:
        raise SettingsError(
            say("there is no cohort that starts at {cohort}.", cohort=cohort),
            where="cohort",
            todo=say("Take one from matrix.cohorts."),
        )
    if settings.segment is not None and segment not in cohorts.names:
        raise SettingsError(
            say("'{segment}' is not one of the segments.", segment=segment),
            where="segment",
            todo=say("Choose one of: {choices}.", choices=", ".join(cohorts.names)),
        )
    wanted = cohorts.inside & (cohorts.row == number - cohorts.first)
    if settings.segment is not None:
        wanted &= cohorts.place == cohorts.names.index(str(segment))
    at, spans = plan.joined + age, plan.spans
    runs = np.zeros(len(at), bool)
    runs[spans.customer[(spans.first <= at[spans.customer]) & (at[spans.customer] <= spans.last)]] = True
    over, begun = at <= plan.last_complete, at <= plan.last

    def ids(mask: NDArray[np.bool_]) -> list[str]:
        return source.customers(np.flatnonzero(wanted & mask))

    return CellCustomers(
        came_back=ids(over & runs),
        did_not=ids(over & ~runs),
        seen_so_far=ids(~over & begun & runs),
        not_yet=ids(~over & ~(begun & runs)),
    )
