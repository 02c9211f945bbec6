"""Makes the pictures of the guide: ``make screenshots``.

Starts the app on this computer alone, loads the samples, and takes every page in the light theme at 1440 x 900 once
nothing on it moves any more. Beside the pictures it writes of which words they were made.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from docs.shown import IMAGES, PRESSED, SOURCES, Shown, fingerprints, pages, texts  # noqa: E402

HOST = "127.0.0.1"
WINDOW = {"width": 1440, "height": 900}
PATIENCE = 90_000  # ms
COLOURS = 96
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-color-profile=srgb"]
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
AT_REST = """() => !document.querySelector('[data-testid=stSkeleton], [data-testid=stSpinner], [data-stale=true]')
  && [...document.querySelectorAll('.js-plotly-plot')].every(plot => plot._fullLayout)"""


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """The address of an app that nobody has visited yet."""
    command = [sys.executable, "-m", "retention.cli", "--host", HOST, "--port", "0", "--no-open"]
    clean = {name: value for name, value in os.environ.items() if name != "RETENTION_FILE"}
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=clean | {"RETENTION_DATA": str(folder), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = (re.search(rf"http://{re.escape(HOST)}:\d+", line) for line in process.stdout)
        address = next(filter(None, said), None)
        if address is None:
            raise SystemExit("The app ended before it gave an address.")
        yield address[0]
    finally:
        process.terminate()
        process.wait(20)


def at_rest(page: Any) -> bytes:
    """The picture of a page, once two in a row are the same."""
    last = b""
    for _ in range(40):
        page.wait_for_selector(IDLE, state="attached")
        page.wait_for_function(AT_REST)
        page.evaluate("() => document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
        taken: bytes = page.screenshot(animations="disabled", caret="hide")
        if taken == last:
            return taken
        last = taken
    raise SystemExit(f"The page {page.url} never comes to rest.")


def load(page: Any, address: str, sample: str) -> None:
    """Open the app as a new visitor, and read a sample."""
    page.goto(address)
    page.wait_for_selector(IDLE, state="attached")
    if sample:
        page.locator(f".st-key-sample-{sample} button").click()
        page.locator(".st-key-read button").click()
        page.locator(".st-key-way-on button").wait_for()


def go(page: Any, shown: Shown) -> None:
    """Follow the menu, and press what the picture needs."""
    from playwright.sync_api import expect

    link = page.get_by_role("navigation").get_by_role("link", name=shown.title)
    link.click()
    expect(link).to_have_attribute("aria-current", "page", timeout=PATIENCE)
    page.get_by_role("main").get_by_role("heading", level=1).wait_for()
    if shown.slug in PRESSED:
        page.get_by_role("button", name=PRESSED[shown.slug][1]).click()
        page.get_by_role("button", name=PRESSED[shown.slug][1]).wait_for(state="detached")
    page.mouse.move(2, 2)


def small(picture: bytes) -> bytes:
    """The same picture with a palette."""
    from PIL import Image

    out = io.BytesIO()
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def take(browser: Any, address: str, sample: str) -> None:
    """The pictures of all pages that are shown with one sample."""
    context = browser.new_context(
        viewport=WINDOW, color_scheme="light", locale="en-US", timezone_id="UTC", reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    load(page, address, sample)
    for shown in pages():
        if shown.sample == sample:
            go(page, shown)
            shown.picture.write_bytes(small(at_rest(page)))
            sys.stderr.write(f"{shown.picture.name}\n")
    context.close()


def main() -> None:
    """All pictures, and of what they were made."""
    from playwright.sync_api import sync_playwright

    IMAGES.mkdir(exist_ok=True)
    samples = list(dict.fromkeys(shown.sample for shown in pages()))
    chromium = os.environ.get("RETENTION_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    made: dict[str, str] = {}
    for sample in samples:
        made |= {slug: fingerprints(words) for slug, words in texts(sample).items()}
    with tempfile.TemporaryDirectory() as folder, server(Path(folder)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for sample in samples:
            take(browser, address, sample)
        browser.close()
    for old in IMAGES.glob("*.png"):
        if old.stem not in made:
            old.unlink()
    SOURCES.write_text(json.dumps(made, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
