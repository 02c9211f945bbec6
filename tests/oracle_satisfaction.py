"""What answers mean, with plain loops over rows, sharing nothing with the library.

Promoters answer 9 or 10, passives 7 or 8, detractors 0 to 6. The score is 100 times the share of promoters minus the
share of detractors. One answer is worth 100, 0 or -100: its spread over the answers gives the range of their mean.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Answer:
    """One answer: who (empty for nobody), on which day, from 0 to 10."""

    customer: str
    day: date
    score: int


def group(score: int) -> str:
    """The name of the group that an answer puts its giver in."""
    return "promoters" if score >= 9 else "passives" if score >= 7 else "detractors"


def net_promoter_score(scores: Sequence[int], z: float = 1.959963984540054) -> dict[str, float]:
    """Numbers of each group, the score and its range; the spread is worked out answer by answer."""
    found = {name: sum(group(score) == name for score in scores) for name in ("promoters", "passives", "detractors")}
    worth = [{"promoters": 100.0, "passives": 0.0, "detractors": -100.0}[group(score)] for score in scores]
    mean = sum(worth) / len(worth)
    spread = math.sqrt(sum((each - mean) ** 2 for each in worth) / len(worth))
    half = z * spread / math.sqrt(len(worth))
    return {
        **found,
        "n": len(scores),
        "score": mean,
        "lower": max(-100.0, mean - half),
        "upper": min(100.0, mean + half),
    }


def retention_by_answer(
    answers: Sequence[Answer], visits: Sequence[tuple[str, date]], end: date, days: int
) -> dict[str, tuple[int, int, int, int]]:
    """Customers by the group of their first answer: all, known to the visits, watched, and active.

    ``end`` is the first day that the visits do not cover. The day of the answer does not count.
    """
    first: dict[str, Answer] = {}
    for answer in answers:
        if answer.customer and (answer.customer not in first or answer.day < first[answer.customer].day):
            first[answer.customer] = answer
    found = {name: [0, 0, 0, 0] for name in ("promoters", "passives", "detractors")}
    for customer, answer in first.items():
        counts = found[group(answer.score)]
        counts[0] += 1
        if not any(who == customer for who, _ in visits):
            continue
        counts[1] += 1
        if answer.day + timedelta(days=days) >= end:
            continue
        counts[2] += 1
        window = {answer.day + timedelta(days=step) for step in range(1, days + 1)}
        counts[3] += any(who == customer and day in window for who, day in visits)
    return {name: (counts[0], counts[1], counts[2], counts[3]) for name, counts in found.items()}
