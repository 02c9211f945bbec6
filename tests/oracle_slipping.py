"""Rhythms, silences and stages once more, as slow plain Python over rows: what the fast code is held to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from math import exp, floor, inf, isnan, log, nan, sqrt
from typing import Any

from tests.oracle_gaps import active_days, last_whole_day, segment_of, visits
from tests.oracles import Row, local, matches

WEIGHT, STEP, RECENT = 2, 0.1, 3
CLASSES = [(1, 1), (2, 2), (3, 4), (5, 8), (9, 10**9)]  # numbers of the visit a gap begins at; from 3 on in steps


@dataclass
class Rhythm:
    """What is known of one customer at the moment looked at."""

    days: list[date]
    age: int
    silent: int
    gaps: list[int]
    money: float
    money_year: float
    visits_year: int
    last_event: str
    reached_after: int
    later: bool
    segment: str

    @property
    def visits(self) -> int:
        return len(self.days)

    @property
    def recent(self) -> list[int]:
        return self.gaps[-RECENT:]


def rhythms(
    rows: list[Row], s: Any, zone: str, at: int, final: int, first_value: str | None = None
) -> dict[str, Rhythm]:
    """Every customer who had come by a moment."""
    zone = s.timezone or zone
    last, end = last_whole_day(at, zone), last_whole_day(final, zone)
    found = {}
    for who, mine in visits(rows, s, zone).items():
        days, ever = active_days(mine, zone, last), active_days(mine, zone, end)
        if not days:
            continue
        kept = [
            r
            for r in sorted(rows, key=lambda r: r.instant)
            if r.customer == who and matches(r, None, s.where) and local(r.instant, zone).date() <= last
        ]
        paid = [r for r in kept if matches(r, s.return_event, s.return_where) and not isnan(r.amount)]
        year = [r for r in paid if (days[-1] - local(r.instant, zone).date()).days < 365]
        reached = days[1:2] if first_value is None else []
        if first_value is not None:
            reached = [local(r.instant, zone).date() for r in kept if r.event == first_value][:1]
        found[who] = Rhythm(
            days=days,
            age=(last - days[0]).days,
            silent=(last - days[-1]).days,
            gaps=[(b - a).days for a, b in pairwise(days)],
            money=sum(r.amount for r in paid),
            money_year=sum(r.amount for r in year),
            visits_year=sum((days[-1] - day).days < 365 for day in days),
            last_event=max(r.event for r in kept if r.instant == kept[-1].instant),
            reached_after=max(0, (reached[0] - days[0]).days) if reached else -1,
            later=len(ever) > len(days),
            segment=segment_of(mine),
        )
    return found


@dataclass
class Group:
    """The usual gap of all, and the silences of each class."""

    mean: float
    spread: float
    closed: list[Counter[int]] = field(default_factory=lambda: [Counter() for _ in CLASSES])
    open: list[Counter[int]] = field(default_factory=lambda: [Counter() for _ in CLASSES])
    all_closed: Counter[int] = field(default_factory=Counter)
    all_open: Counter[int] = field(default_factory=Counter)


def own_mean(gaps: list[int], mean: float) -> float:
    """Mean logarithm of a customer's gaps, drawn towards that of all."""
    return (sum(log(gap) for gap in gaps) + WEIGHT * mean) / (len(gaps) + WEIGHT)


def group(known: dict[str, Rhythm]) -> Group:
    """What all customers together tell."""
    means = [sum(log(g) for g in r.gaps) / len(r.gaps) for r in known.values() if r.gaps]
    squares = [
        (log(g) - sum(log(h) for h in r.gaps) / len(r.gaps)) ** 2
        for r in known.values()
        if len(r.gaps) > 1
        for g in r.gaps
    ]
    free = sum(len(r.gaps) - 1 for r in known.values() if len(r.gaps) > 1)
    found = Group(sum(means) / len(means) if means else 0.0, sqrt(sum(squares) / free) if free else nan)
    for r in known.values():
        for i, silence in enumerate([*r.gaps, r.silent]):
            number, ended = i + 1, i < len(r.gaps)
            place = class_of(number)
            length = silence
            if number >= 3:
                length = floor(silence / (exp(own_mean(r.gaps[:i], found.mean)) * STEP) + 1e-9)
            (found.closed if ended else found.open)[place][length] += 1
            (found.all_closed if ended else found.all_open)[silence] += 1
    return found


def class_of(number: int) -> int:
    return next(i for i, (first, last) in enumerate(CLASSES) if first <= number <= last)


# --------------------------------------------------------------------------------------------------------- the curve
@dataclass
class Curve:
    """Share of silences that last longer than 0, 1, 2 ... (Kaplan-Meier), up to the last length there is."""

    closed: Counter[int]
    still: Counter[int]

    def __post_init__(self) -> None:
        everything = self.closed + self.still
        self.n = sum(everything.values())
        self.at_risk, self.lasting, left, share = [], [], self.n, 1.0
        for length in range(max(everything, default=-1) + 1):
            self.at_risk.append(left)
            if self.closed[length]:
                share *= 1 - self.closed[length] / left
            self.lasting.append(share)
            left -= everything[length]
        first = min((length for length, n in self.closed.items() if n), default=0)
        many = [length for length, n in enumerate(self.at_risk) if n >= 30 and everything[length] and length >= first]
        seen = [length for length in range(len(self.at_risk)) if everything[length]]
        self.watched = (many or seen or [0])[-1]

    def returned_by(self, share: float) -> int | None:
        """Length by which a share of those that end, as far as can be told, have ended."""
        ever = 1 - self.lasting[self.watched] if self.lasting else 0
        if not sum(self.closed.values()) or not ever > 0:
            return None
        return next(n for n, lasting in enumerate(self.lasting) if lasting <= 1 - share * ever + 1e-9)

    def ended_within(self, begin: int, end: int) -> tuple[float, int]:
        """Of the silences longer than one length, the share not longer than another; and how many there were."""
        over = max(0, end - self.watched)
        begin, end = max(0, begin - over), min(end, self.watched)
        like = self.at_risk[begin + 1] if begin + 1 < len(self.at_risk) else 0
        return (1 - self.lasting[end] / self.lasting[begin], like) if like else (nan, 0)


@dataclass
class Known:
    """One customer against the group."""

    own: float
    high: float
    late: float
    lapsed: float


class Everybody:
    """All customers, and what follows for each."""

    def __init__(self, known: dict[str, Rhythm], horizon: int) -> None:
        self.known, self.group = known, group(known)
        self.curves = [Curve(c, o) for c, o in zip(self.group.closed, self.group.open, strict=True)]
        self.in_steps = Curve(sum(self.group.closed[2:], Counter()), sum(self.group.open[2:], Counter()))
        self.again = Curve(
            self.group.all_closed - self.group.closed[0], self.group.all_open - self.group.open[0]
        )  # after a second or later visit, in days
        self.all = Curve(self.group.all_closed, self.group.all_open)
        self.horizon = horizon

    def compared(self, gaps: list[int]) -> Known:
        """What is usual, late and lapsed for somebody with such gaps."""
        place, own, high = class_of(len(gaps) + 1), nan, nan
        if len(gaps) >= 2:
            logs, mean = [log(g) for g in gaps], own_mean(gaps, self.group.mean)
            plain = sum(logs) / len(logs)
            within = sum((x - plain) ** 2 for x in logs) + WEIGHT * self.group.spread**2
            own = round(exp(mean), 6)
            high = round(exp(mean + 0.8416212335729143 * sqrt(within / (len(gaps) - 1 + WEIGHT))), 6)

        def after(share: float) -> float:
            curve = self.curves[place]
            length = curve.returned_by(share) if sum(curve.closed.values()) >= 30 else None
            if length is not None:
                return float(length) if place < 2 else round((length + 1) * own * STEP, 6)
            days = self.all.returned_by(share)
            return inf if days is None else float(days)

        late = after(0.8) if isnan(own) else high
        return Known(own, high, late, max(late, after(0.9), self.all.returned_by(0.9) or 0))

    def chance(self, r: Rhythm) -> tuple[float, int]:
        place, scale = class_of(r.visits), 1.0
        if place >= 2:
            scale = self.compared(r.gaps).own * STEP
        begin, end = (floor(days / scale + 1e-9) for days in (r.silent, r.silent + self.horizon))
        curve = self.curves[place]
        if curve.n >= 30 and (place == 0 or end <= curve.watched):
            return curve.ended_within(begin, end)
        if place >= 2 and self.in_steps.n >= 30 and end <= self.in_steps.watched:
            return self.in_steps.ended_within(begin, end)
        if place >= 1 and self.again.n >= 30:
            return self.again.ended_within(r.silent, r.silent + self.horizon)
        return self.all.ended_within(r.silent, r.silent + self.horizon)

    def stages(self) -> dict[str, str]:
        """Stage of each customer who has not asked to be left alone."""
        reaching = Curve(
            Counter(r.reached_after for r in self.known.values() if r.reached_after >= 0),
            Counter(r.age for r in self.known.values() if r.reached_after < 0),
        )
        need = reaching.returned_by(0.8)
        lives = sorted(
            r.age - r.silent
            for r in self.known.values()
            if r.reached_after >= 0 and r.silent > self.compared(r.gaps).lapsed
        )
        middle = (lives[(len(lives) - 1) // 2] + lives[len(lives) // 2]) / 2 if lives else 365
        long = min(365, max(1, middle))
        return {who: self.stage(r, inf if need is None else need, long) for who, r in self.known.items()}

    def stage(self, r: Rhythm, need: float, long: float) -> str:
        if r.reached_after < 0:
            return "new" if r.age <= need else "unconverted"
        mine = self.compared(r.gaps)
        if r.silent > mine.lapsed:
            when = "recent" if r.silent <= 1.5 * mine.lapsed else "past"
            return f"lapsed_{when}_{'long' if r.age - r.silent >= long else 'short'}"
        if r.gaps:
            longest = max(r.recent)
            without = list(r.gaps)
            without.remove(longest)
            if longest > self.compared(without).lapsed:
                return "won_back"
        earlier = r.gaps[:-RECENT]
        slower = len(earlier) >= RECENT and sum(r.recent) / RECENT >= 2 * sum(earlier) / len(earlier)
        return "cooling" if r.silent > mine.late or slower else "regular"
