"""Two servers for the browser part: the dashboard, and a minimal page that draws figures made beforehand."""

from __future__ import annotations

import os
import pickle
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import retention as rt

ROOT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"
START_SECONDS = 60
# The same table in the same place as on our page, chosen by the same kind of slider; nothing is computed.
MINIMAL_PAGE = """
import pickle
from pathlib import Path

import streamlit as st

st.set_page_config(layout="wide")


@st.cache_resource
def figures():
    return pickle.loads((Path(__file__).parent / "figures.pickle").read_bytes())


left, _ = st.columns([13, 6], gap="small")
with left, st.container(border=True):
    ages = st.select_slider("Months followed", list(figures()), max(figures()), key="ages", width=160)
    st.plotly_chart(figures()[ages], theme=None, key="matrix")
"""


@contextmanager
def dashboard(file: Path, folder: Path) -> Iterator[str]:
    """The address of a dashboard to which a file was given."""
    command = [sys.executable, "-m", "retention.cli", str(file), "--host", HOST, "--port", "0", "--no-open"]
    with _serving(command, ROOT, folder / "dashboard.log") as url:
        yield url


@contextmanager
def minimal_page(events: rt.Events, folder: Path) -> Iterator[str]:
    """The address of the minimal page with the figures of these events."""
    (folder / "page.py").write_text(MINIMAL_PAGE, encoding="utf-8")
    (folder / "figures.pickle").write_bytes(pickle.dumps(figures(events)))
    options = {
        "server.address": HOST,
        "server.port": _free_port(),
        "server.headless": "true",
        "browser.gatherUsageStats": "false",
        "server.fileWatcherType": "none",
    }
    command = [sys.executable, "-m", "streamlit", "run", "page.py"]
    command += [f"--{name}={value}" for name, value in options.items()]
    with _serving(command, folder, folder / "minimal.log") as url:
        yield url


def figures(events: rt.Events) -> dict[int, object]:
    """What our Cohorts page draws at first, for each number of months followed."""
    made = {}
    for ages in range(1, len(rt.cohort_matrix(events).ages)):
        matrix = rt.cohort_matrix(events, rt.CohortSettings(max_age=ages))
        pooled, top = rt.retention_curve(matrix), rt.charts.scale_top(matrix)
        made[ages] = rt.charts.cohort_heatmap(matrix, theme="light", pooled=pooled, top=top, clickable=True)
    return made


@contextmanager
def _serving(command: list[str], where: Path, log_file: Path) -> Iterator[str]:
    """Start a server, wait until it answers, and end it by its own id."""
    clean = {name: value for name, value in os.environ.items() if name != "RETENTION_FILE"}
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            command, cwd=where, env=clean, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        yield _address(process, log_file)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _address(process: subprocess.Popen[bytes], log_file: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        log = log_file.read_text(encoding="utf-8", errors="replace")
        said = re.search(rf"http://{re.escape(HOST)}:\d+", log)
        if said and _is_healthy(said[0]):
            return said[0]
        if process.poll() is not None:
            raise RuntimeError(f"A server ended by itself:\n{log}")
        time.sleep(0.1)
    raise RuntimeError(f"A server gave no answer in {START_SECONDS} seconds:\n{log}")


def _is_healthy(url: str) -> bool:
    try:
        with build_opener(ProxyHandler({})).open(f"{url}/_stcore/health", timeout=5) as answer:
            return bool(answer.read() == b"ok")
    except (URLError, OSError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
