"""A real server and a real browser. The tests of this folder run in one worker and share both."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

import pytest

from tests.browser.visitor import IDLE, PATIENCE, Visitor

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
HOST = "127.0.0.1"
START_SECONDS = 60
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
RUNNING = []  # servers of this worker; a failed test shows their logs
OPEN = []  # the browser of this worker, and what closes it


def pytest_itemcollected(item):
    """Mark every test of this folder as it is found."""
    item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed:
        for server in RUNNING:
            report.sections.append((f"log of the server at {server.url}", server.log()))
    return report


# ------------------------------------------------------------------------------------------------- servers
class Server:
    """One dashboard in a process of its own."""

    def __init__(self, process, log_file):
        self._process, self._log_file = process, log_file
        self.url = self._wait_for_address()

    def log(self):
        """All that the server has said so far."""
        return self._log_file.read_text(encoding="utf-8", errors="replace")

    def _wait_for_address(self):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            said = re.search(rf"http://{re.escape(HOST)}:\d+", self.log())
            if said and self._is_healthy(said[0]):
                return said[0]
            try:
                self._process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
            pytest.fail(f"The server ended by itself:\n{self.log()}")
        return pytest.fail(f"The server gave no answer in {START_SECONDS} seconds:\n{self.log()}")

    @staticmethod
    def _is_healthy(url):
        with build_opener(ProxyHandler({})).open(f"{url}/_stcore/health", timeout=5) as answer:
            return answer.read() == b"ok"


@contextmanager
def _served(folder, *arguments):
    """A server on a free port, ended by its own id."""
    log_file = folder / f"server-{len(list(folder.iterdir()))}.log"
    command = [sys.executable, "-m", "retention.cli", "--host", HOST, "--port", "0", "--no-open", *map(str, arguments)]
    clean = {name: value for name, value in os.environ.items() if name != "RETENTION_FILE"}
    clean["RETENTION_DATA"] = str(folder / "data")  # nothing is kept in the folder of whoever runs the tests
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=clean, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
        )
    server = None
    try:
        server = Server(process, log_file)
        RUNNING.append(server)
        yield server
    finally:
        if server in RUNNING:
            RUNNING.remove(server)
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """A server for all tests of this folder; its ``url`` has no slash at the end."""
    with _served(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def cold_server(tmp_path):
    """Start servers that nobody has visited yet: ``cold_server()``, or ``cold_server("orders.csv")`` with a file."""
    with ExitStack() as stack:
        yield lambda *arguments: stack.enter_context(_served(tmp_path, *arguments))


# ------------------------------------------------------------------------------------------------ browsers
def _chromium():
    """A browser that is named or on the PATH; None leaves the choice to Playwright."""
    return os.environ.get("RETENTION_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def _launched():
    """A headless Chromium, closed when the generator is."""
    from playwright.sync_api import Error, expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(executable_path=_chromium(), args=FLAGS)
        except Error as error:
            reason = (
                "no Chromium could be started: install one, name it in RETENTION_CHROMIUM, or run "
                f"'python -m playwright install chromium' ({str(error).strip().splitlines()[0]})"
            )
            if os.environ.get("CI"):
                pytest.fail(reason)
            pytest.skip(reason)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def browser():
    """A headless Chromium for all tests of this folder that follow each other; see :func:`pytest_runtest_teardown`."""
    if not OPEN:
        launched = _launched()
        OPEN.append((next(launched), launched))
    return OPEN[0][0]


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(nextitem):
    """Close the browser before tests of other folders: while Playwright runs, none of them could use asyncio."""
    if OPEN and (nextitem is None or nextitem.path.parent != HERE):
        next(OPEN.pop()[1], None)


@pytest.fixture
def new_page(browser):
    """Open pages as separate visitors: ``new_page()``, or ``new_page(color_scheme="dark")``.

    At the end of the test, no page may have thrown an error or asked another host for anything.
    """
    errors, strangers, contexts = [], [], []

    def note_stranger(url):
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.hostname != HOST:
            strangers.append(url)

    def open_page(**options):
        context = browser.new_context(
            **{"viewport": {"width": 1400, "height": 1000}, "accept_downloads": True, "locale": "en-US", **options}
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: note_stranger(request.url))
        page.on("websocket", lambda socket: note_stranger(socket.url))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert {"errors in the page": errors, "requests to other hosts": strangers} == {
        "errors in the page": [],
        "requests to other hosts": [],
    }


@pytest.fixture
def page(new_page):
    """A page of 1400 x 1000 that is not anywhere yet."""
    return new_page()


@pytest.fixture
def idle():
    """Wait until the page's script has run to its end: ``idle(page)``."""
    return lambda page: page.wait_for_selector(IDLE, state="attached")


# ------------------------------------------------------------------------------------------------ visitors
@pytest.fixture
def visit(server, new_page):
    """Someone who has just opened the dashboard: ``visit()``, ``visit(cold_server())``, ``visit(address="/audit")``."""

    def arrive(at=server, address="/", **options):
        return Visitor(new_page(**options), at, address)

    return arrive


@pytest.fixture(scope="session")
def orders():
    """Four cohorts of forty customers, in two channels; May 2024 is under way where the file ends."""
    lines = ["customer,ordered_at,total,channel"]
    for cohort in range(4):
        for i in range(40):
            months = [
                cohort,
                *(cohort + age for age in range(1, 5 - cohort) if (i + age * 3) % (4 + cohort + age) < 2),
            ]
            channel = "Search" if i % 3 else "Friends"
            lines += [f"c{cohort}{i:02},2024-{month + 1:02}-{i * 3 % 20 + 1:02},{10 + i},{channel}" for month in months]
    return "\n".join(lines).encode() + b"\n"
