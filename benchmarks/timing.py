"""Timing of competitors in turns, so that a noisy minute falls on all of them alike."""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any


@dataclass(frozen=True)
class Timing:
    """Seconds of several repetitions."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one: what ratios are made from."""
        return statistics.median(self.seconds)

    @property
    def best(self) -> float:
        """The fastest one: the least disturbed."""
        return min(self.seconds)


def once(run: Callable[[], Any]) -> float:
    """Seconds of one call, with nothing left over from the one before."""
    gc.collect()
    begin = perf_counter()
    run()
    return perf_counter() - begin


def in_turns(
    competitors: Mapping[str, Callable[[], Any]], repetitions: int, fewer: Mapping[str, int] | None = None
) -> dict[str, Timing]:
    """Call every competitor once, then every one again; those named in ``fewer`` only so many times."""
    seconds: dict[str, list[float]] = {name: [] for name in competitors}
    for turn in range(repetitions):
        for name, run in competitors.items():
            if turn < (fewer or {}).get(name, repetitions):
                seconds[name].append(once(run))
    return {name: Timing(tuple(found)) for name, found in seconds.items()}
