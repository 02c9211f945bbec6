"""Several people at work on one server: no errors, fair waiting, memory that stays where it is.

``python -m benchmarks.load`` is the same with twenty people and half an hour's work.
"""

from __future__ import annotations

import asyncio
import json

import numpy as np
import pytest

from benchmarks.load.course import EVERY, Course, run, server
from benchmarks.load.people import SLIDE, STEPS

PEOPLE, ALONE, TOGETHER = 3, 30, 240


def test_growth_is_the_slope_after_the_warm_up():
    memory = [(n, 300_000_000 + min(n, STEPS) * 1_000_000 + 2_000 * n) for n in range(0, 100, EVERY)]
    course = Course(memory=memory, sessions=1)
    course.together.waited[SLIDE] = [None] * 100
    assert course.growth() == pytest.approx(2_000_000)


@pytest.mark.long
def test_people_at_work_see_no_errors_wait_fairly_and_leave_no_memory_behind(tmp_path):
    with server(tmp_path) as place:
        course = asyncio.run(run(place, PEOPLE, TOGETHER, alone=ALONE))
        log = place.log_file.read_text(encoding="utf-8")
    assert course.faults == []
    assert course.sessions == PEOPLE
    assert course.told["session"] == PEOPLE
    assert course.told["file"] == 2 * PEOPLE  # each looked at and read
    # With all of them asking at every moment, nobody waits much longer than for all others' turns.
    alone, together = course.alone.seconds(SLIDE), course.together.seconds(SLIDE)
    assert np.quantile(together, 0.95) < 2 * PEOPLE * np.quantile(alone, 0.95)
    # What is left behind by 1 interaction in 10 of the memory that one visitor's data take would be seen.
    grown = course.growth() * (course.together.done - course.warm) / 1000
    assert grown < 0.15 * course.memory[0][1]
    lines = [line for line in log.splitlines() if not line.startswith("The dashboard is open")]
    assert [line for line in lines if not isinstance(json.loads(line), dict)] == []
    assert "c1-" not in log
    assert "orders" not in log
