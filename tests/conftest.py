"""What every test may use: the folders, and pages that run under the frame."""

from __future__ import annotations

import gc
import os
from functools import cache, partial
from pathlib import Path

import pytest
from hypothesis import settings

# A run that decides whether a change goes in must not depend on luck; at a desk other examples are tried every time.
# Neither may it depend on how busy the machine is: how long an example may take is measured elsewhere.
settings.register_profile("at a desk", deadline=None)
settings.register_profile("the same examples", deadline=None, derandomize=True)
settings.load_profile("the same examples" if os.environ.get("CI") else "at a desk")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Give all stories in a browser to one worker, and to it first: two browsers at once are slow beyond patience.

    So are two Sparks: each database has one worker too. And what the code says is gathered in one.

    The groups of pytest-xdist 3.8 do the same, but go unseen by pytest 9.2, which reads the names of tests elsewhere.
    """
    from xdist.scheduler import LoadGroupScheduling

    class ServersTogether(LoadGroupScheduling):
        def _split_scope(self, nodeid):
            folder = nodeid.removeprefix("tests/").partition("/")[0]
            if folder in ("browser", "languages"):
                return folder
            engine = nodeid.partition("[")[2].rstrip("]").partition("-")[0]
            return engine if engine in ("postgres", "spark") else nodeid

    return ServersTogether(config, log) if config.getvalue("dist") == "loadgroup" else None


def pytest_collection_finish():
    """Look for garbage among what tests leave behind, and not each time among all that was imported and collected."""
    gc.collect()
    gc.freeze()


ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real and hostile files beside the repository; they are not ours to distribute."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared with real and hostile files is not here")
    return SHARED


@pytest.fixture(autouse=True)
def _pages_run_under_the_frame(request, monkeypatch):
    """Make AppTest run ``app.py`` every time; from the second run on it would leave it out.

    It takes the folder ``pages/`` for Streamlit's older kind of app, and sets the switch for it back before each
    run; so it is turned off as the pages manager is made. Only for tests of pages: others need not wait for Streamlit.
    """
    if ROOT / "tests" / "pages" not in request.path.parents:
        return
    from streamlit.runtime.pages_manager import PagesManager

    make = PagesManager.__init__

    def make_without_old_kind(self, *args, **kwargs):
        PagesManager.uses_pages_directory = False
        make(self, *args, **kwargs)

    monkeypatch.setattr(PagesManager, "__init__", make_without_old_kind)
    _keep_from_run_to_run(monkeypatch)


def _keep_from_run_to_run(monkeypatch):
    """Let AppTest look for components once and compile each page once, as a server does: else a quarter of its time."""
    from streamlit.components.v2 import manifest_scanner
    from streamlit.testing.v1 import app_test, local_script_runner

    found = partial(_once, manifest_scanner.scan_component_manifests)
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", found)
    for module in (app_test, local_script_runner):
        monkeypatch.setattr(module, "ScriptCache", partial(_once, module.ScriptCache))


@cache
def _once(make):
    return make()
