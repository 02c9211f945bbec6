"""One run: a server, people who come with their files, and what is seen of its memory meanwhile."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, build_opener

import numpy as np

from benchmarks.load.line import Browser
from benchmarks.load.people import STEPS, Diary, arrive, orders, work
from benchmarks.servers import HOST, ROOT, _address

MOST = 0.7  # of a course that can be warm-up
EVERY = 10  # interactions between two looks at the server's memory
KINDS_OF_ERROR = ("unexpected", "refused", "library", "warning")
_ask = build_opener(ProxyHandler({})).open


@dataclass
class Course:
    """What came of it."""

    alone: Diary = field(default_factory=Diary)  # one visitor, before the others come
    together: Diary = field(default_factory=Diary)
    arrivals: list[float] = field(default_factory=list)  # seconds from the address to the file being read
    memory: list[tuple[int, int]] = field(default_factory=list)  # interactions so far, bytes of the process
    sessions: int = 0
    seconds: float = 0.0
    told: Counter[str] = field(default_factory=Counter)  # lines of the log, by event

    @property
    def faults(self) -> list[str]:
        """What went wrong, as the pages showed it and as the log has it."""
        logged = [f"log: {event}" for event in KINDS_OF_ERROR for _ in range(self.told[event])]
        return [*self.alone.errors, *self.together.errors, *logged]

    @property
    def warm(self) -> int:
        """Interactions after which everybody has been on every page, and results of each are kept."""
        return min(self.sessions * STEPS, int(MOST * self.together.done))

    def growth(self) -> float:
        """Bytes by which the memory grew in 1,000 interactions, on the line fitted to what followed the warm-up."""
        seen = np.array([one for one in self.memory if one[0] >= self.warm])
        return float(1000 * np.polyfit(seen[:, 0], seen[:, 1], 1)[0])


@dataclass
class Server:
    """A dashboard of its own."""

    url: str
    log_file: Path

    def state(self) -> dict[str, Any]:
        """What it says of itself."""
        with _ask(f"{self.url}/readyz", timeout=60) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def told(self) -> Counter[str]:
        """How many lines of each event its log has."""
        lines = self.log_file.read_text(encoding="utf-8", errors="replace").splitlines()
        return Counter(json.loads(line)["event"] for line in lines if line.startswith("{"))


@contextmanager
def server(folder: Path, *options: str) -> Iterator[Server]:
    """Start a dashboard, and end it by its own id."""
    log_file = folder / "server.log"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("RETENTION_")}
    command = [sys.executable, "-m", "retention.cli", "--host", HOST, "--port", "0", "--no-open", "--log", "json"]
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            [*command, *options], cwd=ROOT, env=clean, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        yield Server(_address(process, log_file), log_file)
    finally:
        process.terminate()
        process.wait(30)


async def run(place: Server, people: int, interactions: int, *, alone: int = 40, pause: float = 0.0) -> Course:
    """One visitor alone, then all together until so many interactions are done.

    Parameters
    ----------
    place
        The server.
    people
        How many there are at last.
    interactions
        Of all of them, after the one who was alone.
    alone
        Interactions of the one.
    pause
        Seconds from one interaction of a person to the next; 0 is as fast as the server answers.
    """
    course = Course()
    first = await _come(place, 0, course)
    await _steps(first, 0, course.alone, lambda: course.alone.done >= alone, 0.0)
    others = [await _come(place, seed, course) for seed in range(1, people)]
    course.together.began, began = time.monotonic(), time.monotonic()
    looking = asyncio.create_task(_look(place, course))
    browsers = [first, *others]
    await asyncio.gather(
        *(
            _steps(one, seed, course.together, lambda: course.together.done >= interactions, pause)
            for seed, one in enumerate(browsers)
        )
    )
    looking.cancel()
    course.seconds, course.sessions = time.monotonic() - began, place.state()["sessions"]
    for one in browsers:
        await one.close()
    course.told = place.told()
    return course


async def _come(place: Server, seed: int, course: Course) -> Browser:
    data = orders(seed)
    began = time.perf_counter()
    browser = await arrive(place.url, data)
    course.arrivals.append(time.perf_counter() - began)
    return browser


async def _steps(browser: Browser, seed: int, diary: Diary, over: Any, pause: float) -> None:
    """Work until it is over; those who pause do not all begin at once."""
    await asyncio.sleep(pause * (seed % 20) / 20)
    due = time.monotonic()
    async for _ in work(browser, seed, diary):
        due += pause
        await asyncio.sleep(max(due - time.monotonic(), 0.0))
        if over():
            break
    diary.errors += browser.errors
    browser.errors = []


async def _look(place: Server, course: Course) -> None:
    """Note the memory now and then."""
    seen = -EVERY
    while True:
        if course.together.done >= seen + EVERY:
            seen = course.together.done
            course.memory.append((seen, (await asyncio.to_thread(place.state))["process_bytes"]))
        await asyncio.sleep(0.2)
