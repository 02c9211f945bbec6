"""What campaigns, experiments and comparisons of before and after mean, in plain loops over rows."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from math import isnan
from zoneinfo import ZoneInfo

import pandas as pd


def once(rows):
    """Rows of (customer, group, day) -> customer to (group, first day), and the customers who are in both groups."""
    groups, days = defaultdict(set), {}
    for customer, group, day in rows:
        groups[customer].add(group)
        days[customer] = min(day, days.get(customer, day))
    both = sorted(customer for customer, of in groups.items() if len(of) > 1)
    listed = {customer: (min(of), days[customer]) for customer, of in groups.items() if len(of) == 1}
    return listed, both


def local_midnight(day, zone):
    """The first instant of a local day."""
    return pd.Timestamp(day, tz=ZoneInfo(zone))


def of_visits(rows, events, until, days, zone="UTC"):
    """For each group the numbers listed, unknown, later, waiting, watched and active, and the list of money.

    ``events`` are (customer, aware moment, amount), ``until`` the moment up to which they are whole.
    """

    def active(customer, begin, end):
        mine = [(at, amount) for who, at, amount in events if who == customer and begin <= at < end]
        money = sum(amount for _, amount in mine if not isnan(amount))
        return any(not amount < 0 for _, amount in mine), money  # what was given back is money, and no visit

    first = {}
    for who, at, _ in events:
        first[who] = min(at, first.get(who, at))
    return _counted(rows, first, until, days, zone, active)


def of_contracts(rows, contracts, until, days, zone="UTC"):
    """The same of contracts (customer, start, end or None, money a month): who has one running just before the end."""

    def running(customer, _begin, end):
        mine = [money for who, start, stop, money in contracts if who == customer and start < end <= (stop or end)]
        return bool(mine), sum(mine)

    first = {}
    for who, start, _, _ in contracts:
        first[who] = min(start, first.get(who, start))
    return _counted(rows, first, until, days, zone, running)


def _counted(rows, first, until, days, zone, look):
    names = ("listed", "unknown", "later", "waiting", "watched", "active")
    found = {group: {**dict.fromkeys(names, 0), "money": []} for group in (0, 1)}
    for customer, (group, day) in once(rows)[0].items():
        counts = found[group]
        counts["listed"] += 1
        begin, end = (local_midnight(day + timedelta(days=n), zone) for n in (1, days + 1))
        if customer not in first:
            counts["unknown"] += 1
        elif first[customer] >= begin:
            counts["later"] += 1
        elif end > until:
            counts["waiting"] += 1
        else:
            counts["watched"] += 1
            did, money = look(customer, begin, end)
            counts["active"] += did
            counts["money"].append(money)
    return found


def of_players(rows):
    """Rows of (player, version, {outcome: True, False or None}) -> (version, outcome) to (yes, known); and both."""
    versions, first = defaultdict(set), {}
    for player, version, did in rows:
        versions[player].add(version)
        first.setdefault(player, (version, did))
    found = defaultdict(lambda: (0, 0))
    for player, (version, did) in first.items():
        if len(versions[player]) > 1:
            continue
        for outcome, answer in did.items():
            yes, known = found[version, outcome]
            found[version, outcome] = (yes + (answer is True), known + (answer is not None))
    return dict(found), sorted(player for player, of in versions.items() if len(of) > 1)


def month(moment):
    return moment.year * 12 + moment.month - 1


def before_and_after(events, until, change, age, most, first_cohort):
    """Pooled (active, eligible) after and before a day at one age, by calendar months, and how many cohorts a side.

    ``events`` are (customer, local moment); cohorts before number ``first_cohort`` are left out.
    """
    start, active = {}, defaultdict(set)
    for who, at in events:
        start[who] = min(month(at), start.get(who, month(at)))
        active[who].add(month(at))

    def begin(number):
        return pd.Timestamp(year=number // 12, month=number % 12 + 1, day=1)

    def cell(cohort):
        mine = [who for who, of in start.items() if of == cohort]
        return sum(cohort + age in active[who] for who in mine), len(mine)

    cohorts = [n for n in range(min(start.values()), max(start.values()) + 1) if n >= first_cohort]
    over = [n for n in cohorts if begin(n + age + 1) <= until]
    after = [n for n in over if begin(n) >= change][:most]
    before = [n for n in over if begin(n + age + 1) <= change]
    many = min(len(after), len(before))
    pooled = []
    for side in (after[:many], before[len(before) - many :]):
        cells = [cell(cohort) for cohort in side]
        pooled.append((sum(k for k, _ in cells), sum(n for _, n in cells)))
    return pooled, many
