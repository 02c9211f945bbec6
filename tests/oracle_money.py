"""Money over time once more, as slow plain Python over lists: what the fast code is held to.

Amounts are added up as decimals, so that ten cents are ten cents.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from math import isnan
from typing import Any

from tests.oracles import Row, last_instant, matches, next_period_from, period_number

DAY = 86_400_000_000
NOTHING = Decimal(0)


@dataclass
class Movement:
    """The money of one period and what moved it."""

    start: Decimal = NOTHING
    new: Decimal = NOTHING
    expansion: Decimal = NOTHING
    contraction: Decimal = NOTHING
    churned: Decimal = NOTHING
    reactivated: Decimal = NOTHING
    end: Decimal = NOTHING
    below_zero: Decimal = NOTHING
    customers: int = 0
    kept: int = 0
    complete: bool = False
    pairs: list[tuple[Decimal, Decimal]] = field(default_factory=list)  # of those paying at the start: then and now


@dataclass
class CohortMoney:
    """The money of those who first paid in one period, at one age."""

    start: Decimal = NOTHING
    money: Decimal = NOTHING
    kept: Decimal = NOTHING
    customers: int = 0
    paying: int = 0
    complete: bool = False


@dataclass
class Repeat:
    """The customers of one period of the first order."""

    size: int = 0
    watched: int = 0
    came: int = 0
    complete: bool = False


class Money:
    """Rows as net money by customer and period."""

    def __init__(self, rows: list[Row], s: Any, zone: str, until: int) -> None:
        self.s, self.zone, self.until = s, s.timezone or zone, until
        self.rows = sorted(rows, key=lambda r: (r.customer, r.instant))
        money = [r for r in self.rows if matches(r, None, s.where) and matches(r, s.return_event, s.return_where)]
        self.activity = [r for r in money if s.refunds_count or isnan(r.amount) or r.amount >= 0]
        last = max(until - 1, *(r.instant for r in rows))
        self.periods = range(min(self.period(r.instant) for r in rows), self.period(last) + 1)
        self.net: dict[str, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        for r in money:
            if not isnan(r.amount):
                self.net[r.customer][self.period(r.instant)] += Decimal(str(r.amount))

    def period(self, instant: int) -> int:
        s = self.s
        return period_number(instant, s.period, s.period_size, s.origin, s.week_start, self.zone)

    def shown(self, number: int) -> bool:
        """From the first period in which anybody pays, and inside the range asked for."""
        paid = [p for net in self.net.values() for p, v in net.items() if v > 0]
        return bool(paid) and number >= min(paid) and self.asked(number)

    def asked(self, number: int) -> bool:
        first = next_period_from(self.s.start, self.period, self.zone)
        after = next_period_from(self.s.end, self.period, self.zone)
        return (first is None or number >= first) and (after is None or number < after)

    def complete(self, number: int) -> bool:
        return number < self.period(self.until)

    def segments(self) -> tuple[list[str], dict[str, str]]:
        """Groups, largest first, and each customer's: the value on their first row of activity."""
        everybody = {r.customer for r in self.rows}
        if self.s.segment is None:
            return [""], dict.fromkeys(everybody, "")
        found: dict[str, str] = {}
        for customer in everybody:
            theirs = [r for r in self.activity if r.customer == customer]
            if theirs:
                first = [r.segment for r in theirs if r.instant == theirs[0].instant]
                found[customer] = min(first, key=lambda text: (text == "", text)) or "(blank)"
        sizes = {name: list(found.values()).count(name) for name in found.values()}
        names = sorted(sizes, key=lambda name: (-sizes[name], name == "(blank)", name)) or [""]
        never_active = "(blank)" if "(blank)" in names else names[0]
        return names, {customer: found.get(customer, never_active) for customer in everybody}


def revenue(rows: list[Row], s: Any, zone: str, until: int) -> dict[str, dict[int, Movement]]:
    """Movements by segment and period."""
    money = Money(rows, s, zone, until)
    names, segment_of = money.segments()
    table = {name: {p: Movement(complete=money.complete(p)) for p in money.periods} for name in names}
    for customer, net in money.net.items():
        for p in sorted({q + step for q in net for step in (0, 1)} & set(money.periods)):
            cell, now, before = table[segment_of[customer]][p], net.get(p, NOTHING), net.get(p - 1, NOTHING)
            pays, paid = now > 0, before > 0
            paid_ever = any(v > 0 for q, v in net.items() if q < p)
            cell.below_zero += min(now, NOTHING)
            if paid:
                cell.customers += 1
                cell.start += before
                cell.kept += pays
                cell.pairs.append((before, max(now, NOTHING)))
            if pays:
                cell.end += now
            if pays and paid:
                cell.expansion += max(now - before, NOTHING)
                cell.contraction += max(before - now, NOTHING)
            elif pays and paid_ever:
                cell.reactivated += now
            elif pays:
                cell.new += now
            elif paid:
                cell.churned += before
    return {name: {p: cell for p, cell in line.items() if money.shown(p)} for name, line in table.items()}


def cohorts(rows: list[Row], s: Any, zone: str, until: int) -> dict[str, dict[tuple[int, int], CohortMoney]]:
    """Money of those who first paid in a period, by segment, that period and the age."""
    money = Money(rows, s, zone, until)
    names, segment_of = money.segments()
    table: dict[str, dict[tuple[int, int], CohortMoney]] = {
        name: {
            (p, q - p): CohortMoney(complete=money.complete(q))
            for p in money.periods
            for q in money.periods
            if q >= p and money.shown(p)
        }
        for name in names
    }
    for customer, net in money.net.items():
        paying = [p for p in sorted(net) if net[p] > 0]
        if not paying or not money.shown(paying[0]):
            continue
        first = paying[0]
        for q in money.periods:
            if q >= first:
                cell, now = table[segment_of[customer]][first, q - first], max(net.get(q, NOTHING), NOTHING)
                cell.customers += 1
                cell.paying += now > 0
                cell.start += net[first]
                cell.money += now
                cell.kept += min(now, net[first])
    return table


def repeats(rows: list[Row], s: Any, zone: str, until: int, days: int) -> dict[str, dict[int, Repeat]]:
    """Who ordered again within so many days of 24 hours, by segment and period of the first order."""
    money = Money(rows, s, zone, until)
    names, segment_of = money.segments()
    table = {name: {p: Repeat() for p in money.periods if money.asked(p)} for name in names}
    for line in table.values():
        for p, cell in line.items():
            cell.complete = last_instant(money.period, p, until) + 1 + days * DAY <= until
    for customer in {r.customer for r in money.activity}:
        instants = sorted({r.instant for r in money.activity if r.customer == customer})
        p = money.period(instants[0])
        if not money.asked(p):
            continue
        cell = table[segment_of[customer]][p]
        end = instants[0] + days * DAY
        cell.size += 1
        cell.watched += end <= until
        cell.came += end <= until and any(t < end for t in instants[1:])
    return table
