"""From a moved slider to a painted table, in a browser: our Cohorts page against a page that computes nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import retention as rt
from benchmarks import data, servers
from benchmarks.report import Row, at_most
from benchmarks.timing import Timing

PART = "Slider to painted table, in the browser"
MOST_OF_MINIMAL = 1.3
MILLION = 1_000_000
WARM_UP_MOVES = 2
PAUSE_MS = 250  # between moves, so that nothing of one is left for the next
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
SLIDER = ".st-key-ages input[type=range], .st-key-ages [role=slider]"
# Runs in the page. The clock starts with the key. Each frame looks at the table's shape, which every move changes; when
# it is another one, the frame that draws it is let through, and the clock stops.
STOPWATCH = """() => {
  window.moves = [];
  const shape = () => {
    for (const chart of document.querySelectorAll(".js-plotly-plot")) {
      const table = (chart._fullData || []).find(trace => trace.type === "heatmap" && trace.z);
      if (table) return `${table.z.length} x ${table.z[0].length}`;
    }
    return "";
  };
  document.addEventListener("keydown", () => {
    const begin = performance.now(), before = shape();
    const look = () => {
      const now = shape();
      if (now === "" || now === before) return requestAnimationFrame(look);
      requestAnimationFrame(() => window.moves.push(performance.now() - begin));
    };
    requestAnimationFrame(look);
  }, true);
}"""


def measure(moves: int, folder: Path = data.FOLDER) -> list[Row]:
    """Two rows: the shop sample, and a million events; or one that says why there is none."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        return [Row(PART, "not measured", "Playwright is missing; it comes with the test extra")]
    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(executable_path=_chromium(), args=FLAGS)
        except Error as error:
            return [Row(PART, "not measured", f"no Chromium: {str(error).strip().splitlines()[0]}")]
        sample = servers.ROOT / "sample_data" / "shop_orders.csv"
        rows = [
            compare(chromium, "shop sample", sample, moves),
            compare(chromium, "1 million events", data.csv_file(MILLION, folder), moves),
        ]
        chromium.close()
    return rows


def compare(chromium: Any, what: str, file: Path, moves: int) -> Row:
    """Both pages over the same events, a move on one and then on the other."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ours = stack.enter_context(servers.dashboard(file, folder))
        minimal = stack.enter_context(servers.minimal_page(rt.read_events(file), folder))
        pages = {
            "ours": _opened(chromium, ours, stack, _read_the_file),
            "minimal": _opened(chromium, minimal, stack, _idle),
        }
        for _ in range(WARM_UP_MOVES + moves):
            for page in pages.values():
                _move(page)
        seconds = {name: page.evaluate("window.moves")[WARM_UP_MOVES:] for name, page in pages.items()}
    timings = {name: Timing(tuple(ms / 1000 for ms in found)) for name, found in seconds.items()}
    return at_most(PART, f"Cohorts, {what}", timings["ours"], "minimal page", timings["minimal"], MOST_OF_MINIMAL)


def _opened(chromium: Any, url: str, stack: ExitStack, prepare: Callable[[Any], None]) -> Any:
    context = chromium.new_context(viewport={"width": 1400, "height": 1000}, locale="en-US", color_scheme="light")
    stack.callback(context.close)
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(url)
    _idle(page)
    prepare(page)
    page.wait_for_selector(SLIDER, state="attached")
    page.wait_for_selector(".js-plotly-plot")
    _idle(page)
    page.evaluate(STOPWATCH)
    return page


def _read_the_file(page: Any) -> None:
    """Through the Upload page, as a visitor comes."""
    page.locator(".st-key-read button").click()
    page.locator(".st-key-way-on button").click()


def _move(page: Any) -> None:
    """One age fewer: a table that neither page has shown yet."""
    page.bring_to_front()
    page.locator(SLIDER).first.focus()
    done = page.evaluate("window.moves.length")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("done => window.moves.length > done", arg=done)
    _idle(page)


def _idle(page: Any) -> None:
    page.wait_for_selector(IDLE, state="attached")
    page.wait_for_timeout(PAUSE_MS)


def _chromium() -> str | None:
    """A browser that is named or on the PATH; None leaves the choice to Playwright."""
    return os.environ.get("RETENTION_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
