"""Work dealt out to several threads in small blocks, beside the same in one piece."""

from __future__ import annotations

import random
from dataclasses import fields, is_dataclass

import numpy as np
import pytest

import retention as rt
from tests.oracles import Row
from tests.strategies import events_of

HOUR = 3_600_000_000
MONTHS = rt.CohortSettings()
SPLIT = rt.CohortSettings(segment="plan", min_events=2)
PLANS = rt.CohortSettings(segment="plan")
COUNTED = {
    "cohorts": lambda events: events.cohort_counts(MONTHS),
    "cohorts by general rules": lambda events: events.cohort_counts(PLANS.replace(measure="on_or_after")),
    "periods": lambda events: events.period_counts(MONTHS),
    "periods of segments": lambda events: events.period_counts(SPLIT),
    "active periods": lambda events: events.active_period_counts(SPLIT),
    "gaps": lambda events: events.gap_counts(PLANS),
    "lapses": lambda events: events.lapse_counts(MONTHS),
    "money": lambda events: events.revenue_counts(PLANS),
    "money of cohorts": lambda events: events.revenue_cohort_counts(MONTHS),
    "second orders": lambda events: events.repeat_counts(PLANS, 30),
    "habits": lambda events: events.habit_counts(MONTHS),
}


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    pick = random.Random(7)
    return [
        Row(f"c{pick.randrange(300)}", pick.randrange(400 * 24) * HOUR, "buy", pick.randrange(-2, 9), pick.choice("xy"))
        for _ in range(4000)
    ]


def numbers(counts):
    """Everything that was counted, however deep, by name."""
    if is_dataclass(counts):
        return {field.name: numbers(getattr(counts, field.name)) for field in fields(counts)}
    return counts.tolist() if isinstance(counts, np.ndarray) else counts


@pytest.mark.parametrize("what", COUNTED)
def test_blocks_and_threads_change_nothing(what, rows, monkeypatch):
    whole = numbers(COUNTED[what](events_of(rows)))
    monkeypatch.setattr("retention.engine.workers.os.cpu_count", lambda: 3)
    monkeypatch.setattr("retention.engine.workers.BLOCK_ROWS", 50)
    assert numbers(COUNTED[what](events_of(rows))) == whole
