"""A report on paper: printed by a Chromium, where there is one."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from retention.errors import ExportError
from retention.languages import say
from retention.reporting.document import Report
from retention.reporting.html import html_bytes

VARIABLE = "RETENTION_CHROMIUM"
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
    "brave-browser",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
SECONDS = 90.0  # for one report
# No network at all: no proxy, no name has an address, no services of the browser's own.
FLAGS = (
    *("--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps"),
    *("--no-proxy-server", "--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer", "--password-store=basic"),
    "--virtual-time-budget=30000",
)


def find_chromium() -> str | None:
    """The browser that prints: the one named in ``RETENTION_CHROMIUM``, else the first found; None if there is none."""
    named = os.environ.get(VARIABLE)
    if named:
        return shutil.which(named)
    return next(filter(None, map(shutil.which, (*BROWSERS, *PLACES))), None)


def why_no_pdf() -> str:
    """Why there can be no PDF, and what to do; empty where there can.

    Examples
    --------
    >>> isinstance(why_no_pdf(), str)
    True
    """
    if find_chromium() is not None:
        return ""
    named = os.environ.get(VARIABLE)
    if named:
        return say(
            "{variable} names no program that can be started: {name}. Correct it, or print the HTML page instead.",
            variable=VARIABLE,
            name=named,
        )
    return say(
        "A PDF needs Chromium, Chrome or Edge, and none was found. Install one (on Debian and Ubuntu: apt install "
        "chromium), or name it in {variable}; or open the HTML page in any browser and print it as PDF.",
        variable=VARIABLE,
    )


def pdf_bytes(report: Report, *, seconds: float = SECONDS) -> bytes:
    """A report as a PDF, printed by a headless browser without a network and with a profile of its own.

    Parameters
    ----------
    report
        What to print: the page of :func:`html_bytes`, its charts redrawn to the width of the paper.
    seconds
        Time limit.

    Raises
    ------
    ExportError
        If no browser is found, or it does not finish in time; the message says what to do.
    """
    why = why_no_pdf()
    if why:
        raise ExportError(why, where="PDF")
    with tempfile.TemporaryDirectory(prefix="retention-report-", ignore_cleanup_errors=True) as folder:
        page, paper = Path(folder, "report.html"), Path(folder, "report.pdf")
        page.write_bytes(html_bytes(report))
        command = [
            str(find_chromium()),
            *FLAGS,
            *_as_root(),
            f"--user-data-dir={Path(folder, 'profile')}",
            f"--print-to-pdf={paper}",
            page.as_uri(),
        ]
        said = _run(command, seconds)
        data = paper.read_bytes() if paper.exists() else b""
    if not data.startswith(b"%PDF"):
        last = said.strip().splitlines()[-1:] or [say("it said nothing")]
        raise ExportError(
            say("The browser printed no PDF ({reason}).", reason=last[0][:200]),
            where="PDF",
            todo=say("Open the HTML page in a browser and print it."),
        )
    return data


def _as_root() -> tuple[str, ...]:
    """Chromium refuses to start as root with its sandbox, as it is in most containers."""
    return ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()


def _run(command: list[str], seconds: float) -> str:
    """Run the browser to its end, or end it with everything it started; returns what it said."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        _, said = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        _end(process)
        raise ExportError(
            say("The browser did not finish within {seconds} seconds.", seconds=f"{seconds:g}"),
            where="PDF",
            todo=say("Choose fewer sections, or open the HTML page in a browser and print it."),
        ) from error
    return said.decode(errors="replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
