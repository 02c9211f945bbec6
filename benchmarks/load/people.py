"""What people do with the dashboard: hand a file over, visit pages, move sliders; seeded, to be repeated."""

from __future__ import annotations

import random
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from benchmarks.load.line import Browser, Waited

ROWS = 100_000
# Pages by their address, as a person may go through them, and how many sliders they move on each.
ROUND = (("overview", 0), ("cohorts", 6), ("curves", 4), ("churn", 4), ("lifecycle", 3), ("activity", 3))
ROUND += (("revenue", 3), ("customer_value", 1), ("customers", 1), ("cohorts", 4))
STEPS = sum(1 + moves for _, moves in ROUND)  # of one round
VISIT, SLIDE = "visit", "slide"


@dataclass
class Diary:
    """How long each thing took, and what went wrong."""

    waited: dict[str, list[Waited]] = field(default_factory=lambda: {VISIT: [], SLIDE: []})
    errors: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    @property
    def done(self) -> int:
        """Interactions so far."""
        return sum(map(len, self.waited.values()))

    def seconds(self, what: str) -> np.ndarray:
        """Seconds until the last chart was there, or until the end of the run where there was none."""
        return np.array([one.whole if one.chart is None else one.chart for one in self.waited[what]])


def orders(seed: int, rows: int = ROWS) -> bytes:
    """A file of orders over two years; every seed has its own customers."""
    draw = np.random.default_rng(seed)
    customers = draw.zipf(1.5, rows) % (rows // 8)
    joined = draw.integers(0, 600, rows // 8)
    days = joined[customers] + np.minimum(draw.exponential(60, rows), 729 - joined[customers])
    table = pd.DataFrame(
        {
            "customer": [f"c{seed}-{number}" for number in customers],
            "ordered_at": (pd.Timestamp("2023-01-01") + pd.to_timedelta(days.astype(int), unit="D")).strftime(
                "%Y-%m-%d"
            ),
            "total": draw.gamma(2, 20, rows).round(2),
        }
    )
    return table.to_csv(index=False).encode()


async def arrive(url: str, data: bytes) -> Browser:
    """Open the dashboard, hand a file over, and read it."""
    browser = Browser(url)
    await browser.open()
    await browser.upload("orders.csv", data)
    await browser.press("read")
    assert "way-on" in browser.widgets, "the file was not read"
    return browser


async def work(browser: Browser, seed: int, diary: Diary) -> AsyncIterator[None]:
    """Go through the pages and move sliders, one thing for each step that is asked for."""
    choose = random.Random(seed)
    while True:
        for address, moves in ROUND:
            diary.waited[VISIT].append(await browser.go(address))
            yield
            for _ in range(moves):
                move = _move(browser, choose)
                if move is None:
                    break
                diary.waited[SLIDE].append(await browser.slide(*move))
                yield


def _move(browser: Browser, choose: random.Random) -> tuple[str, ...] | None:
    """Some slider of the page, and where to put it."""
    sliders = {key: one for key, (kind, one) in browser.widgets.items() if kind == "slider" and len(one.options) > 3}
    if not sliders:
        return None
    key = choose.choice(sorted(sliders))
    options, ends = list(sliders[key].options), len(sliders[key].default)
    if ends == 1:
        return key, choose.choice(options[2:])
    low = choose.randrange(len(options) // 2)
    return key, options[low], options[choose.randrange(low + 2, len(options))]
