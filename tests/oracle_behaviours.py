"""What customers do after their start, as slow plain Python over rows: the specification of the fast counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import comb, isnan, nan
from typing import Any

from tests.oracles import DAYS, Row, matches, next_period_from, period_number

DAY = 86_400_000_000


@dataclass(frozen=True)
class Story:
    """One customer who started in the range asked for."""

    customer: str
    start: Row
    cohort: int
    segment: str
    after: list[Row]  # everything from the start on, without the start's own row and its copies
    everything: list[Row]  # the start's own row with it


def stories(rows: list[Row], s: Any, zone: str) -> list[Story]:
    """Each customer's start, and what came after."""
    zone = s.timezone or zone

    def cohort(instant: int) -> int:
        if s.cohort_period in (None, s.period):
            return period_number(instant, s.period, s.period_size, s.origin, s.week_start, zone)
        return period_number(instant, s.cohort_period, 1, None, s.week_start, zone)

    def active(row: Row) -> bool:
        return matches(row, None, s.where) and (s.refunds_count or isnan(row.amount) or row.amount >= 0)

    first, after_last = (next_period_from(moment, cohort, zone) for moment in (s.start, s.end))
    members = []
    by_customer: dict[str, list[Row]] = {}
    for row in sorted(filter(active, rows), key=lambda r: (r.customer, r.instant)):
        by_customer.setdefault(row.customer, []).append(row)
    for customer, theirs in by_customer.items():
        starts = [r for r in theirs if matches(r, s.start_event, s.start_where)]
        if not starts:
            continue
        start = starts[0]
        number = cohort(start.instant)
        if (first is not None and number < first) or (after_last is not None and number >= after_last):
            continue
        since = [r for r in theirs if r.instant >= start.instant]
        members.append((customer, number, [r for r in starts if r.instant == start.instant], since))
    usual = Counter(event for _, _, at_first, _ in members for event in {r.event for r in at_first})
    return [
        Story(
            customer,
            at_first[0],
            number,
            min((r.segment for r in at_first), key=lambda name: (name == "", name)) or "(blank)",
            without_own(since, at_first, usual),
            since,
        )
        for customer, number, at_first, since in members
    ]


def without_own(since: list[Row], at_first: list[Row], usual: Counter[str]) -> list[Row]:
    """Leave out the start's own row and its copies: of several at that instant, the event that most customers have."""
    own = min(
        at_first,
        key=lambda r: (
            *(r.event == "", -usual[r.event], r.event, r.segment == "", r.segment, isnan(r.amount), r.amount),
        ),
    )
    return [r for r in since if repr(r) != repr(own)]


def behaviours(rows: list[Row], s: Any, zone: str, until: int, first: int, wait: int, later: int) -> Any:
    """For each customer watched to the end: times of each event, days active, came back, ever; how many were not."""
    found, unwatched = {}, 0
    for story in stories(rows, s, zone):
        begin = story.start.instant
        if begin + (first + wait + later) * DAY > until:
            unwatched += 1
            continue
        early = [r for r in story.after if r.instant < begin + first * DAY]
        opens, closes = begin + (first + wait) * DAY, begin + (first + wait + later) * DAY
        found[story.customer] = {
            "times": dict(Counter(r.event for r in early if r.event)),
            "days": len({0} | {(r.instant - begin) // DAY for r in early}),
            "last": max([0] + [(r.instant - begin) // DAY for r in early]),
            "rows": len(early),
            "back": any(
                opens <= r.instant < closes and matches(r, s.return_event, s.return_where) for r in story.after
            ),
            "ever": {r.event for r in story.after if r.event},
        }
    return found, unwatched


def first_times(rows: list[Row], s: Any, zone: str, until: int, event: str, times: int) -> list[tuple[Any, ...]]:
    """(cohort, segment, day of the n-th time or None, whole days watched) of everybody watched at all."""
    found = []
    for story in stories(rows, s, zone):
        watched = (until - story.start.instant) // DAY
        did = [r for r in story.after if r.event == event]
        day = (did[times - 1].instant - story.start.instant) // DAY if len(did) >= times else None
        if watched >= 0:
            found.append((story.cohort, story.segment, day if day is not None and day < watched else None, watched))
    return found


def adoption(rows: list[Row], s: Any, zone: str, until: int, times: int) -> dict[int, tuple[int, Counter[str]]]:
    """By age: how many were active in windows that are over, and how many did each event so many times."""
    zone = s.timezone or zone

    def period(instant: int) -> int:
        return period_number(instant, s.period, s.period_size, s.origin, s.week_start, zone)

    length = round(DAYS[s.period] * s.period_size * DAY)
    found: dict[int, tuple[int, Counter[str]]] = {}
    for story in stories(rows, s, zone):
        start = story.start.instant
        elapsed = s.clock == "elapsed"
        ages = [
            (r.instant - start) // length if elapsed else period(r.instant) - period(start) for r in story.everything
        ]
        last = (until - start) // length - 1 if elapsed else period(until) - period(start) - 1
        for age in {a for a in ages if a <= last and (s.max_age is None or a <= s.max_age)}:
            did = Counter(r.event for r, a in zip(story.everything, ages, strict=True) if a == age and r.event)
            active, used = found.get(age, (0, Counter()))
            found[age] = (active + 1, used + Counter(event for event, n in did.items() if n >= times))
    return found


def product_limit(durations: list[tuple[int, bool]]) -> dict[int, float]:
    """Share not there by each time, one factor for each time at which somebody got there."""
    share, found = 1.0, {}
    for time in sorted({t for t, _ in durations}):
        at_risk = sum(t >= time for t, _ in durations)
        ended = sum(t == time and seen for t, seen in durations)
        share *= 1 - ended / at_risk
        found[time] = share
    return found


def strata_of(
    found: dict[str, Any], event: str, times: int, first: int, everything: bool
) -> list[tuple[int, int, int, int]]:
    """(came back, of how many who did it, came back, of how many others) for customers who were equally active.

    Equally many days, the last of them at the same time, and as much done, all in classes: all rows, or the rows of
    other events. In the latter, where nobody on the other side is like that, whatever else they did.
    """

    def doublings(number: int) -> int:
        return number.bit_length() - 1

    def fine(customer: dict[str, Any]) -> tuple[int, int, int]:
        rows = customer["rows"] if everything else customer["rows"] - customer["times"].get(event, 0)
        part = customer["last"] if first <= 7 else customer["last"] * 7 // first
        return doublings(customer["days"] ** 2), part, doublings((rows + 1) ** (4 if everything else 1))

    def did(customer: dict[str, Any]) -> bool:
        return customer["times"].get(event, 0) >= times

    sides: dict[tuple[int, ...], set[bool]] = {}
    for customer in found.values():
        sides.setdefault(fine(customer), set()).add(did(customer))
    strata: dict[tuple[int, ...], list[int]] = {}
    for customer in found.values():
        place = fine(customer)
        place = place if everything or len(sides[place]) == 2 else place[:2]
        counts = strata.setdefault(place, [0, 0, 0, 0])
        counts[0 if did(customer) else 2] += customer["back"]
        counts[1 if did(customer) else 3] += 1
    return [(k1, n1, k2, n2) for k1, n1, k2, n2 in strata.values()]


def mantel_haenszel(strata: list[tuple[int, int, int, int]]) -> dict[str, float]:
    """Stratified difference and ratio of k1 of n1 against k2 of n2, stratum by stratum, and the two p-values."""
    top = weight = above = below = apart = variance = slope = level = 0.0
    for k1, n1, k2, n2 in strata:
        if not n1 or not n2:
            continue
        n, back = n1 + n2, k1 + k2
        top += (n1 * n2 / n) * (k1 / n1 - k2 / n2)
        weight += n1 * n2 / n
        above += k1 * n2 / n
        below += k2 * n1 / n
        apart += k1 - n1 * back / n
        variance += n1 * n2 * back * (n - back) / (n * n * (n - 1))
        slope += (n1 * n1 * k2 - n2 * n2 * k1 + n1 * n2 * (n2 - n1) / 2) / (n * n)
        level += (k1 * (n2 - k2) / n + k2 * (n1 - k1) / n) / 2
    if not weight:
        return {"difference": nan, "ratio": nan, "deviate": 0.0, "slope": nan, "level": nan}
    return {
        "difference": top / weight,
        "ratio": above / below if below else nan,
        "deviate": apart / variance**0.5 if variance else 0.0,
        "slope": slope / weight**2,
        "level": level / weight**2,
    }


def exact_p(strata: list[tuple[int, int, int, int]]) -> float:
    """All tables with the same margins that are no likelier than the one seen, by listing every one of them."""
    ways = {0: 1}
    for k1, n1, k2, n2 in strata:
        if n1 and n2:
            back = k1 + k2
            mine = {k: comb(n1, k) * comb(n2, back - k) for k in range(max(0, back - n2), min(n1, back) + 1)}
            ways_next: dict[int, int] = {}
            for before, w in ways.items():
                for k, v in mine.items():
                    ways_next[before + k] = ways_next.get(before + k, 0) + w * v
            ways = ways_next
    seen = ways[sum(k1 for k1, n1, _, n2 in strata if n1 and n2)]
    return sum(w for w in ways.values() if w <= seen) / sum(ways.values())
