"""Stages of customers with contracts by their definitions, as slow plain loops over rows.

Rows are those of :mod:`tests.oracle_contracts`. What begins or ends later than the moment is not known then.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from tests.oracle_contracts import Contract
from tests.oracles import local

DAY = 86_400_000_000
YEAR = 365 * DAY


@dataclass(frozen=True)
class State:
    """One customer at one moment; days are local ones."""

    running: bool
    spells: int
    age: int
    silent: int
    life: int
    planned: int
    pays: float
    most: float
    money: float
    paid: bool


def day(instant: int, zone: str) -> int:
    return local(instant, zone).date().toordinal()


def spells_of(rows: list[Contract], at: int) -> list[tuple[int, int]]:
    """Times with a contract throughout, by start; what runs at the moment ends there as far as is known."""
    found: list[tuple[int, int]] = []
    for row in sorted((r for r in rows if r.start < at), key=lambda r: r.start):
        end = at if row.end is None else min(row.end, at)
        if found and row.start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((row.start, end))
    return found


def months(instant: int, zone: str) -> Fraction:
    """Months since the year 0: whole ones and the share of the one under way."""
    moment = local(instant, zone).replace(tzinfo=None)
    first = moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    after = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    micro = (moment - first).total_seconds(), (after - first).total_seconds()
    return 12 * moment.year + moment.month + Fraction(micro[0]) / Fraction(micro[1])


def runs(rows: list[Contract], instant: int) -> float:
    """Money a month that runs just after an instant."""
    return sum(r.amount for r in rows if r.start <= instant and (r.end is None or r.end > instant))


def state_of(rows: list[Contract], at: int, until: int, zone: str) -> State | None:
    known = [r for r in rows if r.start < at]
    if not known:
        return None
    spells = spells_of(rows, at)
    lengths = [day(end, zone) - day(start, zone) for start, end in spells]
    running, last = spells[-1][1] == at, spells[-1][1]
    ends = [at if r.end is None else min(r.end, at) for r in known]
    changes = {at - YEAR + 1} | {t for r in known for t in (r.start, r.end) if t is not None}
    inside = [t for t in changes if at - YEAR < t < at]
    # What ran when the year began counts as long as it ran into the year.
    most = max([0.0, *(runs(known, t) for t in inside)])
    planned = -1
    future = any(r.start >= until for r in rows)
    if running and at == until and not future and all(r.end is not None for r in known):
        planned = day(max(r.end for r in known if r.end is not None), zone) - day(at, zone)
    return State(
        running=running,
        spells=len(spells),
        age=lengths[-1],
        silent=0 if running else day(at, zone) - day(last, zone),
        life=sum(lengths),
        planned=planned,
        pays=max(0.0, sum(r.amount for r, end in zip(known, ends, strict=True) if end == last)),
        most=most,
        money=float(
            sum(
                Fraction(r.amount) * (months(end, zone) - months(r.start, zone))
                for r, end in zip(known, ends, strict=True)
            )
        ),
        paid=any(r.amount > 0 for r in known),
    )


def later_of(rows: list[Contract], at: int, final: int) -> bool:
    """Whether what ran has gone on, or something new has begun."""
    if spells_of(rows, at)[-1][1] == at:
        start, end = spells_of(rows, final)[-1]
        return end == final and start < at
    return any(at <= r.start < final for r in rows)


def durations(customers: dict[str, list[Contract]], at: int, zone: str) -> dict[str, list[tuple[int, bool]]]:
    """Lengths in days of all spells and breaks up to the moment, and whether they have ended."""
    spells, breaks = [], []
    for rows in customers.values():
        found = spells_of(rows, at)
        for i, (start, end) in enumerate(found):
            spells.append((day(end, zone) - day(start, zone), end < at))
            if i + 1 < len(found):
                breaks.append((day(found[i + 1][0], zone) - day(end, zone), True))
            elif end < at:
                breaks.append((day(at, zone) - day(end, zone), False))
    return {"spells": spells, "breaks": breaks}


def lasting(lengths: list[tuple[int, bool]], days: int) -> Fraction:
    """Share lasting longer than so many days: product over the days of 1 - ended / at risk."""
    share = Fraction(1)
    for d in range(days + 1):
        at_risk = sum(length >= d for length, _ in lengths)
        ended = sum(length == d and over for length, over in lengths)
        share *= 1 - Fraction(ended, at_risk) if at_risk else 1
    return share


def horizon_of(lengths: list[tuple[int, bool]]) -> int:
    """The last length that 30 were watched for, or the last one where they never were so many."""
    found = [d for d, _ in lengths if sum(length >= d for length, _ in lengths) >= 30]
    return max(found) if found else max((d for d, _ in lengths), default=0)


def ended_within(lengths: list[tuple[int, bool]], begin: int, days: int) -> tuple[float, int]:
    """Of those longer than ``begin`` the share not longer than ``begin + days``, and how many were longer."""
    limit = horizon_of(lengths)
    end = begin + days
    begin, end = max(0, begin - max(0, end - limit)), min(end, limit)
    like = sum(length > begin for length, _ in lengths)
    if not like:
        return float("nan"), 0
    return float(1 - lasting(lengths, end) / lasting(lengths, begin)), like


def stages(
    customers: dict[str, list[Contract]], at: int, until: int, zone: str, horizon: int, blocked: frozenset[str]
) -> dict[str, tuple[str, float, int]]:
    """Stage, chance and number of likes of each customer. For fewer than 30 renewals and returns: 90 days each."""
    states = {c: s for c, rows in customers.items() if (s := state_of(rows, at, until, zone)) is not None}
    lengths = durations(customers, at, zone)
    longest = max([0, *(d for each in lengths.values() for d, _ in each)])
    horizon = max(1, min(horizon, longest // 2))
    chance = {}
    for c, s in states.items():
        share, like = ended_within(
            lengths["spells"] if s.running else lengths["breaks"], s.age if s.running else s.silent, horizon
        )
        chance[c] = (1 - share if s.running else share, like)
    has_money = any(s.paid for s in states.values())
    lapsed = {c for c, s in states.items() if not s.running and not (s.spells == 1 and s.life <= 14)}
    lapsed -= {c for c in lapsed if has_money and not states[c].paid}
    life = median(states[c].life for c in lapsed) if lapsed else None
    found = {}
    for c, s in states.items():
        if c in blocked:
            key = "do_not_contact"
        elif s.running and s.age < 90 and s.spells == 1:
            key = "new"
        elif (has_money and not s.paid) or (not s.running and s.spells == 1 and s.life <= 14):
            key = "unconverted"
        elif not s.running:
            assert life is not None
            key = f"lapsed_{'recent' if s.silent <= 90 else 'past'}_{'long' if s.life >= life else 'short'}"
        elif s.age < 90:
            key = "won_back"
        elif 0 <= s.planned <= horizon or round(s.pays, 6) < round(s.most, 6):
            key = "cooling"
        else:
            key = "regular"  # or cooling for its age, which needs more customers than these
        found[c] = (key, *chance[c])
    return found
