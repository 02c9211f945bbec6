"""``python -m benchmarks.load``: twenty people with files of 100,000 rows, as a table in Markdown."""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.load.course import Course, run, server
from benchmarks.load.people import ROWS, SLIDE, VISIT, Diary
from retention import __version__

PEOPLE, PAUSE, MINUTES = 20, 10.0, 30


def main() -> None:
    """Both courses: as fast as the server answers, and at the pace of people."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    asked.add_argument("--people", type=int, default=PEOPLE)
    asked.add_argument("--interactions", type=int, help="of all together (default: what they do in 30 minutes)")
    asked.add_argument("--paced", type=int, default=360, help="interactions at the pace of people")
    options = asked.parse_args()
    full = options.interactions or int(options.people * MINUTES * 60 / PAUSE)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with server(place) as one:
            print(table(asyncio.run(run(one, options.people, full)), options.people, "without a pause"), flush=True)
        if options.paced:
            with server(place) as one:
                course = asyncio.run(run(one, options.people, options.paced, pause=PAUSE))
            print("\n" + table(course, options.people, f"one every {PAUSE:g} seconds each"))


def table(course: Course, people: int, how: str) -> str:
    """What came of it, as people read it."""
    memory = np.array(course.memory)[:, 1] / 1e6 if course.memory else np.zeros(1)
    rows = {
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}, version {__version__}",
        "people, each with a file of": f"{people}, {ROWS:,} rows",
        "interactions": f"{course.together.done:,}, {how}, in {course.seconds / 60:.1f} minutes",
        "from the address to a file that is read": f"{np.median(course.arrivals):.1f} s (median)",
        "slider to chart, one person": _times(course.alone, SLIDE),
        "slider to chart, all together": _times(course.together, SLIDE),
        "page to chart, all together": _times(course.together, VISIT),
        "memory of the server": f"{memory[0]:.0f} MB at first, {memory[-1]:.0f} MB at last, {memory.max():.0f} MB most",
        f"growth after {course.warm:,} interactions": f"{course.growth() / 1e6:+.1f} MB in 1,000 interactions",
        "errors": f"{len(course.faults)}",
    }
    faults = sorted(set(course.faults))
    rows |= {"what": ", ".join(faults)} if faults else {}
    return "\n".join(["| what | measured |", "|---|---|", *(f"| {name} | {said} |" for name, said in rows.items())])


def _times(diary: Diary, what: str) -> str:
    seconds = diary.seconds(what)
    if not len(seconds):
        return "none"
    half, most = np.quantile(seconds, [0.5, 0.95])
    return f"{half:.2f} s (p50), {most:.2f} s (p95), n = {len(seconds):,}"


if __name__ == "__main__":
    main()
